# A model that does not answer: it holds back nothing but its own job.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_concurrent_requests => 2,
	max_attempts => 1);
my $node = $learn->node;

# Executions that the rules cannot tell, of runbooks that nobody knows: each
# takes one request.
sub questions
{
	my ($prefix, $count) = @_;

	return map {
		{
			execution_id => "exec-$prefix-$_",
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		}
	} 1 .. $count;
}

#
# While one request hangs, the worker holds neither transaction nor lock.
#
$stub->control(behaviours => ['slow:30']);
$learn->execute(questions('hanging', 1));
ok($stub->wait_for_requests(1), 'a request hangs');
$learn->wait_for(
	"SELECT in_flight = 1 AND state = 'working' AND (SELECT a.state = 'idle' FROM pg_stat_activity a WHERE a.pid = s.pid) FROM learn_worker_status s",
	'the worker waits for it');
is( $learn->sql(
		"SELECT state, xact_start IS NULL, backend_xid IS NULL, backend_xmin IS NULL FROM pg_stat_activity WHERE backend_type = 'learn worker'"
	),
	'idle|t|t|t',
	'with no transaction, transaction id or snapshot');

# Before 17 an extension cannot name what it waits for.
my $named = $node->pg_version >= 17;

$learn->wait_for(
	"SELECT wait_event = '$_->[1]' FROM pg_stat_activity WHERE backend_type = '$_->[0]'",
	"pg_stat_activity tells what the $_->[0] waits for")
  foreach [ 'learn worker', $named ? 'LearnWorkerMain' : 'Extension' ],
  [ 'learn launcher', $named ? 'LearnLauncherMain' : 'Extension' ];
is( $learn->sql(
		"SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE backend_type = 'learn worker'"
	),
	0,
	'and no lock');
is( $learn->error_of(
		'BEGIN; LOCK TABLE learn.jobs, learn.execution_results, learn.analyses, learn.runbooks, learn.llm_calls IN ACCESS EXCLUSIVE MODE NOWAIT; COMMIT'
	),
	'',
	'every table can be locked');

#
# The one slot that is left serves all others.
#
$learn->execute(questions('other', 20));
$learn->wait_for(
	"SELECT count(*) = 20 FROM learn.analyses WHERE execution_id LIKE 'exec-other-%'",
	'twenty other jobs are done meanwhile');
is($learn->sql('SELECT subject FROM learn.jobs'),
	'exec-hanging-1', 'the hanging one still waits');

#
# It does not hold back a shutdown, and loses no attempt by it: there is but
# one.
#
my $stopping = time;
$node->stop('fast');
my $duration = time - $stopping;
note "pg_ctl stop -m fast took $duration seconds";
cmp_ok($duration, '<', 3, 'pg_ctl stop -m fast is done within 3 seconds');
$node->start;
$learn->wait_until_done('after the restart the job is done');
is( $learn->sql(
		"SELECT source FROM learn.analyses WHERE execution_id = 'exec-hanging-1'"
	),
	'model',
	'with an answer of the model');
is($learn->sql('SELECT count(*) FROM learn_dead_jobs'),
	0, 'nothing was given up');

#
# Several requests are under way at once, and never more than allowed.  Each
# takes a while from its arrival, so a request may arrive only when that long
# has gone by since the arrival of the fourth before it.
#
my $limit = 4;
my $while = 0.8;

$stub->control(default => "slow:$while", forget => JSON::PP::true);
$learn->configure(max_concurrent_requests => $limit);
$learn->execute(questions('many', 3 * $limit));
$learn->wait_for(
	"SELECT in_flight = $limit FROM learn_worker_status",
	"$limit requests are under way at once");
$learn->wait_until_done('all are answered');

my @arrivals = sort { $a <=> $b } map { $_->{arrived} } $stub->requests;
is(scalar @arrivals, 3 * $limit, 'each was asked once');
cmp_ok($arrivals[ $limit - 1 ] - $arrivals[0],
	'<', $while, "the first $limit requests were under way together");
is( scalar(
		grep { $arrivals[$_] - $arrivals[ $_ - $limit ] < $while }
		  $limit .. $#arrivals),
	0,
	"never more than $limit");

#
# Nor does it hold back who drops the extension.
#
$stub->control(default => 'hang', forget => JSON::PP::true);
$learn->execute(questions('dropped', 1));
ok($stub->wait_for_requests(1), 'a request hangs again');
is($learn->error_of("SET lock_timeout = '3s'; DROP EXTENSION learn"),
	'', 'DROP EXTENSION does not wait for it');

$learn->survived;
done_testing;
