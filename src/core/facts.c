/*-------------------------------------------------------------------------
 *
 * facts.c
 *		Everything known about one failed execution, in one document.
 *
 * The root is the only thing owned besides the array of steps: every string
 * is json-c's and lives as long as the root.
 *
 *-------------------------------------------------------------------------
 */
#include "core/facts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/*
 * The text of a member: a string as it is, any other value as JSON, since
 * some executors report output as a list or an object.
 */
static const char *
member_text(json_object *object, const char *key)
{
	json_object *member = learn_json_get(object, key);
	const char *text = member != NULL ? json_object_get_string(member) : NULL;

	return text != NULL ? text : "";
}

/*
 * An integer member, when it is one that fits.  Windows reports exit codes
 * such as 4294967295; they wrap around to the signed code a program gave.
 */
static bool
member_integer(json_object *object, const char *key, int *value)
{
	json_object *member = learn_json_get(object, key);
	double number;

	if (!json_object_is_type(member, json_type_int) &&
		!json_object_is_type(member, json_type_double))
		return false;
	number = json_object_get_double(member);
	if (number > INT_MAX && number <= UINT_MAX)
		number -= (double) UINT_MAX + 1.0;
	if (!(number >= INT_MIN && number <= INT_MAX))
		return false;
	*value = (int) number;
	return true;
}

static void
read_step(json_object *object, int position, LearnFactsStep *step)
{
	json_object *success =
		learn_json_get_typed(object, "success", json_type_boolean);

	if (!member_integer(object, "step_number", &step->number))
		step->number = position;
	step->action = member_text(object, "action");
	step->command = member_text(object, "command");
	step->output = member_text(object, "output");
	step->error = member_text(object, "error");
	step->success_known = success != NULL;
	step->success = success != NULL && json_object_get_boolean(success);
	step->exit_code_known =
		member_integer(object, "exit_code", &step->exit_code);
	step->duration = learn_json_get_number(object, "duration_seconds", -1);
	step->object = object;
}

/*
 * Reads the steps; what is not an object in the array is not a step, but
 * keeps its position.
 */
static bool
read_steps(LearnFacts *facts)
{
	json_object *steps =
		learn_json_get_typed(facts->execution, "executed_steps",
							 json_type_array);
	size_t count;

	if (steps == NULL)
		steps =
			learn_json_get_typed(facts->execution, "steps", json_type_array);
	count = steps != NULL ? json_object_array_length(steps) : 0;
	if (count == 0)
		return true;
	if (count > INT_MAX)
		return false;

	facts->steps = calloc(count, sizeof(*facts->steps));
	if (facts->steps == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
	{
		json_object *step = json_object_array_get_idx(steps, i);

		if (json_object_is_type(step, json_type_object))
			read_step(step, (int) i + 1, &facts->steps[facts->step_count++]);
	}
	return true;
}

/*
 * Which step failed, and with which exit code.
 */
static void
find_failed_step(LearnFacts *facts)
{
	int number;

	if (member_integer(facts->execution, "error_step", &number))
	{
		for (int i = 0; i < facts->step_count; i++)
		{
			if (facts->steps[i].number == number)
				facts->failed = &facts->steps[i];
		}
	}
	for (int i = facts->step_count - 1; i >= 0 && facts->failed == NULL; i--)
	{
		if (facts->steps[i].success_known && !facts->steps[i].success)
			facts->failed = &facts->steps[i];
	}

	if (facts->failed != NULL && facts->failed->exit_code_known)
	{
		facts->exit_code = facts->failed->exit_code;
		facts->exit_code_known = true;
	}
	else
		facts->exit_code_known =
			member_integer(facts->execution, "exit_code", &facts->exit_code);
}

static LearnVerified
read_verification(json_object *execution)
{
	json_object *passed =
		learn_json_get_typed(execution, "verification_passed",
							 json_type_boolean);

	if (passed == NULL)
		return LEARN_VERIFIED_UNKNOWN;
	return json_object_get_boolean(passed) ? LEARN_VERIFIED_PASSED
										   : LEARN_VERIFIED_FAILED;
}

/*
 * Parses the document and finds the execution in it.
 */
static LearnStatus
read_root(const char *text, size_t length, LearnFacts *facts,
		  LearnProblem *problem)
{
	json_object *value;
	LearnStatus status = learn_json_parse(text, length, &value, problem);

	if (status != LEARN_OK)
		return status;
	facts->root = value;
	if (!json_object_is_type(value, json_type_object))
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "facts are not a JSON object");
	if (!json_object_object_get_ex(value, "execution", NULL))
	{
		facts->execution = value;
		return LEARN_OK;
	}
	facts->execution =
		learn_json_get_typed(value, "execution", json_type_object);
	if (facts->execution == NULL)
		return learn_problem_set(problem, LEARN_INVALID, "execution",
								 "an execution must be a JSON object");
	return LEARN_OK;
}

/*
 * What stands beside the execution; nothing when the execution is alone, for
 * then a member "runbook" would be a column of it.
 */
static void
read_surroundings(LearnFacts *facts)
{
	json_object *root = facts->root != facts->execution ? facts->root : NULL;
	json_object *analysis = learn_json_get(root, "analysis");

	facts->runbook = learn_json_get_typed(root, "runbook", json_type_object);
	facts->draft = learn_json_get_typed(root, "draft", json_type_object);
	facts->rejected = learn_json_get_typed(root, "rejected", json_type_array);
	facts->failure_type = learn_json_get_string(analysis, "failure_type", "");
	facts->reasoning = learn_json_get_string(analysis, "reasoning", "");
	facts->requested_changes =
		learn_json_get_string(root, "requested_changes", "");
	facts->next_id = learn_json_get_string(root, "next_id", "");
}

LearnStatus
learn_facts_read(const char *text, size_t length, LearnFacts *facts,
				 LearnProblem *problem)
{
	LearnStatus status;
	json_object *execution;

	memset(facts, 0, sizeof(*facts));
	status = read_root(text, length, facts, problem);
	if (status != LEARN_OK)
	{
		learn_facts_free(facts);
		return status;
	}

	execution = facts->execution;
	read_surroundings(facts);
	facts->execution_id = learn_json_get_string(execution, "execution_id", "");
	facts->runbook_id = learn_json_get_string(execution, "runbook_id", "");
	facts->incident_type =
		learn_json_get_string(execution, "incident_type", "");
	facts->platform = learn_json_get_string(execution, "platform", "");
	facts->error_message = member_text(execution, "error_message");
	facts->verification_method = member_text(execution, "verification_method");
	facts->verification = read_verification(execution);
	facts->state_before = learn_json_get(execution, "state_before");
	facts->state_after = learn_json_get(execution, "state_after");
	facts->state_diff = learn_json_get(execution, "state_diff");

	if (!read_steps(facts))
	{
		learn_facts_free(facts);
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	}
	find_failed_step(facts);
	return LEARN_OK;
}

void
learn_facts_free(LearnFacts *facts)
{
	json_object_put(facts->root);
	free(facts->steps);
	memset(facts, 0, sizeof(*facts));
}
