/*-------------------------------------------------------------------------
 *
 * draft_changes.c
 *		What a draft changes and why, in words for the reviewer.
 *
 *-------------------------------------------------------------------------
 */
#include "core/draft_changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/character.h"
#include "core/draft_warnings.h"

/* Longest reason, in bytes; the schema allows as many characters. */
#define REASON_MAX 2000

/* Claims that are read: as many as there can be steps, twice. */
#define CLAIMS_MAX 400

static const char no_reason[] = "no reason was given";

/* The list of changes while it is being made. */
typedef struct ChangeWriter
{
	json_object *changes;
	json_object *claims;
	json_object *previous_steps; /* of the parent */
	json_object *steps;          /* of the draft */
	const LearnDraftSources *sources;
	bool is_first; /* there is no parent */
} ChangeWriter;

/* A change as it is told. */
typedef struct Change
{
	const char *name;   /* of the step, or the member of the runbook */
	const char *member; /* of the runbook; "" for a step */
	const char *what;
	const char *why;     /* NULL: nobody said; it is cleaned on its way */
	json_object *before; /* NULL: there was nothing */
	json_object *after;  /* what is warned of; NULL: nothing came */
	bool obvious;        /* not told unless there is a warning about it */
} Change;

/* Bytes of the character at text; *unseen tells whether nobody can see it. */
static size_t
read_character(const char *text, bool *unseen)
{
	uint32_t character;
	size_t length = learn_character_read(text, strnlen(text, 4), &character);

	*unseen = learn_character_is_unseen(character);
	return length;
}

/* Is there nothing to be read in it? */
static bool
is_blank(const char *text)
{
	bool unseen = true;

	while (*text != '\0' && unseen)
	{
		size_t length = read_character(text, &unseen);

		unseen = unseen || *text == ' ';
		text += length;
	}
	return unseen;
}

const char *
learn_draft_reason(json_object *step)
{
	const char *text =
		learn_json_get_string(learn_json_get(step, "because"), "text", NULL);

	return text != NULL && !is_blank(text) ? text : NULL;
}

const char *
learn_draft_new_reason(json_object *step, json_object *previous)
{
	const char *reason = learn_draft_reason(step);
	const char *stale = learn_draft_reason(previous);

	return reason != NULL && stale != NULL && strcmp(reason, stale) == 0
			   ? NULL
			   : reason;
}

/*
 * Does a claim name the position, as 2, "2" or "step 2"?
 */
static bool
names_position(json_object *name, int position)
{
	const char *text;
	char digits[16];

	if (json_object_is_type(name, json_type_int))
		return json_object_get_int64(name) == position;
	if (!json_object_is_type(name, json_type_string))
		return false;
	text = json_object_get_string(name);
	if (strncasecmp(text, "step ", 5) == 0)
		text += 5;
	snprintf(digits, sizeof(digits), "%d", position);
	return strcmp(text, digits) == 0;
}

/*
 * The "why" of the first claim whose "step" is this text, or this position
 * when there is no text.
 */
static const char *
find_why(json_object *claims, const char *text, int position)
{
	size_t count = claims != NULL ? json_object_array_length(claims) : 0;

	for (size_t i = 0; i < count && i < CLAIMS_MAX; i++)
	{
		json_object *claim = json_object_array_get_idx(claims, i);
		json_object *name = learn_json_get(claim, "step");
		const char *why = learn_json_get_string(claim, "why", "");
		bool named =
			text != NULL
				? strcmp(learn_json_get_string(claim, "step", ""), text) == 0
				: names_position(name, position);

		if (named && !is_blank(why))
			return why;
	}
	return NULL;
}

const char *
learn_draft_find_why(json_object *claims, json_object *step, int position)
{
	const char *id = learn_json_get_string(step, "id", NULL);
	const char *action = learn_json_get_string(step, "action", NULL);
	const char *why = NULL;

	if (id != NULL)
		why = find_why(claims, id, 0);
	if (why == NULL && action != NULL)
		why = find_why(claims, action, 0);
	return why != NULL ? why : find_why(claims, NULL, position);
}

