/*-------------------------------------------------------------------------
 *
 * unit.h
 *		What a worker does: units of work, each a short transaction.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_UNIT_H
#define LEARN_PG_WORKER_UNIT_H

#include "postgres.h"

#include "pg/engine/engine.h"
#include "pg/worker/alarm.h"
#include "pg/worker/extension.h"
#include "pg/worker/witness.h"

typedef struct LearnWorker
{
	LearnEngine *engine;
	char database[NAMEDATALEN];
	bool paused;
	bool outdated; /* the extension was of another version */
	bool trusted;  /* what it claimed first has come to an end */
	bool held;     /* a unit of this turn waited in vain for a lock */
	bool told_held;
	LearnExtension extension;
	LearnAlarm alarm;
	LearnWitness witness;
	TimestampTz housekeeping_at; /* the next step is due */
} LearnWorker;

/* One short transaction's work. */
typedef void (*LearnUnit)(LearnWorker *worker, void *result);

/*
 * Runs a unit in a transaction, with the rights of learn_worker, if the
 * extension is there and ours: what is returned.  One that somebody's lock
 * keeps from it, on the extension or a whole table, is for the next turn: what
 * is in flight must not be lost for that.  Raises what is no single job's.
 */
extern bool learn_unit_run(LearnWorker *worker, const char *activity,
						   LearnUnit unit, void *result);

#endif /* LEARN_PG_WORKER_UNIT_H */
