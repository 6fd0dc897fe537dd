/*-------------------------------------------------------------------------
 *
 * excerpt.c
 *		Foreign JSON, shortened until it fits.
 *
 *-------------------------------------------------------------------------
 */
#include "core/excerpt.h"

#include <stdint.h>
#include <string.h>

#include "core/character.h"
#include "core/json.h"
#include "core/replacements.h"

/* How often a quarter is taken from the bounds before we give up. */
#define ATTEMPTS 13

/* Elements of an array, or members of an object, in the first attempt. */
#define ITEMS_MAX 200

/* Bytes of a member's name. */
#define NAME_MAX 200

/* Cutting below this says nothing any more. */
#define STRING_MIN 40

/* What an attempt goes by. */
typedef struct Bounds
{
	size_t string_max;
	size_t items_max;
	const char *const *hidden;
	const LearnPseudonyms *names; /* NULL: there are none */

	/* NULL: nothing is looked for, be it to see how much will fit. */
	const LearnDocumentRules *redact;
	LearnBuffer *redacted; /* the text at hand */
} Bounds;

/* A text to be shown. */
typedef struct Text
{
	const char *start;
	size_t length;
} Text;

/*
 * Appends one character as the inside of a JSON string.
 */
static void
append_character(LearnBuffer *buffer, const char *text, size_t length,
				 uint32_t character)
{
	char escaped[2] = {'\\', (char) character};

	if (character == '\n')
		learn_buffer_append(buffer, "\\n", 2);
	else if (character == '\t')
		learn_buffer_append(buffer, "\\t", 2);
	else if (character < ' ')
		learn_buffer_append_format(buffer, "\\u%04x", (unsigned) character);
	else if (character == '"' || character == '\\')
		learn_buffer_append(buffer, escaped, sizeof(escaped));
	else if (learn_character_is_unseen(character))
		learn_buffer_append_string(buffer, "\xEF\xBF\xBD");
	else
		learn_buffer_append(buffer, text, length);
}

/*
 * Appends text as the inside of a JSON string.
 */
static void
append_escaped(LearnBuffer *buffer, const char *text, size_t length)
{
	size_t at = 0;

	while (at < length && !buffer->failed)
	{
		size_t plain = learn_json_plain_length(text + at, length - at);
		uint32_t character;
		size_t bytes;

		learn_buffer_append(buffer, text + at, plain);
		at += plain;
		if (at == length)
			break;
		bytes = learn_character_read(text + at, length - at, &character);
		append_character(buffer, text + at, bytes, character);
		at += bytes;
	}
}

/*
 * Appends text as the inside of a JSON string, without private names.
 */
static void
append_anonymous(LearnBuffer *buffer, const char *text, size_t length,
				 const LearnPseudonyms *names)
{
	size_t at = 0;
	size_t next = 0;
	size_t bytes;
	size_t number;

	while (names != NULL && !buffer->failed &&
		   (number =
				learn_pseudonyms_find(names, text, length, &next, &bytes)) > 0)
	{
		append_escaped(buffer, text + at, next - at);
		learn_buffer_append_format(buffer, LEARN_PSEUDONYM "%zu]", number);
		next += bytes;
		at = next;
	}
	append_escaped(buffer, text + at, length - at);
}

static bool
is_continuation(char byte)
{
	return ((unsigned char) byte & 0xC0) == 0x80;
}

/*
 * Appends the inside of a JSON string, its middle left out when it is too
 * long.
 */
static void
append_shortened(LearnBuffer *buffer, const char *text, size_t length,
				 size_t max, const LearnPseudonyms *names)
{
	size_t head = max / 2;
	size_t tail = length - max / 2;

	if (length <= max)
	{
		append_anonymous(buffer, text, length, names);
		return;
	}
	while (head > 0 && is_continuation(text[head]))
		head--;
	while (tail < length && is_continuation(text[tail]))
		tail++;
	if (names != NULL)
		learn_pseudonyms_spare(names, text, length, &head, &tail);
	append_anonymous(buffer, text, head, names);
	learn_buffer_append_format(buffer, " [... %zu bytes left out ...] ",
							   tail - head);
	append_anonymous(buffer, text + tail, length - tail, names);
}

