/*-------------------------------------------------------------------------
 *
 * upkeep.h
 *		What a worker does beside the jobs: the alarm, housekeeping,
 *		statistics, patterns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_UPKEEP_H
#define LEARN_PG_WORKER_UPKEEP_H

#include "pg/worker/unit.h"

/* Does what is due.  False: there is no extension that this library is for. */
extern bool learn_upkeep_do(LearnWorker *worker);

/* How long until there is something to do, in milliseconds. */
extern long learn_upkeep_wait(const LearnWorker *worker);

#endif /* LEARN_PG_WORKER_UPKEEP_H */
