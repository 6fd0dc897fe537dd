/*-------------------------------------------------------------------------
 *
 * copied_text.h
 *		Finds what a text has in common with many others, at some length.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COPIED_TEXT_H
#define LEARN_CORE_COPIED_TEXT_H

#include "core/pattern.h"

/* The shortest copy that is one, in bytes. */
#define LEARN_COPY_MIN 20

typedef struct LearnCopiedText
{
	LearnBuffer text;    /* owned; normalised, each original a field */
	const char **places; /* owned; into the text: where a copy may begin */
	size_t count;
} LearnCopiedText;

/*
 * Makes the originals ready to be searched.  Takes over the text, which was
 * written with learn_pattern_normalize().  False: no memory.  The caller
 * frees it either way.
 */
extern bool learn_copied_text_index(LearnCopiedText *originals,
									LearnBuffer *text);

/*
 * Finds the next place in text (length bytes, normalised) that begins with a
 * word and stands in the originals as well, LEARN_COPY_MIN bytes or longer,
 * with a blank in it: a name or path alone is not a copy.  *found is the
 * longest such run, without blanks at its end.  The time grows with the
 * logarithm of the size of the originals.
 */
extern bool learn_copied_text_find(const LearnCopiedText *originals,
								   const char *text, size_t length,
								   LearnSpan *found);

/* Frees what it owns; safe when only zeroed. */
extern void learn_copied_text_free(LearnCopiedText *originals);

#endif /* LEARN_CORE_COPIED_TEXT_H */
