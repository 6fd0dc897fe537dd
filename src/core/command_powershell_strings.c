/*-------------------------------------------------------------------------
 *
 * command_powershell_strings.c
 *		The strings of PowerShell, and what is expanded in them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>

#include "core/character.h"

/* Adds length bytes of the text, as they are, and goes over them. */
static void
take(LearnPowerShellText *text, LearnPowerShellValue *value, size_t length)
{
	if (length > text->length - text->at)
		length = text->length - text->at;
	learn_powershell_value_append(text, value, text->start + text->at, length);
	text->at += length;
}

/* Adds what means nothing in a string, from here on. */
static void
take_plain(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	size_t length = 1;

	while (learn_powershell_is_plain(learn_powershell_peek(text, length)))
		length++;
	take(text, value, length);
}

/* The character of `u{…} here, behind the "u"; false: it is none. */
static bool
take_code_point(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	uint32_t code = 0;
	size_t digits = 0;
	char bytes[4];
	size_t length;

	for (; digits < 7; digits++)
	{
		char digit = learn_powershell_peek(text, 1 + digits);

		if (digit >= '0' && digit <= '9')
			code = code * 16 + (uint32_t) (digit - '0');
		else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
			code = code * 16 + (uint32_t) ((digit | 0x20) - 'a' + 10);
		else
			break;
	}
	if (learn_powershell_peek(text, 0) != '{' || digits == 0 ||
		learn_powershell_peek(text, 1 + digits) != '}' || code == 0)
		return false;
	length = learn_character_write(code, bytes);
	if (length == 0)
		return false;
	text->at += digits + 2;
	learn_powershell_value_append(text, value, bytes, length);
	return true;
}

void
learn_powershell_escape(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	static const char letters[] = "abfnrtv";
	static const char characters[] = "\a\b\f\n\r\t\v";
	const char *letter;

	text->at++; /* the backtick */
	if (learn_powershell_at_end(text))
		return;
	value->quoted = true;
	letter = strchr(letters, learn_powershell_peek(text, 0));
	if (letter != NULL && *letter != '\0')
	{
		learn_powershell_value_append(text, value,
									  characters + (letter - letters), 1);
		text->at++;
		return;
	}
	if (learn_powershell_peek(text, 0) == 'u')
	{
		text->at++;
		if (!take_code_point(text, value))
			learn_powershell_value_append(text, value, "u", 1);
		return;
	}

	/* NUL, which hides what is behind it from who reads C's strings. */
	if (learn_powershell_peek(text, 0) == '0')
		text->at++;
	else
		take(text, value, learn_powershell_character_length(text, text->at));
}

void
learn_powershell_dollar(LearnPowerShellText *text,
						LearnPowerShellElement *element,
						LearnPowerShellValue *value)
{
	size_t start = text->at;
	size_t end;

	if (learn_powershell_peek(text, 1) == '(')
	{
		LearnPowerShellScope inside =
			learn_powershell_inside(element, LEARN_IN_SUBSTITUTION);

		text->at += 2;
		learn_powershell_statements(text, &inside, ')');
		end = text->at;
	}
	else
		end = learn_powershell_variable_end(text, start);
	text->at = start;
	if (end == start)
		take(text, value, 1);
	else
	{
		if (learn_powershell_spend(text, end - start))
			learn_powershell_value_append(text, value, text->start + start,
										  end - start);
		else
			learn_powershell_value_unknown(value);
		value->expands = true;
		text->at = end;
	}
}

/*
 * The content of a string in which variables are expanded, up to its quote;
 * the end of a here-string is at the start of a line.
 */
static bool
read_expanded(LearnPowerShellText *text, LearnPowerShellElement *element,
			  LearnPowerShellValue *value)
{
	while (!learn_powershell_at_end(text))
	{
		char kind;
		size_t quote = learn_powershell_quote(text, text->at, &kind);

		if (quote > 0 && kind == '"')
		{
			char next;
			size_t doubled =
				learn_powershell_quote(text, text->at + quote, &next);

			text->at += quote;
			if (doubled == 0 || next != '"')
				return true;
			take(text, value, doubled);
		}
		else if (learn_powershell_peek(text, 0) == '`')
			learn_powershell_escape(text, value);
		else if (learn_powershell_peek(text, 0) == '$')
			learn_powershell_dollar(text, element, value);
		else
			take_plain(text, value);
	}
	return false;
}

/* The content of a string in which nothing is expanded, up to its quote. */
static bool
read_literal(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	while (!learn_powershell_at_end(text))
	{
		char kind;
		size_t quote = learn_powershell_quote(text, text->at, &kind);

		if (quote > 0 && kind == '\'')
		{
			char next;
			size_t doubled =
				learn_powershell_quote(text, text->at + quote, &next);

			text->at += quote;
			if (doubled == 0 || next != '\'')
				return true;
			take(text, value, doubled);
		}
		else
			take_plain(text, value);
	}
	return false;
}

void
learn_powershell_string(LearnPowerShellText *text,
						LearnPowerShellElement *element,
						LearnPowerShellValue *value)
{
	char kind;
	size_t quote = learn_powershell_quote(text, text->at, &kind);
	bool ended;

	value->quoted = true;
	text->at += quote;
	ended = kind == '"' ? read_expanded(text, element, value)
						: read_literal(text, value);
	if (!ended)
		learn_powershell_stop(text, "a closing quote is missing");
}

/* The length of what ends a here-string here, with its line end; 0: none. */
static size_t
here_end(const LearnPowerShellText *text, char kind)
{
	size_t line_end = learn_powershell_line_end(text);
	char found;
	size_t quote;

	if (line_end == 0)
		return 0;
	quote = learn_powershell_quote(text, text->at + line_end, &found);
	if (quote == 0 || found != kind ||
		learn_powershell_peek(text, line_end + quote) != '@')
		return 0;
	return line_end + quote + 1;
}

/* Goes over the first line of a here-string; false: none begins here. */
static bool
skip_here_start(LearnPowerShellText *text, char *kind)
{
	size_t start = text->at;
	size_t quote = learn_powershell_quote(text, text->at + 1, kind);

	if (learn_powershell_peek(text, 0) != '@' || quote == 0)
		return false;
	text->at += 1 + quote;
	for (size_t blank; (blank = learn_powershell_blank(text)) > 0;)
		text->at += blank;
	if (learn_powershell_line_end(text) > 0)
		return true;
	text->at = start;
	return false;
}

bool
learn_powershell_here_string(LearnPowerShellText *text,
							 LearnPowerShellElement *element,
							 LearnPowerShellValue *value)
{
	char kind;
	size_t end;
	bool first = true;

	if (!skip_here_start(text, &kind))
		return false;
	value->quoted = true;
	for (;;)
	{
		if (learn_powershell_at_end(text))
		{
			learn_powershell_stop(text, "the end of a here-string is missing");
			return true;
		}
		end = here_end(text, kind);
		if (end > 0)
			break;
		if (first) /* the line end behind the quote does not belong to it */
			text->at += learn_powershell_line_end(text);
		else if (kind == '"' && learn_powershell_peek(text, 0) == '`')
			learn_powershell_escape(text, value);
		else if (kind == '"' && learn_powershell_peek(text, 0) == '$')
			learn_powershell_dollar(text, element, value);
		else
			take_plain(text, value);
		first = false;
	}
	text->at += end;
	return true;
}
