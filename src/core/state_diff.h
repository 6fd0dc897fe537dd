/*-------------------------------------------------------------------------
 *
 * state_diff.h
 *		What changed on a host between two captured states.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_STATE_DIFF_H
#define LEARN_CORE_STATE_DIFF_H

#include "core/problem.h"

/* All paths of a difference together, in bytes. */
#define LEARN_STATE_DIFF_PATHS_MAX (16 * 1024 * 1024)

/*
 * Compares two JSON values given as text.  *difference is malloc'ed JSON text:
 *
 *	{"added":   {"services.nginx": "running"},
 *	 "removed": {"processes.4711": {...}},
 *	 "changed": {"disk.used_percent": {"before": 97, "after": 41}}}
 *
 * Keys are paths: members joined by dots, array elements as [0]; a member
 * whose name holds a dot, a bracket or a quote is written ["a.b"].  Objects
 * are compared member by member; arrays of equal length element by element,
 * others as a whole; 1 and 1.0 are equal.  Two equal states give three empty
 * objects; states that differ as a whole (null and an object) are one change
 * with an empty path.
 *
 * LEARN_INVALID for malformed JSON, and for states that differ in so many
 * places under such long names that the paths alone would fill
 * LEARN_STATE_DIFF_PATHS_MAX bytes.
 */
extern LearnStatus learn_state_diff(const char *before, size_t before_length,
									const char *after, size_t after_length,
									char **difference, LearnProblem *problem);

#endif /* LEARN_CORE_STATE_DIFF_H */
