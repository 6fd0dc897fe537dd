/*-------------------------------------------------------------------------
 *
 * actions.h
 *		What steps without a command can do.
 *
 * An action is a program that is named like it.  Users put theirs into a
 * directory; a few come with the executor, as scripts (actions/), and one of
 * the directory takes the place of one that came with it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_ACTIONS_H
#define LEARN_EXECUTOR_STEPS_ACTIONS_H

#include "core/json.h"
#include "core/problem.h"
#include "executor/process/process.h"
#include "executor/steps/values.h"

/* Longest name of an action, in bytes. */
#define LEARN_ACTION_NAME_MAX 100

/*
 * Where actions are; borrowed.  NULL: only those that came along.  A directory
 * is named by its absolute path, without symbolic links.
 */
typedef struct LearnActions
{
	const char *directory;
} LearnActions;

/*
 * The names of all actions, sorted, as a new array of strings.  What in the
 * directory may not be run is not among them: only a regular file, executable,
 * that nobody but its owner, root or this user, can write may be, in a
 * directory of which the same is true, as of those above it.  *problem says
 * what is wrong with the directory when it cannot be used (LEARN_INVALID;
 * *names has the others).
 */
extern LearnStatus learn_actions_list(const LearnActions *actions,
									  json_object **names,
									  LearnProblem *problem);

/*
 * Is there such an action?  LEARN_INVALID says in *problem why not, or why the
 * one of the directory is not run; then none that came along is either.
 */
extern LearnStatus learn_actions_find(const LearnActions *actions,
									  const char *name, LearnProblem *problem);

/*
 * Runs an action.  It finds its params as JSON on standard input, each one
 * that is a string, number or boolean also as the environment variable
 * PARAM_NAME (upper case, other characters than letters and digits as "_"),
 * and the values of the runbook's parameters under their own names.  Strings
 * in params may hold ${NAME}.
 *
 * LEARN_OK: it was run, see the outcome, which is the caller's to free in any
 * case.  LEARN_INVALID: there is no such action, and *problem says where it
 * was looked for; or it cannot be given these params.
 */
extern LearnStatus learn_actions_run(const LearnActions *actions,
									 const char *name, json_object *params,
									 const LearnValues *values, double timeout,
									 bool insistent, LearnOutcome *outcome,
									 LearnProblem *problem);

#endif /* LEARN_EXECUTOR_STEPS_ACTIONS_H */
