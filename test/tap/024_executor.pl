# learn-executor: what it is asked for, what it may run, what it reports.

use strict;
use warnings;

use ExecutorTest;
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $learn = LearnTest->new('executor');
my $executor = ExecutorTest->new($learn);
my $home = $executor->home;
my $run;

#
# Usage.
#
foreach my $case (
	[ [], qr/a command is missing/ ],
	[ ['repair'], qr/there is no command "repair"/ ],
	[ ['run'], qr/run needs --incident-type/ ],
	[ [ 'run', '--incident-type', 'x', '--fast' ], qr/no option --fast/ ],
	[ [ 'run', '--incident-type', 'x', '--param', 'path' ], qr/learn-executor: / ],
	[ [ 'run', '--incident-type', 'x', '--param', 'PATH=/x' ], qr/PATH/ ],
	[ [ 'flush', '--config', "$home/none" ], qr/could not open the configuration/ ])
{
	$run = $executor->run(@{ $case->[0] });
	is($run->{status}, 2, "wrong usage: @{$case->[0]}");
	like($run->{error}, $case->[1], '... and why');
}
$run = $executor->run('--help');
is($run->{status}, 0, '--help');
like($run->{output}, qr/--incident-type TYPE/, 'names the options');
$run = $executor->run('--version');
like($run->{output}, qr/^learn-executor \(learn\) 1\.0$/, '--version');

#
# A run that helps.
#
$executor->import_runbook(
	'RB-A',
	parameters => { NAME => { required => JSON::PP::true }, GREETING => { default => 'hello' } },
	steps => [
		"echo \"\$GREETING, \$NAME\" >$home/greeting; cat $home/greeting",
		{ action => 'gone', command => 'false', failure_is_success => JSON::PP::true },
		{ action => 'extra', command => 'exit 3', optional => JSON::PP::true },
	],
	verification => { method => 'command', command => "test -s $home/greeting" });
