# What steps can do to learn-executor: too late, too much, not text, secrets,
# signals.

use strict;
use warnings;

use ExecutorTest;
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $learn = LearnTest->new('steps');
my $executor = ExecutorTest->new($learn);
my $home = $executor->home;
my $run;
my %verified = (verification => { method => 'command', command => 'true' });

# Runs a runbook of these steps; the trace of the first.
sub steps
{
	my ($id, @steps) = @_;

	$executor->import_runbook($id, steps => \@steps, %verified);
	$run = $executor->run($executor->incident($id, '--json'));
	BAIL_OUT("no answer: $run->{error}") unless $run->{answer};
	return $run->{answer}{execution}{executed_steps}[0];
}

# Waits until no process has these words among its arguments.
sub gone
{
	my ($words) = @_;
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;

	while (Time::HiRes::time() < $end)
	{
		return 1 unless grep { (eval { slurp_file($_) } // '') =~ /$words/ } glob '/proc/[0-9]*/cmdline';
		Time::HiRes::usleep(20_000);
	}
	return 0;
}

#
# Too late.
#
my $step = steps('RB-LATE',
	{ action => 'hang', timeout => 0.5, command => "sleep 4711 & (trap '' TERM; sleep 4712 & sleep 4713); wait" });
is($run->{status}, 1, 'a step whose time is up fails');
like($step->{error}, qr/timed out after 0.5 s/, '... and says so');
is($run->{answer}{execution}{error_step}, 1, '... and is named');
ok(gone('sleep.471[123]'), 'with all that it started');
$step = steps('RB-RETRY', { action => 'count', retry => { attempts => 3, delay => 0.05 },
	command => "echo x >>$home/tries; [ \$(wc -l <$home/tries) = 3 ]" });
is("$run->{status} $step->{attempts} $run->{answer}{execution}{retry_count}", '0 3 2', 'a step is tried again');
$step = steps('RB-WAIT', { action => 'start', command => "(sleep 0.3; touch $home/ready) &",
	wait_for => { command => "test -e $home/ready", timeout => 20, interval => 0.1 } });
is($run->{status}, 0, 'a step waits until what it started is ready');
$step = steps('RB-WAIT2', { action => 'start', command => 'true', wait_for => { command => 'false', timeout => 0.3, interval => 0.1 } });
is($run->{status}, 1, 'not for ever');

#
# A service that a step leaves running.
#
$step = steps('RB-SERVICE', "(while echo tick; do sleep 0.05; echo \$\$ >$home/alive; done; touch $home/died) & echo started; echo \$! >$home/pid");
is($run->{status}, 0, 'a step may leave a service running');
like($step->{output}, qr/started/, 'without waiting for it');
unlink "$home/alive";
my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;
Time::HiRes::usleep(20_000) until -e "$home/alive" || Time::HiRes::time() > $end;
ok(-e "$home/alive" && !-e "$home/died", 'which goes on writing after the executor has ended');
kill 'KILL', $executor->read('pid');

#
# Too much, and not text.
#
$step = steps('RB-BIG', 'echo first; head -c 104857600 /dev/zero | tr "\0" "x"; echo; echo last');
is($run->{status}, 0, '100 MB of output');
like($step->{output}, qr/^first\n.*left out.*\nlast$/s, 'its head and tail are kept');
cmp_ok(length $step->{output}, '<', 40_000, 'and not more');
$step = steps('RB-BINARY', 'head -c 65536 /dev/urandom; printf "\0\377\376end\n"');
is($run->{status}, 0, 'binary output');
like($step->{output}, qr/end$/, 'is made text');
is($executor->reported(q{executed_steps #>> '{0,output}' LIKE '%end'}, q{runbook_id = 'RB-BINARY'}), 't',
	'which the database takes');
$step = steps('RB-ESCAPE', q{printf '\033[2J\033]0;owned\007 plain\n' >&2; exit 1});
$run = $executor->run($executor->incident('RB-ESCAPE'));
unlike($run->{output}, qr/[\x00-\x08\x0b-\x1f]/, 'nothing reaches the terminal that could take it over');
like($run->{output}, qr/plain/, 'but what can be read');

#
# Secrets.
#
my $token = 'gh' . 'p_' . 'a1B2' x 9;
$executor->import_runbook('RB-SECRET',
	parameters => { DB_PASSWORD => { required => JSON::PP::true } },
	steps => [ qq{echo "login with password=\$DB_PASSWORD and $token"; echo "it was \$DB_PASSWORD" >&2; exit 1} ], %verified);
$run = $executor->run($executor->incident('RB-SECRET', '--param', 'DB_PASSWORD=correct horse', '--json'));
unlike($run->{output}, qr/correct horse|a1B2a1B2/, 'secrets are not printed');
is($learn->sql(q{SELECT count(*) FROM learn.execution_results e WHERE e::text ~ 'correct horse|a1B2a1B2'}), '0', 'nor reported');
like($executor->reported('error_message', q{runbook_id = 'RB-SECRET'}), qr/^it was \[redacted/, 'the rest is');

#
# Signals.
#
$step = steps('RB-TERM', { action => 'suicide', command => 'kill -TERM $PPID; sleep 4714' }, "touch $home/never");
is($run->{status}, 1, 'a step that tells the executor to stop');
like($run->{answer}{execution}{error_message}, qr/told to stop \(signal 15\) during step 1 \(suicide\)/, 'is reported as that');
ok(gone('sleep.4714'), 'the step is ended');
ok(!-e "$home/never", 'and what follows is not run');
$executor->import_runbook('RB-UNDO', steps => ["touch $home/started; sleep 4715"],
	rollback => [ { action => 'undo', command => "touch $home/undone" } ], %verified);
$run = $executor->start($executor->incident('RB-UNDO'));
$executor->wait_for_file($run, 'started');
$run->{harness}->signal('TERM');
$executor->finish($run);
is("$run->{status} " . (-e "$home/undone" ? 'undone' : 'left'), '1 undone', 'a run that is stopped is undone, and reported');
is($executor->reported('tags', q{runbook_id = 'RB-UNDO'}), '{interrupted}', 'as interrupted');

# Its parent is killed by a step, as it may happen to a session of ssh.
$executor->import_runbook('RB-ORPHAN', parameters => { SHELL_PID => {} },
	steps => [ 'kill -KILL $SHELL_PID; kill -HUP $PPID; echo alone' ], %verified);
my $node = $learn->node;
my @command = $executor->incident('RB-ORPHAN', '--hostname', 'orphan');
{
	local $ENV{HOME} = $home;
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGUSER} = 'robot';
	local $ENV{PGDATABASE} = 'postgres';
	IPC::Run::run([ 'sh', '-c', "learn-executor @command --param SHELL_PID=\$\$; echo not reached" ],
		'<' => \undef, '>' => \my $output, '2>' => \my $error);
}
$learn->wait_for(q{SELECT status = 'success' AND executed_steps #>> '{0,output}' = 'alone' FROM learn_executions WHERE runbook_id = 'RB-ORPHAN'},
	'a run outlives the shell that started it');

# It is killed by its own step.
$executor->import_runbook('RB-KILL', steps => [ 'true', { action => 'murder', command => 'kill -KILL $PPID' }, "touch $home/never" ], %verified);
$run = $executor->run($executor->incident('RB-KILL'));
is($run->{signal}, 9, 'a step kills the executor');
is($executor->reports(q{runbook_id = 'RB-KILL'}), '0', 'which can report nothing');
is($executor->run($executor->incident('RB-WAIT'))->{status}, 0, 'the next run');
is($executor->reported(
		q{status, error_message, error_step, (SELECT string_agg(concat_ws(':', s ->> 'action', s ->> 'success'), ' ') FROM jsonb_array_elements(executed_steps) s)},
		q{runbook_id = 'RB-KILL'}),
	'failure|the executor ended during step 2 (murder)|2|step_1:true murder:false',
	'reports what it did');
ok(!-e "$home/never", 'nothing was run after that');

#
# What whoever starts it can do to it.
#
sub from_shell
{
	my ($redirections, @arguments) = @_;
	my $program = [ 'sh', '-c', "exec learn-executor \"\$@\" $redirections", 'sh', @arguments ];

	return $executor->finish($executor->start_as($program));
}

$executor->import_runbook('RB-STREAMS', %verified,
	steps => ['readlink /proc/$PPID/fd/0 /proc/$PPID/fd/1 /proc/$PPID/fd/2']);
$run = from_shell('<&- >&- 2>&-', $executor->incident('RB-STREAMS'));
is("$run->{status} $run->{signal}", '0 0', 'without standard streams it does its work');
is($executor->reported(q{executed_steps -> 0 ->> 'output'}, q{runbook_id = 'RB-STREAMS'}),
	"/dev/null\n/dev/null\n/dev/null",
	'and no file or connection takes their places');
$run = $executor->run($executor->incident('RB-STREAMS', '--incident-id', 'INC 42'));
is($run->{status}, 2, 'the number of an incident that cannot be reported');
like($run->{error}, qr/--incident-id: it must be/, '... is refused');
is($executor->reports(q{runbook_id = 'RB-STREAMS'}), 1, '... before anything is run');
$executor->import_runbook('RB-QUOTA', %verified, steps => ['true']);
$run = $executor->finish($executor->start_as(
		[ 'sh', '-c', 'ulimit -f 0; exec learn-executor "$@"', 'sh', $executor->incident('RB-QUOTA', '--json') ]));
is("$run->{status} $run->{signal}", '0 0', 'where it must not write files, it does its work');
ok($run->{answer}{delivered}, '... and reports');
$executor->import_runbook('RB-SECRET2', parameters => { DB_PASSWORD => {} }, steps => ['true'], %verified);
$run = $executor->run($executor->incident('RB-SECRET2', '--json', '--param', 'DB_PASSWORD=success'));
ok($run->{answer}{delivered}, 'a secret that is a word of the report does not spoil it');

ok($learn->survived, 'the server is well');
done_testing();
