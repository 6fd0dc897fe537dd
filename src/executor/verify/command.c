/*-------------------------------------------------------------------------
 *
 * command.c
 *		Verifies by a command.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/method.h"

#include <stdlib.h>
#include <string.h>

#include "executor/process/interrupt.h"
#include "executor/process/process.h"
#include "executor/steps/condition.h"

/* Of a command that ended by itself: was that what was asked for? */
static LearnVerdict
judge(const LearnQuestion *question, const LearnOutcome *outcome,
	  LearnBuffer *seen)
{
	json_object *condition =
		learn_json_get(question->verification, "success_condition");
	double code = learn_json_get_number(condition, "exit_code", 0);
	LearnVerdict verdict = LEARN_VERDICT_FAILED;
	char *why;

	switch (learn_condition_check(condition, outcome, &why))
	{
		case LEARN_OK:
			learn_buffer_append_format(seen, "exit code %d",
									   outcome->exit_code);
			learn_question_quote(question, ": ", outcome->output, true, seen);
			verdict = LEARN_VERDICT_PASSED;
			break;
		case LEARN_NOTHING:
			learn_buffer_append_string(seen, why != NULL ? why : "");
			/* Where it is about the output, that has it already. */
			if (!learn_question_quote(question, ": ", outcome->error, true,
									  seen) &&
				outcome->exit_code != code)
				learn_question_quote(question, ": ", outcome->output, true,
									 seen);
			break;
		case LEARN_INVALID:
			verdict = learn_verify_unknown(seen, "%s", why != NULL ? why : "");
			break;
		default:
			break;
	}
	if (why == NULL && verdict != LEARN_VERDICT_PASSED)
		verdict = learn_verify_out_of_memory(seen);
	free(why);
	return verdict;
}

static LearnVerdict
judge_ending(const LearnQuestion *question, const LearnOutcome *outcome,
			 LearnBuffer *seen)
{
	switch (outcome->ending)
	{
		case LEARN_ENDED_NORMALLY:
			return judge(question, outcome, seen);
		case LEARN_ENDED_LATE:
			return learn_verify_failed(seen,
									   "the command did not end in time");
		case LEARN_ENDED_INTERRUPTED:
			return learn_verify_unknown(seen, LEARN_VERIFY_STOPPED);
		case LEARN_NEVER_STARTED:
			break;
	}
	return learn_verify_unknown(seen, "could not run the command: %s",
								outcome->problem.message);
}

LearnVerdict
learn_verify_command(const LearnQuestion *question, LearnBuffer *seen)
{
	const char *shell =
		learn_json_get_string(question->verification, "shell", "sh");
	const char *text =
		learn_json_get_string(question->verification, "command", "");
	double left = question->deadline - learn_monotonic_seconds();
	LearnOutcome outcome = {0};
	LearnVerdict verdict;
	char **environment;

	if (strcmp(shell, "sh") != 0)
		return learn_verify_unknown(seen, "there is no %s on this host",
									shell);
	environment =
		learn_values_environment(question->request->about->values, NULL);
	if (environment != NULL &&
		learn_process_run_shell(text, environment, left, false, &outcome))
		verdict = judge_ending(question, &outcome, seen);
	else
		verdict = learn_verify_out_of_memory(seen);
	learn_outcome_free(&outcome);
	learn_environment_free(environment);
	return verdict;
}
