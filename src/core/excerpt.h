/*-------------------------------------------------------------------------
 *
 * excerpt.h
 *		Foreign JSON, shortened until it fits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_EXCERPT_H
#define LEARN_CORE_EXCERPT_H

#include "core/buffer.h"
#include "core/json_value.h"
#include "core/pseudonyms.h"
#include "core/redact_document.h"

typedef struct LearnExcerptRules
{
	size_t string_max;                /* bytes of a string that is not cut */
	size_t limit;                     /* bytes of the excerpt */
	const char *const *hidden;        /* members that are not shown, at any
									  * depth, ended by NULL; NULL: none */
	const LearnPseudonyms *names;     /* not shown either; NULL: none */
	const LearnDocumentRules *redact; /* NULL: nothing is taken out */
} LearnExcerptRules;

/*
 * Appends value as JSON text of at most limit bytes.  Strings longer than
 * string_max bytes are cut in the middle, at character boundaries, and long
 * arrays and objects in the middle too, each with a note of how much was left
 * out; if that is not enough, more is left out everywhere, in steps.
 * Characters that are invisible or change the direction of text are shown as
 * U+FFFD, private names as "[name N]", N being their number.  Secrets and
 * personal data are taken out before anything is cut, so that no part of one
 * is left; what the value is a member of does not tell of it.  The time is
 * linear in the size of value.
 *
 * Returns false, and appends nothing, when value does not fit even so, or
 * when the buffer fails, which it also does without memory.
 */
extern bool learn_excerpt_append(LearnBuffer *buffer, const LearnValue *value,
								 const LearnExcerptRules *rules);

#endif /* LEARN_CORE_EXCERPT_H */
