/*-------------------------------------------------------------------------
 *
 * runbook_text.c
 *		A runbook as people read it.
 *
 *-------------------------------------------------------------------------
 */
#include "core/runbook_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/json_read.h"
#include "core/visible_text.h"

/* Of a nested value against what it is in. */
#define INDENTATION 2

/*
 * In which order members are read, in whatever they stand; those that are not
 * named here come last.
 */
static const char *const reading_order[] = {
	/* what it is */
	"id", "name", "action", "method", "text", "description", "platform",
	"severity", "incident_types", "compliance", "parameters", "applies_to",
	/* what is done */
	"shell", "command", "params", "url", "status", "host", "port", "path",
	"max_age", "equals", "at_least", "at_most", "success_condition",
	"wait_for", "timeout", "interval", "retry", "attempts", "delay",
	"optional", "failure_is_success", "because",
	/* the parts of a runbook */
	"steps", "verification", "rollback", "evidence_required"};

#define READING_ORDER_LENGTH (sizeof(reading_order) / sizeof(reading_order[0]))

typedef struct Writer
{
	LearnBuffer buffer;
	LearnArena arena;
	bool after_steps; /* what follows is set apart by an empty line */
} Writer;

/* A member and its place in the order. */
typedef struct Ranked
{
	size_t rank;
	const LearnValue *member;
} Ranked;

static void append_value(Writer *writer, const LearnValue *value, int depth);
static void append_members(Writer *writer, const LearnValue *object,
						   const LearnValue *skipped, int depth);

static void
append_indentation(Writer *writer, int depth)
{
	learn_buffer_append_format(&writer->buffer, "%*s", depth * INDENTATION,
							   "");
}

static bool
is_blank(const char *text, size_t length)
{
	return length > 0 && *text == ' ';
}

/*
 * Appends one line of text.  Blanks that begin (unless they can be seen there)
 * or end it are shown; so are tabs, unless they indent a line behind a bar.
 */
static void
append_line(LearnBuffer *buffer, const char *text, size_t length,
			bool shows_first)
{
	bool first = !shows_first && is_blank(text, length);
	bool last =
		length > (first ? 1 : 0) && is_blank(text + length - 1, length);
	size_t begun = first ? 1 : 0;

	if (first)
		learn_visible_append_escape(buffer, ' ');
	while (shows_first && begun + 1 < length && text[begun] == '\t')
		begun++;
	learn_buffer_append(buffer, text, first ? 0 : begun);
	learn_visible_append(buffer, text + begun, length - begun - last);
	if (last)
		learn_visible_append_escape(buffer, ' ');
}

/*
 * Would a string without quotes be read as something else?
 */
static bool
needs_quotes(const LearnValue *string)
{
	static const char *const words[] = {"",     "true", "false",
										"null", "[]",   "{}"};
	const char *text = string->text;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		if (strcmp(text, words[i]) == 0)
			return true;
	}
	if (text[0] == '"' && string->length > 1 &&
		text[string->length - 1] == '"')
		return true;
	/* All numbers, and a few dates. */
	return strchr("-0123456789", text[0]) != NULL &&
		   strspn(text, "-+.0123456789eE") == string->length;
}

static void
append_string(LearnBuffer *buffer, const LearnValue *string)
{
	if (needs_quotes(string))
	{
		learn_buffer_append(buffer, "\"", 1);
		learn_visible_append(buffer, string->text, string->length);
		learn_buffer_append(buffer, "\"", 1);
	}
	else
		append_line(buffer, string->text, string->length, false);
}

/*
 * Appends the lines of a string below its name, each behind a bar, so that
 * none can be taken for anything else.
 */
