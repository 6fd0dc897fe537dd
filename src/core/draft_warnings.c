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

/*
 * Warnings of one kind about one change; a reviewer needs no more to be
 * warned.  None of another kind is left out for them: each kind has to be
 * acknowledged.
 */
#define WARNINGS_MAX 4

/* What of one change is looked up in other texts; more is marked itself. */
#define LOOKUPS_MAX 500

/* As many steps as a list can have. */
#define STEPS_MAX 200

/* How much of a text a warning shows, in bytes. */
#define SHOWN_MAX 160

/* A kind of warning. */
typedef struct Mark
{
	const char *name; /* by which it is acknowledged: never to be changed */
	const char *sentence;
} Mark;

static const Mark hidden = {"hidden-characters",
							"holds characters that cannot be seen"};
static const Mark copied = {"from-telemetry",
							"stands in the telemetry of the failure"};
static const Mark copied_url = {
	"url-from-telemetry", "this URL stands in the telemetry of the failure"};
static const Mark other_runbook = {"other-runbook", "names another runbook"};
static const Mark runbook_database = {
	"database-of-runbooks", "names something of the database of runbooks"};
static const Mark client = {"postgres-client", "runs a client of PostgreSQL"};
static const Mark sql = {"sql", "contains SQL"};
static const Mark download = {"runs-download", "runs what it downloads"};
static const Mark decoded = {"runs-decoded", "runs what it decodes"};
static const Mark unknown_action = {
	"unknown-action",
	"no registered executor for its platform knows the action"};
static const Mark too_large = {"too-large-to-compare",
							   "holds more than could be compared"};
static const Mark other_incidents = {"scope-changed",
									 "is for other incidents than before"};
static const Mark other_places = {"scope-changed",
								  "is for other places than before"};

static const LearnSpan nothing = {"", 0};

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
 * Is a warning there already, or are there enough of its kind?
 */
static bool
is_known(json_object *warnings, const Mark *mark, const char *text)
{
	int alike = 0;

	for (size_t i = 0; i < json_object_array_length(warnings); i++)
	{
		json_object *warning = json_object_array_get_idx(warnings, i);

		if (strcmp(learn_json_get_string(warning, "name", ""), mark->name) !=
			0)
			continue;
		if (++alike == WARNINGS_MAX ||
			strcmp(learn_json_get_string(warning, "text", ""), text) == 0)
			return true;
	}
	return false;
}

/*
 * Adds a warning, unless it is there already.  shown is what is quoted in it.
 */
static void
warn(Reading *reading, const Mark *mark, LearnSpan shown)
{
	json_object *warning = NULL;
	LearnBuffer buffer;
	char *text;

	shown.length = learn_pattern_clip(shown.start, shown.length, SHOWN_MAX);
	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(&buffer, mark->sentence);
	if (shown.length > 0)
		learn_buffer_append_format(&buffer, ": \"%.*s\"", (int) shown.length,
								   shown.start);
	text = buffer.failed ? NULL : learn_draft_clean(buffer.data);
	learn_buffer_free(&buffer);
	if (text != NULL && is_known(reading->warnings, mark, text))
	{
		free(text);
		return;
	}
	warning = text != NULL ? json_object_new_object() : NULL;
	if (warning == NULL ||
		!learn_json_add(warning, "name", json_object_new_string(mark->name)) ||
		!learn_json_add(warning, "text", json_object_new_string(text)))
	{
		json_object_put(warning);
		reading->failed = true;
	}
	else if (!learn_json_append(reading->warnings, warning))
		reading->failed = true;
	free(text);
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
			warn(reading, &copied, copy);
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
		warn(reading, &copied, command);
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
			warn(reading, &copied_url, url);
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
		   const char *extra, const Mark *mark)
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
			warn(reading, mark, word);
	}
}

