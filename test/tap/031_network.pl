# Who else is on the network: only the endpoint that is configured is talked
# to, and only when it proves who it is.  Whoever is in its place gets nothing,
# gives nothing, and costs one clear error.

use strict;
use warnings;

use HTTP::Tiny ();
use IPC::Run ();
use JSON::PP ();
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $json = JSON::PP->new->utf8;
my $folder = PostgreSQL::Test::Utils::tempdir();
my ($port, $endpoints, $input, $output) = ({}, undef, '', '');

# The key is worth protecting: who has no certificate must not get to see it.
my $key_file = "$folder/key";
append_to_file($key_file, "sk-that-must-not-leave\n");
chmod 0600, $key_file or die "could not change $key_file: $!";

$endpoints =
  IPC::Run::start([ 'python3', 'HostileEndpoint.py', $folder ],
	'<', \$input, '>', \$output,
	IPC::Run::timer($PostgreSQL::Test::Utils::timeout_default));
$endpoints->pump until $output =~ /\n/;
$port = $json->decode($output);

# Everything that libcurl would take a proxy from, in the server's environment.
$ENV{$_} = "http://127.0.0.1:$port->{proxy}"
  foreach qw(http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY);
delete @ENV{qw(no_proxy NO_PROXY)};
$ENV{SSLKEYLOGFILE} = "$folder/tls_keys";

my $learn = LearnTest->new(
	'main',
	endpoint => "https://127.0.0.1:$port->{good}/v1",
	ca_file => "$folder/ca.pem",
	api_key_file => $key_file,
	request_timeout => '2s',
	max_concurrent_requests => 1,
	retry_delay => '50ms',
	max_retry_delay => '100ms');
my $number = 0;

# What the endpoints have seen.
sub seen
{
	my $answer = HTTP::Tiny->new(proxy => undef, http_proxy => undef)
	  ->get("http://127.0.0.1:$port->{control}/");

	die "no answer from control: $answer->{reason}" unless $answer->{success};
	return $json->decode($answer->{content});
}

# Reports a failure that takes a question; returns its id.
sub ask
{
	my $id = 'exec-network-' . ++$number;

	$learn->execute(
		{
			execution_id => $id,
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		});
	return $id;
}

# Puts an endpoint in the place of the good one, and asks it something: there
# is an error, always the same, and nothing was learned; and as soon as the good
# one is back, the question is answered.
sub check
{
	my ($name, $url, $outcome, $error) = @_;
	my $pid = $learn->worker_pid;
	my $id;

	$learn->configure(endpoint => $url);
	$id = ask();
	$learn->wait_for(
		"SELECT EXISTS (SELECT FROM learn.llm_calls WHERE subject = '$id')",
		"$name: it is tried");
	$learn->configure(endpoint => "https://127.0.0.1:$port->{good}/v1");
	$learn->wait_until_done("$name: work goes on when it is over");
	is( $learn->sql(
			"SELECT DISTINCT outcome FROM learn.llm_calls WHERE subject = '$id' AND outcome <> 'answered'"
		),
		$outcome,
		"$name: what became of it");
	like(
		$learn->sql(
			"SELECT string_agg(DISTINCT error, ' / ') FROM learn.llm_calls WHERE subject = '$id' AND outcome <> 'answered'"
		),
		$error,
		"$name: one clear error");
	is( $learn->sql(
			"SELECT source, failure_type FROM learn.analyses WHERE execution_id = '$id'"
		),
		'model|permission_denied',
		"$name: the question is answered by the one who should");
	is($learn->worker_pid, $pid, "$name: by the same worker");
	return;
}

sub url { return "https://127.0.0.1:$port->{ $_[0] }/v1"; }

#
# The good one, to see that the others are refused for what they are.
#
ask();
$learn->wait_until_done('the endpoint that is as it should be answers');
is( $learn->sql('SELECT outcome, error FROM learn.llm_calls'),
	'answered|', 'and is trusted');

