/*-------------------------------------------------------------------------
 *
 * test_executor_steps.c
 *		Unit tests of running the steps of a runbook.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <regex.h>

#include "steps_case.h"

static void
test_all_goes_well(void **state)
{
	LearnStepsResult result = run_steps(
		"[{'id': 'first', 'action': 'look',"
		"  'command': 'echo \\\"$GREETING\\\"'},"
		" {'action': 'warn', 'command': 'echo careful >&2; echo done'}]",
		"[{'action': 'undo', 'command': 'true'}]");
	regex_t moment;

	(void) state;
	assert_int_equal(result.failed_number, 0);
	assert_null(result.message);
	assert_int_equal(result.retries, 0);
	assert_false(result.interrupted);
	assert_int_equal(json_object_array_length(result.trace), 2);
	assert_string_equal(told.data, "+1 -1 +2 -2 ");

	assert_true(number_of(&result, 1, "step_number") == 1);
	check_text(&result, 1, "id", "first");
	check_text(&result, 1, "action", "look");
	check_text(&result, 1, "command", "echo \"$GREETING\"");
	check_text(&result, 1, "output", "$(id) `id`"); /* data, no command */
	check_text(&result, 1, "error", "");
	assert_true(number_of(&result, 1, "exit_code") == 0);
	assert_true(number_of(&result, 1, "attempts") == 1);
	assert_true(succeeded(&result, 1));
	assert_in_range(number_of(&result, 1, "duration_seconds") * 1000, 0,
					LONG * 1000);
	check_text(&result, 1, "phase", NULL);
	check_text(&result, 1, "optional", NULL);
	check_text(&result, 1, "params", NULL);
	check_text(&result, 2, "id", NULL);
	check_text(&result, 2, "output", "done");
	check_text(&result, 2, "error", "careful");

	assert_int_equal(
		regcomp(&moment,
				"^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:"
				"[0-6][0-9]\\.[0-9]{6}\\+00:00$",
				REG_EXTENDED | REG_NOSUB),
		0);
	for (size_t i = 1; i <= 2; i++)
	{
		json_object *step = step_of(&result, i);
		const char *started = learn_json_get_string(step, "started_at", "");
		const char *completed =
			learn_json_get_string(step, "completed_at", "");

		assert_int_equal(regexec(&moment, started, 0, NULL, 0), 0);
		assert_int_equal(regexec(&moment, completed, 0, NULL, 0), 0);
		assert_true(strcmp(started, completed) <= 0);
	}
	regfree(&moment);
	clean_up(&result);
}

/* A failure ends the run, and all that undoes is run, whatever fails there. */
static void
test_rollback(void **state)
{
	LearnStepsResult result = run_steps(
		"[{'action': 'prepare', 'command': 'true'},"
		" {'action': 'break', 'command': 'echo first; echo second; exit 4'},"
		" {'action': 'never', 'command': 'echo 1 >$DIRECTORY/never'}]",
		"[{'action': 'undo', 'command': 'exit 1', 'retry': {'attempts': 3}},"
		" {'action': 'undo_more', 'command': 'echo 1 >$DIRECTORY/undone',"
		"  'optional': true}]");

	(void) state;
	assert_int_equal(result.failed_number, 2);
	assert_string_equal(result.message, "second");
	assert_false(result.interrupted);
	assert_int_equal(result.retries, 2);
	assert_int_equal(json_object_array_length(result.trace), 4);
	assert_string_equal(told.data, "+1 -1 +2 -2 +3 -3 +4 -4 ");
	assert_int_equal(number_in("never"), -1);
	assert_int_equal(number_in("undone"), 1);
	check_text(&result, 2, "phase", NULL);
	assert_true(number_of(&result, 2, "exit_code") == 4);
	check_text(&result, 3, "phase", "rollback");
	check_text(&result, 4, "phase", "rollback");
	assert_true(
		learn_json_get_boolean(step_of(&result, 4), "optional", false));
	assert_false(succeeded(&result, 3));
	assert_true(number_of(&result, 3, "attempts") == 3);
	assert_true(succeeded(&result, 4));
	clean_up(&result);
}