static void
append_block(Writer *writer, const LearnValue *string, int depth)
{
	const char *line = string->text;
	const char *end = string->text + string->length;

	while (line != NULL && !writer->buffer.failed)
	{
		const char *line_end = memchr(line, '\n', (size_t) (end - line));
		size_t length = (size_t) ((line_end != NULL ? line_end : end) - line);

		append_indentation(writer, depth);
		learn_buffer_append(&writer->buffer, "| ", length > 0 ? 2 : 1);
		append_line(&writer->buffer, line, length, true);
		learn_buffer_append(&writer->buffer, "\n", 1);
		line = line_end != NULL ? line_end + 1 : NULL;
	}
}

static bool
is_text_block(const LearnValue *value)
{
	return value->type == LEARN_VALUE_STRING &&
		   memchr(value->text, '\n', value->length) != NULL;
}

/*
 * Appends the name of a member; a strange one in quotes.
 */
static void
append_name(LearnBuffer *buffer, const LearnValue *member)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_";
	const char *at = member->name;
	const char *end = at + member->name_length;

	if (member->name_length > 0 && strspn(at, letters) == member->name_length)
	{
		learn_buffer_append(buffer, at, member->name_length);
		return;
	}
	learn_buffer_append(buffer, "\"", 1);
	while (at < end && !buffer->failed)
	{
		const char *quote = memchr(at, '"', (size_t) (end - at));

		learn_visible_append(buffer, at,
							 (size_t) ((quote != NULL ? quote : end) - at));
		if (quote != NULL)
			learn_visible_append_escape(buffer, '"');
		at = quote != NULL ? quote + 1 : end;
	}
	learn_buffer_append(buffer, "\"", 1);
}

static void
append_elements(Writer *writer, const LearnValue *array, int depth)
{
	for (const LearnValue *element = array->first;
		 element != NULL && !writer->buffer.failed; element = element->next)
	{
		append_indentation(writer, depth);
		learn_buffer_append(&writer->buffer, "-", 1);
		append_value(writer, element, depth + 1);
	}
}

/*
 * Appends what a line that has a name, or a dash, says: in that line, or in
 * lines below it.  The reader bounds the depth of the recursion.
 */
static void
append_value(Writer *writer, const LearnValue *value, int depth)
{
	LearnBuffer *buffer = &writer->buffer;

	if (value->first != NULL || is_text_block(value))
	{
		learn_buffer_append(buffer, "\n", 1);
		if (value->type == LEARN_VALUE_STRING)
			append_block(writer, value, depth);
		else if (value->type == LEARN_VALUE_ARRAY)
			append_elements(writer, value, depth);
		else
			append_members(writer, value, NULL, depth);
		return;
	}
	learn_buffer_append(buffer, " ", 1);
	if (value->type == LEARN_VALUE_STRING)
		append_string(buffer, value);
	else if (value->type == LEARN_VALUE_ARRAY)
		learn_buffer_append(buffer, "[]", 2);
	else if (value->type == LEARN_VALUE_OBJECT)
		learn_buffer_append(buffer, "{}", 2);
	else
		learn_buffer_append(buffer, value->text, value->length);
	learn_buffer_append(buffer, "\n", 1);
}

static int
compare_ranked(const void *left, const void *right)
{
	const Ranked *first = left;
	const Ranked *second = right;

	if (first->rank != second->rank)
		return first->rank < second->rank ? -1 : 1;
	return learn_value_compare_names(first->member, second->member);
}

/*
 * The members of an object in the order in which they are read, in the arena;
 * NULL, and the buffer fails, when out of memory.
 */
