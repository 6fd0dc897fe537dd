# Copies of a database: a standby, a logical replica, a cluster after
# pg_upgrade, a dump that is restored where a worker is at hand.  In each
# nothing that was analysed is analysed again, and what was waiting is done,
# once: when the copy takes over, and not before.

use strict;
use warnings;

use Cwd;
use LearnTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# Each server asks a model of its own, so that one can tell who asked.
my %stub = map { $_ => LearnTest::Stub->new }
  qw(primary standby replica upgraded restored);
my %settings = (
	max_concurrent_requests => 2,
	retry_delay => '10ms',
	conf => <<'CONF');
wal_level = logical
max_wal_senders = 10
max_replication_slots = 10
max_worker_processes = 20
CONF

# Executions that no rule knows, of runbooks that nobody knows: each takes one
# request.
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

# Lets work wait in a server: two requests hang, and three jobs wait for their
# turn.
sub let_wait
{
	my ($learn, $name, $prefix) = @_;

	$stub{$name}->control(default => 'hang', forget => JSON::PP::true);
	$learn->execute(questions($prefix, 5));
	ok($stub{$name}->wait_for_requests(2), "$name: two requests hang");
	$learn->wait_for(
		"SELECT in_flight = 2 AND backlog = 5 FROM learn_worker_status WHERE database = 'postgres'",
		"$name: five jobs are not done");
	return;
}

# Waits until a copy has all there is, also what is not on disk yet.
sub catch_up
{
	my ($from, $to) = @_;

	$from->node->wait_for_catchup($to, 'replay', $from->node->lsn('insert'));
	return;
}

# What every table holds that is the same in a copy: not the jobs, and not the
# mark that tells whether a row of the audit log was written here.
sub contents
{
	my ($learn) = @_;
	my %contents;

	foreach my $table (
		split /\n/,
		$learn->sql(
			"SELECT c.oid::regclass FROM pg_extension e, pg_class c WHERE e.extname = 'learn' AND c.oid = ANY (e.extconfig) AND c.relkind = 'r' AND c.relname <> 'jobs'"
		))
	{
		$contents{$table} = $learn->sql(
			"SELECT to_jsonb(t) - 'written_here' FROM $table t ORDER BY 1");
	}
	return \%contents;
}

# Tests that a subscriber holds all that its publisher does.  The publisher
# extracts patterns a while after versions have run, so there may be news before
# both have been looked at: then both are looked at once more.
sub check_copied
{
	my ($publisher, $subscriber, $subscription, $name) = @_;
	my ($published, $copied);

	do
	{
		$published = contents($publisher);
		catch_up($publisher, $subscription);
		$copied = contents($subscriber);
	} until (eq_hash(contents($publisher), $published));
	is_deeply($copied, $published, $name);
	return;
}

# What must not change when a copy takes over: what was found out, but for
# what it has led to since, and what executors are handed.
sub findings
{
	my ($learn, @new) = @_;
	my $new = join ', ', "''", map { "'$_->{execution_id}'" } @new;

	return $learn->sql(<<"SQL");
SELECT to_jsonb(a) - 'follow_up' FROM learn.analyses a
WHERE execution_id NOT IN ($new)
UNION ALL
SELECT to_jsonb(n) FROM learn_next_runbook('service_crash', 'linux') n
ORDER BY 1
SQL
}

# Tests that a copy has taken over: the executions that waited, and new ones,
# are analysed, and nothing that was there before has changed.
sub check_taken_over
{
	my ($learn, $name, $before, @new) = @_;
	my $new = join ', ', map { "'$_->{execution_id}'" } @new;
	my $count = @new;

	is( $learn->sql(
			"SELECT count(*), count(*) FILTER (WHERE source = 'model') FROM learn.analyses WHERE execution_id IN ($new)"
		),
		"$count|$count",
		"$name: what was waiting is done, and what is new");
	is(scalar $stub{$name}->requests('categorize'),
		$count, "$name: the model is asked once for each");
	is(findings($learn, @new), $before, "$name: nothing is analysed again");
	is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
		0, "$name: the audit log is whole");
	return;
}

#
# A primary with something of everything.
#
my $primary = LearnTest->new('primary', %settings,
	endpoint => $stub{primary}->endpoint);

$primary->import_runbook(map { "RB-LNX-SVC-00$_" } 1 .. 4);
$primary->execute(
	questions('done', 3),
	{ execution_id => 'exec-success', LearnTest::success() },
	map { { runbook_id => "RB-LNX-SVC-00$_", failure => 'known' } } 1 .. 4);
