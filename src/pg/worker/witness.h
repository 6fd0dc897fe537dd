/*-------------------------------------------------------------------------
 *
 * witness.h
 *		What the worker does for the audit log: has its head told to the world,
 *		and the settings it works by written down.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_WITNESS_H
#define LEARN_PG_WORKER_WITNESS_H

#include "datatype/timestamp.h"

/* Begins as zeros. */
typedef struct LearnWitness
{
	TimestampTz due; /* the next look */
	bool recorded;   /* the settings, since they were read */
} LearnWitness;

/* In how many milliseconds there is something to look for; 0: now. */
extern long learn_witness_wait(const LearnWitness *witness);

/* The settings have been read again. */
extern void learn_witness_reset(LearnWitness *witness);

/*
 * Writes down settings that differ from those in the log, and tells its head
 * when that is due.  Needs a transaction; what goes wrong here costs nothing
 * else.
 */
extern void learn_witness_look(LearnWitness *witness);

#endif /* LEARN_PG_WORKER_WITNESS_H */
