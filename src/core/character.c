/*-------------------------------------------------------------------------
 *
 * character.c
 *		Single characters of text from elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#include "core/character.h"

size_t
learn_character_read(const char *text, size_t left, uint32_t *character)
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

size_t
learn_character_write(uint32_t character, char *bytes)
{
	static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t length = character < 0x80      ? 1
					: character < 0x800   ? 2
					: character < 0x10000 ? 3
										  : 4;

	if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
		return 0;
	for (size_t i = length - 1; i > 0; i--)
	{
		bytes[i] = (char) (0x80 | (character & 0x3F));
		character >>= 6;
	}
	bytes[0] = (char) (leads[length] | character);
	return length;
}

bool
learn_character_is_unseen(uint32_t character)
{
	static const struct
	{
		uint32_t first;
		uint32_t last;
	} ranges[] = {
		{0x0000, 0x001F},   {0x007F, 0x009F}, /* controls */
		{0x00AD, 0x00AD},                     /* soft hyphen */
		{0x034F, 0x034F},                     /* grapheme joiner */
		{0x061C, 0x061C},                     /* direction mark */
		{0x115F, 0x1160},                     /* Hangul fillers */
		{0x17B4, 0x17B5},                     /* Khmer vowels without a mark */
		{0x180B, 0x180F},                     /* Mongolian selectors */
		{0x200B, 0x200F},                     /* zero width, direction marks */
		{0x2028, 0x202E},                     /* separators, directions */
		{0x2060, 0x206F},                     /* joiners, directions */
		{0x3164, 0x3164},                     /* Hangul filler */
		{0xFE00, 0xFE0F},                     /* variation selectors */
		{0xFEFF, 0xFEFF},                     /* byte order mark */
		{0xFFA0, 0xFFA0},                     /* Hangul filler */
		{0xFFF9, 0xFFFB},                     /* annotations */
		{0xE0000, 0xE0FFF},                   /* tags, more selectors */
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
	{
		if (character <= ranges[i].last)
			return character >= ranges[i].first;
	}
	return false;
}