$primary->wait_until_done('primary: there are analyses and drafts');
$primary->sql(<<'SQL');
SELECT learn_approve('RB-LNX-SVC-001-v2', notes => 'well done');
SELECT learn_reject('RB-LNX-SVC-002-v2', reason => 'not so');
SELECT learn_claim('RB-LNX-SVC-003-v2');
SELECT learn_add_test('RB-LNX-SVC-003-v2', 'on a test machine', true, 'it worked');
SELECT learn_request_changes('RB-LNX-SVC-004-v2', requested_changes => 'another way');
SELECT learn_register_executor('web1', '{restart}', 'linux');
SELECT learn_set_price('gpt-4o-mini', 0.15, 0.6);
SELECT learn_set_prompt('improve', 'You improve.', 'Task: improve a runbook.');
SQL
$primary->wait_until_done('primary: and one that was written again');

#
# A standby: it shows everything, and does nothing until it is promoted.
#
let_wait($primary, 'primary', 'streamed');
$primary->node->backup('base');

my $standby_node = PostgreSQL::Test::Cluster->new('standby');
$standby_node->init_from_backup($primary->node, 'base', has_streaming => 1);
my $standby = LearnTest->of(
	$standby_node,
	%{ $primary->{settings} },
	endpoint => $stub{standby}->endpoint);
$standby_node->start;

$primary->execute({ execution_id => 'exec-later', failure => 'permission' });
$primary->wait_for(
	"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-later'",
	'primary: it goes on');
catch_up($primary, $standby_node);
is( $standby->sql(
		"SELECT failure_type FROM learn_executions WHERE execution_id = 'exec-later'"
	),
	'permission_denied',
	'standby: it can be read');
is( $standby->sql(
		'SELECT database, pid IS NULL, state, backlog FROM learn_worker_status'
	),
	'postgres|t|not running|5',
	'standby: its status says that nothing runs');
is( $standby->sql(
		"SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'learn%'"
	),
	0,
	'standby: nothing does');
is( $standby->sql(
		"SELECT runbook_id FROM learn_active_runbook('RB-LNX-SVC-001-v2')"),
	'RB-LNX-SVC-001-v2',
	'standby: executors are handed runbooks');
is( $standby->sql(
		"SELECT learn_register_executor('web1', '{restart}', 'linux') ->> 'status'"
	),
	'unchanged',
	'standby: one that says nothing new may say it');
like(
	$standby->error_of(
		"SELECT learn_register_executor('web1', '{restart,stop}', 'linux')"),
	qr/25006: cannot execute .* in a read-only transaction/,
	'standby: and another may not');
like(
	$standby->error_of('SELECT learn_run_jobs()'),
	qr/25006: cannot execute .* in a read-only transaction/,
	'standby: nor can anybody do the work by hand');
is(findings($standby), findings($primary),
	'standby: executors can ask it as well');

# Process ids mean nothing on another machine: there whoever holds a lease can
# have the number of any process, such as somebody's session.
my $reader = $standby_node->background_psql('postgres');

$primary->sql(sprintf <<'SQL', $reader->query_safe('SELECT pg_backend_pid()'));
UPDATE learn.jobs SET leased_by = %d WHERE lease_token IS NOT NULL
SQL
catch_up($primary, $standby_node);
is(scalar $stub{standby}->requests, 0, 'standby: it has asked nobody');

my $before = findings($standby);

$primary->node->stop('immediate');
$standby_node->promote;
$standby->wait_until_done('standby: when it is promoted, the work is done');
$standby->execute(questions('promoted', 1));
$standby->wait_until_done('standby: and so is what is new');
check_taken_over($standby, 'standby', $before,
	questions('streamed', 5), questions('promoted', 1));
$reader->quit;

#
# A logical replica of every table: what was found out elsewhere arrives, and
# nothing is done twice, whoever asks for it.
#
let_wait($standby, 'standby', 'replicated');
$standby->sql('CREATE PUBLICATION everything FOR TABLES IN SCHEMA learn');

my $replica = LearnTest->new(
	'replica', %settings,
	endpoint => $stub{replica}->endpoint,
	poll_interval => '100ms');

$replica->sql("CREATE SUBSCRIPTION replica CONNECTION '"
	  . $standby_node->connstr
	  . " dbname=postgres' PUBLICATION everything");
$replica->node->wait_for_subscription_sync($standby_node, 'replica');
check_copied($standby, $replica, 'replica', 'replica: everything is copied');

$standby->import_runbook('RB-LNX-SVC-005');
$standby->execute(
	{ runbook_id => 'RB-LNX-SVC-005', failure => 'known' },
	{ execution_id => 'exec-changed', failure => 'permission' });
