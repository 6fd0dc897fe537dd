/*-------------------------------------------------------------------------
 *
 * draft_warnings.c
 *		What in a change a reviewer should look at twice.
 *
 *-------------------------------------------------------------------------
 */
#include "core/draft_warnings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/character.h"
#include "core/draft_changes.h"
#include "core/pipeline.h"

/* How much of one text of the telemetry, and of all, is looked at (bytes). */
#define TEXT_MAX 16384
#define TELEMETRY_MAX (512 * 1024)

/* Warnings of one change; a reviewer needs no more to be warned. */
#define WARNINGS_MAX 8

/* What of one change is looked up in other texts; more is marked itself. */
#define LOOKUPS_MAX 500

/* As many steps as a list can have. */
#define STEPS_MAX 200

/* How much of a text a warning shows, in bytes. */
#define SHOWN_MAX 160

static const char copied[] = "stands in the telemetry of the failure";

/* A change while it is being read. */
typedef struct Reading
{
	const LearnDraftSources *sources;
	json_object *warnings;
	int lookups; /* so far */
	bool failed; /* out of memory */
} Reading;

/* Who reads a text of a runbook. */
typedef enum TextKind
{
	TEXT_OF_ANY, /* not known: a machine may */
	TEXT_OF_WORDS,
	TEXT_OF_MACHINE
} TextKind;

/* The kind of what a member of a runbook, or of a part of it, holds. */
static TextKind
kind_of(const char *name)
{
	if (strcmp(name, "params") == 0)
		return TEXT_OF_MACHINE; /* whatever its members are called */
	if (strcmp(name, "description") == 0 || strcmp(name, "name") == 0 ||
		strcmp(name, "because") == 0)
		return TEXT_OF_WORDS;
	return TEXT_OF_ANY;
}

/*
 * Appends a text for comparisons: what nobody can see does not count.  Returns
 * whether there was any such beyond the controls of ASCII, line ends among
 * them, which become blanks.
 */
