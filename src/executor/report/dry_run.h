/*-------------------------------------------------------------------------
 *
 * dry_run.h
 *		What a run would do.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_DRY_RUN_H
#define LEARN_EXECUTOR_REPORT_DRY_RUN_H

#include "core/json.h"
#include "executor/steps/actions.h"
#include "executor/steps/values.h"

/*
 * What would be run, as a new document: {"outcome": "dry run", "runbook_id",
 * "digest", "parameters", "steps", "rollback", "verification"}, each step with
 * its number and, unless it has a command, whether its action is known here.
 * NULL when out of memory.
 */
extern json_object *learn_dry_run(const char *runbook_id, const char *digest,
								  json_object *runbook,
								  const LearnValues *values,
								  const LearnActions *actions);

/* Writes it for people to read. */
extern void learn_dry_run_write(json_object *dry_run);

#endif /* LEARN_EXECUTOR_REPORT_DRY_RUN_H */
