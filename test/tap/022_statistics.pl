# How versions have done is counted once, whoever counts and whatever is killed;
# and nobody waits for it.
#
# LEARN_SEED=n repeats the random choices of a run that printed that number.

use strict;
use warnings;

use IPC::Run;
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $seed = $ENV{LEARN_SEED} || time % 1_000_000;

note "LEARN_SEED=$seed";
srand $seed;

my $learn = LearnTest->new(
	'main',
	max_attempts => 100,
	retry_delay => '20ms',
	max_retry_delay => '200ms',
	conf => <<'CONF');
wal_level = logical
max_wal_senders = 10
max_replication_slots = 10
CONF
my $node = $learn->node;
my @runbooks = map { "RB-LNX-SVC-00$_" } 1 .. 4;
my $number = 0;

$learn->import_runbook(@runbooks);

# What counts say otherwise than counting does, in one statement: so it must be
# nothing at any moment.
my $views = <<'SQL';
CREATE VIEW recount AS
SELECT a.runbook_id, count(*) AS executions,
	count(*) FILTER (WHERE a.succeeded) AS successes,
	count(e.verification_passed) AS verified, count(a.recurred_as) AS recurred,
	count(e.duration_seconds) FILTER (WHERE a.succeeded) AS repairs,
	coalesce(sum(e.duration_seconds::numeric) FILTER (WHERE a.succeeded), 0)
		AS repair_seconds,
	count(*) FILTER (WHERE coalesce(f.manual_intervention_needed,
		e.manual_intervention_needed)) AS manual_interventions,
	max(e.started_at) AS last_started_at
FROM learn.analyses a JOIN learn.execution_results e USING (execution_id)
LEFT JOIN learn.feedback f USING (execution_id)
GROUP BY a.runbook_id;

CREATE VIEW counts AS
SELECT i.runbook_id, c.executions, c.successes, c.verified, c.recurred,
	c.repairs, c.repair_seconds, c.manual_interventions, c.last_started_at
FROM (SELECT runbook_id FROM learn.runbook_stats
	UNION SELECT runbook_id FROM learn.runbook_stats_deltas
	UNION SELECT runbook_id FROM learn.analyses) i,
	learn.version_counts(i.runbook_id) c;

CREATE VIEW differences AS
(TABLE recount EXCEPT TABLE counts)
UNION ALL
(TABLE counts EXCEPT TABLE recount);
SQL

$learn->sql($views);

# Executions of all kinds: with and without a duration, verified or not, with and
# without a human; of one runbook, on hosts that are not told, and each failure
# another, so that nothing but the count of the runbook is common to all.
sub hot_executions
{
	my ($count) = @_;

	return map {
		my $failed = rand() < 0.4;

		$number++;
		{
			execution_id => "exec-$number",
			hostname => undef,
			started_at => sprintf('2025-%02d-%02dT%02d:%02d:00Z',
				1 + rand 12, 1 + rand 28, rand 24, rand 60),
			$failed ? (failure => 'unknown') : LearnTest::success(),
			verification_passed => $failed
			? (JSON::PP::false, undef)[ rand 2 ]
			: JSON::PP::true,
			duration_seconds => rand() < 0.8 ? int(rand 1e5) / 1000 : undef,
			manual_intervention_needed =>
			  (JSON::PP::true, JSON::PP::false, undef)[ rand 3 ]
		}
	} 1 .. $count;
}

# The same of several runbooks, one of which nobody knows, and on hosts where
# incidents come back.
sub executions
{
	return map {
		{
			%$_,
			runbook_id => rand() < 0.1
			? 'RB-NOBODY-KNOWS-001'
			: $runbooks[ rand 3 ],
			hostname => 'web-' . int rand 100
		}
	} hot_executions(@_);
}

# What somebody does by hand.
sub handiwork
{
	return join "\n",
	  map { 'SELECT learn_run_jobs(' . (1 + int rand 20) . ');' } 1 .. 120;
}

# The same, now and then in vain, and with feedback in between.
sub mixed_handiwork
{
	my @statements = map {
		my $chance = rand();

		$chance < 0.2 ? "BEGIN; $_ ROLLBACK;"
		: $chance < 0.3 ? "BEGIN ISOLATION LEVEL REPEATABLE READ; $_ COMMIT;"
		: $chance < 0.5 ? sprintf(
			"SELECT learn_feedback(execution_id, manual_intervention_needed => %s, human_feedback => 'words')
			FROM learn.analyses ORDER BY md5(execution_id || %d) LIMIT 1;",
			('true', 'false', 'NULL')[ rand 3 ],
			rand 1000)
		: $_;
	} split /\n/, handiwork();

	return join "\n", @statements;
}

# Starts a psql that goes on after errors, such as a transaction that could not
# be serialised; it ends when it is through, or when the server goes down.
sub start_psql
{
	my ($name, $sql) = @_;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/$name";

	append_to_file("$file.sql", $sql);
	return IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr('postgres') ],
		'<', "$file.sql", '>', "$file.out", '2>&1');
}

