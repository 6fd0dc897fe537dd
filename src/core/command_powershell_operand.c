/*-------------------------------------------------------------------------
 *
 * command_powershell_operand.c
 *		What stands between the operators of PowerShell: variables, strings,
 *		types, lists and blocks.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>

/* The entries of a hash table, behind its "@{". */
static void
read_table(LearnPowerShellText *text, LearnPowerShellElement *element)
{
	if (!learn_powershell_open(text))
		return;
	for (;;)
	{
		LearnPowerShellScope inside =
			learn_powershell_inside(element, LEARN_IN_SUBSTITUTION);
		LearnPowerShellValue key;
		size_t start;

		learn_powershell_skip_lines(text);
		start = text->at;
		if (learn_powershell_at_end(text))
		{
			learn_powershell_stop(text, "a closing brace is missing");
			break;
		}
		if (learn_powershell_peek(text, 0) == ';' ||
			learn_powershell_peek(text, 0) == '}')
		{
			if (text->start[text->at++] == '}')
				break;
			continue;
		}
		if (learn_powershell_is_expression(text))
			learn_powershell_operand(text, element, &key);
		else
			learn_powershell_argument(text, element, false, &key);
		learn_powershell_value_free(&key);
		learn_powershell_skip_blanks(text);
		if (learn_powershell_peek(text, 0) == '=')
		{
			text->at++;
			learn_powershell_skip_lines(text);
			learn_powershell_statement(text, &inside);
		}
		else if (text->at == start)
		{
			learn_command_incomplete(text->reader,
									 "a hash table cannot be read");
			text->at++;
		}
	}
	learn_powershell_close(text);
}

/* (…), $(…) or @(…), whose bracket ends at length bytes from here. */
static void
read_statements(LearnPowerShellText *text, LearnPowerShellElement *element,
				size_t length, LearnPowerShellValue *value)
{
	LearnPowerShellScope inside =
		learn_powershell_inside(element, LEARN_IN_SUBSTITUTION);
	LearnPowerShellValue only;

	learn_powershell_value_init(text, &only);
	learn_powershell_value_unknown(&only);
	inside.value = &only;
	text->at += length;
	learn_powershell_statements(text, &inside, ')');
	if (inside.statements == 1 && only.known && !only.block)
	{
		only.start = value->start;
		only.name = value->name;
		learn_powershell_value_free(value);
		*value = only;
	}
	else
	{
		learn_powershell_value_free(&only);
		learn_powershell_value_unknown(value);
	}
}

/* A variable, or a lonely "$" or "@". */
static void
read_variable(LearnPowerShellText *text, LearnPowerShellElement *element,
			  LearnPowerShellValue *value)
{
	size_t end = learn_powershell_variable_end(text, text->at);

	if (learn_powershell_peek(text, 0) == '@' && end > text->at)
	{
		value->expands = true; /* splatting */
		learn_powershell_value_append(text, value, text->start + text->at,
									  end - text->at);
		text->at = end;
	}
	else
		learn_powershell_dollar(text, element, value);
}

/* A script block, whose brace is here. */
static void
read_block(LearnPowerShellText *text, LearnPowerShellElement *element,
		   LearnPowerShellValue *value)
{
	LearnPowerShellScope inside =
		learn_powershell_inside(element, element->blocks);

	text->at++;
	learn_powershell_statements(text, &inside, '}');
	learn_powershell_value_unknown(value);
	value->block = true;
}

/* Is a number with a minus here?  The length of the sign. */
static size_t
minus_length(const LearnPowerShellText *text)
{
	LearnPowerShellText behind = *text;
	size_t dash = learn_powershell_dash(text, text->at);

	behind.at += dash;
	return learn_powershell_number(&behind) > 0 ? dash : 0;
}

/* What is no string, and begins with none of the brackets. */
static void
read_bare(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	size_t minus = minus_length(text);
	size_t number;

	if (minus > 0)
		learn_powershell_value_append(text, value, "-", 1);
	text->at += minus;
	number = learn_powershell_number(text);
	value->number = number > 0;
	learn_powershell_value_append(text, value, text->start + text->at, number);
	text->at += number;
}

