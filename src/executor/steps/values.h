/*-------------------------------------------------------------------------
 *
 * values.h
 *		The values of a runbook's parameters, and how steps see them.
 *
 * A value is data from outside.  Steps see it as an environment variable, so
 * that no value is ever read as a command; it is written into text only where
 * that text is data too, such as a URL or the params of an action.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_VALUES_H
#define LEARN_EXECUTOR_STEPS_VALUES_H

#include "core/buffer.h"
#include "core/json.h"
#include "core/problem.h"

typedef struct LearnGivenValue
{
	char *name; /* malloc'ed, as value is */
	char *value;
} LearnGivenValue;

/* Names and values, in the order in which they came; owned. */
typedef struct LearnValues
{
	LearnGivenValue *items;
	int count;
	int capacity;
} LearnValues;

/*
 * Adds NAME=value as a user writes it; the value of a name that is there
 * already is replaced.  LEARN_INVALID: it is not written like that, the name
 * is not one of a parameter, or it is reserved (core/parameters.h), such as
 * PATH.  *problem never holds the value, which may be a secret.
 */
extern LearnStatus learn_values_add(LearnValues *values, const char *text,
									LearnProblem *problem);

/*
 * Sets the value of a name, of which there are length bytes and nothing is
 * asked; false when out of memory.
 */
extern bool learn_values_set(LearnValues *values, const char *name,
							 size_t length, const char *value);

/*
 * What a runbook's parameters have as values: what was given, else the
 * default, as JSON text when it is no string.  LEARN_INVALID when a required
 * one is missing, one is given that the runbook does not have, or the runbook
 * has a reserved one.  *taken is the caller's to free in any case.
 */
extern LearnStatus learn_values_take(json_object *runbook,
									 const LearnValues *given,
									 LearnValues *taken,
									 LearnProblem *problem);

/* The value of a parameter, or NULL. */
extern const char *learn_values_get(const LearnValues *values,
									const char *name);

/*
 * Is what a parameter of this name holds a secret, judging by the name
 * (DB_PASSWORD, API_TOKEN)?
 */
extern bool learn_value_is_secret(const char *name);

/*
 * Appends text, which is data and nobody's command, with the value of each
 * ${NAME} in its place; one that has no value stays as it is.
 */
extern bool learn_values_fill(const LearnValues *values, const char *text,
							  LearnBuffer *filled);

/*
 * The environment in which steps run: the executor's own without what it
 * needs itself (PG*, LEARN_*) or says itself (PARAM_*), a PATH where there is
 * none, and the values; more (NULL: none) is added to them.  malloc'ed, ended
 * by NULL, to be freed with learn_environment_free(); NULL when out of memory.
 */
extern char **learn_values_environment(const LearnValues *values,
									   const LearnValues *more);
extern void learn_environment_free(char **environment);

/* Frees the values; safe when only zeroed, and twice. */
extern void learn_values_free(LearnValues *values);

#endif /* LEARN_EXECUTOR_STEPS_VALUES_H */
