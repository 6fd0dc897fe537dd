# The engine works as learn_worker, and whoever gets to run something in its
# transactions gets no more than that.
#
# Only the owner of a table can hang a trigger on it.  Here that owner is
# somebody who is no superuser, and tries everything from within.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $learn = LearnTest->new('main', max_attempts => 1, max_retry_delay => '1ms');
my $node = $learn->node;
my $runs = 0;

# Reports a failure; returns the execution's id.
sub fail_once
{
	my $id = 'exec-run-' . ++$runs;

	$learn->execute(
		{
			execution_id => $id,
			runbook_id => 'RB-LNX-SVC-001',
			failure => 'permission'
		});
	return $id;
}

sub is_analysed
{
	my ($id, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $learn->wait_for(
		"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = '$id'",
		$name);
}

#
# Who the worker is, as seen from inside and from outside.
#
$learn->import_runbook(qw(RB-LNX-SVC-001 RB-LNX-SVC-002));
$learn->sql(<<'SQL');
CREATE ROLE mallory LOGIN;
CREATE ROLE operator LOGIN IN ROLE learn_admin;
GRANT CREATE ON SCHEMA public TO mallory;
CREATE TABLE public.seen (id text, said text);
GRANT ALL ON public.seen TO PUBLIC;
CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen VALUES (NEW.execution_id, concat_ws(' ', current_user, session_user,
		current_setting('role'), current_setting('is_superuser'), current_setting('search_path'),
		(SELECT s.query FROM pg_stat_get_activity(pg_backend_pid()) s)));
	RETURN NULL;
END $$;
CREATE TRIGGER look AFTER INSERT ON learn.analyses FOR EACH ROW EXECUTE FUNCTION public.look();
SQL

sub said
{
	my ($id) = @_;

	return $learn->sql("SELECT said FROM public.seen WHERE id = '$id'");
}

my $id = fail_once();
my $pid = $learn->worker_pid;

is_analysed($id, 'the worker works');
like(
	said($id),
	qr/^learn_worker learn_worker none off pg_catalog, pg_temp /,
	'as learn_worker, whatever it asks');
is( $learn->sql(
		"SELECT count(*) FROM pg_stat_activity WHERE pid = $pid AND backend_type = 'learn worker' AND query ~ '^learn: [a-z ]+\$'"
	),
	1,
	'pg_stat_activity shows what it does in words that are always the same');
is( $learn->sql(
		"SELECT count(*) FROM pg_stat_activity WHERE usename = 'learn_worker'"
	),
	0,
	'nobody is connected as learn_worker');
is_deeply(
	[
		split /\n/,
		$learn->sql(
			"SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'learn_worker'"
		)
	],
	['f|f|f'],
	'nor could be');

$learn->execute(
	{
		execution_id => 'exec-known',
		runbook_id => 'RB-LNX-SVC-002',
		failure => 'known'
	});
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.review_queue WHERE failure_execution_id = 'exec-known'",
	'a draft is written');
is( $learn->sql(
		"SELECT actor, role, login_role FROM learn.audit_log WHERE action = 'generate'"
	),
	'learn|learn_worker|learn_worker',
	'the audit log says who wrote it');

# By hand it is the same role, whoever calls.
$learn->sql("SELECT learn_pause('by hand')");
foreach my $caller (qw(postgres operator))
{
	$id = fail_once();
	is($learn->as($caller, 'SELECT learn_run_jobs()'), 1, "$caller: by hand");
	like(
		said($id),
		qr/^learn_worker $caller none (on|off) pg_catalog, pg_temp /,
		"$caller: as learn_worker");
	is( $learn->as(
			$caller, 'SELECT learn_run_jobs(); SELECT current_user'),
		"0\n$caller",
		"$caller: and not for longer");
	is( $learn->as(
			$caller,
			'DO $$ BEGIN PERFORM learn_analyze(NULL); EXCEPTION WHEN OTHERS THEN NULL; END $$; SELECT current_user'
		),
		$caller,
		"$caller: nor after an error");
}
$learn->sql('DROP TRIGGER look ON learn.analyses; SELECT learn_resume()');

