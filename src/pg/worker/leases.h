/*-------------------------------------------------------------------------
 *
 * leases.h
 *		Leases that a worker gives back: its predecessor's, and its own.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_LEASES_H
#define LEARN_PG_WORKER_LEASES_H

#include "pg/worker/unit.h"

/*
 * Gives back the leases of a predecessor that did not get round to it.  Jobs
 * that ended more than one process, as it seems, are done one at a time, and
 * so is the first that comes after them.  False: there is no extension that
 * this library is for.
 */
extern bool learn_leases_take_over(LearnWorker *worker);

/*
 * On the way out: gives back what was claimed, unless somebody holds the table
 * just then, whom we do not wait for; the lease expires by itself.
 */
extern void learn_leases_release(const LearnWorker *worker);

#endif /* LEARN_PG_WORKER_LEASES_H */
