/*-------------------------------------------------------------------------
 *
 * fingerprint_clean.c
 *		Text made plain: one case, one kind of space, quote and dash.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint_clean.h"

#include <stdint.h>

/* Where text is read, and where what became of it goes. */
typedef struct Cleaner
{
	const unsigned char *in;
	const unsigned char *end;
	char *out;
	bool space; /* the last byte written is one, or none was written */
	bool ascii; /* it is a letter or digit of ASCII */
	bool dense; /* it is of a script that puts no spaces between words */
} Cleaner;

static void
put_space(Cleaner *cleaner)
{
	if (!cleaner->space)
		*cleaner->out++ = ' ';
	cleaner->space = true;
	cleaner->ascii = false;
	cleaner->dense = false;
}

static void
put_byte(Cleaner *cleaner, char byte)
{
	bool ascii = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');

	if (byte == ' ' || (ascii && cleaner->dense))
		put_space(cleaner);
	if (byte == ' ')
		return;
	*cleaner->out++ = byte;
	cleaner->space = false;
	cleaner->ascii = ascii;
	cleaner->dense = false;
}

/*
 * Is it of a script that puts no spaces between words, or joins others' words
 * to its own: of Thailand, Myanmar, China, Japan, Korea?
 */
static bool
is_dense(uint32_t code)
{
	return (code >= 0xE00 && code <= 0xEFF) ||
		   (code >= 0x1000 && code <= 0x109F) ||
		   (code >= 0x1100 && code <= 0x11FF) || code >= 0x2E80;
}

/*
 * Writes a character of two or more bytes.  Scripts that put no spaces between
 * words get them beside words and numbers of ASCII.
 */
static void
put_character(Cleaner *cleaner, uint32_t code)
{
	bool dense = is_dense(code);

	if (dense && cleaner->ascii)
		put_space(cleaner);
	cleaner->space = false;
	cleaner->ascii = false;
	cleaner->dense = dense;
	if (code < 0x800)
		*cleaner->out++ = (char) (0xC0 | code >> 6);
	else
	{
		if (code < 0x10000)
			*cleaner->out++ = (char) (0xE0 | code >> 12);
		else
		{
			*cleaner->out++ = (char) (0xF0 | code >> 18);
			*cleaner->out++ = (char) (0x80 | (code >> 12 & 0x3F));
		}
		*cleaner->out++ = (char) (0x80 | (code >> 6 & 0x3F));
	}
	*cleaner->out++ = (char) (0x80 | (code & 0x3F));
}

/*
 * Skips what follows an escape character: the commands of a terminal.  One
 * that never ends takes nothing with it.
 */
static void
skip_escape(Cleaner *cleaner)
{
	const unsigned char *at = cleaner->in;

	if (at == cleaner->end)
		return;
	if (*at == '[')
	{
		for (at++; at < cleaner->end && *at >= 0x20 && *at <= 0x3F; at++)
			;
		if (at < cleaner->end && *at >= 0x40 && *at <= 0x7E)
			cleaner->in = at + 1;
	}
	else if (*at == '(' || *at == ')')
		cleaner->in += cleaner->end - at >= 2 ? 2 : 1;
}

/*
 * Reads one character outside ASCII.  0: the bytes are no UTF-8, and one of
 * them was skipped.
 */
static uint32_t
read_character(Cleaner *cleaner)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = cleaner->in;
	size_t size = *at >= 0xF0 ? 4 : *at >= 0xE0 ? 3 : 2;
	uint32_t code = *at & (0xFF >> (size + 1));

	cleaner->in++;
	if (*at < 0xC2 || *at > 0xF4 || (size_t) (cleaner->end - at) < size)
		return 0;
	for (size_t i = 1; i < size; i++)
	{
		if ((at[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3F);
	}
	if (code < least[size] || code > 0x10FFFF ||
		(code >= 0xD800 && code <= 0xDFFF))
		return 0;
	cleaner->in = at + size;
	return code;
}

/*
 * The small letter of a capital one, the same for all ways to write it.
 */
static uint32_t
lower(uint32_t code)
{
	if ((code >= 0xC0 && code <= 0xDE && code != 0xD7) ||
		(code >= 0x391 && code <= 0x3AB && code != 0x3A2) ||
		(code >= 0x410 && code <= 0x42F))
		return code + 0x20;
	if (code >= 0x400 && code <= 0x40F)
		return code + 0x50;
	if (code == 0xB5)
		return 0x3BC; /* the sign of micro, whose capital is that of mu */

	/* Where capitals and small letters take turns. */
	if ((code >= 0x100 && code <= 0x12F) || (code >= 0x132 && code <= 0x137) ||
		(code >= 0x14A && code <= 0x177) || (code >= 0x460 && code <= 0x481) ||
		(code >= 0x48A && code <= 0x4BF) || (code >= 0x4D0 && code <= 0x52F) ||
		(code >= 0x1E00 && code <= 0x1E95) ||
		(code >= 0x1EA0 && code <= 0x1EFF))
		return code | 1;
	if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E))
		return code + (code & 1);
	return code;
}

