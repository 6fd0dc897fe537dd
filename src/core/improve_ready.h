/*-------------------------------------------------------------------------
 *
 * improve_ready.h
 *		How a runbook can tell that what it starts is ready.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_READY_H
#define LEARN_CORE_IMPROVE_READY_H

#include "core/improve_composition.h"
#include "core/remedy.h"

/*
 * A command that succeeds when the runbook's verification would pass, or when
 * its service or port is up.  *command is malloc'ed.  LEARN_NOTHING when none
 * can be derived.
 */
extern LearnStatus learn_improve_ready_command(
	const LearnComposition *composition, char **command);

/*
 * Adds a verification where there is none and one follows from what the
 * runbook does: the port that was freed for it is in use, what its starting
 * step waits for is true, or the service that it starts runs.  Where none
 * follows there is none: one that is always true would count failures as
 * successes.
 */
extern LearnStatus learn_improve_verification(LearnComposition *composition);

#endif /* LEARN_CORE_IMPROVE_READY_H */
