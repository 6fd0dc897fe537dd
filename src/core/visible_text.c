/*-------------------------------------------------------------------------
 *
 * visible_text.c
 *		Text from elsewhere in which nothing hides.
 *
 *-------------------------------------------------------------------------
 */
#include "core/visible_text.h"

#include <stdint.h>

#include "core/character.h"

/* Digits of an escape without braces. */
#define ESCAPE_DIGITS 4

/* Is this a blank that looks like a space, but that no shell takes for one? */
static bool
is_odd_blank(uint32_t character)
{
	return character == 0xA0 || character == 0x1680 ||
		   (character >= 0x2000 && character <= 0x200A) ||
		   character == 0x202F || character == 0x205F || character == 0x3000;
}

static bool
is_digit(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
		   (byte >= 'A' && byte <= 'F');
}

/* Would a backslash with this behind it be read as an escape? */
static bool
begins_escape(const char *behind, size_t left)
{
	if (left < 2 || behind[0] != 'u')
		return false;
	if (behind[1] == '{')
		return true;
	for (size_t i = 1; i <= ESCAPE_DIGITS; i++)
	{
		if (i >= left || !is_digit(behind[i]))
			return false;
	}
	return true;
}

bool
learn_visible_append_escape(LearnBuffer *buffer, unsigned int character)
{
	return learn_buffer_append_format(
		buffer, character <= 0xFFFF ? "\\u%04x" : "\\u{%x}", character);
}

bool
learn_visible_append(LearnBuffer *buffer, const char *text, size_t length)
{
	size_t kept = 0; /* what was not appended yet begins here */
	size_t bytes;

	for (size_t at = 0; at < length && !buffer->failed; at += bytes)
	{
		uint32_t character;

		bytes = learn_character_read(text + at, length - at, &character);
		if (!learn_character_is_unseen(character) &&
			!is_odd_blank(character) &&
			(character != '\\' ||
			 !begins_escape(text + at + 1, length - at - 1)))
			continue;
		learn_buffer_append(buffer, text + kept, at - kept);
		learn_visible_append_escape(buffer, character);
		kept = at + bytes;
	}
	return learn_buffer_append(buffer, text + kept, length - kept);
}
