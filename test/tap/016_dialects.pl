# The loop against each kind of endpoint; the stub refuses what the real
# service does not document.

use strict;
use warnings;

use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $key = 'key-' . join '', map { chr(97 + int rand 26) } 1 .. 24;
my $stub = LearnTest::Stub->new(key => $key);
my $folder = PostgreSQL::Test::Utils::tempdir();
my $base = $stub->endpoint =~ s{/v1$}{}r;
my $learn;

append_to_file("$folder/key", "$key\n");
chmod 0600, "$folder/key" or die "could not protect the key: $!";
$learn = LearnTest->new(
	'main',
	api_key_file => "$folder/key",
	max_attempts => 1,
	conf => "log_min_messages = debug5\n");

# Each dialect, with the endpoint's URL as its users write it.
my %endpoints = (
	openai => "$base/v1",
	anthropic => "$base/anthropic",
	azure => "$base/azure/openai/deployments/gpt-4o?api-version=2024-10-21");

foreach my $dialect (sort keys %endpoints)
{
	my $runbook = 'RB-LNX-' . uc($dialect) . '-001';

	$learn->configure(
		dialect => $dialect,
		endpoint => $endpoints{$dialect});
	$stub->control(forget => JSON::PP::true);
	$learn->import_runbook($runbook);
	$learn->execute(
		{
			execution_id => "exec-$dialect",
			runbook_id => $runbook,
			failure => 'unknown'
		});
	$learn->wait_until_done("$dialect: all is done");
	is( join(' ', map { $_->{refused} // 'as documented' } $stub->requests),
		'as documented as documented',
		"$dialect: two requests, as the service documents them");
	is( $learn->sql(
			"SELECT source FROM learn.analyses WHERE execution_id = 'exec-$dialect'"
		),
		'model',
		"$dialect: the category is the model's");
	is( $learn->sql(
			"SELECT status FROM learn.runbooks WHERE id = '$runbook-v2'"),
		'pending',
		"$dialect: and so is a draft");
	is( $learn->sql(
			"SELECT string_agg(outcome, ' '), bool_and(tokens_in > 0 AND tokens_out > 0) FROM learn.llm_calls WHERE subject IN ('exec-$dialect', '$runbook')"
		),
		'answered answered|t',
		"$dialect: both calls are recorded, with their tokens");

	# What is limited, cut off and refused is told apart in each.
	$stub->control(behaviours => ['cut_off'], forget => JSON::PP::true);
	$learn->execute(
		{
			execution_id => "exec-$dialect-cut",
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		});
	$learn->wait_until_done("$dialect: an answer that is cut off");
	is( $learn->sql(
			"SELECT string_agg(outcome, ' ' ORDER BY called_at) FROM learn.llm_calls WHERE subject = 'exec-$dialect-cut'"
		),
		'cut_off answered',
		"$dialect: is asked for again");
	$stub->control(behaviours => ['429:1'], forget => JSON::PP::true);
	$learn->execute(
		{
			execution_id => "exec-$dialect-limited",
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		});
	$learn->wait_until_done("$dialect: a rate limit is waited for");
	is( $learn->sql(
			"SELECT string_agg(outcome, ' ' ORDER BY called_at) FROM learn.llm_calls WHERE subject = 'exec-$dialect-limited'"
		),
		'rate_limited answered',
		"$dialect: and costs no attempt");
}

# A dialect that is none is refused, and the old one kept.
$learn->configure(dialect => 'klingon');
is($learn->sql('SHOW learn.dialect'), 'openai', 'what is no dialect is refused');
like(
	$learn->log_text,
	qr/invalid value for parameter "learn.dialect": "klingon"\n.*HINT:  Available values: openai/,
	'with those there are');

# An endpoint that Azure cannot have costs its jobs, with a reason.
$learn->configure(
	dialect => 'azure',
	endpoint => "$base/azure/openai/deployments/gpt-4o");
$learn->execute(
	{
		execution_id => 'exec-no-version',
		runbook_id => 'RB-NOBODY-KNOWS-001',
		failure => 'unknown'
	});
$learn->wait_for(
	"SELECT count(*) = 1 FROM learn_dead_jobs WHERE last_error LIKE '%api-version%'",
	'an Azure endpoint without its version is refused, precisely');

unlike($learn->log_text, qr/\Q$key\E/, 'the key is in no log, at any level');
$learn->survived;
done_testing;
