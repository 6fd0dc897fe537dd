/*-------------------------------------------------------------------------
 *
 * parameters.h
 *		How the commands of a runbook use its parameters.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PARAMETERS_H
#define LEARN_CORE_PARAMETERS_H

#include <stdbool.h>

/* The longest name of a parameter, in bytes, as in the runbook's schema. */
#define LEARN_PARAMETER_MAX 64

/* Is it written like the name of a parameter? */
extern bool learn_parameter_is_name(const char *name);

/*
 * Must no parameter have this name, because the variable it becomes would
 * change which program a step runs, or how, rather than tell it something?
 * *reason (which may be NULL) is then a clause in static storage, such as "it
 * says where programs are found".
 */
extern bool learn_parameter_is_reserved(const char *name, const char **reason);

/*
 * If text begins with ${NAME}, NAME being written like a parameter, copies the
 * name into name, which must hold LEARN_PARAMETER_MAX + 1 bytes.
 */
extern bool learn_parameter_read(const char *text, char *name);

/*
 * Finds the next use of what could be a parameter, as $NAME, ${NAME} or (in
 * PowerShell) $env:NAME, and moves *at behind it.
 */
extern bool learn_parameter_next(const char **at, char *name);

/*
 * Does a command set the variable itself: NAME=, $NAME =, for NAME in, read
 * NAME?
 */
extern bool learn_parameter_is_set(const char *command, const char *name);

#endif /* LEARN_CORE_PARAMETERS_H */
