/*-------------------------------------------------------------------------
 *
 * command_powershell.c
 *		Reads PowerShell: statements, pipelines, and what they are made of.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>

/*
 * Bytes that may be written to compute constants: so many times the text, and
 * some more because short texts may have long constants.
 */
#define WORK_FACTOR 4
#define WORK_MORE 4096

/* ---- elements */

void
learn_powershell_element_init(LearnPowerShellElement *element,
							  const LearnPowerShellScope *scope)
{
	memset(element, 0, sizeof(*element));
	element->outer = scope->outer;
	element->place = scope->place;
	element->index = -1;
	element->blocks = LEARN_IN_BLOCK;
	element->draft.command.shell = LEARN_SHELL_POWERSHELL;
	element->draft.command.ends_pipeline = true;
}

LearnPowerShellScope
learn_powershell_inside(LearnPowerShellElement *element, LearnNesting nesting)
{
	LearnPowerShellScope inside = {.outer = element};

	inside.place.nesting = nesting;
	return inside;
}

bool
learn_powershell_begin(LearnPowerShellText *text,
					   LearnPowerShellElement *element)
{
	if (element->index >= 0)
		return true;
	if (element->outer != NULL)
	{
		if (!learn_powershell_begin(text, element->outer))
			return false;
		element->place.parent = element->outer->index;
		element->place.depth = element->outer->place.depth + 1;
	}
	if (learn_command_may_read(text->reader, 0, &element->place))
		element->index = learn_command_begin(text->reader);
	if (element->index < 0)
	{
		text->at = text->length;
		return false;
	}

	/* Each is a pipeline of its own, until it is said to be in another. */
	if (element->draft.command.pipeline_place == 0)
		element->draft.command.pipeline = text->reader->pipelines++;
	return true;
}

void
learn_powershell_add(LearnPowerShellText *text,
					 LearnPowerShellElement *element, const char *word)
{
	LearnWord added = {word, strlen(word), false, false, text->at, text->at};

	learn_command_add_word(text->reader, &element->draft, &added);
}

/* What a value is as one word: its text, or else how it is written. */
static LearnWord
value_word(const LearnPowerShellText *text, const LearnPowerShellValue *value)
{
	LearnWord word = {"",           0,         value->expands, value->quoted,
					  value->start, value->end};

	if (value->known && value->count == 1)
	{
		word.length = value->text.length;
		word.text = value->text.data != NULL ? value->text.data : "";
		return word;
	}
	word.text = text->start + value->start;
	word.length = value->end - value->start;
	return word;
}

void
learn_powershell_add_value(LearnPowerShellText *text,
						   LearnPowerShellElement *element,
						   const LearnPowerShellValue *value, bool split)
{
	LearnWord word = value_word(text, value);
	const char *at = value->text.data;

	if (!split || !value->known || value->count == 1)
	{
		learn_command_add_word(text->reader, &element->draft, &word);
		return;
	}
	for (int i = 0; i < value->count && !text->reader->failed; i++)
	{
		word.text = at;
		word.length = strlen(at);
		learn_command_add_word(text->reader, &element->draft, &word);
		at += word.length + 1;
	}
}

void
learn_powershell_finish(LearnPowerShellText *text,
						LearnPowerShellElement *element)
{
	learn_command_finish(text->reader, element->index, &element->draft,
						 &element->place);
}

/* ---- pipelines */

bool
learn_powershell_is_piped(LearnPowerShellText *text)
{
	size_t start;

	learn_powershell_skip_blanks(text);
	start = text->at;
	learn_powershell_skip_lines(text);
	if (learn_powershell_peek(text, 0) == '|' &&
		(learn_powershell_peek(text, 1) != '|' || text->at == start))
		return learn_powershell_peek(text, 1) != '|';
	text->at = text->at < text->length ? start : text->at;
	return false;
}

/* The length of the operator of an assignment here; 0: there is none. */
static size_t
assignment_length(const LearnPowerShellText *text)
{
	static const char *const operators[] = {"=",
											"+=",
											"*=",
											"/=",
											"%=",
											"?"
											"?=",
											"-="};

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
	{
		if (learn_powershell_is(text, operators[i]))
			return strlen(operators[i]);
	}
	return 0;
}

