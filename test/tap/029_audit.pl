# The audit log has witnesses: its head is told to the world, and what is
# exported as evidence is verified by a program that knows no database.

use strict;
use warnings;

use Cwd;
use JSON::PP ();
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = PostgreSQL::Test::Utils::tempdir();
my $programs = getcwd() . '/../evidence';
my $stub = LearnTest::Stub->new;
my $secret = $stub->endpoint =~ s{/v1$}{/hook/path-that-must-not-be-seen}r;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_attempts => 3,
	retry_delay => '20ms',
	conf => "timezone = 'Asia/Kathmandu'\n");
my $node = $learn->node;

$learn->sql(<<'SQL');
CREATE ROLE amy LOGIN IN ROLE learn_reviewer;
CREATE ROLE visitor LOGIN IN ROLE learn_executor;
SQL

sub write_file
{
	my ($name, $text) = @_;

	open my $file, '>:raw', "$folder/$name" or die "could not write $name: $!";
	print $file $text;
	close $file or die "could not write $name: $!";
	return "$folder/$name";
}

# The log's last row as SEQ:HASH.
sub head
{
	return $learn->sql("SELECT seq || ':' || hash FROM learn_audit_head()");
}

# Rows "configure": what each says of the settings.
sub configured
{
	return $learn->sql(
		"SELECT details -> 'settings' FROM learn.audit_log WHERE action = 'configure' ORDER BY seq"
	);
}

