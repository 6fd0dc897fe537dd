/*-------------------------------------------------------------------------
 *
 * private_names.h
 *		Keeps what belongs to one client out of what all clients get.
 *
 * A runbook may run anywhere on its platform, and a remedy is proposed for
 * every runbook.  So neither may carry the names of clients and hosts, or
 * addresses, that telemetry is full of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PRIVATE_NAMES_H
#define LEARN_CORE_PRIVATE_NAMES_H

#include "core/json.h"

/* A name that is looked for. */
typedef struct LearnPrivateName
{
	const char *words; /* in lower case, each followed by one space */
	size_t length;
	const char *shown; /* as it was given */
} LearnPrivateName;

typedef struct LearnPrivateNames
{
	LearnArena arena;        /* owned; all below lives in it */
	LearnPrivateName *items; /* sorted by words */
	size_t count;
	int words_max; /* of the name with the most words */
} LearnPrivateNames;

/*
 * Reads a list of names (an array of strings, or NULL).  Of a host's full name
 * its first label and its domain are names as well.  Left out is what says
 * nothing about a client: names shorter than four bytes, numbers, addresses
 * that are nobody's, and common words such as "localhost" and "server".
 * Returns false when out of memory.  The caller frees the names either way.
 */
extern bool learn_private_names_read(LearnPrivateNames *names,
									 const LearnValue *list);

/* Is a word, in lower case, one that no client or host can call its own? */
extern bool learn_private_word_is_common(const char *word);

/* Frees what the names own; safe when only zeroed. */
extern void learn_private_names_free(LearnPrivateNames *names);

/*
 * Is one of the names, or an address (private_addresses.h), in a string or a
 * member's name of value that is in none of known (which may be NULL)?  Names
 * are compared without case, as whole words: "web-1" is found in "/srv/WEB_1/"
 * but not in "web-10".  Neither must there be a replacement (replacements.h),
 * but for texts that explain.
 *
 * Not looked at, in either: "applies_to" and "id" of the value itself, and
 * "executions" of a "because".  LEARN_OK: there is none.  LEARN_REFUSED: there
 * is; the message tells which, and where.
 */
extern LearnStatus learn_private_names_check(const LearnPrivateNames *names,
											 json_object *value,
											 json_object *known,
											 LearnProblem *problem);

#endif /* LEARN_CORE_PRIVATE_NAMES_H */
