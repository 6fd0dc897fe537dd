/*-------------------------------------------------------------------------
 *
 * command_powershell_control.c
 *		The statements of PowerShell that begin with a keyword.
 *
 * What is in their blocks and conditions stands where they stand: whether it
 * runs is not known.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>

bool
learn_powershell_is_end(const LearnPowerShellText *text)
{
	char character = learn_powershell_peek(text, 0);

	return learn_powershell_at_end(text) ||
		   (character != '\0' && strchr("\r\n;)}|&", character) != NULL);
}

/* Goes over a keyword, if it is here. */
static bool
skip_word(LearnPowerShellText *text, const char *word)
{
	if (!learn_powershell_is_word(text, word))
		return false;
	text->at += strlen(word);
	return true;
}

/* Goes over a keyword that may be on another line, or stays here. */
static bool
skip_next_word(LearnPowerShellText *text, const char *word)
{
	size_t start = text->at;

	learn_powershell_skip_lines(text);
	if (skip_word(text, word))
		return true;
	if (!learn_powershell_at_end(text))
		text->at = start;
	return false;
}

/* The statements in brackets, which have to be here. */
static void
read_inside(LearnPowerShellText *text, const LearnPowerShellScope *scope,
			char opening, char closing)
{
	LearnPowerShellScope inside = *scope;

	inside.value = NULL;
	learn_powershell_skip_lines(text);
	if (learn_powershell_peek(text, 0) != opening)
	{
		learn_command_incomplete(text->reader, "\"%c\" is missing", opening);
		return;
	}
	text->at++;
	learn_powershell_statements(text, &inside, closing);
}

static void
read_block(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	read_inside(text, scope, '{', '}');
}

static void
read_condition(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	read_inside(text, scope, '(', ')');
}

/* Ends an element that was there for what belongs to it. */
static void
finish_lone(LearnPowerShellText *text, LearnPowerShellElement *element)
{
	if (element->index >= 0)
		learn_powershell_add(text, element, "Write-Output");
	learn_powershell_finish(text, element);
}

/* One type, or attribute. */
static void
read_type(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	LearnPowerShellElement element;
	LearnBuffer name;

	learn_powershell_element_init(&element, scope);
	learn_buffer_init(&name, 0);
	learn_powershell_type(text, &element, &name);
	text->reader->failed = text->reader->failed || name.failed;
	learn_buffer_free(&name);
	finish_lone(text, &element);
}

/* A value that is compared, or a default. */
static void
read_value(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	LearnPowerShellElement element;
	LearnPowerShellValue value;
	bool commas_end = text->commas_end;

	learn_powershell_element_init(&element, scope);
	text->commas_end = true;
	if (learn_powershell_is_expression(text))
		learn_powershell_expression(text, &element, LEARN_LEVEL_LOGICAL,
									&value);
	else
		learn_powershell_argument(text, &element, false, &value);
	text->commas_end = commas_end;
	learn_powershell_value_free(&value);
	finish_lone(text, &element);
}

/*
 * The parameters of a function or script, whose parenthesis is here: types
 * and attributes, variables and their defaults.
 */
static void
read_parameters(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	text->at++;
	if (!learn_powershell_open(text))
		return;
	for (;;)
	{
		char character;

		learn_powershell_skip_lines(text);
		character = learn_powershell_peek(text, 0);
		if (learn_powershell_at_end(text))
		{
			learn_powershell_stop(text, "a closing parenthesis is missing");
			break;
		}
		if (character == ')')
		{
			text->at++;
			break;
		}
		if (character == '[')
			read_type(text, scope);
		else if (character == '$')
		{
			size_t end = learn_powershell_variable_end(text, text->at);

			text->at = end > text->at ? end : end + 1;
		}
		else
		{
			text->at++;
			if (character == '=')
			{
				learn_powershell_skip_lines(text);
				read_value(text, scope);
			}
			else if (character != ',')
				learn_command_incomplete(text->reader,
										 "a parameter cannot be read");
		}
	}
	learn_powershell_close(text);
}

