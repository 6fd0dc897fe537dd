/*-------------------------------------------------------------------------
 *
 * pattern_set.h
 *		Finds out in one pass which of many patterns a text may match.
 *
 * A set is made once and never changes, so that many may use it at a time.  A
 * scan reads a text once, whatever the number of patterns, and remembers which
 * of their alternatives may be there: those of which one rare piece is.  Only
 * these are then tried.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PATTERN_SET_H
#define LEARN_CORE_PATTERN_SET_H

#include <stdint.h>

#include "core/pattern.h"

typedef struct LearnPatternSet LearnPatternSet;

/* A text and what it may match.  Filled by learn_pattern_scan(). */
typedef struct LearnPatternScan
{
	const LearnPatternSet *set; /* borrowed */
	const char *text;           /* borrowed; NULL: nothing was scanned */
	size_t length;
	uint64_t *candidates; /* owned: a bit for each alternative of the set */
} LearnPatternScan;

/*
 * Makes a set of patterns (pattern.h), which are known by their index from
 * then on.  The array and its texts must live as long as the set; NULL in it
 * is a pattern that nothing matches.  NULL: no memory.
 */
extern LearnPatternSet *learn_pattern_set_create(const char *const *patterns,
												 size_t count);

/* Frees the set; NULL is allowed. */
extern void learn_pattern_set_free(LearnPatternSet *set);

/* Starts without a text.  False: no memory. */
extern bool learn_pattern_scan_init(LearnPatternScan *scan,
									const LearnPatternSet *set);

/* Reads a text, which must live until the next one is read. */
extern void learn_pattern_scan(LearnPatternScan *scan, const char *text,
							   size_t length);

/*
 * Is the pattern of that index in the text?  The same answer, and the same
 * place, as learn_pattern_find() gives.  *found may be NULL.
 */
extern bool learn_pattern_scan_shows(const LearnPatternScan *scan,
									 size_t pattern, LearnSpan *found);

/* Frees what the scan owns; safe when only zeroed. */
extern void learn_pattern_scan_free(LearnPatternScan *scan);

#endif /* LEARN_CORE_PATTERN_SET_H */
