/*-------------------------------------------------------------------------
 *
 * redaction.c
 *		What leaves this process has no secrets in it.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/redaction.h"

#include <stdlib.h>
#include <string.h>

#include "core/redact.h"
#include "executor/process/output.h"

/*
 * Members of a report that say which one it is.  They were told when the
 * runbook was asked for, or are no text of anybody's; and the database takes
 * no report in which they are something else, as when a secret is "linux".
 */
static const char *const own_members[] = {
	"execution_id",  "runbook_id", "digest",     "incident_id",
	"incident_type", "platform",   "started_at", "completed_at",
	"status",        "staging",
};

/* Texts that are secret, each owned; ended by NULL, as the array. */
typedef struct Secrets
{
	char **texts;
	size_t count;
	size_t capacity;
} Secrets;

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
is_own_member(const char *name)
{
	for (size_t i = 0; i < sizeof(own_members) / sizeof(own_members[0]); i++)
	{
		if (strcmp(name, own_members[i]) == 0)
			return true;
	}
	return false;
}

static bool
copy_members(json_object *object, const char *name, int depth,
			 const LearnRedactRules *rules, json_object *copy)
{
	json_object_object_foreach (object, key, member)
	{
		const char *telling = learn_redact_is_telling(key) ? key : name;
		json_object *value;

		if (depth == 1 && is_own_member(key))
		{
			if (!learn_json_share(copy, key, member))
				return false;
			continue;
		}
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

static void
free_secrets(Secrets *secrets)
{
	for (size_t i = 0; i < secrets->count; i++)
		free(secrets->texts[i]);
	free(secrets->texts);
}

static bool
add_secret(Secrets *secrets, const char *text, size_t length)
{
	char *copy;

	if (secrets->count + 1 >= secrets->capacity)
	{
		size_t capacity = secrets->capacity * 2 + 8;
		char **grown = realloc(secrets->texts, capacity * sizeof(*grown));

		if (grown == NULL)
			return false;
		secrets->texts = grown;
		secrets->capacity = capacity;
	}
	copy = strndup(text, length);
	if (copy == NULL)
		return false;
	secrets->texts[secrets->count++] = copy;
	secrets->texts[secrets->count] = NULL;
	return true;
}

/* Adds each line of a text, without the blanks around it. */
static bool
add_lines(Secrets *secrets, const char *text)
{
	bool done = true;

	while (done && *text != '\0')
	{
		size_t length = strcspn(text, "\n");
		const char *start = text + strspn(text, " \t");
		const char *end = text + length;

		while (end > start && strchr(" \t", end[-1]) != NULL)
			end--;
		if (end > start)
			done = add_secret(secrets, start, (size_t) (end - start));
		text += length + (text[length] == '\n');
	}
	return done;
}

/*
 * Adds a secret: as it is, as the output of a program that writes it, and each
 * of its lines, since one may be quoted alone.
 */
static bool
add_forms(Secrets *secrets, const char *secret)
{
	LearnOutput output;
	char *text = NULL;
	bool done;

	if (learn_output_init(&output))
	{
		learn_output_add(&output, secret, strlen(secret));
		/* Behind it, a carriage return is part of a line end. */
		learn_output_add(&output, "\n", 1);
		text = learn_output_text(&output);
		learn_output_free(&output);
	}
	done = text != NULL && add_secret(secrets, secret, strlen(secret)) &&
		   add_secret(secrets, text, strlen(text)) && add_lines(secrets, text);
	free(text);
	return done;
}

json_object *
learn_redacted(json_object *document, const LearnValues *values)
{
	int given = values != NULL ? values->count : 0;
	Secrets secrets = {0};
	json_object *copy = NULL;
	bool done = true;

	for (int i = 0; i < given && done; i++)
	{
		if (learn_value_is_secret(values->items[i].name))
			done = add_forms(&secrets, values->items[i].value);
	}
	if (done)
	{
		LearnRedactRules rules = {(const char *const *) secrets.texts};

		copy_value(document, NULL, 0, &rules, &copy);
	}
	free_secrets(&secrets);
	return copy;
}
