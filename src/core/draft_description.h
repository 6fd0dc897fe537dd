/*-------------------------------------------------------------------------
 *
 * draft_description.h
 *		What a runbook that a human wrote changes, in words for the reviewer.
 *
 * What the engine writes passes draft.h, which puts it in order.  What a human
 * wrote is taken as it is, and described in the same form.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DRAFT_DESCRIPTION_H
#define LEARN_CORE_DRAFT_DESCRIPTION_H

#include "core/problem.h"

/* Texts of JSON. */
typedef struct LearnDraftTexts
{
	const char *content; /* the runbook, a valid one */
	const char *parent;  /* the runbook it is to replace; NULL: none */
	const char *scope;   /* the "applies_to" it should have; NULL: none */
	const char *facts;   /* about the failure it is to mend (facts.h); NULL:
						  * none is known */
	const char *known_actions; /* what executors can do, an array of names;
								* NULL: nothing is known */
} LearnDraftTexts;

/*
 * Lists what the runbook changes, in the form of LearnDraft.changes: every
 * difference to its parent (learn_runbook_compare), "why" being the "because"
 * of the step where it has one that the parent's step has not.  Warnings
 * (draft_warnings.h) compare with the parent and the telemetry in the facts,
 * as far as there are any, and its steps with the known actions given here,
 * whatever the facts say of them.  The draft keeps its scope when it is for the
 * incident types of its parent and for the places of the scope given.
 *
 * Without a parent all is an addition: its steps, rollback and verification
 * are listed, and of the rest what is to be warned of.  Then it is its own
 * scope.
 *
 * LEARN_OK: *changes is malloc'ed JSON text.  LEARN_INVALID: one of the texts
 * cannot be read; LEARN_OUT_OF_MEMORY.
 */
extern LearnStatus learn_draft_describe(const LearnDraftTexts *texts,
										char **changes, LearnProblem *problem);

#endif /* LEARN_CORE_DRAFT_DESCRIPTION_H */
