# learn.daily_budget: what requests may cost is reserved before they are sent
# and settled when they are answered, whoever sends them and whoever is killed.
#
# Prices are such that a question why an execution failed reserves 1, which is
# 200 tokens of answer; what is sent costs nothing.

use strict;
use warnings;

use IPC::Run;
use LearnTest;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'a day ends soon' if 86_400 - time % 86_400 < 600;

my $key_file = PostgreSQL::Test::Utils::tempdir() . '/key';
my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	retry_delay => '10ms',
	max_retry_delay => '100ms');
my $node = $learn->node;

my $price = 5000;
my $number = 0;

# Prices may be unknown, or change: this is what is known from now on.
sub set_price
{
	my ($model, @prices) = @_;

	$learn->sql(
		sprintf "SELECT learn_set_price('%s', %s, %s)",
		$model, @prices);
	return;
}

# Executions whose failure nobody has seen before, as no runbook failed twice;
# so each takes one question, and no draft follows.
sub strangers
{
	my ($count, %columns) = @_;

	return map {
		{
			execution_id => sprintf('exec-stranger-%d', ++$number),
			runbook_id => sprintf('RB-STRANGER-%04d', $number),
			failure => 'unknown',
			%columns
		}
	} 1 .. $count;
}

# What is gone of today's budget: settled and reserved.
sub committed
{
	return $learn->sql(
		"SELECT coalesce(sum(trim_scale(committed)), 0) FROM learn.budget_days WHERE day = (now() AT TIME ZONE 'UTC')::date"
	);
}

# What the calls were charged.
sub charged
{
	return $learn->sql(
		"SELECT trim_scale(coalesce(sum(charged), 0)) FROM learn.llm_calls WHERE budget_day = (now() AT TIME ZONE 'UTC')::date"
	);
}

# The exact sum of decimal numbers.
sub total
{
	my (@amounts) = @_;

	return $learn->sql(sprintf 'SELECT trim_scale(%s)', join ' + ', @amounts);
}

# Sets the budget to that much more than what is gone.
sub allow
{
	my ($amount, %settings) = @_;
	my $budget = total(committed(), $amount);

	$learn->configure(daily_budget => $budget, %settings);
	return $budget;
}

# The calls of a subject: outcome, what was reserved and what was charged.
sub calls
{
	my ($subject) = @_;

	return $learn->sql(
		"SELECT string_agg(concat_ws(' ', outcome, trim_scale(reserved), trim_scale(charged)), ', ' ORDER BY called_at) FROM learn.llm_calls WHERE subject = '$subject'"
	);
}

# A test that passes when that many questions wait for the budget, and nothing
# else is left to do or being done.  None has used up an attempt but those that
# died with it.
sub waits_for_budget
{
	my ($count, $name, $attempts) = @_;

	$attempts //= 0;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $learn->wait_for(<<"SQL", $name);
SELECT count(*) = $count AND count(*) FILTER (WHERE needs = 'model'
	AND lease_token IS NULL AND attempts = $attempts AND dead_at IS NULL) = $count
FROM learn.jobs
SQL
}

# What the endpoint would ask to be paid: for each request that it answered, as
# all answers are alike.
sub bill
{
	my ($cost) = @_;
	my @answered = grep { $_->{behaviour} !~ /^(?:\d+|hang|held)/ }
	  $stub->requests;

	return @answered * $cost;
}

$stub->control(
	answer => {
		failure_type => 'external_dependency',
		reasoning => 'x' x 300,
		confidence => 0.9
	});

#
# A budget that is set in the middle of a day counts what was spent before.
#
set_price('gpt-4o-mini', 0, $price);
$learn->execute(strangers(4));
$learn->wait_until_done('without a budget all questions are asked');
is($learn->sql('SELECT count(*) FROM learn.budget_days'),
	0, 'and none is counted');
is( $learn->sql(
		'SELECT count(*), count(reserved), count(DISTINCT charged), bool_and(charged = cost), bool_and(cost = tokens_out * 5000 / 1000000.0) FROM learn.llm_calls'
	),
	'4|0|1|t|t',
	'each call was charged its cost, and nothing was reserved');
my $cost = $learn->sql('SELECT trim_scale(min(cost)) FROM learn.llm_calls');
cmp_ok($cost, '>', 0.3, 'which is less than what would be reserved');
cmp_ok($cost, '<', 0.6, 'and more than a third of it');