/* Goes over a name up to a blank or a bracket. */
static void
skip_name(LearnPowerShellText *text)
{
	learn_powershell_skip_blanks(text);
	while (!learn_powershell_at_end(text) &&
		   learn_powershell_blank(text) == 0 &&
		   strchr("\r\n({;", learn_powershell_peek(text, 0)) == NULL)
		text->at++;
}

static void
read_function(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	skip_name(text);
	learn_powershell_skip_lines(text);
	if (learn_powershell_peek(text, 0) == '(')
		read_parameters(text, scope);
	read_block(text, scope);
}

/* A class or enumeration: what runs is in its blocks and defaults. */
static void
read_class(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	while (!learn_powershell_at_end(text) &&
		   learn_powershell_peek(text, 0) != '{')
		text->at++;
	if (learn_powershell_at_end(text) || !learn_powershell_open(text))
		return;
	text->at++;
	for (;;)
	{
		char character;

		learn_powershell_skip_lines(text);
		character = learn_powershell_peek(text, 0);
		if (learn_powershell_at_end(text))
		{
			learn_powershell_stop(text, "a closing brace is missing");
			break;
		}
		if (character == '{')
			read_block(text, scope);
		else if (character == '(')
			read_parameters(text, scope);
		else if (character == '[')
			read_type(text, scope);
		else
		{
			text->at++;
			if (character == '}')
				break;
			if (character == '=')
			{
				learn_powershell_skip_lines(text);
				read_value(text, scope);
			}
		}
	}
	learn_powershell_close(text);
}

static void
read_if(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	do
	{
		read_condition(text, scope);
		read_block(text, scope);
	} while (skip_next_word(text, "elseif"));
	if (skip_next_word(text, "else"))
		read_block(text, scope);
}

static void
read_foreach(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	LearnPowerShellScope inside = *scope;
	size_t end;

	inside.value = NULL;
	while (learn_powershell_skip_blanks(text),
		   learn_powershell_dash(text, text->at) > 0)
		skip_name(text); /* -Parallel */
	learn_powershell_skip_lines(text);
	if (learn_powershell_peek(text, 0) == '(')
	{
		text->at++;
		learn_powershell_skip_lines(text);
		end = learn_powershell_variable_end(text, text->at);
		if (learn_powershell_peek(text, 0) == '$')
			text->at = end;
		learn_powershell_skip_lines(text);
		skip_word(text, "in");
		learn_powershell_statements(text, &inside, ')');
	}
	read_block(text, scope);
}

/* The options of a switch, and the file behind -File. */
static void
skip_switch_options(LearnPowerShellText *text,
					const LearnPowerShellScope *scope)
{
	for (;;)
	{
		size_t start;

		learn_powershell_skip_lines(text);
		start = text->at;
		if (learn_powershell_is_end(text) ||
			strchr("({", learn_powershell_peek(text, 0)) != NULL)
			break;
		if (learn_powershell_dash(text, text->at) > 0)
			skip_name(text);
		else
			read_value(text, scope);
		if (text->at == start)
			break;
	}
}

/* The values that a switch compares, and their blocks, behind its brace. */
static void
read_cases(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	for (;;)
	{
		size_t start;

		learn_powershell_skip_lines(text);
		start = text->at;
		if (learn_powershell_at_end(text))
		{
			learn_powershell_stop(text, "a closing brace is missing");
			break;
		}
		if (learn_powershell_peek(text, 0) == '}')
		{
			text->at++;
			break;
		}
		if (!learn_powershell_is_end(text))
		{
			read_value(text, scope);
			read_block(text, scope);
		}
		if (text->at == start)
			text->at++;
	}
}

static void
read_switch(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	skip_switch_options(text, scope);
	if (learn_powershell_peek(text, 0) == '(')
		read_condition(text, scope);
	learn_powershell_skip_lines(text);
	if (learn_powershell_peek(text, 0) != '{')
	{
		learn_command_incomplete(text->reader, "\"{\" is missing");
		return;
	}
	text->at++;
	if (!learn_powershell_open(text))
		return;
	read_cases(text, scope);
	learn_powershell_close(text);
}

