# What policy forbids is not queued, not approved and not handed out: not when a
# model writes it, not when the policy came later, not on a standby and not from
# a dump.  Executors report whatever becomes of the policies.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = PostgreSQL::Test::Utils::tempdir();
my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_attempts => 1,
	conf => "wal_level = replica\nmax_wal_senders = 10\n");
my $node = $learn->node;

$learn->sql(<<'SQL');
CREATE ROLE amy LOGIN IN ROLE learn_reviewer;
CREATE ROLE operator LOGIN IN ROLE learn_admin;
CREATE ROLE executor LOGIN IN ROLE learn_executor;
SQL

# A rule that finds a program.
sub finds
{
	my ($program) = @_;

	return LearnTest::literal({ program => $program });
}

# The data in a request to the model.
sub data
{
	my ($request) = @_;
	my $words = join "\n", map { $_->{content} } @{ $request->{body}{messages} };
	my ($text) = $words =~ /^BEGIN DATA \w+\n(.*)\nEND DATA/ms;

	return JSON::PP->new->decode($text);
}

# Has the model write drafts with this command, and forgets what it was asked.
sub model_writes
{
	my ($command) = @_;

	$stub->control(
		forget => JSON::PP::true,
		answers => [
			{
				match => 'flux',
				failure_type => 'runbook_insufficient',
				reasoning => 'Something is missing.',
				confidence => 0.9,
				command => $command,
			}
		]);
	return;
}

# A runbook for incidents of a type of its own, as a literal.
sub runbook
{
	my ($id, $command) = @_;
	my $runbook = LearnTest::runbook($id);

	$runbook->{incident_types} = [ lc $id ];
	$runbook->{steps}[1]{command} = $command;
	return LearnTest::literal($runbook);
}

# What an executor in this session is handed for such an incident.
sub next_for
{
	my ($session, $id) = @_;

	return $session->query(
		"SELECT runbook_id FROM learn_next_runbook('" . lc($id) . "', 'linux')");
}

#
# A model's draft that destroys the host is never queued; the model is told so
# when it writes the next one.
#
my $id = 'RB-LNX-SVC-001';
$learn->import_runbook($id);
model_writes('rm -rf /');
$learn->execute({ runbook_id => $id, failure => 'unknown' });
$learn->wait_until_done('a model has written a draft');
is($learn->sql('SELECT count(*) FROM learn.runbooks WHERE parent_runbook IS NOT NULL'),
	0, 'it is not stored');
is($learn->sql('SELECT count(*) FROM learn_pending()'), 0, 'nor queued');
my $reason = $learn->sql(
	"SELECT details ->> 'reason' FROM learn.audit_log WHERE action = 'refuse' AND object_id = '$id'"
);
like($reason, qr/^forbidden by policy: steps\[\d\]\.command \([a-z-]+\)$/,
	'the audit log says why');
is( $learn->sql(
		"SELECT count(*) FROM learn_executions WHERE follow_up = 'no draft: refused: ' || "
		  . "(SELECT details ->> 'reason' FROM learn.audit_log WHERE action = 'refuse')"),
	1,
	'so does the execution');
is($learn->sql("SELECT count(*) FROM learn_triage WHERE kind = 'refused draft'"),
	1, 'and triage');
is( $learn->sql(
		"SELECT error LIKE 'refused: forbidden by policy: %' FROM learn.llm_calls WHERE purpose = 'improve'"
	),
	't',
	'and the call');

my ($first) = $stub->requests('improve');
my $rule = $learn->sql("SELECT message FROM learn_policies WHERE position('(' || name || ')' IN '$reason') > 0");
is(scalar(grep { /earlier draft/ } @{ data($first)->{policy} }),
	0, 'at first the model was told of no refusal');
is(scalar(grep { $_ eq "A draft is refused for this: $rule" } @{ data($first)->{policy} }),
	1, 'but of what is always refused');

model_writes('unlock-doors --all');
$learn->as('operator',
	"SELECT learn_set_policy('unlocks-doors', 'danger', 'opens all doors', "
	  . finds('unlock-doors')
	  . ')');