/*
 * The ASCII character that stands for one outside ASCII; ' ' for what is no
 * part of a word; 0: there is none.
 */
static char
plain_form(uint32_t code)
{
	static const struct
	{
		uint32_t first;
		uint32_t last;
		char plain;
	} forms[] = {
		{0x80, 0xA0, ' '},       {0xAB, 0xAB, '"'},
		{0xAD, 0xAD, ' '},       {0xB4, 0xB4, '\''},
		{0xB7, 0xB7, ' '},       {0xBB, 0xBB, '"'},
		{0x2000, 0x200F, ' '},   {0x2010, 0x2015, '-'},
		{0x2018, 0x201B, '\''},  {0x201C, 0x201F, '"'},
		{0x2020, 0x2038, ' '},   {0x2039, 0x203A, '\''},
		{0x203B, 0x206F, ' '},   {0x2190, 0x2BFF, ' '},
		{0x3000, 0x3000, ' '},   {0x3001, 0x3001, ','},
		{0x3002, 0x3002, '.'},   {0x3008, 0x300B, '"'},
		{0x300C, 0x300F, '"'},   {0x3010, 0x3010, '['},
		{0x3011, 0x3011, ']'},   {0xE000, 0xF8FF, ' '},
		{0xFE00, 0xFE0F, ' '},   {0xFEFF, 0xFEFF, ' '},
		{0xFF08, 0xFF08, '('},   {0xFF09, 0xFF09, ')'},
		{0xFF0C, 0xFF0C, ','},   {0xFF0E, 0xFF0E, '.'},
		{0xFF1A, 0xFF1A, ':'},   {0xFF1B, 0xFF1B, ';'},
		{0xFF1D, 0xFF1D, '='},   {0xFFF9, 0xFFFF, ' '},
		{0x1F000, 0x1FFFF, ' '}, {0xE0000, 0x10FFFF, ' '},
	};
	size_t low = 0;
	size_t high = sizeof(forms) / sizeof(*forms);

	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (code < forms[middle].first)
			high = middle;
		else if (code > forms[middle].last)
			low = middle + 1;
		else
			return forms[middle].plain;
	}
	return 0;
}

static void
clean_character(Cleaner *cleaner)
{
	uint32_t code = read_character(cleaner);
	char plain = code != 0 ? plain_form(code) : ' ';

	if (plain != 0)
		put_byte(cleaner, plain);
	else
		put_character(cleaner, lower(code));
}

bool
learn_fingerprint_clean(LearnBuffer *buffer, const char *text, size_t length)
{
	Cleaner cleaner;

	/* A space may come before each character. */
	if (!learn_buffer_reserve(buffer, length * 2))
		return false;
	cleaner.in = (const unsigned char *) text;
	cleaner.end = cleaner.in + length;
	cleaner.out = buffer->data + buffer->length;
	cleaner.space = true;
	cleaner.ascii = false;
	cleaner.dense = false;
	while (cleaner.in < cleaner.end)
	{
		unsigned char byte = *cleaner.in;

		if (byte >= 0x80)
		{
			clean_character(&cleaner);
			continue;
		}
		cleaner.in++;
		if (byte >= 'A' && byte <= 'Z')
			put_byte(&cleaner, (char) (byte + ('a' - 'A')));
		else if (byte == 0x1B)
			skip_escape(&cleaner);
		else if (byte <= ' ' || byte == 0x7F)
			put_space(&cleaner);
		else
			put_byte(&cleaner, byte == '`' ? '\'' : (char) byte);
	}
	buffer->length = (size_t) (cleaner.out - buffer->data);
	*cleaner.out = '\0';
	return true;
}
