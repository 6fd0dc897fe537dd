/*-------------------------------------------------------------------------
 *
 * excerpt.c
 *		Foreign JSON, shortened until it fits.
 *
 *-------------------------------------------------------------------------
 */
#include "core/excerpt.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* How often the bounds are halved before we give up. */
#define ATTEMPTS 6

/* Elements of an array, or members of an object, in the first attempt. */
#define ITEMS_MAX 200

/* Bytes of a member's name. */
#define NAME_MAX 200

/* Cutting below this says nothing any more. */
#define STRING_MIN 40

typedef struct Bounds
{
	size_t string_max;
	size_t items_max;
} Bounds;

/*
 * Reads one character of valid UTF-8 and returns its length in bytes.
 */
static size_t
read_character(const char *text, size_t left, uint32_t *character)
{
	const unsigned char *bytes = (const unsigned char *) text;
	size_t length = bytes[0] < 0x80   ? 1
					: bytes[0] < 0xE0 ? 2
					: bytes[0] < 0xF0 ? 3
									  : 4;

	if (length > left)
		length = left;
	*character = length == 1 ? bytes[0] : bytes[0] & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++)
		*character = *character << 6 | (bytes[i] & 0x3Fu);
	return length;
}

/*
 * Does a character hide something from whoever reads the text?
 */
static bool
is_deceptive(uint32_t character)
{
	return (character >= 0x7F && character <= 0x9F) ||
		   (character >= 0x200B && character <= 0x200F) ||
		   (character >= 0x2028 && character <= 0x202E) ||
		   (character >= 0x2060 && character <= 0x2069) ||
		   character == 0xFEFF ||
		   (character >= 0xE0000 && character <= 0xE007F);
}

/*
 * Appends text as the inside of a JSON string.
 */
static void
append_escaped(LearnBuffer *buffer, const char *text, size_t length)
{
	size_t plain = 0; /* start of what can be copied as it is */
	size_t at = 0;

	while (at < length && !buffer->failed)
	{
		uint32_t character;
		size_t bytes = read_character(text + at, length - at, &character);

		if (character >= ' ' && character != '"' && character != '\\' &&
			!is_deceptive(character))
		{
			at += bytes;
			continue;
		}
		learn_buffer_append(buffer, text + plain, at - plain);
		if (character == '\n')
			learn_buffer_append_string(buffer, "\\n");
		else if (character == '\t')
			learn_buffer_append_string(buffer, "\\t");
		else if (character < ' ')
			learn_buffer_append_format(buffer, "\\u%04x",
									   (unsigned) character);
		else if (character == '"' || character == '\\')
			learn_buffer_append_format(buffer, "\\%c", (int) character);
		else
			learn_buffer_append_string(buffer, "\xEF\xBF\xBD");
		at += bytes;
		plain = at;
	}
	learn_buffer_append(buffer, text + plain, at - plain);
}

static bool
is_continuation(char byte)
{
	return ((unsigned char) byte & 0xC0) == 0x80;
}

/*
 * Appends a JSON string, its middle left out when it is too long.
 */
static void
append_string(LearnBuffer *buffer, const char *text, size_t length, size_t max)
{
	size_t head = max / 2;
	size_t tail = length - max / 2;

	learn_buffer_append(buffer, "\"", 1);
	if (length <= max)
		append_escaped(buffer, text, length);
	else
	{
		while (head > 0 && is_continuation(text[head]))
			head--;
		while (tail < length && is_continuation(text[tail]))
			tail++;
		append_escaped(buffer, text, head);
		learn_buffer_append_format(buffer, " [... %zu bytes left out ...] ",
								   tail - head);
		append_escaped(buffer, text + tail, length - tail);
	}
	learn_buffer_append(buffer, "\"", 1);
}

static void append_value(LearnBuffer *buffer, json_object *value,
						 const Bounds *bounds);

static void
append_array(LearnBuffer *buffer, json_object *array, const Bounds *bounds)
{
	size_t count = json_object_array_length(array);
	size_t head = count;
	size_t tail = count;

	if (count > bounds->items_max)
	{
		head = bounds->items_max / 2;
		tail = count - bounds->items_max / 2;
	}
	learn_buffer_append(buffer, "[", 1);
	for (size_t i = 0; i < count && !buffer->failed; i++)
	{
		if (i > 0)
			learn_buffer_append(buffer, ",", 1);
		if (i == head)
		{
			learn_buffer_append_format(buffer,
									   "\"[... %zu elements left out ...]\",",
									   tail - head);
			i = tail;
		}
		append_value(buffer, json_object_array_get_idx(array, i), bounds);
	}
	learn_buffer_append(buffer, "]", 1);
}

static void
append_object(LearnBuffer *buffer, json_object *object, const Bounds *bounds)
{
	size_t count = (size_t) json_object_object_length(object);
	size_t written = 0;
	const char *separator = "";

	learn_buffer_append(buffer, "{", 1);
	json_object_object_foreach (object, name, member)
	{
		if (buffer->failed)
			return;
		learn_buffer_append_string(buffer, separator);
		separator = ",";
		if (written == bounds->items_max)
		{
			learn_buffer_append_format(buffer,
									   "\"...\":\"%zu members left out\"",
									   count - written);
			break;
		}
		append_string(buffer, name, strlen(name), NAME_MAX);
		learn_buffer_append(buffer, ":", 1);
		append_value(buffer, member, bounds);
		written++;
	}
	learn_buffer_append(buffer, "}", 1);
}

/*
 * The parser bounds the depth of the recursion.
 */
static void
append_value(LearnBuffer *buffer, json_object *value, const Bounds *bounds)
{
	if (buffer->failed)
		return;
	switch (json_object_get_type(value))
	{
		case json_type_string:
			append_string(buffer, json_object_get_string(value),
						  (size_t) json_object_get_string_len(value),
						  bounds->string_max);
			break;
		case json_type_array:
			append_array(buffer, value, bounds);
			break;
		case json_type_object:
			append_object(buffer, value, bounds);
			break;
		default:
			/* A number, true, false or null: nothing to cut. */
			learn_json_append_sorted(buffer, value);
			break;
	}
}

bool
learn_excerpt_append(LearnBuffer *buffer, json_object *value,
					 size_t string_max, size_t limit)
{
	Bounds bounds = {.string_max = string_max, .items_max = ITEMS_MAX};
	LearnBuffer text;
	bool fits = false;

	for (int attempt = 0; attempt < ATTEMPTS && !fits; attempt++)
	{
		learn_buffer_init(&text, limit);
		append_value(&text, value, &bounds);
		fits = !text.failed;
		if (fits)
			fits = learn_buffer_append(buffer, text.data, text.length);
		learn_buffer_free(&text);
		bounds.items_max /= 2;
		if (bounds.string_max / 2 >= STRING_MIN)
			bounds.string_max /= 2;
	}
	return fits;
}
