/*-------------------------------------------------------------------------
 *
 * execution.c
 *		The report of a run: a document with the columns of learn_executions.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/execution.h"

#include <string.h>

#include "executor/report/document.h"

static bool
add_staging(json_object *document, const char *digest)
{
	json_object *staging = json_object_new_object();

	if (staging == NULL || !learn_document_add_text(staging, "digest", digest))
	{
		json_object_put(staging);
		return false;
	}
	return learn_json_add(document, "staging", staging);
}

json_object *
learn_execution_begin(const LearnExecutionStart *start,
					  json_object *state_before)
{
	json_object *document = json_object_new_object();

	if (document == NULL)
		return NULL;
	if (learn_document_add_text(document, "execution_id",
								start->execution_id) &&
		learn_document_add_text(document, "runbook_id", start->runbook_id) &&
		learn_document_add_text(document, "incident_id", start->incident_id) &&
		learn_document_add_text(document, "incident_type",
								start->incident_type) &&
		learn_document_add_text(document, "client_id", start->client_id) &&
		learn_document_add_text(document, "hostname", start->hostname) &&
		learn_document_add_text(document, "platform", start->platform) &&
		learn_document_add_now(document, "started_at") &&
		(start->digest == NULL || add_staging(document, start->digest)) &&
		learn_json_share(document, "state_before", state_before))
		return document;
	json_object_put(document);
	return NULL;
}

/* The step that failed, or the last one before the rollback; NULL: none. */
static json_object *
find_step(const LearnStepsResult *steps)
{
	json_object *found = NULL;

	for (size_t i = 0; i < json_object_array_length(steps->trace); i++)
	{
		json_object *step = json_object_array_get_idx(steps->trace, i);

		if (learn_json_get(step, "phase") == NULL)
			found = step;
	}
	return found;
}

/* That and when somebody stopped the run. */
static bool
add_stop(json_object *document, const LearnExecutionEnd *end)
{
	json_object *step = find_step(end->steps);
	json_object *tags = json_object_new_array();
	LearnProblem stop;

	/* That cuts what is long where a character ends. */
	if (step == NULL)
		learn_problem_set(&stop, LEARN_OK, "",
						  "the executor was told to stop (signal %d) before "
						  "the first step",
						  end->stop_signal);
	else
		learn_problem_set(
			&stop, LEARN_OK, "",
			"the executor was told to stop (signal %d) %s step %d (%s)",
			end->stop_signal,
			end->steps->failed_number > 0 ? "during" : "after",
			(int) learn_json_get_number(step, "step_number", 0),
			learn_json_get_string(step, "action", ""));
	if (tags == NULL ||
		!learn_json_append(tags, json_object_new_string("interrupted")))
	{
		json_object_put(tags);
		return false;
	}
	return learn_json_add(document, "tags", tags) &&
		   learn_document_add_text(document, "error_message", stop.message);
}

/* What went wrong, if anything did. */
static bool
add_error(json_object *document, const LearnExecutionEnd *end)
{
	LearnProblem refuted;

	if (end->steps->failed_number > 0 &&
		!learn_json_add(document, "error_step",
						json_object_new_int(end->steps->failed_number)))
		return false;
	if (end->steps->interrupted)
		return add_stop(document, end);
	if (end->steps->failed_number > 0)
		return learn_document_add_text(document, "error_message",
									   end->steps->message);
	if (end->verification->verdict != LEARN_VERDICT_FAILED)
		return true;
	learn_problem_set(&refuted, LEARN_OK, "", "verification failed: %s",
					  end->verification->method == NULL
						  ? ""
						  : end->verification->method);
	return learn_document_add_text(document, "error_message", refuted.message);
}

static bool
add_verification(json_object *document, const LearnVerification *verification)
{
	if (!learn_document_add_text(document, "verification_method",
								 verification->method))
		return false;
	if (verification->verdict == LEARN_VERDICT_UNKNOWN)
		return true;
	return learn_document_add_boolean(document, "verification_passed",
									  verification->verdict ==
										  LEARN_VERDICT_PASSED) &&
		   learn_json_add(document, "confidence",
						  json_object_new_double(verification->confidence));
}

bool
learn_execution_end(json_object *execution, const LearnExecutionEnd *end)
{
	bool failed = end->steps->failed_number > 0 || end->steps->interrupted;
	bool refuted = end->verification->verdict == LEARN_VERDICT_FAILED;
	const char *status = failed ? "failure" : refuted ? "partial" : "success";

	return learn_document_add_now(execution, "completed_at") &&
		   learn_document_add_text(execution, "status", status) &&
		   learn_document_add_boolean(execution, "success",
									  !failed && !refuted) &&
		   add_verification(execution, end->verification) &&
		   learn_json_share(execution, "state_after", end->state_after) &&
		   learn_json_share(execution, "executed_steps", end->steps->trace) &&
		   add_error(execution, end) &&
		   learn_json_add(execution, "retry_count",
						  json_object_new_int(end->steps->retries)) &&
		   learn_document_add_boolean(execution, "manual_intervention_needed",
									  failed || refuted);
}

const char *
learn_execution_outcome(json_object *execution)
{
	if (!learn_json_get_boolean(execution, "success", false))
		return "failed";
	return learn_json_get_boolean(execution, "verification_passed", false)
			   ? "verified"
			   : "unverified";
}
