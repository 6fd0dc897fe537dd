/*-------------------------------------------------------------------------
 *
 * document.h
 *		Members of what is reported.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_DOCUMENT_H
#define LEARN_EXECUTOR_REPORT_DOCUMENT_H

#include "core/json.h"

/* Adds a text, unless it is NULL.  False when out of memory. */
extern bool learn_document_add_text(json_object *document, const char *name,
									const char *text);

/* Adds what time it is (moment.h). */
extern bool learn_document_add_now(json_object *document, const char *name);

/* Adds a truth value. */
extern bool learn_document_add_boolean(json_object *document, const char *name,
									   bool value);

#endif /* LEARN_EXECUTOR_REPORT_DOCUMENT_H */
