/*-------------------------------------------------------------------------
 *
 * deliver.h
 *		Brings what waits in the spool to the database, in order.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DELIVERY_DELIVER_H
#define LEARN_EXECUTOR_DELIVERY_DELIVER_H

#include "executor/database/database.h"
#include "executor/spool/spool.h"

typedef struct LearnDelivery
{
	int delivered; /* by this call, also those that were there already */
	int refused;   /* the database will never take them: moved to refused/ */
	int dropped;   /* those of them for which there was no room */
	int waiting;   /* not yet; at least 1 when it cannot be told */
	LearnProblem problem; /* why they wait, or the last reason of a refusal */
} LearnDelivery;

/*
 * INSERTs one result, under the id it has, once: what is there already stays
 * and counts as done, since ids are random.  The result of a draft that was
 * tried on staging is recorded as a test of the draft instead; delivered
 * twice, it is the same test again.
 */
extern LearnDatabaseStatus learn_deliver_one(LearnDatabase *database,
											 json_object *execution,
											 LearnProblem *problem);

/*
 * Delivers what waits.  A result that the database will never take does not
 * hold up the others; one that it may take later does, so that order is kept:
 * then all of its kind that follow wait, executions or tests of drafts, and
 * all of them when the database is away.
 */
extern void learn_deliver_all(LearnDatabase *database, LearnSpool *spool,
							  LearnDelivery *delivery);

#endif /* LEARN_EXECUTOR_DELIVERY_DELIVER_H */
