/*-------------------------------------------------------------------------
 *
 * summary.h
 *		A run, for people to read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_SUMMARY_H
#define LEARN_EXECUTOR_REPORT_SUMMARY_H

#include "core/json.h"

/* Which runbook is run, where and what for. */
extern void learn_summary_begin(json_object *execution);

/* A step that has ended, as in steps.h, redacted. */
extern void learn_summary_step(json_object *step);

/* How it ended; fate: what became of the report ("delivered"). */
extern void learn_summary_end(json_object *execution, const char *fate);

#endif /* LEARN_EXECUTOR_REPORT_SUMMARY_H */
