# What happens to a job whose question is not answered.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Cluster;
use Test::More;

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_attempts => 1,
	retry_delay => '10ms');

# How many requests the stub was sent before it last forgot.
my $forgotten = 0;

# Sets the scene: what the model does from now on, and settings.
sub given
{
	my ($behaviours, %settings) = @_;

	$learn->configure(%settings) if %settings;
	$forgotten += $stub->requests;
	$stub->control(
		behaviours => $behaviours,
		default => 'good',
		forget => JSON::PP::true);
	return;
}

# Reports a failure that takes one question, as no runbook is known.
sub ask
{
	my ($execution) = @_;

	$learn->execute(
		{
			execution_id => $execution,
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		});
	return;
}

# The calls made for a subject: outcome and HTTP status of each.
sub calls
{
	my ($subject) = @_;

	return $learn->sql(
		"SELECT string_agg(concat_ws(' ', outcome, http_status), ', ' ORDER BY called_at) FROM learn.llm_calls WHERE subject = '$subject'"
	);
}

#
# Rate limits delay, and use up no attempt: there is but one.
#
given([ '429:1', '429:1' ]);
ask('exec-limited');
$learn->wait_for(
	"SELECT attempts = 0 AND lease_token IS NULL AND run_after > now() AND last_error = 'the endpoint answered HTTP 429' FROM learn.jobs",
	'HTTP 429: the job waits, with its attempt');
$learn->wait_until_done('and is done in the end');
is( calls('exec-limited'),
	'rate_limited 429, rate_limited 429, answered 200',
	'after three calls');
my @arrivals = map { $_->{arrived} } $stub->requests;
cmp_ok($arrivals[$_] - $arrivals[ $_ - 1 ],
	'>=', 1, 'each as long after the other as Retry-After says')
  foreach 1, 2;

given(['503:1']);
ask('exec-busy');
$learn->wait_until_done('HTTP 503 with Retry-After is the same');
is(calls('exec-busy'), 'unavailable 503, answered 200', 'after two calls');

given(['429']);
ask('exec-limited-2');
$learn->wait_until_done('HTTP 429 without Retry-After waits as well');

given(['429:3600'], max_retry_delay => '100ms');
ask('exec-limited-3');
$learn->wait_until_done('learn.max_retry_delay bounds Retry-After');

#
# Errors use up attempts; then the job is dead, until somebody revives it.
#
given([ ('500') x 3 ], max_attempts => 3);
ask('exec-error');
$learn->wait_for('SELECT count(*) = 1 FROM learn_dead_jobs',
	'HTTP 500: the job is put aside in the end');
is( $learn->sql(
		'SELECT kind, subject, attempts, last_error, dead_at IS NOT NULL FROM learn_dead_jobs'
	),
	'analyze|exec-error|3|the endpoint answered HTTP 500|t',
	'after three attempts, with the last error');
is( calls('exec-error'),
	'unavailable 500, unavailable 500, unavailable 500',
	'each recorded');
is( $learn->sql(
		"SELECT dead, backlog, last_error FROM learn_worker_status"),
	'1|0|analyze of "exec-error": the endpoint answered HTTP 500',
	'the status tells');

my $dead = $learn->sql('SELECT id FROM learn_dead_jobs');
like(
	$learn->sql("SELECT learn_retry_job($dead)"),
	qr/"exec-error"/,
	'learn_retry_job() revives it');
$learn->wait_until_done('it is done');
is( calls('exec-error'),
	'unavailable 500, unavailable 500, unavailable 500, answered 200',
	'with one more call');
is( $learn->sql(
		"SELECT actor = current_user, object_id FROM learn.audit_log WHERE action = 'retry_job'"
	),
	't|exec-error',
	'the audit log says who did that');
like($learn->error_of("SELECT learn_retry_job($dead)"),
	qr/PT404: job not found/, 'there is nothing more to revive');

