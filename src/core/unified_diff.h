/*-------------------------------------------------------------------------
 *
 * unified_diff.h
 *		The difference between two texts, line by line, as diff -u writes it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_UNIFIED_DIFF_H
#define LEARN_CORE_UNIFIED_DIFF_H

#include <stddef.h>

#include "core/problem.h"

/* The longest text compared, in bytes. */
#define LEARN_UNIFIED_DIFF_SIZE_MAX (256 * 1024 * 1024)

/* A text and what it is called. */
typedef struct LearnDiffText
{
	const char *text;
	size_t length;
	const char *name; /* terminated UTF-8; what cannot be seen is escaped */
} LearnDiffText;

/*
 * Writes "--- " and "+++ " with the names, then for each group of changes
 * "@@ -12,7 +12,9 @@", behind it the last line of the older text above it that
 * begins with a letter, and the changes with up to three unchanged lines
 * around them; a last line without an end is followed by "\ No newline at end
 * of file".  Texts that are the same give "".
 *
 * The difference is a smallest one as long as finding it takes less than
 * LEARN_UNIFIED_DIFF_WORK comparisons, which some 8,000 changed lines do.
 * Beyond that it is still right, but coarser: what was not yet compared counts
 * as changed from its first differing line to its last.  Memory is linear in
 * the size of the texts; so is the time, but for sorting their lines.
 *
 * LEARN_OK: *difference is malloc'ed.  Otherwise LEARN_INVALID (a text is too
 * long) or LEARN_OUT_OF_MEMORY with the reason in *problem.
 */
extern LearnStatus learn_unified_diff(const LearnDiffText *before,
									  const LearnDiffText *after,
									  char **difference,
									  LearnProblem *problem);

/* How many comparisons of lines the search for a smallest difference makes. */
#define LEARN_UNIFIED_DIFF_WORK (16 * 1024 * 1024)

#endif /* LEARN_CORE_UNIFIED_DIFF_H */