#
# Who does not prove who it is, is asked nothing.
#
check('a certificate for another host',
	url('wrong_name'), 'misconfigured',
	qr/^the endpoint could not be trusted: its certificate is for another host$/
);
check('an expired certificate',
	url('expired'), 'misconfigured',
	qr/^the endpoint could not be trusted: [^\/]*expired[^\/]*$/);
check('a certificate that signed itself',
	url('self_signed'), 'misconfigured',
	qr/^the endpoint could not be trusted: [^\/]*self.signed[^\/]*$/i);
check('no TLS at all', url('plain'), 'unavailable',
	qr/^[^\/]*timed out after 2 s$/);
foreach my $name (qw(wrong_name expired self_signed plain))
{
	my $seen = seen()->{$name};

	cmp_ok($seen->{connections}, '>', 0, "$name was connected to");
	is($seen->{requests}, 0, "$name was not asked anything");
}

#
# Who sends us elsewhere.
#
check('a redirect', url('redirect'), 'misconfigured',
	qr/^the endpoint answered HTTP 307$/);
is(seen()->{elsewhere}{connections}, 0, 'nobody goes where a redirect points');
is(seen()->{proxy}{connections}, 0, 'nor to the proxy of the environment');
ok(!-e "$folder/tls_keys", 'and no key of a TLS session is written down');

#
# Who takes its time, and who has too much to say.
#
check('a byte now and then', url('slow_loris'), 'unavailable',
	qr/^[^\/]*(timed out|time)[^\/]*$/i);
foreach my $name (qw(two_gigabytes endless))
{
	check($name, url($name), 'malformed', qr/^[^\/]*larger than[^\/]*$/);
	cmp_ok(seen()->{$name}{bytes},
		'<', 64 * 1024 * 1024, "$name: the rest is not listened to");
}
check('a gigabyte, compressed', url('bomb'), 'malformed',
	qr/^the answer is not JSON/);
SKIP:
{
	my $status = '/proc/' . $learn->worker_pid . '/status';

	skip 'what memory a process had cannot be seen without /proc', 1
	  unless -r $status;
	cmp_ok((slurp_file($status) =~ /^VmHWM:\s+(\d+) kB$/m)[0],
		'<', 256 * 1024, 'nothing of all that was ever in memory');
}

#
# Webhooks go the same way.
#
sub notify
{
	my ($name, $error) = @_;

	$learn->configure(webhook_url => "https://127.0.0.1:$port->{$name}/hook");
	$learn->import_runbook("RB-HOOK-" . ++$number);
	$learn->sql("SELECT learn_retire('RB-HOOK-$number', 'to have something to tell')");
	$learn->wait_for(
		"SELECT count(*) > 0 FROM learn.jobs WHERE kind = 'notify' AND last_error IS NOT NULL",
		"webhook, $name: it is tried");
	like(
		$learn->sql(
			"SELECT string_agg(DISTINCT last_error, ' / ') FROM learn.jobs WHERE kind = 'notify'"
		),
		$error,
		"webhook, $name: one clear error");
	$learn->configure(webhook_url => "https://127.0.0.1:$port->{good}/hook");
	$learn->wait_until_done("webhook, $name: told when it is over");
	return;
}

$learn->configure(webhook_ca_file => "$folder/ca.pem");
notify('expired', qr/^[^\/]*expired[^\/]*$/);
notify('wrong_name', qr/its certificate is for another host$/);
notify('redirect', qr/HTTP 307$/);
is(seen()->{elsewhere}{connections}, 0, 'no webhook goes where a redirect points');
is(seen()->{proxy}{connections}, 0, 'nor to a proxy');
unlike($learn->log_text, qr/sk-that-must-not-leave/, 'the key is not in the log');
$learn->survived;

$learn->node->stop;
$endpoints->kill_kill;
done_testing();
