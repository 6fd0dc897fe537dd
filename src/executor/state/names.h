/*-------------------------------------------------------------------------
 *
 * names.h
 *		A few names, each once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_NAMES_H
#define LEARN_EXECUTOR_STATE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* How many are kept, and the longest one in bytes: so that the state stays
 * small whatever a runbook asks for. */
#define LEARN_NAMES_MAX 16
#define LEARN_NAME_LENGTH 200

typedef struct LearnNames
{
	char *items[LEARN_NAMES_MAX]; /* malloc'ed */
	int count;
} LearnNames;

/*
 * Adds a name, text of length bytes.  One that is there already, is empty, too
 * long or one too many, or holds control characters, is left out.  False: no
 * memory.
 */
extern bool learn_names_add(LearnNames *names, const char *text,
							size_t length);

/* Is it there? */
extern bool learn_names_have(const LearnNames *names, const char *text,
							 size_t length);

/* Frees the names; safe when only zeroed, and twice. */
extern void learn_names_free(LearnNames *names);

#endif /* LEARN_EXECUTOR_STATE_NAMES_H */
