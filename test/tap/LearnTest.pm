#--------------------------------------------------------------------
#
# LearnTest.pm
#		A server with learn, executions that fail, and a model to ask.
#
#	my $stub = LearnTest::Stub->new;
#	my $learn = LearnTest->new('main', endpoint => $stub->endpoint);
#
#	$learn->import_runbook('RB-LNX-SVC-001');
#	$learn->execute({ runbook_id => 'RB-LNX-SVC-001' });
#	$learn->wait_for('SELECT count(*) = 1 FROM learn.analyses',
#		'the execution is analysed');
#
# Nothing here sleeps: what takes time is polled for, and the worker's own
# poll is off (once an hour), so that whatever it does in time, it was woken
# for.
#
#--------------------------------------------------------------------
package LearnTest;

use strict;
use warnings;

use JSON::PP ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $json = JSON::PP->new->ascii->canonical->allow_nonref;

# What a failure looks like to the built-in rules.
my %failures = (

	# sure, and there is a remedy
	known => 'nginx: [emerg] bind() to 0.0.0.0:80 failed '
	  . '(98: Address already in use)',

	# sure, and no runbook can mend it
	permission => 'cat: /etc/shadow: Permission denied',

	# no rule knows it: the model is asked, if there is one
	unknown => 'the flux of the third coil is out of phase',
);

# How many executions were made of which no rule knows why they fail.
my $mysteries = 0;

# LearnTest->new(name, setting => value ...): starts a server that has
# the settings learn.*, and the extension in its database postgres.  Three
# names are no settings: preload => 0 leaves the library out of
# shared_preload_libraries, extension => 0 does not create the extension, conf
# is more text for postgresql.conf.
sub new
{
	my ($class, $name, %settings) = @_;
	my $preload = delete $settings{preload} // 1;
	my $extension = delete $settings{extension} // 1;
	my $conf = delete $settings{conf} // '';
	my $node = PostgreSQL::Test::Cluster->new($name);
	my $self;

	$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
	$node->append_conf('postgresql.conf', <<"CONF" . $conf);
restart_after_crash = on
include = 'learn.conf'
CONF
	$node->append_conf('postgresql.conf',
		"shared_preload_libraries = 'learn'")
	  if $preload;
	$self = $class->of($node, %settings);
	$node->start;
	$self->sql('CREATE EXTENSION learn') if $extension;
	return $self;
}

# LearnTest->of(node, setting => value ...): the same for a server that is
# there but does not run, such as a copy of another, whose postgresql.conf
# includes learn.conf.
sub of
{
	my ($class, $node, %settings) = @_;
	my $self = bless {
		node => $node,
		database => 'postgres',
		generation => 0,
		settings => { poll_interval => '1h' }
	}, $class;

	$self->write_settings(%settings);
	return $self;
}

sub node { return $_[0]->{node}; }

# Where SQL is run from now on; at first it is postgres, which the worker
# serves unless told otherwise.
sub use_database
{
	my ($self, $database) = @_;

	$self->{database} = $database;
	return;
}

sub write_settings
{
	my ($self, %settings) = @_;
	my $text = '';

	$self->{settings} = { %{ $self->{settings} }, %settings };
	foreach my $name (sort keys %{ $self->{settings} })
	{
		$text .= "learn.$name = '$self->{settings}{$name}'\n"
		  if defined $self->{settings}{$name};
	}
	$self->{generation}++;
	open my $file, '>', $self->node->data_dir . '/learn.conf'
	  or die "could not write learn.conf: $!";
	print $file $text, "learn_test.generation = $self->{generation}\n";
	close $file or die "could not write learn.conf: $!";
	return;
}

# Changes settings learn.* of the running server; undef resets one.  When this
# returns, every process of the server has had its SIGHUP.
sub configure
{
	my ($self, %settings) = @_;

	$self->write_settings(%settings);
	$self->node->reload;
	$self->node->poll_query_until('postgres', 'SHOW learn_test.generation',
		$self->{generation})
	  or die 'the settings were not loaded';
	return;
}

# Runs SQL that must succeed, and returns what it printed.
sub sql
{
	my ($self, $sql) = @_;

	return $self->node->safe_psql($self->{database}, $sql);
}

# The same as a role.
sub as
{
	my ($self, $role, $sql) = @_;

	return $self->sql("SET SESSION AUTHORIZATION $role; $sql");
}

# Runs SQL that must fail, and returns its error; "" when it did not.
sub error_of
{
	my ($self, $sql) = @_;
	my ($status, undef, $error) =
	  $self->node->psql($self->{database}, "\\set VERBOSITY verbose\n$sql");

	return $status == 0 ? '' : $error;
}

