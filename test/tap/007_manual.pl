# The work done by hand, without the worker; and jobs that are poisoned, with
# and without it.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $stub = LearnTest::Stub->new;

#
# The library is not preloaded.
#
my $learn = LearnTest->new('manual', preload => 0, extension => 0);
my $node = $learn->node;
my ($status, undef, $notices) = $node->psql('postgres',
	"\\set VERBOSITY terse\nCREATE EXTENSION learn");
is($status, 0, 'CREATE EXTENSION works');
is( $notices =~ s/^psql:\S+ //mr,
	'NOTICE:  executions are stored, but nothing analyses them yet',
	'and says one thing');
is( $learn->sql(
		'SELECT state, pid IS NULL, database IS NULL, backlog FROM learn_worker_status'
	),
	'not loaded|t|f|0',
	'so does the status');

#
# learn_run_jobs(), without a model.
#
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute(map { { execution_id => "exec-$_" } } 1 .. 3);
is($learn->sql('SELECT backlog FROM learn_worker_status'), 3, 'jobs wait');
like($learn->error_of('SELECT learn_run_jobs(0)'),
	qr/22023: "max" must be a number of at least 1/,
	'learn_run_jobs() wants a number');
is($learn->sql('SELECT learn_run_jobs(1)'), 1, 'which it keeps to');
is($learn->sql('SELECT count(*) FROM learn.analyses'), 1, 'one is analysed');
is($learn->sql('SELECT learn_run_jobs()'),
	3, 'the others are done, and the draft that the first led to');
is( $learn->sql(
		'SELECT (SELECT count(*) FROM learn.analyses), runbook_id, status FROM learn_pending()'
	),
	'3|RB-LNX-SVC-001-v2|pending_review',
	'all are analysed, and a draft is queued');
is($learn->sql('SELECT learn_run_jobs()'), 0, 'nothing is left');

#
# learn_analyze().
#
$learn->import_runbook('RB-LNX-SVC-002');
$learn->execute(
	{ execution_id => 'exec-one', runbook_id => 'RB-LNX-SVC-002' });
my $analysis = $learn->sql("SELECT learn_analyze('exec-one')");
is( $learn->sql(
		"SELECT j ->> 'execution_id', j ->> 'failure_type', j ->> 'source', j ->> 'draft' FROM (SELECT '$analysis'::jsonb j) x"
	),
	'exec-one|runbook_insufficient|rules|RB-LNX-SVC-002-v2',
	'learn_analyze() tells the analysis and the draft');
is($learn->sql("SELECT learn_analyze('exec-one')"),
	$analysis, 'and does not analyse again');
is($learn->sql('SELECT count(*) FROM learn.jobs'), 0, 'nothing is left');
like($learn->error_of("SELECT learn_analyze('exec-nobody')"),
	qr/PT404: execution not found/, 'an unknown execution is not found');

#
# With a model.
#
$learn->configure(endpoint => $stub->endpoint, max_attempts => 1);
$learn->import_runbook(map { "RB-LNX-SVC-10$_" } 1 .. 3);
$learn->execute(
	map {
		{
			execution_id => "exec-model-$_",
			runbook_id => "RB-LNX-SVC-10$_",
			failure => 'unknown'
		}
	} 1 .. 3);
like(
	$learn->sql("SELECT learn_analyze('exec-model-1')"),
	qr/"draft": "RB-LNX-SVC-101-v2".*"source": "model"/,
	'learn_analyze() asks the model');
is($learn->sql('SELECT learn_run_jobs()'), 4, 'and so does learn_run_jobs()');
is( $learn->sql(
		"SELECT purpose, outcome, count(*) FROM learn.llm_calls GROUP BY 1, 2 ORDER BY 1"
	),
	"categorize|answered|3\nimprove|answered|3",
	'each call is recorded');

$stub->control(behaviours => ['500']);
$learn->execute({ execution_id => 'exec-error', failure => 'unknown' });
like(
	$learn->sql("SELECT learn_analyze('exec-error')"),
	qr/"error": "analyze of \\"exec-error\\": the endpoint answered HTTP 500"/,
	'learn_analyze() tells an error');

#
# Only the server's configuration says where the model is: not a session that
# is faster than the library.
#
$stub->control(forget => JSON::PP::true);
$learn->configure(endpoint => undef);
$learn->execute({ execution_id => 'exec-session', failure => 'unknown' });
$learn->sql('CREATE ROLE operator LOGIN IN ROLE learn_admin');
$learn->sql(sprintf
	  "SET SESSION AUTHORIZATION operator; SET learn.endpoint = '%s'; SELECT learn_run_jobs()",
	$stub->endpoint);
is( $learn->sql(
		"SELECT source FROM learn.analyses WHERE execution_id = 'exec-session'"
	),
	'rules',
	'an endpoint that a session sets is not believed');
is(scalar $stub->requests, 0, 'nothing is sent there');

#
# Whoever waits for a model can be cancelled.
#
$learn->configure(endpoint => $stub->endpoint);
$learn->execute({ execution_id => 'exec-hang', failure => 'unknown' });

