# A thousand failures, forty problems: what learning costs when it remembers.
#
# The machines of thirty clients have forty problems, a few of them often and
# most of them rarely.  Each occurrence says so in other words: other hosts,
# addresses, ports, processes, times, paths, numbers.  An executor runs what
# learn_next_runbook() hands out, and reports; a model, which knows the truth of
# every problem, is asked what the system does not know yet; a reviewer looks
# at the drafts now and then.  What was approved because of a problem mends it
# from then on.
#
# LEARN_SEED=n plays another thousand.

use strict;
use warnings;

use LearnTest;
use List::Util qw(min sum);
use Test::More;

my $failures_wanted = 1000;
my $burst = 200;

my $seed = $ENV{LEARN_SEED} || 6;
note "LEARN_SEED=$seed";
srand $seed;

#
# The runbooks: platform, incident type, and the actions of their steps.
#
my %runbooks = (
	'RB-LNX-QUEUE-001' =>
	  [qw(linux queue_backlog inspect_queue drain_queue resume_consumers)],
	'RB-LNX-CACHE-001' =>
	  [qw(linux cache_stale evict_keys warm_cache compare_cache)],
	'RB-LNX-SNAP-001' =>
	  [qw(linux snapshot_overrun list_snapshots thin_snapshots trim_volume)],
	'RB-LNX-CHAIN-001' =>
	  [qw(linux chain_outdated stage_chain install_chain reload_proxy)],
	'RB-LNX-REPL-001' =>
	  [qw(linux replica_lag pause_apply resync_replica resume_apply)],
	'RB-LNX-MESH-001' =>
	  [qw(linux mesh_partition list_peers rejoin_mesh probe_mesh)],
	'RB-LNX-BATCH-001' =>
	  [qw(linux batch_overrun freeze_batch requeue_batch thaw_batch)],
	'RB-LNX-SERVICE-001' =>
	  [qw(linux service_crash collect_traces start_service probe_service)],
	'RB-LNX-VAULT-001' => [qw(linux vault_sealed fetch_shares unseal_vault)],
	'RB-WIN-SPOOL-001' =>
	  [qw(windows spooler_hang stop_spooler clear_spool start_spooler)],
	'RB-WIN-PATCH-001' =>
	  [qw(windows patch_pending stage_update apply_update confirm_update)],
	'RB-WIN-SYNC-001' =>
	  [qw(windows directory_drift read_anchors sync_directory)],
	'RB-WIN-SITE-001' => [qw(windows site_down recycle_pool rebind_site)],
	'RB-MAC-PROFILE-001' =>
	  [qw(darwin profile_drift pull_profile apply_profile)],
	'RB-MAC-INDEX-001' =>
	  [qw(darwin index_runaway stop_indexer rebuild_index)],
);

# The problems, the most frequent first: runbook, number of the step that fails
# (0: none does, the verification is red), why it fails, how sure the model is,
# and what is said, where {words} vary.  What the model recognises it by is
# behind the arrow when it is not the longest run of fixed words.  "on" says on
# which hosts it occurs at all.
my $insufficient = 'runbook_insufficient';
my $environment = 'environment_difference';
my $external = 'external_dependency';
my $permission = 'permission_denied';
my $diagnosis = 'wrong_diagnosis';
my $wrong = 'wrong_runbook';