$standby->wait_for(
	"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-changed'",
	'standby: life goes on');
$standby->sql("SELECT learn_approve('RB-LNX-SVC-003-v2')");
$standby->sql(<<'SQL');
SELECT learn_set_prompt('revise', 'You revise.', 'Task: improve a runbook again.');
SELECT learn_activate_prompt('improve', 1);
SQL
check_copied($standby, $replica, 'replica',
	'replica: what comes later arrives');
is($replica->sql('SELECT learn_run_jobs()'),
	0, 'replica: there is nothing to do by hand');
like(
	$replica->error_of("SELECT learn_analyze('exec-replicated-5')"),
	qr/PT409: execution is being analysed/,
	'replica: nor can a single job be done');
is( $replica->sql(
		'SELECT done, failed, in_flight, backlog, held FROM learn_worker_status'
	),
	'0|0|0|6|6',
	'replica: nor for its worker');
is(scalar $stub{replica}->requests, 0, 'replica: it has asked nobody');

# The server it comes from is gone for good.
$before = findings($replica);
$standby_node->stop('immediate');
$replica->sql(<<'SQL');
ALTER SUBSCRIPTION replica DISABLE;
ALTER SUBSCRIPTION replica SET (slot_name = NONE);
DROP SUBSCRIPTION replica;
SQL
$replica->execute(questions('taken-over', 1));
$replica->wait_until_done('replica: when it takes over, the work is done');
check_taken_over(
	$replica, 'replica', $before,
	questions('replicated', 5), questions('taken-over', 1));
is( $replica->sql(
		"SELECT status FROM learn.runbooks WHERE id = 'RB-LNX-SVC-005-v2'"),
	'pending',
	'replica: a draft that was to be written is there');

#
# pg_upgrade, here to the same version.
#
let_wait($replica, 'replica', 'upgraded');

my $upgraded = LearnTest->new(
	'upgraded', %settings,
	extension => 0,
	endpoint => $stub{upgraded}->endpoint);
my ($old, $new) = ($replica->node, $upgraded->node);
my $folder = getcwd;

my $guards = <<'SQL';
SELECT c.relname, t.tgname, t.tgenabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'learn'::regnamespace
ORDER BY 1, 2
SQL
my $old_guards = $replica->sql($guards);

$before = findings($replica);
$old->stop;
$new->stop;

# It leaves a script behind in the current folder.
chdir $PostgreSQL::Test::Utils::tmp_check or die "could not chdir: $!";
$new->command_ok(
	[
		'pg_upgrade', '--no-sync',
		'--old-datadir', $old->data_dir, '--new-datadir', $new->data_dir,
		'--old-bindir', $old->config_data('--bindir'),
		'--new-bindir', $new->config_data('--bindir'),
		'--old-port', $old->port, '--new-port', $new->port,
		'--socketdir', $new->host
	],
	'pg_upgrade');
chdir $folder or die "could not chdir: $!";
$new->start;
$upgraded->wait_until_done('upgraded: what was waiting is done');
$upgraded->execute(questions('after', 1));
$upgraded->wait_until_done('upgraded: and so is what is new');
check_taken_over($upgraded, 'upgraded', $before,
	questions('upgraded', 5), questions('after', 1));
is($upgraded->sql($guards), $old_guards, 'upgraded: no guard is missing');

#
# A dump, taken in the middle of work and restored where a worker looks for
# work all the time.
#
let_wait($upgraded, 'upgraded', 'dumped');

my $dump = "$PostgreSQL::Test::Utils::tmp_check/dump";
my $restored = LearnTest->new(
	'restored', %settings,
	endpoint => $stub{restored}->endpoint,
	poll_interval => '100ms');

$before = findings($upgraded);
$new->command_ok([ 'pg_dump', '-Fd', '-d', 'postgres', '-f', $dump ],
	'pg_dump');
$new->stop('immediate');
$restored->sql('CREATE DATABASE restored TEMPLATE template0');
$restored->node->command_ok(
	[ 'pg_restore', '--exit-on-error', '--jobs=2', '-d', 'restored', $dump ],
	'pg_restore');
$restored->use_database('restored');
$restored->worker_pid;
is( $restored->sql(
		"SELECT done, failed, in_flight, backlog, held FROM learn_worker_status WHERE database = 'restored'"
	),
	'0|0|0|5|5',
	'restored: nothing is done yet');
is(findings($restored), $before, 'restored: everything is there');
$restored->execute(questions('restored', 1));
$restored->wait_until_done(
	'restored: when work comes up there, all of it is done');
check_taken_over($restored, 'restored', $before,
	questions('dumped', 5), questions('restored', 1));

done_testing;