# Waits until there are that many.
sub wait_for_configured
{
	my ($count, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $learn->wait_for(
		"SELECT count(*) = $count FROM learn.audit_log WHERE action = 'configure'",
		$name);
}

# The heads that the webhook has confirmed.
sub told
{
	return map { $_->{body} }
	  grep { $_->{headers}{'X-Learn-Event'} eq 'audit_head' }
	  $stub->requests('notify');
}

# Approves with the risks there are.
sub approve
{
	my ($id) = @_;

	return $learn->as('amy',
		"SELECT learn_approve('$id', notes => 'well done', digest => learn_comparison('$id') ->> 'digest', acknowledged_risks => ARRAY(SELECT name FROM learn.risks('$id')))"
	);
}

#
# The settings are written down, once the log has begun.
#
$learn->import_runbook('RB-LNX-SVC-001');
$learn->configure(api_key_file => '/nowhere/key', max_attempts => 5);
wait_for_configured(1, 'settings that are not the initial ones are recorded');
my $changes = JSON::PP->new->decode(configured());
is_deeply(
	$changes->{'learn.max_attempts'},
	{ before => '10', after => '5' },
	'with what they were, and what they are');
like(
	$changes->{'learn.endpoint'}{after},
	qr/^sha256:[0-9a-f]{64}$/,
	'but of those for superusers no more than SHA-256');
is($changes->{'learn.endpoint'}{before}, '', 'or that they were empty');
is( $learn->sql(
		"SELECT actor, object_id FROM learn.audit_log WHERE action = 'configure'"
	),
	'learn|settings',
	'the engine writes it');
is( $learn->sql('SELECT action FROM learn.audit_log WHERE seq = 1'),
	'import', 'no row of its own begins the log');

$learn->configure;
$learn->configure(max_attempts => 4);
wait_for_configured(2, 'a change is recorded, no change is not');
is( (split /\n/, configured())[1],
	'{"learn.max_attempts": {"after": "4", "before": "5"}}',
	'and only what has changed');
$learn->write_settings(api_key_file => undef);
$node->restart;
wait_for_configured(3, 'a change while the server was down is recorded');
is_deeply(
	[ keys %{ JSON::PP->new->decode((split /\n/, configured())[2]) } ],
	['learn.api_key_file'],
	'and that alone');

#
# The head is told: to the log and the webhook, each one once.
#
is($learn->sql('SELECT count(*) FROM learn.told_audit_head'),
	0, 'nothing is told before a row is as old as learn.audit_head_interval');
my $head = head();
my $offset = -s $node->logfile;
$learn->configure(webhook_url => $secret, webhook_events => 'audit_head');
wait_for_configured(4, 'the webhook is recorded');
unlike(configured(), qr/must-not-be-seen/, 'but its URL is not');
$learn->configure(audit_head_interval => '1s');
wait_for_configured(5, 'the interval is recorded');
$head = head();
$learn->wait_for(
	"SELECT seq || ':' || hash = '$head' FROM learn.told_audit_head",
	'the head is told when the first row is that old');
$learn->wait_until_done('the webhook is told');
my @told = told();
is(scalar @told, 1, 'once');
is("$told[0]{seq}:$told[0]{hash}", $head, 'with its number and its hash');
is($told[0]{continues}, JSON::PP::true, 'and that nothing is amiss');
is($told[0]{database}, 'postgres', 'with the database');
my ($seq, $hash) = split /:/, $head;
like(
	$learn->log_text($offset),
	qr/LOG:  the audit log of database "postgres" ends with row $seq, whose hash is $hash\n/,
	'so is the server\'s log');

my $listener = $node->background_psql('postgres');
$listener->query_safe('LISTEN learn_audit');
$node->stop('immediate');
$node->start;
$listener = $node->background_psql('postgres');
$listener->query_safe('LISTEN learn_audit');
$learn->import_runbook('RB-LNX-SVC-002');
$head = head();
$learn->wait_for(
	"SELECT seq || ':' || hash = '$head' FROM learn.told_audit_head",
	'after a crash the next head is told');
$learn->wait_until_done;
@told = told();
is(scalar @told, 2, 'and none a second time');
is(() = $learn->log_text($offset) =~ /ends with row \d+, whose hash/g,
	2, 'nor in the server\'s log');
like($listener->query_safe('SELECT 1'),
	qr/"learn_audit" with payload ".*"seq": \d+/,
	'who listens on channel learn_audit is told');
$listener->quit;

$learn->configure(audit_head_interval => 0);
wait_for_configured(6, 'telling is turned off');
is( $learn->sql(
		'SELECT h.seq - t.seq FROM learn_audit_head() h, learn.told_audit_head t'
	),
	1,
	'then nothing is told');

#
# A full story, for which a model was asked four times.
#
$learn->configure(webhook_url => undef);
wait_for_configured(7, 'nobody needs to be told of the rest');
$learn->execute({ execution_id => 'exec-1', failure => 'unknown', notes => "\x{20ac}\n\"\\" });
$learn->wait_until_done('a draft is generated');
$learn->as('amy', <<'SQL');
SELECT learn_add_test('RB-LNX-SVC-001-v2', 'on staging', false, 'it did not start');
SELECT learn_request_changes('RB-LNX-SVC-001-v2', requested_changes => 'wait for it to stop');
SQL
$learn->wait_until_done('and written again');
$learn->as('amy',
	"SELECT learn_add_test('RB-LNX-SVC-001-v2', 'on staging', true, 'fine')");
approve('RB-LNX-SVC-001-v2');
$learn->execute(
	{
		execution_id => 'exec-2',
		runbook_id => 'RB-LNX-SVC-001-v2',
		LearnTest::success()
	});
$learn->wait_until_done('it has run');
$head = head();
is( $learn->sql(
		"SELECT string_agg(action, ' ' ORDER BY seq) FROM learn.audit_log WHERE object_id = 'RB-LNX-SVC-001-v2'"
	),
	'generate add_test request_changes revise add_test approve',
	'so was the story');
is( $learn->sql(<<'SQL'),
SELECT DISTINCT a.details ->> 'execution_digest' = encode(sha256(convert_to(learn.execution_text('exec-1'), 'UTF8')), 'hex'),
	jsonb_array_length(a.details -> 'calls'),
	(SELECT bool_and(c.prompt_digest = e ->> 'prompt_digest' AND c.reply_digest = e ->> 'reply_digest'
		AND encode(sha256(convert_to(c.reply, 'UTF8')), 'hex') = c.reply_digest)
		FROM jsonb_array_elements(a.details -> 'calls') e LEFT JOIN learn.llm_calls c ON c.id = (e ->> 'id')::uuid)
FROM learn.audit_log a WHERE action IN ('generate', 'revise')
SQL
	't|2|t',
	'the log seals what drafts were made from: the execution, and what models were asked');

#
# Its evidence, verified without the database.
#
my $evidence = $learn->as('amy', "SELECT learn_evidence('exec-2', true)");
my $file = write_file('evidence.json', $evidence);
my @verify = ('python3', "$programs/verify_evidence.py");

$node->command_like([ @verify, '--witness', $head, $file ],
	qr/^ok: nothing is wrong, and the witness agrees$/m,
	'a program verifies it without the database, with a witness');
is( system_log(
		'env', "LEARN_EVIDENCE=$file",
		'python3', "$programs/test_verify_evidence.py"),
	0,
	'and finds every forgery of it');
foreach my $id ('exec-1', 'RB-LNX-SVC-001', 'RB-LNX-SVC-001-v2')
{
	my $part = write_file("part.json", $learn->as('amy', "SELECT learn_evidence('$id')"));

	$node->command_like([ @verify, $part ],
		qr/^ok: nothing is wrong$/m, "so is that of $id, without the chain");
}
$node->command_checks_all(
	[ @verify, '--witness', (split /:/, $head)[0] . ':' . 'a' x 64, $file ],
	1,
	[qr/^not ok: audit\[\d+\]: the witness saw another row of this number$/m],
	[],
	'a witness who saw something else is heard');
like(
	$learn->error_of("SELECT learn_evidence('exec-nobody')"),
	qr/PT404: evidence not found/,
	'of what is not there, there is none');
like(
	$learn->error_of("SET SESSION AUTHORIZATION visitor; SELECT learn_evidence('exec-2')"),
	qr/42501/, 'executors see none');

#
# Dumped and restored, in another time zone and with fewer digits, it is the
# same.
#
# All but when and where it was exported.
sub stored
{
	my ($text) = @_;
	my $document = JSON::PP->new->decode($text);

	delete $document->{$_} foreach qw(export digest);
	return $document;
}

$node->command_ok(
	[ 'pg_dump', '-Fc', '-d', 'postgres', '-f', "$folder/dump" ],
	'it is dumped');
$learn->configure(databases => 'postgres');
$learn->sql('CREATE DATABASE restored TEMPLATE template0');
$learn->sql("ALTER DATABASE restored SET $_")
  foreach "timezone = 'America/St_Johns'", 'extra_float_digits = 0',
  "DateStyle = 'SQL, DMY'";
$node->command_ok(
	[ 'pg_restore', '--exit-on-error', '-d', 'restored', "$folder/dump" ],
	'and restored');
$learn->use_database('restored');
my $restored = $learn->as('amy', "SELECT learn_evidence('exec-2', true)");
is_deeply(stored($restored), stored($evidence), 'evidence survives that');
$node->command_ok(
	[ @verify, '--witness', $head, write_file('restored.json', $restored) ],
	'and is verified there');
is($learn->sql('SELECT count(*) FROM learn_verify_audit('
		  . join(', ', map { "'$_'" } split /:/, $head) . ')'),
	0, 'and the log agrees with the witness');
$learn->use_database('postgres');

#
# A superuser removes the end of the log, once it was told.
#
$learn->configure(
	webhook_url => $secret,
	audit_head_interval => '1s',
	databases => undef);
$learn->wait_for(
	'SELECT h.seq = t.seq FROM learn_audit_head() h, learn.told_audit_head t',
	'the head is told again');
$learn->wait_until_done;
$offset = -s $node->logfile;
$learn->sql(<<'SQL');
ALTER TABLE learn.audit_log DISABLE TRIGGER ALL;
DELETE FROM learn.audit_log WHERE seq = (SELECT max(seq) FROM learn.audit_log);
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_mark;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard_insert;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard_truncate;
SQL
like($learn->sql('SELECT problem FROM learn_verify_audit()'),
	qr/^the end is missing: the log was seen with this row/,
	'learn_verify_audit() compares the log with what was told');
$node->restart;
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.notifications WHERE payload ->> 'continues' = 'false'",
	'the webhook is told that a row is missing');
like(
	$learn->log_text($offset),
	qr/WARNING:  the audit log of database "postgres" has lost a row that was told before/,
	'so is the server\'s log');

$learn->survived;
done_testing;
