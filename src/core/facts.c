/*-------------------------------------------------------------------------
 *
 * facts.c
 *		Everything known about one failed execution, in one document.
 *
 *-------------------------------------------------------------------------
 */
#include "core/facts.h"

#include <limits.h>
#include <string.h>

#include "core/json.h"

/*
 * An array or object as JSON.  NULL: no memory.
 */
static const char *
container_text(LearnFacts *facts, const LearnValue *value)
{
	json_object *object;
	const char *text;
	const char *copy = NULL;

	if (!learn_json_build(value, &object))
		return NULL;
	text = json_object_get_string(object);
	if (text != NULL)
		copy = learn_arena_copy(&facts->arena, text, strlen(text));
	json_object_put(object);
	return copy;
}

/*
 * The text of a member: a string as it is, any other value as JSON, since
 * some executors report output as a list or an object.  False: no memory.
 */
static bool
read_text(LearnFacts *facts, const LearnValue *object, const char *name,
		  const char **text)
{
	const LearnValue *member = learn_value_get(object, name);

	if (member == NULL)
		*text = "";
	else
		*text = member->text != NULL ? member->text
									 : container_text(facts, member);
	return *text != NULL;
}

/*
 * An integer member, when it is one that fits.  Windows reports exit codes
 * such as 4294967295; they wrap around to the signed code a program gave.
 */
static bool
read_integer(const LearnValue *object, const char *name, int *value)
{
	const LearnValue *member = learn_value_get(object, name);
	double number;

	if (!learn_value_is_number(member))
		return false;
	number = member->number;
	if (number > INT_MAX && number <= UINT_MAX)
		number -= (double) UINT_MAX + 1.0;
	if (!(number >= INT_MIN && number <= INT_MAX))
		return false;
	*value = (int) number;
	return true;
}

static bool
read_step(LearnFacts *facts, const LearnValue *object, int position,
		  LearnFactsStep *step)
{
	const LearnValue *success =
		learn_value_get_typed(object, "success", LEARN_VALUE_BOOLEAN);

	memset(step, 0, sizeof(*step));
	if (!read_integer(object, "step_number", &step->number))
		step->number = position;
	step->success_known = success != NULL;
	step->success = learn_value_is_true(success);
	step->exit_code_known =
		read_integer(object, "exit_code", &step->exit_code);
	step->duration = learn_value_get_number(object, "duration_seconds", -1);
	step->object = object;
	return read_text(facts, object, "action", &step->action) &&
		   read_text(facts, object, "command", &step->command) &&
		   read_text(facts, object, "output", &step->output) &&
		   read_text(facts, object, "error", &step->error);
}

const LearnValue *
learn_facts_steps(const LearnFacts *facts)
{
	const LearnValue *steps =
		learn_value_get_typed(facts->execution, "executed_steps",
							  LEARN_VALUE_ARRAY);

	return steps != NULL ? steps
						 : learn_value_get_typed(facts->execution, "steps",
												 LEARN_VALUE_ARRAY);
}

/*
 * Reads the steps; what is not an object in the array is not a step, but
 * keeps its position.  False: no memory.
 */
