# Nothing that learn-executor did is lost: the database is away before, during
# and after a run, the executor is killed at any moment, the spool is full.

use strict;
use warnings;

use ExecutorTest;
use JSON::PP ();
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $learn = LearnTest->new('delivery');
my $node = $learn->node;
my $executor = ExecutorTest->new($learn);
my $home = $executor->home;
my ($run, $runs);

my @waits = ("touch $home/started; until [ -e $home/go ]; do sleep 0.02; done; rm $home/go $home/started");
my %verified = (verification => { method => 'command', command => 'true' });

$executor->import_runbook('RB-QUICK', steps => [ 'echo quick' ], %verified);
$executor->import_runbook('RB-SLOW', steps => \@waits, %verified);

# What waits and what was delivered, by flush.
sub flush
{
	my ($name, $status, %expected) = @_;

	$run = $executor->run('flush', '--json');
	is($run->{status}, $status, "$name: exit status") or diag($run->{error});
	return is_deeply(
		{ map { $_ => $run->{answer}{$_} } keys %expected },
		\%expected, "$name: " . JSON::PP->new->canonical->encode(\%expected));
}

#
# Before: nothing can be run that nobody can vouch for.
#
flush('an empty spool', 0, delivered => 0, waiting => 0);
$node->stop;
$run = $executor->run($executor->incident('RB-QUICK'));
is($run->{status}, 1, 'without a database nothing is run');
like($run->{error}, qr/learn-executor: /, '... with the reason');
is($executor->spooled('*'), 0, '... and nothing waits');
$node->start;

#
# During, and after.
#
foreach my $number (1 .. 3)
{
	$run = $executor->start($executor->incident('RB-SLOW', '--incident-id', "inc-$number", '--json'));
	$executor->wait_for_file($run, 'started');
	$node->stop;
	$executor->write('go', '');
	$executor->finish($run);
	is("$run->{status} $run->{answer}{outcome}", '3 verified', "run $number is verified, and not delivered")
	  or diag($run->{error});
	is($run->{answer}{delivered}, JSON::PP::false, '... which it says');
	is($executor->spooled('ready'), 1, '... it waits');
	flush("run $number, still no database", 3, delivered => 0, waiting => 1);
	$node->start;
	next if $number == 3;
	flush("run $number", 0, delivered => 1, waiting => 0);
	flush('once more', 0, delivered => 0, waiting => 0);
}
is($executor->run($executor->incident('RB-QUICK', '--incident-id', 'inc-4'))->{status}, 0, 'the next run');
is($executor->reported('incident_id'), join("\n", map { "inc-$_" } 1 .. 4),
	'delivers what waits before it; each is there once');
is($learn->sql('SELECT bool_and(recorded_at >= q.max) FROM learn_executions, (SELECT max(recorded_at) FROM learn_executions WHERE incident_id = \'inc-3\') q WHERE incident_id = \'inc-4\''),
	't', 'in order');
$learn->wait_for('SELECT count(*) = 4 FROM learn.analyses', 'each is analysed');

#
# A server that says nothing.
#
$run = $executor->start($executor->incident('RB-SLOW', '--incident-id', 'inc-5', '--json'));
$executor->wait_for_file($run, 'started');
my $postmaster = $node->{_pid};
kill 'STOP', $postmaster;
$executor->write('go', '');
$executor->finish($run);
kill 'CONT', $postmaster;
is($run->{status}, 3, 'a server that accepts and says nothing is given up') or diag($run->{error});
flush('when it speaks again', 0, delivered => 1, waiting => 0);

#
# Who may not deliver keeps what it has.
#
$run = $executor->start($executor->incident('RB-SLOW', '--incident-id', 'inc-6'));
$executor->wait_for_file($run, 'started');
$learn->sql('REVOKE learn_executor FROM robot');
$executor->write('go', '');
$executor->finish($run);
is($run->{status}, 3, 'a role that may not report');
flush('as long as it may not', 3, delivered => 0, waiting => 1, refused => 0);
$learn->sql('GRANT learn_executor TO robot');
flush('when it may', 0, delivered => 1, waiting => 0);

#
# What the database will never take does not hold up the others.
#
mkdir $executor->spool . '/ready' unless -d $executor->spool . '/ready';
$executor->write('.local/state/learn/ready/00000000000000000001-exec-bad.json',
	'{"execution_id": "exec-bad", "runbook_id": "RB-QUICK", "status": "excellent"}');
$executor->write('.local/state/learn/ready/00000000000000000002-exec-torn.json', '{"execution_id": "ex');
is($executor->run($executor->incident('RB-QUICK', '--incident-id', 'inc-7'))->{status}, 0,
	'a run after results that are refused');
