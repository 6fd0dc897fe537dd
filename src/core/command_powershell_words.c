/*-------------------------------------------------------------------------
 *
 * command_powershell_words.c
 *		The words and redirections of a command of PowerShell.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>
#include <strings.h>

/* The longest operator of a redirection, with a terminator. */
#define OPERATOR_MAX 8

bool
learn_powershell_call_operator(LearnPowerShellText *text)
{
	LearnPowerShellText behind = *text;
	char kind;

	if (learn_powershell_peek(text, 0) == '&' &&
		learn_powershell_peek(text, 1) != '&')
	{
		text->at++;
		learn_powershell_skip_blanks(text);
		return true;
	}
	if (learn_powershell_peek(text, 0) != '.')
		return false;
	behind.at++;
	if (learn_powershell_blank(&behind) == 0 &&
		learn_powershell_quote(text, behind.at, &kind) == 0 &&
		(learn_powershell_peek(&behind, 0) == '\0' ||
		 strchr("($&{", learn_powershell_peek(&behind, 0)) == NULL))
		return false;
	text->at++;
	learn_powershell_skip_blanks(text);
	return true;
}

/* Does a bare word end here? */
static bool
ends_word(const LearnPowerShellText *text, bool commas)
{
	char character = learn_powershell_peek(text, 0);

	if (learn_powershell_at_end(text) || learn_powershell_blank(text) > 0)
		return true;
	if (character == '`')
		return learn_powershell_peek(text, 1) == '\n' ||
			   learn_powershell_peek(text, 1) == '\r';
	if (character == ',')
		return !commas;
	return character != '\0' && strchr("\r\n;|&(){}<>", character) != NULL;
}

/* A bare word, with the strings and variables that are part of it. */
static void
read_bare(LearnPowerShellText *text, LearnPowerShellElement *element,
		  bool commas, LearnPowerShellValue *value)
{
	size_t dash = learn_powershell_dash(text, text->at);
	char kind;

	if (dash > 1 && learn_powershell_is_name(text, text->at + dash))
	{
		learn_powershell_value_append(text, value, "-", 1);
		text->at += dash;
	}
	while (!ends_word(text, commas))
	{
		char character = learn_powershell_peek(text, 0);

		if (learn_powershell_quote(text, text->at, &kind) > 0)
			learn_powershell_string(text, element, value);
		else if (character == '`')
			learn_powershell_escape(text, value);
		else if (character == '$')
			learn_powershell_dollar(text, element, value);
		else
		{
			size_t length = 1;

			while (
				learn_powershell_is_plain(learn_powershell_peek(text, length)))
				length++;
			value->expands =
				value->expands || character == '*' || character == '?';
			learn_powershell_value_append(text, value, text->start + text->at,
										  length);
			text->at += length;
		}
	}
	value->end = text->at;
}

/* Does an argument begin here that is no bare word? */
static bool
is_operand(const LearnPowerShellText *text)
{
	char character = learn_powershell_peek(text, 0);
	char kind;

	return learn_powershell_quote(text, text->at, &kind) > 0 ||
		   character == '(' || character == '{' || character == '$' ||
		   (character == '@' && learn_powershell_peek(text, 1) != '\0' &&
			strchr("({'\"", learn_powershell_peek(text, 1)) != NULL);
}

/*
 * What is behind "-Name:" without a blank belongs to it, whatever it is.
 */
static void
read_attached(LearnPowerShellText *text, LearnPowerShellElement *element,
			  LearnPowerShellValue *value)
{
	LearnPowerShellValue attached;

	if (text->at == value->start || text->start[text->at - 1] != ':' ||
		learn_powershell_dash(text, value->start) == 0 || !is_operand(text))
		return;
	learn_powershell_primary(text, element, &attached);
	learn_powershell_members(text, element, &attached);
	if (attached.known && attached.count == 1)
	{
		learn_powershell_value_append(text, value, attached.text.data,
									  attached.text.length);
		value->expands = value->expands || attached.expands;
		value->quoted = value->quoted || attached.quoted;
	}
	else
		learn_powershell_value_unknown(value);
	learn_powershell_value_free(&attached);
	value->end = text->at;
}

void
learn_powershell_argument(LearnPowerShellText *text,
						  LearnPowerShellElement *element, bool commas,
						  LearnPowerShellValue *value)
{
	size_t start = text->at;
	bool variable = learn_powershell_peek(text, 0) == '$' &&
					learn_powershell_peek(text, 1) != '(';

	if (!is_operand(text))
	{
		learn_powershell_value_init(text, value);
		if (learn_powershell_peek(text, 0) == '@')
		{
			value->expands = true;
			learn_powershell_value_append(text, value, "@", 1);
			text->at++;
		}
		read_bare(text, element, commas, value);
		read_attached(text, element, value);
		return;
	}
	learn_powershell_primary(text, element, value);
	learn_powershell_members(text, element, value);

	/* "$env:TEMP\x" is one word; and so is "'a',Entry" for a program. */
	if (!ends_word(text, commas) &&
		(variable || learn_powershell_peek(text, 0) == ','))
	{
		if (value->known)
			read_bare(text, element, commas, value);
		else
		{
			LearnPowerShellValue rest;

			learn_powershell_value_init(text, &rest);
			read_bare(text, element, commas, &rest);
			learn_powershell_value_free(&rest);
		}
	}
	value->start = start;
	value->end = text->at;
}

