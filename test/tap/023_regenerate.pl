# A version is rolled back under a draft that was made from it: the draft cannot
# be approved any more, until the engine has written it again for the version in
# use, whatever is killed meanwhile.

use strict;
use warnings;

use LearnTest;
use Test::More;

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	max_attempts => 100,
	retry_delay => '20ms',
	max_retry_delay => '200ms');
my $node = $learn->node;

$learn->sql(<<'SQL');
CREATE ROLE amy LOGIN IN ROLE learn_reviewer;
CREATE ROLE bob LOGIN IN ROLE learn_reviewer;
CREATE ROLE ada LOGIN IN ROLE learn_admin;

-- A gate stops the worker when it writes a draft again, while another session
-- holds the gate's lock.
CREATE SCHEMA gates;
CREATE FUNCTION gates.pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_catalog.pg_advisory_xact_lock_shared(1);
	RETURN NEW;
END $$;
CREATE TRIGGER gate AFTER INSERT ON learn.audit_log FOR EACH ROW
	WHEN (NEW.action = 'revise') EXECUTE FUNCTION gates.pass();
SQL

# What is handed out, and whether it is exactly what was approved.
sub handed
{
	my ($type) = @_;

	return $learn->sql(<<"SQL");
SELECT n.runbook_id, CASE WHEN n.digest = r.approved_digest AND n.content = r.content
	AND learn.approval_in_log(r.id, n.digest) THEN 'as approved' END
FROM learn_next_runbook('$type', 'linux') n JOIN learn.runbooks r ON r.id = n.runbook_id
SQL
}

# The digest of a runbook, as who reads it sees it.
sub digest
{
	my ($id) = @_;

	return $learn->sql("SELECT learn_comparison('$id') ->> 'digest'");
}

# Approves it, with the risks there are, or returns the error.
sub approve
{
	my ($role, $id) = @_;
	my $digest = digest($id);

	return $learn->error_of(<<"SQL");
SET SESSION AUTHORIZATION $role;
SELECT learn_approve('$id', digest => '$digest',
	acknowledged_risks => ARRAY(SELECT name FROM learn.risks('$id')));
SQL
}

# Has a line with two versions, the second in use, and a draft that the engine
# made from it; then takes the second out of use.
sub roll_back_under_a_draft
{
	my ($line, $type, $failure) = @_;
	my $runbook = LearnTest::runbook($line);

	$runbook->{incident_types} = [$type];
	$learn->as('ada', 'SELECT learn_import(' . LearnTest::literal($runbook) . ')');
	$runbook->{steps}[1]{timeout} = 600;
	$runbook->{steps}[1]{description} = 'planted-patience';
	$learn->as('amy', 'SELECT learn_submit(' . LearnTest::literal($runbook) . ')');
	is(approve('bob', "$line-v2"), '', "$line: a second version is approved");
	is(handed($type), "$line-v2|as approved", 'and handed out');
	$learn->execute(
		{
			execution_id => "exec-$line",
			runbook_id => "$line-v2",
			incident_type => $type,
			failure => $failure
		});
	$learn->wait_for(
		"SELECT count(*) = 1 FROM learn_pending() WHERE runbook_id = '$line-v3'",
		'it fails, and the engine writes a draft of it');

	$learn->as('ada', "SELECT learn_rollback('$line-v2', 'it waits for too long')");
	is(handed($type), "$line|as approved", 'the first one is handed out again');
	my $error = approve('bob', "$line-v3");
	like($error, qr/PT409: parent runbook has changed/,
		'the draft cannot be approved any more');
	like($error, qr/HINT: .*learn_regenerate\(\)/, 'and the hint says what to do');
	is(handed($type), "$line|as approved", 'so nothing has changed');
	return;
}

# The data in a request, by its number.
sub asked
{
	my ($number) = @_;
	my $request = ($stub->requests)[$number];
	my ($data) = join("\n", map { $_->{content} } @{ $request->{body}{messages} }) =~
	  /^BEGIN DATA \w+\n(.*)\nEND DATA/ms;

	return JSON::PP->new->decode($data);
}