/* Notes "$name=value"; both are as they are written, but for a constant. */
static void
add_assignment(LearnPowerShellText *text, LearnPowerShellElement *element,
			   const LearnPowerShellValue *target, const char *operator,
			   size_t length, const LearnWord *value)
{
	LearnBuffer assignment;
	LearnWord word = {NULL,          0,         value->expands, value->quoted,
					  target->start, value->end};

	learn_buffer_init(&assignment, 0);
	learn_buffer_append(&assignment, text->start + target->name,
						target->end - target->name);
	learn_buffer_append(&assignment, operator, length);
	learn_buffer_append(&assignment, value->text, value->length);
	if (assignment.failed)
		text->reader->failed = true;
	else
	{
		word.text = assignment.data;
		word.length = assignment.length;
		learn_command_add_assignment(text->reader, &element->draft, &word);
	}
	learn_buffer_free(&assignment);
}

/*
 * What is assigned: an expression, a command, or a statement such as "if".
 * True when it was an expression, whose value the caller frees.
 */
static bool
read_assigned(LearnPowerShellText *text, LearnPowerShellElement *element,
			  LearnPowerShellValue *value)
{
	LearnPowerShellScope inside =
		learn_powershell_inside(element, LEARN_IN_SUBSTITUTION);
	bool called;

	learn_powershell_value_init(text, value);
	called = learn_powershell_call_operator(text);
	if (!called && learn_powershell_is_expression(text))
	{
		learn_powershell_expression(text, element, LEARN_LEVEL_LOGICAL, value);
		return true;
	}
	learn_powershell_value_unknown(value);
	if (called || !learn_powershell_control(text, &inside))
		learn_powershell_words(text, element, called);
	value->end = text->at;
	while (value->end > value->start &&
		   strchr(" \t", text->start[value->end - 1]) != NULL)
		value->end--;
	return false;
}

/*
 * The assignments that may begin with an expression, whose value becomes that
 * of the last one.  False: it ended with something else than an expression.
 */
static bool
read_assignments(LearnPowerShellText *text, LearnPowerShellElement *element,
				 LearnPowerShellValue *value)
{
	for (;;)
	{
		LearnPowerShellValue assigned;
		LearnWord word;
		size_t length;
		const char *operator;
		bool expression;

		learn_powershell_skip_blanks(text);
		length = assignment_length(text);
		if (length == 0)
			return true;
		operator= text->start + text->at;
		text->at += length;
		learn_powershell_skip_lines(text);
		if (!learn_powershell_begin(text, element))
			return true;
		expression = read_assigned(text, element, &assigned);
		word = (LearnWord){text->start + assigned.start,
						   assigned.end - assigned.start,
						   true,
						   false,
						   assigned.start,
						   assigned.end};
		if (assigned.known)
			word = value_word(text, &assigned);
		add_assignment(text, element, value, operator, length, &word);
		learn_powershell_value_free(value);
		*value = assigned;
		if (!expression)
			return false;
	}
}

/*
 * A variable with words behind it, which no expression has, is a command when
 * the variable was expanded in the text that is read: iex "$tool $arguments".
 * True when it was that.
 */
static bool
read_expanded_command(LearnPowerShellText *text,
					  LearnPowerShellElement *element,
					  const LearnPowerShellValue *value)
{
	if (learn_powershell_is_end(text) || element->index >= 0 ||
		!value->known || value->quoted || !value->expands ||
		value->count != 1 || text->start[value->start] != '$')
		return false;
	if (element->outer != NULL || element->place.nesting != LEARN_IN_SCRIPT)
		learn_command_incomplete(text->reader,
								 "what follows a variable cannot be read");
	text->at = value->start;
	if (learn_powershell_begin(text, element))
		learn_powershell_words(text, element, true);
	return true;
}

/*
 * An expression in a pipeline, or an assignment.  It is in the list when it
 * assigns, when commands belong to it, or when its value goes somewhere.
 */
static void
read_expression(LearnPowerShellText *text, LearnPowerShellScope *scope,
				LearnPowerShellElement *element)
{
	LearnSimpleCommand *command = &element->draft.command;
	LearnPowerShellValue value;
	bool expression;
	bool written;

	learn_powershell_expression(text, element, LEARN_LEVEL_LOGICAL, &value);
	expression = read_assignments(text, element, &value) &&
				 !read_expanded_command(text, element, &value);
	while (learn_powershell_redirection(text, element))
		;
	command->ends_pipeline = !learn_powershell_is_piped(text);
	written = !command->ends_pipeline ||
			  element->draft.redirection_count > 0 ||
			  (element->index >= 0 && element->draft.assignment_count == 0);
	if (expression && written && learn_powershell_begin(text, element))
	{
		learn_powershell_add(text, element, "Write-Output");
		learn_powershell_add_value(text, element, &value, true);
	}
	if (expression && scope->value != NULL && command->ends_pipeline &&
		element->draft.assignment_count == 0 &&
		element->draft.redirection_count == 0 && scope->statements == 0)
	{
		learn_powershell_value_free(scope->value);
		*scope->value = value;
	}
	else
		learn_powershell_value_free(&value);
}

