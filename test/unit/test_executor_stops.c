/*-------------------------------------------------------------------------
 *
 * test_executor_stops.c
 *		Unit tests of steps that are told to stop.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <signal.h>

#include "steps_case.h"

#define UNDO                                                                  \
	"[{'action': 'undo', 'command': 'true'},"                                 \
	" {'action': 'undo', 'command': 'true'}]"

/* A step that was told to stop, and then its rollback. */
static void
check_stopped(const char *steps, const char *output)
{
	LearnStepsResult result = run_steps(steps, UNDO);

	assert_true(result.interrupted);
	assert_int_equal(result.failed_number, 1);
	assert_string_equal(result.message,
						"the executor was told to stop (signal 15)");
	assert_int_equal(result.retries, 0);
	assert_false(succeeded(&result, 1));
	check_text(&result, 1, "output", output);
	check_text(&result, 1, "error",
			   "the executor was told to stop (signal 15)");
	assert_int_equal(json_object_array_length(result.trace), 3);
	for (size_t i = 2; i <= 3; i++)
	{
		check_text(&result, i, "phase", "rollback");
		assert_true(succeeded(&result, i));
	}
	assert_string_equal(told.data, "+1 -1 +2 -2 +3 -3 ");
	clean_up(&result);
}

/* Neither retries nor being optional or meant to fail are of help. */
static void
stop_a_step(void)
{
	check_stopped("[{'action': 'long', 'optional': true,"
				  "  'failure_is_success': true,"
				  "  'retry': {'attempts': 9, 'delay': 100},"
				  "  'command': 'echo begun; kill -TERM $PPID; sleep 100'},"
				  " {'action': 'never', 'command': 'true'}]",
				  "begun");
}

static void
stop_a_wait(void)
{
	check_stopped("[{'action': 'start', 'command': 'echo up', 'wait_for':"
				  "  {'command': 'kill -TERM $PPID; exit 1',"
				  "   'timeout': 1000, 'interval': 300}}]",
				  "up");
}

static void
stop_between_attempts(void)
{
	check_stopped("[{'action': 'start', 'command':"
				  "  'echo up; kill -TERM $PPID; exit 1',"
				  "  'retry': {'attempts': 2, 'delay': 300}}]",
				  "up");
}

static void
test_stopped_during_a_step(void **state)
{
	(void) state;
	run_apart(stop_a_step);
	run_apart(stop_a_wait);
	run_apart(stop_between_attempts);
}

static void
ignore(void *data, json_object *step)
{
	(void) data;
	(void) step;
}

/* Somebody who has the executor stopped after its first step. */
static void
stop_at_end(void *data, json_object *step)
{
	(void) data;
	if (learn_json_get_number(step, "step_number", 0) == 1)
		raise(SIGTERM);
}

static void
stop_between_steps(void)
{
	LearnStepsObserver observer = {ignore, stop_at_end, NULL};
	LearnStepsResult result =
		run_before(&observer,
				   "[{'action': 'first', 'command': 'true'},"
				   " {'action': 'never', 'command': 'true'}]",
				   UNDO);

	assert_true(result.interrupted);
	assert_int_equal(result.failed_number, 0);
	assert_null(result.message);
	assert_int_equal(json_object_array_length(result.trace), 3);
	assert_true(succeeded(&result, 1));
	check_text(&result, 2, "phase", "rollback");
	check_text(&result, 3, "phase", "rollback");
	clean_up(&result);
}

/* There is nothing to be undone before the first step, ... */
static void
stop_before_all(void)
{
	LearnStepsResult result;

	raise(SIGTERM);
	result = run_steps("[{'action': 'never', 'command': 'true'}]", UNDO);
	assert_true(result.interrupted);
	assert_int_equal(result.failed_number, 0);
	assert_int_equal(json_object_array_length(result.trace), 0);
	clean_up(&result);
}

/* ... and nothing to be stopped after the last one. */
static void
stop_after_all(void)
{
	LearnStepsObserver observer = {ignore, stop_at_end, NULL};
	LearnStepsResult result =
		run_before(&observer, "[{'action': 'last', 'command': 'true'}]", UNDO);

	assert_false(result.interrupted);
	assert_int_equal(json_object_array_length(result.trace), 1);
	clean_up(&result);
}

static void
test_stopped_between_steps(void **state)
{
	(void) state;
	run_apart(stop_between_steps);
	run_apart(stop_before_all);
	run_apart(stop_after_all);
}

/* Being told once more ends the rollback. */
static void
stop_the_rollback(void)
{
	LearnStepsResult result = run_steps(
		"[{'action': 'fail', 'command': 'echo broken >&2; exit 1'}]",
		"[{'action': 'undo', 'command': 'kill -TERM $PPID; sleep 0.01'},"
		" {'action': 'undo', 'command': 'kill -TERM $PPID; sleep 100'},"
		" {'action': 'never', 'command': 'true'}]");

	assert_int_equal(result.failed_number, 1);
	assert_string_equal(result.message, "broken");
	assert_false(result.interrupted);
	assert_int_equal(json_object_array_length(result.trace), 3);
	assert_true(succeeded(&result, 2));
	assert_false(succeeded(&result, 3));
	check_text(&result, 3, "error",
			   "the executor was told to stop (signal 15)");
	clean_up(&result);
}

static void
test_stopped_during_the_rollback(void **state)
{
	(void) state;
	run_apart(stop_the_rollback);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stopped_during_a_step),
		cmocka_unit_test(test_stopped_between_steps),
		cmocka_unit_test(test_stopped_during_the_rollback),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