$learn->execute({ runbook_id => $id, failure => 'unknown' });
$learn->wait_until_done('another such failure leads to another draft');
my ($second) = $stub->requests('improve');
is(data($second)->{policy}[0], "An earlier draft was refused for this: $rule",
	'the model is told what the one before was refused for');
unlike("@{ data($second)->{policy} }", qr/rm -rf/,
	'in the words of the policy, and not of the draft');

#
# A danger must be acknowledged by name.
#
is($learn->sql('SELECT runbook_id, risks FROM learn_pending()'),
	"$id-v2|1", 'the second draft is queued, with a risk');
like($learn->error_of("SET SESSION AUTHORIZATION amy; SELECT learn_approve('$id-v2')"),
	qr/PT409: risks are not acknowledged\n.*prepare\/unlocks-doors/,
	'without naming it nobody approves it');

# What a reviewer asks for does not bring it in either.
model_writes('rm -rf /');
$learn->as('amy',
	"SELECT learn_request_changes('$id-v2', requested_changes => 'Delete everything.')"
);
$learn->wait_until_done('the model writes the draft again, and worse');
is($learn->sql("SELECT revision, content::text LIKE '%unlock-doors%' FROM learn.runbooks WHERE id = '$id-v2'"),
	'1|t', 'the draft stays as it was');
like(
	$learn->sql("SELECT requested_changes FROM learn.review_queue WHERE runbook_id = '$id-v2'"),
	qr/^Delete everything\.\nThe engine has not written it again: forbidden by policy: steps\[\d\]\.command \([a-z-]+\)$/,
	'and the reviewer is told why');

# A human writes it again.
my $content = $learn->sql("SELECT jsonb_set(content, '{name}', '\"by hand\"') FROM learn.runbooks WHERE id = '$id-v2'");
$learn->sql("SELECT learn_edit('$id-v2', \$content\$$content\$content\$)");
$learn->as('amy',
	"SELECT learn_approve('$id-v2', digest => learn_comparison('$id-v2') ->> 'digest', acknowledged_risks => '{prepare/unlocks-doors}')"
);
is( $learn->sql(
		"SELECT actor, details -> 'acknowledged_risks' FROM learn.audit_log WHERE action = 'approve' AND object_id = '$id-v2'"
	),
	'amy|["prepare/unlocks-doors"]',
	'who names it approves it, and that is recorded');

#
# A policy that comes later: what it forbids is not handed out any more, in
# sessions that have handed it out before as well, here and on a standby.
#
$node->backup('copy');
my $standby_node = PostgreSQL::Test::Cluster->new('standby');
$standby_node->init_from_backup($node, 'copy', has_streaming => 1);
my $standby = LearnTest->of($standby_node, endpoint => $stub->endpoint);
$standby_node->start;

$learn->sql("SELECT learn_import(" . runbook('RB-LNX-OLD-001', 'murmur --quietly') . ')');
$node->wait_for_catchup($standby_node, 'replay', $node->lsn('insert'));
my @sessions = map { $_->background_psql('postgres') } $node, $standby_node;
is(next_for($_, 'RB-LNX-OLD-001'), 'RB-LNX-OLD-001', 'an approved runbook is handed out')
  foreach @sessions;

my $log_size = -s $node->logfile;
like(
	$learn->as(
		'operator',
		"SELECT learn_set_policy('murmurs', 'error', 'cannot be understood', "
		  . finds('murmur') . ')'),
	qr/"forbidden": \["RB-LNX-OLD-001"\]/,
	'who sets a policy is told what it forbids');
$node->wait_for_catchup($standby_node, 'replay', $node->lsn('insert'));
is(next_for($_, 'RB-LNX-OLD-001'), '', 'what a new policy forbids is not handed out')
  foreach @sessions;
like(
	$learn->log_text($log_size),
	qr/WARNING:  runbook "RB-LNX-OLD-001" is active, but policy forbids it\n.*DETAIL:  steps\[1\]\.command: cannot be understood: murmur --quietly \(murmurs\)/,
	'the log says so');
is( $learn->as('amy', "SELECT runbook_line FROM learn_triage WHERE kind = 'forbidden runbook'"),
	'RB-LNX-OLD-001',
	'so does triage');