void
learn_powershell_primary(LearnPowerShellText *text,
						 LearnPowerShellElement *element,
						 LearnPowerShellValue *value)
{
	char character = learn_powershell_peek(text, 0);
	char kind;

	learn_powershell_value_init(text, value);
	if (learn_powershell_quote(text, text->at, &kind) > 0)
		learn_powershell_string(text, element, value);
	else if (learn_powershell_here_string(text, element, value))
		value->quoted = true;
	else if (character == '(')
		read_statements(text, element, 1, value);
	else if (learn_powershell_is(text, "$(") ||
			 learn_powershell_is(text, "@("))
		read_statements(text, element, 2, value);
	else if (learn_powershell_is(text, "@{"))
	{
		text->at += 2;
		read_table(text, element);
		learn_powershell_value_unknown(value);
	}
	else if (character == '$' || character == '@')
		read_variable(text, element, value);
	else if (character == '{')
		read_block(text, element, value);
	else
		read_bare(text, value);
	value->end = text->at;
}

size_t
learn_powershell_named_sign(const LearnPowerShellText *text, bool *joins)
{
	static const char *const words[] = {"join",  "not",    "bnot",
										"split", "isplit", "csplit"};
	size_t dash = learn_powershell_dash(text, text->at);
	LearnPowerShellText behind = *text;

	*joins = false;
	behind.at += dash;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && dash > 0; i++)
	{
		if (learn_powershell_is_word(&behind, words[i]))
		{
			*joins = i == 0;
			return dash + strlen(words[i]);
		}
	}
	return 0;
}

/*
 * The length of a sign here, or of an operator that has one operand; 0: there
 * is none.
 */
static size_t
sign_length(const LearnPowerShellText *text, bool *joins)
{
	size_t length = learn_powershell_named_sign(text, joins);

	if (length > 0)
		return length;
	if (learn_powershell_peek(text, 0) == '!' ||
		learn_powershell_peek(text, 0) == '+' ||
		learn_powershell_peek(text, 0) == ',')
		return learn_powershell_is(text, "++") ? 2 : 1;
	return learn_powershell_dash(text, text->at);
}

/* Is a type a value here, because nothing follows that it could be for? */
static bool
ends_type(const LearnPowerShellText *text)
{
	size_t dash = learn_powershell_dash(text, text->at);
	char next = learn_powershell_peek(text, dash);
	bool joins;

	if (dash > 0)
		return (next | 0x20) >= 'a' && (next | 0x20) <= 'z' &&
			   learn_powershell_named_sign(text, &joins) == 0;
	return learn_powershell_is_end(text) || strchr(",]=?*/%", next) != NULL ||
		   learn_powershell_is_word(text, "param");
}

void
learn_powershell_operand(LearnPowerShellText *text,
						 LearnPowerShellElement *element,
						 LearnPowerShellValue *value)
{
	size_t start = text->at;
	LearnBuffer cast; /* the type that is nearest to the operand */
	bool joins = false;
	bool unknown = false;

	learn_buffer_init(&cast, 0);
	for (;;)
	{
		size_t length;
		bool another;

		learn_powershell_skip_blanks(text);
		if (learn_powershell_peek(text, 0) == '[')
		{
			learn_buffer_truncate(&cast, 0);
			if (learn_powershell_typed(text, element, &cast, value))
				break;
			learn_powershell_skip_blanks(text);
			if (ends_type(text))
			{
				learn_powershell_value_init(text, value);
				learn_powershell_value_unknown(value);
				break;
			}
			continue;
		}
		length = minus_length(text) > 0 ? 0 : sign_length(text, &another);
		if (length == 0)
		{
			learn_powershell_primary(text, element, value);
			learn_powershell_members(text, element, value);
			if (cast.length > 0)
				learn_powershell_compute_cast(text, cast.data, value);
			break;
		}
		unknown = unknown || joins || cast.length > 0 ||
				  (!another && learn_powershell_peek(text, 0) != ',');
		joins = another;
		text->at += length;
	}
	if (joins)
		learn_powershell_compute_join(text, value);
	if (unknown)
		learn_powershell_value_unknown(value);
	text->reader->failed = text->reader->failed || cast.failed;
	learn_buffer_free(&cast);
	value->start = start;
}
