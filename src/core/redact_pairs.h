/*-------------------------------------------------------------------------
 *
 * redact_pairs.h
 *		Finds secrets by the names before them.
 *
 * In all of them the name is in the text from start to end, as a run of
 * letters, digits, "_", "-" and ".".
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_PAIRS_H
#define LEARN_CORE_REDACT_PAIRS_H

#include "core/redact_text.h"

/*
 * Is the name that of a secret that follows?  With a separator: name=value,
 * "name": "value", name("value"), <name>value</name>.
 */
extern bool learn_redact_find_pair(const LearnRedactText *text, size_t start,
								   size_t end, LearnRedactFound *found);

/*
 * The same without one: --name value, SET name value, PASSWORD 'value', the
 * password is value.
 */
extern bool learn_redact_find_bare(const LearnRedactText *text, size_t start,
								   size_t end, LearnRedactFound *found);

/*
 * Is the last part of a name the secret, as in app-token-0123…, or of a path,
 * as in /webhook/0123…?  At a place where "-", "_", "." or "/" is.
 */
extern bool learn_redact_find_glued(const LearnRedactText *text, size_t at,
									LearnRedactFound *found);

/* Is the line that begins at a place one of .pgpass? */
extern bool learn_redact_find_pgpass(const LearnRedactText *text, size_t at,
									 LearnRedactFound *found);

#endif /* LEARN_CORE_REDACT_PAIRS_H */
