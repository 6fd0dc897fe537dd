# Jobs that fail cost themselves only, whatever it is that fails: an error in
# SQL, an answer, a setting, memory, the disk.  And the worker's memory stays
# flat, as does that of the sessions that call its functions.

use strict;
use warnings;

use LearnTest;
use List::Util qw(min);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

plan skip_all => 'what memory a process has cannot be seen without /proc'
  unless -r "/proc/$$/status";

my $stub = LearnTest::Stub->new;
my $learn = LearnTest->new(
	'main',
	endpoint => $stub->endpoint,
	max_attempts => 1,
	retry_delay => '1ms',
	max_retry_delay => '10ms');
my $node = $learn->node;

# What /proc says of a process, in kilobytes; RssAnon is its private memory.
sub kilobytes
{
	my ($pid, $field) = @_;
	my ($kilobytes) =
	  slurp_file("/proc/$pid/status") =~ /^$field:\s+(\d+) kB$/m;

	return $kilobytes;
}

# A test that a process, when it is idle, has no more than so many kilobytes
# more than before.
sub is_flat
{
	my ($pid, $before, $more, $name) = @_;
	my $end = Time::HiRes::time() + $PostgreSQL::Test::Utils::timeout_default;
	my $after = kilobytes($pid, 'RssAnon');

	while ($after - $before >= $more && Time::HiRes::time() < $end)
	{
		Time::HiRes::usleep(100_000);
		$after = kilobytes($pid, 'RssAnon');
	}
	note "$name: $before kB, then $after kB";
	return cmp_ok($after - $before, '<', $more, $name);
}

# Executions that are well.
sub sound
{
	my ($prefix, $count) = @_;

	return map {
		{
			execution_id => "exec-$prefix-$_",
			runbook_id => 'RB-NOBODY-KNOWS-001',
			failure => 'unknown'
		}
	} 1 .. $count;
}

# A test that these are analysed, by a model.
sub check_sound
{
	my ($prefix, $count, $name) = @_;

	$learn->wait_until_done("$name: everything has come to an end");
	is( $learn->sql(
			"SELECT count(*) FROM learn.analyses WHERE execution_id ~ '^exec-$prefix-[0-9]+\$' AND source = 'model'"
		),
		$count,
		"$name: the other jobs are done");
	return;
}

#
# Twenty thousand executions.  Half of the jobs fail: most because a trigger
# raises this or that error when the analysis is to be stored, the others
# because the model answers with an error.  Runbooks are improved meanwhile, by
# answers most of which cannot be used.
#
$learn->sql(<<'SQL');
CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	CASE pg_catalog.length(NEW.execution_id) + pg_catalog.right(NEW.execution_id, 1)::int & 3
		WHEN 0 THEN
			RAISE EXCEPTION 'poison' USING DETAIL = pg_catalog.repeat('detail ', 300);
		WHEN 1 THEN
			PERFORM 1 / (NEW.confidence * 0)::int;
		WHEN 2 THEN
			PERFORM pg_catalog.repeat('x', 1073741823);
		ELSE
			RAISE unique_violation;
	END CASE;
	RETURN NEW;
END $$;
CREATE TRIGGER poison BEFORE INSERT ON learn.analyses FOR EACH ROW
	WHEN (NEW.execution_id LIKE '%-poison-%') EXECUTE FUNCTION public.poison();
SQL
$learn->import_runbook('RB-LNX-SVC-001',
	map { "RB-LNX-MEM-$_" } 100 .. 199);

# Five thousand of them, of 25 runbooks.
sub report_many
{
	my ($run) = @_;
	my @behaviours =
	  map { { purpose => 'categorize', behaviour => $_ } }
	  (qw(good good 500)) x 250;

	push @behaviours,
	  map { { purpose => 'improve', behaviour => $_ } }
	  (qw(good malformed empty cut_off cut_off no_steps 500 huge:100000)) x 50;
	$stub->control(behaviours => \@behaviours, forget => JSON::PP::true);
	$learn->sql("\\set run $run\n" . <<'SQL');
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status,
	verification_passed, error_step, error_message, executed_steps)
SELECT format('exec-%s-%s-%s', :run, kind, i), format('RB-LNX-MEM-%s', 100 + 25 * :run + i % 25),
	'service_crash', 'linux', CASE kind WHEN 'success' THEN 'success' ELSE 'failure' END,
	kind = 'success', 1, error, jsonb_build_array(jsonb_build_object('step_number', 1,
		'action', 'restart_service', 'success', kind = 'success', 'error', error,
		'output', repeat('some output ', 100)))
