/*-------------------------------------------------------------------------
 *
 * lessons.h
 *		What mended which failure: learned from versions, counted by runs.
 *
 * A version that succeeds where an earlier one failed shows what helps.  What
 * it added becomes a remedy, to be proposed wherever the same error occurs;
 * the runs that follow say how good it is.
 *
 * All functions here need a transaction and a connection to SPI.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_LESSONS_H
#define LEARN_PG_ENGINE_LESSONS_H

#include "pg/engine/run.h"

/*
 * Learns from runs: counts them for the remedies of their versions, and finds
 * out which remedies a version holds when it is seen to mend a failure, or not
 * to, for the first time.  learn.last_runs must not know these runs yet.
 */
extern void learn_lessons_take(const LearnRun *const *runs, int count);

/* A success that did not last. */
typedef struct LearnRecurrence
{
	const char *runbook_id; /* the version that had succeeded */
	const char *signature;  /* of the failure that came then, or NULL */
} LearnRecurrence;

/*
 * Successes of these versions did not last: that counts against the remedies
 * they hold.
 */
extern void learn_lessons_recurred(const LearnRecurrence *recurrences,
								   int count);

#endif /* LEARN_PG_ENGINE_LESSONS_H */
