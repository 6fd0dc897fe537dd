/*-------------------------------------------------------------------------
 *
 * redact_text.c
 *		What those who look for secrets share: the text, its characters, and
 *		the marks that stand where secrets were.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_text.h"

#include <string.h>

#define MARK_START "[redacted: "

/* The longest number of a mark, in digits. */
#define NUMBER_DIGITS_MAX 9

/* The most backslashes that a quote has before it, four levels deep. */
#define BACKSLASHES_MAX 15

/* What marks say of what stood in their place. */
static const char *const kinds[LEARN_REDACT_KINDS] = {
	[LEARN_REDACT_PASSWORD] = "password",
	[LEARN_REDACT_TOKEN] = "token",
	[LEARN_REDACT_KEY] = "key",
	[LEARN_REDACT_PRIVATE_KEY] = "private key",
	[LEARN_REDACT_COOKIE] = "cookie",
	[LEARN_REDACT_URL] = "url credentials",
	[LEARN_REDACT_HASH] = "hash",
	[LEARN_REDACT_EMAIL] = "e-mail",
	[LEARN_REDACT_TELEPHONE] = "telephone",
	[LEARN_REDACT_IDENTITY] = "identity number",
	[LEARN_REDACT_CARD] = "payment card",
	[LEARN_REDACT_ACCOUNT] = "bank account",
	[LEARN_REDACT_MEDICAL] = "medical record number",
	[LEARN_REDACT_BIRTH] = "date of birth",
	[LEARN_REDACT_TEXT] = "text",
	[LEARN_REDACT_KNOWN] = "known",
};

const unsigned learn_redact_sets[256] = {
	['0' ... '9'] = LEARN_SET_DIGIT,
	['a' ... 'f'] = LEARN_SET_LOWER_HEX,
	['g' ... 'z'] = LEARN_SET_LOWER_OTHER,
	['A' ... 'F'] = LEARN_SET_UPPER_HEX,
	['G' ... 'Z'] = LEARN_SET_UPPER_OTHER,
	['_'] = LEARN_SET_UNDERSCORE,
	['-'] = LEARN_SET_DASH,
	['.'] = LEARN_SET_DOT,
	['/'] = LEARN_SET_SLASH,
	['+'] = LEARN_SET_PLUS,
	['='] = LEARN_SET_EQUALS,
	[':'] = LEARN_SET_COLON,
	['$'] = LEARN_SET_DOLLAR,
	[','] = LEARN_SET_COMMA,
	['%'] = LEARN_SET_PERCENT,
	[' '] = LEARN_SET_BLANK,
	['\t'] = LEARN_SET_BLANK,
	['\n'] = LEARN_SET_LINE_END,
	['\r'] = LEARN_SET_LINE_END,
	['"'] = LEARN_SET_QUOTE,
	['\''] = LEARN_SET_QUOTE,
	['`'] = LEARN_SET_QUOTE,
	['\\'] = LEARN_SET_BACKSLASH,
	['@'] = LEARN_SET_AT,
};

bool
learn_redact_is_one_of(char character, const char *characters)
{
	return character != '\0' && strchr(characters, character) != NULL;
}

size_t
learn_redact_search(const char *text, size_t most, const char *word)
{
	size_t length = strlen(word);

	for (size_t at = 0; at + length <= most; at++)
	{
		if (text[at] == word[0] && memcmp(text + at, word, length) == 0)
			return at;
	}
	return most;
}

bool
learn_redact_goes_on(const LearnRedactText *text, size_t at, const char *word,
					 bool any_case)
{
	for (size_t i = 1; word[i] != '\0'; i++)
	{
		char character = learn_redact_at(text, at + i);

		if (any_case && learn_redact_in(character, LEARN_SET_UPPER))
			character = (char) (character - 'A' + 'a');
		if (character != word[i])
			return false;
	}
	return true;
}

size_t
learn_redact_begins_one(const LearnRedactText *text, size_t at,
						const char *const *words)
{
	for (; *words != NULL; words++)
	{
		if (learn_redact_begins(text, at, *words, true))
			return strlen(*words);
	}
	return 0;
}

/*
 * The length of what ends a mark behind its kind: a bracket, or a number and a
 * bracket; 0: it does not end.
 */
