/*-------------------------------------------------------------------------
 *
 * draft_changes.h
 *		What a draft changes and why, in words for the reviewer.
 *
 * Internal to draft.c and draft_description.c.  "Claims" are the entries
 * {"step", "what", "why"} of a proposal: an array or NULL, as a model wrote it.
 * Only "why" is ever taken from them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DRAFT_CHANGES_H
#define LEARN_CORE_DRAFT_CHANGES_H

#include "core/json.h"

struct LearnDraftSources;

/* The text of a step's "because"; NULL when it has none, or a blank one. */
extern const char *learn_draft_reason(json_object *step);

/*
 * The same, but NULL when previous, the step it was made of (NULL: none), has
 * the same text: then it says nothing about the change.
 */
extern const char *learn_draft_new_reason(json_object *step,
										  json_object *previous);

/*
 * The "why" of the claim that names a step by its id, else by its action, else
 * by its position from 1; NULL when there is none.
 */
extern const char *learn_draft_find_why(json_object *claims, json_object *step,
										int position);

/*
 * A malloc'ed copy that fits a "because": cut at 2000 bytes, at a character
 * boundary; characters that are not seen become spaces.  NULL becomes a text
 * that says that no reason was given.  Returns NULL when out of memory.
 */
extern char *learn_draft_clean(const char *text);

/*
 * The list of changes for a difference (learn_runbook_compare) that led from
 * parent to content, each with the warnings about it (draft_warnings.h), if
 * there are any.  Without a parent (NULL) the members beside steps, rollback
 * and verification are listed only where there is a warning.  A new array, or
 * NULL when out of memory.
 */
extern json_object *learn_draft_changes(
	json_object *difference, json_object *parent, json_object *content,
	json_object *claims, const struct LearnDraftSources *sources);

#endif /* LEARN_CORE_DRAFT_CHANGES_H */
