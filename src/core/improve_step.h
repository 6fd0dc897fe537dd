/*-------------------------------------------------------------------------
 *
 * improve_step.h
 *		What a curated remedy does to the steps of a runbook.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_STEP_H
#define LEARN_CORE_IMPROVE_STEP_H

#include "core/evidence.h"
#include "core/improve_composition.h"
#include "core/remedy.h"

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

#endif /* LEARN_CORE_IMPROVE_STEP_H */
