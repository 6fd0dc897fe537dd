/*-------------------------------------------------------------------------
 *
 * command_powershell_encoded.c
 *		Commands that are hidden in base64.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <stdlib.h>
#include <string.h>

#include "core/character.h"

/* The six bits of a character of base64; -1: it is none. */
static int
bits_of(char character)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = character != '\0' ? strchr(digits, character) : NULL;

	return found != NULL ? (int) (found - digits) : -1;
}

/* The bytes that base64 stands for; false: it is none. */
static bool
decode_base64(const char *encoded, size_t length, LearnBuffer *bytes)
{
	unsigned bits = 0;
	int count = 0;
	size_t at = 0;

	for (; at < length && encoded[at] != '='; at++)
	{
		int six = bits_of(encoded[at]);
		char byte;

		if (encoded[at] != '\0' && strchr(" \t\r\n", encoded[at]) != NULL)
			continue;
		if (six < 0)
			return false;
		bits = (bits << 6 | (unsigned) six) & 0xFFFFFF;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		byte = (char) (bits >> count);
		learn_buffer_append(bytes, &byte, 1);
	}
	for (; at < length; at++)
	{
		if (encoded[at] == '\0' || strchr("= \t\r\n", encoded[at]) == NULL)
			return false;
	}
	return bytes->length > 0;
}

/* UTF-16, little end first, as UTF-8; false: it is no text. */
static bool
decode_utf16(const LearnBuffer *bytes, LearnBuffer *text)
{
	const unsigned char *data = (const unsigned char *) bytes->data;

	if (bytes->length % 2 != 0)
		return false;
	for (size_t i = 0; i < bytes->length; i += 2)
	{
		uint32_t code = data[i] | (uint32_t) data[i + 1] << 8;
		uint32_t low;
		char character[4];
		size_t length;

		if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes->length)
		{
			low = data[i + 2] | (uint32_t) data[i + 3] << 8;
			if (low < 0xDC00 || low > 0xDFFF)
				return false;
			code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		length = code > 0 ? learn_character_write(code, character) : 0;
		if (length == 0)
			return false;
		if (code != 0xFEFF)
			learn_buffer_append(text, character, length);
	}
	return true;
}

/* Is it UTF-8 that somebody could have typed? */
static bool
is_utf8_text(const LearnBuffer *bytes)
{
	for (size_t at = 0; at < bytes->length;)
	{
		uint32_t code;
		char again[4];
		size_t length =
			learn_character_read(bytes->data + at, bytes->length - at, &code);

		if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
			code == 0x7F || learn_character_write(code, again) != length ||
			memcmp(again, bytes->data + at, length) != 0)
			return false;
		at += length;
	}
	return true;
}

/* Is most of it ASCII?  Else it is a number or a picture, not a script. */
static bool
is_mostly_ascii(const LearnBuffer *text)
{
	size_t ascii = 0;

	for (size_t i = 0; i < text->length; i++)
		ascii += (unsigned char) text->data[i] < 0x80;
	return ascii >= text->length / 2;
}

char *
learn_powershell_decode(const char *encoded, size_t length, bool either,
						size_t *decoded, bool *failed)
{
	LearnBuffer bytes;
	LearnBuffer text;
	char *result = NULL;
	bool good;

	learn_buffer_init(&bytes, 0);
	learn_buffer_init(&text, 0);
	good = decode_base64(encoded, length, &bytes) && !bytes.failed;
	if (good && either && is_utf8_text(&bytes))
		learn_buffer_append(&text, bytes.data, bytes.length);
	else
		good = good && decode_utf16(&bytes, &text) &&
			   (!either || (is_utf8_text(&text) && is_mostly_ascii(&text)));
	*failed = bytes.failed || text.failed;
	if (good && !*failed)
	{
		result = learn_buffer_detach(&text, decoded);
		*failed = result == NULL;
	}
	learn_buffer_free(&bytes);
	learn_buffer_free(&text);
	return result;
}
