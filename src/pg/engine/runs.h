/*-------------------------------------------------------------------------
 *
 * runs.h
 *		The latest success and failure on each host, and what recurred.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_RUNS_H
#define LEARN_PG_ENGINE_RUNS_H

#include "catalog/pg_type.h"

#include "pg/engine/run.h"

/* How many arguments LEARN_RUNS takes, the first ones of its statement. */
#define LEARN_RUN_COLUMNS 9

/* Runs as rows "r" of a statement, which begins its types with these. */
#define LEARN_RUNS                                                            \
	"unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS r (execution_id,"          \
	" runbook_id, client_id, hostname, incident_type, signature, succeeded,"  \
	" started_at, ended_at)"

#define LEARN_RUN_ARRAYS                                                      \
	TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,     \
		TEXTARRAYOID, BOOLARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID

/* Makes the arguments of a statement that reads LEARN_RUNS. */
extern void learn_runs_arrays(const LearnRun *const *runs, int count,
							  Datum *arrays);

/*
 * Marks the successes that did not last: the same incident came back on the
 * same host within learn.recurrence_window, as one of these runs.  Then these
 * runs are the latest.  Their analyses are stored already.  Needs a
 * transaction and a connection to SPI.
 */
extern void learn_runs_remember(const LearnRun *const *runs, int count);

#endif /* LEARN_PG_ENGINE_RUNS_H */
