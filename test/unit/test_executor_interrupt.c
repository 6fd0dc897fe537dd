/*-------------------------------------------------------------------------
 *
 * test_executor_interrupt.c
 *		Unit tests of being told to stop.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/process/interrupt.h"
#include "process_case.h"

/* How a command ends; NULL: one that cannot even be started. */
static LearnEnding
ending_of(const char *text, bool insistent, double grace)
{
	const char *arguments[] = {"sh", "-c", text, NULL};
	LearnCommand command = {.path = text == NULL ? "/nonexistent" : "/bin/sh",
							.arguments = arguments,
							.environment = environ,
							.timeout = LONG,
							.insistent = insistent,
							.grace = grace};
	LearnOutcome outcome;
	LearnEnding ending;

	if (!learn_process_run(&command, &outcome))
		return LEARN_NEVER_STARTED;
	ending = outcome.ending;
	if (ending == LEARN_ENDED_NORMALLY && outcome.exit_code != 0)
		ending = LEARN_NEVER_STARTED;
	learn_outcome_free(&outcome);
	return ending;
}

static void
stop_a_command(void)
{
	double started = learn_monotonic_seconds();

	assert_true(learn_interrupt_count() == 0 && learn_interrupt_signal() == 0);
	assert_true(!learn_interrupt_applies(false));
	assert_true(ending_of("true", false, 0) == LEARN_ENDED_NORMALLY);
	assert_true(ending_of("kill -TERM $PPID; sleep 100", false, LONG) ==
				LEARN_ENDED_INTERRUPTED);
	assert_true(learn_interrupt_count() == 1);
	assert_true(learn_interrupt_signal() == SIGTERM);

	/* No other is started, but those that undo, and they go on. */
	assert_true(ending_of(NULL, false, 0) == LEARN_ENDED_INTERRUPTED);
	assert_true(ending_of(NULL, true, 0) == LEARN_NEVER_STARTED);
	assert_true(ending_of("echo 1 >$DIRECTORY/undone", true, 0) ==
				LEARN_ENDED_NORMALLY);
	assert_true(number_in("undone") == 1);

	/* Until the second time. */
	assert_true(ending_of("kill -INT $PPID; sleep 100", true, LONG) ==
				LEARN_ENDED_INTERRUPTED);
	assert_true(learn_interrupt_count() == 2);
	assert_true(learn_interrupt_signal() == SIGINT);
	assert_true(ending_of(NULL, true, 0) == LEARN_ENDED_INTERRUPTED);
	assert_true(learn_monotonic_seconds() - started < LONG / 2);
}

static void
test_stops_a_command(void **state)
{
	(void) state;
	run_apart(stop_a_command);
}

/* Who insists does not wait until the grace is over. */
static void
insist(void)
{
	double started = learn_monotonic_seconds();

	assert_true(ending_of("trap 'kill -TERM $PPID' TERM; kill -TERM $PPID;"
						  " while [ -d $DIRECTORY ]; do sleep 1; done",
						  false, LONG) == LEARN_ENDED_INTERRUPTED);
	assert_true(learn_interrupt_count() == 2);
	assert_true(learn_monotonic_seconds() - started < LONG / 2);
}

static void
test_insisting(void **state)
{
	(void) state;
	run_apart(insist);
}

/* A terminal that goes, or a reader, or a disk quota, stops nothing. */
static void
ignore_others(void)
{
	assert_true(ending_of("kill -HUP $PPID; kill -PIPE $PPID; "
						  "kill -XFSZ $PPID",
						  false, 0) == LEARN_ENDED_NORMALLY);
	assert_true(learn_interrupt_count() == 0);
}

static void
test_others_are_ignored(void **state)
{
	(void) state;
	run_apart(ignore_others);
}

/* Starts a process that tells this one to stop, and then says so. */
static pid_t
tell_to_stop(void)
{
	pid_t parent = getpid();
	pid_t child = fork();

	if (child == 0)
		_exit(kill(parent, SIGTERM));
	return child;
}

static void
stop_a_sleep(void)
{
	double started = learn_monotonic_seconds();
	pid_t child;

	assert_true(learn_interrupt_sleep(0.02, false));
	assert_true(learn_monotonic_seconds() - started >= 0.02);
	assert_true(learn_interrupt_sleep(0, false));

	child = tell_to_stop();
	assert_true(!learn_interrupt_sleep(LONG, false));
	assert_true(waitpid(child, NULL, 0) == child);
	assert_true(!learn_interrupt_sleep(0, false));
	assert_true(learn_interrupt_sleep(0.02, true));

	child = tell_to_stop();
	assert_true(!learn_interrupt_sleep(LONG, true));
	assert_true(waitpid(child, NULL, 0) == child);
	assert_true(learn_monotonic_seconds() - started < LONG / 2);
}

static void
test_stops_a_sleep(void **state)
{
	(void) state;
	run_apart(stop_a_sleep);
}

/* However the executor was started, it listens to TERM. */
static void
listen_anyway(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	learn_interrupt_install();
	raise(SIGINT);
	assert_true(learn_interrupt_count() == 0);
	raise(SIGTERM);
	assert_true(learn_interrupt_count() == 1);
}

static void
test_how_it_was_started(void **state)
{
	(void) state;
	run_apart(listen_anyway);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stops_a_command),
		cmocka_unit_test(test_insisting),
		cmocka_unit_test(test_others_are_ignored),
		cmocka_unit_test(test_stops_a_sleep),
		cmocka_unit_test(test_how_it_was_started),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
