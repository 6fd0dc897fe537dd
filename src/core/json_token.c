/*-------------------------------------------------------------------------
 *
 * json_token.c
 *		The letters of JSON: its strings, numbers and words.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_token.h"

#include <math.h>
#include <string.h>

#include "core/character.h"
#include "core/json.h"
#include "core/json_number.h"

bool
learn_token_fail(LearnTokens *tokens, const char *reason)
{
	tokens->reason = reason;
	return false;
}

bool
learn_token_fail_memory(LearnTokens *tokens)
{
	tokens->out_of_memory = true;
	return false;
}

/* The byte that is offset bytes ahead; 0 behind the end. */
static int
peek(const LearnTokens *tokens, size_t offset)
{
	if (offset >= (size_t) (tokens->end - tokens->at))
		return 0;
	return tokens->at[offset];
}

static bool
is_digit(int byte)
{
	return byte >= '0' && byte <= '9';
}

/* Copies bytes of the source to the text being made. */
static void
take(LearnTokens *tokens, size_t length)
{
	memcpy(tokens->free, tokens->at, length);
	tokens->free += length;
	tokens->at += length;
}

/*
 * One UTF-8 character outside ASCII, in its shortest form, no surrogate, not
 * beyond U+10FFFF: what PostgreSQL accepts.
 */
