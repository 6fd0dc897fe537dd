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

#include "core/draft_sources.h"
#include "core/json.h"

/*
 * A new array of {"name", "text"}, empty when nothing is strange, about what
 * stands in after and not in before (either may be NULL): a step, a list of
 * steps, a verification, or a member of the runbook of this name.  By its name
 * a warning is acknowledged, so a name stays what it is:
 *
 *	hidden-characters	 characters that cannot be seen
 *	scope-changed		 other incident types than the parent's, or another
 *						 "applies_to" than the draft should have
 *	runs-download, runs-decoded
 *						 a command that runs what it downloads or decodes and
 *						 is not made of one that did
 *	unknown-action		 a step without a command, and with an action that no
 *						 executor knows, unless it took the place of such a
 *						 step with the same action
 *	too-large-to-compare more of it than is looked at
 *
 * and where the parent has nothing of the kind:
 *
 *	from-telemetry		 a command that stands in the telemetry
 *	url-from-telemetry	 a URL that does
 *	other-runbook		 the id of another runbook
 *	database-of-runbooks a function or table of this extension
 *	postgres-client		 one of PostgreSQL's client programs
 *	sql					 SQL
 *
 * NULL when out of memory.
 */
extern json_object *learn_draft_warnings(const LearnDraftSources *sources,
										 const char *name, json_object *before,
										 json_object *after);

#endif /* LEARN_CORE_DRAFT_WARNINGS_H */
