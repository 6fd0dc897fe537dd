/*-------------------------------------------------------------------------
 *
 * remedies_used.h
 *		Which curated remedies the changes of a version come from.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REMEDIES_USED_H
#define LEARN_CORE_REMEDIES_USED_H

#include "core/json_value.h"
#include "core/problem.h"
#include "core/remedy.h"

/* Does one of the changes (an array or NULL, draft.h) come from the remedy? */
extern bool learn_remedy_is_used(const LearnValue *changes,
								 const LearnRemedy *remedy);

/*
 * The ids of the curated remedies that the changes, as JSON text, come from:
 * max of them at most, static strings.  LEARN_OK, or LEARN_INVALID /
 * LEARN_OUT_OF_MEMORY.
 */
extern LearnStatus learn_remedies_used(const char *changes, size_t length,
									   const char **ids, int max, int *count,
									   LearnProblem *problem);

#endif /* LEARN_CORE_REMEDIES_USED_H */
