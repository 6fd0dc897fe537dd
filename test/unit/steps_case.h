/*-------------------------------------------------------------------------
 *
 * steps_case.h
 *		Steps and what became of them, for the tests of the executor.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_STEPS_CASE_H
#define LEARN_TEST_STEPS_CASE_H

#include "executor/steps/steps.h"
#include "json_text.h"
#include "process_case.h"

/* What an observer was told: "+1 -1 +2 -2" */
static LearnBuffer told;

static inline void
remember_begin(void *data, json_object *step)
{
	assert_ptr_equal(data, &told);
	assert_null(learn_json_get(step, "completed_at"));
	assert_null(learn_json_get(step, "success"));
	assert_non_null(learn_json_get(step, "started_at"));
	learn_buffer_append_format(&told, "+%g ",
							   learn_json_get_number(step, "step_number", 0));
}

static inline void
remember_end(void *data, json_object *step)
{
	assert_ptr_equal(data, &told);
	assert_non_null(learn_json_get(step, "completed_at"));
	assert_non_null(learn_json_get(step, "success"));
	learn_buffer_append_format(&told, "-%g ",
							   learn_json_get_number(step, "step_number", 0));
}

/*
 * Runs steps and a rollback (each an array, in which ' stands for ") before an
 * observer; the result is the caller's.
 */
static inline LearnStepsResult
run_before(const LearnStepsObserver *observer, const char *steps,
		   const char *rollback)
{
	LearnValues values = {0};
	LearnActions actions = {NULL};
	LearnStepsSetting setting = {NULL, &values, &actions, observer};
	LearnStepsResult result;
	json_object *runbook = json_object_new_object();

	learn_buffer_init(&told, 0);
	assert_int_equal(learn_values_add(&values, "GREETING=$(id) `id`", NULL),
					 LEARN_OK);
	assert_true(learn_json_add(runbook, "steps", json_of(steps)));
	if (rollback != NULL)
		assert_true(learn_json_add(runbook, "rollback", json_of(rollback)));
	setting.runbook = runbook;
	assert_int_equal(learn_steps_run(&setting, &result), LEARN_OK);
	json_object_put(runbook);
	learn_values_free(&values);
	return result;
}

static inline LearnStepsResult
run_steps(const char *steps, const char *rollback)
{
	LearnStepsObserver observer = {remember_begin, remember_end, &told};

	return run_before(&observer, steps, rollback);
}

static inline void
clean_up(LearnStepsResult *result)
{
	learn_buffer_free(&told);
	learn_steps_result_free(result);
	learn_steps_result_free(result);
}

static inline json_object *
step_of(const LearnStepsResult *result, size_t number)
{
	assert_true(number <= json_object_array_length(result->trace));
	return json_object_array_get_idx(result->trace, number - 1);
}

/* Checks a member of the trace; NULL: it has no such member. */
static inline void
check_text(const LearnStepsResult *result, size_t number, const char *member,
		   const char *expected)
{
	const char *text =
		learn_json_get_string(step_of(result, number), member, NULL);

	if (expected == NULL)
		assert_null(learn_json_get(step_of(result, number), member));
	else if (text == NULL || strcmp(text, expected) != 0)
		fail_msg("%s of step %zu: %s, not %s", member, number, text, expected);
}

static inline bool
succeeded(const LearnStepsResult *result, size_t number)
{
	json_object *step = step_of(result, number);

	assert_non_null(learn_json_get_typed(step, "success", json_type_boolean));
	return learn_json_get_boolean(step, "success", false);
}

static inline double
number_of(const LearnStepsResult *result, size_t number, const char *member)
{
	return learn_json_get_number(step_of(result, number), member, -1);
}

#endif /* LEARN_TEST_STEPS_CASE_H */