#
# Attempts back off: by a random part of a delay that doubles.  (Of HTTP 500 the
# breaker would see to it that there are not so many.)
#
given([ ('400') x 40 ], retry_delay => '1h', max_retry_delay => '1d');
ask("exec-backoff-$_") foreach 1 .. 20;
$learn->wait_for(
	'SELECT count(*) = 20 FROM learn.jobs WHERE attempts >= 1 AND lease_token IS NULL',
	'twenty jobs fail once');
is( $learn->sql(
		"SELECT count(DISTINCT run_after), max(run_after) BETWEEN now() + interval '10 min' AND now() + interval '1 h' FROM learn.jobs"
	),
	'20|t',
	'the next attempts are spread over learn.retry_delay');
like($learn->error_of('SELECT learn_retry_job(min(id)) FROM learn.jobs'),
	qr/PT409: job is not dead/, 'what is not dead is not revived');
$learn->sql('UPDATE learn.jobs SET run_after = now()');
$learn->configure;
$learn->wait_for(
	'SELECT count(*) = 20 FROM learn.jobs WHERE attempts >= 2 AND lease_token IS NULL',
	'they fail again');
is( $learn->sql(
		"SELECT max(run_after) BETWEEN now() + interval '1 h' AND now() + interval '2 h' FROM learn.jobs"
	),
	't',
	'the next attempts are spread over twice as long');
$learn->sql('UPDATE learn.jobs SET run_after = now()');
$learn->configure(retry_delay => '10ms');
$learn->wait_until_done('the third attempts succeed');

#
# Other ways not to answer.  Each is recorded once, and the job has its only
# attempt behind it.
#
sub fails
{
	my ($name, $behaviour, $outcome, $error, %settings) = @_;

	given([$behaviour], max_attempts => 1, %settings);
	ask("exec-$name");
	$learn->wait_for(
		"SELECT EXISTS (SELECT FROM learn_dead_jobs WHERE subject = 'exec-$name')",
		"$name: the job is put aside");
	is(calls("exec-$name"), $outcome, "$name: the call is recorded");
	like(
		$learn->sql(
			"SELECT error FROM learn.llm_calls WHERE subject = 'exec-$name'"),
		$error,
		"$name: with the reason");
	is( $learn->sql(
			"SELECT j.last_error = c.error FROM learn.jobs j JOIN learn.llm_calls c USING (subject) WHERE subject = 'exec-$name'"
		),
		't',
		"$name: which is also the job's");
	return;
}

fails('dropped', 'dropped', 'unavailable 200', qr/could not be reached/);
fails('timeout', 'hang', 'unavailable', qr/time/i,
	request_timeout => '300ms');
is( $learn->sql(
		"SELECT latency_seconds BETWEEN 0.3 AND 5 FROM learn.llm_calls WHERE subject = 'exec-timeout'"
	),
	't',
	'timeout: learn.request_timeout is how long it took');

# An endpoint that is away, or does not accept the key, is no job's fault: the
# job waits, with its only attempt before it.
sub waits
{
	my ($name, $behaviour, $outcome, $error, %settings) = @_;

	given([$behaviour], max_attempts => 1, retry_delay => '1h',
		max_retry_delay => '1h', %settings);
	ask("exec-$name");
	$learn->wait_for(
		"SELECT EXISTS (SELECT FROM learn.jobs WHERE subject = 'exec-$name' AND last_error IS NOT NULL)",
		"$name: the job is put back");
	is(calls("exec-$name"), $outcome, "$name: the call is recorded");
	like(
		$learn->sql(
			"SELECT error FROM learn.llm_calls WHERE subject = 'exec-$name'"),
		$error,
		"$name: with the reason");
	is( $learn->sql(
			"SELECT attempts, dead_at IS NULL, run_after > now() FROM learn.jobs WHERE subject = 'exec-$name'"
		),
		'0|t|t',
		"$name: it waits and has used up no attempt");
	$learn->configure(retry_delay => '10ms', max_retry_delay => undef,
		endpoint => $stub->endpoint);
	$learn->sql(
		"UPDATE learn.jobs SET run_after = now() WHERE subject = 'exec-$name'");
	$learn->sql('SELECT learn_run_jobs()');
	$learn->wait_until_done("$name: it is done when the endpoint is back");
	return;
}

