/*-------------------------------------------------------------------------
 *
 * draft_sources.h
 *		What the texts of a draft are compared with.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DRAFT_SOURCES_H
#define LEARN_CORE_DRAFT_SOURCES_H

#include "core/copied_text.h"
#include "core/facts.h"
#include "core/json.h"
#include "core/runbook.h"

typedef struct LearnDraftSources
{
	LearnCopiedText telemetry;           /* what the failed machines wrote */
	LearnBuffer parent;                  /* the texts of the parent */
	char line[LEARN_RUNBOOK_ID_MAX + 1]; /* that the draft is of */

	/*
	 * An array of names: what executors can do without a command.  NULL: none
	 * has said anything, so nothing is known.  Borrowed.
	 */
	const LearnValue *known_actions;

	/*
	 * Whether the draft should be for the incidents that its parent is for, in
	 * these places; of what the engine wrote both are settled.
	 */
	bool keeps_scope;
	json_object *scope; /* borrowed; NULL: anywhere */
} LearnDraftSources;

/*
 * Gathers the texts for a draft of this id, with no scope to be kept; facts,
 * from which known_actions is borrowed, and parent may be NULL.  False: no
 * memory.  The caller frees them either way.
 */
extern bool learn_draft_sources_gather(LearnDraftSources *sources,
									   const LearnFacts *facts,
									   json_object *parent, const char *id);

/* Frees what the sources own; safe when only zeroed. */
extern void learn_draft_sources_free(LearnDraftSources *sources);

/*
 * Appends a text for comparisons: what nobody can see does not count, and case
 * and blanks are as learn_pattern_normalize() leaves them.  Returns whether
 * there was any such beyond the controls of ASCII, line ends among them, which
 * become blanks.
 */
extern bool learn_draft_append_text(LearnBuffer *buffer, const char *text,
									size_t limit);

#endif /* LEARN_CORE_DRAFT_SOURCES_H */