# The error of SQL that is to be cancelled, once the model hangs, and how many
# seconds that took.
sub cancelled
{
	my ($sql, $cancel) = @_;
	my $session =
	  $node->background_psql('postgres', on_error_stop => 0);

	$stub->control(default => 'hang', forget => JSON::PP::true);
	$session->query_until(qr/begins/, "\\echo begins\n$sql;\n");
	$stub->wait_for_requests(1) or die 'nothing was asked';
	my $begin = time;
	$cancel->(
		$learn->sql(
			"SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT learn_%' AND pid <> pg_backend_pid()"
		));
	my (undef, undef) = $session->query('SELECT 1');
	my $seconds = time - $begin;
	my $error = $session->{stderr};

	# The session is none the worse for it.
	$session->{stderr} = '';
	$stub->control(default => 'good');
	is($session->query('BEGIN; SELECT learn_run_jobs(); ROLLBACK'),
		1, "$sql: the same session can do it afterwards");
	$session->quit;
	return ($error, $seconds);
}

sub cancel { $learn->sql("SELECT pg_cancel_backend($_[0])"); return; }

foreach my $sql ('SELECT learn_run_jobs()', "SELECT learn_analyze('exec-hang')")
{
	my ($error, $seconds) = cancelled($sql, \&cancel);

	like($error, qr/canceling statement due to user request/,
		"$sql: pg_cancel_backend() cancels it");
	cmp_ok($seconds, '<', 3, "$sql: at once");
	is( $learn->sql(
			'SELECT attempts, lease_token IS NULL FROM learn.jobs WHERE dead_at IS NULL'
		),
		'0|t',
		"$sql: the job is as it was");
}

$stub->control(default => 'hang');
my $begin = time;
like(
	$learn->error_of("SET statement_timeout = '300ms'; SELECT learn_run_jobs()"),
	qr/57014: canceling statement due to statement timeout/,
	'so does statement_timeout');
cmp_ok(time - $begin, '<', 3, 'at once');
$stub->control(default => 'good');
is($learn->sql('SELECT learn_run_jobs()'), 1, 'the job is done in the end');

#
# A poisoned job costs itself only: by hand, then in the worker; while it is
# prepared (the rules know), and while an answer is applied (the model is asked).
#
my $poison = <<'SQL';
CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF new.execution_id LIKE 'exec-poison-%' THEN
		RAISE 'this is poison' USING ERRCODE = TG_ARGV[0];
	END IF;
	RETURN new;
END $$;
CREATE TRIGGER poison BEFORE INSERT ON learn.analyses
	FOR EACH ROW EXECUTE FUNCTION poison('raise_exception');
SQL

# The poisoned job among nine others in one INSERT, and what came of it.
sub poisoned
{
	my ($what, $failure, $work) = @_;
	my @ids = map { "exec-$failure-$_" } 1 .. 9;

	splice @ids, 4, 0, "exec-poison-$failure";
	$learn->execute(
		map {
			{
				execution_id => $_,
				runbook_id => 'RB-NOBODY-KNOWS-001',
				failure => $failure
			}
		} @ids);
	$work->();
	is( $learn->sql(
			"SELECT count(*) FROM learn.analyses WHERE execution_id LIKE 'exec-$failure-%'"
		),
		9,
		"$what: the nine others are done");
	is( $learn->sql(
			"SELECT subject, attempts, last_error FROM learn_dead_jobs WHERE subject LIKE 'exec-poison-%'"
		),
		"exec-poison-$failure|1|this is poison",
		"$what: the poisoned one is put aside, with its error");
	$learn->sql('DELETE FROM learn.jobs');
	return;
}

$learn->sql($poison);
foreach my $failure (qw(known unknown))
{
	poisoned("by hand, $failure to the rules",
		$failure, sub { $learn->sql('SELECT learn_run_jobs()') });
}
is( $learn->sql(
		"SELECT outcome, error FROM learn.llm_calls WHERE subject = 'exec-poison-unknown'"
	),
	'unusable|the answer could not be stored',
	'the call is recorded all the same');
$learn->survived;

$learn = LearnTest->new(
	'worker',
	endpoint => $stub->endpoint,
	max_attempts => 1);
$learn->sql($poison);
my $pid = $learn->worker_pid;
my $wait = sub { $learn->wait_until_done('the worker goes on') };

foreach my $failure (qw(known unknown))
{
	poisoned("worker, $failure to the rules", $failure, $wait);
}

# Not even with an error that looks like a cancellation.
$learn->sql(<<'SQL');
DROP TRIGGER poison ON learn.analyses;
CREATE TRIGGER poison BEFORE INSERT ON learn.analyses
	FOR EACH ROW EXECUTE FUNCTION poison('query_canceled');
SQL
poisoned('worker, query_canceled', 'permission', $wait);
is($learn->worker_pid, $pid, 'it is the same process still');
$learn->survived;

# Not even if it ends the worker, as an error at commit does: what was under
# way with it twice is then done one at a time.
$learn->sql(<<'SQL');
DROP TRIGGER poison ON learn.analyses;
CREATE CONSTRAINT TRIGGER poison AFTER INSERT ON learn.analyses
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION poison('raise_exception');
SQL
$learn->configure(endpoint => undef, max_attempts => 3);
$learn->execute(
	map {
		{
			execution_id => "exec-$_",
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'known'
		}
	} qw(one two poison-commit three four));
$learn->wait_until_done('worker, error at commit: it goes on');
is( $learn->sql(
		"SELECT count(*) FROM learn.analyses WHERE execution_id IN ('exec-one', 'exec-two', 'exec-three', 'exec-four')"
	),
	4,
	'worker, error at commit: the others are done');
is($learn->sql('SELECT subject FROM learn_dead_jobs'),
	'exec-poison-commit',
	'worker, error at commit: the poisoned one is put aside');

done_testing;
