/*-------------------------------------------------------------------------
 *
 * defaults.h
 *		What holds where neither the command line nor the configuration says
 *		anything.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SETUP_DEFAULTS_H
#define LEARN_EXECUTOR_SETUP_DEFAULTS_H

#include "core/problem.h"
#include "executor/host.h"
#include "executor/setup/configuration.h"
#include "executor/setup/options.h"

/* Root's spool. */
#define LEARN_ROOT_SPOOL "/var/spool/learn"

/* Where the texts live that options and configuration borrow. */
typedef struct LearnDefaults
{
	char hostname[LEARN_HOST_NAME_SIZE];
	char *spool; /* malloc'ed */
} LearnDefaults;

/*
 * Fills in, for the user who runs this: what the machine calls itself, the
 * same as the executor's name, and as the spool LEARN_ROOT_SPOOL for root, for
 * others learn in XDG_STATE_HOME or ~/.local/state (XDG Base Directory
 * Specification), of which what is missing is made.  LEARN_INVALID: there is
 * no way to tell.  The defaults are the caller's to free in any case, after
 * the options.
 */
extern LearnStatus learn_defaults_fill(LearnOptions *options,
									   LearnConfiguration *configuration,
									   LearnDefaults *defaults,
									   LearnProblem *problem);

extern void learn_defaults_free(LearnDefaults *defaults);

#endif /* LEARN_EXECUTOR_SETUP_DEFAULTS_H */
