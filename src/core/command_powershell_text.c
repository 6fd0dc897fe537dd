/*-------------------------------------------------------------------------
 *
 * command_powershell_text.c
 *		The characters of PowerShell: blanks, comments, quotes, names.
 *
 * PowerShell takes typographic quotes and dashes, and the blanks of Unicode,
 * for those of ASCII.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>
#include <strings.h>

#include "core/character.h"

/* Where the name in ${…} ends at the latest, in bytes. */
#define BRACED_NAME_MAX 512

bool
learn_powershell_at_end(const LearnPowerShellText *text)
{
	return text->at >= text->length;
}

static char
character_at(const LearnPowerShellText *text, size_t at)
{
	return at < text->length ? text->start[at] : '\0';
}

char
learn_powershell_peek(const LearnPowerShellText *text, size_t offset)
{
	return character_at(text, text->at + offset);
}

bool
learn_powershell_is_plain(char character)
{
	return ((character | 0x20) >= 'a' && (character | 0x20) <= 'z') ||
		   (character >= '0' && character <= '9') || character == '_' ||
		   character == '.';
}

bool
learn_powershell_is(const LearnPowerShellText *text, const char *string)
{
	for (size_t i = 0; string[i] != '\0'; i++)
	{
		if (character_at(text, text->at + i) != string[i])
			return false;
	}
	return true;
}

/*
 * The character of two or three bytes at a place, as a number; 0: none.
 */
static unsigned
wide_character(const LearnPowerShellText *text, size_t at)
{
	unsigned first = (unsigned char) character_at(text, at);
	unsigned second = (unsigned char) character_at(text, at + 1);
	unsigned third = (unsigned char) character_at(text, at + 2);

	if (first < 0xC2 || first >= 0xF0 || (second & 0xC0) != 0x80)
		return 0;
	if (first < 0xE0)
		return (first & 0x1F) << 6 | (second & 0x3F);
	if ((third & 0xC0) != 0x80) /* the text ends within it */
		return 0;
	return (first & 0x0F) << 12 | (second & 0x3F) << 6 | (third & 0x3F);
}

size_t
learn_powershell_blank(const LearnPowerShellText *text)
{
	char character = learn_powershell_peek(text, 0);
	unsigned wide;

	if (character == ' ' || character == '\t' || character == '\v' ||
		character == '\f')
		return 1;
	wide = wide_character(text, text->at);
	if (wide == 0x85 || wide == 0xA0)
		return 2;
	if (wide == 0x1680 || (wide >= 0x2000 && wide <= 0x200A) ||
		wide == 0x2028 || wide == 0x2029 || wide == 0x202F || wide == 0x205F ||
		wide == 0x3000 || wide == 0xFEFF)
		return 3;
	return 0;
}

size_t
learn_powershell_line_end(const LearnPowerShellText *text)
{
	char character = learn_powershell_peek(text, 0);

	if (character == '\r')
		return learn_powershell_peek(text, 1) == '\n' ? 2 : 1;
	return character == '\n' ? 1 : 0;
}

size_t
learn_powershell_dash(const LearnPowerShellText *text, size_t at)
{
	unsigned wide;

	if (character_at(text, at) == '-')
		return 1;
	wide = wide_character(text, at);
	return wide >= 0x2013 && wide <= 0x2015 ? 3 : 0;
}

size_t
learn_powershell_quote(const LearnPowerShellText *text, size_t at, char *kind)
{
	char character = character_at(text, at);
	unsigned wide;

	if (character == '\'' || character == '"')
	{
		*kind = character;
		return 1;
	}
	wide = wide_character(text, at);
	if (wide >= 0x2018 && wide <= 0x201B)
		*kind = '\'';
	else if (wide >= 0x201C && wide <= 0x201E)
		*kind = '"';
	else
		return 0;
	return 3;
}

size_t
learn_powershell_character_length(const LearnPowerShellText *text, size_t at)
{
	uint32_t character;

	if (at >= text->length)
		return 0;
	return learn_character_read(text->start + at, text->length - at,
								&character);
}

