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
} Bounds;

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
						 const Bounds *bounds);

static void
append_array(LearnBuffer *buffer, const LearnValue *array,
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
			append_value(buffer, element, bounds);
	}
	learn_buffer_append(buffer, "]", 1);
}

static void
append_object(LearnBuffer *buffer, const LearnValue *object,
			  const Bounds *bounds)
{
	size_t written = 0;

	learn_buffer_append(buffer, "{", 1);
	for (const LearnValue *member = object->first;
		 member != NULL && !buffer->failed; member = member->next)
	{
		if (is_hidden(bounds, member))
			continue;
		if (written == bounds->items_max)
		{
			learn_buffer_append_format(buffer,
									   ",\"...\":\"%zu members left out\"",
									   object->length - written);
			break;
		}
		append_string(buffer, written > 0 ? ",\"" : "\"", member->name,
					  member->name_length, NAME_MAX, bounds->names, "\":");
		append_value(buffer, member, bounds);
		written++;
	}
	learn_buffer_append(buffer, "}", 1);
}

/*
 * The reader bounds the depth of the recursion.
 */
static void
append_value(LearnBuffer *buffer, const LearnValue *value,
			 const Bounds *bounds)
{
	switch (value->type)
	{
		case LEARN_VALUE_STRING:
			append_string(buffer, "\"", value->text, value->length,
						  bounds->string_max, bounds->names, "\"");
			break;
		case LEARN_VALUE_ARRAY:
			append_array(buffer, value, bounds);
			break;
		case LEARN_VALUE_OBJECT:
			append_object(buffer, value, bounds);
			break;
		default:
			/* A number, true, false or null: nothing to cut. */
			learn_buffer_append(buffer, value->text, value->length);
			break;
	}
}

bool
learn_excerpt_append(LearnBuffer *buffer, const LearnValue *value,
					 const LearnExcerptRules *rules)
{
	Bounds bounds = {.string_max = rules->string_max,
					 .items_max = ITEMS_MAX,
					 .hidden = rules->hidden,
					 .names = rules->names};
	size_t start = buffer->length;
	size_t outer = buffer->limit;
	bool fits = false;

	if (buffer->failed || rules->limit == 0)
		return false;
	if (outer == 0 || rules->limit < outer - start)
		buffer->limit = start + rules->limit;
	for (int attempt = 0; attempt < ATTEMPTS && !fits; attempt++)
	{
		append_value(buffer, value, &bounds);
		fits = !buffer->failed;
		if (!fits)
		{
			buffer->failed = false;
			learn_buffer_truncate(buffer, start);
		}
		bounds.items_max -= bounds.items_max / 4;
		if (bounds.string_max - bounds.string_max / 4 >= STRING_MIN)
			bounds.string_max -= bounds.string_max / 4;
	}
	buffer->limit = outer;
	return fits;
}