FROM generate_series(1, 5000) i,
	LATERAL (SELECT (string_to_array('known known success success success permission permission'
		' permission unknown unknown unknown poison poison poison poison poison poison poison'
		' poison poison', ' '))[i % 20 + 1]) k (kind),
	LATERAL (SELECT CASE kind WHEN 'known' THEN 'bind() failed (98: Address already in use)'
		WHEN 'unknown' THEN format('the flux of coil %s is out of phase',
			translate(to_char(i, 'FM00000'), '0123456789', 'ghjklmnprs'))
		ELSE 'cat: /etc/shadow: Permission denied' END) e (error)
SQL
	$learn->wait_until_done("five thousand executions, the $run. time");
	return;
}

my $pid = $learn->worker_pid;
my @memory;

foreach my $run (0 .. 3)
{
	report_many($run);

	# What follows the first of them comes later, and brings plans to stay.
	$learn->wait_for('SELECT count(*) >= 10 FROM learn.patterns',
		"patterns are extracted, the $run. time");
	push @memory, kilobytes($pid, 'RssAnon');
}
note "the worker's memory: @memory kB";
cmp_ok($memory[3] - $memory[0],
	'<', 4096, "the worker's memory stays flat after the first five thousand");

# What leaks grows all the time; what settles does not.
cmp_ok(min(map { $memory[$_] - $memory[ $_ - 1 ] } 1 .. 3),
	'<', 200, 'there are five thousand that it does not grow by at all');
is($learn->worker_pid, $pid, 'nor is it another worker');
is( $learn->sql(<<'SQL'), '9000|t|t', 'half of the jobs failed, no others');
SELECT count(*) FILTER (WHERE subject LIKE '%-poison-%'),
	count(*) FILTER (WHERE subject NOT LIKE '%-poison-%') BETWEEN 900 AND 1000,
	count(*) FILTER (WHERE subject NOT LIKE '%-poison-%') = (
		SELECT count(*) FROM learn.llm_calls WHERE purpose = 'categorize' AND outcome = 'unavailable')
FROM learn_dead_jobs WHERE kind = 'analyze'
SQL
is( $learn->sql(
		"SELECT count(*) + (SELECT count(*) FROM learn_dead_jobs WHERE kind = 'analyze') FROM learn.analyses"
	),
	20000,
	'all others are done');
is( $learn->sql(<<'SQL'), 'division by zero|poison|requested length too large|unique_violation', 'each dead job says why');
SELECT string_agg(DISTINCT substring(last_error, '^(division by zero|poison|requested length too large|unique_violation)'), '|')
FROM learn_dead_jobs WHERE subject LIKE '%-poison-%'
SQL
is( $learn->sql(
		"SELECT string_agg(DISTINCT outcome, ' ' ORDER BY outcome) FROM learn.llm_calls WHERE purpose = 'improve'"
	),
	'answered cut_off malformed unavailable unusable',
	'and so did requests for better runbooks');

#
# Sessions that call its functions, in vain half of the time.
#
my $session = $node->background_psql('postgres');
my $calls = <<'SQL';
DO $$
BEGIN
	FOR i IN 1 .. 1000 LOOP
		BEGIN
			INSERT INTO learn_executions (runbook_id, incident_type, platform, status, state_before, state_after, executed_steps)
			VALUES ('RB-X', 'service_crash', 'linux', 'failure', jsonb_build_object('disk', i), '{"disk": 0}',
				CASE i % 2 WHEN 0 THEN '[7]'::jsonb ELSE '[]' END);
			RAISE EXCEPTION 'undo';
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
		BEGIN
			PERFORM learn_classify(jsonb_build_object('error_message', 'Permission denied', 'executed_steps', i % 2));
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
		BEGIN
			PERFORM learn_submit(jsonb_build_object('id', 'RB-X-' || i, 'steps', '[]'::jsonb), 'a reason', 'low');
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
		PERFORM learn_validate_runbook(content), learn_runbook_diff(content, jsonb_set(content, '{steps}', '[{}]'))
		FROM learn.runbooks WHERE id = 'RB-LNX-SVC-001';
		PERFORM learn_active_runbook('RB-LNX-SVC-001'),
			learn_register_executor('web1', ARRAY['restart', 'stop'], 'linux');
	END LOOP;
