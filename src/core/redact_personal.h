/*-------------------------------------------------------------------------
 *
 * redact_personal.h
 *		Finds personal data.
 *
 * What has a form of its own, and digits that fit together, is found wherever
 * it stands; what is nothing but digits, only behind a word that tells what
 * they are.  What only looks like a person's is left: root@db01,
 * git@host:path, user@1000.service, times, versions, addresses of machines.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_PERSONAL_H
#define LEARN_CORE_REDACT_PERSONAL_H

#include "core/redact_text.h"

/* Is there an e-mail address around the "@", or "%40", at a place? */
extern bool learn_redact_find_email(const LearnRedactText *text, size_t at,
									LearnRedactFound *found);

/*
 * Does a number begin at a place, where a word can, that is unmistakably of a
 * payment card, a bank account, a telephone or a person?
 */
extern bool learn_redact_find_number(const LearnRedactText *text, size_t at,
									 LearnRedactFound *found);

/*
 * Does one follow a name, from start to end, which tells what it is: "SSN",
 * "patient id", "date of birth"?
 */
extern bool learn_redact_find_told(const LearnRedactText *text, size_t start,
								   size_t end, LearnRedactFound *found);

/*
 * Is a text as a whole what a member of this name tells that it is?
 */
extern bool learn_redact_is_told(const char *name, const LearnRedactText *text,
								 LearnRedactKind *kind);

#endif /* LEARN_CORE_REDACT_PERSONAL_H */