$run = $executor->run($executor->incident('RB-A', '--incident-id', 'inc-1', '--client', 'acme',
		'--hostname', 'web1', '--param', q{NAME=$(id); `id` "';}, '--json'));
is($run->{status}, 0, 'a run that helps') or diag($run->{error});
is($run->{answer}{outcome}, 'verified', 'is verified');
ok($run->{answer}{delivered}, 'and delivered');
is($executor->read('greeting'), qq{hello, \$(id); `id` "';\n},
	'parameters are data, whatever they hold');
is($executor->reported(
		q{runbook_id, incident_id, incident_type, client_id, hostname, platform, status, success,
		verification_passed, verification_method LIKE 'command%', confidence BETWEEN 0.5 AND 0.99,
		retry_count, error_message IS NULL}),
	'RB-A|inc-1|rb-a|acme|web1|linux|success|t|t|t|t|0|t',
	'it is reported');
is($executor->reported(
		q{(SELECT string_agg(concat_ws(':', s ->> 'step_number', s ->> 'action', s ->> 'success', s ->> 'exit_code'), ' ')
		FROM jsonb_array_elements(executed_steps) s)}),
	'1:step_1:true:0 2:gone:true:1 3:extra:false:3',
	'with every step');
is($executor->reported(
		q{jsonb_typeof(state_before -> 'disk' -> '/' -> 'used_percent'), state_before ? 'memory',
		state_after ? 'cpu', state_diff IS NOT NULL, completed_at > started_at}),
	'number|t|t|t|t',
	'and the state before and after');
is($executor->spooled('*'), 0, 'nothing is left in the spool');
$run = $executor->run($executor->incident('RB-A', '--param', 'NAME=x'));
like($run->{output}, qr/^RB-A on .* for rb-a\n.*step 1 step_1: ok.*step 3 extra: failed.*verification: passed.*\nverified\n.* delivered\n$/s,
	'people get a summary');
SKIP:
{
	skip 'there is no /dev/full', 1 unless -e '/dev/full';
	$run = $executor->finish($executor->start_as(
			[ 'sh', '-c', 'exec learn-executor "$@" >/dev/full', 'sh',
				$executor->incident('RB-A', '--param', 'NAME=x') ]));
	is($run->{status}, 1, 'a summary that cannot be written is no success');
}

#
# Runs that do not help.
#
$executor->import_runbook('RB-B', steps => [ 'echo working; echo broken >&2; exit 7', "touch $home/never" ],
	rollback => [ { action => 'undo', command => "touch $home/undone" } ],
	verification => { method => 'command', command => 'false' });
$run = $executor->run($executor->incident('RB-B', '--json'));
is($run->{status}, 1, 'a run that fails');
is($run->{answer}{outcome}, 'failed', 'says so');
ok(!-e "$home/never" && -e "$home/undone", 'what follows is not run, the rollback is');
is($executor->reported(
		q{status, success, verification_passed, error_message, error_step, manual_intervention_needed,
		(SELECT string_agg(concat_ws(':', s ->> 'action', s ->> 'success', s ->> 'output', s ->> 'error', s ->> 'phase'), ' ')
		FROM jsonb_array_elements(executed_steps) s)}, q{runbook_id = 'RB-B'}),
	'failure|f|f|broken|1|t|step_1:false:working:broken undo:true:::rollback',
	'and reports what went wrong');
$executor->import_runbook('RB-C', steps => ['true'],
	verification => { method => 'command', command => 'echo no; exit 4', timeout => 0.3 });
$run = $executor->run($executor->incident('RB-C', '--json'));
is("$run->{status} $run->{answer}{outcome}", '1 failed', 'steps that do not help are a failure');
is($executor->reported('status, success, verification_passed', q{runbook_id = 'RB-C'}),
	'partial|f|f', 'a partial one');
$executor->import_runbook('RB-D', steps => ['true']);
$run = $executor->run($executor->incident('RB-D', '--json'));
is("$run->{status} $run->{answer}{outcome}", '1 unverified', 'what nobody verified is not verified');
is($executor->reported('status, verification_passed IS NULL, confidence IS NULL', q{runbook_id = 'RB-D'}),
	'success|t|t', 'and reported as not known');
$executor->import_runbook('RB-E', steps => [ { action => 'make_coffee', params => { cups => 2 } } ]);
$run = $executor->run($executor->incident('RB-E', '--json'));
is($run->{status}, 1, 'an action that nobody knows');
like($executor->reported('error_message', q{runbook_id = 'RB-E'}), qr/make_coffee/, 'is a clear failure');

#
# What it may run.
#
sub refused
{
	my ($name, $expected, @arguments) = @_;
	my $before = $executor->reports;

	unlink "$home/ran";
	$run = $executor->run(@arguments);
	is($run->{status}, 1, "$name: refused");
	like($run->{error}, $expected, '... with the reason');
	ok(!-e "$home/ran", '... and nothing is run');
	return is($executor->reports, $before, '... or reported');
}

refused('no runbook', qr/no approved runbook/, 'run', '--incident-type', 'flood');
refused('no such runbook', qr/RB-NONE|not found|does not exist/i, $executor->incident('RB-A', '--runbook', 'RB-NONE'));
$learn->sql('SELECT learn_submit(' . LearnTest::literal(ExecutorTest::runbook('RB-F', steps => ["touch $home/ran"])) . ')');
refused('a draft', qr/not in use/, $executor->incident('RB-F', '--runbook', 'RB-F'));
$run = $executor->run($executor->incident('RB-F', '--runbook', 'RB-F', '--staging'));
is($run->{status}, 2, 'a draft, on staging, where this is none');
like($run->{error}, qr/staging = yes/, '... is refused, with the reason');
ok(!-e "$home/ran", '... and nothing is run');
$executor->import_runbook('RB-G', steps => ["touch $home/ran"]);
$learn->sql(q{SELECT learn_retire('RB-G', 'not wanted')});
refused('a retired one', qr/not in use/, $executor->incident('RB-G', '--runbook', 'RB-G'));
$executor->import_runbook('RB-H', steps => ["touch $home/ran"], applies_to => { hosts => 'db*' });
refused('one for other hosts', qr/db\*|other hosts|not meant/, $executor->incident('RB-H', '--runbook', 'RB-H', '--hostname', 'web1'));
$run = $executor->run($executor->incident('RB-H', '--runbook', 'RB-H', '--hostname', 'db7'));
ok(-e "$home/ran", 'on its own hosts it runs');

# Somebody who may do everything in the database hands out something else.
$executor->import_runbook('RB-I', steps => ['true'], parameters => { X => {} });
my $handout = $learn->sql(q{SELECT pg_get_functiondef('learn_next_runbook'::regproc)});
foreach my $column (
	[ 'content', q{jsonb_set(content, '{steps,0,command}', to_jsonb('touch }  . "$home/ran" . q{'::text))} ],
	[ 'digest', q{repeat('0', 64)} ],
	[ 'id', q{'RB-OTHER'} ])
{
	my %columns = (id => 'id', digest => 'digest', content => 'content');

	$columns{ $column->[0] } = $column->[1];
	$learn->sql(<<"SQL");
CREATE OR REPLACE FUNCTION learn_next_runbook(incident_type text, platform text, incident_id text DEFAULT NULL,
	client_id text DEFAULT NULL, hostname text DEFAULT NULL, platform_version text DEFAULT NULL)
RETURNS TABLE (runbook_id text, digest text, content jsonb) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS \$\$ SELECT $columns{id}, $columns{digest}, $columns{content} FROM learn.runbooks WHERE id = 'RB-I' \$\$
SQL
	refused("another $column->[0] than was approved", qr/learn-executor: /, $executor->incident('RB-I'));
}
$learn->sql($handout);
is($executor->run($executor->incident('RB-I'))->{status}, 1, 'the true one runs');
like($executor->reported('runbook_id'), qr/RB-I/, 'and is reported');

#
# Parameters and dry runs.
#
$run = $executor->run($executor->incident('RB-A'));
is($run->{status}, 2, 'a missing parameter is wrong usage');
like($run->{error}, qr/NAME/, '... and is named');
$run = $executor->run($executor->incident('RB-A', '--param', 'NAME=x', '--param', 'COLOUR=red'));
is($run->{status}, 2, 'one too many as well');
like($run->{error}, qr/COLOUR/, '... and is named');
unlink "$home/greeting";
my $before = $executor->reports;
$run = $executor->run($executor->incident('RB-A', '--param', 'NAME=x', '--dry-run', '--json'));
is("$run->{status} $run->{answer}{outcome} $run->{answer}{runbook_id}", '0 dry run RB-A', 'a dry run');
is($run->{answer}{parameters}{GREETING}, 'hello', 'shows the parameters');
is(scalar @{ $run->{answer}{steps} }, 3, 'and the steps');
ok(!-e "$home/greeting", 'and runs none');
is($executor->reports, $before, 'and reports nothing');
like($executor->run($executor->incident('RB-E', '--dry-run'))->{output}, qr/make_coffee.*not known here/s,
	'it shows what cannot be run');

#
# No connection is held while steps run.
#
$executor->import_runbook('RB-J', steps => ["touch $home/started; until [ -e $home/go ]; do sleep 0.05; done"]);
$run = $executor->start($executor->incident('RB-J'));
$executor->wait_for_file($run, 'started');
$learn->wait_for(q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'robot')},
	'no connection is open while a step runs');
$executor->write('go', '');
$executor->finish($run);

#
# Steps do not inherit how the database is reached.
#
$executor->import_runbook('RB-K', steps => ['env | grep -E "^(PG|LEARN_)" || echo none']);
$executor->set(PGPASSWORD => 'secret');
$run = $executor->run($executor->incident('RB-K', '--json'));
is($run->{answer}{execution}{executed_steps}[0]{output}, 'none', 'steps do not see the executor\'s own settings');
$executor->set(PGPASSWORD => undef);

#
# Drafts on staging, as a tester.
#
my $tester = ExecutorTest->new($learn, role => 'tester', member_of => 'learn_tester');
my $configuration = $tester->write('executor.conf', "staging = yes\n");
my @staging = ('--runbook', 'RB-F', '--staging', '--config', $configuration, '--hostname', 'stage1', '--json');
$before = $executor->reports;
$run = $tester->run($tester->incident('RB-F', @staging));
is($run->{status}, 1, 'a draft is tried') or diag($run->{error});
ok(-e "$home/ran", 'it is run');
is($executor->reports, $before, 'that is no telemetry');
is($learn->sql(q{SELECT test_name, passed, tested_by FROM learn.test_results}),
	'staging run on stage1|f|tester', 'but a test, not passed where nothing is verified');
$learn->sql('SELECT learn_submit(' . LearnTest::literal(ExecutorTest::runbook('RB-L', steps => ['true'],
	verification => { method => 'command', command => 'true' })) . ')');
$staging[1] = 'RB-L';
is($tester->run($tester->incident('RB-L', @staging))->{status}, 0, 'one that works');
is($learn->sql(q{SELECT passed FROM learn.test_results WHERE runbook_id = 'RB-L'}), 't', '... has passed a test');
is($tester->run($tester->incident('RB-A', '--runbook', 'RB-A', '--staging', '--config', $configuration, '--param', 'NAME=x'))->{status},
	1, 'what is no draft is not tried on staging');
like($learn->sql(q{SELECT status FROM learn.runbooks WHERE id = 'RB-L'}), qr/pending/, 'trying approves nothing');
is($tester->run($tester->incident('RB-A', '--param', 'NAME=x'))->{status}, 1, 'a tester is no executor');

#
# Actions.
#
mkdir "$home/actions" or die $!;
$executor->write('actions/make_coffee', "#!/bin/sh\necho \"\$PARAM_CUPS cups\"\n", 0755);
$run = $executor->run('actions', '--actions', "$home/actions");
like($run->{output}, qr/^make_coffee$/m, 'actions of the directory are listed');
like($run->{output}, qr/^restart_service$/m, 'and those that come along');
$run = $executor->run('register', '--actions', "$home/actions", '--hostname', 'kitchen');
is($run->{status}, 0, 'they are announced') or diag($run->{error});
is($learn->sql(q{SELECT platform, 'make_coffee' = ANY (actions) FROM learn_executors WHERE name = 'kitchen'}),
	'linux|t', 'and known to the database');
$run = $executor->run($executor->incident('RB-E', '--actions', "$home/actions", '--json'));
is($run->{answer}{execution}{executed_steps}[0]{output}, '2 cups', 'and run');

ok($learn->survived, 'the server is well');
done_testing();
