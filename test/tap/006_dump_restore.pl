# A dump carries everything, and restoring it teaches nothing twice.
#
# The worker serves another database, so that jobs wait until they are done by
# hand.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = PostgreSQL::Test::Utils::tempdir();
my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	extension => 0,
	databases => 'postgres',
	endpoint => $stub->endpoint,
	max_attempts => 1);
my $node = $learn->node;

# What every table and sequence of the extension holds, by its name; but for
# the mark of the audit log that tells whether a row was written here.
sub contents
{
	my ($database) = @_;
	my %contents;

	$learn->use_database($database);
	foreach my $line (
		split /\n/,
		$learn->sql(
			"SELECT c.oid::regclass, c.relkind FROM pg_extension e, pg_class c WHERE e.extname = 'learn' AND c.oid = ANY (e.extconfig)"
		))
	{
		my ($name, $kind) = split /\|/, $line;

		$contents{$name} = $learn->sql(
			$kind eq 'S'
			? "SELECT last_value, is_called FROM $name"
			: "SELECT to_jsonb(t) - '{written_here,held}'::text[] FROM $name t ORDER BY 1");
	}
	return \%contents;
}

#
# Something of everything.
#
$learn->sql('CREATE DATABASE source');
$learn->use_database('source');
$learn->sql('CREATE EXTENSION learn');
$learn->import_runbook(map { "RB-LNX-SVC-00$_" } 1 .. 4);
$learn->execute(
	(
		map {
			{
				execution_id => "exec-20260101-000$_",
				runbook_id => "RB-LNX-SVC-00$_",
				failure => 'unknown'
			}
		} 1 .. 4
	),
	{
		status => 'success',
		verification_passed => JSON::PP::true,
		error_message => undef,
		error_step => undef,
		executed_steps => [],
		state_before => { "\x{20ac} \\ \n ' \"" => [ undef, 1e10, {} ] },
		notes => "tab\t backslash \\. newline\n quote ' \x{1f600}",
		tags => [ 'a,b', '"', '' ],
	});
is($learn->sql('SELECT learn_run_jobs()'), 9, 'jobs are done by hand');
$learn->sql(<<'SQL');
SELECT learn_approve('RB-LNX-SVC-001-v2', notes => 'well done');
SELECT learn_reject('RB-LNX-SVC-002-v2', reason => 'not so');
SELECT learn_request_changes('RB-LNX-SVC-003-v2', requested_changes => 'another way');
SELECT learn_run_jobs();
SELECT learn_claim('RB-LNX-SVC-004-v2');
SELECT learn_add_test('RB-LNX-SVC-004-v2', 'on a test machine', true, 'it worked');
SELECT learn_register_executor('web1', '{start_service,"a, b"}', 'linux');
SELECT learn_set_price('gpt-4o', 2.5, 10);
SELECT learn_set_prompt('improve', 'You improve runbooks.', 'Task: improve a runbook.', 'shorter');
SELECT learn_set_prompt('revise', 'You revise runbooks.', 'Task: improve a runbook again.');
SELECT learn_activate_prompt('revise', 1);
SELECT learn_set_policy('detonates', 'error', 'blows up', '{"program": "detonate"}');
SELECT learn_set_policy((SELECT min(name) FROM learn_policies WHERE shipped), enabled => false);
SELECT learn_feedback((SELECT min(execution_id) FROM learn.analyses WHERE NOT succeeded),
	human_feedback => 'well known');
SELECT learn_pause('for a while');
SQL

# A version that mends, and a day that had a budget.
$learn->execute(
	{ runbook_id => 'RB-LNX-SVC-001-v2', LearnTest::success() });
$learn->sql('SELECT learn_run_jobs()');
$learn->sql("INSERT INTO learn.budget_days VALUES ('2026-01-01', 1.5)");
$learn->sql(
	'INSERT INTO learn.told_audit_head (seq, hash, told_at) SELECT seq, hash, now() FROM learn_audit_head()'
);
$learn->configure(webhook_url => $stub->endpoint =~ s{/v1$}{/hook}r);
$learn->sql('SELECT learn_submit('
	  . LearnTest::literal(LearnTest::runbook('RB-LNX-HAND-001'))
	  . ", 'by hand', 'low')");
is($learn->sql('SELECT learn_run_jobs()'), 1, 'somebody is told of it');
$learn->configure(webhook_url => undef);

# A review that was decided long ago, and is archived.
$learn->sql(<<'SQL');
INSERT INTO learn.review_queue (runbook_id, status, priority, reason,
	created_at, reviewed_by, reviewed_at, rejection_reason)
VALUES ('RB-LNX-OLD-001', 'rejected', 'low', 'once', '2020-01-01', 'amy',
	'2020-01-02', 'not so');
SELECT learn_housekeeping();
SQL

# A job that is dead, one that waits for long, and three that are due.
$stub->control(default => '500');
$learn->execute({ execution_id => 'exec-dead', failure => 'unknown' });
$learn->sql('SELECT learn_run_jobs()');
$stub->control(default => 'good');
$learn->execute(map { { execution_id => "exec-due-$_", failure => 'unknown' } }
	  0 .. 3);
$learn->sql(
	"UPDATE learn.jobs SET run_after = '2100-01-01' WHERE subject = 'exec-due-0'"
);

# Something that is counted, but not added up yet.
$learn->sql("SELECT learn_feedback('exec-20260101-0001', manual_intervention_needed => true)");

my $source = contents('source');
my $last_analysis = $learn->sql('SELECT max(analysed_at) FROM learn.analyses');
is( join(' ', grep { $source->{$_} eq '' } sort keys %$source),
	'', 'there is something in every table');
