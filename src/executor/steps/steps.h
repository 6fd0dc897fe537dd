/*-------------------------------------------------------------------------
 *
 * steps.h
 *		Runs the steps of a runbook, and undoes them when one fails for good.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_STEPS_H
#define LEARN_EXECUTOR_STEPS_STEPS_H

#include "core/json.h"
#include "core/problem.h"
#include "executor/steps/actions.h"
#include "executor/steps/values.h"

/* Of a step that names none, in seconds. */
#define LEARN_STEP_TIMEOUT 60.0

/* Somebody who wants to know, such as the journal. */
typedef struct LearnStepsObserver
{
	/* step: what is known before it runs; borrowed. */
	void (*begins)(void *data, json_object *step);
	/* step: the same and how it ended; borrowed. */
	void (*ended)(void *data, json_object *step);
	void *data;
} LearnStepsObserver;

/* What steps are run with; borrowed. */
typedef struct LearnStepsSetting
{
	json_object *runbook; /* valid */
	const LearnValues *values;
	const LearnActions *actions;
	const LearnStepsObserver *observer; /* NULL: nobody */
} LearnStepsSetting;

/* What became of them. */
typedef struct LearnStepsResult
{
	json_object *trace; /* an array, the caller's; as in executed_steps */
	int failed_number;  /* of the step that failed for good; 0: none did */
	char *message;      /* malloc'ed: what that step says went wrong, the last
						 * line of it; NULL when none failed */
	int retries;        /* all attempts but the first of each step */
	bool interrupted;   /* the executor was told to stop: during the step that
						 * failed, or between two of them */
} LearnStepsResult;

/*
 * Runs the steps in order until one fails that is not optional, or the
 * executor is told to stop; then, if any was begun, the rollback, all of it,
 * whatever fails there, until the executor is told to stop once more.
 *
 * A step is tried as often as its retry says, unless no other attempt could
 * end otherwise: there is no such action or shell.  A step whose time was up,
 * or of which the shell found no program to run (exit code 126 or 127), has
 * failed, even where failure_is_success: it has proved nothing.
 *
 * A member of the trace:
 *	{"step_number": 2, "id": "restart", "action": "restart_service",
 *	 "command": "…" | "params": {…}, "phase": "rollback" (those only),
 *	 "optional": true (those only),
 *	 "started_at": "2026-11-22T20:41:07.123456+00:00", "completed_at": …,
 *	 "duration_seconds": 1.234, "attempts": 2, "success": false,
 *	 "exit_code": 1 (absent when it has none), "output": "…", "error": "…"}
 * Step numbers go on in the rollback.  What a step wrote is as it was: who
 * hands the trace to somebody else redacts it (redaction.h).
 *
 * LEARN_OK, also when steps failed, or LEARN_OUT_OF_MEMORY; the result is the
 * caller's to free in any case.
 */
extern LearnStatus learn_steps_run(const LearnStepsSetting *setting,
								   LearnStepsResult *result);

/* Frees what a result owns; safe when only zeroed. */
extern void learn_steps_result_free(LearnStepsResult *result);

#endif /* LEARN_EXECUTOR_STEPS_STEPS_H */
