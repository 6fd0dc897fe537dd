/*-------------------------------------------------------------------------
 *
 * sweep.h
 *		Brings everything that waits to the database: results, and what dead
 *		runs have left.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DELIVERY_SWEEP_H
#define LEARN_EXECUTOR_DELIVERY_SWEEP_H

#include "executor/delivery/deliver.h"

typedef struct LearnSweep
{
	LearnDelivery delivery;
	int recovered; /* results that were made of what dead runs have left */
	bool complete; /* all that they left could be read */
} LearnSweep;

/*
 * Sweeps the spool; a spool that is not open has nothing.  Without a database
 * (NULL) it only makes results of what dead runs have left, counts what waits,
 * and leaves the problem of that to the caller.
 *
 * Of these, none is dropped for want of room before what waits was delivered
 * and has made some.
 */
extern void learn_sweep(LearnDatabase *database, LearnSpool *spool,
						LearnSweep *sweep);

#endif /* LEARN_EXECUTOR_DELIVERY_SWEEP_H */
