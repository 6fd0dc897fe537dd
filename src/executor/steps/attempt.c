/*-------------------------------------------------------------------------
 *
 * attempt.c
 *		Runs a step once.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/attempt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "executor/process/interrupt.h"
#include "executor/steps/condition.h"

/* What a shell answers for a command that is not one, or is not there. */
#define EXIT_CANNOT_RUN 126
#define EXIT_NOT_FOUND 127

/* Seconds between two looks of a wait_for that says nothing. */
#define INTERVAL 1.0

/* With less time left, in seconds, there is no point in another look. */
#define LOOK_MIN 0.05

/* Appends a line to what went wrong. */
__attribute__((format(printf, 2, 3))) static bool
add_error(LearnAttempt *attempt, const char *format, ...)
{
	LearnBuffer buffer;
	LearnProblem line;
	va_list arguments;

	/* That bounds it, and cuts it where a character ends. */
	va_start(arguments, format);
	learn_problem_set_arguments(&line, LEARN_OK, "", format, arguments);
	va_end(arguments);
	learn_buffer_init(&buffer, 0);
	if (attempt->error != NULL && attempt->error[0] != '\0')
		learn_buffer_append_format(&buffer, "%s\n", attempt->error);
	learn_buffer_append_string(&buffer, line.message);
	free(attempt->error);
	attempt->error = learn_buffer_detach(&buffer, NULL);
	return attempt->error != NULL;
}

bool
learn_attempt_interrupt(LearnAttempt *attempt)
{
	attempt->success = false;
	attempt->interrupted = true;
	return add_error(attempt, "the executor was told to stop (signal %d)",
					 learn_interrupt_signal());
}

/* Runs the command or action of a step. */
static LearnStatus
perform(json_object *step, const LearnAttemptSetting *setting,
		LearnOutcome *outcome, LearnProblem *problem)
{
	const char *command = learn_json_get_string(step, "command", NULL);
	const char *shell = learn_json_get_string(step, "shell", "sh");
	double timeout =
		learn_json_get_number(step, "timeout", LEARN_STEP_TIMEOUT);

	if (command == NULL)
		return learn_actions_run(setting->steps->actions,
								 learn_json_get_string(step, "action", ""),
								 learn_json_get(step, "params"),
								 setting->steps->values, timeout,
								 setting->insistent, outcome, problem);
	if (strcmp(shell, "sh") != 0)
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "no %s on this host", shell);
	if (!learn_process_run_shell(command, setting->environment, timeout,
								 setting->insistent, outcome))
		return LEARN_OUT_OF_MEMORY;
	return LEARN_OK;
}

/*
 * Has the step done what was asked for?  What a command says went wrong is the
 * best answer to why not, unless it says that all went well.
 */
static bool
judge(json_object *step, const LearnOutcome *outcome, LearnAttempt *attempt)
{
	bool meant_to_fail =
		learn_json_get_boolean(step, "failure_is_success", false);
	char *why;
	LearnStatus status =
		learn_condition_check(learn_json_get(step, "success_condition"),
							  outcome, &why);
	bool done = status == LEARN_OK || why != NULL;

	attempt->success = status == (meant_to_fail ? LEARN_NOTHING : LEARN_OK);
	/* That a look could not be taken does not tell what it would have seen. */
	if (meant_to_fail && (outcome->exit_code == EXIT_CANNOT_RUN ||
						  outcome->exit_code == EXIT_NOT_FOUND))
		attempt->success = false;
	if (done && status == LEARN_OK && meant_to_fail)
		done = add_error(attempt, "the step was meant to fail, and succeeded");
	else if (done && (status == LEARN_INVALID ||
					  (!attempt->success && outcome->exit_code == 0)))
		done = add_error(attempt, "%s", why);
	free(why);
	return done;
}

