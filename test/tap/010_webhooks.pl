# Who wants to know is told: once, signed, in the end, and never more than who
# did what to what.

use strict;
use warnings;

use Digest::SHA qw(hmac_sha256_hex);
use JSON::PP ();
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $json = JSON::PP->new->utf8;
my $folder = PostgreSQL::Test::Utils::tempdir();
my $key = 'a-key-that-must-not-be-seen';
my $key_file = "$folder/webhook_key";
my $url_file = "$folder/webhook_url";
my $stub = LearnTest::Stub->new;
my $path = '/hook/path-that-must-not-be-seen';
my $url = $stub->endpoint =~ s{/v1$}{$path}r;
my $plain = $stub->endpoint =~ s{/v1$}{/hook/plain}r;
my $learn = LearnTest->new(
	'main',
	max_attempts => 3,
	retry_delay => '50ms',
	max_retry_delay => '200ms');

sub write_secret
{
	my ($name, $text, $mode) = @_;

	open my $file, '>', $name or die "could not write $name: $!";
	print $file $text;
	close $file or die "could not write $name: $!";
	chmod $mode, $name or die "could not change $name: $!";
	return;
}

# Waits until everything has been told, and returns what was, the oldest first:
# of one event only when one is given.
sub told
{
	my ($event) = @_;

	$learn->node->poll_query_until('postgres',
		'SELECT NOT EXISTS (SELECT FROM learn.jobs WHERE dead_at IS NULL)')
	  or die 'jobs are left';
	return grep { !defined $event || $_->{headers}{'X-Learn-Event'} eq $event }
	  $stub->requests('notify');
}

# A test that exactly these events have been told since the last one, in any
# order; returns what was told, by event.
sub told_are
{
	my ($name, @events) = @_;
	my @told = told();

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is( join(' ', sort map { $_->{headers}{'X-Learn-Event'} } @told),
		join(' ', sort @events), $name);
	$stub->control(forget => JSON::PP::true);
	return map { $_->{headers}{'X-Learn-Event'} => $_ } @told;
}

#
# Nobody is told while nobody wants to know.
#
$learn->import_runbook(map { "RB-LNX-SVC-00$_" } 1 .. 6);
$learn->execute({ failure => 'known' });
$learn->wait_until_done('there is a draft');
is($learn->sql('SELECT count(*) FROM learn.notifications'),
	0, 'without a webhook nothing is written down for it');

#
# A new review: what is sent, and that it is signed.
#
write_secret($key_file, "$key\n", 0600);
write_secret($url_file, "$url\n", 0600);
$learn->sql("ALTER SYSTEM SET log_min_messages = 'debug1'");
$learn->configure(webhook_url => $url_file, webhook_key_file => $key_file);
$learn->execute(
	{
		execution_id => 'exec-told',
		runbook_id => 'RB-LNX-SVC-002',
		hostname => 'secret-host',
		client_id => 'secret-client',
		failure => 'known'
	});
my %told = told_are('a new review is told', 'queued');
my $request = $told{queued};
my $body = $request->{body};
my $text = delete $body->{text};
like(
	$text,
	qr/^learn queued runbook RB-LNX-SVC-002-v2 for review \(priority high\)\.$/,
	'in a sentence');
my $at = delete $body->{at};
is( $learn->sql(
		"SELECT created_at = '$at' AND sent_at >= created_at AND http_status = 200 AND event = 'queued' AND subject = 'RB-LNX-SVC-002-v2' FROM learn.notifications"
	),
	't',
	'and is written down, with when it was confirmed');
is_deeply(
	$body,
	{
		event => 'queued',
		runbook_id => 'RB-LNX-SVC-002-v2',
		status => 'pending_review',
		priority => 'high',
		actor => 'learn',
		database => 'postgres',
	},
	'and for machines');
is($request->{path}, $path, 'it is sent where it shall be');
my $headers = $request->{headers};
is($headers->{'Content-Type'}, 'application/json', 'as JSON');
is( $headers->{'X-Learn-Delivery'},
	$learn->sql('SELECT id FROM learn.notifications'),
	'with its id');