# Runs a query until it prints "t"; true when it does.  psql has the query as
# an argument: poll_query_until() writes it to psql, and dies of a broken pipe
# when a server that is starting over has turned psql away before that.
sub poll
{
	my ($self, $query) = @_;
	my $connection = $self->node->connstr($self->{database});
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;

	while (1)
	{
		my ($output, $error) =
		  run_command([ 'psql', '-XAt', '-d', $connection, '-c', $query ]);

		return 1 if $output eq 't' && $error eq '';
		if (Time::HiRes::time() > $end)
		{
			diag("gave up: $query\nlast output: $output\nlast error: $error");
			return 0;
		}
		Time::HiRes::usleep(100_000);
	}
}

# A test that passes when the query comes to print "t".
sub wait_for
{
	my ($self, $query, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($self->poll($query), $name);
}

# A test that passes when nothing is left to do.
sub wait_until_done
{
	my ($self, $name) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $self->wait_for(
		'SELECT NOT EXISTS (SELECT FROM learn.jobs WHERE dead_at IS NULL)',
		$name // 'every job is done');
}

# The process id of the database's worker, once there is one other than $not.
sub worker_pid
{
	my ($self, $not) = @_;

	$not //= 0;
	$self->poll(
		"SELECT pid <> $not FROM learn_worker_status WHERE database = current_database()"
	) or die 'there is no worker';
	return $self->sql(
		'SELECT pid FROM learn_worker_status WHERE database = current_database()'
	);
}

# Kills a process of the server, and waits until the server, which starts all
# over because of that, answers again.
sub kill_process
{
	my ($self, $pid) = @_;

	kill 'KILL', $pid or die "could not kill process $pid: $!";
	$self->poll("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid")
	  or die 'the server does not answer any more';
	return;
}

# Kills the postmaster, and starts another one as soon as the processes of the
# first have noticed and left the shared memory alone.
sub kill_server
{
	my ($self) = @_;
	my @orphans = split /\n/, $self->sql('SELECT pid FROM pg_stat_activity');
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;

	$self->node->kill9;
	do
	{
		die 'the server does not start' if Time::HiRes::time() > $end;

		# Each attempt that fails shows all of the log, so let there be few.
		foreach (1 .. 20)
		{
			last unless kill 0, @orphans;
			Time::HiRes::usleep(20_000);
		}
		$self->node->kill9;
	} until ($self->node->start(fail_ok => 1));
	return;
}

# The text of a failure: known, permission or unknown (to the rules).
sub failure { return $failures{ $_[1] }; }

# Imports runbooks of these ids, as active.
sub import_runbook
{
	my ($self, @ids) = @_;

	$self->sql(join '',
		map { 'SELECT learn_import(' . literal(runbook($_)) . ");\n" } @ids);
	return;
}

# A runbook of two steps, for services that crash on linux.
sub runbook
{
	my ($id) = @_;

	return {
		id => $id,
		name => "Restart a service ($id)",
		platform => 'linux',
		incident_types => ['service_crash'],
		severity => 'high',
		parameters => { SERVICE => { required => JSON::PP::true } },
		steps => [
			{
				id => 'status',
				action => 'check_status',
				shell => 'sh',
				command => 'systemctl status "$SERVICE" || true',
				timeout => 30,
			},
			{
				id => 'restart',
				action => 'restart_service',
				shell => 'sh',
				command => 'systemctl restart "$SERVICE"',
				timeout => 60,
			},
		],
		verification => {
			method => 'command',
			command => 'systemctl is-active "$SERVICE"',
		},
	};
}

# Reports executions, each a hash of columns, in one INSERT.  What is not given
# is that of a failure the rules know; "failure" chooses another.  Each unknown
# one is another problem, so that each is a question of its own.
sub execute
{
	my ($self, @executions) = @_;

	$self->sql(report_of(@executions));
	return;
}

# The INSERT with which an executor reports these executions.
sub report_of
{
	my (@executions) = @_;
	my @rows = map { execution(%$_) } @executions;
	my %columns = map { $_ => 1 } map { keys %$_ } @rows;
	my $columns = join ', ', sort keys %columns;

	return
		"INSERT INTO learn_executions ($columns) SELECT $columns"
	  . ' FROM jsonb_populate_recordset(NULL::learn_executions, '
	  . literal(\@rows) . ')';
}

# An error that no rule knows, and that is the same as no other.
sub mystery
{
	my $number = $mysteries++;
	my $coil = join '',
	  map { substr('ghjklmnprstv', $_, 1) . substr('aeiou', $_ % 5, 1) }
	  map { int($number / 12**$_) % 12 } reverse 0 .. 4;

	return "the flux of the $coil coil is out of phase";
}

sub execution
{
	my (%columns) = @_;
	my $failure = delete $columns{failure} // 'known';
	my $error = $failure eq 'unknown' ? mystery() : $failures{$failure};

	return {
		runbook_id => 'RB-LNX-SVC-001',
		incident_type => 'service_crash',
		hostname => 'web-1',
		platform => 'linux',
		status => 'failure',
		verification_passed => JSON::PP::false,
		error_message => $error,
		error_step => 2,
		executed_steps => [
			{
				step_number => 1,
				action => 'check_status',
				success => JSON::PP::true,
				output => 'inactive',
			},
			{
				step_number => 2,
				action => 'restart_service',
				success => JSON::PP::false,
				error => $error,
			},
		],
		%columns,
	};
}

# The columns of an execution that went well.
sub success
{
	return (
		status => 'success',
		verification_passed => JSON::PP::true,
		error_message => undef,
		error_step => undef,
		executed_steps => []);
}

# A Perl value as a literal of type jsonb.
sub literal
{
	my ($value) = @_;
	my $text = $json->encode($value);

	$text =~ s/'/''/g;
	return "'$text'::jsonb";
}

# What the server's log says, from an offset on.
sub log_text
{
	my ($self, $offset) = @_;

	return slurp_file($self->node->logfile, $offset // 0);
}

# A test that no process of the server crashed, and that the worker ended only
# when it was told to.
sub survived
{
	my ($self) = @_;
	my $log = $self->log_text;
	my @crashes = $log =~ /^.*(?:PANIC|TRAP:|terminated by signal).*$/mg;
	my @ends = $log =~ /"learn worker[^"]*" \(PID \d+\) exited with exit code [^0]/g;
	my @commands = $log =~ /terminating background worker "learn worker"/g;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is(scalar @ends, scalar @commands, 'the worker ended when told to only')
	  or diag(join("\n", $log =~ /^.*learn worker.*$/mg));
	return is(join("\n", @crashes), '', 'no process of the server crashed');
}

#--------------------------------------------------------------------
#
# An endpoint of chat completions on the loopback interface; LlmStub.py says
# how it can behave.  It ends with this object.
#
#--------------------------------------------------------------------
package LearnTest::Stub;

use strict;
use warnings;

use File::Basename;
use HTTP::Tiny;
use IPC::Open2;
use Time::HiRes ();

# LearnTest::Stub->new(key => ...): a stub that wants that key, or none.
sub new
{
	my ($class, %options) = @_;
	my @command = ('python3', dirname(__FILE__) . '/LlmStub.py');
	my ($output, $input);

	push @command, '--key', $options{key} if defined $options{key};
	my $pid = open2($output, $input, @command);
	my ($port) = (readline($output) // '') =~ /^port (\d+)$/
	  or die 'the stub did not start';
	return bless {
		pid => $pid,
		input => $input,
		url => "http://127.0.0.1:$port"
	}, $class;
}

# The value of learn.endpoint.
sub endpoint { return "$_[0]->{url}/v1"; }

# Tells it how to behave: behaviours, default, answer, answers, append, release,
# forget.
sub control
{
	my ($self, %order) = @_;
	my $reply = HTTP::Tiny->new->post("$self->{url}/control",
		{ content => $json->encode(\%order) });

	die "the stub refused: $reply->{content}" unless $reply->{success};
	return;
}

# The requests it has got, the oldest first, each a hash; of one purpose only
# when one is given.
sub requests
{
	my ($self, $purpose) = @_;
	my $reply = HTTP::Tiny->new->get("$self->{url}/control/requests");

	die 'the stub does not answer' unless $reply->{success};
	return grep { !defined $purpose || $_->{purpose} eq $purpose }
	  @{ $json->decode($reply->{content}) };
}

# Waits until it has got that many requests; true when it has.
sub wait_for_requests
{
	my ($self, $count, $purpose) = @_;
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;

	while ($self->requests($purpose) < $count)
	{
		return 0 if Time::HiRes::time() > $end;
		Time::HiRes::usleep(20_000);
	}
	return 1;
}

sub DESTROY
{
	my ($self) = @_;

	local ($?, $!);
	close $self->{input};
	waitpid $self->{pid}, 0;
	return;
}

1;