$learn->configure(daily_budget => 4 * $cost + 0.9);
$learn->execute(strangers(2));
waits_for_budget(2, 'there is no room for another question');
is($stub->requests, 4, 'and none is sent');
is(committed(), total(($cost) x 4), 'what was spent before the budget was set counts');
$learn->configure(daily_budget => 4 * $cost + 1 + 0.9 * $cost);
waits_for_budget(1, 'with more there is room for one of them');
is($stub->requests, 5, 'which is sent');
$learn->configure(daily_budget => -1);
$learn->wait_until_done('without the budget the other is asked as well');
$learn->configure(daily_budget => 6 * $cost + 0.9);
$learn->execute(strangers(1));
waits_for_budget(1, 'there is no room again');
is(committed(), total(($cost) x 6), 'what was spent in between counts as well');
allow(1);
$learn->wait_until_done('what there is room for exactly, is asked');

#
# Tomorrow is another day.
#
$learn->configure(daily_budget => 1);
$learn->execute(strangers(1));
waits_for_budget(1, 'today is spent');
$learn->sql(<<'SQL');
UPDATE learn.budget_days SET day = day - 1;
UPDATE learn.llm_calls SET budget_day = budget_day - 1, called_at = called_at - interval '1 day';
SQL
$learn->configure;
$learn->wait_until_done('what waited is asked the next day');
is(committed(), $cost, 'whose budget only that call is taken from');

#
# No price, no request.
#
$stub->control(forget => JSON::PP::true);
my $offset = -s $node->logfile;
$learn->configure(daily_budget => 100, model_categorize => 'dear-model');
$learn->execute(strangers(3));
$learn->wait_for(
	qq{SELECT last_error = 'a daily budget is set, and no price is known for the model "dear-model"' FROM learn_worker_status},
	'a model without a price is not asked');
waits_for_budget(3, 'what needs it waits, with its attempts');
is($stub->requests, 0, 'no request is sent');
is(committed(), $cost, 'nothing is reserved');
is( scalar(
		() = $learn->log_text($offset) =~ /requests to the model wait: /g),
	1, 'the log says so once');
set_price('dear-model', 0, $price);
$learn->configure;
$learn->wait_until_done('once there is a price, it is asked');
is($stub->requests, 3, 'once for each');
is( $learn->sql(
		"SELECT count(*), bool_and(reserved = 1), bool_and(charged = $cost) FROM learn.llm_calls WHERE model = 'dear-model'"
	),
	'3|t|t',
	'which reserved more than it was charged');

#
# A free model may be asked on a budget of nothing, another may not.
#
set_price('free-model', 0, 0);
$learn->configure(daily_budget => 0, model_categorize => 'free-model');
$learn->execute(strangers(1));
waits_for_budget(1, 'more is spent than a budget of nothing: no request');
is($learn->sql('SELECT trim_scale(budget_left) FROM learn_worker_status'),
	-committed(), 'the status tells how much more');
$learn->sql('UPDATE learn.budget_days SET day = day - 2');
$learn->sql('UPDATE learn.llm_calls SET budget_day = budget_day - 2');
$learn->configure;
$learn->wait_until_done('a free model is asked');
$learn->configure(model_categorize => undef);
my @held = strangers(3);
$learn->execute($held[0]);
waits_for_budget(1, 'one that is not free is not');
is(committed(), 0, 'nothing is spent');

#
# Reserved before, settled afterwards.
#
$stub->control(default => 'held', forget => JSON::PP::true);
$learn->configure(daily_budget => 2.5);
$learn->execute(@held[1, 2]);
ok($stub->wait_for_requests(2), 'two of three questions are under way');
is(committed(), 2, 'what they may cost is reserved');
is($learn->sql('SELECT trim_scale(budget_left) FROM learn_worker_status'),
	0.5, 'and not left');
is(charged(), 0, 'nothing is charged yet');
$stub->control(release => 1);
$learn->wait_for(
	sprintf(
		"SELECT count(*) = 1 AND bool_and(charged = %s AND reserved = 1) FROM learn.llm_calls WHERE subject IN (%s)",
		$cost, join ', ', map { "'$_->{execution_id}'" } @held),
	'one of them is answered, and charged its cost');