cmp_ok(abs($headers->{'X-Learn-Timestamp'} - $request->{arrived}),
	'<', 60, 'the time of sending');
is( $headers->{'X-Learn-Signature'},
	'sha256='
	  . hmac_sha256_hex(
		"$headers->{'X-Learn-Timestamp'}.$request->{raw}", $key),
	'and a signature of both');

#
# What happens to a review.
#
$learn->sql("SELECT learn_claim('RB-LNX-SVC-002-v2')");
$learn->sql("SELECT learn_approve('RB-LNX-SVC-002-v2', notes => 'secret notes')");
%told = told_are('an approval is told, a claim is not', 'approved');
is($told{approved}{body}{text},
	'postgres approved runbook RB-LNX-SVC-002-v2 (priority high).',
	'with who decided');

$learn->sql(
	"SELECT learn_request_changes('RB-LNX-SVC-001-v2', requested_changes => 'secret wishes')"
);
%told = told_are('a request for changes is told', 'changes_requested');
is($told{changes_requested}{body}{status},
	'needs_changes', 'with where the review stands');
$learn->sql('SELECT learn_submit('
	  . LearnTest::literal(LearnTest::runbook('RB-LNX-SVC-001'))
	  . ')');
%told = told_are('that it was written again is told', 'revised');
is($told{revised}{body}{actor}, 'postgres', 'with who wrote it');
$learn->sql(
	"SELECT learn_reject('RB-LNX-SVC-001-v2', reason => 'secret reason')");
told_are('a rejection is told', 'rejected');
is( $learn->sql(
		"SELECT count(*) FROM learn.notifications WHERE payload::text ~ 'secret|Address already in use'"
	),
	0,
	'no telemetry is, nor what people wrote');

$learn->sql('CREATE ROLE "<!channel> & co" SUPERUSER');
$learn->sql('SET ROLE "<!channel> & co"; SELECT learn_submit('
	  . LearnTest::literal(LearnTest::runbook('RB-LNX-HAND-001'))
	  . ", priority => 'low')");
%told = told_are('a submission is told', 'queued');
is( $told{queued}{body}{text},
	'&lt;!channel&gt; &amp; co queued runbook RB-LNX-HAND-001 for review (priority low).',
	'and no name calls everybody');

$learn->sql("BEGIN; SELECT learn_approve('RB-LNX-HAND-001'); ROLLBACK");
told_are('what was rolled back is not told');
is($learn->sql('SELECT count(*) FROM learn.notifications WHERE sent_at IS NULL'),
	0, 'nor written down');

#
# The receiver has its troubles.
#
$stub->control(
	behaviours => [ map { { behaviour => $_, purpose => 'notify' } } qw(500 reset) ]);
$learn->sql("SELECT learn_approve('RB-LNX-HAND-001')");
my @attempts = told();
is(scalar @attempts, 3, 'it is tried until the receiver confirms');
my %ids = map { $_->{headers}{'X-Learn-Delivery'} => 1 } @attempts;
my %bodies = map { $_->{raw} => 1 } @attempts;
is(scalar keys %ids, 1, 'under one id');
is(scalar keys %bodies, 1, 'in the same words');
is( scalar(
		grep {
			$_->{headers}{'X-Learn-Signature'} eq 'sha256='
			  . hmac_sha256_hex(
				"$_->{headers}{'X-Learn-Timestamp'}.$_->{raw}", $key)
		} @attempts),
	3,
	'each signed for its time');

$stub->control(
	behaviours => [ ({ behaviour => '429:1', purpose => 'notify' }) x 4 ],
	forget => JSON::PP::true);
$learn->configure(max_retry_delay => '100ms');
$learn->execute(
	{ runbook_id => 'RB-LNX-SVC-003', failure => 'known' });
is(scalar(told('queued')),
	5, 'patience that it asks for uses up no attempts');

#
# A receiver that refuses: the job is dead, which is nothing to tell it.
#
my $listener = $learn->node->background_psql('postgres');
$listener->query_safe('LISTEN learn_jobs');
$stub->control(default => '400', forget => JSON::PP::true);
$learn->execute(
	{ runbook_id => 'RB-LNX-SVC-004', failure => 'known' });