/* What a step that fails says went wrong. */
static void
test_messages(void **state)
{
	static const struct
	{
		const char *members;
		const char *message;
	} cases[] = {
		{"'command': 'echo out; echo err >&2; exit 1'", "err"},
		{"'command': 'echo one; echo two; exit 1'", "two"},
		{"'command': 'exit 12'", "exit code 12"},
		{"'command': 'kill -KILL $$'", "exit code 137"},
		{"'command': 'sleep 100', 'timeout': 0.2",
		 "the step timed out after 0.2 s"},
		{"'command': 'true', 'shell': 'powershell'",
		 "no powershell on this host"},
		{"'command': 'true', 'wait_for': {'command': 'false', 'timeout': 0.2}",
		 "not ready after 0.2 s"},
		{"'command': 'true', 'failure_is_success': true",
		 "the step was meant to fail, and succeeded"},
		{"'command': 'echo inactive; echo hm >&2',"
		 " 'success_condition': {'output_equals': 'active'}",
		 "the output is \"inactive\", not \"active\""},
		{"'command': 'true', 'success_condition': {'exit_code': 1}",
		 "the exit code is 0, not 1"},
		{"'command': 'echo no such unit >&2; exit 4',"
		 " 'success_condition': {'exit_code': 3}",
		 "no such unit"},
		{"'command': 'echo x', 'success_condition': {'output_matches': '('}",
		 "the regular expression \"(\" cannot be used: Unmatched ( or \\("},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		LearnStepsResult result;
		char steps[400];

		snprintf(steps, sizeof(steps), "[{'action': 'a', %s}]",
				 cases[i].members);
		result = run_steps(steps, NULL);
		assert_int_equal(result.failed_number, 1);
		assert_string_equal(result.message, cases[i].message);
		assert_false(succeeded(&result, 1));
		clean_up(&result);
	}
}

static void
test_time_out(void **state)
{
	LearnStepsResult result =
		run_steps("[{'action': 'hang', 'timeout': 0.3,"
				  "  'command': 'echo out; echo err >&2; sleep 100'}]",
				  NULL);

	(void) state;
	check_text(&result, 1, "output", "out");
	check_text(&result, 1, "error", "err\nthe step timed out after 0.3 s");
	assert_null(learn_json_get(step_of(&result, 1), "exit_code"));
	assert_true(number_of(&result, 1, "duration_seconds") >= 0.3);
	clean_up(&result);
}

/* Many failures are meant; that nobody could find out is none of them. */
static void
test_failure_is_success(void **state)
{
	static const struct
	{
		const char *members;
		bool success;
	} cases[] = {
		{"'command': 'exit 1'", true},
		{"'command': 'echo x', 'success_condition': {'output_equals': 'y'}",
		 true},
		{"'command': 'exit 0'", false},
		{"'command': 'exit 3', 'success_condition': {'exit_code': 3}", false},
		{"'command': 'sleep 100', 'timeout': 0.1", false},
		{"'command': 'no_such_program'", false},
		{"'command': '/dev/null'", false},
		{"'command': 'exit 1', 'shell': 'cmd'", false},
		{"'params': {}", false},
		{"'command': 'echo x', 'success_condition': {'output_matches': '('}",
		 false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		LearnStepsResult result;
		char steps[400];

		snprintf(steps, sizeof(steps),
				 "[{'action': 'no_such_action', 'failure_is_success': true,"
				 " %s}]",
				 cases[i].members);
		result = run_steps(steps, NULL);
		assert_int_equal(succeeded(&result, 1), cases[i].success);
		assert_int_equal(result.failed_number, cases[i].success ? 0 : 1);
		clean_up(&result);
	}
}

static void
test_optional(void **state)
{
	LearnStepsResult result = run_steps(
		"[{'action': 'try', 'command': 'exit 1', 'optional': true},"
		" {'action': 'hang', 'command': 'sleep 100', 'timeout': 0.1,"
		"  'optional': true},"
		" {'action': 'no_such_action', 'params': {}, 'optional': true},"
		" {'action': 'last', 'command': 'echo last', 'optional': false}]",
		"[{'action': 'undo', 'command': 'true'}]");

	(void) state;
	assert_int_equal(result.failed_number, 0);
	assert_null(result.message);
	assert_int_equal(json_object_array_length(result.trace), 4);
	for (size_t i = 1; i <= 3; i++)
	{
		assert_false(succeeded(&result, i));
		assert_true(
			learn_json_get_boolean(step_of(&result, i), "optional", false));
	}
	check_text(&result, 4, "output", "last");
	check_text(&result, 4, "optional", NULL);
	clean_up(&result);
}

/* The trace tells of the last attempt, and how many there were. */
static void
test_retries(void **state)
{
	LearnStepsResult result = run_steps(
		"[{'action': 'second_time', 'retry': {'attempts': 5, 'delay': 0.2},"
		"  'command': 'echo $(($(cat $DIRECTORY/n 2>/dev/null) + 1))"
		"   >$DIRECTORY/n; cat $DIRECTORY/n; [ $(cat $DIRECTORY/n) = 2 ]'},"
		" {'action': 'never', 'retry': {'attempts': 3},"
		"  'command': 'echo x >>$DIRECTORY/never; exit 1'}]",
		NULL);
	char path[100];
	char lines[20] = "";
	FILE *file;

	(void) state;
	assert_true(succeeded(&result, 1));
	assert_true(number_of(&result, 1, "attempts") == 2);
	assert_true(number_of(&result, 1, "duration_seconds") >= 0.2);
	check_text(&result, 1, "output", "2");
	assert_int_equal(result.failed_number, 2);
	assert_true(number_of(&result, 2, "attempts") == 3);
	assert_int_equal(result.retries, 3);
	snprintf(path, sizeof(path), "%s/never", directory);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fread(lines, 1, sizeof(lines), file), 6);
	fclose(file);
	clean_up(&result);
}

