/*-------------------------------------------------------------------------
 *
 * draft_warnings.h
 *		What in a change a reviewer should look at twice.
 *
 * Telemetry is written by whoever has a hand in the machine that failed, and
 * a model may do what it reads there.  Such parts are not refused, since they
 * may be right: they are marked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DRAFT_WARNINGS_H
#define LEARN_CORE_DRAFT_WARNINGS_H

#include "core/copied_text.h"
#include "core/facts.h"
#include "core/json.h"
#include "core/runbook.h"

/* What the texts of a draft are compared with. */
typedef struct LearnDraftSources
{
	LearnCopiedText telemetry;           /* what the failed machines wrote */
	LearnBuffer parent;                  /* the texts of the parent */
	char line[LEARN_RUNBOOK_ID_MAX + 1]; /* that the draft is of */
} LearnDraftSources;

/* Gathers them; false: no memory.  The caller frees them either way. */
extern bool learn_draft_sources_gather(LearnDraftSources *sources,
									   const LearnFacts *facts,
									   json_object *parent);

/* Frees what the sources own; safe when only zeroed. */
extern void learn_draft_sources_free(LearnDraftSources *sources);

/*
 * A new array of sentences, empty when nothing is strange, about what stands
 * in after and not in before (which may be NULL): a step, a list of steps, a
 * verification, or a member of the runbook of this name.  Strange are
 * characters that cannot be seen; where the parent has nothing of the kind:
 * commands and URLs that stand in the telemetry, the ids of other runbooks,
 * functions and tables of this extension, PostgreSQL's client programs and
 * SQL; and a command that runs what it downloads or decodes and is not made
 * of one that did.  NULL when out of memory.
 */
extern json_object *learn_draft_warnings(const LearnDraftSources *sources,
										 const char *name, json_object *before,
										 json_object *after);

#endif /* LEARN_CORE_DRAFT_WARNINGS_H */
