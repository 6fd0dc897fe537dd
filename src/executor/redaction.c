/*-------------------------------------------------------------------------
 *
 * redaction.c
 *		What leaves this process has no secrets in it.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/redaction.h"

#include <stdlib.h>
#include <string.h>

#include "core/redact.h"

static bool copy_value(json_object *value, const char *name, int depth,
					   const LearnRedactRules *rules, json_object **copy);

/*
 * Copies a string or number, redacted; name is the member's that tells what it
 * is, or NULL.  A number is a secret by its name alone.
 */
static bool
copy_scalar(json_object *value, const char *name,
			const LearnRedactRules *rules, json_object **copy)
{
	bool string = json_object_is_type(value, json_type_string);
	const char *text = json_object_get_string(value);
	size_t length;
	LearnBuffer buffer;
	size_t count = 0;

	*copy = NULL;
	if (text == NULL)
		return false;
	length =
		string ? (size_t) json_object_get_string_len(value) : strlen(text);
	learn_buffer_init(&buffer, 0);
	if (learn_redact_append_named(&buffer, name, text, length,
								  string ? rules : NULL, &count))
		*copy =
			string || count > 0
				? json_object_new_string_len(buffer.length > 0 ? buffer.data
															   : "",
											 (int) buffer.length)
				: learn_json_copy(value);
	learn_buffer_free(&buffer);
	return *copy != NULL;
}

static bool
copy_members(json_object *object, const char *name, int depth,
			 const LearnRedactRules *rules, json_object *copy)
{
	json_object_object_foreach (object, key, member)
	{
		const char *telling = learn_redact_is_telling(key) ? key : name;
		json_object *value;

		if (!copy_value(member, telling, depth, rules, &value))
			return false;
		if (value == NULL ? !learn_json_share(copy, key, NULL)
						  : !learn_json_add(copy, key, value))
			return false;
	}
	return true;
}

static bool
copy_elements(json_object *array, const char *name, int depth,
			  const LearnRedactRules *rules, json_object *copy)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
	{
		json_object *value;

		if (!copy_value(json_object_array_get_idx(array, i), name, depth,
						rules, &value))
			return false;
		if (json_object_array_add(copy, value) != 0)
		{
			json_object_put(value);
			return false;
		}
	}
	return true;
}

/*
 * Copies a value, redacted.  False: no memory, and nothing to free.  *copy is
 * NULL for the JSON null, and for what is nested too deep.
 */
static bool
copy_value(json_object *value, const char *name, int depth,
		   const LearnRedactRules *rules, json_object **copy)
{
	bool done;

	*copy = NULL;
	switch (json_object_get_type(value))
	{
		case json_type_null:
			return true;
		case json_type_string:
		case json_type_int:
		case json_type_double:
			return copy_scalar(value, name, rules, copy);
		case json_type_boolean:
			*copy = learn_json_copy(value);
			return *copy != NULL;
		case json_type_object:
		case json_type_array:
			break;
	}
	if (depth >= LEARN_REDACTED_DEPTH)
		return true;
	*copy = json_object_is_type(value, json_type_object)
				? json_object_new_object()
				: json_object_new_array();
	done = *copy != NULL &&
		   (json_object_is_type(value, json_type_object)
				? copy_members(value, name, depth + 1, rules, *copy)
				: copy_elements(value, name, depth + 1, rules, *copy));
	if (!done)
	{
		json_object_put(*copy);
		*copy = NULL;
	}
	return done;
}

json_object *
learn_redacted(json_object *document, const LearnValues *values)
{
	int given = values != NULL ? values->count : 0;
	const char **known = calloc((size_t) given + 1, sizeof(*known));
	LearnRedactRules rules = {known};
	json_object *copy = NULL;
	int count = 0;

	if (known == NULL)
		return NULL;
	for (int i = 0; i < given; i++)
	{
		if (learn_value_is_secret(values->items[i].name))
			known[count++] = values->items[i].value;
	}
	copy_value(document, NULL, 0, &rules, &copy);
	free(known);
	return copy;
}