ok($stub->wait_for_requests(3), 'which makes room for the third');
is(committed(), total(2, $cost), 'that one is settled, two are reserved');
$stub->control(release => 2, default => 'good');
$learn->wait_until_done('all are answered');
is(committed(), total(($cost) x 3), 'nothing is reserved any more');
is(charged(), total(($cost) x 3), 'what is gone is what was charged');

# A question that is long reserves more than it turns out to cost.
set_price('gpt-4o-mini', 1_000_000, 1_000_000);
$learn->configure(daily_budget => -1);
allow(100_000);
$learn->execute(
	strangers(1),
	strangers(1, notes => 'a b ' x 400),
	strangers(1, notes => "\x{4e2d}\x{6587}" x 200));
$learn->wait_until_done('questions of several lengths are asked');
is( $learn->sql(
		"SELECT count(*), bool_and(reserved >= tokens_in + 200 AND charged = tokens_in + tokens_out) FROM learn.llm_calls WHERE reserved > 2"
	),
	'3|t',
	'more is reserved than is charged');
is(committed(), charged(), 'and no more is gone than that');
set_price('gpt-4o-mini', 0, $price);

#
# What is charged for requests that are not answered.
#
sub charges
{
	my ($behaviour, $expected, %settings) = @_;
	my ($execution) = strangers(1);

	$stub->control(
		behaviours => [$behaviour],
		default => 'good',
		forget => JSON::PP::true);
	allow(100, %settings);
	$learn->execute($execution);
	$learn->wait_until_done("$behaviour: the question is asked again");
	is(calls($execution->{execution_id}),
		"$expected, answered 1 $cost", "$behaviour: what was charged");
	is(committed(), charged(), "$behaviour: no more is gone");
	return;
}

charges($_, 'misconfigured 1 0') foreach '400', '401', '403', '404', '413';
charges('429', 'rate_limited 1 0');
charges($_, 'unavailable 1 0') foreach '500', '502', '503', '529';
charges('empty_body', 'malformed 1 1');
charges('not_json_protocol', 'malformed 1 1');
charges('dropped', 'unavailable 1 1');
charges('hang', 'unavailable 1 1', request_timeout => '300ms');
$learn->configure(request_timeout => undef);

my ($cut) = strangers(1);
$stub->control(behaviours => ['cut_off']);
allow(100);
$learn->execute($cut);
$learn->wait_until_done('an answer that is cut off is asked for again');
like(
	calls($cut->{execution_id}),
	qr/^cut_off 1 0\.\d+, answered 2 \Q$cost\E$/,
	'each of both calls is charged, and the second reserves more');
is(committed(), charged(), 'and no more is gone');

my ($unusable) = strangers(1);
$stub->control(behaviours => ['malformed']);
$learn->execute($unusable);
$learn->wait_until_done('an answer that cannot be used is taken as none');
like(calls($unusable->{execution_id}),
	qr/^unusable 1 0\.\d+$/, 'and is charged its cost');
is(committed(), charged(), 'and no more is gone');

# Nobody was asked: an endpoint that is not there, a key that cannot be read.
my $port = PostgreSQL::Test::Cluster::get_free_port();
my ($nowhere) = strangers(1);
allow(100, endpoint => "http://127.0.0.1:$port/v1");
$learn->execute($nowhere);
$learn->wait_for(
	"SELECT count(*) > 0 FROM learn.llm_calls WHERE subject = '$nowhere->{execution_id}'",
	'an endpoint that is not there is tried');
$learn->configure(endpoint => $stub->endpoint);
$learn->wait_until_done('until it is there');
like(
	calls($nowhere->{execution_id}),
	qr/^(?:unavailable 1 0, )+answered 1 \Q$cost\E$/,
	'which is not charged');
is(committed(), charged(), 'nothing stays reserved');

append_to_file($key_file, "sk-planted\n");
chmod 0644, $key_file or die "could not chmod: $!";
my ($unsent) = strangers(1);
$stub->control(forget => JSON::PP::true);
allow(100, api_key_file => $key_file, max_attempts => 3);
my $before = committed();
$learn->execute($unsent);
$learn->wait_for(
	'SELECT count(*) = 1 FROM learn_dead_jobs WHERE attempts = 3',
	'a key that others can read: the request cannot be sent');
