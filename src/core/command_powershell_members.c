/*-------------------------------------------------------------------------
 *
 * command_powershell_members.c
 *		What stands behind the operands of PowerShell: members, calls of
 *		methods and indexes; and types, which are in brackets too.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>

/* The longest name of a type that is kept, in bytes. */
#define NAME_MAX 256

/* Of so many arguments a method may compute with. */
#define ARGUMENTS_KEPT 2

/* A member of what is before it, or of a type. */
typedef struct Member
{
	LearnBuffer name; /* in lower case */
	bool of_type;     /* behind "::" */
} Member;

static bool
starts_here(const LearnPowerShellText *text, const char *characters)
{
	char character = learn_powershell_peek(text, 0);

	return character != '\0' && strchr(characters, character) != NULL;
}

static void
append_lower(LearnPowerShellText *text, LearnBuffer *buffer, const char *data,
			 size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		char lower = data[i];

		if (lower >= 'A' && lower <= 'Z')
			lower += 'a' - 'A';
		if (lower != '\0')
			learn_buffer_append(buffer, &lower, 1);
	}
	text->reader->failed = text->reader->failed || buffer->failed;
}

/* ---- types */

void
learn_powershell_type(LearnPowerShellText *text,
					  LearnPowerShellElement *element, LearnBuffer *name)
{
	int open = 0;
	bool attribute = false;

	while (!learn_powershell_at_end(text))
	{
		char character = learn_powershell_peek(text, 0);

		if (character == '(')
		{
			text->at++;
			attribute = true;
			learn_powershell_arguments(text, element, NULL, 0, NULL);
			continue;
		}
		if (strchr(";|{})$'\"", character) != NULL)
			break;
		open += character == '[' ? 1 : character == ']' ? -1 : 0;
		if (!attribute && open > 0 && !(open == 1 && character == '[') &&
			learn_powershell_blank(text) == 0 &&
			learn_powershell_line_end(text) == 0 && name->length < NAME_MAX)
			append_lower(text, name, &character, 1);
		text->at++;
		if (open == 0)
			return;
	}
	learn_command_incomplete(text->reader, "a closing bracket is missing");
}

/* ---- calls */

/* What stands before a "=" names an argument of an attribute. */
static void
skip_argument_name(LearnPowerShellText *text)
{
	size_t start = text->at;

	while (learn_powershell_is_name(text, text->at) &&
		   !learn_powershell_at_end(text))
		text->at++;
	if (text->at == start)
		return;
	learn_powershell_skip_blanks(text);
	if (learn_powershell_peek(text, 0) == '=')
		text->at++;
}

void
learn_powershell_arguments(LearnPowerShellText *text,
						   LearnPowerShellElement *element,
						   LearnPowerShellValue *values, int room, int *count)
{
	int found = 0;
	bool commas_end = text->commas_end;

	if (!learn_powershell_open(text))
		return;
	text->commas_end = true;
	for (;;)
	{
		LearnPowerShellValue value;
		size_t start;

		learn_powershell_skip_lines(text);
		if (learn_powershell_at_end(text))
		{
			learn_powershell_stop(text, "a closing parenthesis is missing");
			break;
		}
		if (learn_powershell_peek(text, 0) == ')')
		{
			text->at++;
			break;
		}
		if (learn_powershell_peek(text, 0) == ',')
		{
			text->at++;
			continue;
		}
		start = text->at;
		if (values == NULL)
			skip_argument_name(text);
		learn_powershell_expression(text, element, LEARN_LEVEL_LOGICAL,
									&value);
		if (values != NULL && text->at > start)
			learn_powershell_add_value(text, element, &value, false);
		if (found < room)
			values[found] = value;
		else
			learn_powershell_value_free(&value);
		found++;
		if (text->at == start) /* it is nothing that can be an argument */
		{
			learn_command_incomplete(text->reader,
									 "an argument cannot be read");
			text->at++;
		}
	}
	if (count != NULL)
		*count = found;
	text->commas_end = commas_end;
	learn_powershell_close(text);
}

/*
 * A call of a method, whose arguments begin here: a command, whose program is
 * the method.
 */
static void
read_call(LearnPowerShellText *text, LearnPowerShellElement *element,
		  const LearnBuffer *type, const Member *member,
		  LearnPowerShellValue *value)
{
	LearnPowerShellScope inside =
		learn_powershell_inside(element, LEARN_IN_SUBSTITUTION);
	LearnPowerShellElement call;
	LearnPowerShellValue values[ARGUMENTS_KEPT];
	LearnBuffer program;
	int count = 0;

	learn_buffer_init(&program, 0);
	if (member->of_type)
		learn_buffer_append_format(&program, "%s::",
								   type->data != NULL ? type->data : "");
	else
		learn_buffer_append_string(&program, ".");
	learn_buffer_append_string(&program, member->name.data != NULL
											 ? member->name.data
											 : "");
	learn_powershell_element_init(&call, &inside);
	if (learn_powershell_begin(text, &call) && !program.failed)
	{
		learn_powershell_add(text, &call, program.data);
		learn_powershell_arguments(text, &call, values, ARGUMENTS_KEPT,
								   &count);
		if (member->of_type && type->data != NULL &&
			strcmp(type->data, "system.string") != 0)
			learn_powershell_value_unknown(value);
		learn_powershell_compute_method(
			text, member->name.data != NULL ? member->name.data : "", value,
			values, count);
	}
	text->reader->failed = text->reader->failed || program.failed;
	for (int i = 0; i < count && i < ARGUMENTS_KEPT; i++)
		learn_powershell_value_free(&values[i]);
	learn_buffer_free(&program);
	learn_powershell_finish(text, &call);
}

