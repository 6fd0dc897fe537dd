/*-------------------------------------------------------------------------
 *
 * improve_ready.h
 *		How a runbook can tell that what it starts is ready.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_READY_H
#define LEARN_CORE_IMPROVE_READY_H

#include "core/improve_step.h"

/*
 * A command that succeeds when the runbook's verification would pass, or when
 * its service or port is up.  *command is malloc'ed.  LEARN_NOTHING when none
 * can be derived.
 */
extern LearnStatus learn_improve_ready_command(
	const LearnComposition *composition, char **command);

#endif /* LEARN_CORE_IMPROVE_READY_H */
