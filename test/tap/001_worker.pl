# The worker: what it does with executions, and that it loses none.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $stub = LearnTest::Stub->new;

#
# A server runs before the extension is there.
#
my $learn = LearnTest->new('main', extension => 0);
my $node = $learn->node;

$learn->wait_for(
	"SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'learn launcher'",
	'the launcher runs and waits for the extension');
$learn->sql('CREATE EXTENSION learn');
$learn->wait_for(
	"SELECT state = 'idle' AND database = 'postgres' AND backlog = 0 FROM learn_worker_status",
	'CREATE EXTENSION is noticed without a restart');

#
# One failure, without a model.  The worker's own poll is an hour away, so all
# that follows shows that a commit wakes it.
#
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute({ execution_id => 'exec-20260101-0001' });
$learn->wait_until_done('a failure is worked on at commit, without polling');
is( $learn->sql(
		"SELECT failure_type, source FROM learn.analyses WHERE execution_id = 'exec-20260101-0001'"
	),
	'runbook_insufficient|rules',
	'it is analysed by the rules');
is( $learn->sql(
		"SELECT id, status, origin, parent_runbook, generated_from_failure, generation_model, requires_human_review"
		  . " FROM learn.runbooks WHERE id <> 'RB-LNX-SVC-001'"),
	'RB-LNX-SVC-001-v2|pending|generated|RB-LNX-SVC-001|exec-20260101-0001|builtin|t',
	'it leads to a pending draft');
is( $learn->sql(
		'SELECT runbook_id, status, priority, failure_execution_id FROM learn_pending()'
	),
	'RB-LNX-SVC-001-v2|pending_review|high|exec-20260101-0001',
	'the draft is queued for review');
is( $learn->sql(
		"SELECT runbook_id FROM learn_next_runbook('service_crash', 'linux')"),
	'RB-LNX-SVC-001',
	'executors are still handed the parent');

#
# What leads to no draft.
#
$learn->execute(
	{ execution_id => 'exec-unknown', runbook_id => 'RB-NOBODY-KNOWS-001' },
	{
		execution_id => 'exec-success',
		status => 'success',
		verification_passed => JSON::PP::true,
		error_message => undef,
		error_step => undef,
		executed_steps => [],
	},
	{
		execution_id => 'exec-unverified',
		status => 'success',
		verification_passed => undef,
	},
	{ execution_id => 'exec-permission', failure => 'permission' },
	{ execution_id => 'exec-mystery', failure => 'unknown' });
$learn->wait_until_done('the others are worked on');
is( $learn->sql(
		"SELECT execution_id, succeeded, failure_type IS NULL, follow_up FROM learn.analyses WHERE execution_id ~ '^exec-[a-z]' ORDER BY 1"
	),
	join("\n",
		'exec-mystery|f|t|no draft: nobody could tell why it failed, a human is asked',
		'exec-permission|f|f|no draft: a better runbook cannot mend this',
		'exec-success|t|t|counted',
		'exec-unknown|f|f|no draft: the runbook is unknown here',
		'exec-unverified|f|f|no draft: "RB-LNX-SVC-001-v2" is under review'),
	'an unknown runbook, a success, an unverified one, what no runbook mends');
is( $learn->sql(
		"SELECT executions, successes FROM learn_versions WHERE runbook_id = 'RB-LNX-SVC-001'"
	),
	'5|1',
	'each is counted for its version');

#
# Settings are reloaded; now a model is asked.
#
$learn->configure(endpoint => $stub->endpoint);
$learn->import_runbook('RB-LNX-SVC-002');
$learn->execute(
	{
		execution_id => 'exec-20260101-0002',
		runbook_id => 'RB-LNX-SVC-002',
		failure => 'unknown'
	});
$learn->wait_until_done('SIGHUP is enough to start asking a model');
is( $learn->sql(
		"SELECT failure_type, source, model, confidence, reasoning <> '' FROM learn.analyses WHERE execution_id = 'exec-20260101-0002'"
	),
	'runbook_insufficient|model|gpt-4o-mini|0.9|t',
	'it categorises what no rule knows');