static bool
read_multibyte(LearnTokens *tokens)
{
	int lead = peek(tokens, 0);
	int second = peek(tokens, 1);
	size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

	if (lead < 0xC2 || lead > 0xF4 || (lead == 0xE0 && second < 0xA0) ||
		(lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
		(lead == 0xF4 && second > 0x8F))
		return learn_token_fail(tokens, "invalid UTF-8");
	for (size_t i = 1; i < length; i++)
	{
		if ((peek(tokens, i) & 0xC0) != 0x80)
			return learn_token_fail(tokens, "invalid UTF-8");
	}
	take(tokens, length);
	return true;
}

/*
 * The value of \uXXXX where we are, or -1 when there is none.
 */
static long
peek_unicode_escape(const LearnTokens *tokens)
{
	long value = 0;

	if (peek(tokens, 0) != '\\' || peek(tokens, 1) != 'u')
		return -1;
	for (size_t i = 2; i < 6; i++)
	{
		int byte = peek(tokens, i);

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
read_unicode_escape(LearnTokens *tokens)
{
	long value = peek_unicode_escape(tokens);

	if (value < 0)
		return learn_token_fail(tokens, "invalid escape sequence");
	if (value == 0)
		return learn_token_fail(tokens, "the character U+0000");
	if (value >= 0xDC00 && value <= 0xDFFF)
		return learn_token_fail(tokens, "half of a surrogate pair");
	tokens->at += 6;
	if (value >= 0xD800 && value <= 0xDBFF)
	{
		long low = peek_unicode_escape(tokens);

		if (low < 0xDC00 || low > 0xDFFF)
			return learn_token_fail(tokens, "half of a surrogate pair");
		tokens->at += 6;
		value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
	}
	tokens->free += learn_character_write((uint32_t) value, tokens->free);
	return true;
}

static bool
read_escape(LearnTokens *tokens)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	int letter = peek(tokens, 1);
	const char *found = letter != 0 ? strchr(letters, letter) : NULL;

	if (letter == 'u')
		return read_unicode_escape(tokens);
	if (found == NULL)
		return learn_token_fail(tokens, "invalid escape sequence");
	*tokens->free++ = meanings[found - letters];
	tokens->at += 2;
	return true;
}

bool
learn_token_string(LearnTokens *tokens, const char **text, uint32_t *length)
{
	char *start = tokens->free;

	tokens->at++;
	for (;;)
	{
		take(tokens,
			 learn_json_plain_length((const char *) tokens->at,
									 (size_t) (tokens->end - tokens->at)));
		if (tokens->at == tokens->end)
			return learn_token_fail(tokens, "unterminated string");
		if (*tokens->at == '"')
			break;
		if (*tokens->at < ' ')
			return learn_token_fail(tokens, "unescaped control character");
		if (*tokens->at == '\\')
		{
			if (!read_escape(tokens))
				return false;
		}
		else if (*tokens->at < 0x80)
			take(tokens, 1);
		else if (!read_multibyte(tokens))
			return false;
	}
	tokens->at++;
	*text = start;
	*length = (uint32_t) (tokens->free - start);
	*tokens->free++ = '\0';
	return true;
}

/* Skips digits; false when there is none. */
static bool
skip_digits(LearnTokens *tokens)
{
	const unsigned char *start = tokens->at;

	while (is_digit(peek(tokens, 0)))
		tokens->at++;
	return tokens->at > start;
}

/*
 * Does an integer fit the 64 bits that json-c and we have for it?  digits
 * holds no leading zero.
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

/*
 * Skips a number and tells which type it has.
 */
static bool
skip_number(LearnTokens *tokens, LearnValueType *type)
{
	bool negative = peek(tokens, 0) == '-';
	const unsigned char *start;

	if (negative)
		tokens->at++;
	start = tokens->at;
	*type = LEARN_VALUE_INTEGER;
	if (!skip_digits(tokens) || (*start == '0' && tokens->at > start + 1))
		return learn_token_fail(tokens, "malformed number");
	if (peek(tokens, 0) == '.')
	{
		*type = LEARN_VALUE_DOUBLE;
		tokens->at++;
		if (!skip_digits(tokens))
			return learn_token_fail(tokens, "malformed number");
	}
	if ((peek(tokens, 0) | 0x20) == 'e')
	{
		*type = LEARN_VALUE_DOUBLE;
		tokens->at++;
		if (peek(tokens, 0) == '+' || peek(tokens, 0) == '-')
			tokens->at++;
		if (!skip_digits(tokens))
			return learn_token_fail(tokens, "malformed number");
	}
	if (*type == LEARN_VALUE_INTEGER &&
		!fits_integer(start, (size_t) (tokens->at - start), negative))
		return learn_token_fail(tokens, "number out of range");
	return true;
}

bool
learn_token_number(LearnTokens *tokens, LearnValue *value)
{
	const unsigned char *start = tokens->at;
	char *text = tokens->free;

	if (!skip_number(tokens, &value->type))
		return false;
	value->length = (uint32_t) (tokens->at - start);
	tokens->at = start;
	take(tokens, value->length);
	*tokens->free++ = '\0';
	value->text = text;
	if (value->type == LEARN_VALUE_INTEGER)
	{
		/* There is one zero among the integers. */
		if (strcmp(text, "-0") == 0)
		{
			value->text = text + 1;
			value->length = 1;
		}
		value->number = (double) learn_value_magnitude(value);
		if (value->text[0] == '-')
			value->number = -value->number;
		return true;
	}
	if (!learn_json_nearest_double(text, &value->number))
		return learn_token_fail_memory(tokens);
	tokens->infinite |= !isfinite(value->number);
	return true;
}

bool
learn_token_word(LearnTokens *tokens, LearnValue *value)
{
	static const struct
	{
		const char *text;
		LearnValueType type;
	} words[] = {{"true", LEARN_VALUE_BOOLEAN},
				 {"false", LEARN_VALUE_BOOLEAN},
				 {"null", LEARN_VALUE_NULL}};
	size_t left = (size_t) (tokens->end - tokens->at);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		size_t length = strlen(words[i].text);

		if (left >= length && memcmp(tokens->at, words[i].text, length) == 0)
		{
			tokens->at += length;
			value->type = words[i].type;
			value->text = words[i].text;
			value->length = (uint32_t) length;
			return true;
		}
	}
	return learn_token_fail(tokens, "unexpected character");
}