my @problems = map { problem(@$_) } (
	[ 'RB-LNX-QUEUE-001', 2, $insufficient, 0.9,
		'shard {number} still owned by consumer {hex} (pid {process}): hand-over was never requested' ],
	[ 'RB-LNX-MESH-001', 2, $external, 0.95,
		'upstream registrar {address}:{port} has withdrawn lease {uuid} and offers none before {time}' ],
	[ 'RB-WIN-SPOOL-001', 2, $insufficient, 0.92,
		"spool file '{winpath}' is held by print isolation host {process}" ],
	[ 'RB-LNX-CHAIN-001', 2, $external, 0.88,
		'issuer {address} answered with its maintenance page, try after {time}' ],
	[ 'RB-LNX-SERVICE-001', 2, $insufficient, 0.9,
		'[emerg] {process}#{process}: bind() to {address}:{port} failed (98: Address already in use)' ],
	[ 'RB-LNX-REPL-001', 2, $insufficient, 0.93,
		'apply position {hex} lies behind the retained log {hex}; {number} segments are gone' ],
	[ 'RB-WIN-PATCH-001', 2, $insufficient, 0.87,
		'package {uuid} wants servicing stack {version} first, installed is {version}' ],
	[ 'RB-LNX-VAULT-001', 2, $permission, 0.94,
		'share {hex} does not belong to operator "{name}", {number} of {number} shares given' ],
	[ 'RB-LNX-CACHE-001', 2, $insufficient, 0.9,
		'{time} warmed {number} of {number} keys, then origin {host}:{port} ran dry of slots' ],
	[ 'RB-LNX-BATCH-001', 2, $external, 0.9,
		'ledger partner {host} answered HTTP 503 Service Unavailable at {time}' ],
	[ 'RB-MAC-PROFILE-001', 2, $insufficient, 0.91,
		'profile {uuid} overlaps payload {uuid} installed {time}' ],
	[ 'RB-LNX-SNAP-001', 2, $diagnosis, 0.9,
		'volume {path} is {percent}% thin: growth comes from undo space of {size}, not from snapshots' ],
	[ 'RB-WIN-SITE-001', 2, $environment, 0.9,
		"edition {number} of this host offers no verb 'Rebind' for site {number}",
		on => { version => 'core-2022' } ],
	[ 'RB-LNX-QUEUE-001', 3, $wrong, 0.9,
		'consumers {hex} and {hex} are healthy; broker {host} itself is in read-only mode since {time}' ],
	[ 'RB-LNX-MESH-001', 3, $insufficient, 0.89,
		'probe {number} of {number} came back {duration} late: routes were not flushed on {host}' ],
	[ 'RB-LNX-CHAIN-001', 3, $environment, 0.92,
		"proxyctl {version}: subcommand 'reload-chain' came with release {version}",
		on => { version => 'debian-11' } ],
	[ 'RB-WIN-SYNC-001', 2, $insufficient, 0.9,
		'anchor {hex} of object {uuid} points to a tombstone from {time}' ],
	[ 'RB-LNX-SERVICE-001', 2, $permission, 0.9,
		'cat: {path}: Permission denied' ],
	[ 'RB-LNX-CACHE-001', 3, $insufficient, 0.88,
		'checksum of region {number} is {hex} here and {hex} at {host}: compared before replication settled' ],
	[ 'RB-MAC-INDEX-001', 2, $insufficient, 0.9,
		'volume store {uuid} refuses rebuild {number}: indexing was left switched off by pid {process}' ],
	[ 'RB-WIN-SPOOL-001', 3, $external, 0.91,
		'print server {host} withdrew queue {number} at {time}' ],
	[ 'RB-LNX-BATCH-001', 3, $insufficient, 0.9,
		'batchctl: could not get lock {path}, it is held by process {process}' ],
	[ 'RB-LNX-SNAP-001', 3, $environment, 0.9,
		"edge profile {hex} ships no applet 'trim', {number} volumes untouched",
		on => { role => 'edge' } ],
	[ 'RB-LNX-VAULT-001', 1, $environment, 0.93,
		'tenant escrow {uuid} keeps shares below {path}, nothing is below {path}',
		on => { client => 'client-07' } ],
	[ 'RB-LNX-SERVICE-001', 0, $diagnosis, 0.9,
		'verification failed: unit is active since {time}, yet nothing reaches it: bridge {hex} dropped {number} frames' ],
	[ 'RB-LNX-QUEUE-001', 1, $external, 0.9,
		'ssh: connect to host {host} port {port}: Connection refused' ],
	[ 'RB-WIN-SYNC-001', 1, $permission, 0.9,
		'Get-ADObject : Insufficient access rights to perform the operation on {uuid}' ],
	[ 'RB-LNX-MESH-001', 1, $wrong, 0.87,
		'all {number} peers agree on epoch {number}: there is no partition to mend on {host}' ],
	[ 'RB-LNX-SERVICE-001', 2, $external, 0.9,
		'curl: (6) Could not resolve host: {host}' ],
	[ 'RB-MAC-PROFILE-001', 1, $external, 0.9,
		'enrolment hub {address}:{port} handed out push certificate {hex} of another tenant' ],
	[ 'RB-LNX-REPL-001', 3, $external, 0.5,
		'primary {host} closed stream {hex} after {duration} without a word' ],
	[ 'RB-LNX-REPL-001', 1, $wrong, 0.9,
		'apply worker {process} ignores the pause: {number} prepared transactions are in doubt' ],
	[ 'RB-WIN-SITE-001', 1, $diagnosis, 0.9,
		'worker {process} of pool {number} will not recycle: debugger attached since {time}' ],
	[ 'RB-LNX-CHAIN-001', 1, $environment, 0.9,
		'/bin/sh: {number}: xmlstarlet: not found' ],
	[ 'RB-LNX-BATCH-001', 1, $wrong, 0.9,
		'batch {uuid} finished at {time}; what overruns is its report of {size}' ],
	[ 'RB-WIN-PATCH-001', 3, undef, 0.3,
		'confirmation phase ended in state {hex} after {duration}' ],
	[ 'RB-LNX-CACHE-001', 1, $external, 0.6,
		'eviction of {number} keys stalled behind barrier {hex} for {duration}' ],
	[ 'RB-WIN-SPOOL-001', 1, $permission, 0.9,
		"Cannot open spooler service on computer '.'. Access is denied. (0x{hex})" ],
	[ 'RB-MAC-INDEX-001', 1, $diagnosis, 0.9,
		'indexer {process} idles at {percent}%; the load belongs to importer {process} of volume {uuid}' ],

	# In the burst only.
	[ 'RB-LNX-SNAP-001', 1, $external, 0.9,
		'array controller {hex} at {address} lists no snapshots while it rebuilds leg {number}' ],
);

