# The worker keeps the house by itself: what is old goes or is archived, and
# that costs nothing else anything.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = PostgreSQL::Test::Utils::tempdir();
my $learn = LearnTest->new('main', conf => "wal_level = logical\nmax_wal_senders = 4\n");
my $node = $learn->node;
my $pid = $learn->worker_pid;

# Executions of last year, all analysed, each lot a day after the one before.
# At once: one that is seen before it is analysed is passed over for a day.
my $lots = 0;

sub add_executions
{
	my ($name, $count) = @_;

	$lots++;

	$learn->sql(<<"SQL");
BEGIN;
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type,
	platform, status, verification_passed, executed_steps, recorded_at)
SELECT '$name-' || i, 'RB-LNX-SVC-001', 'service_crash', 'linux', 'success',
	true, '[]', '2025-01-01'::timestamptz + make_interval(days => $lots)
FROM generate_series(1, $count) i;
INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at, succeeded,
	follow_up)
SELECT execution_id, runbook_id, recorded_at, true, 'counted'
FROM learn.execution_results WHERE execution_id LIKE '$name-%';
COMMIT;
SQL
	return;
}

# Reviews decided last year, as a dump would bring them.
sub add_reviews
{
	my ($name, $count) = @_;

	$learn->sql(<<"SQL");
INSERT INTO learn.review_queue (runbook_id, status, priority, reason,
	created_at, reviewed_by, reviewed_at, rejection_reason)
SELECT '$name-v' || i, 'rejected', 'low', 'r', '2025-01-01', 'amy',
	'2025-01-02', 'no' FROM generate_series(2, 1 + $count) i;
SQL
	return;
}

sub add_calls
{
	my ($name, $count) = @_;

	$learn->sql(<<"SQL");
INSERT INTO learn.llm_calls (id, called_at, purpose, subject, model,
	prompt_version, prompt_digest, outcome, latency_seconds)
SELECT gen_random_uuid(), '2025-01-01', 'categorize', '$name', 'm', '1', 'd', 'answered', 1
FROM generate_series(1, $count);
SQL
	return;
}

sub executions_left
{
	my ($name) = @_;

	return
	  "SELECT count(*) FROM learn.execution_results WHERE execution_id LIKE '$name-%'";
}

sub reviews_in
{
	my ($table, $name) = @_;

	return
	  "SELECT count(*) FROM learn.$table WHERE runbook_id LIKE '$name-v%'";
}