is(committed(), $before, 'what was reserved is given back');
is(calls($unsent->{execution_id}), '', 'and no call is recorded');
is($stub->requests, 0, 'nothing was sent');
chmod 0600, $key_file or die "could not chmod: $!";
$learn->sql('SELECT learn_retry_job(id) FROM learn_dead_jobs');
$learn->wait_until_done('it is sent once the key may be used');
is(committed(), charged(), 'and no more is gone than it cost');
$learn->configure(api_key_file => undef, max_attempts => undef);

#
# Over budget, everything goes on that needs no model.
#
sub others
{
	my ($run) = @_;

	return (
		(
			map {
				{
					execution_id => "exec-$run-known-$_",
					runbook_id => 'RB-NOBODY-KNOWS-001'
				}
			} 1 .. 20),
		(
			map {
				{
					execution_id => "exec-$run-permission-$_",
					failure => 'permission'
				}
			} 1 .. 20),
		(
			map {
				{ execution_id => "exec-$run-success-$_", LearnTest::success() }
			} 1 .. 20));
}

$stub->control(forget => JSON::PP::true);
allow(1 + 0.9 * $cost);
$learn->execute(strangers(60), others('worker'), strangers(60));
waits_for_budget(119, 'over budget: the questions wait, but for one');
is($stub->requests, 1, 'there was room for that');
is( $learn->sql(
		"SELECT count(*), string_agg(DISTINCT coalesce(source::text, 'success'), ' ') FROM learn.analyses WHERE execution_id LIKE 'exec-worker-%'"
	),
	'60|rules success',
	'what the rules know, and what succeeded, is analysed');
is( $learn->sql('SELECT last_error FROM learn_worker_status'),
	'the daily budget has no room for another request',
	'the status says why the others wait');
like(
	$learn->sql(
		"SELECT learn_analyze(subject) FROM learn.jobs ORDER BY id LIMIT 1"),
	qr/"error": "the daily budget has no room for another request"/,
	'and so does learn_analyze()');
allow(20);
waits_for_budget(119 - int(19 / $cost) - 1,
	'with more budget, as many are asked as there is room for');
cmp_ok(committed(), '<=', $learn->sql('SHOW learn.daily_budget'),
	'not more');
allow(1000);
$learn->wait_until_done('with enough of it, the rest is');
is($stub->requests, 120, 'each was asked once');

# By hand as well.
$stub->control(forget => JSON::PP::true);
allow(1 + 0.9 * $cost);
$learn->sql('SELECT learn_pause()');
$learn->execute(strangers(60), others('hand'));
$learn->sql('SELECT learn_run_jobs(1000)');
is( $learn->sql(
		"SELECT count(*) FROM learn.analyses WHERE execution_id LIKE 'exec-hand-%'"
	),
	60,
	'learn_run_jobs(), over budget: what needs no model is done');
is($stub->requests, 1, 'one question is asked');
is( $learn->sql(
		"SELECT count(*) FROM learn.jobs WHERE kind = 'analyze' AND attempts = 0 AND lease_token IS NULL"
	),
	59,
	'the others wait');
$learn->configure(daily_budget => -1);
$learn->sql('SELECT learn_resume()');
$learn->wait_until_done('without the budget they are asked');
is($stub->requests, 60, 'each once');

# A draft waits as its failure does.
set_price('gpt-4o', 0, 1000);
$stub->control(
	answer => { failure_type => 'runbook_insufficient' },
	forget => JSON::PP::true);
$learn->import_runbook('RB-LNX-SVC-001');
allow(2.6);
$learn->execute(strangers(1, runbook_id => 'RB-LNX-SVC-001'));
waits_for_budget(1, 'a draft that the budget has no room for waits');
is( $learn->sql(
		"SELECT kind, follow_up FROM learn.jobs j JOIN learn.analyses USING (execution_id)"
	),
	'improve|a draft is being written',
	'and its failure says that it is being written');
is($stub->requests('improve'), 0, 'nobody is asked for it');
allow(2.6);
$learn->wait_until_done('with more budget it is written');
is( $learn->sql(
		"SELECT status FROM learn.runbooks WHERE id = 'RB-LNX-SVC-001-v2'"),
	'pending',
	'and queued');
is(committed(), charged(), 'it was settled as well');
$stub->control(answer => { failure_type => 'external_dependency' });

#
# Many at once: of a hundred questions there is budget for ten, and each costs
# nearly what it reserves.
#
$stub->control(
	answer => { reasoning => 'x' x 680 },
	default => 'slow:0.1',
	forget => JSON::PP::true);