# What somebody sees who looks again and again.
my $watch = <<'SQL';
DO $$
BEGIN
	FOR i IN 1 .. 200 LOOP
		IF EXISTS (SELECT FROM differences) THEN
			CREATE TABLE seen AS TABLE differences;
			RETURN;
		END IF;
	END LOOP;
END
$$;
SQL

# The reports of executions, which can be repeated.
sub reports
{
	my ($executions) = @_;

	return join "\n",
	  map { LearnTest::report_of($executions->(5)) . ' ON CONFLICT DO NOTHING;' }
	  1 .. 200;
}

# Tests that everything reported is counted, now and at any moment before.
sub check_counted
{
	my ($name) = @_;

	$learn->wait_until_done("$name: everything is analysed");
	is($learn->sql('SELECT count(*) FROM learn.analyses'),
		$number, "$name: each once");
	is($learn->sql('TABLE differences'), '', "$name: and counted once");
	is($learn->sql("SELECT to_regclass('seen') IS NULL"),
		't', "$name: at any moment");
	return;
}

#
# Two sessions by hand and the worker at once count the same runbook, while
# somebody looks.
#
my @sessions = (
	start_psql('hot_reports', reports(\&hot_executions)),
	start_psql('hot_left_hand', handiwork()),
	start_psql('hot_right_hand', handiwork()),
	start_psql('hot_watch', $watch));

$_->finish foreach @sessions;
check_counted('one runbook');
unlike(
	$learn->log_text,
	qr/attempt \d+ to|could not add up|deadlock detected/,
	'one runbook: nobody was in the way of another');

#
# With several runbooks and hosts, rolled back transactions and feedback, and
# the worker is killed.
#
foreach my $round (1 .. 2)
{
	my $some = $number + 50 + int rand 600;
	my $reports = reports(\&executions);

	@sessions = (
		start_psql("reports_$round", $reports),
		start_psql("left_hand_$round", mixed_handiwork()),
		start_psql("right_hand_$round", mixed_handiwork()),
		start_psql("watch_$round", $watch));
	$learn->poll("SELECT count(*) > $some FROM learn.analyses")
	  or die 'nothing is analysed';
	$learn->kill_process($learn->worker_pid);
	$_->finish foreach @sessions;
	$learn->sql($reports);
	check_counted("killed, $round");
}
$learn->wait_for('SELECT NOT EXISTS (SELECT FROM learn.runbook_stats_deltas)',
	'the worker adds up what all have counted');
is($learn->sql('TABLE differences'), '', 'which changes no sum');
is( $learn->sql(
		'SELECT count(*), sum(recurred) > 0, bool_and(successes > 0
		AND verified > 0 AND repairs > 0 AND manual_interventions > 0)
		FROM learn.runbook_stats'),
	'4|t|t',
	'there was something of everything');
