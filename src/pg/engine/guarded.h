/*-------------------------------------------------------------------------
 *
 * guarded.h
 *		Runs a step so that its failure costs that step alone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_GUARDED_H
#define LEARN_PG_ENGINE_GUARDED_H

#include "postgres.h"

/* Why a step failed. */
typedef struct LearnFailure
{
	char *message; /* palloc'ed in the step's context */
	int sqlstate;
} LearnFailure;

/* Raises when it fails. */
typedef void (*LearnStep)(void *argument);

/*
 * Runs a step in a subtransaction of its own, connected to SPI, with a
 * snapshot and with context current.  False: it raised, its changes are
 * undone and *failure says why.  A cancelled query is raised again when
 * cancellable, since somebody wants all of it to end.
 */
extern bool learn_run_guarded(MemoryContext context, LearnStep step,
							  void *argument, bool cancellable,
							  LearnFailure *failure);

/*
 * Did a step fail because somebody else held what it needed?  That is not the
 * job's fault.
 */
extern bool learn_failure_was_held(const LearnFailure *failure);

#endif /* LEARN_PG_ENGINE_GUARDED_H */
