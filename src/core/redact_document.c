/*-------------------------------------------------------------------------
 *
 * redact_document.c
 *		Takes secrets out of JSON documents.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_document.h"

#include <string.h>

#include "core/json.h"

/* No number has fewer digits and is personal data. */
#define NUMBER_MIN 7

static bool copy_value(json_object *value, const char *name, int depth,
					   const LearnDocumentRules *rules, json_object **copy);

const char *
learn_redact_telling_name(const char *outer, const char *own)
{
	return outer != NULL && learn_redact_is_telling(outer) &&
				   !learn_redact_is_telling(own)
			   ? outer
			   : own;
}

bool
learn_redact_append_scalar(LearnBuffer *buffer, const char *name,
						   const char *text, size_t length, bool number,
						   const LearnDocumentRules *rules, size_t *count)
{
	/* The digits of a known secret may be a number that means something. */
	LearnRedactRules of_number = {.personal = rules->texts.personal &&
											  length >= NUMBER_MIN};
	const LearnRedactRules *texts = number ? &of_number : &rules->texts;

	return rules->redact != NULL
			   ? rules->redact(rules->context, buffer, name, text, length,
							   texts, count)
			   : learn_redact_append_named(buffer, name, text, length, texts,
										   count);
}

/*
 * Copies a string or number, redacted; name is the member's that tells what it
 * is, or NULL.
 */
static bool
copy_scalar(json_object *value, const char *name,
			const LearnDocumentRules *rules, json_object **copy)
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
	if (learn_redact_append_scalar(&buffer, name, text, length, !string, rules,
								   &count))
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
is_kept(const LearnDocumentRules *rules, const char *name)
{
	for (const char *const *kept = rules->kept; kept != NULL && *kept != NULL;
		 kept++)
	{
		if (strcmp(name, *kept) == 0)
			return true;
	}
	return false;
}

/*
 * Adds a member, a JSON null as well; takes the value over.
 */
static bool
add_member(json_object *copy, const char *key, json_object *value,
		   const LearnDocumentRules *rules)
{
	LearnBuffer name;
	bool done = true;

	learn_buffer_init(&name, 0);
	if (rules->redact != NULL)
		done = rules->redact(rules->context, &name, NULL, key, strlen(key),
							 &rules->texts, NULL);
	if (name.length > 0)
		key = name.data;
	if (!done)
		json_object_put(value);
	else if (value == NULL)
		done = learn_json_share(copy, key, NULL);
	else
		done = learn_json_add(copy, key, value);
	learn_buffer_free(&name);
	return done;
}

static bool
copy_members(json_object *object, const char *name, int depth,
			 const LearnDocumentRules *rules, json_object *copy)
{
	json_object_object_foreach (object, key, member)
	{
		json_object *value;

		if (depth == 1 && is_kept(rules, key))
		{
			if (!learn_json_share(copy, key, member))
				return false;
			continue;
		}
		if (!copy_value(member, learn_redact_telling_name(name, key), depth,
						rules, &value) ||
			!add_member(copy, key, value, rules))
			return false;
	}
	return true;
}

static bool
copy_elements(json_object *array, const char *name, int depth,
			  const LearnDocumentRules *rules, json_object *copy)
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
		   const LearnDocumentRules *rules, json_object **copy)
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
learn_redact_document(json_object *document, const LearnDocumentRules *rules)
{
	json_object *copy;

	copy_value(document, NULL, 0, rules, &copy);
	return copy;
}
