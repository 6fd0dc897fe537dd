/*-------------------------------------------------------------------------
 *
 * action_params.h
 *		The params of an action, as its program gets them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_ACTION_PARAMS_H
#define LEARN_EXECUTOR_STEPS_ACTION_PARAMS_H

#include "core/json.h"
#include "core/problem.h"
#include "executor/steps/values.h"

/* What an environment can hold for sure: names and texts, in bytes. */
#define LEARN_ACTION_PARAMS_MAX 65536

/* What is handed to the program. */
typedef struct LearnActionParams
{
	char *input; /* malloc'ed: all of them as JSON, and a line end */
	size_t input_length;
	LearnValues variables; /* PARAM_NAME, of strings, numbers and booleans */
} LearnActionParams;

/*
 * Makes them of a step's params (NULL: none), with the value of each ${NAME}
 * in its place in strings.  LEARN_INVALID: two of them would be the same
 * variable, or they are too long.  *made is the caller's to free in any case.
 */
extern LearnStatus learn_action_params_make(json_object *params,
											const LearnValues *values,
											LearnActionParams *made,
											LearnProblem *problem);

/* Frees what they own; safe when only zeroed, and twice. */
extern void learn_action_params_free(LearnActionParams *made);

#endif /* LEARN_EXECUTOR_STEPS_ACTION_PARAMS_H */
