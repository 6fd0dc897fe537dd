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

/* The most backslashes that a quote has before it, four levels deep. */
#define BACKSLASHES_MAX 15

static const char *const marks[LEARN_REDACT_KINDS] = {
	[LEARN_REDACT_PASSWORD] = MARK_START "password]",
	[LEARN_REDACT_TOKEN] = MARK_START "token]",
	[LEARN_REDACT_KEY] = MARK_START "key]",
	[LEARN_REDACT_PRIVATE_KEY] = MARK_START "private key]",
	[LEARN_REDACT_COOKIE] = MARK_START "cookie]",
	[LEARN_REDACT_URL] = MARK_START "url credentials]",
	[LEARN_REDACT_HASH] = MARK_START "hash]",
	[LEARN_REDACT_KNOWN] = MARK_START "known]",
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
};

bool
learn_redact_is_one_of(char character, const char *characters)
{
	return character != '\0' && strchr(characters, character) != NULL;
}

size_t
learn_redact_run(const LearnRedactText *text, size_t at, unsigned sets,
				 size_t most)
{
	size_t length = 0;

	while (length < most && at + length < text->length &&
		   learn_redact_in(text->start[at + length], sets))
		length++;
	return length;
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
learn_redact_begins(const LearnRedactText *text, size_t at, const char *word,
					bool any_case)
{
	for (size_t i = 0; word[i] != '\0'; i++)
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

size_t
learn_redact_mark_length(const LearnRedactText *text, size_t at,
						 LearnRedactKind *kind)
{
	if (!learn_redact_begins(text, at, MARK_START, false))
		return 0;
	for (size_t i = 0; i < LEARN_REDACT_KINDS; i++)
	{
		if (learn_redact_begins(text, at, marks[i], false))
		{
			if (kind != NULL)
				*kind = (LearnRedactKind) i;
			return strlen(marks[i]);
		}
	}
	return 0;
}

const char *
learn_redact_mark_of(LearnRedactKind kind)
{
	return marks[kind];
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