END $$;
SQL

my $backend = $session->query_safe('SELECT pg_backend_pid()');

# What settles comes first: also what it takes to read the policies once more,
# which happens whenever something touches their table.
foreach (1 .. 2)
{
	$session->query_safe($calls);
	$session->query_safe('ANALYZE learn.policies');
}
$session->query_safe($calls);

my $before = kilobytes($backend, 'RssAnon');

$session->query_safe($calls) foreach 1 .. 4;
is_flat($backend, $before, 200, 'a session takes no more memory');
$session->quit;

#
# Errors that come up only when a transaction commits.
#
$learn->sql(<<'SQL');
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'refused in the end';
END $$;
CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON learn.analyses
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (NEW.execution_id LIKE '%-deferred-%') EXECUTE FUNCTION public.refuse();
SQL
$learn->execute(
	sound('before-commit', 3),
	sound('deferred', 2),
	sound('behind-commit', 3));
check_sound('before-commit', 3, 'commit');
check_sound('behind-commit', 3, 'commit');
is( $learn->sql(
		"SELECT count(*), min(last_error) FROM learn_dead_jobs WHERE subject LIKE 'exec-deferred-%'"
	),
	'2|refused in the end',
	'commit: what is refused then is dead');
is($learn->worker_pid, $pid, 'commit: the worker lives');

# An old execution that somebody still refers to cannot be deleted.
my $log = -s $node->logfile;

$learn->sql(<<'SQL');
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status,
	verification_passed, executed_steps, recorded_at)
VALUES ('exec-cited', 'RB-NOBODY-KNOWS-001', 'service_crash', 'linux', 'success', true, '[]', '2025-01-01');
INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at, succeeded, follow_up)
VALUES ('exec-cited', 'RB-NOBODY-KNOWS-001', '2025-01-01', true, 'counted');
CREATE TABLE public.citations (
	execution_id text REFERENCES learn.execution_results DEFERRABLE INITIALLY DEFERRED);
INSERT INTO public.citations VALUES ('exec-cited');
SQL
$learn->configure(retention => '30d');
$node->wait_for_log(qr/violates foreign key constraint/, $log);
$learn->configure(retention => undef);
is($learn->worker_pid, $pid, 'commit: nor does housekeeping end it');

#
# Jobs about what is not there.
#
$learn->sql(<<'SQL');
INSERT INTO learn.jobs (kind, subject, execution_id) VALUES
	('analyze', 'exec-nothing', NULL),
	('improve', 'RB-NOTHING-001', 'exec-nothing'),
	('improve', 'RB-LNX-SVC-001', 'exec-nothing'),
	('revise', 'RB-NOTHING-001-v2', NULL);
SQL
$learn->execute(sound('absent', 3));
check_sound('absent', 3, 'jobs about nothing');
is( $learn->sql(
		"SELECT count(*) FROM learn_dead_jobs WHERE subject ~ 'nothing|NOTHING'"),
	0,
	'jobs about nothing: they are dropped');

#
# Settings that are refused: those that held go on holding.
#
$log = -s $node->logfile;
$learn->configure(
	max_concurrent_requests => 'many',
	rules_confidence => 7,
	endpoint => 'ftp://127.0.0.1/');
$node->wait_for_log(
	qr/configuration file ".*" contains errors; unaffected changes were applied/,
	$log);
is( $learn->sql(
		"SELECT current_setting('learn.max_concurrent_requests'), current_setting('learn.rules_confidence'), current_setting('learn.endpoint')"
	),
	'16|0.8|' . $stub->endpoint,
	'settings: what is wrong is refused');
$learn->execute(sound('setting', 3));
check_sound('setting', 3, 'settings');
is($learn->worker_pid, $pid, 'settings: by the same worker');
$learn->configure(
	max_concurrent_requests => undef,
	rules_confidence => undef,
	endpoint => $stub->endpoint);

#
# Executions that are too large for the memory the worker may have.
#
sub limit_memory
{
	my ($limit) = @_;

	system_or_bail('prlimit', '--pid', $pid, "--as=$limit:unlimited");
	return;
}

$learn->sql('SELECT learn_pause()');
$learn->execute(sound('small', 3));
$learn->sql(<<'SQL');
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, error_step,
	error_message, executed_steps)
