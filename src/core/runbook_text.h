/*-------------------------------------------------------------------------
 *
 * runbook_text.h
 *		A runbook as people read it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RUNBOOK_TEXT_H
#define LEARN_CORE_RUNBOOK_TEXT_H

#include <stddef.h>

#include "core/problem.h"
#include "core/runbook.h"

/*
 * The largest document written, in bytes of JSON text: one that was accepted
 * is larger when it is printed with blanks.
 */
#define LEARN_RUNBOOK_TEXT_SIZE_MAX (4 * LEARN_RUNBOOK_SIZE_MAX)

/*
 * Writes a document, given as JSON text, with a line for each field:
 *
 *	id: RB-WEB-001-v2
 *	platform: linux
 *	incident_types:
 *	  - service_crash
 *
 *	Step 1: start
 *	  action: start_service
 *	  command:
 *	    | systemctl reset-failed web
 *	    | systemctl start web
 *	  timeout: 30
 *
 *	verification:
 *	  method: command
 *
 *	Rollback step 1
 *	  action: stop_service
 *
 * It depends on the document alone, not on the order of its members: they come
 * in the order of the table in runbook_text.c, others after them.  Nothing is
 * left out, and different documents give different texts: any valid JSON is
 * written, strings that would be read as something else are quoted, and what
 * cannot be seen is written as learn_visible_append() does, blanks at the ends
 * of lines included.  So a text from elsewhere cannot look like a field.
 *
 * LEARN_OK: *text is malloc'ed and ends with a line end.  Otherwise
 * LEARN_INVALID or LEARN_OUT_OF_MEMORY with the reason in *problem.
 */
extern LearnStatus learn_runbook_text(const char *content, size_t length,
									  char **text, LearnProblem *problem);

#endif /* LEARN_CORE_RUNBOOK_TEXT_H */
