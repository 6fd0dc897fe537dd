# Every execution is analysed exactly once, and every draft exists once,
# whatever is killed and when.
#
# In each round executors report executions of all kinds, one COMMIT after the
# other, while something is killed: the worker, the launcher, the postmaster, or
# everything at once by an immediate stop; at a chosen step of a job, or when a
# random number of reports, requests or analyses has been reached.  What
# executors do not know to be committed they report again.  The model answers
# late, not at all, or with errors now and then.
#
# LEARN_SEED=n repeats the random choices of a run that printed that number.

use strict;
use warnings;

use IPC::Run;
use LearnTest;
use List::Util qw(shuffle);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $seed = $ENV{LEARN_SEED} || time % 1_000_000;

note "LEARN_SEED=$seed";
srand $seed;

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_concurrent_requests => 8,
	max_attempts => 100,
	retry_delay => '20ms',
	max_retry_delay => '200ms');
my $node = $learn->node;
my @lines = map { "RB-LNX-SVC-00$_" } 1 .. 3;

$learn->import_runbook(@lines);

#
# A gate stops the worker in the middle of a transaction, while another session
# holds the gate's lock.
#
my %gates = (
	claimed => [
		1,
		'AFTER UPDATE ON learn.jobs',
		'OLD.lease_token IS NULL AND NEW.lease_token IS NOT NULL'
	],
	answered =>
	  [ 2, 'BEFORE INSERT ON learn.analyses', "NEW.source = 'model'" ],
	applied =>
	  [ 3, 'AFTER INSERT ON learn.llm_calls', "NEW.outcome = 'answered'" ],
	drafted =>
	  [ 4, 'AFTER INSERT ON learn.audit_log', "NEW.action = 'generate'" ],
	put_back => [
		5,
		'AFTER UPDATE ON learn.jobs',
		'OLD.lease_token IS NOT NULL AND NEW.last_error IS NOT NULL'
	]);

$learn->sql(<<'SQL');
CREATE SCHEMA gates;
CREATE FUNCTION gates.pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_catalog.pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint);
	RETURN NEW;
END $$;
SQL
foreach my $name (sort keys %gates)
{
	my ($lock, $event, $condition) = @{ $gates{$name} };

	$learn->sql(
		"CREATE TRIGGER gate_$name $event FOR EACH ROW WHEN ($condition) EXECUTE FUNCTION gates.pass($lock)"
	);
}

#
# What is reported: the kind of each execution, and the INSERTs that are not
# known to be committed.
#
my %kind_of;
my @unacknowledged;
my $round = 0;
my $number = 0;

# The version of a line that is in use.
sub active_version
{
	my ($line) = @_;

	return $learn->sql(
		"SELECT id FROM learn.runbooks WHERE line = '$line' AND status = 'active'"
	);
}

# Plans a report of executions of some kinds, each of a runbook at random.
sub plan_report
{
	my ($kinds, @runbooks) = @_;
	my @executions;

	foreach my $kind (@$kinds)
	{
		my $id = sprintf 'exec-%d-%d', $round, ++$number;
		my $stranger = $kind eq 'stranger';

		$kind_of{$id} = $kind;
		push @executions,
		  {
			execution_id => $id,
			runbook_id => $stranger
			? 'RB-NOBODY-KNOWS-001'
			: $runbooks[ rand @runbooks ],
			$kind eq 'success' ? LearnTest::success()
			: $stranger ? ()
			: $kind eq 'lasting' ? (failure => 'unknown', hostname => 'web-2')
			: (failure => $kind)
		  };
	}
	push @unacknowledged,
	  LearnTest::report_of(@executions) . ' ON CONFLICT DO NOTHING';
	return;
}

# Plans that many reports, one of each runbook first: there are drafts to be
# written.  These are of a host on which nothing succeeds, since a success would
# say that the cause has passed.
sub plan_reports
{
	my ($reports) = @_;
	my @kinds = qw(known permission success stranger unknown unknown);
	my @runbooks = map { active_version($_) } @lines;

	plan_report(['lasting'], $_) foreach @runbooks;
	foreach (@runbooks + 1 .. $reports)
	{
		my $size = rand() < 0.8 ? 1 : 2 + int rand 8;

		plan_report([ map { $kinds[ rand @kinds ] } 1 .. $size ], @runbooks);
	}
	return;
}

