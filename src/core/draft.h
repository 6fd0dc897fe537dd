/*-------------------------------------------------------------------------
 *
 * draft.h
 *		An improved runbook on its way into the review queue.
 *
 * Whoever proposed it, model or built-in engine, it passes here, so that the
 * same holds for every draft: its id is the next version's, its platform and
 * incident types are those of its parent, it is a valid runbook, it does
 * something that its parent does not, it holds nothing of one client that its
 * parent does not, and every step that was added or changed says why.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DRAFT_H
#define LEARN_CORE_DRAFT_H

#include "core/problem.h"

/* Named only: pg/ includes this and must not see json-c. */
struct json_object;
struct LearnFacts;

typedef struct LearnDraft
{
	char *content; /* malloc'ed JSON text of the runbook */
	char *changes; /* malloc'ed: [{"step": "", "what": "", "why": "",
					* "warnings": [{"name": "", "text": ""}]}], the last only
					* when there are any */
} LearnDraft;

/*
 * Finishes a proposal: {"runbook": {...}, "changes": [{"step", "what",
 * "why"}]}, or a bare runbook.  The proposal is borrowed and not changed.
 *
 * - "id" is set to facts->next_id, whatever the proposal says.
 * - A step that was added or modified against the parent (facts->runbook) and
 *	 has no "because" gets one: the "why" of the change that names the step's
 *	 id, action or position, else a text that says that no reason was given.
 *	 In every "because" of such a step, "executions" is the execution this
 *	 draft comes from, and behind it those that were cited and support one of
 *	 the facts' remedies: nobody may cite evidence that the engine did not
 *	 see.
 *	 A "because" whose text is the parent's says nothing about the change and
 *	 counts as none.  The same holds for the steps of the rollback.
 * - A step that did not change is the parent's step exactly, its "because"
 *	 included.
 * - "applies_to" is the parent's: a draft replaces its parent, so it must run
 *	 wherever that did, and nowhere else.  Where the facts have a scope, the
 *	 draft begins a branch: then it is the parent's with what the scope says
 *	 in its place, whatever the proposal says.
 * - "changes" is rebuilt from the real differences (learn_runbook_compare),
 *	 one entry each, "why" taken from the proposal where it gives one, so that
 *	 the explanation cannot claim what the content does not show.  What a
 *	 reviewer should look at twice is marked (draft_warnings.h).
 *
 * LEARN_OK: *draft is the caller's, learn_draft_free().  LEARN_INVALID with
 * the first reason in *problem: no runbook in it, schema violations, another
 * platform or other incident types than the parent's.  LEARN_REFUSED with the
 * reason: it is a runbook, but none to be reviewed (draft_refusal.h); asking
 * again would be asking for the same.
 */
extern LearnStatus learn_draft_finish(struct json_object *proposal,
									  const struct LearnFacts *facts,
									  LearnDraft *draft,
									  LearnProblem *problem);

/* Frees what the draft owns and resets it; safe when only zeroed. */
extern void learn_draft_free(LearnDraft *draft);

#endif /* LEARN_CORE_DRAFT_H */
