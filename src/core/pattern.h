/*-------------------------------------------------------------------------
 *
 * pattern.h
 *		Finds small patterns in normalised text, without backtracking.
 *
 * A pattern is one string, so that tables of patterns stay readable:
 *
 *	a|b		either
 *	a&b		both, anywhere in the text (& binds stronger than |)
 *	a*b		b at most LEARN_PATTERN_GAP bytes after a, in the same field
 *	~a~		a as a whole word: ~ is the edge of a word
 *
 * Everything else stands for itself; a pattern is written in lower case, as
 * the text is normalised to.  The time is linear in the length of the text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PATTERN_H
#define LEARN_CORE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/* How far apart the pieces around a "*" may be, in bytes. */
#define LEARN_PATTERN_GAP 100

/* Ends each field of a normalised text; no "*" reaches across it. */
#define LEARN_PATTERN_FIELD_END '\n'

/* A place in a text. */
typedef struct LearnSpan
{
	const char *start; /* borrowed from the text */
	size_t length;
} LearnSpan;

/*
 * Appends text as one field: ASCII and Latin-1 letters in lower case, runs of
 * white space and control characters as one space, typographic quotes as
 * plain ones.  Of a text longer than limit bytes, the head and the tail are
 * taken, half of the limit each.  Valid UTF-8 stays valid.
 */
extern void learn_pattern_normalize(LearnBuffer *buffer, const char *text,
									size_t limit);

/*
 * Is the pattern in the text?  *found (which may be NULL) is set to the place
 * where its first alternative that matches did so.
 */
extern bool learn_pattern_find(const char *pattern, const char *text,
							   size_t length, LearnSpan *found);

/*
 * For those who look for many patterns at once (pattern_set.h): splits the
 * next alternative off a pattern, finds the bytes that a text must hold for it
 * to match (length 0: it never does), and tries it alone.
 */
extern LearnSpan learn_pattern_next(LearnSpan *pattern);
extern LearnSpan learn_pattern_literal(LearnSpan alternative);
extern bool learn_pattern_try(LearnSpan alternative, const char *text,
							  size_t length, LearnSpan *found);

/* Shortens length to at most limit, at a UTF-8 character boundary. */
extern size_t learn_pattern_clip(const char *text, size_t length,
								 size_t limit);

#endif /* LEARN_CORE_PATTERN_H */
