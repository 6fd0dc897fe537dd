# One worker in every database that has the extension, and nobody waits for it.

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
	poll_interval => '1s',
	conf => "max_worker_processes = 6\n");
my $node = $learn->node;

# Runs SQL in a database, and fails when it takes a second or more.
sub at_once
{
	my ($database, $sql, $name) = @_;
	my $start = time;
	my ($status, undef, $error) = $node->psql($database, $sql);
	my $took = time - $start;

	is($status, 0, $name) or diag($error);
	cmp_ok($took, '<', 1, "$name: at once");
	return;
}

# A test that passes when these databases, and no others, have a worker.
sub served
{
	my ($databases, $name) = @_;

	return $learn->wait_for(
		"SELECT coalesce(string_agg(datname, ' ' ORDER BY datname), '') = '$databases' FROM pg_stat_activity WHERE backend_type = 'learn worker'",
		$name);
}

# Leaves a request of this database hanging.
sub hang
{
	my ($database) = @_;

	$stub->control(default => 'hang', forget => JSON::PP::true);
	$learn->use_database($database);
	$learn->execute(
		{
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		});
	ok($stub->wait_for_requests(1), "a request of $database hangs");
	$learn->use_database('postgres');
	return;
}

#
# The extension comes, and with it the worker; each does its own database's
# work.
#
served('postgres', 'one database has the extension');
at_once('postgres', 'CREATE DATABASE one', 'CREATE DATABASE');
at_once('one', 'CREATE EXTENSION learn', 'CREATE EXTENSION');
served('one postgres', 'the second is served without a restart');
foreach my $database ('postgres', 'one')
{
	$learn->use_database($database);
	$learn->execute(
		{ execution_id => "exec-$database", failure => 'permission' });
	$learn->wait_until_done("$database: its job is done");
	is( $learn->sql(
			'SELECT string_agg(execution_id, \' \') FROM learn.analyses'),
		"exec-$database",
		"$database: and nobody else's");
}
$learn->use_database('postgres');
is( $learn->sql(
		'SELECT string_agg(database::text, \' \' ORDER BY database), count(pid), count(backlog) FROM learn_worker_status'
	),
	'one postgres|2|1',
	'who may see other sessions sees both workers, and the backlog at hand');
is( $learn->sql(
		'CREATE ROLE seer; GRANT learn_reviewer TO seer; SET ROLE seer; SELECT string_agg(database::text, \' \') FROM learn_worker_status'
	),
	'postgres',
	'a reviewer sees that of his own database');

#
# What needs a database without sessions gets it, also while a request hangs.
#
hang('one');
at_once('postgres', 'CREATE DATABASE two TEMPLATE one',
	'CREATE DATABASE ... TEMPLATE');
served('one postgres two', 'the copy is served as well');
at_once('postgres', 'ALTER DATABASE two RENAME TO three',
	'ALTER DATABASE ... RENAME');
served('one postgres three', 'the renamed one is served');
hang('three');
at_once('postgres', 'DROP DATABASE three', 'DROP DATABASE');
served('one postgres', 'the others go on');
like(
	$learn->error_of('BEGIN; DROP DATABASE one'),
	qr/cannot run inside a transaction block/,
	'a DROP DATABASE that fails');
served('one postgres', 'leaves the worker, or gives it back');

my $pid = $learn->sql(
	"SELECT pid FROM pg_stat_activity WHERE backend_type = 'learn worker' AND datname = 'one'"
);
$learn->sql('CREATE ROLE stranger CREATEDB');
like(
	$learn->error_of('SET ROLE stranger; DROP DATABASE one'),
	qr/must be owner of database one/,
	'who may not drop a database');
like(
	$learn->error_of('SET ROLE stranger; CREATE DATABASE four TEMPLATE one'),
	qr/permission denied to copy database "one"/,
	'or copy it');
is( $learn->sql(
		"SELECT pid FROM pg_stat_activity WHERE backend_type = 'learn worker' AND datname = 'one'"
	),
	$pid,
	'does not send its worker away');

#
# The extension goes while a request hangs, and comes back.
#
hang('one');
at_once('one', 'DROP EXTENSION learn', 'DROP EXTENSION');
served('postgres', 'its worker goes');
$stub->control(default => 'good');
at_once('one', 'CREATE EXTENSION learn', 'CREATE EXTENSION again');
served('one postgres', 'and comes back');

#
# An update of the extension, also while a request hangs.  A library that is
# not the one for the tables leaves them alone.
#
my $share = $node->config_data('--sharedir') . '/extension';
append_to_file(
	"$share/learn--1.0--test.sql",
	'ALTER TABLE learn.jobs ADD COLUMN novelty integer');
append_to_file(
	"$share/learn--test--1.0.sql",
	'ALTER TABLE learn.jobs DROP COLUMN novelty');
hang('one');
at_once('one', "ALTER EXTENSION learn UPDATE TO 'test'",
	'ALTER EXTENSION ... UPDATE');
$learn->use_database('one');
$learn->wait_for(
	"SELECT state = 'other version' FROM learn_worker_status WHERE database = 'one'",
	'the worker says that it is not the one for it');
$learn->execute({ execution_id => 'exec-new', failure => 'permission' });
$stub->control(default => 'good');
at_once('one', "ALTER EXTENSION learn UPDATE TO '1.0'", 'and back');
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-new'",
	'what came meanwhile is done');
$learn->wait_until_done('and what was under way before');
$learn->use_database('postgres');
unlink "$share/learn--1.0--test.sql", "$share/learn--test--1.0.sql";

#
# learn.databases, on reload.
#
$learn->configure(databases => 'postgres');
served('postgres', 'learn.databases: the other worker goes');
$learn->use_database('one');
is( $learn->sql(
		'SELECT state FROM learn_worker_status WHERE database = \'one\''),
	'excluded',
	'status says why');
$learn->execute({ execution_id => 'exec-excluded', failure => 'permission' });
$learn->configure(databases => undef);
$learn->wait_until_done('it comes back, and does what has waited');
$learn->use_database('postgres');

#
# Out of slots: logged once, and tried again.
#
my $offset = -s $node->logfile;
my @names = map { "crowd_$_" } 1 .. 6;
foreach my $name (@names)
{
	$learn->sql("CREATE DATABASE $name");
	$node->safe_psql($name, 'CREATE EXTENSION learn');
}
ok( $node->wait_for_log(
		qr/no slot for a background worker is free\n.*HINT:.*max_worker_processes/,
		$offset),
	'no slot: logged, with the setting to raise');
$learn->sql("DROP DATABASE $_") foreach @names[ 0 .. 3 ];
served("crowd_5 crowd_6 one postgres", 'a slot that frees is used');
is( scalar(() = $learn->log_text($offset) =~ /no slot for a background/g),
	1, 'it was logged once');
$learn->sql("DROP DATABASE $_") foreach @names[ 4, 5 ];

#
# The launcher can be restarted at any time.
#
my $workers =
  "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE backend_type = 'learn worker'";
served('one postgres', 'two workers');
my $before = $learn->sql($workers);
$learn->sql(
	"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'learn launcher'"
);
$learn->wait_for(
	"SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'learn launcher'",
	'the launcher ends');
$learn->execute({ failure => 'permission' });
$learn->wait_until_done('workers go on without it');
$learn->wait_for(
	"SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'learn launcher'",
	'it comes back');
is($learn->sql($workers), $before, 'and starts nobody a second time');

is( join(
		"\n", grep { /PANIC|TRAP:|terminated by signal/ } split /\n/,
		$learn->log_text),
	'',
	'nothing crashed');

done_testing();
