/*-------------------------------------------------------------------------
 *
 * redact.h
 *		Takes secrets, and personal data, out of text.
 *
 * Secrets are found by their own shape (keys of clouds and services, JSON web
 * tokens, PEM blocks, credentials in URLs), by how mixed their letters and
 * digits are, and by what stands before them (password=, Authorization:
 * Bearer, --token).  Each is replaced by a short mark in brackets that says of
 * which kind it was, "[redacted: password]", so that what is left still reads,
 * and still tells failures apart.  What only refers to a secret, such as
 * $PASSWORD or "using password: YES", stays.
 *
 * Of personal data, what has a form of its own and digits that fit together is
 * found wherever it stands; what is nothing but digits, only behind a word
 * that tells what they are.  Addresses of roles such as root@, noreply@ and
 * git@, and of users at hosts in URLs and host:path, are no people's.
 * Marks may have a number, "[redacted: password 2]" (disguise.h).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_H
#define LEARN_CORE_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/* What else is secret; borrowed. */
typedef struct LearnRedactRules
{
	/* Texts that are replaced wherever they stand, ended by NULL; NULL: none.
	 * Those shorter than LEARN_REDACT_KNOWN_MIN bytes are not looked for. */
	const char *const *known;

	/* Also personal data: e-mail addresses, telephone numbers, national
	 * identity numbers, payment cards, medical record numbers. */
	bool personal;
} LearnRedactRules;

/* A shorter text is a word that may stand anywhere. */
#define LEARN_REDACT_KNOWN_MIN 4

/*
 * Appends text, valid UTF-8 of length bytes, without its secrets; rules may be
 * NULL.  *count (which may be NULL) is increased by how many were replaced.
 * The time is linear in length.  Redacting what was redacted changes nothing:
 * a text that would need too many readings for that goes as a whole.
 * False when the buffer fails.
 */
extern bool learn_redact_append(LearnBuffer *buffer, const char *text,
								size_t length, const LearnRedactRules *rules,
								size_t *count);

/*
 * The same for what a member or parameter of this name holds: when the name
 * tells that it is a secret, the text is one as a whole, unless it only refers
 * to one.
 */
extern bool learn_redact_append_named(LearnBuffer *buffer, const char *name,
									  const char *text, size_t length,
									  const LearnRedactRules *rules,
									  size_t *count);

/* Does a name tell that what it names is a secret (DB_PASSWORD, apiKey)? */
extern bool learn_redact_is_telling(const char *name);

/* Does a mark stand in a text: was something taken out of it? */
extern bool learn_redact_has_mark(const char *text, size_t length);

#endif /* LEARN_CORE_REDACT_H */
