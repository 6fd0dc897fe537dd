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

typedef struct LearnExcerptRules
{
	size_t string_max;            /* bytes of a string that is not cut */
	size_t limit;                 /* bytes of the excerpt */
	const char *const *hidden;    /* members that are not shown, at any
									  * depth, ended by NULL; NULL: none */
	const LearnPseudonyms *names; /* not shown either; NULL: none */
} LearnExcerptRules;

/*
 * Appends value as JSON text of at most limit bytes.  Strings longer than
 * string_max bytes are cut in the middle, at character boundaries, and long
 * arrays and objects in the middle too, each with a note of how much was left
 * out; if that is not enough, more is left out everywhere, in steps.
 * Characters that are invisible or change the direction of text are shown as
 * U+FFFD, private names as "[name N]", N being their number.  The time is
 * linear in the size of value.
 *
 * Returns false, and appends nothing, when value does not fit even so, or
 * when the buffer fails.
 */
extern bool learn_excerpt_append(LearnBuffer *buffer, const LearnValue *value,
								 const LearnExcerptRules *rules);

#endif /* LEARN_CORE_EXCERPT_H */
