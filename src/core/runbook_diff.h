/*-------------------------------------------------------------------------
 *
 * runbook_diff.h
 *		The differences between two runbooks, step by step.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RUNBOOK_DIFF_H
#define LEARN_CORE_RUNBOOK_DIFF_H

#include <stdbool.h>

#include "core/problem.h"

struct json_object;

/* What became of one step of the newer list. */
typedef struct LearnStepPair
{
	int previous;  /* index of its pair in the older list; -1: added */
	bool modified; /* it differs from its pair in more than "because" */
	bool moved;    /* it is outside the longest run that kept its order */
} LearnStepPair;

/*
 * Compares two runbook documents given as JSON text.  Steps are paired by id,
 * then by equal content without "id" and "because" (so that a step that only
 * got another name shows as modified), then by action in order where at least
 * one of the two has no id: two steps that bear different ids and say
 * different things are two steps.  *difference is malloc'ed JSON text:
 *
 *	{"steps_added":    [{"position": 2, "step": {...}}],
 *	 "steps_removed":  [{"position": 1, "step": {...}}],
 *	 "steps_modified": [{"position": 3, "previous_position": 2, "id": "...",
 *						 "action": "...",
 *						 "changes": [{"field": "timeout", "before": 5, "after": 60}]}],
 *	 "steps_moved":    [{"position": 1, "previous_position": 3, "id": "...",
 *						 "action": "..."}],
 *	 "rollback":       null | {"before": [...], "after": [...]},
 *	 "verification":   null | {"before": {...} | null, "after": {...} | null},
 *	 "other":          [{"field": "description", "before": ..., "after": ...}],
 *	 "identical":      false}
 *
 * Positions count from 1.  "id" of the documents is not compared; "because"
 * of a step, here and in rollback, is not a change of its own.  A step counts
 * as moved only if it is outside the longest run of pairs that kept their
 * order.  "id" and "action" are null where the step has none; what is absent
 * on one side is null there.
 */
extern LearnStatus learn_runbook_diff(const char *before, size_t before_length,
									  const char *after, size_t after_length,
									  char **difference,
									  LearnProblem *problem);

/*
 * The same for parsed documents; the result is a new object, the caller's,
 * or NULL when out of memory.  It shares its values with the documents.
 */
extern struct json_object *learn_runbook_compare(struct json_object *before,
												 struct json_object *after);

/*
 * Pairs two lists of steps (arrays; anything else counts as empty) in the same
 * way.  Returns one entry for each step of after, malloc'ed, or NULL when out
 * of memory.
 */
extern LearnStepPair *learn_runbook_pair_steps(struct json_object *before,
											   struct json_object *after);

#endif /* LEARN_CORE_RUNBOOK_DIFF_H */
