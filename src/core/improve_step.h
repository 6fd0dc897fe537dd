/*-------------------------------------------------------------------------
 *
 * improve_step.h
 *		What a remedy does to the steps of a runbook.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_STEP_H
#define LEARN_CORE_IMPROVE_STEP_H

#include "core/clues.h"
#include "core/evidence.h"
#include "core/facts.h"
#include "core/json.h"
#include "core/remedy.h"

/* A proposal on its way; made by learn_improve_begin(). */
typedef struct LearnComposition
{
	const LearnFacts *facts; /* borrowed */
	const LearnClues *clues; /* borrowed */
	const char *platform;    /* of the runbook; borrowed, never NULL */
	json_object *proposal;   /* owned: {"runbook", "changes"} */
	json_object *runbook;    /* borrowed from the proposal */
	json_object *changes;    /* borrowed from the proposal */
	int step;                /* index in the runbook's steps as they are now
							   * of the step that failed; -1: none */
	bool port_freed;         /* the port is the one the step listens on */
	bool port_awaited;       /* the port is one that refused connections */
} LearnComposition;

/* Starts with a copy of the runbook; LEARN_OK or LEARN_OUT_OF_MEMORY. */
extern LearnStatus learn_improve_begin(LearnComposition *composition,
									   const LearnFacts *facts,
									   const LearnClues *clues);

/* Frees what the composition owns. */
extern void learn_improve_end(LearnComposition *composition);

/* The step that failed, borrowed; NULL when there is none. */
extern json_object *learn_improve_step(const LearnComposition *composition);

/*
 * All of these return LEARN_OK when they changed the runbook, LEARN_NOTHING
 * when there was nothing to change, LEARN_OUT_OF_MEMORY.
 */

/* Adds the remedy's step before or after the one that failed. */
extern LearnStatus learn_improve_add(LearnComposition *composition,
									 const LearnRemedy *remedy,
									 const char *template);

/* Changes the command, the retries or the timeout of the step that failed. */
extern LearnStatus learn_improve_change(LearnComposition *composition,
										const LearnRemedy *remedy);

/* Makes the step that starts something wait until that is ready. */
extern LearnStatus learn_improve_wait(LearnComposition *composition,
									  const LearnRemedy *remedy,
									  const LearnEvidence *evidence);

/* Adds a verification where there is none and one follows from the clues. */
extern LearnStatus learn_improve_verification(LearnComposition *composition);

#endif /* LEARN_CORE_IMPROVE_STEP_H */
