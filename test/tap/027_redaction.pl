# What leaves the server is without secrets and personal data, and is written
# down, letter for letter, before it leaves.

use strict;
use warnings;

use Encode qw(encode_utf8);
use JSON::PP ();
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $json = JSON::PP->new->utf8;
my $stub = LearnTest::Stub->new;
my $url_file = PostgreSQL::Test::Utils::tempdir() . '/webhook_url';

append_to_file($url_file, $stub->endpoint =~ s{/v1$}{/hook/told}r . "\n");
chmod 0600, $url_file or die "could not chmod: $!";

# The test's own statements carry the secrets, so they are not logged.
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	webhook_url => $url_file,
	rules_confidence => 1,
	max_attempts => 2,
	retry_delay => '50ms',
	max_retry_delay => '200ms',
	conf => <<'CONF');
log_statement = none
log_min_error_statement = panic
log_min_messages = debug1
CONF

# What the failures below are full of, by where it stands.
my %secrets = (
	error_message => 'Troub4dor-Zebra77',
	command => 'Kranich-4711-Feder',
	output => 'q9w8e7r6t5y4u3i2o1p0zxcvbnm5',
	traceback => 'Gurke.Salat9-Salz',
	state => 'x7-Lampe-Sofa-8',
	number => '90817263',
	member => 'AKIAZ5QW7RT2YU9XOP3L',
	mail => 'jane.roe@clinic.example',
	telephone => '415-555-0132',
	card => '4111 1111 1111 1111',
	identity => '219-09-9999',
	record => '00482913',
	id => 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
);

# An execution that has them all; "also" is more columns.
sub leaky
{
	my (%also) = @_;

	return {
		failure => 'unknown',
		error_message =>
		  LearnTest::mystery() . ": password=$secrets{error_message}",
		error_traceback =>
		  "at reader.go:12 postgres://svc:$secrets{traceback}\@db/app",
		notes =>
		  "Patient called +1 $secrets{telephone} about card $secrets{card}",
		human_feedback =>
		  "mail $secrets{mail}, SSN $secrets{identity}, MRN: $secrets{record}",
		state_before => { $secrets{member} => 'present' },
		state_after => {
			env => { DB_PASSWORD => $secrets{state} },
			vault => { password => 0 + $secrets{number} }
		},
		executed_steps => [
			{
				step_number => 1,
				action => 'check_status',
				success => JSON::PP::true,
				output => "Authorization: Bearer $secrets{output}",
			},
			{
				step_number => 2,
				action => 'restart_service',
				command => "mysql -u app -p$secrets{command} app",
				success => JSON::PP::false,
				error => 'exit',
			},
		],
		%also
	};
}

# A test that a text holds none of the secrets.
sub holds_none
{
	my ($text, $what) = @_;
	my @found = grep { index($text, $secrets{$_}) >= 0 } sort keys %secrets;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is("@found", '', $what);
}

# All bytes that any endpoint was sent.
sub all_sent
{
	return join "\n", map { $_->{raw} } $stub->requests;
}

# A column of the exchanges of a subject, the oldest first, as bytes.
sub column_of
{
	my ($expression, $subject) = @_;

	return map { pack 'H*', $_ } split /\n/,
	  $learn->sql(
		"SELECT encode(convert_to($expression, 'UTF8'), 'hex') FROM learn.llm_exchanges WHERE subject = '$subject' ORDER BY started_at"
	  );
}

#
# A failure that is full of secrets, of a runbook that has some as well.
#
my %runbook = %{ LearnTest::runbook('RB-LNX-SVC-001') };
my %own = (
	command => 'Wolke-Tisch-99',
	value => "Regen\"Bogen\\5\nAbend",
	number => 44556677,
);
$runbook{description} = 'Ask night.shift@corp.example first.';
$runbook{steps}[0]{command} =
  "curl -u app:$own{command} https://localhost/ || mysql -p$secrets{command}";
$runbook{rollback} = [
	{
		id => 'undo',
		action => 'sign_in',
		params => { password => $own{value}, root_password => $own{number} },
	}
];
$learn->sql('SELECT learn_import(' . LearnTest::literal(\%runbook) . ')');
$learn->execute(leaky(execution_id => 'exec-leaky'));
$learn->wait_until_done('a failure with secrets leads to a draft');