# A problem by its name.
sub problem
{
	my ($runbook, $step, $type, $confidence, $message, %more) = @_;
	my ($longest) =
	  sort { length $b <=> length $a } split /\{\w+\}/, $message;

	return {
		runbook => $runbook,
		platform => $runbooks{$runbook}[0],
		incident => $runbooks{$runbook}[1],
		step => $step,
		type => $type,
		confidence => $confidence,
		message => $message,
		match => quotemeta($longest =~ s/^\W+|\W+$//gr),
		on => $more{on} // {}
	};
}

# The problem that comes in a burst is not seen before.
my $burst_problem = $problems[-1];

#
# The machines.
#
my @hosts = map { host($_) } 1 .. 200;

sub host
{
	my ($number) = @_;
	my $client = sprintf 'client-%02d', 1 + $number % 30;
	my $platform =
	  $number <= 130 ? 'linux' : $number <= 180 ? 'windows' : 'darwin';
	my %roles = (
		linux => [qw(web db app queue edge)],
		windows => [qw(srv print)],
		darwin => [qw(studio)]);
	my %versions = (
		linux => [qw(debian-12 debian-12 debian-11 debian-12)],
		windows => [qw(2019 2022 core-2022)],
		darwin => [qw(14 15)]);
	my @roles = @{ $roles{$platform} };
	my @versions = @{ $versions{$platform} };
	my $role = $roles[ $number % @roles ];

	return {
		name => sprintf('%s%03d.%s.example', $role, $number, $client),
		client => $client,
		platform => $platform,
		role => $role,
		version => $versions[ $number / 7 % @versions ]
	};
}

sub one_of { return $_[ rand @_ ]; }

# May a problem occur on a host?
sub occurs_on
{
	my ($problem, $host) = @_;
	my %on = %{ $problem->{on} };

	return $host->{platform} eq $problem->{platform}
	  && !grep { $host->{$_} ne $on{$_} } keys %on;
}

#
# What varies.
#
sub hexadecimal
{
	my ($digits) = @_;

	# Neither like the codes of Windows, which mean something, nor like words.
	return join '', 1 + int rand 7, map { sprintf '%x', rand 16 } 2 .. $digits;
}

my %variables = (
	address => sub { join '.', 10, map { int rand 256 } 1 .. 3 },
	duration => sub {
		one_of(
			sprintf('%d ms', 1 + rand 9000),
			sprintf('%.1f s', 1 + rand 90),
			sprintf('%d s', 1 + rand 900));
	},
	hex => sub { one_of('0x', '') . hexadecimal(8) },
	host => sub { one_of(@hosts)->{name} },
	name => sub { one_of(qw(ops_anna ops_bert ops_carl svc_deploy)) },
	number => sub { int rand 10**(1 + rand 4) },
	path => sub { sprintf '/srv/data/%s/%d', hexadecimal(6), rand 1000 },
	percent => sub { sprintf '%d', 50 + rand 50 },
	port => sub { 1024 + int rand 60_000 },
	process => sub { 100 + int rand 60_000 },
	size => sub { sprintf '%.1f %s', rand 900, one_of(qw(MiB GiB)) },
	time => sub {
		sprintf '2026-%02d-%02dT%02d:%02d:%02dZ', 1 + rand 12, 1 + rand 28,
		  rand 24, rand 60, rand 60;
	},
	uuid => sub { join '-', map { hexadecimal($_) } 8, 4, 4, 4, 12 },
	version => sub { join '.', map { int rand 20 } 1 .. 3 },
	winpath => sub {
		sprintf 'C:\\Windows\\System32\\spool\\PRINTERS\\%05d.SPL', rand 99_999;
	});

sub say_it
{
	my ($problem) = @_;

	return $problem->{message} =~ s/\{(\w+)\}/$variables{$1}->()/ger;
}

#
# An incident, and what the executor reports of it.
#
my $clock = 1_767_225_600;    # the beginning of 2026
my $number = 0;
my %problem_of;

sub incident
{
	my ($problem, $host) = @_;

	$clock += 60 + int rand 600;
	return {
		problem => $problem,
		host => $host // one_of(grep { occurs_on($problem, $_) } @hosts),
		started_at => $clock
	};
}

# An incident that any version of its runbook mends: on a host that has nothing
# which the runbook is not made for.
sub harmless_incident
{
	my $host = one_of(@hosts);
	my %unfit = map { $_->{runbook} => 1 }
	  grep { %{ $_->{on} } && occurs_on($_, $host) } @problems;
	my @fitting =
	  grep { $_->{platform} eq $host->{platform} && !$unfit{ $_->{runbook} } }
	  @problems;
	my $incident = incident(one_of(@fitting), $host);

	$incident->{harmless} = 1;
	return $incident;
}

sub iso_time
{
	my ($seconds) = @_;
	my @parts = gmtime $seconds;

	return sprintf '%04d-%02d-%02dT%02d:%02d:%02dZ', $parts[5] + 1900,
	  $parts[4] + 1, @parts[ 3, 2, 1, 0 ];
}

# The steps up to the one that failed, with its error if there was any.
sub executed_steps
{
	my ($problem, $error) = @_;
	my (undef, undef, @actions) = @{ $runbooks{ $problem->{runbook} } };
	my $last = defined $error ? $problem->{step} || @actions : @actions;

	return [
		map {
			my $failed = defined $error && $_ == $problem->{step};

			{
				step_number => $_,
				action => $actions[ $_ - 1 ],
				success => $failed ? JSON::PP::false : JSON::PP::true,
				duration_seconds => sprintf('%.3f', rand 20) + 0,
				output => $failed ? '' : "done, ticket " . hexadecimal(8),
				$failed ? (error => $error, exit_code => 1) : ()
			}
		} 1 .. $last
	];
}

sub report
{
	my ($incident, $runbook, $failed) = @_;
	my $host = $incident->{host};
	my $problem = $incident->{problem};
	my $id = sprintf 'exec-%05d', ++$number;
	my $error = $failed ? say_it($problem) : undef;
	my $told = $error;

	# Runners introduce what they report, or do not.
	$told = one_of("Step $problem->{step} failed: $error", $error)
	  if $failed && $problem->{step};
	$problem_of{$id} = $problem if $failed;
	return {
		execution_id => $id,
		runbook_id => $runbook,
		incident_type => $problem->{incident},
		client_id => $host->{client},
		hostname => $host->{name},
		platform => $host->{platform},
		started_at => iso_time($incident->{started_at}),
		completed_at => iso_time($incident->{started_at} + 45),
		state_before => {
			platform_version => $host->{version},
			load => sprintf('%.2f', rand 8) + 0,
			pending => int rand 500
		},
		LearnTest::success(),
		executed_steps => executed_steps($problem, $error),
		$failed
		? (
			status => one_of('failure', 'failure', 'partial'),
			verification_passed => JSON::PP::false,
			error_message => $told,
			error_step => $problem->{step} || undef)
		: ()
	};
}

#
# The server, the model, the reviewer.
#
my $stub = LearnTest::Stub->new;
my $learn =
  LearnTest->new('main', endpoint => $stub->endpoint, daily_budget => 100);

$learn->sql(<<'SQL');
CREATE ROLE amy LOGIN IN ROLE learn_reviewer;
SELECT learn_set_price('gpt-4o-mini', 0.15, 0.60);
SELECT learn_set_price('gpt-4o', 2.50, 10.00);
SQL
foreach my $id (sort keys %runbooks)
{
	my ($platform, $incident, @actions) = @{ $runbooks{$id} };
	my $runbook = LearnTest::runbook($id);

	$runbook->{platform} = $platform;
	$runbook->{incident_types} = [$incident];
	$runbook->{steps} = [
		map {
			{
				id => s/_/-/gr,
				action => $_,
				shell => $platform eq 'windows' ? 'powershell' : 'sh',
				command => "fleet $_ \"\$SERVICE\"",
				timeout => 60
			}
		} @actions
	];
	$learn->sql('SELECT learn_import(' . LearnTest::literal($runbook) . ')');
}
$stub->control(
	default => 'slow:0.02',
	answers => [
		map {
			my $problem = $problems[$_];

			{
				match => $problem->{match},
				failure_type => $problem->{type} // 'unknown',
				reasoning => "The error says so: $problem->{match}.",
				confidence => $problem->{confidence},
				command => sprintf('fleet prepare "$SERVICE" --for %d', $_ + 1)
			}
		} 0 .. $#problems
	]);

# Which problems the approved versions mend.
my %mends;

# The incidents go to the executor, who reports them in a few INSERTs.
sub handle
{
	my (@incidents) = @_;
	my @questions = map {
		{
			number => $_,
			type => $incidents[$_]{problem}{incident},
			platform => $incidents[$_]{host}{platform},
			client => $incidents[$_]{host}{client},
			host => $incidents[$_]{host}{name},
			version => $incidents[$_]{host}{version}
		}
	} 0 .. $#incidents;
	my @handed_out = split /\n/,
	  $learn->sql(
		sprintf
		  'SELECT n.runbook_id FROM jsonb_to_recordset(%s) AS i (number int, type text, platform text, client text, host text, version text), learn_next_runbook(i.type, i.platform, NULL, i.client, i.host, i.version) n ORDER BY i.number',
		LearnTest::literal(\@questions));
	my @reports;

	die 'there is not one runbook for each' if @handed_out != @incidents;
	foreach my $incident (@incidents)
	{
		my $runbook = shift @handed_out;
		my $mended =
		  $incident->{harmless} || $mends{$runbook}{ $incident->{problem} };

		push @reports, report($incident, $runbook, !$mended);
	}
	$learn->execute(splice @reports, 0, 1 + rand 40) while @reports;
	return;
}

# The reviewer decides on what waits.
sub review
{
	my @drafts = split /\n/,
	  $learn->sql(
		"SELECT q.runbook_id, q.failure_execution_id, r.parent_runbook, r.digest FROM learn.review_queue q JOIN learn.runbooks r ON r.id = q.runbook_id WHERE q.status = 'pending_review' ORDER BY 1"
	  );
	my @verdicts;

	foreach (@drafts)
	{
		my ($draft, $failure, $parent, $digest) = split /\|/;
		my $luck = rand;

		if ($luck < 0.84)
		{
			push @verdicts, "learn_approve('$draft', digest => '$digest')";
			$mends{$draft} =
			  { %{ $mends{$parent} // {} }, $problem_of{$failure} => 1 };
		}
		elsif ($luck < 0.92)
		{
			push @verdicts, "learn_reject('$draft', reason => 'not like this')";
		}
		else
		{
			push @verdicts,
			  "learn_request_changes('$draft', requested_changes => 'Say more.')";
		}
	}
	$learn->sql("SET SESSION AUTHORIZATION amy; SELECT $_") foreach @verdicts;
	return;
}

#
# The play: waves of failures, with successes in between, and now and then a
# look of the reviewer's.
#
my @weights = map { 1 / $_**1.1 } 1 .. @problems - 1;
my $weight = sum(@weights);

# A problem, the first ones more often than the last ones.
sub any_problem
{
	my $luck = rand $weight;

	foreach my $index (0 .. $#weights)
	{
		return $problems[$index] if ($luck -= $weights[$index]) < 0;
	}
	return $problems[0];
}

# One wave of that many failures at most.
sub play_wave
{
	my ($wave, $count) = @_;
	my @incidents = map { incident(any_problem()) } 1 .. $count;

	# In the first three every problem occurs once, so that none is missing.
	push @incidents,
	  map { incident($problems[ 3 * $_ + $wave - 1 ]) } 0 .. 12
	  if $wave <= 3;
	push @incidents, map { harmless_incident() } 1 .. 15;
	handle(@incidents);
	$learn->wait_until_done("wave $wave is done");
	return;
}

# The same failure everywhere at once, while nobody knows what to think of it.
sub play_burst
{
	my $before = $stub->requests('categorize');
	my @incidents = map { incident($burst_problem) } 1 .. $burst;

	$learn->execute(map { report($_, 'RB-LNX-SNAP-001', 1) } @incidents);
	$learn->wait_until_done("a burst of $burst failures is done");
	is($stub->requests('categorize') - $before, 1, 'for one question');
	is( $learn->sql(
			"SELECT count(*), count(*) FILTER (WHERE source = 'model'), string_agg(DISTINCT failure_type::text, ' ') FROM learn.analyses JOIN learn.execution_results USING (execution_id) WHERE error_message LIKE '%array controller%'"
		),
		"$burst|1|$burst_problem->{type}",
		'whose answer is that of all');
	return;
}

foreach my $wave (1 .. 200)
{
	my $left = $failures_wanted - $burst * ($wave <= 5) - keys %problem_of;

	last if $left <= 0;
	play_wave($wave, min(40, $left));
	play_burst() if $wave == 5;
	review() if $wave % 10 == 0;
}

#
# Everything was analysed, once, and is where it belongs.
#
is(scalar keys %problem_of, $failures_wanted,
	"there were $failures_wanted failures");
is( $learn->sql(<<'SQL'), "$number|$number|$failures_wanted|0",
SELECT (SELECT count(*) FROM learn.execution_results), count(*), count(*) FILTER (WHERE NOT succeeded),
	(SELECT count(*) FROM learn.jobs)
FROM learn.analyses
SQL
	'every execution is analysed, once, and nothing is left to do');

my (%problems_of_group, %groups_of_problem, %right);
foreach (
	split /\n/,
	$learn->sql(
		"SELECT execution_id, signature, learn.runbook_line(runbook_id), coalesce(failure_type::text, 'nothing'), source FROM learn.analyses WHERE NOT succeeded"
	))
{
	my ($id, $signature, $line, $type, $source) = split /\|/;
	my $problem = $problem_of{$id};

	$problems_of_group{$signature}{$problem} = $problem;
	$groups_of_problem{"$problem on $line"}{$signature} = 1;
	$right{$source}{ $type eq ($problem->{type} // 'nothing') }++;
}
my @mixed = grep { keys %$_ > 1 } values %problems_of_group;
my @split = grep { keys %$_ > 1 } values %groups_of_problem;
my %seen = map { $_ => 1 } values %problem_of;
is(scalar keys %seen, scalar @problems, 'every problem has occurred');
is(scalar @mixed, 0, 'no group holds two problems')
  or diag(join "\n", map { join "\n", map { $_->{message} } values %$_ }
	  @mixed);
is(scalar @split, 0, 'no problem of a runbook is in two groups')
  or diag(
	$learn->sql(
		'SELECT line, action, message FROM learn.failure_groups ORDER BY 1, 2, 3')
  );
is( scalar keys %problems_of_group,
	$learn->sql('SELECT count(*) FROM learn_failure_groups'),
	'and there are no other groups');
is( $learn->sql('SELECT sum(occurrences) FROM learn_failure_groups'),
	$failures_wanted, 'which count every failure');

my $right = sum(map { $_->{1} // 0 } values %right);
cmp_ok($right / $failures_wanted, '>', 0.98, 'nearly all answers are right');

# What only some machines have leads to versions for such machines.
is( $learn->sql(
		"SELECT count(*) > 0, bool_and(learn.applies_to(r.content, e.client_id, e.hostname, e.state_before ->> 'platform_version')) FROM learn.runbooks r JOIN learn.execution_results e ON e.execution_id = r.generated_from_failure WHERE r.content ? 'applies_to' AND r.line ~ '-B[0-9]+\$'"
	),
	't|t',
	'some drafts are only for machines like those that failed');

#
# What it has cost, and what it would have cost to ask about each failure.
#
my $improvable =
  grep { ($_->{type} // '') =~ /^(?:$insufficient|$environment)$/ }
  values %problem_of;
my %calls = map { $_ => scalar $stub->requests($_) } qw(categorize improve);
my $calls = sum(values %calls);
my $baseline = $failures_wanted + $improvable;
my ($categorize_cost, $improve_cost) = split /\|/,
  $learn->sql(
	"SELECT sum(cost) FILTER (WHERE purpose = 'categorize'), sum(cost) FILTER (WHERE purpose <> 'categorize') FROM learn_costs"
  );
my $cost = $categorize_cost + $improve_cost;
my $baseline_cost =
  $failures_wanted * $categorize_cost / $calls{categorize} +
  $improvable * $improve_cost / $calls{improve};
my $drafts =
  $learn->sql("SELECT count(*) FROM learn.runbooks WHERE origin = 'generated'");
my %reviews = split /[|\n]/,
  $learn->sql('SELECT status, count(*) FROM learn.review_queue GROUP BY 1');

cmp_ok($calls{categorize}, '>=', 25, 'the rules did not know most problems');
is($learn->sql('SELECT sum(calls) FROM learn_costs'),
	$calls, 'every request is in learn_costs');
is( $learn->sql(
		'SELECT sum(c.cost) = (SELECT sum(committed) FROM learn.budget_days) FROM learn_costs c'
	),
	't',
	'and what they cost was taken from the budget');
cmp_ok($baseline / $calls,
	'>=', 20, 'there are at least twenty times fewer calls');
cmp_ok($drafts, '<=', scalar @problems,
	'there are no more drafts than problems');
cmp_ok($reviews{approved} // 0, '>', 0, 'some drafts were approved');
cmp_ok(
	$learn->sql(
		"SELECT sum(successes) FROM learn_versions WHERE approved_by = 'amy'"),
	'>', 0,
	'and succeed');
is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
	0, 'the audit log is whole');

sub show
{
	my ($what, $format, @numbers) = @_;

	return note sprintf "%-26s" . " %14$format" x @numbers, $what, @numbers;
}

show('', 's', 'learn', 'one call each');
show('failures', 'd', ($failures_wanted) x 2);
show('problems', 'd', (scalar @problems) x 2);
show('groups', 'd', scalar keys %problems_of_group, $failures_wanted);
show('questions why', 'd', $calls{categorize}, $failures_wanted);
show('questions for a runbook', 'd', $calls{improve}, $improvable);
show('drafts', 'd', $drafts, $improvable);
show('cost', '.4f', $cost, $baseline_cost);
show('times fewer calls', '.1f', $baseline / $calls);
show('times cheaper', '.1f', $baseline_cost / $cost);
show("answers by $_, and right", 'd', sum(values %{ $right{$_} }),
	$right{$_}{1} // 0)
  foreach sort keys %right;
show("reviews: $_", 'd', $reviews{$_}) foreach sort keys %reviews;
show('successes besides', 'd', $number - $failures_wanted);

$learn->survived;
done_testing;