static Ranked *
rank_members(Writer *writer, const LearnValue *object)
{
	Ranked *ranked =
		learn_arena_allocate(&writer->arena,
							 (object->length + 1) * sizeof(*ranked));
	size_t count = 0;

	if (ranked == NULL)
	{
		writer->buffer.failed = true;
		return NULL;
	}
	for (const LearnValue *member = object->first; member != NULL;
		 member = member->next)
	{
		size_t rank = 0;

		while (rank < READING_ORDER_LENGTH &&
			   strcmp(reading_order[rank], member->name) != 0)
			rank++;
		ranked[count].rank = rank;
		ranked[count++].member = member;
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	return ranked;
}

static void
append_member(Writer *writer, const LearnValue *member, int depth)
{
	append_indentation(writer, depth);
	append_name(&writer->buffer, member);
	learn_buffer_append(&writer->buffer, ":", 1);
	append_value(writer, member, depth + 1);
}

/*
 * Appends the members of an object, but for one (which may be NULL).
 */
static void
append_members(Writer *writer, const LearnValue *object,
			   const LearnValue *skipped, int depth)
{
	const Ranked *ranked = rank_members(writer, object);

	for (uint32_t i = 0; i < object->length && !writer->buffer.failed; i++)
	{
		if (ranked[i].member != skipped)
			append_member(writer, ranked[i].member, depth);
	}
}

/*
 * Appends a heading for each step and its members below.  A step that is no
 * object, or an empty one, stands beside its heading's colon.
 */
static void
append_steps(Writer *writer, const char *title, const LearnValue *steps)
{
	LearnBuffer *buffer = &writer->buffer;
	int position = 0;

	for (const LearnValue *step = steps->first;
		 step != NULL && !buffer->failed; step = step->next)
	{
		const LearnValue *id =
			learn_value_get_typed(step, "id", LEARN_VALUE_STRING);

		learn_buffer_append_format(buffer, "\n%s %d", title, ++position);
		if (id != NULL && is_text_block(id))
			id = NULL;
		if (step->type != LEARN_VALUE_OBJECT || step->first == NULL)
		{
			learn_buffer_append(buffer, " =", 2);
			append_value(writer, step, 1);
			continue;
		}
		if (id != NULL)
		{
			learn_buffer_append(buffer, ": ", 2);
			append_string(buffer, id);
		}
		learn_buffer_append(buffer, "\n", 1);
		append_members(writer, step, id, 1);
	}
	writer->after_steps = true;
}

/*
 * Appends a member of the document.
 */
static void
append_part(Writer *writer, const LearnValue *part)
{
	static const struct
	{
		const char *name;
		const char *title;
	} lists[] = {{"steps", "Step"}, {"rollback", "Rollback step"}};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
	{
		if (part->type == LEARN_VALUE_ARRAY && part->first != NULL &&
			strcmp(part->name, lists[i].name) == 0)
		{
			append_steps(writer, lists[i].title, part);
			return;
		}
	}
	if (writer->after_steps)
		learn_buffer_append(&writer->buffer, "\n", 1);
	append_member(writer, part, 0);
}

static void
append_document(Writer *writer, const LearnValue *document)
{
	const Ranked *ranked;

	if (document->type != LEARN_VALUE_OBJECT || document->first == NULL)
	{
		/* No runbook; written like the value of a member without a name. */
		learn_buffer_append(&writer->buffer, "=", 1);
		append_value(writer, document, 1);
		return;
	}
	ranked = rank_members(writer, document);
	for (uint32_t i = 0; i < document->length && !writer->buffer.failed; i++)
		append_part(writer, ranked[i].member);
}

LearnStatus
learn_runbook_text(const char *content, size_t length, char **text,
				   LearnProblem *problem)
{
	Writer writer = {.after_steps = false};
	const LearnValue *document;
	LearnStatus status;

	*text = NULL;
	if (length > LEARN_RUNBOOK_TEXT_SIZE_MAX)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "document is larger than %d bytes",
								 LEARN_RUNBOOK_TEXT_SIZE_MAX);
	learn_arena_init(&writer.arena);
	learn_buffer_init(&writer.buffer, 0);
	status =
		learn_json_read(&writer.arena, content, length, &document, problem);
	if (status == LEARN_OK)
	{
		append_document(&writer, document);
		*text = learn_buffer_detach(&writer.buffer, NULL);
		if (*text == NULL)
			status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
									   "out of memory");
	}
	learn_buffer_free(&writer.buffer);
	learn_arena_free(&writer.arena);
	return status;
}
