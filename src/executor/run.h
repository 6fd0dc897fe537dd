/*-------------------------------------------------------------------------
 *
 * run.h
 *		One run: from the incident to the report.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_RUN_H
#define LEARN_EXECUTOR_RUN_H

#include "executor/setup/configuration.h"
#include "executor/setup/options.h"

/* What the program's exit status means. */
typedef enum LearnExit
{
	LEARN_EXIT_VERIFIED = 0,   /* or, without a run: done */
	LEARN_EXIT_FAILED = 1,     /* or not verified, or nothing could be run */
	LEARN_EXIT_USAGE = 2,      /* nothing was done */
	LEARN_EXIT_UNDELIVERED = 3 /* whatever became of the run */
} LearnExit;

/*
 * Runs a runbook for an incident, as the options say, which are complete, and
 * reports.
 */
extern LearnExit learn_run(const LearnOptions *options,
						   const LearnConfiguration *configuration);

#endif /* LEARN_EXECUTOR_RUN_H */