/* Goes over a comment, if one begins here. */
static bool
skip_comment(LearnPowerShellText *text)
{
	bool block = learn_powershell_is(text, "<#");

	if (!block && learn_powershell_peek(text, 0) != '#')
		return false;
	text->at += block ? 2 : 1;
	while (!learn_powershell_at_end(text))
	{
		if (block && learn_powershell_is(text, "#>"))
		{
			text->at += 2;
			return true;
		}
		if (!block && learn_powershell_line_end(text) > 0)
			return true;
		text->at++;
	}
	if (block)
		learn_powershell_stop(text, "the end of a comment is missing");
	return true;
}

/* Goes over a backtick at the end of a line, which continues it. */
static bool
skip_continuation(LearnPowerShellText *text)
{
	char next = learn_powershell_peek(text, 1);

	if (learn_powershell_peek(text, 0) != '`' ||
		(next != '\n' && next != '\r'))
		return false;
	text->at++;
	text->at += learn_powershell_line_end(text);
	return true;
}

void
learn_powershell_skip_blanks(LearnPowerShellText *text)
{
	while (!learn_powershell_at_end(text) &&
		   !learn_powershell_is_plain(text->start[text->at]))
	{
		size_t blank = learn_powershell_blank(text);

		text->at += blank;
		if (blank == 0 && !skip_continuation(text) && !skip_comment(text))
			break;
	}
}

void
learn_powershell_skip_lines(LearnPowerShellText *text)
{
	for (;;)
	{
		size_t end;

		learn_powershell_skip_blanks(text);
		end = learn_powershell_line_end(text);
		if (end == 0)
			break;
		text->at += end;
	}
}

bool
learn_powershell_is_name(const LearnPowerShellText *text, size_t at)
{
	char character = character_at(text, at);
	LearnPowerShellText there;
	char kind;

	if ((unsigned char) character < 0x80)
		return character != '.' && learn_powershell_is_plain(character);
	there = *text;
	there.at = at;
	return learn_powershell_blank(&there) == 0 &&
		   learn_powershell_dash(text, at) == 0 &&
		   learn_powershell_quote(text, at, &kind) == 0;
}

bool
learn_powershell_is_word(const LearnPowerShellText *text, const char *word)
{
	size_t length = strlen(word);

	return length <= text->length - text->at &&
		   strncasecmp(text->start + text->at, word, length) == 0 &&
		   !learn_powershell_is_name(text, text->at + length) &&
		   learn_powershell_dash(text, text->at + length) == 0 &&
		   strchr(".\\/:*", character_at(text, text->at + length)) == NULL;
}

/* The end of ${…}; at: it has none near by. */
static size_t
braced_end(const LearnPowerShellText *text, size_t at)
{
	size_t last = at + BRACED_NAME_MAX < text->length ? at + BRACED_NAME_MAX
													  : text->length;

	for (size_t i = at + 2; i < last && text->start[i] != '\n'; i++)
	{
		if (text->start[i] == '}')
			return i + 1;
		if (text->start[i] == '`')
			i++;
	}
	return at;
}

size_t
learn_powershell_variable_end(const LearnPowerShellText *text, size_t at)
{
	char next = character_at(text, at + 1);
	size_t end = at + 1;

	if (next == '{')
		return braced_end(text, at);
	if (next == '$' || next == '?' || next == '^')
		return at + 2;
	while (end < text->length)
	{
		if (!learn_powershell_is_name(text, end) &&
			!(text->start[end] == ':' && end > at + 1 &&
			  learn_powershell_is_name(text, end + 1)))
			break;
		end++;
	}
	return end > at + 1 ? end : at;
}

void
learn_powershell_stop(LearnPowerShellText *text, const char *reason)
{
	learn_command_incomplete(text->reader, "%s", reason);
	text->at = text->length;
}

bool
learn_powershell_open(LearnPowerShellText *text)
{
	if (text->open == LEARN_POWERSHELL_OPEN_MAX)
	{
		learn_command_exceeds(text->reader, "too many brackets are open");
		text->at = text->length;
		return false;
	}
	text->open++;
	return true;
}

void
learn_powershell_close(LearnPowerShellText *text)
{
	text->open--;
}