#
# The executors: a psql that commits one transaction after the other, and says
# so after each; every now and then it changes its mind and rolls one back.
#
sub start_reporting
{
	my $file = "$PostgreSQL::Test::Utils::tmp_check/reports.sql";
	my %reporting = (output => '', error => '');
	my $text = '';

	foreach my $number (0 .. $#unacknowledged)
	{
		my $report = $unacknowledged[$number];
		my $dropped = $report =~ s/exec-/exec-dropped-/gr;

		$text .= "BEGIN;\n$dropped;\nROLLBACK;\n" if rand() < 0.1;
		$text .= "$report;\n\\echo committed $number\n";
	}
	open my $handle, '>', $file or die "could not write $file: $!";
	print $handle $text;
	close $handle or die "could not write $file: $!";
	$reporting{run} = IPC::Run::start(
		[
			'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d',
			$node->connstr('postgres'),
			'-f', $file
		],
		'>',
		\$reporting{output},
		'2>',
		\$reporting{error});
	return \%reporting;
}

# How many transactions it has committed.
sub committed
{
	my ($reporting) = @_;
	my @committed = $reporting->{output} =~ /^committed (\d+)$/mg;

	return scalar @committed;
}

# Waits for its end; true when it could commit all.
sub finish_reporting
{
	my ($reporting) = @_;

	$reporting->{run}->finish;
	splice @unacknowledged, 0, committed($reporting);
	return !@unacknowledged;
}

#
# Where to kill.  Each prepares to hold the worker at a step, if need be, and
# returns what tells that the step has been reached, given the reports under
# way, and what is left to do after the kill.
#
sub at_gate
{
	my ($name) = @_;
	my $holder = $node->background_psql('postgres');

	$holder->query_safe("SELECT pg_advisory_lock($gates{$name}[0])");
	set_moods(('500') x 5) if $name eq 'put_back';
	return (
		sub {
			return $learn->sql(
				"SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.backend_type = 'learn worker' AND l.locktype = 'advisory' AND NOT l.granted"
			);
		},
		sub { $holder->quit });
}

sub during_request
{
	$stub->control(
		behaviours => [ ('hang') x (1 + int rand 8) ],
		default => 'slow:0.05');
	return sub { return grep { $_->{behaviour} eq 'hang' } $stub->requests; };
}

sub after_reports
{
	my $wanted = 1 + int rand 20;

	return sub {
		my ($reporting) = @_;

		$reporting->{run}->pump_nb;
		return committed($reporting) >= $wanted;
	};
}

sub after_requests
{
	my $wanted = $stub->requests + 1 + int rand 10;

	return sub { return $stub->requests >= $wanted; };
}

sub after_analyses
{
	my $count = 'SELECT count(*) FROM learn.analyses';
	my $wanted = $learn->sql($count) + 1 + int rand 20;

	return sub { return $learn->sql($count) >= $wanted; };
}

my %steps = (
	(map { my $name = $_; $name => sub { at_gate($name) } } keys %gates),
	requested => \&during_request);
my %random_points = (
	'some reports' => \&after_reports,
	'some requests' => \&after_requests,
	'some analyses' => \&after_analyses);

#
# Whom to kill, and how life goes on.
#
my %victims = (
	worker => sub { $learn->kill_process($learn->worker_pid); },
	postmaster => sub { $learn->kill_server; },
	everything => sub {
		$node->stop('immediate');
		$node->start;
	},
	launcher => sub {
		$learn->kill_process(
			$learn->sql(
				"SELECT pid FROM pg_stat_activity WHERE backend_type = 'learn launcher'"
			));
	});

# What the model does next: this, and then it mostly answers, soon or late.
sub set_moods
{
	my (@moods) = @_;

	push @moods, map {
		my $luck = rand;

		$luck < 0.06 ? '500'
		  : $luck < 0.12 ? 'dropped'
		  : $luck < 0.6 ? sprintf('slow:%.3f', rand 0.05)
		  : 'good'
	} 1 .. 60;

	$stub->control(behaviours => \@moods, default => 'good');
	return;
}

#
# What must hold at any time, and no row may contradict.
#
my $violations = <<'SQL';
SELECT 'neither analysed nor waiting', e.execution_id
FROM learn.execution_results e
WHERE NOT EXISTS (SELECT FROM learn.analyses a WHERE a.execution_id = e.execution_id)
	AND NOT EXISTS (SELECT FROM learn.jobs j WHERE j.kind = 'analyze' AND j.subject = e.execution_id)
UNION ALL
SELECT 'analysed and waiting', j.subject
FROM learn.jobs j JOIN learn.analyses a ON a.execution_id = j.subject
WHERE j.kind = 'analyze'
UNION ALL
SELECT 'analysed without having been reported', a.execution_id
FROM learn.analyses a
WHERE NOT EXISTS (SELECT FROM learn.execution_results e WHERE e.execution_id = a.execution_id)
UNION ALL
SELECT 'a job without an execution', j.subject
FROM learn.jobs j
WHERE j.kind IN ('analyze', 'improve')
	AND NOT EXISTS (SELECT FROM learn.execution_results e
		WHERE e.execution_id = CASE j.kind WHEN 'analyze' THEN j.subject ELSE j.execution_id END)
UNION ALL
SELECT 'more than one pending draft', r.line
FROM learn.runbooks r WHERE r.status = 'pending' GROUP BY r.line HAVING count(*) > 1
UNION ALL
SELECT 'not one review and one row in the audit log', r.id
FROM learn.runbooks r
WHERE r.origin = 'generated' AND NOT (
	(SELECT count(*) FROM learn.review_queue q WHERE q.runbook_id = r.id) = 1
	AND (SELECT count(*) FROM learn.audit_log l WHERE l.object_id = r.id
		AND l.action = 'generate' AND l.digest_after = r.digest) = 1)
UNION ALL
SELECT 'generated, and not there', l.object_id
FROM learn.audit_log l
WHERE l.action = 'generate'
	AND NOT EXISTS (SELECT FROM learn.runbooks r WHERE r.id = l.object_id)
UNION ALL
SELECT 'two drafts from one failure', r.generated_from_failure
FROM learn.runbooks r WHERE r.origin = 'generated'
GROUP BY r.generated_from_failure HAVING count(*) > 1
UNION ALL
SELECT 'not one answer for one analysis', a.execution_id
FROM learn.analyses a
WHERE (SELECT count(*) FROM learn.llm_calls c WHERE c.subject = a.execution_id
	AND c.outcome = 'answered') <> CASE a.source WHEN 'model' THEN 1 ELSE 0 END
UNION ALL
SELECT 'an answer that led to nothing', c.subject
FROM learn.llm_calls c
WHERE c.purpose = 'categorize' AND c.outcome = 'answered'
	AND NOT EXISTS (SELECT FROM learn.analyses a WHERE a.execution_id = c.subject)
UNION ALL
SELECT 'not one answer for each draft', r.parent_runbook
FROM learn.runbooks r
WHERE r.origin = 'generated'
	AND (SELECT count(*) FROM learn.llm_calls c WHERE c.purpose = 'improve'
		AND c.subject = r.parent_runbook AND c.outcome = 'answered') <> 1
UNION ALL
SELECT 'a dead job', concat_ws(' ', j.kind, j.subject, j.last_error)
FROM learn.jobs j WHERE j.dead_at IS NOT NULL
UNION ALL
SELECT problem, object_id FROM learn_verify_audit()
SQL

# And what must hold when nothing is left to do.
my $leftovers = <<'SQL';
SELECT 'still a job', concat_ws(' ', j.kind, j.subject) FROM learn.jobs j
UNION ALL
SELECT 'led to nothing yet', a.execution_id FROM learn.analyses a
WHERE a.follow_up ~ '^(waits for the draft|a draft is being written)'
UNION ALL
SELECT 'counted wrongly', v.runbook_id
FROM learn_versions v
WHERE v.executions <> (SELECT count(*) FROM learn.execution_results e WHERE e.runbook_id = v.runbook_id)
UNION ALL
SELECT 'under way', s.in_flight::text FROM learn_worker_status s WHERE s.in_flight <> 0
SQL

# What the analysis of an execution of each kind must be.
my %expected = (
	known => 'f|runbook_insufficient|rules',
	stranger => 'f|runbook_insufficient|rules',
	permission => 'f|permission_denied|rules',
	unknown => 'f|runbook_insufficient|model',
	lasting => 'f|runbook_insufficient|model',
	success => 't||');

sub check_analyses
{
	my ($name) = @_;
	my %found = map { split /\|/, $_, 2 } split /\n/,
	  $learn->sql(
		'SELECT execution_id, succeeded, failure_type, source FROM learn.analyses'
	  );
	my %wanted = map { $_ => $expected{ $kind_of{$_} } } keys %kind_of;
	my @wrong = grep { ($found{$_} // '') ne ($wanted{$_} // '') }
	  sort keys %{ { %found, %wanted } };

	is(join(' ', @wrong), '', "$name: every execution is analysed, and right");
	return;
}

# Of each request there is a row, but for those that were under way at a kill:
# at most one for each kill and subject.
sub check_requests
{
	my ($name, $kills) = @_;
	my %sent;
	my %failed;
	my %recorded = map { split /\|/ } split /\n/, $learn->sql(<<'SQL');
SELECT purpose || ' ' || subject, count(*) FROM learn.llm_calls GROUP BY 1
SQL
	my %held = map { split /\|/ } split /\n/, $learn->sql(<<'SQL');
SELECT purpose || ' ' || subject, count(*) FROM learn.llm_calls
WHERE outcome = 'unusable' GROUP BY 1
SQL
	my @wrong;

	foreach my $request ($stub->requests)
	{
		my $purpose = $request->{purpose};
		my $key = $purpose eq 'improve' ? 'runbook_id' : 'execution_id';
		my ($subject) =
		  $request->{body}{messages}[-1]{content} =~ /"$key":\s*"([^"]+)"/;

		$sent{"$purpose $subject"}++;
		$failed{"$purpose $subject"}++
		  if $request->{behaviour} =~ /^(?:500|dropped)/;
	}
	foreach my $subject (sort keys %sent)
	{
		my $lost = $sent{$subject} - ($recorded{$subject} // 0);
		my $asked = $sent{$subject} - ($failed{$subject} // 0) -
		  ($held{$subject} // 0);

		push @wrong, "$subject: $sent{$subject} sent, $lost not recorded"
		  if $lost < 0 || $lost > $kills || $asked < 1 || $asked > 1 + $kills;
	}
	is(join("\n", @wrong),
		'', "$name: the model is asked once, and once more for each kill");
	return;
}

# A reviewer approves some drafts, the first of them at least: so runbooks
# change all the time, and there is one that no draft is pending for.
sub approve_some
{
	my @pending = shuffle(split /\n/,
		$learn->sql('SELECT runbook_id FROM learn_pending()'));

	foreach my $number (0 .. $#pending)
	{
		$learn->sql("SELECT learn_approve('$pending[$number]')")
		  if $number == 0 || rand() < 0.5;
	}
	return;
}

# What anybody can see of the engine's work: it must not vanish again.
my $results = <<'SQL';
SELECT 'analysed', execution_id, analysed_at FROM learn.analyses
UNION ALL
SELECT 'asked', id::text, called_at FROM learn.llm_calls
UNION ALL
SELECT 'logged', hash, at FROM learn.audit_log
SQL

# The lines of one text that are not in another.
sub missing
{
	my ($wanted, $found) = @_;
	my %found = map { $_ => 1 } split /\n/, $found;

	return join "\n", grep { !$found{$_} } split /\n/, $wanted;
}

# Reports until a step is reached, and kills.  Returns what was seen before and
# is gone.
sub report_and_kill
{
	my ($victim, $step) = @_;
	my ($reached, $clean_up) =
	  ($steps{$step} // $random_points{$step})->();
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;
	my $reporting;
	my $seen;

	approve_some();
	plan_reports(25);
	$reporting = start_reporting();
	until ($reached->($reporting))
	{
		die "the step was not reached" if Time::HiRes::time() > $end;
		Time::HiRes::usleep(10_000);
	}
	set_moods();
	$seen = $learn->sql($results);
	$victims{$victim}->();
	$clean_up->() if $clean_up;
	finish_reporting($reporting);
	return missing($seen, $learn->sql($results));
}

# Reports and kills until all is reported, done and right.
sub play_round
{
	my (@kills) = @_;
	my $name = join(', then ', map { "$_->[0] at $_->[1]" } @kills)
	  || 'nobody is killed';

	$round++;
	set_moods();
	$stub->control(forget => JSON::PP::true);
	foreach my $kill (@kills)
	{
		is(report_and_kill(@$kill), '', "$name: what was seen stays");
		is($learn->sql($violations),
			'', "$name: nothing is lost, nothing double");
	}
	plan_reports(25);
	ok(finish_reporting(start_reporting()), "$name: everything is reported");
	$learn->wait_for('SELECT count(*) = 0 FROM learn.jobs',
		"$name: everything is done");
	is($learn->sql("$violations UNION ALL $leftovers"),
		'', "$name: everything is there once");
	check_analyses($name);
	check_requests($name, scalar @kills);
	return;
}

play_round();

# The launcher while a request is under way; the others at every step; any of
# them at one of the other points.
my @kills = (
	[ 'launcher', 'requested' ],
	map { [ (shuffle(sort keys %victims))[0], $_ ] }
	  sort keys %random_points);

foreach my $step (sort keys %steps)
{
	push @kills, map { [ $_, $step ] } qw(worker postmaster everything);
}
@kills = shuffle(@kills);
play_round(splice @kills, 0, 2) while @kills;

#
# A lease expires while a request is under way.  What the one who held it
# brings later is dropped, whoever has the job by then or has done it.
#
sub ask
{
	my ($name, $asked) = @_;

	$learn->execute(
		{
			execution_id => "exec-$name",
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		});
	ok($asked->wait_for_requests(1), "$name: the worker has asked");
	return;
}

# The SQL that lets the lease expire.
sub expiry
{
	my ($name) = @_;

	return
	  "UPDATE learn.jobs SET run_after = now() WHERE subject = 'exec-$name';\n";
}

# Somebody does the job as soon as the lease has expired, before the worker can
# look at it.
sub take_over
{
	my ($name) = @_;

	return $learn->sql(
		'BEGIN;' . expiry($name) . 'SELECT learn_run_jobs(); COMMIT');
}

sub check_both_asked
{
	my ($name, $outcomes) = @_;

	$learn->wait_for(
		"SELECT count(*) = 2 FROM learn.llm_calls WHERE subject = 'exec-$name'",
		"$name: both calls are recorded");
	$learn->wait_for('SELECT in_flight = 0 FROM learn_worker_status',
		"$name: both have come to an end");
	is( $learn->sql(
			"SELECT string_agg(outcome, ' ' ORDER BY outcome) FROM learn.llm_calls WHERE subject = 'exec-$name'"
		),
		$outcomes,
		"$name: nobody has asked again");
	is( $learn->sql(
			"SELECT count(*), (SELECT count(*) FROM learn.jobs) FROM learn.analyses WHERE execution_id = 'exec-$name'"
		),
		'1|0',
		"$name: there is one analysis, and nothing left to do");
	return;
}

$stub->control(
	behaviours => [ 'slow:1', 'good' ],
	forget => JSON::PP::true);
ask('done', $stub);
is(take_over('done'), 1, 'done: somebody else does the job meanwhile');
check_both_asked('done', 'answered answered');

$stub->control(
	behaviours => [ 'slow:0.5', 'slow:1.5' ],
	forget => JSON::PP::true);
ask('under-way', $stub);
is(take_over('under-way'),
	1, 'under-way: somebody else is at it when the answer comes');
check_both_asked('under-way', 'answered answered');

# The worker takes its own job anew, and then its first request fails: that is
# no reason to take it once more.
my $other_stub = LearnTest::Stub->new;

$other_stub->control(default => 'hang');
$stub->control(behaviours => ['slow:2'], forget => JSON::PP::true);
$learn->configure(endpoint => $other_stub->endpoint);
ask('again', $other_stub);
$learn->configure(endpoint => $stub->endpoint);
$learn->sql(expiry('again'));
$learn->configure;
ok($stub->wait_for_requests(1), 'again: the worker has asked somebody else');
undef $other_stub;
check_both_asked('again', 'answered unavailable');

is( join(
		"\n",
		grep { /PANIC|TRAP:|terminated by signal (?!9\b)/ } split /\n/,
		$learn->log_text),
	'',
	'nothing crashed but what was killed');

done_testing;