/* One command or expression of a pipeline.  False: nothing was there. */
static bool
read_element(LearnPowerShellText *text, LearnPowerShellScope *scope,
			 LearnPowerShellElement *element)
{
	size_t start;
	bool called;

	learn_powershell_skip_blanks(text);
	start = text->at;
	called = learn_powershell_call_operator(text);
	if (!called && learn_powershell_is_expression(text))
		read_expression(text, scope, element);
	else if (!called && learn_powershell_is_end(text))
		return false;
	else if (learn_powershell_begin(text, element))
	{
		learn_powershell_words(text, element, called);
		element->draft.command.ends_pipeline =
			!learn_powershell_is_piped(text);
	}
	if (learn_powershell_peek(text, 0) == '&' &&
		learn_powershell_peek(text, 1) != '&')
	{
		element->draft.command.in_background = true;
		text->at++;
	}
	return text->at > start;
}

static void
read_pipeline(LearnPowerShellText *text, LearnPowerShellScope *scope)
{
	int pipeline = -1;

	for (int place = 0;; place++)
	{
		LearnPowerShellElement element;
		bool more;

		learn_powershell_element_init(&element, scope);
		element.draft.command.pipeline_place = place;
		element.draft.command.pipeline = pipeline;
		more = read_element(text, scope, &element) &&
			   !element.draft.command.ends_pipeline;
		pipeline = element.draft.command.pipeline;
		learn_powershell_finish(text, &element);
		if (!more || learn_powershell_at_end(text))
			break;
		text->at++; /* the pipe */
		learn_powershell_skip_lines(text);
		if (learn_powershell_is_end(text))
		{
			learn_command_incomplete(text->reader,
									 "a command is missing behind a pipe");
			break;
		}
	}
}

void
learn_powershell_pipelines(LearnPowerShellText *text,
						   LearnPowerShellScope *scope)
{
	for (;;)
	{
		read_pipeline(text, scope);
		learn_powershell_skip_blanks(text);
		if (!learn_powershell_is(text, "&&") &&
			!learn_powershell_is(text, "||"))
		{
			/* Attributes stand before the parameters of a script. */
			if (!learn_powershell_is_end(text) &&
				!learn_powershell_is_word(text, "param"))
				learn_command_incomplete(text->reader,
										 "what follows a command cannot be "
										 "read");
			break;
		}
		text->at += 2;
		scope->statements++;
		learn_powershell_skip_lines(text);
	}
}

/* ---- statements */

void
learn_powershell_statement(LearnPowerShellText *text,
						   LearnPowerShellScope *scope)
{
	learn_powershell_skip_lines(text);
	if (!learn_powershell_control(text, scope))
		learn_powershell_pipelines(text, scope);
	scope->statements++;
}

/* Goes over what ends statements, and over a bracket that nothing opened. */
static bool
skip_ends(LearnPowerShellText *text, char closing)
{
	for (;;)
	{
		char character;

		learn_powershell_skip_lines(text);
		if (learn_powershell_at_end(text))
			return false;
		character = learn_powershell_peek(text, 0);
		if (closing != '\0' && character == closing)
			return false;
		if (character == ')' || character == '}')
			learn_command_incomplete(text->reader,
									 "a closing bracket closes nothing");
		else if (character != ';')
			return true;
		text->at++;
	}
}

void
learn_powershell_statements(LearnPowerShellText *text,
							LearnPowerShellScope *scope, char closing)
{
	bool commas_end = text->commas_end;

	if (!learn_powershell_open(text))
		return;
	text->commas_end = false;
	while (!text->reader->failed && skip_ends(text, closing))
	{
		size_t start = text->at;

		learn_powershell_statement(text, scope);
		if (text->at > start)
			continue;
		learn_command_incomplete(text->reader, "a statement cannot be read");
		text->at++;
	}
	if (!learn_powershell_at_end(text))
		text->at++;
	else if (closing != '\0')
		learn_command_incomplete(text->reader, "a closing bracket is missing");
	text->commas_end = commas_end;
	learn_powershell_close(text);
}

void
learn_command_read_powershell(LearnCommandReader *reader, const char *text,
							  size_t length, const LearnCommandPlace *place)
{
	LearnPowerShellText read = {
		.reader = reader,
		.start = text,
		.length = length,
		.work = length * WORK_FACTOR + WORK_MORE,
	};
	LearnPowerShellScope scope = {.place = *place};

	learn_powershell_statements(&read, &scope, '\0');
}