is(scalar(told()), 3, 'it is given up in the end');
is( $learn->sql(
		'SELECT kind, attempts, last_error FROM learn_dead_jobs'),
	'notify|3|the endpoint answered HTTP 400',
	'the job says why');
is( $learn->sql(
		"SELECT count(*) FROM learn.notifications WHERE event = 'job_dead'"),
	0,
	'a notification that fails leads to no other');
my $dead = $learn->sql('SELECT id FROM learn_dead_jobs');
like(
	$listener->query_safe('SELECT 1'),
	qr/"learn_jobs" with payload "\{"job": $dead, "kind": "notify", "event": "job_dead"/,
	'who listens on channel learn_jobs is told');
$stub->control(default => 'good', forget => JSON::PP::true);
$learn->sql("SELECT learn_retry_job($dead)");
told_are('learn_retry_job() has it told after all', 'queued');

#
# A receiver that hangs delays nobody else.
#
$stub->control(
	behaviours => [ ({ behaviour => 'hang', purpose => 'notify' }) x 4 ]);
$learn->sql('SELECT learn_submit('
	  . LearnTest::literal(LearnTest::runbook("RB-LNX-HANG-00$_"))
	  . ')')
  foreach 1 .. 4;
ok($stub->wait_for_requests(4, 'notify'), 'four requests hang');
$learn->sql('SELECT learn_submit('
	  . LearnTest::literal(LearnTest::runbook('RB-LNX-HANG-005'))
	  . ')');
$learn->execute({ execution_id => 'exec-meanwhile', failure => 'permission' });
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.analyses WHERE execution_id = 'exec-meanwhile'",
	'executions are analysed meanwhile');
is(scalar($stub->requests('notify')),
	4, 'and no more than four are told at once');
$learn->node->restart;
my @again = told();
my %delivered = map { $_->{headers}{'X-Learn-Delivery'} => 1 } @again;
is(scalar keys %delivered, 5, 'a restart loses none');
is( $learn->sql(
		"SELECT count(*) FROM learn.notifications WHERE sent_at IS NULL"),
	0,
	'all are told');
$stub->control(forget => JSON::PP::true);

#
# Jobs that are given up, and a model that is away.
#
$listener->quit;
$listener = $learn->node->background_psql('postgres');
$listener->query_safe('LISTEN learn_jobs');
$learn->configure(endpoint => $stub->endpoint, max_attempts => 1);
$stub->control(
	behaviours => [ { behaviour => '400', purpose => 'categorize' } ]);
$learn->execute({ execution_id => 'exec-dead', failure => 'unknown' });
%told = told_are('a dead job is told', 'job_dead');
$dead = $learn->sql('SELECT id FROM learn_dead_jobs');
$body = $told{job_dead}{body};
delete $body->{at};
is_deeply(
	$body,
	{
		event => 'job_dead',
		job => $dead,
		kind => 'analyze',
		subject => 'exec-dead',
		attempts => 1,
		database => 'postgres',
		text =>
		  "Job $dead (analyze exec-dead) is given up; learn_dead_jobs says why.",
	},
	'with which one');

$stub->control(
	behaviours => [ ({ behaviour => '503', purpose => 'categorize' }) x 8 ]);
$learn->configure(max_attempts => 100);
$learn->execute(
	{
		execution_id => 'exec-away',
		runbook_id => 'RB-NOBODY-KNOWS-001',
		failure => 'unknown'
	});
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn.notifications WHERE event = 'breaker_closed'",
	'the model is back');
told_are('that it was away is told, and that it is back',
	'breaker_opened', 'breaker_closed');

$stub->control(
	behaviours => [ { behaviour => 'hang', purpose => 'categorize' } ]);
$learn->configure(stall_after => '1s');
$learn->execute(
	{
		execution_id => 'exec-stalled',
		runbook_id => 'RB-NOBODY-KNOWS-001',
		failure => 'unknown'
	});
$learn->wait_for(
	"SELECT count(*) > 0 FROM learn.notifications WHERE event = 'stalled' AND sent_at IS NOT NULL",
	'a stall is told');
($request) =
  grep { $_->{headers}{'X-Learn-Event'} eq 'stalled' }
  $stub->requests('notify');