static size_t
mark_end(const LearnRedactText *text, size_t at, unsigned long *number)
{
	size_t digits;
	unsigned long read = 0;

	*number = 0;
	if (learn_redact_at(text, at) == ']')
		return 1;
	if (learn_redact_at(text, at) != ' ' ||
		learn_redact_at(text, at + 1) == '0')
		return 0;
	digits =
		learn_redact_run(text, at + 1, LEARN_SET_DIGIT, NUMBER_DIGITS_MAX + 1);
	if (digits == 0 || digits > NUMBER_DIGITS_MAX ||
		learn_redact_at(text, at + 1 + digits) != ']')
		return 0;
	for (size_t i = 1; i <= digits; i++)
		read = read * 10 + (unsigned long) (text->start[at + i] - '0');
	*number = read;
	return digits + 2;
}

size_t
learn_redact_mark_read(const LearnRedactText *text, size_t at,
					   LearnRedactKind *kind, unsigned long *number)
{
	size_t start = at + strlen(MARK_START);

	if (!learn_redact_begins(text, at, MARK_START, false))
		return 0;
	for (size_t i = 0; i < LEARN_REDACT_KINDS; i++)
	{
		size_t end = start + strlen(kinds[i]);
		size_t last;

		if (!learn_redact_begins(text, start, kinds[i], false))
			continue;
		last = mark_end(text, end, number);
		if (last == 0)
			continue;
		*kind = (LearnRedactKind) i;
		return end + last - at;
	}
	return 0;
}

bool
learn_redact_mark_append(LearnBuffer *buffer, LearnRedactKind kind,
						 unsigned long number)
{
	learn_buffer_append_string(buffer, MARK_START);
	learn_buffer_append_string(buffer, kinds[kind]);
	if (number > 0)
		learn_buffer_append_format(buffer, " %lu", number);
	return learn_buffer_append(buffer, "]", 1);
}

bool
learn_redact_is_edge(const LearnRedactText *text, size_t at)
{
	char previous = learn_redact_before(text, at);
	char earlier = at > 0 ? learn_redact_before(text, at - 1) : '\0';

	if (!learn_redact_in(previous, LEARN_SET_ALNUM))
		return true;
	if (earlier == '\\')
		return previous == 'n' || previous == 'r' || previous == 't';
	return at > 1 && learn_redact_before(text, at - 2) == '%' &&
		   learn_redact_in(previous, LEARN_SET_HEX | LEARN_SET_UPPER_HEX) &&
		   learn_redact_in(earlier, LEARN_SET_HEX);
}

bool
learn_redact_starts_line(const LearnRedactText *text, size_t at)
{
	char previous = learn_redact_before(text, at);

	if (at == 0 || learn_redact_in(previous, LEARN_SET_LINE_END) ||
		previous == '"')
		return true;
	return (previous == 'n' || previous == 'r') &&
		   learn_redact_before(text, at - 1) == '\\';
}

size_t
learn_redact_quote_length(const LearnRedactText *text, size_t at)
{
	size_t length = 0;

	while (length < BACKSLASHES_MAX &&
		   learn_redact_at(text, at + length) == '\\')
		length++;
	return learn_redact_in(learn_redact_at(text, at + length), LEARN_SET_QUOTE)
			   ? length + 1
			   : 0;
}

size_t
learn_redact_entity(const LearnRedactText *text, size_t at)
{
	static const char *const entities[] = {"&quot;", "&#34;", "&#x22;",
										   "&apos;", "&#39;", "&#x27;",
										   NULL};

	return learn_redact_at(text, at) == '&'
			   ? learn_redact_begins_one(text, at, entities)
			   : 0;
}

size_t
learn_redact_line_end_length(const LearnRedactText *text, size_t at)
{
	size_t length = 0;
	char letter;

	if (learn_redact_in(learn_redact_at(text, at), LEARN_SET_LINE_END))
		return 1;
	while (length < BACKSLASHES_MAX &&
		   learn_redact_at(text, at + length) == '\\')
		length++;
	letter = learn_redact_at(text, at + length);
	return length > 0 && (letter == 'n' || letter == 'r') ? length + 1 : 0;
}