/* The name of a member: a word, or what a string or an expression gives. */
static void
read_member_name(LearnPowerShellText *text, LearnPowerShellElement *element,
				 Member *member)
{
	LearnPowerShellValue value;
	char kind;

	if (starts_here(text, "$(") ||
		learn_powershell_quote(text, text->at, &kind) > 0)
	{
		learn_powershell_primary(text, element, &value);
		if (value.known)
			append_lower(text, &member->name, value.text.data,
						 value.text.length);
		learn_powershell_value_free(&value);
		return;
	}
	while (!learn_powershell_at_end(text) &&
		   (learn_powershell_is_name(text, text->at) ||
			learn_powershell_peek(text, 0) == '`'))
	{
		if (learn_powershell_peek(text, 0) != '`')
			append_lower(text, &member->name, text->start + text->at, 1);
		text->at++;
	}
}

/*
 * "." or "::" and a name begin here: is it a call?  Then a command.  property
 * is the member before it, which "Invoke" calls when it is a method.
 */
static void
read_member(LearnPowerShellText *text, LearnPowerShellElement *element,
			const LearnBuffer *type, LearnBuffer *property,
			LearnPowerShellValue *value)
{
	Member member = {.of_type = learn_powershell_is(text, "::")};

	learn_buffer_init(&member.name, 0);
	text->at += member.of_type ? 2 : 1;
	learn_powershell_skip_lines(text);
	read_member_name(text, element, &member);
	if (learn_powershell_peek(text, 0) == '(')
	{
		text->at++;
		if (property->length > 0 && member.name.length > 0 &&
			strcmp(member.name.data, "invoke") == 0)
		{
			learn_buffer_free(&member.name);
			member.name = *property;
			learn_buffer_init(property, 0);
		}
		read_call(text, element, type, &member, value);
	}
	else if (learn_powershell_peek(text, 0) == '{' && !member.of_type)
	{
		/* .ForEach{…} and .Where{…} */
		LearnPowerShellValue block;

		learn_powershell_primary(text, element, &block);
		learn_powershell_value_free(&block);
		learn_powershell_value_unknown(value);
	}
	else
	{
		learn_powershell_value_unknown(value);
		learn_buffer_free(property);
		*property = member.name;
		return;
	}
	learn_buffer_truncate(property, 0);
	learn_buffer_free(&member.name);
}

/* Does a member begin here: a dot, and no range or number? */
static bool
at_member(const LearnPowerShellText *text)
{
	char next = learn_powershell_peek(text, 1);
	LearnPowerShellText behind = *text;

	if (learn_powershell_is(text, "::"))
		return true;
	if (learn_powershell_peek(text, 0) != '.' || next == '.')
		return false;
	behind.at++;
	return learn_powershell_is_name(text, text->at + 1) ||
		   starts_here(&behind, "'\"$(\n\r`");
}

/* The index of a list or a string, whose bracket is here. */
static void
read_index(LearnPowerShellText *text, LearnPowerShellElement *element,
		   LearnPowerShellValue *value)
{
	LearnPowerShellValue index;
	bool commas_end = text->commas_end;

	text->at++;
	if (!learn_powershell_open(text))
		return;
	text->commas_end = false;
	learn_powershell_skip_lines(text);
	learn_powershell_expression(text, element, LEARN_LEVEL_LOGICAL, &index);
	learn_powershell_skip_lines(text);
	learn_powershell_compute_index(text, value, &index);
	learn_powershell_value_free(&index);
	text->commas_end = commas_end;
	learn_powershell_close(text);
	if (learn_powershell_peek(text, 0) == ']')
		text->at++;
	else
		learn_command_incomplete(text->reader, "a closing bracket is missing");
}

static void
read_members(LearnPowerShellText *text, LearnPowerShellElement *element,
			 const LearnBuffer *type, LearnPowerShellValue *value)
{
	LearnBuffer property;

	learn_buffer_init(&property, 0);
	while (!learn_powershell_at_end(text))
	{
		if (learn_powershell_peek(text, 0) == '?' &&
			(learn_powershell_peek(text, 1) == '.' ||
			 learn_powershell_peek(text, 1) == '[') &&
			value->expands)
			text->at++;
		if (learn_powershell_is(text, "++") || learn_powershell_is(text, "--"))
		{
			text->at += 2;
			learn_powershell_value_unknown(value);
		}
		else if (at_member(text))
			read_member(text, element, type, &property, value);
		else if (learn_powershell_peek(text, 0) == '[')
			read_index(text, element, value);
		else
			break;
	}
	learn_buffer_free(&property);
	value->end = text->at;
}

void
learn_powershell_members(LearnPowerShellText *text,
						 LearnPowerShellElement *element,
						 LearnPowerShellValue *value)
{
	LearnBuffer none;

	learn_buffer_init(&none, 0);
	read_members(text, element, &none, value);
}

bool
learn_powershell_typed(LearnPowerShellText *text,
					   LearnPowerShellElement *element, LearnBuffer *name,
					   LearnPowerShellValue *value)
{
	size_t start = text->at;

	learn_powershell_type(text, element, name);
	if (!at_member(text))
		return false;
	learn_powershell_type_name(name);
	learn_powershell_value_init(text, value);
	value->name = start;
	read_members(text, element, name, value);
	return true;
}