static bool
read_steps(LearnFacts *facts)
{
	const LearnValue *steps = learn_facts_steps(facts);
	int position = 0;

	if (steps == NULL || steps->length == 0)
		return true;
	facts->steps = learn_arena_allocate(&facts->arena,
										steps->length * sizeof(*facts->steps));
	if (facts->steps == NULL)
		return false;
	for (const LearnValue *step = steps->first; step != NULL;
		 step = step->next)
	{
		position++;
		if (step->type == LEARN_VALUE_OBJECT &&
			!read_step(facts, step, position,
					   &facts->steps[facts->step_count++]))
			return false;
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

	if (read_integer(facts->execution, "error_step", &number))
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
			read_integer(facts->execution, "exit_code", &facts->exit_code);
}

static LearnVerified
read_verification(const LearnValue *execution)
{
	const LearnValue *passed =
		learn_value_get_typed(execution, "verification_passed",
							  LEARN_VALUE_BOOLEAN);

	if (passed == NULL)
		return LEARN_VERIFIED_UNKNOWN;
	return learn_value_is_true(passed) ? LEARN_VERIFIED_PASSED
									   : LEARN_VERIFIED_FAILED;
}

/*
 * Parses the document and finds the execution in it.
 */
static LearnStatus
read_root(const char *text, size_t length, LearnFacts *facts,
		  LearnProblem *problem)
{
	LearnStatus status =
		learn_json_read(&facts->arena, text, length, &facts->root, problem);

	if (status != LEARN_OK)
		return status;
	if (!learn_value_is(facts->root, LEARN_VALUE_OBJECT))
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "facts are not a JSON object");
	if (!learn_value_has(facts->root, "execution"))
	{
		facts->execution = facts->root;
		return LEARN_OK;
	}
	facts->execution =
		learn_value_get_typed(facts->root, "execution", LEARN_VALUE_OBJECT);
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
	const LearnValue *root =
		facts->root != facts->execution ? facts->root : NULL;
	const LearnValue *analysis = learn_value_get(root, "analysis");

	facts->runbook =
		learn_value_get_typed(root, "runbook", LEARN_VALUE_OBJECT);
	facts->draft = learn_value_get_typed(root, "draft", LEARN_VALUE_OBJECT);
	facts->rejected =
		learn_value_get_typed(root, "rejected", LEARN_VALUE_ARRAY);
	facts->group = learn_value_get_typed(root, "group", LEARN_VALUE_OBJECT);
	facts->versions =
		learn_value_get_typed(root, "versions", LEARN_VALUE_ARRAY);
	facts->remedies =
		learn_value_get_typed(root, "remedies", LEARN_VALUE_ARRAY);
	facts->patterns =
		learn_value_get_typed(root, "patterns", LEARN_VALUE_OBJECT);
	facts->differences =
		learn_value_get_typed(root, "differences", LEARN_VALUE_ARRAY);
	facts->policy = learn_value_get_typed(root, "policy", LEARN_VALUE_ARRAY);
	facts->private_names =
		learn_value_get_typed(root, "private_names", LEARN_VALUE_ARRAY);
	facts->scope = learn_value_get_typed(root, "scope", LEARN_VALUE_OBJECT);
	facts->failure_type = learn_value_get_string(analysis, "failure_type", "");
	facts->reasoning = learn_value_get_string(analysis, "reasoning", "");
	facts->requested_changes =
		learn_value_get_string(root, "requested_changes", "");
	facts->next_id = learn_value_get_string(root, "next_id", "");
}

/*
 * What the execution itself says.  False: no memory.
 */
static bool
read_execution(LearnFacts *facts)
{
	const LearnValue *execution = facts->execution;

	facts->execution_id =
		learn_value_get_string(execution, "execution_id", "");
	facts->runbook_id = learn_value_get_string(execution, "runbook_id", "");
	facts->incident_type =
		learn_value_get_string(execution, "incident_type", "");
	facts->platform = learn_value_get_string(execution, "platform", "");
	facts->verification = read_verification(execution);
	facts->state_before = learn_value_get(execution, "state_before");
	facts->state_after = learn_value_get(execution, "state_after");
	facts->state_diff = learn_value_get(execution, "state_diff");
	return read_text(facts, execution, "error_message",
					 &facts->error_message) &&
		   read_text(facts, execution, "verification_method",
					 &facts->verification_method) &&
		   read_steps(facts);
}

LearnStatus
learn_facts_read(const char *text, size_t length, LearnFacts *facts,
				 LearnProblem *problem)
{
	LearnStatus status;

	memset(facts, 0, sizeof(*facts));
	status = read_root(text, length, facts, problem);
	if (status == LEARN_OK)
	{
		read_surroundings(facts);
		if (read_execution(facts))
		{
			find_failed_step(facts);
			return LEARN_OK;
		}
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	}
	learn_facts_free(facts);
	return status;
}

void
learn_facts_free(LearnFacts *facts)
{
	learn_arena_free(&facts->arena);
	memset(facts, 0, sizeof(*facts));
}
