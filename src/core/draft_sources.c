/*-------------------------------------------------------------------------
 *
 * draft_sources.c
 *		What the texts of a draft are compared with.
 *
 *-------------------------------------------------------------------------
 */
#include "core/draft_sources.h"

#include <string.h>

#include "core/character.h"
#include "core/pattern.h"

/* How much of one text of the telemetry, and of all, is looked at (bytes). */
#define TEXT_MAX 16384
#define TELEMETRY_MAX (512 * 1024)

bool
learn_draft_append_text(LearnBuffer *buffer, const char *text, size_t limit)
{
	size_t length = strlen(text);
	LearnBuffer seen;
	bool hides = false;

	learn_buffer_init(&seen, 0);
	for (size_t at = 0; at < length && !seen.failed;)
	{
		uint32_t character;
		size_t bytes =
			learn_character_read(text + at, length - at, &character);

		if (character < 0x80 || !learn_character_is_unseen(character))
			learn_buffer_append(&seen, text + at, bytes);
		else
			hides = true;
		at += bytes;
	}
	learn_pattern_normalize(buffer, seen.data != NULL ? seen.data : "", limit);
	buffer->failed = buffer->failed || seen.failed;
	learn_buffer_free(&seen);
	return hides;
}

/*
 * Appends the texts that the failed machines wrote, names of members too.  The
 * runbook's own commands are among them; they are in the parent as well.
 */
static void
append_telemetry(LearnBuffer *buffer, const LearnValue *value)
{
	if (value == NULL || buffer->length > TELEMETRY_MAX)
		return;
	if (value->type == LEARN_VALUE_STRING)
		learn_draft_append_text(buffer, value->text, TEXT_MAX);
	for (const LearnValue *child = value->first; child != NULL;
		 child = child->next)
	{
		if (child->name != NULL)
			learn_draft_append_text(buffer, child->name, TEXT_MAX);
		append_telemetry(buffer, child);
	}
}

/* Appends all strings of a document. */
static void
append_strings(LearnBuffer *buffer, json_object *value)
{
	if (json_object_is_type(value, json_type_string))
	{
		const char *text = json_object_get_string(value);

		learn_draft_append_text(buffer, text, strlen(text));
	}
	else if (json_object_is_type(value, json_type_array))
	{
		for (size_t i = 0; i < json_object_array_length(value); i++)
			append_strings(buffer, json_object_array_get_idx(value, i));
	}
	else if (json_object_is_type(value, json_type_object))
	{
		json_object_object_foreach (value, name, member)
		{
			(void) name;
			append_strings(buffer, member);
		}
	}
}

bool
learn_draft_sources_gather(LearnDraftSources *sources, const LearnFacts *facts,
						   json_object *parent, const char *id)
{
	LearnBuffer telemetry;

	memset(sources, 0, sizeof(*sources));
	learn_buffer_init(&telemetry, 0);
	learn_buffer_init(&sources->parent, 0);
	learn_runbook_split_id(id, sources->line);
	if (facts != NULL)
	{
		append_telemetry(&telemetry, facts->execution);
		append_telemetry(&telemetry, learn_value_get(facts->root, "group"));
		append_telemetry(&telemetry,
						 learn_value_get(facts->root, "differences"));
		sources->known_actions =
			learn_value_get_typed(facts->root, "known_actions",
								  LEARN_VALUE_ARRAY);
	}
	append_strings(&sources->parent, parent);

	/* A terminator also where there is nothing. */
	learn_buffer_append(&sources->parent, "", 0);
	return learn_copied_text_index(&sources->telemetry, &telemetry) &&
		   !sources->parent.failed;
}

void
learn_draft_sources_free(LearnDraftSources *sources)
{
	learn_copied_text_free(&sources->telemetry);
	learn_buffer_free(&sources->parent);
	memset(sources, 0, sizeof(*sources));
}