char *
learn_draft_clean(const char *text)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	for (const char *at = text != NULL ? text : no_reason; *at != '\0';)
	{
		bool unseen;
		size_t length = read_character(at, &unseen);

		if (buffer.length + length > REASON_MAX)
			break;
		if (unseen)
			learn_buffer_append(&buffer, " ", 1);
		else
			learn_buffer_append(&buffer, at, length);
		at += length;
	}
	return learn_buffer_detach(&buffer, NULL);
}

/*
 * Adds the warnings about a change to its entry, if there are any.
 */
static bool
add_warnings(ChangeWriter *writer, json_object *entry, const Change *change)
{
	json_object *warnings =
		learn_draft_warnings(writer->sources, change->member, change->before,
							 change->after);

	if (warnings != NULL && json_object_array_length(warnings) == 0)
	{
		json_object_put(warnings);
		return true;
	}
	return learn_json_add(entry, "warnings", warnings);
}

static bool
append_entry(ChangeWriter *writer, const Change *change)
{
	json_object *entry = json_object_new_object();
	char *why = learn_draft_clean(change->why);
	bool built =
		entry != NULL && why != NULL &&
		learn_json_add(entry, "step", json_object_new_string(change->name)) &&
		learn_json_add(entry, "what", json_object_new_string(change->what)) &&
		learn_json_add(entry, "why", json_object_new_string(why)) &&
		add_warnings(writer, entry, change);

	free(why);
	if (built &&
		!(change->obvious && learn_json_get(entry, "warnings") == NULL))
		return learn_json_append(writer->changes, entry);
	json_object_put(entry);
	return built;
}

static int
position_of(json_object *entry, const char *member)
{
	return json_object_get_int(learn_json_get(entry, member));
}

/* The step at a position, counted from 1. */
static json_object *
step_at(json_object *steps, int position)
{
	return json_object_array_get_idx(steps, (size_t) position - 1);
}

/*
 * Adds a change of a step, which is called by its id, else its action, and
 * explained by a claim, else by what the step itself says of it.
 */
static bool
append_step(ChangeWriter *writer, json_object *step, int position,
			const char *reason, Change *change)
{
	change->name =
		learn_json_get_string(step, "id",
							  learn_json_get_string(step, "action", "step"));
	change->member = "";
	change->why = learn_draft_find_why(writer->claims, step, position);
	if (change->why == NULL)
		change->why = reason;
	return append_entry(writer, change);
}

static bool
append_added(ChangeWriter *writer, json_object *entry)
{
	int position = position_of(entry, "position");
	char what[64];
	Change change = {.what = what, .after = learn_json_get(entry, "step")};

	snprintf(what, sizeof(what), "added as step %d", position);
	return append_step(writer, change.after, position,
					   learn_draft_reason(change.after), &change);
}

static bool
append_removed(ChangeWriter *writer, json_object *entry)
{
	int position = position_of(entry, "position");
	char what[64];
	Change change = {.what = what};

	snprintf(what, sizeof(what), "removed, was step %d", position);
	return append_step(writer, learn_json_get(entry, "step"), position, NULL,
					   &change);
}

static bool
append_modified(ChangeWriter *writer, json_object *entry)
{
	int position = position_of(entry, "position");
	json_object *fields = learn_json_get(entry, "changes");
	Change change = {
		.before = step_at(writer->previous_steps,
						  position_of(entry, "previous_position")),
		.after = step_at(writer->steps, position),
	};
	LearnBuffer buffer;
	char *what;
	bool appended;

	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(&buffer, "changed ");
	for (size_t i = 0; i < json_object_array_length(fields); i++)
	{
		json_object *field = json_object_array_get_idx(fields, i);

		learn_buffer_append_string(&buffer, i > 0 ? ", " : "");
		learn_buffer_append_string(&buffer,
								   learn_json_get_string(field, "field", ""));
	}
	what = learn_buffer_detach(&buffer, NULL);
	change.what = what;
	appended = what != NULL &&
			   append_step(writer, change.after, position,
						   learn_draft_new_reason(change.after, change.before),
						   &change);
	free(what);
	return appended;
}

