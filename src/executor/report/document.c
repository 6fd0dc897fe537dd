/*-------------------------------------------------------------------------
 *
 * document.c
 *		Members of what is reported.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/document.h"

#include "executor/report/moment.h"

bool
learn_document_add_text(json_object *document, const char *name,
						const char *text)
{
	return text == NULL ||
		   learn_json_add(document, name, json_object_new_string(text));
}

bool
learn_document_add_now(json_object *document, const char *name)
{
	char moment[LEARN_MOMENT_SIZE];

	learn_moment_now(moment);
	return learn_document_add_text(document, name, moment);
}

bool
learn_document_add_boolean(json_object *document, const char *name, bool value)
{
	return learn_json_add(document, name, json_object_new_boolean(value));
}
