# What others hold, and what they delete, is no job's fault and nobody's crash.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Cluster;
use Test::More;

my $learn = LearnTest->new('main', retry_delay => '100ms');
my $pid = $learn->worker_pid;

$learn->import_runbook('RB-LNX-SVC-001', 'RB-LNX-SVC-002');
$learn->execute({ execution_id => 'exec-first', failure => 'known' });
$learn->wait_until_done('there is a draft');

#
# A reviewer has gone for coffee in the middle of a transaction.
#
my $reviewer = $learn->node->background_psql('postgres');
$reviewer->query_safe("BEGIN; SELECT learn_claim('RB-LNX-SVC-001-v2')");
$learn->execute(
	{
		execution_id => 'exec-second',
		runbook_id => 'RB-LNX-SVC-002',
		failure => 'known'
	});
$learn->wait_for(
	"SELECT last_error ~ 'lock timeout' FROM learn.jobs WHERE kind = 'improve'",
	'a draft cannot be stored meanwhile');
$learn->execute({ execution_id => 'exec-third', failure => 'permission' });
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-third'",
	'what needs no draft is analysed meanwhile');
is( $learn->sql(
		"SELECT dead_at IS NULL, attempts <= 1 FROM learn.jobs WHERE kind = 'improve'"
	),
	't|t',
	'no attempt is used up');
$reviewer->query_safe('COMMIT');
$reviewer->quit;
$learn->wait_until_done('it is stored when the reviewer is back');
is( $learn->sql(
		"SELECT status FROM learn.runbooks WHERE id = 'RB-LNX-SVC-002-v2'"),
	'pending',
	'the draft is there');
is($learn->worker_pid, $pid, 'by the same worker');

#
# A limit is a limit, whatever the planner thinks of the table.
#
$learn->sql('SELECT learn_run_jobs()');
$learn->sql(<<'SQL');
BEGIN;
INSERT INTO learn.jobs (kind, subject, run_after) SELECT 'analyze', 'none-0', '2100-01-01';
COMMIT;
ANALYZE learn.jobs;
SQL
is( $learn->sql(<<'SQL'), 1, 'no more jobs are claimed than were asked for');
INSERT INTO learn.jobs (kind, subject) SELECT 'analyze', 'none-' || i FROM generate_series(1, 20) i;
SELECT learn_run_jobs(1);
SQL
$learn->sql("DELETE FROM learn.jobs WHERE subject = 'none-0'");
$learn->sql('SELECT learn_run_jobs()');

#
# The execution goes while it is being analysed.
#
$learn->sql(<<'SQL');
CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM learn.execution_results WHERE execution_id = NEW.execution_id;
	RETURN NULL;
END $$;
CREATE TRIGGER forget AFTER INSERT ON learn.analyses
	FOR EACH ROW WHEN (NEW.execution_id = 'exec-gone') EXECUTE FUNCTION forget();
SQL
$learn->import_runbook('RB-LNX-SVC-009');
$learn->execute(
	{
		execution_id => 'exec-gone',
		runbook_id => 'RB-LNX-SVC-009',
		failure => 'known'
	});
$learn->wait_until_done('an execution that is deleted meanwhile');
is( $learn->sql(
		"SELECT follow_up FROM learn.analyses WHERE execution_id = 'exec-gone'"
	),
	'no draft: the execution was deleted',
	'leads to nothing');
is($learn->worker_pid, $pid, 'and harms nothing');
$learn->survived;

done_testing;