/* Looks at how a command or action ended. */
static bool
conclude(json_object *step, const LearnOutcome *outcome, LearnAttempt *attempt)
{
	switch (outcome->ending)
	{
		case LEARN_ENDED_LATE:
			return add_error(attempt, "the step timed out after %g s",
							 learn_json_get_number(step, "timeout",
												   LEARN_STEP_TIMEOUT));
		case LEARN_ENDED_INTERRUPTED:
			return learn_attempt_interrupt(attempt);
		case LEARN_NEVER_STARTED:
			return add_error(attempt, "%s", outcome->problem.message);
		case LEARN_ENDED_NORMALLY:
			break;
	}
	return judge(step, outcome, attempt);
}

/*
 * Runs a command again and again until it succeeds: LEARN_OK.  LEARN_NOTHING:
 * time was up.  LEARN_REFUSED: the executor was told to stop.  The looks come
 * closer together towards the end, so that what was ready in time counts.
 */
static LearnStatus
wait_for(json_object *wait, const LearnAttemptSetting *setting)
{
	const char *command = learn_json_get_string(wait, "command", "");
	double interval = learn_json_get_number(wait, "interval", INTERVAL);
	double left = learn_json_get_number(wait, "timeout", 0);
	double deadline = learn_monotonic_seconds() + left;

	while (left >= LOOK_MIN)
	{
		LearnOutcome outcome;
		bool done =
			learn_process_run_shell(command, setting->environment, left,
									setting->insistent, &outcome);

		learn_outcome_free(&outcome);
		if (!done)
			return LEARN_OUT_OF_MEMORY;
		if (outcome.ending == LEARN_ENDED_NORMALLY && outcome.exit_code == 0)
			return LEARN_OK;
		left = deadline - learn_monotonic_seconds();
		if (!learn_interrupt_sleep(fmin(interval, left / 2),
								   setting->insistent))
			return LEARN_REFUSED;
		left = deadline - learn_monotonic_seconds();
	}
	return LEARN_NOTHING;
}

/* After a success: waits for what the step is to wait for. */
static bool
wait_until_ready(json_object *wait, const LearnAttemptSetting *setting,
				 LearnAttempt *attempt)
{
	LearnStatus status = wait_for(wait, setting);

	attempt->success = status == LEARN_OK;
	if (status == LEARN_NOTHING)
		return add_error(attempt, "not ready after %g s",
						 learn_json_get_number(wait, "timeout", 0));
	if (status == LEARN_REFUSED)
		return learn_attempt_interrupt(attempt);
	return status == LEARN_OK;
}

bool
learn_attempt_run(json_object *step, const LearnAttemptSetting *setting,
				  LearnAttempt *attempt)
{
	json_object *wait = learn_json_get(step, "wait_for");
	LearnOutcome outcome = {.exit_code = -1};
	LearnProblem problem;
	LearnStatus status;
	bool done = false;

	memset(attempt, 0, sizeof(*attempt));
	attempt->exit_code = -1;
	status = perform(step, setting, &outcome, &problem);
	if (status == LEARN_OK && outcome.output != NULL && outcome.error != NULL)
	{
		/* What it wrote becomes the attempt's. */
		attempt->exit_code = outcome.exit_code;
		attempt->error = outcome.error;
		outcome.error = NULL;
		done = conclude(step, &outcome, attempt);
		attempt->output = outcome.output;
		outcome.output = NULL;
	}
	else if (status == LEARN_INVALID)
	{
		attempt->hopeless = true;
		attempt->output = strdup("");
		done = attempt->output != NULL &&
			   add_error(attempt, "%s", problem.message);
	}
	learn_outcome_free(&outcome);
	if (done && attempt->success && wait != NULL)
		done = wait_until_ready(wait, setting, attempt);
	return done;
}

void
learn_attempt_free(LearnAttempt *attempt)
{
	free(attempt->output);
	free(attempt->error);
	attempt->output = NULL;
	attempt->error = NULL;
}