my $draft = 'RB-LNX-SVC-001-v2';
my ($categorize) = $stub->requests('categorize');
my ($improve) = $stub->requests('improve');
holds_none(all_sent(), 'none of the secrets was sent to the model');
like(
	$categorize->{raw},
	qr/password=\[redacted: password \d+\]/,
	'but where they stood can be seen');
foreach (sort keys %own)
{
	my ($bytes) = $json->encode([ "$own{$_}" ]) =~ /^\["(.*)"\]$/;

	is(index($improve->{raw}, $json->encode($bytes) =~ s/^"|"$//gr),
		-1, "nor was the runbook's $_");
}
is(index($improve->{raw}, 'night.shift@corp.example'),
	-1, 'nor who is named in it');

#
# They come back into the draft as they were.
#
my $content =
  $json->decode(
	encode_utf8(
		$learn->sql("SELECT content FROM learn.runbooks WHERE id = '$draft'")
	));
is($content->{description}, $runbook{description},
	'what is personal comes back into the draft');
is( $content->{rollback}[0]{params}{password},
	$own{value}, 'a secret comes back, whatever it is made of');
is( $learn->sql(
		"SELECT content #> '{rollback,0,params,root_password}' FROM learn.runbooks WHERE id = '$draft'"
	),
	$own{number},
	'a number as a number');
is( $learn->sql(
		"SELECT (d.content -> 'rollback') = (p.content -> 'rollback') AND (d.content -> 'steps') @> (p.content -> 'steps') AND d.content::text !~ 'redacted' FROM learn.runbooks d JOIN learn.runbooks p ON p.id = d.parent_runbook WHERE d.id = '$draft'"
	),
	't',
	'and what was not changed is as it was');

#
# What was sent is what is stored, and what was received.
#
foreach (
	[ $categorize, 'exec-leaky', 'a categorisation' ],
	[ $improve, 'RB-LNX-SVC-001', 'an improvement' ])
{
	my ($request, $subject, $what) = @$_;
	my @messages =
	  map { encode_utf8($_->{content}) } @{ $request->{body}{messages} };

	is_deeply(
		[ map { column_of($_, $subject) } qw(system_prompt user_prompt) ],
		\@messages, "$what is stored as it was sent");
	is_deeply(
		$json->decode((column_of('answer_schema', $subject))[0]),
		$request->{body}{response_format}{json_schema}{schema},
		'with the shape of the answer');
}
is( $learn->sql(<<'SQL'), 't', 'with the digests of both');
SELECT bool_and(x.prompt_digest = encode(sha256(convert_to(system_prompt || user_prompt, 'UTF8')), 'hex')
	AND c.prompt_digest = x.prompt_digest AND c.reply_digest = encode(sha256(convert_to(c.reply, 'UTF8')), 'hex')
	AND c.purpose = x.purpose AND c.subject = x.subject AND c.model = x.model
	AND c.prompt_version = x.prompt_version AND c.called_at >= x.started_at)
FROM learn.llm_exchanges x FULL JOIN learn.llm_calls c USING (id)
SQL
is( $learn->sql(
		"SELECT reply ~ 'redacted: password' AND reply::jsonb ? 'runbook' FROM learn.llm_calls WHERE purpose = 'improve'"
	),
	't',
	'the answer is stored as it was received');
is( $learn->sql(
		"SELECT request_settings - 'endpoint', request_settings ->> 'endpoint' = '"
		  . $stub->endpoint
		  . "' FROM learn.llm_exchanges WHERE purpose = 'categorize'"),
	'{"dialect": "openai", "max_tokens": 200, "temperature": 0.1, "structured_output": "json_schema"}|t',
	'and by which settings it was sent');

#
# What a failure had, or nobody had, does not get into a draft.
#
$learn->import_runbook(map { "RB-LNX-SVC-00$_" } 2 .. 6);
foreach (
	[ 2, join(' ', map { "[redacted: password $_]" } 1 .. 30), 'somebody else\'s' ],
	[ 3, 'mysql -p[redacted: password]', 'that has no number' ],
	[ 4, 'curl https://host-77.invalid/', 'that is a host\'s' ])
{
	my ($number, $command, $what) = @$_;

	$stub->control(
		answers => [
			{
				match => "coil $number ",
				command => $command,
				failure_type => 'runbook_insufficient',
				reasoning => 'a reason',
				confidence => 0.9
			}
		]);
	$learn->execute(
		leaky(
			runbook_id => "RB-LNX-SVC-00$number",
			error_message =>
			  "coil $number hums: password=$secrets{error_message}"));
	$learn->wait_until_done("a draft with a mark $what is not waited for");
	like(
		$learn->sql(
			"SELECT follow_up FROM learn.analyses WHERE runbook_id = 'RB-LNX-SVC-00$number'"
		),
		qr/refused: steps\[\d\]\.command contains what stands for a (secret|host), "/,
		"a mark $what makes the draft refused");
}
$stub->control(answers => []);

#
# Errors and webhooks.
#
my $offset = -s $learn->node->logfile;
$learn->sql(<<'SQL');
CREATE FUNCTION complain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE 'cannot store %', (SELECT e FROM learn.execution_results e WHERE e.execution_id = NEW.execution_id)
		USING DETAIL = NEW.reasoning;
END $$;
CREATE TRIGGER complain BEFORE INSERT ON learn.analyses FOR EACH ROW
	WHEN (NEW.runbook_id = 'RB-LNX-SVC-005') EXECUTE FUNCTION complain();
SQL
$learn->execute(
	leaky(
		execution_id => 'exec-complaint',
		runbook_id => 'RB-LNX-SVC-005'));
$learn->wait_for(
	"SELECT dead_at IS NOT NULL FROM learn.jobs WHERE subject = 'exec-complaint'",
	'an attempt fails with an error that quotes the failure');
my $error = $learn->sql(
	"SELECT last_error FROM learn.jobs WHERE subject = 'exec-complaint'");
like($error, qr/^cannot store \(exec-complaint,.*\[redacted: password\]/s,
	'the error says so');
holds_none($error, 'without its secrets');
holds_none($learn->sql('SELECT * FROM learn_worker_status'),
	'and so does the status');
like(
	$learn->log_text($offset),
	qr/attempt 2 to analyze "exec-complaint" failed: cannot store/,
	'the log says so');

$learn->sql('SELECT learn_submit('
	  . LearnTest::literal(LearnTest::runbook("RB-$secrets{id}"))
	  . ')');
$learn->wait_for(
	'SELECT NOT EXISTS (SELECT FROM learn.notifications WHERE sent_at IS NULL)',
	'the webhook is told');
my @told = grep { $_->{raw} =~ /RB-\[redacted: token\]/ }
  $stub->requests('notify');
is($told[0]{body}{actor}, 'postgres',
	'of ids without what looks like a secret, and of who did it');
holds_none(all_sent(), 'none of the secrets was sent to anybody');
holds_none($learn->log_text, 'nor written to the log');
holds_none(
	$learn->sql(
		'SELECT * FROM learn.llm_exchanges x FULL JOIN learn.llm_calls c USING (id)'
	),
	'nor to the record');

#
# A worker that ends before the answer has left what it sent.
#
$stub->control(default => 'held', forget => JSON::PP::true);
$learn->execute(
	{
		execution_id => 'exec-killed',
		runbook_id => 'RB-LNX-SVC-006',
		failure => 'unknown'
	});
$stub->wait_for_requests(1, 'categorize');
$learn->kill_process($learn->worker_pid);
my ($unanswered) = $stub->requests('categorize');
is( (column_of('user_prompt', 'exec-killed'))[0],
	encode_utf8($unanswered->{body}{messages}[1]{content}),
	'a question whose answer never came is stored');
$stub->control(default => 'good', release => 10);
$learn->wait_until_done('it is asked again');
is( $learn->sql(
		"SELECT count(*), count(c.id) FROM learn.llm_exchanges x LEFT JOIN learn.llm_calls c USING (id) WHERE x.subject = 'exec-killed'"
	),
	'2|1',
	'that was another exchange');

#
# A question that cannot be sent was never an exchange.
#
$learn->configure(dialect => 'azure', endpoint => "http://127.0.0.1:1/v1");
$learn->execute(
	{
		execution_id => 'exec-unsent',
		runbook_id => 'RB-LNX-SVC-006',
		failure => 'unknown'
	});
$learn->wait_for(
	"SELECT dead_at IS NOT NULL FROM learn.jobs WHERE subject = 'exec-unsent'",
	'a question that cannot be composed fails');
is( $learn->sql(
		"SELECT count(*) FROM learn.llm_exchanges WHERE subject = 'exec-unsent'"
	),
	0,
	'and is not recorded as sent');
$learn->configure(dialect => undef, endpoint => $stub->endpoint);

#
# Hosts in disguise.
#
my $host = 'health-7.acme-prod.net';
my $address = '10.20.30.40';
my %hosts = %{ LearnTest::runbook('RB-LNX-SVC-007') };
$hosts{steps}[0]{command} = "curl https://$host:8443/ready && nc -z $address 53";
my $reasoning = join ' ',
  map { ("host-$_.invalid", "[redacted: password $_]") } 1 .. 9;
$learn->configure(disguise_hosts => 'on');
$learn->sql('SELECT learn_import(' . LearnTest::literal(\%hosts) . ')');
$stub->control(
	forget => JSON::PP::true,
	answer => { reasoning => $reasoning, confidence => 0.9 });
$learn->execute(
	{
		execution_id => 'exec-hosts',
		runbook_id => 'RB-LNX-SVC-007',
		hostname => 'web-9.acme-prod.net',
		failure => 'unknown',
		error_message => LearnTest::mystery()
		  . " at https://$host/ password=$secrets{error_message}",
	});
$learn->wait_until_done('a failure is learned from in disguise');
is(index(all_sent(), $host), -1, 'no host was sent');
is(index(all_sent(), $address), -1, 'no address either');
like(($stub->requests('improve'))[0]{raw},
	qr{https://host-\d+\.invalid:8443/ready}, 'what stands for them can be used');
is( $learn->sql(
		"SELECT content #>> '{steps,0,command}' FROM learn.runbooks WHERE id = 'RB-LNX-SVC-007-v2'"
	),
	$hosts{steps}[0]{command},
	'and they come back');
my $kept = $learn->sql(
	"SELECT reasoning FROM learn.analyses WHERE execution_id = 'exec-hosts'");
like($kept, qr/ \Q$host\E /, 'into reasonings as well');
is( join(' ', $kept =~ /\[[^]]*\]/g),
	join(' ', map { "[redacted: password $_]" } 1 .. 9),
	'where secrets do not');
$learn->configure(disguise_hosts => 'off');

#
# Executions that are stored without secrets.
#
$learn->configure(redact_on_insert => 'on');
$learn->execute(
	leaky(
		execution_id => 'exec-stored',
		tags => [ 'a', "token=$secrets{output}", undef ],
		state_diff => {
			added =>
			  { password => [ 'x', { y => $secrets{state} } ], n => 1.5 }
		}),
	{ execution_id => 'exec-plain-1', executed_steps => [] });
holds_none(
	$learn->sql(
		"SELECT * FROM learn.execution_results WHERE execution_id = 'exec-stored'"
	),
	'what is inserted is stored without secrets');
is( $learn->sql(
		"SELECT tags, state_diff, state_after, executed_steps -> 1 -> 'command' FROM learn.execution_results WHERE execution_id = 'exec-stored'"
	),
	'{a,"token=[redacted: token]",NULL}|{"added": {"n": 1.5, "password": ["[redacted: password]", {"y": "[redacted: password]"}]}}|{"env": {"DB_PASSWORD": "[redacted: password]"}, "vault": {"password": "[redacted: password]"}}|"mysql -u app -p[redacted: password] app"',
	'all else as it was');
is( $learn->sql(
		"SELECT execution_id, hostname, error_message FROM learn.execution_results WHERE execution_id = 'exec-plain-1'"
	),
	'exec-plain-1|web-1|' . LearnTest->failure('known'),
	'and what has no secrets stays');

$learn->sql('DROP TRIGGER complain ON learn.analyses');
is($learn->sql('SELECT * FROM learn_verify_audit()'),
	'', 'the audit log is intact');
$stub->control(default => 'good', release => 100);

done_testing();