# A test that passes when a query comes to print this number.
sub wait_for_number
{
	my ($query, $number, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $learn->wait_for("SELECT ($query) = $number", $name);
}

#
# All of it, in more than one batch each.
#
$learn->import_runbook('RB-LNX-SVC-001');
$learn->execute({ execution_id => 'exec-evidence', failure => 'known' });
$learn->wait_until_done('there is a draft');
add_executions('first', 1200);
add_reviews('RB-OLD-001', 120);
add_calls('first', 1200);
is($learn->sql(executions_left('first')),
	1200, 'executions are kept for ever when nothing else is said');
$learn->configure(retention => '30d');
wait_for_number(executions_left('first'), 0, 'old executions are deleted');
wait_for_number(reviews_in('review_archive', 'RB-OLD-001'),
	120, 'old reviews are archived');
wait_for_number(
	"SELECT count(*) FROM learn.llm_calls WHERE subject = 'first'",
	0, 'old calls are deleted');
is($learn->sql(reviews_in('review_queue', 'RB-OLD-001')),
	0, 'what is in the archive is not in the queue');
is( $learn->sql(
		"SELECT count(*) FROM learn.analyses WHERE execution_id LIKE 'first-%'"
	),
	1200,
	'analyses stay');
is( $learn->sql(
		"SELECT count(*) FROM learn.execution_results WHERE execution_id = 'exec-evidence'"
	),
	1,
	'what is not old stays');
is($learn->worker_pid, $pid, 'by the same worker');

#
# A reviewer is in the middle of a decision: reviews stay, all else goes.
#
my $reviewer = $node->background_psql('postgres');
$reviewer->query_safe("BEGIN; SELECT learn_claim('RB-LNX-SVC-001-v2')");
add_executions('second', 1);
add_reviews('RB-OLD-002', 1);
add_calls('second', 1);
$learn->configure(retention => '31d');
wait_for_number(executions_left('second'),
	0, 'a reviewer keeps no execution from being deleted');
wait_for_number(
	"SELECT count(*) FROM learn.llm_calls WHERE subject = 'second'",
	0, 'nor a call');
$learn->execute({ execution_id => 'exec-meanwhile', failure => 'permission' });
$learn->wait_until_done('learning goes on');
is($learn->sql(reviews_in('review_queue', 'RB-OLD-002')),
	1, 'reviews wait for the reviewer');
$reviewer->query_safe('COMMIT');
$reviewer->quit;
$learn->configure(retention => '30d');
wait_for_number(reviews_in('review_archive', 'RB-OLD-002'),
	1, 'they are archived when he is done');

#
# Somebody holds an old execution: the others of its batch stay as well, for a
# day, and nothing else does.
#
my $start = length $learn->log_text;

# First it must not be deleted at all.  The worker is past what it did by the
# old setting when something goes after that has changed.
$learn->configure(retention => undef);
add_calls('held', 1);
$learn->configure(retention => undef);
wait_for_number("SELECT count(*) FROM learn.llm_calls WHERE subject = 'held'",
	0, 'executions are kept again');
add_executions('held', 1);
my $holder = $node->background_psql('postgres');
$holder->query_safe(
	"BEGIN; SELECT 1 FROM learn.execution_results WHERE execution_id = 'held-1' FOR UPDATE"
);
add_calls('third', 1);
add_reviews('RB-OLD-003', 1);
$learn->configure(retention => '31d');
ok($node->wait_for_log(qr/lock timeout/, $start), 'it is told in the log');
$learn->configure(retention => '30d');
wait_for_number(
	"SELECT count(*) FROM learn.llm_calls WHERE subject = 'third'",
	0, 'what somebody holds keeps no call');
wait_for_number(reviews_in('review_archive', 'RB-OLD-003'), 1, 'nor a review');
add_executions('later', 1);
$learn->configure(retention => '31d');
wait_for_number(executions_left('later'), 0, 'nor what is younger than it');
$holder->query_safe('COMMIT');
$holder->quit;
is($learn->sql(executions_left('held')), 1, 'it is still there');
is($learn->sql("SELECT learn_housekeeping() ->> 'executions'"),
	1, 'who asks has it deleted');
is($learn->worker_pid, $pid, 'none of this ended the worker');

#
# A dump carries the archive.  While it is being restored, and until work goes
# on there, nothing is deleted.
#
sub contents
{
	return join "\n",
	  map {
		$learn->sql("SELECT to_jsonb(t) - '{written_here,held}'::text[] FROM learn.$_ t ORDER BY 1")
	  } qw(review_archive review_queue execution_results analyses audit_log);
}

add_executions('carried', 1);
add_reviews('RB-OLD-004', 1);
$node->safe_psql('postgres', 'SELECT learn_housekeeping()');
add_executions('restored', 1);
add_reviews('RB-OLD-005', 1);
$node->command_ok(
	[ 'pg_dump', '-Fc', '-d', 'postgres', '-f', "$folder/dump" ], 'dumped');
my $before = contents();
$learn->sql('DROP EXTENSION learn');
$node->command_ok(
	[ 'pg_restore', '--exit-on-error', '-d', 'postgres', "$folder/dump" ],
	'restored into the database that the worker serves');

# Whether the log has begun is what housekeeping asks first.
my $looks =
  "SELECT coalesce(idx_scan, 0) + seq_scan FROM pg_stat_user_tables WHERE relid = 'learn.audit_log'::regclass";
$learn->sql('SELECT pg_stat_force_next_flush()');
my $looked = $learn->sql($looks);
$learn->configure(retention => '31d');
$learn->wait_for("SELECT ($looks) > $looked", 'the worker looks at it');
is(contents(), $before, 'everything is there, and no less');
is( $learn->sql(
		"INSERT INTO learn.review_archive SELECT 'RB-X', status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at, reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes, withdrawal_reason, archived_at FROM learn.review_archive LIMIT 1 RETURNING runbook_id"
	),
	'RB-X',
	'more could come');
$learn->sql("SELECT learn_claim('RB-LNX-SVC-001-v2')");
like(
	$learn->error_of(
		"INSERT INTO learn.review_archive SELECT 'RB-Y', status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at, reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes, withdrawal_reason, archived_at FROM learn.review_archive LIMIT 1"
	),
	qr/42501: table "review_archive" is not changed directly/,
	'until the first decision here');
$learn->configure(retention => '30d');
wait_for_number(executions_left('restored'),
	0, 'from then on old executions are deleted');
wait_for_number(reviews_in('review_archive', 'RB-OLD-005'),
	1, 'and old reviews archived');

#
# A subscriber gets what its publisher did, and does nothing by itself.
#
my @tables = map { "learn.$_" }
  qw(execution_results analyses runbooks review_queue review_archive audit_log);
my $tables = join ', ', @tables;

add_executions('published', 2);
add_reviews('RB-OLD-006', 2);
$learn->sql(<<"SQL");
CREATE PUBLICATION learn_test FOR TABLE $tables;
SELECT pg_create_logical_replication_slot('learn_test', 'pgoutput');
CREATE DATABASE subscriber TEMPLATE template0;
SQL
$learn->use_database('subscriber');
my $connection = $node->connstr('postgres');
$connection =~ s/'/''/g;
$learn->sql('CREATE EXTENSION learn');
$learn->sql(
	"CREATE SUBSCRIPTION learn_test CONNECTION '$connection' PUBLICATION learn_test WITH (create_slot = false, slot_name = 'learn_test')"
);
$learn->wait_for(
	"SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel",
	'the subscriber has a copy');
$learn->use_database('postgres');
$learn->sql('SELECT learn_housekeeping()');
my $published = contents();
$learn->use_database('subscriber');
wait_for_number(reviews_in('review_archive', 'RB-OLD-006'),
	2, 'what is archived by the publisher is archived at the subscriber');
is(contents(), $published, 'the subscriber has what the publisher has');
like(
	$learn->error_of('DELETE FROM learn.review_archive'),
	qr/42501: table "review_archive" is not changed directly/,
	'and keeps it');
$learn->sql('DROP SUBSCRIPTION learn_test');

$learn->use_database('postgres');
$learn->survived;
done_testing;