$learn->execute(strangers(1));
$learn->wait_until_done('a question with a long answer');
my $full = $learn->sql(
	'SELECT trim_scale(charged) FROM learn.llm_calls ORDER BY called_at DESC LIMIT 1'
);
cmp_ok($full, '>', 0.9, 'costs nearly what it reserves');
cmp_ok($full, '<=', 1, 'and not more');

$stub->control(forget => JSON::PP::true);
my $start = committed();
my $budget = allow(10);
$learn->execute(strangers(100));
waits_for_budget(90, 'of a hundred questions at once ten are asked');
is($stub->requests, 10, 'and not one more');
cmp_ok(charged(), '<=', $budget, 'the budget is kept');
is(committed(), total($start, ($full) x 10), 'and nothing stays reserved');

# Two sessions at once, and the worker as soon as they have begun.
sub start_session
{
	my %session = (output => '', error => '');

	$session{run} = IPC::Run::start(
		[
			'psql', '-XAtq',
			'-v', 'ON_ERROR_STOP=1',
			'-d', $node->connstr('postgres'),
			map { ('-c', 'SELECT learn_run_jobs(3)') } 1 .. 5
		],
		'>',
		\$session{output},
		'2>',
		\$session{error});
	return \%session;
}

foreach my $round (1 .. 3)
{
	my $asked = $stub->requests;

	$learn->sql('SELECT learn_pause()');
	$budget = allow(10);
	my @sessions = map { start_session() } 1 .. 2;
	ok($stub->wait_for_requests($asked + 1),
		"round $round: sessions do jobs by hand");
	$learn->sql('SELECT learn_resume()');
	foreach my $session (@sessions)
	{
		$session->{run}->finish;
		is($session->{error}, '', "round $round: a session is done");
	}
	waits_for_budget(90 - 10 * $round,
		"round $round: together with the worker they ask ten questions");
	is($stub->requests, $asked + 10, "round $round: and not one more");
	is( committed(),
		total($start, ($full) x (10 + 10 * $round)),
		"round $round: nothing stays reserved");
	cmp_ok(charged(), '<=', $budget, "round $round: the budget is kept");
	note "done by hand: ", map { $_->{output} =~ s/\n/ /gr } @sessions;
}
$learn->configure(daily_budget => -1);
$learn->wait_until_done('the rest is asked without a budget');
is($stub->requests, 100, 'each question once');
$stub->control(default => 'good', answer => { reasoning => 'x' x 300 });

#
# Whoever dies in the middle of a request leaves what it reserved reserved, for
# that day; whoever comes next reserves for itself.
#
foreach my $victim ('worker', 'server')
{
	my ($execution) = strangers(1);
	my $pid = $learn->worker_pid;
	my $gone = committed();

	$stub->control(default => 'hang', forget => JSON::PP::true);
	allow(1.9);
	$learn->execute($execution);
	ok($stub->wait_for_requests(1), "$victim: a request hangs");
	is(committed(), total($gone, 1), "$victim: its cost is reserved");
	$victim eq 'worker' ? $learn->kill_process($pid) : $learn->kill_server;
	$stub->control(default => 'good');
	isnt($learn->worker_pid($pid), $pid, "$victim: another worker is there");
	waits_for_budget(1, "$victim: the question waits for the budget", 1);
	is(committed(), total($gone, 1), "$victim: it is still reserved");
	is($stub->requests, 1, "$victim: nothing more is sent");
	allow(1);
	$learn->wait_until_done("$victim: with more budget it is asked again");
	is(calls($execution->{execution_id}),
		"answered 1 $cost", "$victim: the call that was answered is charged");
	is(committed(), total($gone, 1, $cost),
		"$victim: on top of what the dead one had reserved");
}

# Killed again and again, at random: the endpoint's bill is never higher than
# the budget.
$stub->control(default => 'slow:0.05', forget => JSON::PP::true);
$start = committed();
$budget = allow(30);
$learn->execute(strangers(100));
foreach my $round (1 .. 4)
{
	ok($stub->wait_for_requests(8 * $round), "round $round: questions are sent");
	$learn->kill_process($learn->worker_pid);
}
$learn->wait_for(
	"SELECT count(*) > 0 AND bool_and(needs = 'model' AND lease_token IS NULL) FROM learn.jobs",
	'the budget is spent');