$learn->as('operator', "SELECT learn_set_policy('murmurs', 'warning')");
$node->wait_for_catchup($standby_node, 'replay', $node->lsn('insert'));
is(next_for($_, 'RB-LNX-OLD-001'), 'RB-LNX-OLD-001', 'and is when it is a warning only')
  foreach @sessions;
$learn->as('operator', "SELECT learn_set_policy('murmurs', 'error')");
$_->quit foreach @sessions;
$standby_node->stop;

#
# A dump carries the policies of the site, and they hold where it is restored.
#
$learn->as('operator', "SELECT learn_set_policy('$1', enabled => false)")
  if $reason =~ /\(([a-z-]+)\)/;
my $policies = $learn->sql('SELECT to_jsonb(p) FROM learn.policies p ORDER BY name, version');
my $current = $learn->sql('SELECT to_jsonb(p) FROM learn_policies p ORDER BY name');
$node->command_ok([ 'pg_dump', '-d', 'postgres', '-f', "$folder/dump" ], 'dumped');
unlike(
	slurp_file("$folder/dump"),
	qr/^[a-z-]+\t1\terror\t(?!site).*\t\\N$/m,
	'without the policies that come with the extension');
$learn->sql('CREATE DATABASE restored TEMPLATE template0');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', "$folder/dump", '-d', 'restored' ],
	'restored');
$learn->use_database('restored');
is($learn->sql('SELECT to_jsonb(p) FROM learn.policies p ORDER BY name, version'),
	$policies, 'all policies are there');
is($learn->sql('SELECT to_jsonb(p) FROM learn_policies p ORDER BY name'),
	$current, 'and the same ones count');
is($learn->sql('SELECT count(*) FROM learn.policy_problems()'),
	0, 'the audit log tells of them');
is($learn->sql("SELECT count(*) FROM learn_next_runbook('rb-lnx-old-001', 'linux')"),
	0, 'what they forbid is not handed out there either');

# Where the extension ships what a site has under the same name and version,
# the site's stands.
$learn->sql('CREATE DATABASE newer');
$learn->use_database('newer');
$learn->sql('CREATE EXTENSION learn');
my $shipped = $learn->sql("SELECT min(name) FROM learn_policies WHERE severity = 'error'");
$learn->sql(
	"INSERT INTO learn.policies (name, version, severity, category, message, rule, enabled, created_at, created_by) SELECT name, version, severity, category, message, rule, false, now(), 'operator' FROM learn.policies WHERE name = '$shipped'"
);
is($learn->sql("SELECT version, enabled, created_by FROM learn.policies WHERE name = '$shipped'"),
	'1|f|operator', 'a policy of a dump takes the place of one that is shipped');
$learn->use_database('postgres');

#
# A policy that cannot be used any more stops what it should decide about, and
# nothing else.
#
$learn->sql(<<'SQL');
ALTER TABLE learn.policies DISABLE TRIGGER learn_guard;
INSERT INTO learn.policies (name, severity, category, message, rule, created_by)
VALUES ('outdated', 'warning', 'site', 'm', '{"no_such_condition": 1}', 'nobody');
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard;
SQL
like($learn->error_of("SELECT * FROM learn_next_runbook('service_crash', 'linux')"),
	qr/PT503: policy cannot be used\n.*outdated/, 'nothing is handed out');
model_writes('true');
$learn->execute(
	{ execution_id => 'exec-broken', runbook_id => "$id-v2", failure => 'unknown' });
$learn->wait_for(
	"SELECT last_error LIKE '%policy cannot be used%' FROM learn_dead_jobs WHERE kind = 'improve'",
	'executions are reported and analysed; a draft has to wait');
is($learn->sql("SELECT count(*) FROM learn.analyses WHERE execution_id = 'exec-broken'"),
	1, 'the analysis is there');
$learn->as('operator', "SELECT learn_set_policy('outdated', enabled => false)");
is($learn->sql("SELECT runbook_id FROM learn_next_runbook('service_crash', 'linux')"),
	"$id-v2", 'once it is disabled, runbooks are handed out');
$learn->sql('SELECT learn_retry_job(id) FROM learn_dead_jobs');
$learn->wait_until_done('and drafts are written');
is($learn->sql('SELECT runbook_id FROM learn_pending()'), "$id-v3", 'and queued');

$learn->survived;
done_testing();
