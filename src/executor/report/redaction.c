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

#include "core/redact_document.h"
#include "executor/process/output.h"

/*
 * Members of a report that say which one it is.  They were told when the
 * runbook was asked for, or are no text of anybody's; and the database takes
 * no report in which they are something else, as when a secret is "linux".
 */
static const char *const own_members[] = {
	"execution_id",  "runbook_id", "digest",     "incident_id",
	"incident_type", "platform",   "started_at", "completed_at",
	"status",        "staging",    NULL,
};

/* Texts that are secret, each owned; ended by NULL, as the array. */
typedef struct Secrets
{
	char **texts;
	size_t count;
	size_t capacity;
} Secrets;

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
		LearnDocumentRules rules = {.texts.known =
										(const char *const *) secrets.texts,
									.kept = own_members};

		copy = learn_redact_document(document, &rules);
	}
	free_secrets(&secrets);
	return copy;
}