is( $learn->sql(
		"SELECT string_agg(c.relname, ' ') FROM pg_class c, pg_extension e WHERE e.extname = 'learn' AND c.relnamespace = 'learn'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND NOT c.oid = ANY (e.extconfig)"
	),
	'',
	'every table is among those that a dump carries');
is( $learn->sql(
		"SELECT status, count(*) FROM learn.review_queue GROUP BY 1 ORDER BY 1"
	),
	"pending_review|2\nin_review|1\napproved|1\nrejected|1",
	'there are reviews in all states');

#
# Out and in again, in several ways.
#
my %ways = (
	custom => [
		['pg_restore', '--exit-on-error'],
		'--format=custom'
	],
	single_transaction => [
		[ 'pg_restore', '--exit-on-error', '--single-transaction' ],
		'--format=custom'
	],
	parallel => [
		[ 'pg_restore', '--exit-on-error', '--jobs=4' ],
		'--format=custom'
	],
	inserts => [
		[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f' ],
		'--inserts'
	],
	plain => [
		[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f' ],
		'--format=plain'
	]);

foreach my $way (sort keys %ways)
{
	my ($restore, @dump) = @{ $ways{$way} };
	my $file = "$folder/$way";

	$learn->sql("CREATE DATABASE $way TEMPLATE template0");
	$node->command_ok(
		[ 'pg_dump', @dump, '-d', 'source', '-f', $file ],
		"$way: dumped");
	$node->command_ok([ @$restore, $file, '-d', $way ], "$way: restored")
	  if $restore->[0] eq 'psql';
	$node->command_ok([ @$restore, '-d', $way, $file ], "$way: restored")
	  if $restore->[0] eq 'pg_restore';

	is_deeply(contents($way), $source, "$way: everything is there, and no more");
	is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
		0, "$way: the audit log is whole");
	is( $learn->sql(
			'SELECT count(*) FROM learn.audit_log WHERE written_here'),
		0,
		"$way: it tells that its rows come from elsewhere");
	is($learn->sql('SELECT held = backlog + dead FROM learn_worker_status WHERE database = current_database()'),
		't', "$way: jobs are held until work comes up or somebody asks");
	is( $learn->sql(
			"SELECT runbook_id FROM learn_next_runbook('service_crash', 'linux') n JOIN learn.runbooks r ON r.id = n.runbook_id AND r.digest = n.digest AND r.content = n.content"
		),
		'RB-LNX-SVC-001-v2',
		"$way: executors are handed what was approved");
}

#
# Life goes on in a restored database.
#
foreach my $way (qw(custom inserts))
{
	$learn->use_database($way);
	is($learn->sql('SELECT learn_run_jobs()'),
		3, "$way: the jobs that are due are done, and no others");
	is( $learn->sql(
			"SELECT string_agg(execution_id, ' ' ORDER BY execution_id) FROM learn.analyses WHERE analysed_at > '$last_analysis'"
		),
		'exec-due-1 exec-due-2 exec-due-3',
		"$way: nothing is analysed again");
	is($learn->sql('SELECT kind, subject FROM learn.jobs ORDER BY id'),
		"analyze|exec-dead\nanalyze|exec-due-0",
		"$way: the others still wait");

	$learn->execute(
		{ runbook_id => 'RB-LNX-SVC-001-v2', failure => 'unknown' });
	is($learn->sql('SELECT learn_run_jobs()'), 2, "$way: new ones are done");
	$learn->sql("SELECT learn_approve('RB-LNX-SVC-001-v3')");
	is( $learn->sql(
			"SELECT runbook_id FROM learn_next_runbook('service_crash', 'linux') WHERE runbook_id LIKE '%-v3'"
		),
		'RB-LNX-SVC-001-v3',
		"$way: a new draft can be approved");
	is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
		0, "$way: the audit log goes on where it ended");
}

#
# The API in a schema of its own: served, dumped, restored and dropped.
#
$learn->use_database('postgres');
$learn->sql('CREATE SCHEMA api; CREATE EXTENSION learn SCHEMA api');
is( $learn->sql(
		"SELECT count(*) > 0, count(*) FILTER (WHERE n.nspname <> 'api') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proname ^@ 'learn_' AND p.prokind = 'f'"
	),
	't|0',
	'CREATE EXTENSION SCHEMA api puts the API there');
$learn->sql('ALTER DATABASE postgres SET search_path = api');
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute({ failure => 'unknown' });
$learn->wait_until_done('the worker serves it');
$learn->wait_for('SELECT count(*) = 1 FROM learn.patterns',
	'nothing more comes of it later');
$learn->sql("SELECT learn_approve('RB-LNX-SVC-001-v2')");

my $api = contents('postgres');
$node->command_ok(
	[ 'pg_dump', '-Fc', '-d', 'postgres', '-f', "$folder/api" ],
	'schema api: dumped');
$learn->sql('CREATE DATABASE restored TEMPLATE template0');
$node->command_ok(
	[ 'pg_restore', '--exit-on-error', '-d', 'restored', "$folder/api" ],
	'schema api: restored');
is_deeply(contents('restored'), $api, 'schema api: everything is there');
is( $learn->sql(
		"SELECT runbook_id FROM api.learn_next_runbook('service_crash', 'linux')"
	),
	'RB-LNX-SVC-001-v2',
	'schema api: executors are handed what was approved');

$learn->use_database('postgres');
$learn->sql('DROP EXTENSION learn');
is( $learn->sql(
		"SELECT count(*) FROM pg_namespace WHERE nspname = 'learn'"),
	0,
	'DROP EXTENSION leaves nothing behind');
$learn->sql('CREATE EXTENSION learn SCHEMA public');
$learn->sql('ALTER DATABASE postgres RESET search_path');
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute({ failure => 'unknown' });
$learn->wait_until_done('and it can be created again, in another schema');

$learn->survived;
done_testing;
