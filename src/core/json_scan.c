/*-------------------------------------------------------------------------
 *
 * json_scan.c
 *		The letters of JSON: what json-c's parser is lenient about.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_scan.h"

#include <stdbool.h>
#include <string.h>

/* The text being read; each scan_ function stops behind what it took. */
typedef struct Scanner
{
	const unsigned char *text;
	size_t length;
	size_t position;
	const char *reason; /* set when a function returns false */
} Scanner;

static bool
fail(Scanner *scanner, const char *reason)
{
	scanner->reason = reason;
	return false;
}

/* The byte that is offset bytes ahead; 0 behind the end. */
static int
peek(const Scanner *scanner, size_t offset)
{
	if (offset >= scanner->length - scanner->position)
		return 0;
	return scanner->text[scanner->position + offset];
}

static bool
is_digit(int byte)
{
	return byte >= '0' && byte <= '9';
}

/*
 * One UTF-8 character outside ASCII, in its shortest form, no surrogate, not
 * beyond U+10FFFF: what PostgreSQL accepts.
 */
static bool
scan_multibyte(Scanner *scanner)
{
	int lead = peek(scanner, 0);
	int second = peek(scanner, 1);
	size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

	if (lead < 0xC2 || lead > 0xF4 || (lead == 0xE0 && second < 0xA0) ||
		(lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
		(lead == 0xF4 && second > 0x8F))
		return fail(scanner, "invalid UTF-8");
	for (size_t i = 1; i < length; i++)
	{
		if ((peek(scanner, i) & 0xC0) != 0x80)
			return fail(scanner, "invalid UTF-8");
	}
	scanner->position += length;
	return true;
}

/*
 * The value of \uXXXX at the position, or -1 when there is none.
 */
static long
peek_unicode_escape(const Scanner *scanner)
{
	long value = 0;

	if (peek(scanner, 0) != '\\' || peek(scanner, 1) != 'u')
		return -1;
	for (size_t i = 2; i < 6; i++)
	{
		int byte = peek(scanner, i);

		if (is_digit(byte))
			value = value * 16 + (byte - '0');
		else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
			value = value * 16 + ((byte | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return value;
}

static bool
scan_escape(Scanner *scanner)
{
	long value;

	if (peek(scanner, 1) != 'u')
	{
		if (peek(scanner, 1) == 0 ||
			strchr("\"\\/bfnrt", peek(scanner, 1)) == NULL)
			return fail(scanner, "invalid escape sequence");
		scanner->position += 2;
		return true;
	}

	value = peek_unicode_escape(scanner);
	if (value < 0)
		return fail(scanner, "invalid escape sequence");
	if (value == 0)
		return fail(scanner, "the character U+0000");
	if (value >= 0xDC00 && value <= 0xDFFF)
		return fail(scanner, "half of a surrogate pair");
	scanner->position += 6;
	if (value >= 0xD800 && value <= 0xDBFF)
	{
		value = peek_unicode_escape(scanner);
		if (value < 0xDC00 || value > 0xDFFF)
			return fail(scanner, "half of a surrogate pair");
		scanner->position += 6;
	}
	return true;
}

static bool
scan_string(Scanner *scanner)
{
	scanner->position++;
	while (scanner->position < scanner->length)
	{
		int byte = peek(scanner, 0);

		if (byte == '"')
		{
			scanner->position++;
			return true;
		}
		if (byte < 0x20)
			return fail(scanner, "unescaped control character");
		if (byte == '\\')
		{
			if (!scan_escape(scanner))
				return false;
		}
		else if (byte < 0x80)
			scanner->position++;
		else if (!scan_multibyte(scanner))
			return false;
	}
	return fail(scanner, "unterminated string");
}

/* Skips digits; false when there is none. */
static bool
scan_digits(Scanner *scanner)
{
	size_t start = scanner->position;

	while (is_digit(peek(scanner, 0)))
		scanner->position++;
	return scanner->position > start;
}

/*
 * Does an integer fit the 64 bits that json-c has for it?  digits holds no
 * leading zero.
 */
static bool
fits_integer(const unsigned char *digits, size_t count, bool negative)
{
	const char *limit =
		negative ? "9223372036854775808" : "18446744073709551615";

	if (count != strlen(limit))
		return count < strlen(limit);
	return memcmp(digits, limit, count) <= 0;
}

static bool
scan_number(Scanner *scanner)
{
	bool negative = peek(scanner, 0) == '-';
	size_t start;
	bool integer = true;

	if (negative)
		scanner->position++;
	start = scanner->position;
	if (!scan_digits(scanner) ||
		(scanner->text[start] == '0' && scanner->position > start + 1))
		return fail(scanner, "malformed number");
	if (peek(scanner, 0) == '.')
	{
		integer = false;
		scanner->position++;
		if (!scan_digits(scanner))
			return fail(scanner, "malformed number");
	}
	if (integer && (peek(scanner, 0) | 0x20) != 'e' &&
		!fits_integer(scanner->text + start, scanner->position - start,
					  negative))
		return fail(scanner, "number out of range");
	if ((peek(scanner, 0) | 0x20) == 'e')
	{
		scanner->position++;
		if (peek(scanner, 0) == '+' || peek(scanner, 0) == '-')
			scanner->position++;
		if (!scan_digits(scanner))
			return fail(scanner, "malformed number");
	}
	return true;
}

static bool
scan_word(Scanner *scanner)
{
	static const char *const words[] = {"true", "false", "null"};
	const char *text = (const char *) scanner->text + scanner->position;
	size_t left = scanner->length - scanner->position;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		size_t length = strlen(words[i]);

		if (left >= length && memcmp(text, words[i], length) == 0)
		{
			scanner->position += length;
			return true;
		}
	}
	return fail(scanner, "unexpected character");
}

LearnStatus
learn_json_scan(const char *text, size_t length, LearnProblem *problem)
{
	Scanner scanner = {(const unsigned char *) text, length, 0, NULL};
	bool after_comma = false;
	bool valid = true;

	while (valid && scanner.position < length)
	{
		int byte = peek(&scanner, 0);

		if (byte != 0 && strchr(" \t\r\n", byte) != NULL)
		{
			scanner.position++;
			continue;
		}
		if (byte == '"')
			valid = scan_string(&scanner);
		else if (byte == '-' || is_digit(byte))
			valid = scan_number(&scanner);
		else if (after_comma && (byte == ']' || byte == '}'))
			valid = fail(&scanner, "nothing follows a comma");
		else if (byte != 0 && strchr("{}[]:,", byte) != NULL)
			scanner.position++;
		else
			valid = scan_word(&scanner);
		after_comma = byte == ',';
	}
	if (valid)
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "JSON text is malformed at byte %zu: %s",
							 scanner.position + 1, scanner.reason);
}
