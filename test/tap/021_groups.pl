# Failures that are the same are one problem: one answer, one draft, one lesson.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_concurrent_requests => 16);

$learn->sql(<<'SQL');
CREATE ROLE amy LOGIN IN ROLE learn_reviewer;
CREATE ROLE bob LOGIN IN ROLE learn_reviewer;
SQL
$learn->import_runbook('RB-LNX-SVC-001', 'RB-LNX-SVC-002', 'RB-LNX-SVC-003',
	'RB-LNX-SVC-004', 'RB-LNX-SVC-005', 'RB-LNX-SVC-006');

# A failure that the rules do not know.
sub failed
{
	my ($runbook, $host, $message, %columns) = @_;

	return {
		runbook_id => $runbook,
		hostname => $host,
		error_message => $message,
		executed_steps => [
			{
				step_number => 1,
				action => 'check_status',
				success => JSON::PP::true,
			},
			{
				step_number => 2,
				action => 'restart_service',
				success => JSON::PP::false,
				error => $message,
			}
		],
		%columns
	};
}

# A run that went well.
sub succeeded
{
	my ($runbook, $host, %columns) = @_;

	return {
		runbook_id => $runbook,
		hostname => $host,
		LearnTest::success(),
		%columns
	};
}

# What the analyses say, as lines of "source type: how many".
sub answers
{
	my ($runbook) = @_;

	return $learn->sql(
		"SELECT source, coalesce(failure_type::text, '-'), count(*)
		FROM learn.analyses WHERE runbook_id = '$runbook' AND NOT succeeded
		GROUP BY 1, 2 ORDER BY 1, 2");
}

#
# A burst of the same failure is one question.
#
$stub->control(
	answer => {
		failure_type => 'external_dependency',
		reasoning => 'the coil is fed from outside',
		confidence => 0.9
	},
	behaviours => ['slow:1']);
$learn->execute(
	map {
		failed(
			'RB-LNX-SVC-001', "web-$_",
			"coil 0x" . sprintf('%08x', $_ * 7919)
			  . " at 10.0.$_.7:80$_ out of phase after ${_}ms",
			client_id => 'client-' . ($_ % 3))
	} 1 .. 60);
$learn->wait_until_done('sixty failures that are the same are analysed');
is($stub->requests('categorize'), 1, 'for one question');
is(answers('RB-LNX-SVC-001'),
	"group|external_dependency|59\nmodel|external_dependency|1",
	'whose answer is that of all');
is( $learn->sql(
		'SELECT occurrences, hosts, clients, source, failure_type
		FROM learn_failure_groups'),
	'60|60|{client-0,client-1,client-2}|model|external_dependency',
	'they are one group');
is($learn->sql('SELECT count(*) FROM learn.jobs'), '0', 'nobody waits');

$learn->execute(
	failed('RB-LNX-SVC-001', 'web-99',
		'coil 0xabcdef99 at 10.9.9.7:8099 out of phase after 99ms'));
$learn->wait_until_done;
is($stub->requests('categorize'), 1, 'and the next one is no question');
$learn->execute(
	failed('RB-LNX-SVC-001', 'web-99', 'the rotor is out of balance'),
	failed('RB-LNX-SVC-002', 'web-99',
		'coil 0xabcdef99 at 10.9.9.7:8099 out of phase after 99ms'));
$learn->wait_until_done;
is($stub->requests('categorize'),
	3, 'another error is, and the same of another runbook');

#
# When the one who asks gets no answer, the others do not wait for ever.
#
$stub->control(forget => JSON::PP::true, behaviours => [ '500', '500' ]);
$learn->configure(retry_delay => '10ms', max_attempts => 1,
	request_timeout => '1s');
$learn->execute(map { failed('RB-LNX-SVC-001', "web-$_", 'no hinge fits') }
	  1 .. 3);
$learn->wait_for(
	'SELECT count(*) = 1 FROM learn.jobs WHERE dead_at IS NOT NULL',
	'who asked in vain is dead');
$learn->sql('UPDATE learn.jobs SET run_after = now()
	WHERE waits_for IS NOT NULL');
$learn->configure(max_attempts => 10);
$learn->sql('SELECT count(learn_retry_job(id)) FROM learn_dead_jobs');
$learn->wait_until_done('the others are analysed all the same');
$learn->configure(retry_delay => undef, max_attempts => undef,
	request_timeout => undef);

#
# An answer is asked for again after some time, and sooner when it is unsure.
#
$stub->control(forget => JSON::PP::true);
$learn->sql("UPDATE learn.failure_groups
	SET answered_at = now() - interval '31 days' WHERE message LIKE '%rotor%'");
$learn->execute(
	failed('RB-LNX-SVC-001', 'web-99', 'the rotor is out of balance'));
$learn->wait_until_done;
is($stub->requests('categorize'), 1, 'an old answer is asked for again');
my ($again) = $stub->requests('categorize');
like(
	join("\n", map { $_->{content} } @{ $again->{body}{messages} }),
	qr/"occurrences":\s*1\b/,
	'with what is known of the group');

my $rotor = "SELECT source, failure_type, reasoning FROM learn_failure_groups
	WHERE message LIKE '%rotor%'";
my $said = $learn->sql($rotor);
$stub->control(forget => JSON::PP::true, behaviours => ['malformed']);
$learn->sql("UPDATE learn.failure_groups
	SET answered_at = now() - interval '31 days' WHERE message LIKE '%rotor%'");
$learn->execute(
	failed('RB-LNX-SVC-001', 'web-99', 'the rotor is out of balance'));
$learn->wait_until_done;
$learn->execute(
	failed('RB-LNX-SVC-001', 'web-99', 'the rotor is out of balance'));
$learn->wait_until_done;
is($stub->requests('categorize'), 1, 'once, even when nobody can read it');
like($said, qr/^model\|/, 'what a model had said before ...');
is($learn->sql($rotor), $said, '... stays then');

$stub->control(
	forget => JSON::PP::true,
	answer => {
		failure_type => 'external_dependency',
		reasoning => 'it might be',
		confidence => 0.3
	});
foreach my $host (1 .. 16)
{
	$learn->execute(
		failed('RB-LNX-SVC-001', "web-$host", 'the gasket weeps'));
	$learn->wait_until_done("unsure, $host");
}
is($stub->requests('categorize'), 4,
	'an unsure one when there are twice as many');

$stub->control(forget => JSON::PP::true, behaviours => ['malformed']);
$learn->execute(failed('RB-LNX-SVC-001', 'web-1', 'the bushing squeaks'));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT source, failure_type FROM learn_failure_groups
		WHERE message LIKE '%bushing%'"),
	'default|', 'what could not be read is an unsure answer as well');

#
# A human's answer counts more than any other.
#
$stub->control(forget => JSON::PP::true);
my $execution = $learn->sql(
	"SELECT execution_id FROM learn_executions WHERE error_message LIKE
	'%gasket%' ORDER BY recorded_at LIMIT 1");
like(
	$learn->error_of(
		"SELECT learn_feedback('$execution', failure_type => 'gremlins')"),
	qr/22023.*HINT:\s+Allowed are wrong_diagnosis, /s,
	'what is no failure type is refused');
like(
	$learn->error_of("SELECT learn_feedback('exec-20000101-0001',"
		  . " was_correct_runbook => true)"),
	qr/PT404: execution not found/,
	'so is an execution that is not there');
like($learn->error_of("SELECT learn_feedback('$execution')"),
	qr/22023: feedback says nothing/, 'and saying nothing');
like(
	$learn->error_of(
		"SELECT learn_feedback('$execution', was_correct_runbook => true,"
		  . " failure_type => 'wrong_runbook')"),
	qr/22023: "failure_type" contradicts "was_correct_runbook"/,
	'and a contradiction in itself');
$learn->as('amy',
	"SELECT learn_feedback('$execution', failure_type => 'permission_denied',
	human_feedback => 'seen it before')");
$learn->execute(failed('RB-LNX-SVC-001', 'web-77', 'the gasket weeps'));
$learn->wait_until_done;
is($stub->requests('categorize'), 0, 'a human has answered: no question');
is( $learn->sql(
		"SELECT string_agg(source || ' ' || failure_type, ', '
		ORDER BY source::text) FROM learn.analyses WHERE execution_id IN (
			'$execution', (SELECT execution_id FROM learn_executions
			WHERE hostname = 'web-77'))"),
	'group permission_denied, human permission_denied',
	'the answer holds for the one and the next');
is( $learn->sql(
		"SELECT permission_denied, external_dependency, labelled, correct
		FROM learn_accuracy WHERE failure_type = 'permission_denied'"),
	'0|1|1|0',
	'learn_accuracy shows what the engine had said');
is( $learn->sql(
		"SELECT feedback ->> 'given_by' FROM learn_executions
		WHERE execution_id = '$execution'"),
	'amy', 'the execution shows who said so');

# Even where the rules are sure.
$learn->execute({ runbook_id => 'RB-LNX-SVC-003', failure => 'permission',
		hostname => 'web-1' });
$learn->wait_until_done;
my $sure = $learn->sql("SELECT execution_id FROM learn.analyses
	WHERE runbook_id = 'RB-LNX-SVC-003'");
is(answers('RB-LNX-SVC-003'),
	'rules|permission_denied|1', 'the rules are sure');
$learn->as('amy', "SELECT learn_feedback('$sure', was_correct_diagnosis => false)");
$learn->execute({ runbook_id => 'RB-LNX-SVC-003', failure => 'permission',
		hostname => 'web-2' });
$learn->wait_until_done;
is(answers('RB-LNX-SVC-003'),
	"group|wrong_diagnosis|1\nhuman|wrong_diagnosis|1",
	'a human knows better');

# Until another human contradicts.
my $other = $learn->sql(
	"SELECT execution_id FROM learn_executions WHERE hostname = 'web-77'");
$learn->as('bob',
	"SELECT learn_feedback('$other', failure_type => 'external_dependency')");
is( $learn->sql(
		"SELECT kind, evidence FROM learn_triage WHERE kind = 'contradiction'"
	),
	'contradiction|humans named external_dependency, permission_denied;'
	  . ' no answer stands',
	'what humans contradict is for learn_triage');
$learn->execute(failed('RB-LNX-SVC-001', 'web-78', 'the gasket weeps'));
$learn->wait_until_done;
is($stub->requests('categorize'), 1, 'and is examined again');
is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
	'0', 'what was said is in the audit log');

#
# What only a host or two have had is no lesson yet; then it is one for those
# that have it.
#
$stub->control(
	forget => JSON::PP::true,
	answer => {
		failure_type => 'environment_difference',
		reasoning => 'this system has no such coil',
		confidence => 0.95
	});
$learn->execute(map { succeeded('RB-LNX-SVC-004', "app-$_",
	client_id => 'acme', state_before => { platform_version => '12' }) }
	  1 .. 3);
$learn->wait_until_done;
my %there = (client_id => 'globex',
	state_before => { platform_version => '11' });
$learn->execute(
	failed('RB-LNX-SVC-004', 'db-1', 'spindle not fitted', %there));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT follow_up FROM learn_executions WHERE hostname = 'db-1'"),
	'no draft yet: occurrences so far 1, learn.min_occurrences is 2',
	'one occurrence leads to no draft');
$learn->execute(
	failed('RB-LNX-SVC-004', 'db-2', 'spindle not fitted', %there));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT id, parent_runbook, status, content -> 'applies_to'
		FROM learn.runbooks WHERE parent_runbook = 'RB-LNX-SVC-004'"),
	'RB-LNX-SVC-004-B1|RB-LNX-SVC-004|pending|{"platform_version": "11"}',
	'two do, to one for what they have in common');
is( $learn->as('amy', "SELECT learn_approve('RB-LNX-SVC-004-B1') ->> 'superseded'"),
	'', 'which supersedes nothing');
is( $learn->sql(
		"SELECT string_agg(id, ' ' ORDER BY id) FROM learn.runbooks
		WHERE status = 'active' AND id LIKE 'RB-LNX-SVC-004%'"),
	'RB-LNX-SVC-004 RB-LNX-SVC-004-B1', 'both are in use');

# The runbook that is handed out for a host of a version.
sub next_runbook
{
	my ($version) = @_;

	return $learn->sql(
		"SELECT runbook_id FROM learn_next_runbook('service_crash', 'linux',
		platform_version => '$version') WHERE runbook_id LIKE '%004%'");
}
is(next_runbook('11'), 'RB-LNX-SVC-004-B1', 'the branch for its hosts');
isnt(next_runbook('12'), 'RB-LNX-SVC-004-B1', 'and for no others');
$learn->execute(
	failed('RB-LNX-SVC-004', 'db-3', 'spindle not fitted', %there));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT follow_up FROM learn_executions WHERE hostname = 'db-3'"),
	'no draft: there is "RB-LNX-SVC-004-B1" for such hosts',
	'and no second one is written');

#
# What passes by itself leads to no draft.
#
$stub->control(
	answer => {
		failure_type => 'runbook_insufficient',
		reasoning => 'a step is missing',
		confidence => 0.95
	});
$learn->execute(succeeded('RB-LNX-SVC-005', 'web-1',
		started_at => '2026-04-01T10:00:00Z',
		completed_at => '2026-04-01T10:01:00Z'));
$learn->wait_until_done;
$learn->execute(failed('RB-LNX-SVC-005', 'web-1', 'lost a cotter',
		started_at => '2026-04-01T09:00:00Z'));
$learn->wait_until_done;
like(
	$learn->sql(
		"SELECT follow_up FROM learn_executions
		WHERE runbook_id = 'RB-LNX-SVC-005' AND status = 'failure'"),
	qr/^no draft: the same version has succeeded on this host since/,
	'what has passed leads to no draft');

#
# What a version mends is remembered, and offered elsewhere.
#
$learn->execute(failed('RB-LNX-SVC-006', 'web-1', 'shim 4711 is loose',
		started_at => '2026-04-01T10:00:00Z'));
$learn->wait_until_done;
$learn->as('amy', "SELECT learn_approve('RB-LNX-SVC-006-v2')");
$learn->execute(succeeded('RB-LNX-SVC-006-v2', 'web-1',
		execution_id => 'exec-20260401-0601',
		started_at => '2026-04-01T11:00:00Z',
		completed_at => '2026-04-01T11:01:00Z'));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT origin, platforms, successes, failures, strength, proposed,
		executions, definition -> 'steps' -> 0 ->> 'id'
		FROM learn_remedies WHERE origin = 'mined'"),
	'mined|{linux}|1|0|0.500|t|{exec-20260401-0601}|prepare',
	'a version that mends teaches a remedy');
$learn->configure(endpoint => undef);
my $elsewhere = failed('RB-LNX-SVC-002', 'web-5', 'shim 815 is loose');
$learn->execute($elsewhere);
$learn->wait_until_done;
is(answers('RB-LNX-SVC-002') =~ /rules\|-\|1/ ? 1 : 0,
	1, 'without a model nobody knows why another runbook fails so');
my $asked = $learn->sql(
	"SELECT execution_id FROM learn_executions WHERE hostname = 'web-5'
	AND runbook_id = 'RB-LNX-SVC-002'");
$learn->as('amy',
	"SELECT learn_feedback('$asked', failure_type => 'runbook_insufficient')"
);
$learn->wait_until_done;
is( $learn->sql(
		"SELECT s.step ->> 'command', s.step #> '{because,executions}'
		FROM learn.runbooks, jsonb_array_elements(content -> 'steps') s (step)
		WHERE id = 'RB-LNX-SVC-002-v2' AND s.step ? 'because'"),
	'systemctl daemon-reload && systemctl reset-failed|["'
	  . $asked . '", "exec-20260401-0601"]',
	'a human tells: what helped elsewhere is proposed, with its evidence');

# A success that does not last counts against the version and its remedies.
$learn->execute(failed('RB-LNX-SVC-006-v2', 'web-1', 'shim 4712 is loose',
		started_at => '2026-04-01T12:00:00Z'));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT successes, recurred, success_rate FROM learn_versions
		WHERE runbook_id = 'RB-LNX-SVC-006-v2'"),
	'1|1|0.0000', 'a success that did not last is none');
is( $learn->sql(
		"SELECT successes, failures, strength, proposed FROM learn_remedies
		WHERE origin = 'mined'"),
	'1|1|0.333|t', 'and counts against its remedy');
$learn->execute(failed('RB-LNX-SVC-006-v2', 'web-1', 'shim 4713 is loose',
		started_at => '2026-04-01T13:00:00Z'));
$learn->wait_until_done;
is( $learn->sql(
		"SELECT successes, failures, strength, proposed FROM learn_remedies
		WHERE origin = 'mined'"),
	'1|2|0.250|f', 'which is not proposed once it fails more often');

$learn->survived;
done_testing();
