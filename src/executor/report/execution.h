/*-------------------------------------------------------------------------
 *
 * execution.h
 *		The report of a run: a document with the columns of learn_executions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_EXECUTION_H
#define LEARN_EXECUTOR_REPORT_EXECUTION_H

#include "core/json.h"
#include "executor/steps/steps.h"
#include "executor/verify/verify.h"

/* What is known at the start; borrowed, NULL what is not known. */
typedef struct LearnExecutionStart
{
	const char *execution_id;
	const char *runbook_id;
	const char *digest; /* of a draft that is tried on staging; else NULL */
	const char *incident_id;
	const char *incident_type;
	const char *client_id;
	const char *hostname;
	const char *platform;
} LearnExecutionStart;

/* What came of it; borrowed. */
typedef struct LearnExecutionEnd
{
	const LearnStepsResult *steps;
	const LearnVerification *verification;
	json_object *state_after;
	int stop_signal; /* that told the executor to stop; 0: none */
} LearnExecutionEnd;

/*
 * A document of what is known at the start, started now; state_before is
 * shared.  NULL when out of memory.
 */
extern json_object *learn_execution_begin(const LearnExecutionStart *start,
										  json_object *state_before);

/* Completes the document, ended now.  False when out of memory. */
extern bool learn_execution_end(json_object *execution,
								const LearnExecutionEnd *end);

/*
 * "verified", "failed", or "unverified": the steps went well, and nobody
 * knows whether that helped.
 */
extern const char *learn_execution_outcome(json_object *execution);

#endif /* LEARN_EXECUTOR_REPORT_EXECUTION_H */