/*
 * Can a string be copied as it is?
 */
static bool
is_plain(const char *text, size_t length, const LearnPseudonyms *names)
{
	size_t at = 0;
	size_t bytes;

	return learn_json_plain_length(text, length) == length &&
		   (names == NULL ||
			learn_pseudonyms_find(names, text, length, &at, &bytes) == 0);
}

/*
 * Appends a JSON string between some punctuation, quotes included.  Most need
 * no change and are appended at once.
 */
static void
append_string(LearnBuffer *buffer, const char *before, const char *text,
			  size_t length, size_t max, const LearnPseudonyms *names,
			  const char *after)
{
	size_t opening = strlen(before);
	size_t closing = strlen(after);

	if (length <= max && is_plain(text, length, names) &&
		learn_buffer_reserve(buffer, opening + length + closing))
	{
		char *to = buffer->data + buffer->length;

		memcpy(to, before, opening);
		memcpy(to + opening, text, length);
		memcpy(to + opening + length, after, closing + 1);
		buffer->length += opening + length + closing;
		return;
	}
	learn_buffer_append(buffer, before, opening);
	append_shortened(buffer, text, length, max, names);
	learn_buffer_append(buffer, after, closing);
}

/*
 * What may be shown of a text, until the next one is asked for; name is that
 * of the member, or NULL.  *count tells whether something was taken out.
 */
static Text
redact(const Bounds *bounds, const char *name, const char *start,
	   size_t length, bool number, size_t *count)
{
	Text shown = {start, length};
	LearnBuffer *redacted = bounds->redacted;

	if (bounds->redact == NULL)
		return shown;
	learn_buffer_truncate(redacted, 0);
	if (!learn_redact_append_scalar(redacted, name, start, length, number,
									bounds->redact, count))
		redacted->failed = true;
	shown.length = redacted->failed ? 0 : redacted->length;
	shown.start = shown.length > 0 ? redacted->data : "";
	return shown;
}

/*
 * Appends a number, true, false or null: there is nothing to cut.
 */
static void
append_word(LearnBuffer *buffer, const LearnValue *value, const char *name,
			const Bounds *bounds)
{
	Text shown = {value->text, value->length};
	size_t count = 0;

	if (learn_value_is_number(value))
		shown = redact(bounds, name, value->text, value->length, true, &count);
	if (count > 0)
		append_string(buffer, "\"", shown.start, shown.length,
					  bounds->string_max, NULL, "\"");
	else
		learn_buffer_append(buffer, shown.start, shown.length);
}

static bool
is_hidden(const Bounds *bounds, const LearnValue *member)
{
	const char *const *hidden = bounds->hidden;

	while (hidden != NULL && *hidden != NULL)
	{
		if (strcmp(*hidden++, member->name) == 0)
			return true;
	}
	return false;
}

static void append_value(LearnBuffer *buffer, const LearnValue *value,
						 const char *name, const Bounds *bounds);

static void
append_array(LearnBuffer *buffer, const LearnValue *array, const char *name,
			 const Bounds *bounds)
{
	size_t count = array->length;
	size_t head = count;
	size_t tail = count;
	size_t at = 0;

	if (count > bounds->items_max)
	{
		head = bounds->items_max / 2;
		tail = count - bounds->items_max / 2;
	}
	learn_buffer_append(buffer, "[", 1);
	for (const LearnValue *element = array->first;
		 element != NULL && !buffer->failed; element = element->next, at++)
	{
		if (at > head && at < tail)
			continue;
		if (at > 0)
			learn_buffer_append(buffer, ",", 1);
		if (at == head)
			learn_buffer_append_format(buffer,
									   "\"[... %zu elements left out ...]\"",
									   tail - head);
		else
			append_value(buffer, element, name, bounds);
	}
	learn_buffer_append(buffer, "]", 1);
}

