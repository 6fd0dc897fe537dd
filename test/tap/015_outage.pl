# The model is away, work is paused, nothing gets done: what is seen of it, and
# that all is done in the end.

use strict;
use warnings;

use LearnTest;
use Test::More;

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_concurrent_requests => 8,
	max_attempts => 6,
	retry_delay => '100ms',
	max_retry_delay => '400ms');

# Executions that take one question each.
sub ask
{
	my ($prefix, $count) = @_;

	$learn->execute(
		map {
			{
				execution_id => "exec-$prefix-$_",
				runbook_id => 'RB-NOBODY-KNOWS-001',
				failure => 'unknown'
			}
		} 1 .. $count);
	return;
}

#
# An outage: the breaker opens, so that hundreds of jobs cost few requests and
# no job its attempts; what needs no model goes on.
#
$stub->control(default => '500');
ask('outage', 300);
$learn->wait_for("SELECT breaker IN ('open', 'probing') FROM learn_worker_status",
	'the breaker opens, as status says');
$learn->execute(
	map { { execution_id => "exec-rules-$_", failure => 'permission' } }
	  1 .. 50);
$learn->wait_for(
	"SELECT count(*) = 50 FROM learn.analyses WHERE execution_id LIKE 'exec-rules-%'",
	'what needs no model goes on');
$learn->wait_for("SELECT count(*) >= 15 FROM learn.llm_calls",
	'the endpoint is probed now and then');
is( $learn->sql(
		'SELECT max(attempts) <= 2, count(*) FROM learn.jobs WHERE subject LIKE \'exec-outage-%\''
	),
	't|300',
	'no job pays for it');
cmp_ok(
	$learn->sql(
		"SELECT count(*) FROM learn.llm_calls"),
	'<', 100, 'nor does the endpoint, with a herd');

$stub->control(default => 'good');
$learn->wait_until_done('the endpoint comes back, and all is done');
is( $learn->sql(
		"SELECT count(*), count(DISTINCT execution_id), min(source::text), max(source::text) FROM learn.analyses WHERE execution_id LIKE 'exec-outage-%'"
	),
	'300|300|model|model',
	'by the model');
is($learn->sql('SELECT dead FROM learn_worker_status'),
	0, 'nothing was given up');
is($learn->sql('SELECT breaker FROM learn_worker_status'),
	'closed', 'the breaker is closed');

#
# Back from an outage, requests are few at first.
#
$stub->control(default => '500', forget => JSON::PP::true);
ask('again', 40);
$learn->wait_for("SELECT breaker IN ('open', 'probing') FROM learn_worker_status",
	'a second outage');
$stub->control(default => 'hang', forget => JSON::PP::true);
ok($stub->wait_for_requests(1), 'one request is to find out');
$learn->wait_for(
	"SELECT breaker = 'probing' AND in_flight = 1 FROM learn_worker_status",
	'and none is sent beside it');
$stub->control(default => 'good');
$learn->configure;
$learn->wait_for(
	"SELECT count(*) >= 39 FROM learn.analyses WHERE execution_id LIKE 'exec-again-%'",
	'a reload lets the endpoint be tried at once');
$learn->node->restart;
$learn->wait_until_done('the one that hung is done after a restart');

#
# Patience that the endpoint asks for holds for all requests.
#
$stub->control(behaviours => ['429:2'], forget => JSON::PP::true);
$learn->configure(max_concurrent_requests => 1, max_retry_delay => '1h');
ask('patience', 20);
$learn->wait_for("SELECT breaker = 'paused' FROM learn_worker_status",
	'HTTP 429: the breaker pauses, as status says');
is($stub->requests, 1, 'nobody else asks meanwhile');
$learn->wait_until_done('until it is over');
my @arrivals = map { $_->{arrived} } $stub->requests;
cmp_ok($arrivals[1] - $arrivals[0], '>=', 2, 'which is when it was told');

#
# A pause.
#
like(
	$learn->sql("SELECT learn_pause('prices are being negotiated')"),
	qr/"status": "paused"/, 'learn_pause()');
ask('paused', 3);
is( $learn->sql(
		'SELECT state, backlog, pause_reason, paused_by = current_user, paused_at <= now() FROM learn_worker_status'
	),
	'paused|3|prices are being negotiated|t|t',
	'status says so');
like(
	$learn->error_of('SELECT learn_pause()'),
	qr/PT409: learning is paused already/,
	'it cannot be paused twice');
$learn->node->stop('immediate');
$learn->node->start;
$learn->wait_for("SELECT pid IS NOT NULL FROM learn_worker_status",
	'the worker is back after a crash');
$learn->wait_for("SELECT state = 'paused' FROM learn_worker_status",
	'and still paused');
is($learn->sql('SELECT sum(attempts) FROM learn.jobs'),
	0, 'nothing was claimed');
like($learn->sql('SELECT learn_resume()'),
	qr/"status": "resumed"/, 'learn_resume()');
$learn->wait_until_done('what has waited is done');
like($learn->error_of('SELECT learn_resume()'),
	qr/PT409: learning is not paused/, 'it is not paused any more');
is( $learn->sql(
		"SELECT string_agg(action, ' ' ORDER BY seq), bool_and(actor = current_user) FROM learn.audit_log WHERE object_id = 'worker'"
	),
	'pause resume|t',
	'the audit log says who');

#
# Silence is an alarm.
#
my $offset = -s $learn->node->logfile;
$stub->control(default => 'hang', forget => JSON::PP::true);
$learn->configure(stall_after => '1s');
ask('stalled', 2);
$learn->wait_for('SELECT stalled FROM learn_worker_status',
	'nothing gets done: status says stalled');
ok( $learn->node->wait_for_log(
		qr/LOG:  learning has stalled in database "postgres"\n.*DETAIL:.*2 jobs/,
		$offset),
	'and the log does');
$stub->control(default => 'good');
$learn->configure(request_timeout => '10s', stall_after => undef);
$learn->node->restart;
$learn->wait_until_done('a restart helps');
is($learn->sql('SELECT stalled FROM learn_worker_status'),
	'f', 'the alarm is over');

#
# What it costs.
#
$learn->sql("SELECT learn_set_price('gpt-4o-mini', 1000000, 2000000)");
ask('priced', 1);
$learn->wait_until_done('a call with a price');
is( $learn->sql(
		"SELECT cost = tokens_in + 2 * tokens_out, s.spend_today = cost FROM learn.llm_calls, learn_worker_status s WHERE subject = 'exec-priced-1'"
	),
	't|t',
	'its cost is recorded, and added up');

done_testing();