#
# A table's owner attacks from a trigger.
#
my %attacks = (
	'becomes the superuser' => 'SET ROLE postgres',
	'becomes the session' => 'RESET SESSION AUTHORIZATION',
	'becomes another session' => 'SET SESSION AUTHORIZATION postgres',
	'becomes nobody' => 'RESET ROLE',
	'becomes a reviewer' => 'SET ROLE learn_reviewer',
	'makes a role' => 'CREATE ROLE eve SUPERUSER',
	'makes itself one' => 'ALTER ROLE learn_worker SUPERUSER',
	'makes mallory one' => 'ALTER ROLE mallory SUPERUSER',
	'grants itself a role' => 'GRANT learn_reviewer TO learn_worker',
	'runs a program' => q{COPY (SELECT) TO PROGRAM 'true'},
	'writes a file' => q{COPY (SELECT 1) TO '/tmp/learn_was_here'},
	'reads a file' => q{SELECT pg_read_file('postgresql.conf')},
	'reads passwords' => 'SELECT rolpassword FROM pg_authid',
	'sends the data elsewhere' =>
	  q{SET learn.endpoint = 'http://127.0.0.1:9/v1'},
	'sends it so for good' =>
	  q{SELECT set_config('learn.webhook_url', 'http://127.0.0.1:9/', false)},
	'passes the guards by' => 'SET session_replication_role = replica',
	'loads a library' => q{LOAD 'auto_explain'},
	'leaves a temporary table' => 'CREATE TEMPORARY TABLE trap (x int)',
	'leaves a view' =>
	  'CREATE TEMPORARY VIEW pg_class AS SELECT 1 AS one',
	'leaves a function' =>
	  q{CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'},
	'leaves a table' => 'CREATE TABLE learn.trap (x int)',
	'listens' => 'LISTEN learn',
	'leaves a statement' => 'PREPARE trap AS SELECT 1',
	'approves' => q{SELECT learn_approve('RB-LNX-SVC-002-v2')},
	'claims' => q{SELECT learn_claim('RB-LNX-SVC-002-v2')},
	'imports' => q{SELECT learn_import('{}')},
	'activates' =>
	  q{UPDATE learn.runbooks SET status = 'active' WHERE id = 'RB-LNX-SVC-002-v2'},
	'rewrites a draft' =>
	  q{UPDATE learn.runbooks SET content = content || '{"name": "bent"}' WHERE id = 'RB-LNX-SVC-002-v2'},
	'closes a review' =>
	  q{UPDATE learn.review_queue SET status = 'pending_review' WHERE runbook_id = 'RB-LNX-SVC-002-v2'},
	'forges an approval' =>
	  q{INSERT INTO learn.audit_log SELECT (r).seq, (r).at, (r).actor, (r).role, (r).login_role, (r).claims_subject, (r).action, (r).object_id, (r).digest_before, (r).digest_after, (r).details, (r).previous_hash, learn.audit_hash(r), true FROM (SELECT ROW(a.seq + 1, a.at, 'amy', 'amy', 'amy', NULL, 'approve', d.id, NULL, d.digest, '{}'::jsonb, a.hash, '', true)::learn.audit_log AS r FROM learn.audit_log a, learn.runbooks d WHERE d.id = 'RB-LNX-SVC-002-v2' ORDER BY a.seq DESC LIMIT 1) x},
	'alters the log' => q{UPDATE learn.audit_log SET actor = 'amy'},
	'deletes the log' => 'DELETE FROM learn.audit_log',
	'alters a prompt' => q{UPDATE learn.prompts SET system = 'obey'},
	'passes a test' =>
	  q{INSERT INTO learn.test_results (runbook_id, revision, digest, test_name, passed, tested_at, tested_by) SELECT id, revision, digest, 'x', true, now(), 'amy' FROM learn.runbooks},
	'resumes' => 'DELETE FROM learn.pauses',
	'ends sessions' =>
	  q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' AND pid <> pg_backend_pid()},
	'commits' => 'COMMIT');

# Tries all of them, each in a subtransaction of its own.
my $tries = join '', map {
	my $quoted = $attacks{$_} =~ s/'/''/gr;

	"PERFORM public.try(NEW.execution_id, '$_', '$quoted');\n"
} sort keys %attacks;

$learn->sql(<<"SQL");
CREATE FUNCTION public.try(id text, what text, attack text) RETURNS void LANGUAGE plpgsql AS \$\$
BEGIN
	EXECUTE attack;
	INSERT INTO public.seen VALUES (id, what || ': done');
EXCEPTION WHEN OTHERS THEN
	INSERT INTO public.seen VALUES (id, what || ': ' || SQLSTATE);
END \$\$;
ALTER TABLE learn.analyses OWNER TO mallory;
GRANT USAGE ON SCHEMA learn TO mallory;
SET SESSION AUTHORIZATION mallory;
CREATE FUNCTION public.attack() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN
	$tries
	RETURN NULL;
END \$\$;
CREATE TRIGGER attack AFTER INSERT ON learn.analyses FOR EACH ROW EXECUTE FUNCTION public.attack();
SQL

# The runbook of the draft is what it was, and nothing was approved.
sub unharmed
{
	my ($name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is( $learn->sql(
			"SELECT r.status, r.content ->> 'name', q.status FROM learn.runbooks r JOIN learn.review_queue q ON q.runbook_id = r.id WHERE r.id = 'RB-LNX-SVC-002-v2'"
		),
		'pending|Restart a service (RB-LNX-SVC-002)|pending_review',
		"$name: the draft waits for a human");
	is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
		0, "$name: the audit log is whole");
	return is(
		$learn->sql(
			"SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname <> 'postgres' OR rolname = 'eve'"
		),
		0,
		"$name: nobody has become a superuser");
}

sub attacked
{
	my ($id, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is( $learn->sql("SELECT count(*) FROM public.seen WHERE id = '$id'"),
		keys(%attacks) + 0,
		"$name: everything was tried");
	is( $learn->sql(
			"SELECT said FROM public.seen WHERE id = '$id' AND said LIKE '%: done' ORDER BY 1"
		),
		'',
		"$name: in vain");
	return unharmed($name);
}

$id = fail_once();
is_analysed($id, 'worker: the job is done all the same');
attacked($id, 'worker');
is($learn->worker_pid, $pid, 'worker: it is the same process still');

$learn->sql("SELECT learn_pause('by hand')");
foreach my $caller (qw(postgres operator))
{
	$id = fail_once();
	is($learn->as($caller, 'SELECT learn_run_jobs()'),
		1, "$caller: the job is done by hand");
	attacked($id, $caller);
}

# What would run after us, as who called us, is not let in.
$learn->sql(<<'SQL');
DROP TRIGGER attack ON learn.analyses;
CREATE CONSTRAINT TRIGGER attack AFTER INSERT ON learn.analyses DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION public.attack();
SQL
$id = fail_once();
is($learn->sql('SELECT learn_run_jobs()'),
	0, 'deferred, by hand: the job is not done');
is( $learn->sql(
		"SELECT last_error FROM learn_dead_jobs WHERE subject = '$id'"),
	'cannot fire deferred trigger within security-restricted operation',
	'deferred, by hand: and that is told');
is($learn->sql("SELECT count(*) FROM public.seen WHERE id = '$id'"),
	0, 'deferred, by hand: nothing was tried');
$learn->sql('SELECT learn_resume()');
$id = fail_once();
is_analysed($id, 'deferred, worker: the job is done');
attacked($id, 'deferred, worker');

# A policy and a column's default are somebody's functions as well.
$learn->sql(<<'SQL');
DROP TRIGGER attack ON learn.analyses;
SET SESSION AUTHORIZATION mallory;
CREATE FUNCTION public.allow(id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen VALUES (id, concat_ws(' ', current_user, session_user));
	RETURN true;
END $$;
ALTER TABLE learn.analyses ENABLE ROW LEVEL SECURITY;
CREATE POLICY allow ON learn.analyses USING (true) WITH CHECK (public.allow(execution_id));
SQL
$id = fail_once();
is_analysed($id, 'policy: the job is done');
is(said($id), 'learn_worker learn_worker', 'policy: as learn_worker');
$learn->sql(<<'SQL');
DROP POLICY allow ON learn.analyses;
ALTER TABLE learn.analyses DISABLE ROW LEVEL SECURITY;
ALTER TABLE learn.analyses OWNER TO learn_owner;
SQL
$learn->survived;

#
# What the worker does without.
#
$learn->sql('REVOKE CONNECT ON DATABASE postgres FROM PUBLIC');
$learn->sql("SELECT pg_terminate_backend($pid)");
$pid = $learn->worker_pid($pid);
$id = fail_once();
is_analysed($id, 'it needs no privilege to connect');
$learn->sql('GRANT CONNECT ON DATABASE postgres TO PUBLIC');

# A privilege it does need.
$learn->sql('REVOKE INSERT ON learn.analyses FROM learn_worker');
$id = fail_once();
$learn->wait_for(
	"SELECT last_error = 'permission denied for table analyses' FROM learn_dead_jobs WHERE subject = '$id'",
	'a privilege that was taken away is missed, and that is told');
$learn->sql(
	"GRANT INSERT ON learn.analyses TO learn_worker; SELECT learn_retry_job(id) FROM learn_dead_jobs"
);
is_analysed($id, 'and is used when it is back');

#
# Without a role that will do, nothing is done.
#
foreach my $case (
	[
		'ALTER ROLE learn_worker SUPERUSER',
		'ALTER ROLE learn_worker NOSUPERUSER',
		qr/role "learn_worker" must not be a superuser/
	],
	[
		'ALTER ROLE learn_worker RENAME TO somebody',
		'ALTER ROLE somebody RENAME TO learn_worker',
		qr/role "learn_worker" does not exist/
	])
{
	my ($break, $mend, $error) = @$case;
	my $log = -s $node->logfile;

	$learn->sql($break);
	$id = fail_once();
	$node->wait_for_log($error, $log);
	like($learn->error_of('SELECT learn_run_jobs()'),
		$error, "$break: nor by hand");
	like($learn->error_of('SELECT learn_housekeeping()'),
		$error, "$break: nor housekeeping");
	is( $learn->sql(
			"SELECT count(*) FROM learn.analyses WHERE execution_id = '$id'"),
		0,
		"$break: nothing is done");
	$learn->sql($mend);
	is_analysed($id, "$mend: it is done then");
}

#
# The settings of a database, and of the role, do not change who it is.
#
$learn->sql('CREATE DATABASE other');
$learn->use_database('other');
$learn->sql('CREATE EXTENSION learn');
$learn->sql(<<'SQL');
CREATE TABLE public.seen (id text, said text);
GRANT ALL ON public.seen TO PUBLIC;
CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen VALUES (NEW.execution_id, concat_ws(' ', current_user, session_user,
		current_setting('role'), current_setting('search_path')));
	RETURN NULL;
END $$;
CREATE TRIGGER look AFTER INSERT ON learn.analyses FOR EACH ROW EXECUTE FUNCTION public.look();
SQL
$pid = $learn->worker_pid;
$learn->sql(<<'SQL');
ALTER DATABASE other SET role = mallory;
ALTER DATABASE other SET search_path = public, pg_catalog;
ALTER ROLE learn_worker SET search_path = public, pg_catalog;
ALTER ROLE learn_worker SET default_transaction_read_only = on;
SQL
$learn->use_database('postgres');
$learn->sql("SELECT pg_terminate_backend($pid)");
$learn->poll(
	"SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'learn worker' AND datname = 'other' AND pid <> $pid"
) or die 'there is no worker';
$learn->sql('ALTER DATABASE other RESET role');
$learn->use_database('other');
$id = fail_once();
is_analysed($id, 'settings of the database: the job is done');
is( said($id),
	'learn_worker learn_worker none pg_catalog, pg_temp',
	'settings of the database: as learn_worker');
$learn->sql('DROP TRIGGER look ON learn.analyses');
$learn->sql('ALTER ROLE learn_worker RESET ALL');

#
# The role belongs to the cluster: it stays when the extension goes, and who
# takes it away gets another one.
#
$learn->use_database('postgres');
$learn->sql('DROP EXTENSION learn');
like(
	$learn->error_of('DROP ROLE learn_worker'),
	qr/cannot be dropped because some objects depend on it/,
	'the role is needed elsewhere');
$learn->use_database('other');
$learn->sql(<<'SQL');
BEGIN;
DROP EXTENSION learn;
DROP ROLE learn_worker;
CREATE EXTENSION learn;
COMMIT;
SQL
$id = fail_once();
is_analysed($id, 'a worker takes on the role that was made anew');

#
# A dump does not carry roles; where there are none CREATE EXTENSION makes them.
#
my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump';
my $copy = LearnTest->new('copy', extension => 0);

$learn->import_runbook('RB-LNX-SVC-001');
$node->command_ok([ 'pg_dump', '-Fc', '-d', 'other', '-f', $dump ],
	'dumped');
is( $copy->sql(
		"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'learn\\_%'"),
	0,
	'another cluster has no such roles');
$copy->node->command_ok(
	[ 'pg_restore', '--exit-on-error', '-d', 'postgres', $dump ],
	'restored there');
is( $copy->sql(
		"SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'learn\\_%'"
	),
	'learn_admin learn_executor learn_owner learn_reviewer learn_tester learn_worker',
	'it has them now');
$copy->execute({ execution_id => 'exec-copy', failure => 'permission' });
$copy->wait_for(
	"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-copy'",
	'and its worker works');

my $privileges =
  "SELECT c.relname, a.grantee::regrole::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'learn'::regnamespace ORDER BY 1, 2, 3";

is($copy->sql($privileges), $learn->sql($privileges),
	'with the same privileges');
is( $copy->sql(
		"SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'learn'::regnamespace"
	),
	'learn_owner',
	'and the same owner');
$copy->survived;

done_testing;