cmp_ok(committed(), '<=', $budget, 'the budget is kept');
cmp_ok(committed() - $start,
	'>=', bill($cost), 'what the endpoint asks to be paid is within it');
cmp_ok(charged(), '<', committed(), 'some is lost with those who died');
cmp_ok(committed(), '>', $budget - 1, 'and it is used up');
$learn->configure(daily_budget => -1);
$learn->wait_until_done('without the budget the rest is done');
is( $learn->sql(
		"SELECT count(*), count(DISTINCT execution_id) FROM learn.analyses WHERE execution_id LIKE 'exec-stranger-%'"
	),
	"$number|$number",
	'every execution is analysed, once');
is( $learn->sql(
		"SELECT count(*) FROM learn.llm_calls WHERE outcome = 'answered' AND purpose = 'categorize' GROUP BY subject HAVING count(*) > 1"
	),
	'',
	'and no answer is charged twice');

#
# What it has cost, by whom and for what.
#
my %prices = (categorize => 7, improve => 11);
$learn->sql('TRUNCATE learn.llm_calls, learn.budget_days');
$learn->sql(
	"SELECT learn_reject('RB-LNX-SVC-001-v2', reason => 'not like this')");
set_price('gpt-4o-mini', 0, 1_000_000 * $prices{categorize});
set_price('gpt-4o', 0, 1_000_000 * $prices{improve});
$stub->control(default => 'good', forget => JSON::PP::true);
$learn->configure(daily_budget => -1);
$learn->execute(
	strangers(2, client_id => 'acme'),
	strangers(3, client_id => 'globex'),
	strangers(1));
$learn->wait_until_done('failures of two clients, and of nobody');
$stub->control(answer => { failure_type => 'runbook_insufficient' });
$learn->execute(
	strangers(
		1,
		client_id => 'acme',
		runbook_id => 'RB-LNX-SVC-001',
		error_message => 'the flux of the fifth coil is out of phase'));
$learn->wait_until_done('one of them leads to a draft');

# The bill as the endpoint has it: the tokens of each answer.
my %tokens;
$tokens{$_} = $learn->sql(
	"SELECT DISTINCT tokens_out FROM learn.llm_calls WHERE purpose = '$_' AND runbook_id = 'RB-LNX-SVC-001'"
) foreach keys %prices;
my $question = $learn->sql(
	"SELECT DISTINCT tokens_out FROM learn.llm_calls WHERE runbook_id LIKE 'RB-STRANGER-%'"
);
is( $learn->sql(<<'SQL'), <<"COSTS" =~ s/\n\z//r, 'learn_costs adds up');
SELECT purpose, coalesce(client_id, 'nobody'), sum(calls), sum(tokens_out), sum(cost)::bigint,
	bool_and(cost_per_call = cost / calls), sum(calls_without_cost), count(DISTINCT day)
FROM learn_costs GROUP BY 1, 2 ORDER BY 1, 2
SQL
@{[ row('categorize', 'acme', 3, 2 * $question + $tokens{categorize}) ]}
@{[ row('categorize', 'globex', 3, 3 * $question) ]}
@{[ row('categorize', 'nobody', 1, $question) ]}
@{[ row('improve', 'acme', 1, $tokens{improve}) ]}
COSTS
is( $learn->sql(
		"SELECT sum(calls), sum(cost)::bigint FROM learn_costs WHERE runbook_id = 'RB-LNX-SVC-001' AND day = (now() AT TIME ZONE 'UTC')::date"
	),
	'2|'
	  . ($tokens{categorize} * $prices{categorize}
		  + $tokens{improve} * $prices{improve}),
	'also for one runbook on one day');
is( $learn->sql(
		'SELECT sum(c.cost) = (SELECT spend_today FROM learn_worker_status) FROM learn_costs c'
	),
	't',
	'and to what the status says was spent');

# A row of the costs as they should be.
sub row
{
	my ($purpose, $client, $calls, $tokens) = @_;

	return join '|', $purpose, $client, $calls, $tokens,
	  $tokens * $prices{$purpose}, 't', 0, 1;
}

is( join(
		"\n",
		grep { /PANIC|TRAP:|terminated by signal (?!9\b)/ } split /\n/,
		$learn->log_text),
	'',
	'nothing crashed but what was killed');
done_testing;