SELECT 'exec-large-' || n, 'RB-NOBODY-KNOWS-001', 'service_crash', 'linux', 'failure', 1,
	format('the flux is out of phase %s', (ARRAY['above', 'below', 'inside', 'outside'])[n]),
	(SELECT jsonb_agg(jsonb_build_object('step_number', i, 'action', 'restart_service',
		'success', i > 1, 'output', repeat('some output ', 5))) FROM generate_series(1, n * 20000) i)
FROM generate_series(1, 4) n
SQL
$learn->execute(sound('behind', 3));
limit_memory(1024 * (kilobytes($pid, 'VmSize') + 16 * 1024));
$learn->sql('SELECT learn_resume()');
check_sound('small', 3, 'memory');
check_sound('behind', 3, 'memory');
is( $learn->sql(
		"SELECT count(*), bool_and(last_error LIKE 'out of memory%') FROM learn_dead_jobs WHERE subject LIKE 'exec-large-%'"
	),
	'4|t',
	'memory: those that are too large are dead');
is($learn->worker_pid, $pid, 'memory: the worker lives');

limit_memory('unlimited');
$learn->sql(
	"SELECT learn_retry_job(id) FROM learn_dead_jobs WHERE subject LIKE 'exec-large-%'"
);
check_sound('large', 4, 'memory: with enough of it');
is_flat($pid, $memory[3], 4096, 'memory: what they took is given back');

#
# An execution that cannot be read any more: the only one whose steps are
# stored apart, in a file that is lost.
#
$learn->sql('SELECT learn_pause()');
$learn->execute(sound('intact', 3));
$learn->sql(<<'SQL');
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, error_message,
	executed_steps)
SELECT 'exec-corrupt', 'RB-NOBODY-KNOWS-001', 'service_crash', 'linux', 'failure', 'the flux is out of phase',
	jsonb_agg(jsonb_build_object('step_number', i, 'output', md5(i::text))) FROM generate_series(1, 1000) i
SQL
$learn->execute(sound('safe', 3));

my $file = $node->data_dir . '/'
  . $learn->sql(
	"SELECT pg_relation_filepath(reltoastrelid) FROM pg_class WHERE oid = 'learn.execution_results'::regclass"
  );

$node->stop;
open my $handle, '+<', $file or die "could not open $file: $!";
print $handle "\0" x -s $file;
close $handle or die "could not write $file: $!";
$node->start;
$learn->sql('SELECT learn_resume()');
check_sound('intact', 3, 'disk');
check_sound('safe', 3, 'disk');
like(
	$learn->sql(
		"SELECT last_error FROM learn_dead_jobs WHERE subject = 'exec-corrupt'"),
	qr/^missing chunk number 0 for toast value/,
	'disk: the one that cannot be read is dead, and says why');

$learn->survived;

#
# A job that kills whoever does it, and the server with it, time and again.
# Those that are done together with it may not be repeated either, and are not
# to blame.
#
$learn->sql(<<'SQL');
CREATE FUNCTION public.kill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	COPY (SELECT) TO PROGRAM 'kill -KILL $PPID';
	RETURN NULL;
END $$;
CREATE TRIGGER kill AFTER INSERT ON learn.analyses FOR EACH ROW
	WHEN (NEW.execution_id = 'exec-lethal') EXECUTE FUNCTION public.kill();
SQL

# The server may be gone before psql is, which had nothing more to do.
$learn->error_of(
	LearnTest::report_of(
		map {
			{
				execution_id => "exec-$_",
				runbook_id => 'RB-NOBODY-KNOWS-001',
				failure => 'permission'
			}
		  } (map { "first-$_" } 1 .. 20),
		'lethal',
		(map { "last-$_" } 1 .. 20)));
$learn->wait_until_done('crash: everything has come to an end');
is( $learn->sql(
		"SELECT count(*) FROM learn.analyses WHERE execution_id ~ '^exec-(first|last)-[0-9]+\$'"
	),
	40,
	'crash: the other jobs are done');
is( $learn->sql(
		"SELECT last_error FROM learn_dead_jobs WHERE subject = 'exec-lethal'"),
	'every attempt ended without a word; the server must have stopped each time',
	'crash: the one that brings down the server is dead');

# Once with the others and once alone; and once more if the first claim was not
# on disk yet.
like(
	scalar(
		() = $learn->log_text =~ /"learn worker" \(PID \d+\) was terminated/g),
	qr/^[23]$/,
	'crash: it was tried two or three times');

done_testing;