/* What cannot go otherwise is not tried again. */
static void
test_hopeless(void **state)
{
	static const char *const members[] = {
		"'action': 'no_such_action', 'params': {'a': 1}",
		"'action': 'b', 'command': 'true', 'shell': 'powershell'",
	};

	(void) state;
	for (size_t i = 0; i < 2; i++)
	{
		double started = learn_monotonic_seconds();
		LearnStepsResult result;
		char steps[300];

		snprintf(steps, sizeof(steps),
				 "[{%s, 'retry': {'attempts': 100, 'delay': 3600}}]",
				 members[i]);
		result = run_steps(steps, NULL);
		assert_int_equal(result.failed_number, 1);
		assert_true(number_of(&result, 1, "attempts") == 1);
		assert_int_equal(result.retries, 0);
		assert_null(learn_json_get(step_of(&result, 1), "exit_code"));
		check_text(&result, 1, "output", "");
		assert_true(learn_monotonic_seconds() - started < LONG);
		if (i == 0)
		{
			assert_non_null(strstr(result.message, "no_such_action"));
			check_text(&result, 1, "command", NULL);
			assert_true(learn_json_get_number(
							learn_json_get(step_of(&result, 1), "params"), "a",
							0) == 1);
		}
		clean_up(&result);
	}
}

static void
test_wait_for(void **state)
{
	double started = learn_monotonic_seconds();
	LearnStepsResult result = run_steps(
		/* Ready at the third look. */
		"[{'action': 'start', 'command': 'echo started', 'wait_for':"
		"  {'command': 'echo x >>$DIRECTORY/looks;"
		"   [ $(wc -l <$DIRECTORY/looks) = 3 ]',"
		"   'timeout': 50, 'interval': 0.1}},"
		/* A look that hangs is ended when time is up. */
		" {'action': 'hang', 'command': 'echo up; echo hm >&2', 'wait_for':"
		"  {'command': 'sleep 100', 'timeout': 0.3}},"
		" {'action': 'never', 'command': 'true'}]",
		NULL);

	(void) state;
	assert_true(learn_monotonic_seconds() - started < LONG / 2);
	assert_true(succeeded(&result, 1));
	check_text(&result, 1, "output", "started");
	assert_true(number_of(&result, 1, "duration_seconds") >= 0.2);
	assert_int_equal(result.failed_number, 2);
	check_text(&result, 2, "output", "up");
	check_text(&result, 2, "error", "hm\nnot ready after 0.3 s");
	assert_true(number_of(&result, 2, "exit_code") == 0);
	clean_up(&result);

	/* Who has failed waits for nothing. */
	result = run_steps("[{'action': 'fail', 'command': 'exit 1', 'wait_for':"
					   "  {'command': 'sleep 1000', 'timeout': 1000}}]",
					   NULL);
	assert_string_equal(result.message, "exit code 1");
	clean_up(&result);
}

/* An interval beyond the time limit does not cut it short. */
static void
test_wait_for_until_the_end(void **state)
{
	LearnStepsResult result =
		run_steps("[{'action': 'start', 'command': 'true', 'wait_for':"
				  "  {'command': 'echo x >>$DIRECTORY/last_looks;"
				  "   [ $(wc -l <$DIRECTORY/last_looks) = 3 ]',"
				  "   'timeout': 2, 'interval': 1000}}]",
				  NULL);

	(void) state;
	assert_int_equal(result.failed_number, 0);
	clean_up(&result);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_goes_well),
		cmocka_unit_test(test_rollback),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_time_out),
		cmocka_unit_test(test_failure_is_success),
		cmocka_unit_test(test_optional),
		cmocka_unit_test(test_retries),
		cmocka_unit_test(test_hopeless),
		cmocka_unit_test(test_wait_for),
		cmocka_unit_test(test_wait_for_until_the_end),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