is($executor->spooled('ready'), 0, 'nothing waits any more');
cmp_ok($executor->spooled('refused'), '>=', 2, 'what was refused is kept');

#
# Killed at any moment.
#
my $marks = "$home/marks";
$executor->import_runbook('RB-MARK',
	parameters => { RUN => { required => JSON::PP::true } },
	steps => [ map { "echo \"\$RUN $_\" >>$marks; sleep 0.02" } 1 .. 3 ], %verified);
my ($killed, $whole, $cut, $none) = (0, 0, 0, 0);
$runs = 40;
foreach my $number (1 .. $runs)
{
	my $delay = 150_000 * ($number / $runs);

	$run = $executor->start($executor->incident('RB-MARK', '--param', "RUN=run-$number", '--incident-id', "kill-$number"));
	Time::HiRes::usleep($delay);
	$run->{harness}->signal('KILL');
	$executor->finish($run);
	$killed++ if $run->{signal};
}
flush('after that', 0, waiting => 0, refused => 0);
flush('and once more', 0, delivered => 0, waiting => 0, recovered => 0);
cmp_ok($killed, '>', 0, "$killed of $runs runs were killed");
my %began = map { $_ => 1 } split /\n/, $executor->read('marks');
foreach my $number (1 .. $runs)
{
	my $rows = $executor->reported(
		q{status, (SELECT string_agg(s ->> 'step_number', ' ') FROM jsonb_array_elements(executed_steps) s), error_message},
		"incident_id = 'kill-$number'");
	my @steps = grep { $began{"run-$number $_"} } 1 .. 3;

	if ($rows eq '')
	{
		$none++;
		fail("run $number did steps @steps and is lost") if @steps;
	}
	elsif ($rows =~ /\n/)
	{
		fail("run $number is there more than once: $rows");
	}
	else
	{
		my ($status, $told, $error) = split /\|/, $rows;

		$status eq 'success' ? $whole++ : $cut++;
		fail("run $number did steps @steps and told of $told") if grep { $told !~ /$_/ } @steps;
		fail("run $number: $error") if $status ne 'success' && $error !~ /^the executor ended (?:during|after) step [123]/;
	}
}
is($whole + $cut + $none, $runs, "each of them left nothing ($none), one whole result ($whole) or one that was cut off ($cut)");
cmp_ok($cut, '>', 0, 'some were cut off');
$learn->wait_until_done('each is analysed');
is($learn->sql(q{SELECT count(*) FROM learn_pending()}), 0, 'nobody learns from runs that were cut off');

# A run whose report cannot be delivered, since the role may not log in.
sub run_offline
{
	my ($incident, $runbook, @more) = @_;

	my $offline =
	  $executor->start($executor->incident($runbook, '--incident-id', $incident, '--json', @more));
	$executor->wait_for_file($offline, 'started');
	$learn->sql('ALTER ROLE robot NOLOGIN');
	$executor->write('go', '');
	$executor->finish($offline);
	$learn->sql('ALTER ROLE robot LOGIN');
	return $offline;
}

#
# Killed while it delivers.
#
is(run_offline("flush-$_", 'RB-SLOW')->{status}, 3, "run $_ waits") foreach 1 .. 3;
is($executor->spooled('ready'), 3, 'three results wait');
foreach my $number (1 .. 15)
{
	$run = $executor->start('flush');
	Time::HiRes::usleep(3_000 * $number);
	$run->{harness}->signal('KILL');
	$executor->finish($run);
}
flush('in the end', 0, waiting => 0, refused => 0);
is($executor->reported('incident_id', q{incident_id LIKE 'flush-%'}), "flush-1\nflush-2\nflush-3", 'each is there once');

#
# The spool is full: the oldest are kept.
#
$executor->import_runbook('RB-BIG', steps => [ q{head -c 12000 /dev/zero | tr '\0' x}, @waits ], %verified);
$runs = 12;
run_offline('big-1', 'RB-BIG');