static void
read_try(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	read_block(text, scope);
	while (skip_next_word(text, "catch"))
	{
		for (;;)
		{
			learn_powershell_skip_lines(text);
			if (learn_powershell_peek(text, 0) == '[')
				read_type(text, scope);
			else if (learn_powershell_peek(text, 0) == ',')
				text->at++;
			else
				break;
		}
		read_block(text, scope);
	}
	if (skip_next_word(text, "finally"))
		read_block(text, scope);
}

/* return, throw, exit: with what they give, or a label. */
static bool
read_jump(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	LearnPowerShellScope inside = *scope;

	inside.value = NULL;
	if (skip_word(text, "break") || skip_word(text, "continue"))
	{
		learn_powershell_skip_blanks(text);
		if (!learn_powershell_is_end(text) &&
			learn_powershell_is_name(text, text->at))
			skip_name(text);
		return true;
	}
	if (!skip_word(text, "return") && !skip_word(text, "throw") &&
		!skip_word(text, "exit"))
		return false;
	learn_powershell_skip_blanks(text);
	if (!learn_powershell_is_end(text))
		learn_powershell_pipelines(text, &inside);
	return true;
}

static bool
read_loop(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	if (skip_word(text, "foreach"))
		read_foreach(text, scope);
	else if (skip_word(text, "for") || skip_word(text, "while"))
	{
		read_condition(text, scope);
		read_block(text, scope);
	}
	else if (skip_word(text, "do"))
	{
		read_block(text, scope);
		if (skip_next_word(text, "while") || skip_next_word(text, "until"))
			read_condition(text, scope);
		else
			learn_command_incomplete(text->reader, "\"while\" is missing");
	}
	else
		return false;
	return true;
}

/* The parts of a function that have names: begin, process … and a block. */
static bool
read_part(LearnPowerShellText *text, const LearnPowerShellScope *scope)
{
	static const char *const parts[] = {"begin", "process", "end",
										"dynamicparam", "clean"};
	size_t start = text->at;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
	{
		if (!skip_word(text, parts[i]))
			continue;
		learn_powershell_skip_blanks(text);
		if (learn_powershell_peek(text, 0) == '{')
		{
			read_block(text, scope);
			return true;
		}
		if (!learn_powershell_at_end(text))
			text->at = start;
		return false;
	}
	return false;
}

/* A label before a loop. */
static void
skip_label(LearnPowerShellText *text)
{
	if (learn_powershell_peek(text, 0) != ':' ||
		!learn_powershell_is_name(text, text->at + 1))
		return;
	text->at++;
	while (!learn_powershell_at_end(text) &&
		   learn_powershell_is_name(text, text->at))
		text->at++;
	learn_powershell_skip_lines(text);
}

bool
learn_powershell_control(LearnPowerShellText *text,
						 LearnPowerShellScope *scope)
{
	skip_label(text);
	if ((learn_powershell_peek(text, 0) | 0x20) < 'a' ||
		(learn_powershell_peek(text, 0) | 0x20) > 'z')
		return false; /* no keyword; most expressions end here */
	if (skip_word(text, "if"))
		read_if(text, scope);
	else if (skip_word(text, "switch"))
		read_switch(text, scope);
	else if (skip_word(text, "try"))
		read_try(text, scope);
	else if (skip_word(text, "function") || skip_word(text, "filter"))
		read_function(text, scope);
	else if (skip_word(text, "class") || skip_word(text, "enum"))
		read_class(text, scope);
	else if (skip_word(text, "param"))
	{
		learn_powershell_skip_lines(text);
		if (learn_powershell_peek(text, 0) == '(')
			read_parameters(text, scope);
	}
	else
		return read_loop(text, scope) || read_jump(text, scope) ||
			   read_part(text, scope);
	return true;
}