static bool
append_moved(ChangeWriter *writer, json_object *entry)
{
	int position = position_of(entry, "position");
	int previous = position_of(entry, "previous_position");
	json_object *step = step_at(writer->steps, position);
	char what[64];
	Change change = {.what = what};

	snprintf(what, sizeof(what), "moved from position %d to %d", previous,
			 position);
	return append_step(writer, step, position,
					   learn_draft_new_reason(
						   step, step_at(writer->previous_steps, previous)),
					   &change);
}

/*
 * A member of the runbook that was added, removed or changed as a whole.
 */
static bool
append_field(ChangeWriter *writer, const char *field, json_object *entry,
			 bool obvious)
{
	Change change = {
		.obvious = obvious,
		.name = field,
		.member = field,
		.why = find_why(writer->claims, field, 0),
		.before = learn_json_get(entry, "before"),
		.after = learn_json_get(entry, "after"),
	};

	change.what = change.before == NULL  ? "added"
				  : change.after == NULL ? "removed"
										 : "changed";
	return append_entry(writer, &change);
}

/*
 * Of a runbook without a parent every member is new: that is plain.
 */
static bool
append_other(ChangeWriter *writer, json_object *entry)
{
	return append_field(writer, learn_json_get_string(entry, "field", ""),
						entry, writer->is_first);
}

static bool
append_rollback(ChangeWriter *writer, json_object *entry)
{
	char what[96] = "changed";
	Change change = {
		.name = "rollback",
		.member = "rollback",
		.what = what,
		.why = find_why(writer->claims, "rollback", 0),
		.before = learn_json_get(entry, "before"),
		.after = learn_json_get(entry, "after"),
	};
	size_t before = json_object_array_length(change.before);
	size_t after = json_object_array_length(change.after);

	if (before != after)
		snprintf(what, sizeof(what), "changed from %zu to %zu steps", before,
				 after);
	return append_entry(writer, &change);
}

/*
 * Adds a change for each entry of one list of the difference.
 */
static bool
append_list(ChangeWriter *writer, json_object *difference, const char *name,
			bool (*append)(ChangeWriter *writer, json_object *entry))
{
	json_object *list = learn_json_get(difference, name);

	for (size_t i = 0; i < json_object_array_length(list); i++)
	{
		if (!append(writer, json_object_array_get_idx(list, i)))
			return false;
	}
	return true;
}

json_object *
learn_draft_changes(json_object *difference, json_object *parent,
					json_object *content, json_object *claims,
					const LearnDraftSources *sources)
{
	json_object *rollback = learn_json_get(difference, "rollback");
	json_object *verification = learn_json_get(difference, "verification");
	ChangeWriter writer = {
		.changes = json_object_new_array(),
		.claims = claims,
		.previous_steps = learn_json_get(parent, "steps"),
		.steps = learn_json_get(content, "steps"),
		.sources = sources,
		.is_first = parent == NULL,
	};

	if (writer.changes != NULL &&
		append_list(&writer, difference, "steps_added", append_added) &&
		append_list(&writer, difference, "steps_removed", append_removed) &&
		append_list(&writer, difference, "steps_modified", append_modified) &&
		append_list(&writer, difference, "steps_moved", append_moved) &&
		(rollback == NULL || append_rollback(&writer, rollback)) &&
		(verification == NULL ||
		 append_field(&writer, "verification", verification, false)) &&
		append_list(&writer, difference, "other", append_other))
		return writer.changes;
	json_object_put(writer.changes);
	return NULL;
}