/* The length of the sign of a redirection, as ">", "2>>" or "*>&1". */
static size_t
redirection_length(const LearnPowerShellText *text)
{
	char first = learn_powershell_peek(text, 0);
	size_t length = (first >= '1' && first <= '6') || first == '*' ? 1 : 0;

	if (learn_powershell_peek(text, length) == '<' && length == 0)
		return 1;
	if (learn_powershell_peek(text, length) != '>')
		return 0;
	length++;
	if (learn_powershell_peek(text, length) == '>')
		return length + 1;
	if (learn_powershell_peek(text, length) == '&' &&
		learn_powershell_peek(text, length + 1) >= '1' &&
		learn_powershell_peek(text, length + 1) <= '6')
		return length + 2;
	return length;
}

bool
learn_powershell_redirection(LearnPowerShellText *text,
							 LearnPowerShellElement *element)
{
	char sign[OPERATOR_MAX] = "";
	LearnWord target = {"", 0, false, false, 0, 0};
	LearnPowerShellValue value;
	size_t length;

	learn_powershell_skip_blanks(text);
	length = redirection_length(text);
	if (length == 0)
		return false;
	memcpy(sign, text->start + text->at, length);
	text->at += length;
	learn_powershell_value_init(text, &value);
	if (strchr(sign, '&') == NULL)
	{
		learn_powershell_skip_blanks(text);
		learn_powershell_value_free(&value);
		learn_powershell_argument(text, element, false, &value);
	}
	target.start = value.start;
	target.end = value.end;
	target.expands = value.expands;
	target.quoted = value.quoted;
	target.text = text->start + value.start;
	target.length = value.end - value.start;
	if (value.known && value.count == 1)
	{
		target.text = value.text.data != NULL ? value.text.data : "";
		target.length = value.text.length;
	}
	learn_command_add_redirection(text->reader, &element->draft, sign,
								  &target);
	learn_powershell_value_free(&value);
	return true;
}

/* What follows "--%" is for the program as it is, up to a pipe. */
static void
read_verbatim(LearnPowerShellText *text, LearnPowerShellElement *element)
{
	text->at += strlen("--%");
	while (!learn_powershell_at_end(text) &&
		   learn_powershell_line_end(text) == 0 &&
		   learn_powershell_peek(text, 0) != '|')
	{
		LearnPowerShellValue value;
		bool quoted = false;
		size_t blank = learn_powershell_blank(text);

		text->at += blank;
		if (blank > 0)
			continue;
		learn_powershell_value_init(text, &value);
		while (!learn_powershell_at_end(text) &&
			   learn_powershell_line_end(text) == 0 &&
			   (quoted || (learn_powershell_blank(text) == 0 &&
						   learn_powershell_peek(text, 0) != '|')))
		{
			char character = learn_powershell_peek(text, 0);

			quoted = quoted != (character == '"');
			value.quoted = value.quoted || character == '"';
			value.expands = value.expands || character == '%';
			if (character != '"')
				learn_powershell_value_append(text, &value, &character, 1);
			text->at++;
		}
		value.end = text->at;
		learn_powershell_add_value(text, element, &value, false);
		learn_powershell_value_free(&value);
	}
}

/* Cmdlets and functions take lists; programs take words. */
static bool
is_cmdlet(const LearnPowerShellValue *program)
{
	char name[64];
	size_t length = program->text.length;

	if (!program->known || program->expands || length >= sizeof(name))
		return true;
	for (size_t i = 0; i < length; i++)
	{
		char letter = program->text.data[i];

		name[i] =
			letter >= 'A' && letter <= 'Z' ? (char) (letter | 0x20) : letter;
	}
	name[length] = '\0';
	return strchr(learn_powershell_full_name(name), '-') != NULL &&
		   strchr(name, '.') == NULL;
}

/* The program, which may be any argument when it is called by an operator. */
static bool
read_program(LearnPowerShellText *text, LearnPowerShellElement *element,
			 bool called)
{
	LearnPowerShellValue value;
	bool cmdlet;
	char last[] = "invoke-command";

	if (called && is_operand(text))
		learn_powershell_argument(text, element, false, &value);
	else
	{
		learn_powershell_value_init(text, &value);
		read_bare(text, element, false, &value);

		/* A star or a question mark is a name here. */
		if (strpbrk(value.text.data != NULL ? value.text.data : "", "$") ==
			NULL)
			value.expands = false;
	}
	learn_powershell_constant(text, &value);
	if (value.block)
		learn_powershell_add(text, element, "&");
	learn_powershell_add_value(text, element, &value, false);
	cmdlet = is_cmdlet(&value);
	if (value.known && value.text.length > 0 &&
		(strcasecmp(value.text.data, last) == 0 ||
		 strcasecmp(value.text.data, "icm") == 0))
		element->blocks = LEARN_IN_REMOTE;
	learn_powershell_value_free(&value);
	return cmdlet;
}

void
learn_powershell_words(LearnPowerShellText *text,
					   LearnPowerShellElement *element, bool called)
{
	bool cmdlet = read_program(text, element, called);

	for (;;)
	{
		LearnPowerShellValue value;
		size_t start;

		learn_powershell_skip_blanks(text);
		if (learn_powershell_redirection(text, element))
			continue;
		if (learn_powershell_is_end(text))
			break;
		if (learn_powershell_peek(text, 0) == ',' && cmdlet)
		{
			text->at++;
			learn_powershell_skip_lines(text);
			continue;
		}
		if (learn_powershell_is(text, "--%"))
		{
			read_verbatim(text, element);
			continue;
		}
		start = text->at;
		learn_powershell_argument(text, element, !cmdlet, &value);
		learn_powershell_add_value(text, element, &value, cmdlet);
		learn_powershell_value_free(&value);
		if (text->at == start)
			break;
	}
}