# A test of a draft: its parent, revision and status, and how often the engine
# has written it again.
sub draft_is
{
	my ($id, $expected, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is(
		$learn->sql(
			"SELECT parent_runbook, revision, q.status, (SELECT count(*) FROM learn.audit_log WHERE object_id = id AND action = 'revise')
			FROM learn.runbooks JOIN learn.review_queue q ON q.runbook_id = id WHERE id = '$id'"
		),
		$expected,
		$name);
}

#
# The built-in engine; the worker is killed while it writes.
#
roll_back_under_a_draft('RB-LNX-SVC-001', 'crash_one', 'known');
my $holder = $node->background_psql('postgres');
$holder->query_safe('SELECT pg_advisory_lock(1)');
my $receipt = $learn->as('amy', "SELECT learn_regenerate('RB-LNX-SVC-001-v3')");
like($receipt, qr/"will_be_rewritten": true/, 'it is to be written again');
$learn->wait_for(
	"SELECT count(*) = 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
	WHERE a.backend_type = 'learn worker' AND l.locktype = 'advisory' AND NOT l.granted",
	'the worker is at it');
draft_is('RB-LNX-SVC-001-v3', 'RB-LNX-SVC-001|1|needs_changes|0',
	'which nobody sees yet');
$learn->kill_process($learn->worker_pid);
$holder->quit;
$learn->wait_until_done('killed, it does so in the end');
draft_is('RB-LNX-SVC-001-v3', 'RB-LNX-SVC-001|2|pending_review|1', 'once');
is( $learn->sql(
		"SELECT created_by, (SELECT author FROM learn.runbook_revisions WHERE runbook_id = id),
		content #>> '{steps,1,id}', content #>> '{steps,2,timeout}', changes -> 0 ->> 'step', jsonb_array_length(changes)
		FROM learn.runbooks WHERE id = 'RB-LNX-SVC-001-v3'"
	),
	'learn|learn|free-port|60|free-port|1',
	'it is the version in use, with what mends the failure');
is(approve('bob', 'RB-LNX-SVC-001-v3'), '', 'so it is approved');
is(handed('crash_one'), 'RB-LNX-SVC-001-v3|as approved', 'and handed out');

#
# A model; everything is killed while it thinks.
#
$learn->configure(endpoint => $stub->endpoint, request_timeout => '60s');
roll_back_under_a_draft('RB-LNX-SVC-002', 'crash_two', 'unknown');
$stub->control(forget => JSON::PP::true, behaviours => ['hang']);
$learn->as('amy',
	"SELECT learn_regenerate('RB-LNX-SVC-002-v3', reason => 'planted-reason')");
ok($stub->wait_for_requests(1), 'the model is asked');
$learn->kill_server;
$learn->wait_until_done('killed, the server has it asked again');
draft_is('RB-LNX-SVC-002-v3', 'RB-LNX-SVC-002|2|pending_review|1',
	'and the draft written again, once');
is($stub->requests, 2, 'for two requests');
my $data = asked(1);
like($data->{requested_changes}, qr/next version of "RB-LNX-SVC-002", which is in use now/,
	'it is told what it is to become');
like($data->{requested_changes}, qr/planted-reason/, 'and why');
is($data->{runbook}{id}, 'RB-LNX-SVC-002', 'it sees the version in use');
is($data->{runbook}{steps}[1]{timeout}, 60, 'as it is');
is($data->{draft}{id}, 'RB-LNX-SVC-002-v3', 'and the draft');
is( $learn->sql(
		"SELECT requested_by, requested_changes ~ 'planted-reason' FROM learn.runbook_revisions
		WHERE runbook_id = 'RB-LNX-SVC-002-v3'"
	),
	'amy|t',
	'the revision before is kept, with what was asked for');
is(approve('bob', 'RB-LNX-SVC-002-v3'), '', 'it is approved');
is(handed('crash_two'), 'RB-LNX-SVC-002-v3|as approved', 'and handed out');

#
# While a model thinks a human writes the draft: its answer comes too late.
#
roll_back_under_a_draft('RB-LNX-SVC-003', 'crash_three', 'unknown');
$stub->control(forget => JSON::PP::true, behaviours => ['held']);
$learn->as('amy', "SELECT learn_regenerate('RB-LNX-SVC-003-v3')");
ok($stub->wait_for_requests(1), 'the model is asked');
my $digest = digest('RB-LNX-SVC-003-v3');
$learn->as('amy',
	"SELECT learn_edit('RB-LNX-SVC-003-v3', content || '{\"name\": \"By hand\"}', digest => '$digest')
	FROM learn.runbooks WHERE id = 'RB-LNX-SVC-003'");
is($learn->sql('SELECT count(*) FROM learn.jobs'), 0, 'nobody waits for it any more');
$stub->control(release => 1);
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.llm_calls WHERE subject = 'RB-LNX-SVC-003-v3'",
	'its answer is recorded');
draft_is('RB-LNX-SVC-003-v3', 'RB-LNX-SVC-003|2|pending_review|0',
	'and changes nothing');
like(approve('amy', 'RB-LNX-SVC-003-v3'), qr/42501: authors do not approve/,
	'who wrote it does not approve it');
is(approve('bob', 'RB-LNX-SVC-003-v3'), '', 'but somebody else does');
is($learn->sql("SELECT content ->> 'name' FROM learn_next_runbook('crash_three', 'linux')"),
	'By hand', 'and it is handed out');

#
# What a reviewer has asked for before is not forgotten; the answer to the old
# question is.
#
roll_back_under_a_draft('RB-LNX-SVC-005', 'crash_five', 'unknown');
$stub->control(forget => JSON::PP::true, behaviours => ['held']);
$learn->as('amy',
	"SELECT learn_request_changes('RB-LNX-SVC-005-v3', requested_changes => 'planted-wish')");
ok($stub->wait_for_requests(1), 'a model is at a request for changes');
$learn->as('amy', "SELECT learn_regenerate('RB-LNX-SVC-005-v3')");
$learn->wait_until_done('the draft is to be written for another parent meanwhile');
draft_is('RB-LNX-SVC-005-v3', 'RB-LNX-SVC-005|2|pending_review|1', 'and is');
$stub->control(release => 1);
$learn->wait_for(
	"SELECT count(*) = 2 FROM learn.llm_calls WHERE subject = 'RB-LNX-SVC-005-v3'",
	'then the first answer comes');
draft_is('RB-LNX-SVC-005-v3', 'RB-LNX-SVC-005|2|pending_review|1',
	'and changes nothing');
is(asked(0)->{runbook}{id}, 'RB-LNX-SVC-005-v2', 'it was about the old parent');
is(asked(1)->{runbook}{id}, 'RB-LNX-SVC-005', 'the second one about the new one');
like(asked(1)->{requested_changes}, qr/planted-wish/, 'with what was asked for');

#
# What the engine has no draft for stays with the human, who is told why.
#
roll_back_under_a_draft('RB-LNX-SVC-004', 'crash_four', 'unknown');
$stub->control(forget => JSON::PP::true, behaviours => ['identical_runbook']);
$learn->as('amy', "SELECT learn_regenerate('RB-LNX-SVC-004-v3')");
$learn->wait_for(
	"SELECT requested_changes ~ 'The engine has not written it again: does the same as its parent'
	FROM learn.review_queue WHERE runbook_id = 'RB-LNX-SVC-004-v3'",
	'the review says why there is no draft');
draft_is('RB-LNX-SVC-004-v3', 'RB-LNX-SVC-004|1|needs_changes|0', 'it is as it was');
is($learn->sql('SELECT count(*) FROM learn.jobs'), 0, 'nothing is tried again');
is($stub->requests, 1, 'so there was one request');
like(
	$learn->error_of(
		"SET SESSION AUTHORIZATION amy; SELECT learn_regenerate('RB-LNX-SVC-004-v3')"),
	qr/PT409: parent runbook has not changed/,
	'and to ask again is refused');
$learn->as('bob', "SELECT learn_reject('RB-LNX-SVC-004-v3', reason => 'not needed')");
is(handed('crash_four'), 'RB-LNX-SVC-004|as approved', 'the version in use stays');

is($learn->sql('SELECT count(*) FROM learn_verify_audit()'), 0, 'the audit log is whole');
is( $learn->sql(
		"SELECT count(*) FROM learn.runbooks r WHERE origin = 'generated' AND approved_by IS NOT NULL
		AND NOT EXISTS (SELECT FROM learn.audit_log a WHERE a.action = 'approve' AND a.object_id = r.id AND a.actor = 'bob')"
	),
	0,
	'whatever was generated and in use was approved by a human');
done_testing;