static void
append_object(LearnBuffer *buffer, const LearnValue *object, const char *name,
			  const Bounds *bounds)
{
	size_t written = 0;

	learn_buffer_append(buffer, "{", 1);
	for (const LearnValue *member = object->first;
		 member != NULL && !buffer->failed; member = member->next)
	{
		Text shown;

		if (is_hidden(bounds, member))
			continue;
		if (written == bounds->items_max)
		{
			learn_buffer_append_format(buffer,
									   ",\"...\":\"%zu members left out\"",
									   object->length - written);
			break;
		}
		shown = redact(bounds, NULL, member->name, member->name_length, false,
					   NULL);
		append_string(buffer, written > 0 ? ",\"" : "\"", shown.start,
					  shown.length, NAME_MAX, bounds->names, "\":");
		append_value(buffer, member,
					 learn_redact_telling_name(name, member->name), bounds);
		written++;
	}
	learn_buffer_append(buffer, "}", 1);
}

/*
 * name tells what the value is, or is NULL.  The reader bounds the depth of
 * the recursion.
 */
static void
append_value(LearnBuffer *buffer, const LearnValue *value, const char *name,
			 const Bounds *bounds)
{
	Text shown;

	switch (value->type)
	{
		case LEARN_VALUE_STRING:
			shown =
				redact(bounds, name, value->text, value->length, false, NULL);
			append_string(buffer, "\"", shown.start, shown.length,
						  bounds->string_max, bounds->names, "\"");
			break;
		case LEARN_VALUE_ARRAY:
			append_array(buffer, value, name, bounds);
			break;
		case LEARN_VALUE_OBJECT:
			append_object(buffer, value, name, bounds);
			break;
		default:
			append_word(buffer, value, name, bounds);
			break;
	}
}

/*
 * Appends the value, if it fits within these bounds; else nothing.
 */
static bool
append_within(LearnBuffer *buffer, const LearnValue *value,
			  const Bounds *bounds)
{
	size_t start = buffer->length;

	append_value(buffer, value, NULL, bounds);
	if (!buffer->failed)
		return true;
	buffer->failed = false;
	learn_buffer_truncate(buffer, start);
	return false;
}

/*
 * The same without secrets.  To find them takes longer than all the rest, so
 * it is only done where the value would fit as it is.
 */
static bool
append_redacted(LearnBuffer *buffer, const LearnValue *value, Bounds *bounds,
				const LearnDocumentRules *rules)
{
	size_t start = buffer->length;
	bool fits = append_within(buffer, value, bounds);

	if (!fits || rules == NULL)
		return fits;
	learn_buffer_truncate(buffer, start);
	bounds->redact = rules;
	fits = append_within(buffer, value, bounds);
	bounds->redact = NULL;
	return fits;
}

bool
learn_excerpt_append(LearnBuffer *buffer, const LearnValue *value,
					 const LearnExcerptRules *rules)
{
	LearnBuffer redacted;
	Bounds bounds = {.string_max = rules->string_max,
					 .items_max = ITEMS_MAX,
					 .hidden = rules->hidden,
					 .names = rules->names,
					 .redacted = &redacted};
	size_t outer = buffer->limit;
	bool fits = false;

	if (buffer->failed || rules->limit == 0)
		return false;
	if (outer == 0 || rules->limit < outer - buffer->length)
		buffer->limit = buffer->length + rules->limit;
	learn_buffer_init(&redacted, 0);
	for (int attempt = 0; attempt < ATTEMPTS && !fits && !redacted.failed;
		 attempt++)
	{
		fits = append_redacted(buffer, value, &bounds, rules->redact);
		bounds.items_max -= bounds.items_max / 4;
		if (bounds.string_max - bounds.string_max / 4 >= STRING_MIN)
			bounds.string_max -= bounds.string_max / 4;
	}
	buffer->limit = outer;
	buffer->failed = redacted.failed;
	learn_buffer_free(&redacted);
	return fits && !buffer->failed;
}