static bool
append_text(LearnBuffer *buffer, const char *text, size_t limit)
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
		append_text(buffer, value->text, TEXT_MAX);
	for (const LearnValue *child = value->first; child != NULL;
		 child = child->next)
	{
		if (child->name != NULL)
			append_text(buffer, child->name, TEXT_MAX);
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

		append_text(buffer, text, strlen(text));
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
						   json_object *parent)
{
	LearnBuffer telemetry;

	memset(sources, 0, sizeof(*sources));
	learn_buffer_init(&telemetry, 0);
	learn_buffer_init(&sources->parent, 0);
	learn_runbook_split_id(facts->next_id, sources->line);
	append_telemetry(&telemetry, facts->execution);
	append_telemetry(&telemetry, learn_value_get(facts->root, "group"));
	append_telemetry(&telemetry, learn_value_get(facts->root, "differences"));
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

/*
 * Adds a warning, unless it is there already.  shown is what is quoted in it.
 */
static void
warn(Reading *reading, const char *sentence, LearnSpan shown)
{
	size_t count = json_object_array_length(reading->warnings);
	bool known = count >= WARNINGS_MAX;
	LearnBuffer buffer;
	char *text;

	shown.length = learn_pattern_clip(shown.start, shown.length, SHOWN_MAX);
	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(&buffer, sentence);
	if (shown.length > 0)
		learn_buffer_append_format(&buffer, ": \"%.*s\"", (int) shown.length,
								   shown.start);
	text = buffer.failed ? NULL : learn_draft_clean(buffer.data);
	for (size_t i = 0; i < count && !known && text != NULL; i++)
		known = strcmp(json_object_get_string(
						   json_object_array_get_idx(reading->warnings, i)),
					   text) == 0;
	if (text == NULL ||
		(!known &&
		 !learn_json_append(reading->warnings, json_object_new_string(text))))
		reading->failed = true;
	free(text);
	learn_buffer_free(&buffer);
}

/* Is the text, normalised as the other is, in it? */
static bool
is_in(Reading *reading, const LearnBuffer *other, LearnSpan text)
{
	char *copy = strndup(text.start, text.length);
	bool held = copy != NULL && other->data != NULL &&
				strstr(other->data, copy) != NULL;

	reading->failed = reading->failed || copy == NULL;
	free(copy);
	return held;
}

/*
 * Is it new, not in the texts of the parent?  Each look takes time, so of a
 * change that wants too many no more is looked at.
 */
static bool
is_new(Reading *reading, LearnSpan text)
{
	return reading->lookups++ < LOOKUPS_MAX &&
		   !is_in(reading, &reading->sources->parent, text);
}

/*
 * Looks for runs of words that stand in the telemetry.  text is normalised,
 * as in the next functions.
 */
static void
read_copies(Reading *reading, const LearnBuffer *text)
{
	const char *at = text->data;
	const char *end = at + text->length;
	LearnSpan copy;

	while (reading->lookups <= LOOKUPS_MAX &&
		   learn_copied_text_find(&reading->sources->telemetry, at,
								  (size_t) (end - at), &copy))
	{
		if (is_new(reading, copy))
			warn(reading, copied, copy);
		at = copy.start + copy.length;
	}
}

/*
 * Does the whole command stand in the telemetry, though it is too short to be
 * found as a part of one?  One word alone may stand anywhere.
 */
static void
read_whole(Reading *reading, const LearnBuffer *text)
{
	LearnSpan command = {text->data, strcspn(text->data, "\n")};

	while (command.length > 0 && command.start[command.length - 1] == ' ')
		command.length--;
	if (command.length < LEARN_COPY_MIN &&
		memchr(command.start, ' ', command.length) != NULL &&
		is_new(reading, command) &&
		is_in(reading, &reading->sources->telemetry.text, command))
		warn(reading, copied, command);
}

/* Is it an address of the machine itself, as tests of health ask? */
static bool
is_local_url(const char *host)
{
	size_t length = strcspn(host, ":/?# \n\"'();|<>,");

	return (length == 9 && strncmp(host, "localhost", 9) == 0) ||
		   (strncmp(host, "127.", 4) == 0 &&
			strspn(host, "0123456789.") == length) ||
		   strncmp(host, "[::1]", 5) == 0;
}

/*
 * Looks for URLs that stand in the telemetry.
 */
static void
read_urls(Reading *reading, const LearnBuffer *text)
{
	const LearnBuffer *telemetry = &reading->sources->telemetry.text;
	const char *at = text->data;

	while (reading->lookups <= LOOKUPS_MAX && (at = strstr(at, "://")) != NULL)
	{
		LearnSpan url = {at, 0};

		while (url.start > text->data && url.start[-1] >= 'a' &&
			   url.start[-1] <= 'z')
			url.start--;
		at += 3;
		url.length = (size_t) (at - url.start) + strcspn(at, " \n\"'();|<>,");
		if (!is_local_url(at) && at < url.start + url.length &&
			is_new(reading, url) && is_in(reading, telemetry, url))
			warn(reading, "this URL stands in the telemetry of the failure",
				 url);
	}
}

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Is it the id of a version of the line that the draft is of? */
static bool
is_own_id(const LearnDraftSources *sources, LearnSpan word)
{
	char id[LEARN_RUNBOOK_ID_MAX + 1];
	char line[LEARN_RUNBOOK_ID_MAX + 1];

	if (word.length >= sizeof(id))
		return false;
	memcpy(id, word.start, word.length);
	id[word.length] = '\0';
	return learn_runbook_split_id(id, line) > 0 &&
		   strcasecmp(line, sources->line) == 0;
}

/*
 * Looks for words that begin with a prefix; extra are the characters beyond
 * those of a name that they may hold, but not end with.
 */
static void
read_words(Reading *reading, const LearnBuffer *text, const char *prefix,
		   const char *extra, const char *sentence)
{
	const char *at = text->data;
	size_t size = strlen(prefix);

	while (reading->lookups <= LOOKUPS_MAX &&
		   (at = strstr(at, prefix)) != NULL)
	{
		LearnSpan word = {at, size};
		bool whole = at == text->data || !is_name_byte(at[-1]);

		for (at += size;
			 is_name_byte(*at) || (*at != '\0' && strchr(extra, *at) != NULL);
			 at++)
		{
			if (is_name_byte(*at))
				word.length = (size_t) (at - word.start) + 1;
		}
		if (whole && word.length > size &&
			!is_own_id(reading->sources, word) && is_new(reading, word))
			warn(reading, sentence, word);
	}
}

/* Does a command do what the parent's texts show nothing of? */
static void
read_pattern(Reading *reading, const LearnBuffer *text, const char *pattern,
			 const char *sentence)
{
	const LearnBuffer *parent = &reading->sources->parent;
	LearnSpan found;

	if (learn_pattern_find(pattern, text->data, text->length, &found) &&
		!learn_pattern_find(pattern, parent->data, parent->length, NULL))
		warn(reading, sentence, found);
}

/*
 * Does a command run what nobody has seen?  previous is the text that it takes
 * the place of, or NULL.
 */
static void
read_pipeline(Reading *reading, const char *previous, const char *command,
			  LearnPipelineKind kind, const char *sentence)
{
	LearnSpan nothing = {"", 0};
	bool runs = false;
	bool ran = false;

	if (!learn_pipeline_runs(command, kind, &runs) ||
		(runs && previous != NULL &&
		 !learn_pipeline_runs(previous, kind, &ran)))
		reading->failed = true;
	if (runs && !ran)
		warn(reading, sentence, nothing);
}

/*
 * Reads what a machine will run.
 */
static void
read_command(Reading *reading, const char *previous, const char *command,
			 const LearnBuffer *text)
{
	static const char clients[] =
		"~psql~|~pg_dump~|~pg_dumpall~|~pg_restore~|~dropdb~|~createuser~|"
		"~pgcli~|~dblink~";
	static const char statements[] =
		"~insert into |~delete from |~drop table|~drop database|"
		"~drop extension|~create extension|~alter system|~alter role|"
		"~create role|~alter user|~create user|~update learn.|~from learn.|"
		"~join learn.|~table learn.|~call learn.";

	read_copies(reading, text);
	read_whole(reading, text);
	read_urls(reading, text);
	read_pattern(reading, text, clients, "runs a client of PostgreSQL");
	read_pattern(reading, text, statements, "contains SQL");
	read_pipeline(reading, previous, command, LEARN_PIPELINE_DOWNLOAD,
				  "runs what it downloads");
	read_pipeline(reading, previous, command, LEARN_PIPELINE_DECODED,
				  "runs what it decodes");
}

static void
read_text(Reading *reading, TextKind kind, const char *previous,
		  const char *string)
{
	LearnSpan nothing = {"", 0};
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	if (append_text(&text, string, strlen(string)))
		warn(reading, "holds characters that cannot be seen", nothing);
	reading->failed = reading->failed || text.failed;
	if (!text.failed)
	{
		read_words(reading, &text, "rb-", ".-", "names another runbook");
		read_words(reading, &text, "learn_", "",
				   "names something of the database of runbooks");
		if (kind != TEXT_OF_WORDS)
			read_command(reading, previous, string, &text);
	}
	learn_buffer_free(&text);
}

/* Is the element in an array of the parent, as a step that did not change? */
static bool
has_element(json_object *array, json_object *element)
{
	size_t count = json_object_is_type(array, json_type_array)
					   ? json_object_array_length(array)
					   : 0;

	for (size_t i = 0; i < count && i < STEPS_MAX; i++)
	{
		if (learn_json_equal(json_object_array_get_idx(array, i), element))
			return true;
	}
	return false;
}

/*
 * Reads what is new in a value.  Documents were read with a bounded depth, so
 * the recursion is bounded as well.
 */
static void
read_value(Reading *reading, TextKind kind, json_object *before,
		   json_object *after)
{
	if (after == NULL || learn_json_equal(before, after))
		return;
	if (json_object_is_type(after, json_type_string))
		read_text(reading, kind, json_object_get_string(before),
				  json_object_get_string(after));
	else if (json_object_is_type(after, json_type_array))
	{
		for (size_t i = 0; i < json_object_array_length(after); i++)
		{
			json_object *element = json_object_array_get_idx(after, i);

			if (!has_element(before, element))
				read_value(reading, kind, NULL, element);
		}
	}
	else if (json_object_is_type(after, json_type_object))
	{
		json_object_object_foreach (after, name, member)
		{
			/* The engine writes down which executions taught a step. */
			if (kind != TEXT_OF_WORDS || strcmp(name, "executions") != 0)
				read_value(reading, kind == TEXT_OF_ANY ? kind_of(name) : kind,
						   learn_json_get(before, name), member);
		}
	}
}

json_object *
learn_draft_warnings(const LearnDraftSources *sources, const char *name,
					 json_object *before, json_object *after)
{
	Reading reading = {
		.sources = sources,
		.warnings = json_object_new_array(),
	};

	if (reading.warnings == NULL)
		return NULL;
	read_value(&reading, kind_of(name), before, after);
	if (reading.lookups > LOOKUPS_MAX)
	{
		LearnSpan nothing = {"", 0};

		/* What was not looked at must not look clean. */
		warn(&reading, "holds more than could be compared", nothing);
	}
	if (!reading.failed)
		return reading.warnings;
	json_object_put(reading.warnings);
	return NULL;
}
