/*-------------------------------------------------------------------------
 *
 * condition.h
 *		Is what a command did what was asked for?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_CONDITION_H
#define LEARN_EXECUTOR_STEPS_CONDITION_H

#include "core/json.h"
#include "executor/process/process.h"

/*
 * Does an outcome meet a success_condition (NULL: exit code 0)?  The output
 * is compared without white space at its ends; output_matches is a regular
 * expression as in match.h, of which a match anywhere will do.
 *
 * LEARN_OK: it does.  LEARN_NOTHING: it does not.  LEARN_INVALID: nobody can
 * tell, because the command did not end by itself, or the regular expression
 * cannot be used.  LEARN_OUT_OF_MEMORY.  *why, unless it is met, is a
 * malloc'ed sentence ("the exit code is 1, not 0"), or NULL when memory ran
 * out.
 */
extern LearnStatus learn_condition_check(json_object *condition,
										 const LearnOutcome *outcome,
										 char **why);

#endif /* LEARN_EXECUTOR_STEPS_CONDITION_H */
