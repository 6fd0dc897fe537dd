/*-------------------------------------------------------------------------
 *
 * draft_refusal.h
 *		Drafts that no reviewer should have to read.
 *
 * Internal to draft.c and the built-in improver.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DRAFT_REFUSAL_H
#define LEARN_CORE_DRAFT_REFUSAL_H

#include "core/facts.h"
#include "core/json.h"

/*
 * Checks the finished content of a draft against its parent and the facts.
 * LEARN_REFUSED, with one sentence in *problem, when nothing that an executor
 * does would change; when it carries what learn_draft_check_privacy() looks
 * for; when it does the same, and applies to the same places, as a draft that
 * was rejected.  LEARN_OK or LEARN_OUT_OF_MEMORY otherwise.
 */
extern LearnStatus learn_draft_check_refusal(json_object *content,
											 json_object *parent,
											 const LearnFacts *facts,
											 LearnProblem *problem);

/*
 * LEARN_REFUSED when content has one of the facts' private names, or an
 * address, that its parent does not have (private_names.h).
 */
extern LearnStatus learn_draft_check_privacy(json_object *content,
											 json_object *parent,
											 const LearnFacts *facts,
											 LearnProblem *problem);

#endif /* LEARN_CORE_DRAFT_REFUSAL_H */