is( $learn->sql(
		"SELECT status, generated_by, generation_model FROM learn.runbooks WHERE id = 'RB-LNX-SVC-002-v2'"
	),
	'pending|learn (model)|gpt-4o',
	'and writes the draft');
is( join(' ', map { "$_->{path} $_->{purpose}" } $stub->requests),
	'/v1/chat/completions categorize /v1/chat/completions improve',
	'with one request each');

$learn->configure(endpoint => undef);
$learn->execute({ execution_id => 'exec-mystery-2', failure => 'unknown' });
$learn->wait_until_done('SIGHUP is enough to stop asking');
is(scalar $stub->requests, 2, 'the model is not asked again');

#
# Ten thousand rows in one INSERT; the server is stopped in the middle.
#
my $bulk = <<'SQL';
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, error_step, executed_steps)
SELECT format('exec-%s-%s', :'run', i), 'RB-LNX-SVC-003', 'service_crash', 'linux', 'failure', 1,
	jsonb_build_array(jsonb_build_object('step_number', 1, 'action', 'restart_service', 'success', false,
		'error', 'bind() to 0.0.0.0:80 failed (98: Address already in use)'))
FROM generate_series(1, 10000) i
SQL

# Every execution of a run is analysed and counted, once, and leads to one draft.
sub check_bulk
{
	my ($executions) = @_;

	is( $learn->sql(
			"SELECT count(*) FROM learn.analyses a WHERE a.runbook_id = 'RB-LNX-SVC-003'"
		),
		$executions,
		'every execution is analysed');
	is( $learn->sql(
			"SELECT executions FROM learn_versions WHERE runbook_id = 'RB-LNX-SVC-003'"
		),
		$executions,
		'and counted once');
	is( $learn->sql(
			"SELECT count(*), max(id) FROM learn.runbooks WHERE parent_runbook = 'RB-LNX-SVC-003'"
		),
		'1|RB-LNX-SVC-003-v2',
		'all of them lead to one draft');
	return;
}

$learn->import_runbook('RB-LNX-SVC-003');
$learn->sql("\\set run one\n$bulk");
$learn->wait_until_done('ten thousand executions in one INSERT are done');
check_bulk(10000);

$learn->sql("\\set run two\n$bulk");
$learn->wait_for(
	"SELECT count(*) > 0 FROM learn.analyses WHERE execution_id LIKE 'exec-two-%'",
	'ten thousand more are being worked on');
$node->stop('immediate');
$node->start;
cmp_ok(
	$learn->sql(
		"SELECT count(*) FROM learn.analyses WHERE execution_id LIKE 'exec-two-%'"
	),
	'<', 10000,
	'the server was stopped in the middle');
$learn->wait_until_done('after an immediate stop the rest is done');
check_bulk(20000);

#
# The worker is killed, and terminated, with requests under way.
#
sub interrupted_work
{
	my ($run, $interrupt, $what) = @_;
	my @executions = map {
		{
			execution_id => "exec-$run-$_",
			runbook_id => "RB-UNKNOWN-$_",
			failure => 'unknown'
		}
	} 1 .. 5;

	$stub->control(default => 'hang', forget => JSON::PP::true);
	$learn->configure(endpoint => $stub->endpoint);
	my $pid = $learn->worker_pid;
	$learn->execute(@executions);
	ok($stub->wait_for_requests(5), "$what: five requests are under way");
	$learn->wait_for(
		"SELECT state = 'working' AND in_flight = 5 AND backlog = 5 AND oldest_job < now() FROM learn_worker_status",
		"$what: the status tells");

	$stub->control(default => 'good');
	$interrupt->($pid);
	isnt($learn->worker_pid($pid), $pid, "$what: a worker is there again");
	$learn->wait_until_done("$what: the work is done");
	is( $learn->sql(
			"SELECT count(*), count(DISTINCT execution_id), min(source), max(source) FROM learn.analyses WHERE execution_id LIKE 'exec-$run-%'"
		),
		'5|5|model|model',
		"$what: one analysis each");
	is( $learn->sql(
			"SELECT count(DISTINCT runbook_id), count(*) FROM learn.analyses WHERE runbook_id LIKE 'RB-UNKNOWN-%'"
		),
		"5|" . 5 * $run,
		"$what: each counted once");
	return;
}