/* Does a command do what the parent's texts show nothing of? */
static void
read_pattern(Reading *reading, const LearnBuffer *text, const char *pattern,
			 const Mark *mark)
{
	const LearnBuffer *parent = &reading->sources->parent;
	LearnSpan found;

	if (learn_pattern_find(pattern, text->data, text->length, &found) &&
		!learn_pattern_find(pattern, parent->data, parent->length, NULL))
		warn(reading, mark, found);
}

/*
 * Does a command run what nobody has seen?  previous is the text that it takes
 * the place of, or NULL.
 */
static void
read_pipeline(Reading *reading, const char *previous, const char *command,
			  LearnPipelineKind kind, const Mark *mark)
{
	bool runs = false;
	bool ran = false;

	if (!learn_pipeline_runs(command, kind, &runs) ||
		(runs && previous != NULL &&
		 !learn_pipeline_runs(previous, kind, &ran)))
		reading->failed = true;
	if (runs && !ran)
		warn(reading, mark, nothing);
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
	read_pattern(reading, text, clients, &client);
	read_pattern(reading, text, statements, &sql);
	read_pipeline(reading, previous, command, LEARN_PIPELINE_DOWNLOAD,
				  &download);
	read_pipeline(reading, previous, command, LEARN_PIPELINE_DECODED,
				  &decoded);
}

static void
read_text(Reading *reading, TextKind kind, const char *previous,
		  const char *string)
{
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	if (learn_draft_append_text(&text, string, strlen(string)))
		warn(reading, &hidden, nothing);
	reading->failed = reading->failed || text.failed;
	if (!text.failed)
	{
		read_words(reading, &text, "rb-", ".-", &other_runbook);
		read_words(reading, &text, "learn_", "", &runbook_database);
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

/*
 * Reads whether a member of the runbook widens or narrows what it is for.
 */
static void
read_scope(Reading *reading, const char *name, json_object *before,
		   json_object *after)
{
	const LearnDraftSources *sources = reading->sources;

	if (!sources->keeps_scope)
		return;
	if (strcmp(name, "incident_types") == 0 &&
		!(learn_json_is_subset(before, after) &&
		  learn_json_is_subset(after, before)))
		warn(reading, &other_incidents, nothing);
	if (strcmp(name, "applies_to") == 0 &&
		!learn_json_equal(after, sources->scope))
		warn(reading, &other_places, nothing);
}

/*
 * What a step leaves to the executor: the name of its action; NULL when it has
 * a command, or is no step.
 */
static const char *
action_of(json_object *step)
{
	return learn_json_get(step, "command") == NULL
			   ? learn_json_get_string(step, "action", NULL)
			   : NULL;
}

/*
 * Reads whether somebody can do what a step leaves to the executor.
 */
static void
read_action(Reading *reading, json_object *before, json_object *after)
{
	const LearnValue *known = reading->sources->known_actions;
	const char *action = action_of(after);
	const char *previous = action_of(before);

	if (known == NULL || action == NULL ||
		(previous != NULL && strcmp(previous, action) == 0))
		return;
	for (const LearnValue *name = known->first; name != NULL;
		 name = name->next)
	{
		if (name->text != NULL && strcmp(name->text, action) == 0)
			return;
	}
	warn(reading, &unknown_action, (LearnSpan){action, strlen(action)});
}

/*
 * The same for a step, whose member has no name, or for those of the rollback.
 */
static void
read_actions(Reading *reading, const char *name, json_object *before,
			 json_object *after)
{
	if (name[0] == '\0')
		read_action(reading, before, after);
	else if (strcmp(name, "rollback") == 0 &&
			 json_object_is_type(after, json_type_array))
	{
		for (size_t i = 0; i < json_object_array_length(after); i++)
		{
			json_object *step = json_object_array_get_idx(after, i);

			if (!has_element(before, step))
				read_action(reading, NULL, step);
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
	read_scope(&reading, name, before, after);
	read_actions(&reading, name, before, after);

	/* What was not looked at must not look clean. */
	if (reading.lookups > LOOKUPS_MAX)
		warn(&reading, &too_large, nothing);
	if (!reading.failed)
		return reading.warnings;
	json_object_put(reading.warnings);
	return NULL;
}
