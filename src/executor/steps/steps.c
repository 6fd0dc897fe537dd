/*-------------------------------------------------------------------------
 *
 * steps.c
 *		Runs the steps of a runbook, and undoes them when one fails for good.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor/process/interrupt.h"
#include "executor/report/document.h"
#include "executor/steps/attempt.h"

/* A run of the steps. */
typedef struct Run
{
	const LearnStepsSetting *setting;
	LearnStepsResult *result;
	char **environment;
	bool rollback; /* that is what runs */
} Run;

/* A member of the trace, before its step runs; NULL: no memory. */
static json_object *
begin_trace(const Run *run, json_object *step)
{
	const char *command = learn_json_get_string(step, "command", NULL);
	json_object *trace = json_object_new_object();
	size_t number = json_object_array_length(run->result->trace) + 1;

	if (trace != NULL &&
		learn_json_add(trace, "step_number",
					   json_object_new_int((int) number)) &&
		learn_document_add_text(trace, "id",
								learn_json_get_string(step, "id", NULL)) &&
		learn_document_add_text(trace, "action",
								learn_json_get_string(step, "action", "")) &&
		(command != NULL ? learn_document_add_text(trace, "command", command)
						 : learn_json_share(trace, "params",
											learn_json_get(step, "params"))) &&
		(!run->rollback ||
		 learn_document_add_text(trace, "phase", "rollback")) &&
		(!learn_json_get_boolean(step, "optional", false) ||
		 learn_json_add(trace, "optional", json_object_new_boolean(true))) &&
		learn_document_add_now(trace, "started_at"))
		return trace;
	json_object_put(trace);
	return NULL;
}

/* The rest, when the step has ended. */
static bool
end_trace(json_object *trace, const LearnAttempt *attempt, int attempts,
		  double duration)
{
	char seconds[40];

	/* As text, since 1.1 is no double. */
	snprintf(seconds, sizeof(seconds), "%.3f", duration);
	return learn_document_add_now(trace, "completed_at") &&
		   learn_json_add(trace, "duration_seconds",
						  json_object_new_double_s(duration, seconds)) &&
		   learn_json_add(trace, "attempts", json_object_new_int(attempts)) &&
		   learn_json_add(trace, "success",
						  json_object_new_boolean(attempt->success)) &&
		   (attempt->exit_code < 0 ||
			learn_json_add(trace, "exit_code",
						   json_object_new_int(attempt->exit_code))) &&
		   learn_document_add_text(trace, "output", attempt->output) &&
		   learn_document_add_text(trace, "error", attempt->error);
}

/* Runs a step until it succeeds or may not be tried again; false: no memory. */
static bool
try_step(const Run *run, json_object *step, LearnAttempt *attempt,
		 int *attempts)
{
	LearnAttemptSetting setting = {run->setting, run->environment,
								   run->rollback};
	json_object *retry = learn_json_get(step, "retry");
	double most = learn_json_get_number(retry, "attempts", 1);
	double delay = learn_json_get_number(retry, "delay", 0);

	for (*attempts = 1;; (*attempts)++)
	{
		if (!learn_attempt_run(step, &setting, attempt))
			return false;
		if (attempt->success || attempt->hopeless || attempt->interrupted ||
			*attempts >= most)
			return true;
		if (!learn_interrupt_sleep(delay, run->rollback))
			return learn_attempt_interrupt(attempt);
		learn_attempt_free(attempt);
	}
}

/* Runs a step and traces it; the attempt, the last one, is the caller's. */
static bool
run_step(Run *run, json_object *step, LearnAttempt *attempt)
{
	const LearnStepsObserver *observer = run->setting->observer;
	json_object *trace = begin_trace(run, step);
	double started = learn_monotonic_seconds();
	int attempts;

	if (trace == NULL || !learn_json_append(run->result->trace, trace))
		return false;
	if (observer != NULL)
		observer->begins(observer->data, trace);
	if (!try_step(run, step, attempt, &attempts) ||
		!end_trace(trace, attempt, attempts,
				   learn_monotonic_seconds() - started))
		return false;
	if (observer != NULL)
		observer->ended(observer->data, trace);
	run->result->retries += attempts - 1;
	return true;
}

/*
 * What a failed attempt says went wrong: the last line of its error or output,
 * malloc'ed.
 */
static char *
last_words(const LearnAttempt *attempt)
{
	const char *text =
		attempt->error[0] != '\0' ? attempt->error : attempt->output;
	const char *line = strrchr(text, '\n');
	char code[40];

	if (text[0] != '\0')
		return strdup(line != NULL ? line + 1 : text);
	snprintf(code, sizeof(code), "exit code %d", attempt->exit_code);
	return strdup(code);
}

/* Runs the steps until one fails for good; false: no memory. */
static bool
run_steps(Run *run)
{
	LearnStepsResult *result = run->result;
	json_object *steps = learn_json_get(run->setting->runbook, "steps");
	size_t count = json_object_array_length(steps);
	bool done = true;

	for (size_t i = 0; i < count && done && result->failed_number == 0; i++)
	{
		json_object *step = json_object_array_get_idx(steps, i);
		LearnAttempt attempt = {0};

		if (learn_interrupt_applies(false))
		{
			result->interrupted = true;
			return true;
		}
		done = run_step(run, step, &attempt);
		if (done && !attempt.success &&
			(attempt.interrupted ||
			 !learn_json_get_boolean(step, "optional", false)))
		{
			result->failed_number = (int) i + 1;
			result->interrupted = attempt.interrupted;
			result->message = last_words(&attempt);
			done = result->message != NULL;
		}
		learn_attempt_free(&attempt);
	}
	return done;
}

/* Runs all of the rollback; false: no memory. */
static bool
run_rollback(Run *run)
{
	json_object *steps = learn_json_get_typed(run->setting->runbook,
											  "rollback", json_type_array);
	size_t count = steps == NULL ? 0 : json_object_array_length(steps);
	bool done = true;

	run->rollback = true;
	for (size_t i = 0; i < count && done && !learn_interrupt_applies(true);
		 i++)
	{
		LearnAttempt attempt = {0};

		done = run_step(run, json_object_array_get_idx(steps, i), &attempt);
		learn_attempt_free(&attempt);
	}
	return done;
}

LearnStatus
learn_steps_run(const LearnStepsSetting *setting, LearnStepsResult *result)
{
	Run run = {.setting = setting, .result = result};
	bool done;

	memset(result, 0, sizeof(*result));
	result->trace = json_object_new_array();
	run.environment = learn_values_environment(setting->values, NULL);
	done = result->trace != NULL && run.environment != NULL && run_steps(&run);
	/* Where nothing was done there is nothing to undo. */
	if (done && (result->failed_number > 0 || result->interrupted) &&
		json_object_array_length(result->trace) > 0)
		done = run_rollback(&run);
	learn_environment_free(run.environment);
	return done ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}

void
learn_steps_result_free(LearnStepsResult *result)
{
	json_object_put(result->trace);
	free(result->message);
	result->trace = NULL;
	result->message = NULL;
}