is( $learn->sql(
		'SELECT signature, day, failures FROM learn.failure_group_days EXCEPT
		SELECT signature, (started_at AT TIME ZONE \'UTC\')::date, count(*)
		FROM learn.analyses JOIN learn.execution_results USING (execution_id)
		WHERE NOT succeeded GROUP BY 1, 2'),
	'',
	'the days of failures are right as well');
is( $learn->sql(
		'SELECT sum(failures) = (SELECT count(*) FROM learn.analyses
		WHERE NOT succeeded) FROM learn.failure_group_days'),
	't',
	'and complete');

#
# Somebody adds up, and takes a long time: nobody waits for that.
#
my $slow = $node->background_psql('postgres');
my $offset = -s $node->logfile;

$slow->query_safe('BEGIN');
$slow->query_safe(
	'LOCK TABLE learn.runbook_stats IN SHARE UPDATE EXCLUSIVE MODE');
$slow->query_safe(
	'SELECT count(*) FROM (SELECT FROM learn.runbook_stats FOR UPDATE) s');
$learn->execute(hot_executions(50));
$learn->wait_until_done('the worker stores analyses meanwhile');
$learn->execute(hot_executions(50));
$learn->sql("SET lock_timeout = '1ms'; SELECT learn_run_jobs(100)");
$learn->wait_until_done('so does somebody by hand');
$learn->sql(
	"SELECT learn_feedback('exec-$number', manual_intervention_needed => $_)")
  foreach ('true', 'false');
cmp_ok($learn->sql('SELECT count(*) FROM learn.runbook_stats_deltas'),
	'>', 0, 'nothing is added up');
is($learn->sql('TABLE differences'), '', 'and everything counted');
$slow->query_safe('COMMIT');
$learn->wait_for('SELECT NOT EXISTS (SELECT FROM learn.runbook_stats_deltas)',
	'it is added up when the other is done');
is($learn->sql('TABLE differences'), '', 'as it was counted');
unlike($learn->log_text($offset),
	qr/attempt \d+ to|could not add up/,
	'nobody has waited in vain');
$slow->quit;

#
# The worker is killed in the middle of adding up.
#
$learn->sql(<<'SQL');
CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_catalog.set_config('lock_timeout', '0', true);
	PERFORM pg_catalog.pg_advisory_xact_lock_shared(1);
	RETURN NULL;
END $$;
CREATE TRIGGER gate AFTER UPDATE ON learn.runbook_stats
FOR EACH ROW EXECUTE FUNCTION pass_gate();
SQL
my $gate = $node->background_psql('postgres');

$gate->query_safe('SELECT pg_advisory_lock(1)');
$learn->execute(executions(20));
$learn->wait_for(
	"SELECT count(*) = 1 FROM pg_stat_activity
	WHERE backend_type = 'learn worker' AND wait_event = 'advisory'",
	'the worker is adding up');
$learn->kill_process($learn->worker_pid);
is($learn->sql('TABLE differences'), '', 'killed then, it has lost nothing');
$learn->sql('DROP TRIGGER gate ON learn.runbook_stats');
$learn->wait_until_done('the next one goes on');
$learn->wait_for('SELECT NOT EXISTS (SELECT FROM learn.runbook_stats_deltas)',
	'and adds up what is there');
is($learn->sql('TABLE differences'), '', 'once');

#
# The verdict follows the setting, and so does what is overdue.
#
$learn->execute(
	{ runbook_id => 'RB-LNX-SVC-004', hostname => 'db-1' },
	map {
		{
			runbook_id => 'RB-LNX-SVC-004',
			hostname => "db-$_",
			failure => 'permission'
		}
	} 2 .. 3);
$learn->wait_until_done('a version fails, and there is another');
$learn->sql("SELECT learn_approve('RB-LNX-SVC-004-v2')");
$learn->execute(
	map {
		{
			runbook_id => 'RB-LNX-SVC-004-v2',
			hostname => "app-$_",
			LearnTest::success()
		}
	} 1 .. 2);
$learn->wait_until_done('which succeeds');

my $verdict = "SELECT verdict FROM learn_versions
	WHERE runbook_id = 'RB-LNX-SVC-004-v2'";

is( $learn->sql(
		"SELECT success_rate, parent_success_rate, probability_better
		FROM learn_versions WHERE runbook_id = 'RB-LNX-SVC-004-v2'"),
	'1.0000|0.0000|0.9714',
	'probably it is better');
is($learn->sql($verdict), 'better', 'more probable than by default needed');
$learn->configure(regression_probability => '0.99');
is($learn->sql($verdict), 'not enough data', 'not as probable as this');
$learn->configure(review_sla => '1min');
$learn->sql("INSERT INTO learn.review_queue (runbook_id, status, priority,
	reason, created_at) VALUES ('RB-ANY', 'pending_review', 'low', 'r',
	now() - interval '2 minutes')");
my $overdue = "SELECT overdue FROM learn_backlog WHERE priority = 'low'";

is($learn->sql($overdue), 1, 'overdue after a minute');
$learn->configure(review_sla => '3min');
is($learn->sql($overdue), 0, 'not after three');

#
# A subscriber shows the same, and leaves it to its publisher to add it up.
#
my $replica = LearnTest->new('replica');
my $holder = $node->background_psql('postgres');
my $totals = 'SELECT to_jsonb(s) FROM learn.runbook_stats s ORDER BY 1';
my $waiting = 'SELECT id FROM learn.runbook_stats_deltas ORDER BY 1';

$replica->sql($views);
$holder->query_safe('BEGIN');
$holder->query_safe(
	'LOCK TABLE learn.runbook_stats IN SHARE UPDATE EXCLUSIVE MODE');
$learn->execute(hot_executions(20));
$learn->wait_until_done('there is something to add up');
isnt($learn->sql($waiting), '', 'which waits');
$learn->sql('CREATE PUBLICATION everything FOR TABLES IN SCHEMA learn');
$replica->sql("CREATE SUBSCRIPTION replica CONNECTION '"
	  . $node->connstr
	  . " dbname=postgres' PUBLICATION everything");
$replica->node->wait_for_subscription_sync($node, 'replica');
$replica->sql('SELECT learn_run_jobs()');
is($replica->sql($totals), $learn->sql($totals),
	'a subscriber adds up nothing itself');
is($replica->sql($waiting), $learn->sql($waiting), 'so it waits there too');
is($replica->sql('TABLE differences'), '', 'and is counted');
$holder->query_safe('COMMIT');
$holder->quit;
$learn->wait_for('SELECT NOT EXISTS (SELECT FROM learn.runbook_stats_deltas)',
	'the publisher adds it up');
$node->wait_for_catchup('replica', 'replay', $node->lsn('insert'));
is($replica->sql($totals), $learn->sql($totals),
	'and the subscriber has the sums');
is($replica->sql($waiting), '', 'with nothing to be added');
is($replica->sql('TABLE differences'), '', 'which are right');

done_testing;