interrupted_work(1, sub { kill 'KILL', $_[0] }, 'SIGKILL of the worker');
interrupted_work(2, sub { kill 'TERM', $_[0] }, 'SIGTERM of the worker');
interrupted_work(
	3,
	sub {
		$node->stop('immediate');
		$node->start;
	},
	'immediate stop');
interrupted_work(
	4,
	sub {
		$node->stop('fast');
		is($node->start, 1, 'pg_ctl stop: the server starts again');
	},
	'pg_ctl stop');
is($learn->sql('SELECT count(*) FROM learn_dead_jobs'),
	0, 'nothing was given up');

#
# The extension goes and comes back, while nothing is to be done, while the
# worker is at work, and while it waits for a model.
#
$learn->configure(endpoint => undef);
foreach my $when ('idle', 'at work')
{
	if ($when eq 'at work')
	{
		$learn->sql("\\set run three\n$bulk");
		$learn->wait_for(
			"SELECT count(*) > 0 FROM learn.analyses WHERE execution_id LIKE 'exec-three-%'",
			'the worker is at work');
	}
	$learn->sql('DROP EXTENSION learn');
	$learn->sql('CREATE EXTENSION learn');
	$learn->import_runbook('RB-LNX-SVC-001');
	$learn->execute({ execution_id => 'exec-again' });
	$learn->wait_until_done("DROP and CREATE EXTENSION, $when");
	is( $learn->sql(
			'SELECT count(*), (SELECT count(*) FROM learn_pending()) FROM learn.analyses'
		),
		'1|1',
		"$when: the new extension is served");
}

$stub->control(default => 'hang', forget => JSON::PP::true);
$learn->configure(endpoint => $stub->endpoint);
$learn->execute({ execution_id => 'exec-gone', failure => 'unknown' });
ok($stub->wait_for_requests(1), 'a request hangs');
$learn->sql('DROP EXTENSION learn');
$stub->control(default => 'good', forget => JSON::PP::true);
$learn->sql('CREATE EXTENSION learn');
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute({ execution_id => 'exec-new', failure => 'unknown' });
$learn->wait_until_done('DROP EXTENSION while a request hangs');
is( $learn->sql('SELECT execution_id, source FROM learn.analyses'),
	'exec-new|model',
	'the new extension is served');

#
# The settings change while a process is being born, when PostgreSQL still has
# it ignore SIGHUP; post_auth_delay makes that last.
#
my %before = (
	'learn launcher' => [ databases => 'nowhere' ],
	'learn worker for postgres' => [ endpoint => undef ]);

foreach my $process (sort keys %before)
{
	my $execution = 'exec-' . $process =~ tr/ /-/r;
	my $offset;

	$node->append_conf('postgresql.conf',
		"post_auth_delay = 1\nlog_min_messages = debug1\n");
	$learn->write_settings(@{ $before{$process} });
	$offset = -s $node->logfile;
	$node->restart;
	$node->wait_for_log(
		qr/starting background worker process "\Q$process\E"/, $offset);
	$node->append_conf('postgresql.conf', "post_auth_delay = 0\n");
	$learn->configure(databases => undef, endpoint => $stub->endpoint);
	$learn->execute({ execution_id => $execution, failure => 'unknown' });
	$learn->wait_until_done("settings that change while the $process starts");
	is( $learn->sql(
			"SELECT source FROM learn.analyses WHERE execution_id = '$execution'"
		),
		'model',
		'are those it has');
}

is( join(
		"\n",
		grep { /PANIC|TRAP:|terminated by signal (?!9\b)/ } split /\n/,
		$learn->log_text),
	'',
	'nothing crashed but what was killed');

done_testing;
