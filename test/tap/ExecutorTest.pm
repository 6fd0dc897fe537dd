#--------------------------------------------------------------------
#
# ExecutorTest.pm
#		learn-executor, run as its users run it.
#
#	my $executor = ExecutorTest->new($learn);
#
#	$executor->import_runbook('RB-A', steps => ['true']);
#	my $run = $executor->run($executor->incident('RB-A'));
#	is($run->{status}, 0, ...);		# also: output, error, and answer when
#									# --json was asked for
#
# It runs under a role that is a member of learn_executor and of nothing else,
# with a home of its own, and thus with a spool of its own.
#
#--------------------------------------------------------------------
package ExecutorTest;

use strict;
use warnings;

use IPC::Run ();
use JSON::PP ();
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

sub new
{
	my ($class, $learn, %options) = @_;
	my $role = $options{role} // 'robot';
	my $member_of = $options{member_of} // 'learn_executor';
	# Not in the checkout, which others may be able to change: the executor
	# uses no directory of actions below one of those.
	my $self = bless {
		learn => $learn,
		role => $role,
		home => PostgreSQL::Test::Utils::tempdir_short(),
		environment => {}
	}, $class;

	$learn->sql("CREATE ROLE $role LOGIN IN ROLE $member_of");
	return $self;
}

sub learn { return $_[0]->{learn}; }
sub home { return $_[0]->{home}; }
sub spool { return "$_[0]->{home}/.local/state/learn"; }

# Environment variables of all its runs from now on; undef: not set.
sub set
{
	my ($self, %environment) = @_;

	$self->{environment} = { %{ $self->{environment} }, %environment };
	return;
}

# A file of its home, there at once and complete.
sub write
{
	my ($self, $name, $text, $mode) = @_;
	my $path = "$self->{home}/$name";

	open my $file, '>', "$path.new" or die "could not write $path: $!";
	print $file $text;
	close $file or die "could not write $path: $!";
	chmod $mode // 0600, "$path.new" or die "could not change $path: $!";
	rename "$path.new", $path or die "could not rename $path: $!";
	return $path;
}

# What a file of its home holds; "" when it is not there.
sub read
{
	my ($self, $name) = @_;

	return -e "$self->{home}/$name" ? slurp_file("$self->{home}/$name") : '';
}

# Imports a runbook: steps, each a command or a hash, and other members.  Its
# incident type is the id, so that it is the one to be handed out.
sub import_runbook
{
	my ($self, $id, %members) = @_;

	$self->learn->sql('SELECT learn_import('
		  . LearnTest::literal(runbook($id, %members))
		  . ')');
	return;
}

sub runbook
{
	my ($id, %members) = @_;
	my $number = 0;
	my @steps = map {
		$number++;
		ref $_ ? $_ : { action => "step_$number", command => $_ }
	} @{ delete $members{steps} };

	return {
		id => $id,
		name => $id,
		platform => 'linux',
		incident_types => [ lc $id ],
		steps => \@steps,
		%members
	};
}

# The arguments with which the runbook of that id is run.
sub incident
{
	my ($self, $id, @more) = @_;

	return ('run', '--incident-type', lc $id, @more);
}

# Starts the program; what comes of it is in the hash after finish().
sub start
{
	my ($self, @arguments) = @_;

	return $self->start_as([ 'learn-executor', @arguments ]);
}

# Starts a command that becomes the program, likewise.
sub start_as
{
	my ($self, $command) = @_;
	my $node = $self->learn->node;
	my %environment = (
		HOME => $self->{home},
		XDG_STATE_HOME => undef,
		PGHOST => $node->host,
		PGPORT => $node->port,
		PGUSER => $self->{role},
		PGDATABASE => 'postgres',
		PGCONNECT_TIMEOUT => 5,
		%{ $self->{environment} });
	my $run = { output => '', error => '' };

	local %ENV = %ENV;
	foreach my $name (keys %environment)
	{
		delete $ENV{$name};
		$ENV{$name} = $environment{$name} if defined $environment{$name};
	}
	$run->{harness} = IPC::Run::start(
		$command,
		'<' => \undef,
		'>' => \$run->{output},
		'2>' => \$run->{error});
	return $run;
}

# Waits for its end.
sub finish
{
	my ($self, $run) = @_;

	$run->{harness}->finish;
	$run->{status} = $run->{harness}->full_result(0);
	$run->{signal} = $run->{status} & 127;
	$run->{status} >>= 8;
	$run->{answer} = eval { $json->decode($run->{output}) };
	return $run;
}

sub run
{
	my ($self, @arguments) = @_;

	return $self->finish($self->start(@arguments));
}

# Waits until a file of its home is there, as long as the program runs.
sub wait_for_file
{
	my ($self, $run, $name) = @_;
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;

	until (-e "$self->{home}/$name")
	{
		$run->{harness}->pump_nb;
		die "the executor ended: $run->{error}"
		  unless $run->{harness}->pumpable;
		die "there is no file $name" if Time::HiRes::time() > $end;
		Time::HiRes::usleep(10_000);
	}
	return;
}

# What was reported, newest last, as rows of text.
sub reported
{
	my ($self, $columns, $where) = @_;

	return $self->learn->sql("SELECT $columns FROM learn_executions WHERE "
		  . ($where // 'true')
		  . ' ORDER BY started_at');
}

# How many were.
sub reports
{
	my ($self, $where) = @_;

	return $self->learn->sql('SELECT count(*) FROM learn_executions WHERE ' . ($where // 'true'));
}

# How many files are in a folder of its spool.
sub spooled
{
	my ($self, $folder) = @_;
	my @files = glob $self->spool . "/$folder/*";

	return scalar @files;
}

1;