is($request->{body}{jobs}, 1, 'with how many jobs wait');
like(
	$listener->query_safe('SELECT 1'),
	qr/"event": "job_dead".*"event": "breaker_opened".*"event": "breaker_closed".*"event": "stalled"/s,
	'all of this on channel learn_jobs, too');
$listener->quit;
$learn->configure(stall_after => '1h', endpoint => undef);
$learn->node->restart;
$learn->wait_until_done('nothing is left');
$stub->control(forget => JSON::PP::true);

#
# Only some events.
#
$learn->configure(webhook_events => 'rejected, job_dead');
$learn->sql(
	"SET ROLE \"<!channel> & co\"; SELECT learn_approve('RB-LNX-HANG-001')");
$learn->sql("SELECT learn_reject('RB-LNX-HANG-002', reason => 'no')");
told_are('only what is wanted is told', 'rejected');
like(
	$learn->error_of("ALTER SYSTEM SET learn.webhook_events = 'rejected, all'"),
	qr/invalid value for parameter "learn.webhook_events"/,
	'an event that is none is refused');
$learn->configure(webhook_events => undef);

#
# The key.
#
my $decided = 2;

sub refused
{
	my ($error) = @_;

	$decided++;
	$learn->sql("SELECT learn_reject('RB-LNX-HANG-00$decided', reason => 'no')");
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	$learn->wait_for("SELECT last_error = '$error' FROM learn.jobs WHERE kind = 'notify'",
		$error);
	is(scalar $stub->requests('notify'), 0, 'nothing is sent unsigned');
	return;
}

write_secret($key_file, $key, 0644);
refused(
	'the file in "learn.webhook_key_file" cannot be used: Its permissions let others read it.'
);
write_secret($key_file, $key, 0600);
told_are('it is read anew for each request', 'rejected');
unlink $key_file;
refused(
	'could not read the file in "learn.webhook_key_file": No such file or directory'
);
$learn->configure(webhook_key_file => undef, webhook_url => $plain);
%told = told_are('without a key it is told', 'rejected');
ok(!exists $told{rejected}{headers}{'X-Learn-Signature'}, 'unsigned');
is($told{rejected}{path}, '/hook/plain', 'where the setting itself says');
$learn->configure(webhook_url => $url_file);

#
# Where it is sent is the server's configuration, and nobody else's business.
#
like($learn->error_of("ALTER SYSTEM SET learn.webhook_url = '$_'"),
	qr/22023: invalid value for parameter "learn.webhook_url"/,
	"refused: $_")
  foreach 'http://example.org/hook', 'file:///etc/passwd',
  'https://user:password@example.org/';
$learn->sql('CREATE ROLE visitor');
like(
	$learn->error_of("SET SESSION AUTHORIZATION visitor; SHOW learn.$_"),
	qr/42501/, "learn.$_ is for superusers")
  foreach qw(webhook_url webhook_key_file);
like($learn->error_of("SET learn.webhook_url = ''"),
	qr/55P02/, 'no session changes it');

#
# What waits when nobody wants to know any more is dropped.
#
$stub->control(default => 'hang', forget => JSON::PP::true);
$learn->sql("SELECT learn_reject('RB-LNX-HANG-005', reason => 'no')");
ok($stub->wait_for_requests(1, 'notify'), 'one hangs');
$learn->configure(webhook_url => undef);
$learn->node->restart;
$learn->wait_until_done('nothing waits for a webhook that is gone');
is( $learn->sql(
		"SELECT count(*) FROM learn.notifications WHERE sent_at IS NULL"),
	0,
	'nor is it kept');
is(scalar $stub->requests('notify'), 1, 'nor sent');

my $log = $learn->log_text;
ok(index($log, $key) < 0, 'the key is not in the log, with debug messages');
ok(index($log, $path) < 0, 'nor is the webhook, whose URL may be a secret');
unlike(
	$learn->sql('SELECT s, j FROM learn_worker_status s, learn_dead_jobs j'),
	qr/\Q$key\E|must-not-be-seen/,
	'nor are they in any status');
$learn->survived;
done_testing;
