# Replies that no honest model would give: each costs its own job only.
#
# Every hostile reply has a neighbour behind it, reported in the same INSERT
# and answered well.  There is one request at a time, so the first question of
# a kind is the hostile one's.

use strict;
use warnings;

use LearnTest;
use Test::More;

# Why a reply cannot be used; what is in it is never quoted.
my $no_answer = qr/^the answer /;
my $connection = qr/^the endpoint could not be reached: /;

# Replies that are none of the protocol, whatever was asked.
my %broken = (
	'400' => qr/^the endpoint answered HTTP 400$/,
	'404' => qr/^the endpoint answered HTTP 404$/,
	'502' => qr/^the endpoint answered HTTP 502$/,
	redirect => qr/^the endpoint answered HTTP 302$/,
	bad_content_length => $connection,
	dropped => $connection,
	content_filter => qr/withheld the answer/,
	refusal => qr/refused to answer/,
	missing_choices => qr/has no choices/,
	null_content => qr/has no content/,
	empty => qr/has no content/,
	empty_body => qr/is not JSON/,
	not_json_protocol => qr/is not JSON/,
	gzip => qr/is not JSON/,
	invalid_utf8 => qr/is not JSON/,
	raw_nul => qr/is not JSON/,
	nul => qr/is not JSON/,
	header_flood => qr/header/,
	'huge:5000000' => qr/larger than/);

# Answers that are none to the question why an execution failed: nothing is
# assumed then, and a human is asked.
my %no_category = (
	malformed => $no_answer,
	wrong_types => $no_answer,
	deep_nesting => $no_answer,
	array_root => $no_answer,
	unknown_type => qr/a failure type that does not exist/,
	confidence_out_of_range => qr/not a number from 0 to 1/);

# Answers that are no runbook which could be queued.
my %no_draft = (
	malformed => $no_answer,
	wrong_types => qr/holds no runbook/,
	deep_nesting => $no_answer,
	array_root => $no_answer,
	unknown_keys => qr/run_as/,
	no_steps => qr/steps/,
	wrong_platform => qr/platform/,
);

# What is a runbook, but not one to be reviewed: refused, and not asked again.
my %refused = (identical_runbook => qr/^refused: does the same as its parent/);

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_concurrent_requests => 1,
	max_attempts => 1);
my $number = 0;

# One hostile reply to a question of this purpose, and its neighbour.  Returns
# the number that both their ids end with.
sub provoke
{
	my ($purpose, $behaviour) = @_;

	$number++;
	$stub->control(
		behaviours => [ { behaviour => $behaviour, purpose => $purpose } ]);
	$learn->import_runbook("RB-BAD-$number", "RB-GOOD-$number");
	$learn->execute(
		map {
			{
				execution_id => "exec-$_-$number",
				runbook_id => 'RB-' . uc($_) . "-$number",
				failure => 'unknown'
			}
		} qw(bad good));
	$learn->wait_until_done("$purpose, $behaviour: the queue goes on");
	return $number;
}

# What there is of both.
sub check
{
	my ($name, $subject, $error, $jobs, $analysis) = @_;

	is( $learn->sql(
			"SELECT id, status FROM learn.runbooks WHERE id ~ '-$number(-v2)?\$' AND status <> 'active'"
		),
		"RB-GOOD-$number-v2|pending",
		"$name: the neighbour has a draft, the hostile one none");
	is( $learn->sql(
			"SELECT count(*) FROM learn.llm_calls WHERE subject ~ '-$number\$' AND outcome <> 'answered'"
		),
		1,
		"$name: one call is recorded as failed");
	like(
		$learn->sql(
			"SELECT error FROM learn.llm_calls WHERE subject = '$subject'"),
		$error,
		"$name: with the reason");
	is( $learn->sql(
			"SELECT kind, subject, attempts FROM learn_dead_jobs WHERE subject ~ '-$number\$'"
		),
		$jobs,
		"$name: what became of the job");
	is( $learn->sql(
			"SELECT failure_type, source, confidence FROM learn.analyses WHERE execution_id = 'exec-bad-$number'"
		),
		$analysis,
		"$name: what became of the analysis");
	return;
}

foreach my $behaviour (sort keys %broken)
{
	my $name = "categorize, $behaviour";
	my $bad = 'exec-bad-' . provoke('categorize', $behaviour);

	check($name, $bad, $broken{$behaviour}, "analyze|$bad|1", '');
}
foreach my $behaviour (sort keys %no_category)
{
	my $name = "categorize, $behaviour";
	my $bad = 'exec-bad-' . provoke('categorize', $behaviour);

	check($name, $bad, $no_category{$behaviour}, '', '|default|0');
	is( $learn->sql(
			"SELECT reasoning LIKE 'The model''s answer could not be read (%); no type is assumed.' FROM learn.analyses WHERE execution_id = '$bad'"
		),
		't',
		"$name: the analysis says so");
}
my %all = (%broken, %no_draft);
foreach my $behaviour (sort keys %all)
{
	my $name = "improve, $behaviour";
	my $bad = 'RB-BAD-' . provoke('improve', $behaviour);

	check($name, $bad, $all{$behaviour},
		"improve|$bad|1", 'runbook_insufficient|model|0.9');
}

foreach my $behaviour (sort keys %refused)
{
	my $name = "improve, $behaviour";
	my $bad = 'RB-BAD-' . provoke('improve', $behaviour);

	check($name, $bad, $refused{$behaviour},
		'', 'runbook_insufficient|model|0.9');
	like(
		$learn->sql(
			"SELECT follow_up FROM learn.analyses WHERE runbook_id = '$bad'"),
		qr/^no draft: refused: /,
		"$name: the analysis says so");
	is( $learn->sql(
			"SELECT action, actor FROM learn.audit_log WHERE object_id = '$bad' AND action = 'refuse'"
		),
		'refuse|learn',
		"$name: and the audit log");
}

#
# A reply that claims to be approved is a draft like any other.
#
foreach my $purpose (qw(categorize improve))
{
	provoke($purpose, 'injection');
	is( $learn->sql(
			"SELECT b.status, b.approved_by IS NULL, q.status, p.status FROM learn.runbooks b JOIN learn.review_queue q ON q.runbook_id = b.id JOIN learn.runbooks p ON p.id = b.parent_runbook WHERE b.id = 'RB-BAD-$number-v2'"
		),
		'pending|t|pending_review|active',
		"$purpose, injection: what says that it is approved is pending");
}
is( $learn->sql(
		"SELECT count(*) FROM learn.runbooks WHERE status = 'active' AND origin = 'generated'"
	),
	0,
	'nothing became active');
is($learn->sql('SELECT count(*) FROM learn_verify_audit()'),
	0, 'the audit log is whole');

#
# Wrapped or said twice, but good; of members said twice the last counts.
#
foreach my $behaviour (qw(fenced chatty parts duplicate_keys))
{
	foreach my $purpose (qw(categorize improve))
	{
		provoke($purpose, $behaviour);
		is( $learn->sql(
				"SELECT b.status, b.failure_type, b.content ->> 'id', b.content - 'id' - 'steps' = p.content - 'id' - 'steps' FROM learn.runbooks b JOIN learn.runbooks p ON p.id = b.parent_runbook WHERE b.id = 'RB-BAD-$number-v2'"
			),
			"pending|runbook_insufficient|RB-BAD-$number-v2|t",
			"$purpose, $behaviour: it is understood");
	}
}

$learn->survived;
done_testing;