# Room for two, and for some without what takes room: how large a whole one is
# depends on the machine.
my ($first) = glob $executor->spool . '/ready/*';
my $limit = int((2 * -s $first) / 1024) + 5;
my $configuration = $executor->write('executor.conf', "spool_limit = ${limit}kB\n");
foreach my $number (2 .. $runs)
{
	$run = run_offline("big-$number", 'RB-BIG', '--config', $configuration);
	is($run->{status}, 3, "run $number is not delivered");
	is($run->{answer}{outcome}, 'verified', '... and says what came of it all the same');
}
my $kept = $executor->spooled('ready');
cmp_ok($kept, '>=', 2, 'some are kept');
cmp_ok($kept, '<', $runs, '... and some are not');
like($run->{error}, qr/full/, '... which is said');
flush('what was kept', 0, delivered => $kept, waiting => 0, dropped => $runs - $kept);
flush('which is said once', 0, delivered => 0, dropped => 0);
is($executor->reported('incident_id', q{incident_id LIKE 'big-%'}), join("\n", map { "big-$_" } 1 .. $kept), 'the oldest are kept');
like($executor->reported('notes', q{incident_id = 'big-' || } . $kept), qr/left out/, 'of the last ones without what takes room');

#
# It is full no longer than the database is away: the next run delivers what
# waits, and is not counted among those that were dropped.
#
$runs = 0;
until ($runs > 0 && $run->{error} =~ /full/)
{
	$runs++;
	$run = run_offline("wide-$runs", 'RB-BIG', '--config', $configuration);
	last if $runs > 20;
}
$kept = $executor->spooled('ready');
$run = $executor->start($executor->incident('RB-BIG', '--incident-id', 'wide-now', '--config', $configuration, '--json'));
$executor->wait_for_file($run, 'started');
$executor->write('go', '');
$executor->finish($run);
is("$run->{status} $run->{error}", '0 ', 'a run that finds a full spool and a database');
is($executor->spooled('ready') + $executor->spooled('running'), 0, '... leaves nothing behind');
is($executor->reported('incident_id', q{incident_id LIKE 'wide-%'}),
	join("\n", (map { "wide-$_" } 1 .. $kept), 'wide-now'),
	'... and delivers what waits before its own result');
flush('and what was dropped', 0, delivered => 0, dropped => $runs - $kept);

#
# What is refused is kept as long as there is room, and never said to be
# delivered.
#
$executor->write('executor.conf', "spool_limit = 8kB\n");
$learn->sql(q{CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$});
$learn->sql(q{CREATE TRIGGER no BEFORE INSERT ON learn.execution_results FOR EACH ROW WHEN (NEW.incident_id LIKE 'no-%') EXECUTE FUNCTION no()});
foreach my $number (1 .. 12)
{
	$run = $executor->run($executor->incident('RB-QUICK', '--incident-id', "no-$number", '--config', $configuration, '--json'));
	last if $run->{status} != 3 || $executor->spooled('refused') > 200;
	last if $run->{error} !~ /not this one/ || $run->{answer}{delivered};
	$runs = $number;
}
is($runs, 12, 'a result that is refused is never said to be delivered') or diag("$run->{status} $run->{error}");
cmp_ok($executor->run('flush', '--json')->{answer}{dropped}, '>', 0, '... nor is one that is dropped');
$learn->sql('DROP TRIGGER no ON learn.execution_results');

#
# Told to stop before the first step, while it looks how busy the processors
# are: nothing was done, and nothing is said of the runbook.
#
$executor->import_runbook('RB-CPU', incident_types => ['high_cpu'], steps => ["touch $home/idle"]);
$run = $executor->start('run', '--incident-type', 'high_cpu', '--incident-id', 'idle', '--spool', "$home/idle-spool");
$executor->wait_for_file($run, 'idle-spool/refused');
$run->{harness}->signal('TERM');
$executor->finish($run);
is($run->{status}, 1, 'told to stop before the first step');
like($run->{error}, qr/told to stop before the first step/, '... which it says');
ok(!-e "$home/idle", '... it runs none');
is($executor->reported('error_message', q{incident_id = 'idle'}), '', '... and reports none');
is_deeply([ glob "$home/idle-spool/{running,ready}/*" ], [], '... and leaves nothing');

#
# A spool that cannot be used is no reason not to run.
#
my $file = $executor->write('file', '');
mkdir "$home/open", 0777 or die $!;
chmod 0777, "$home/open" or die $!;
foreach my $spool ($file, "$home/open", "/proc/nowhere")
{
	$run = $executor->run($executor->incident('RB-QUICK', '--spool', $spool));
	is($run->{status}, 0, "the spool cannot be $spool: the run is delivered all the same");
	like($run->{error}, qr/^learn-executor: warning: /, '... with a warning');
}
$run = run_offline('offline', 'RB-SLOW', '--spool', $file);
is($run->{status}, 3, 'without a database either');
is($run->{answer}{execution}{incident_id}, 'offline', '... the result is printed, at least');

ok($learn->survived, 'the server is well');
done_testing();