waits('wrong-key', '401', 'misconfigured 401', qr/HTTP 401/);

# Elsewhere: where there is no connection yet that libcurl could use again, and
# where nobody listens.
my $other_stub = LearnTest::Stub->new;
my $port = PostgreSQL::Test::Cluster::get_free_port();

$other_stub->control(default => 'reset');
waits('reset', 'good', 'unavailable', qr/could not be reached/,
	request_timeout => undef, endpoint => $other_stub->endpoint);
waits('refused', 'good', 'unavailable', qr/could not be reached/,
	endpoint => "http://127.0.0.1:$port/v1");
my $elsewhere = 2;

#
# An answer that is cut off: asked once more, with twice the room.
#
given(['cut_off'],
	endpoint => $stub->endpoint, max_tokens_categorize => 150);
ask('exec-cut');
$learn->wait_until_done('an answer that is cut off is asked for again');
is( join(' ', map { $_->{body}{max_tokens} } $stub->requests),
	'150 300', 'with twice the length');
is(calls('exec-cut'), 'cut_off 200, answered 200', 'both are recorded');

given([ 'cut_off', 'cut_off' ]);
ask('exec-cut-twice');
$learn->wait_for(
	"SELECT EXISTS (SELECT FROM learn_dead_jobs WHERE subject = 'exec-cut-twice')",
	'an answer that is cut off twice fails');
is( join(' ', map { $_->{body}{max_tokens} } $stub->requests),
	'150 300', 'the length is doubled once');

given([ { behaviour => 'cut_off', purpose => 'improve' } ],
	max_tokens_improve => 2000);
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute({ execution_id => 'exec-cut-draft', failure => 'unknown' });
$learn->wait_until_done('so is a draft that is cut off');
is( join(' ', map { $_->{body}{max_tokens} } $stub->requests('improve')),
	'2000 4000', 'with twice the length');
is( $learn->sql(
		"SELECT status FROM learn.runbooks WHERE id = 'RB-LNX-SVC-001-v2'"),
	'pending',
	'it arrives in the end');

#
# Every request is a row.
#
is( $learn->sql('SELECT count(*) FROM learn.llm_calls'),
	$forgotten + $stub->requests + $elsewhere,
	'every request is recorded');
is( $learn->sql(<<'SQL'), '0', 'with all that is known of it');
SELECT count(*) FROM learn.llm_calls
WHERE latency_seconds IS NULL OR latency_seconds < 0 OR latency_seconds > 60
	OR called_at IS NULL OR prompt_version = ''
	OR prompt_digest !~ '^[0-9a-f]{64}$'
	OR model <> CASE purpose WHEN 'categorize' THEN 'gpt-4o-mini' ELSE 'gpt-4o' END
	OR (outcome = 'answered') <> (error IS NULL)
	OR outcome IN ('answered', 'cut_off') AND (
		tokens_in IS NULL OR tokens_in < 100 OR tokens_out IS NULL OR tokens_out < 1
		OR answered_by IS DISTINCT FROM model OR reply_digest !~ '^[0-9a-f]{64}$')
SQL
is( $learn->sql(
		"SELECT string_agg(DISTINCT purpose || ' ' || outcome, ', ' ORDER BY purpose || ' ' || outcome) FROM learn.llm_calls"
	),
	'categorize answered, categorize cut_off, categorize misconfigured, categorize rate_limited, categorize unavailable, improve answered, improve cut_off',
	'every outcome was seen');

$learn->survived;
done_testing;
