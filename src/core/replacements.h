/*-------------------------------------------------------------------------
 *
 * replacements.h
 *		Finds what a model was shown in the place of something else.
 *
 * Where it is not put back, there is no such host and no such password.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REPLACEMENTS_H
#define LEARN_CORE_REPLACEMENTS_H

#include "core/pattern.h"

/* What stands for a private name, "[name 1]", begins so (pseudonyms.h). */
#define LEARN_PSEUDONYM "[name "

/* So does what stands for a secret, "[redacted: password 1]" (redact.h). */
#define LEARN_REDACTED "[redacted: "

/* And what stands for a host is under this domain (disguise.h, RFC 2606). */
#define LEARN_NOBODYS_DOMAIN ".invalid"

/*
 * Finds the first replacement in a text.  *what is set to words for messages,
 * such as "what stands for a name,".
 */
extern bool learn_replacement_find(const char *text, LearnSpan *found,
								   const char **what);

#endif /* LEARN_CORE_REPLACEMENTS_H */
