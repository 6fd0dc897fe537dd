/*-------------------------------------------------------------------------
 *
 * command_sh_expansion.c
 *		What begins with $ or ` in a word for sh, and the commands in it.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh.h"

#include <string.h>

/* How many ${…}, $((…)) and name=(…) may be open at once. */
#define NESTING_MAX 32

bool
learn_sh_enter(LearnShText *text)
{
	if (text->nesting == NESTING_MAX)
	{
		learn_sh_stop(text, "expansions nest too deep");
		return false;
	}
	text->nesting++;
	return true;
}

/*
 * Ends an expansion: it stays in the word as it is written from start on,
 * whatever letters were read of it.
 */
static void
put_raw(LearnShText *text, LearnShWord *word, size_t letters, size_t start)
{
	learn_sh_forget(text, letters);
	if (!text->stopped) /* else it would be all that is left */
		learn_sh_put_text(text, text->text + start, text->at - start,
						  LEARN_SH_RAW);
	word->expands = true;
}

void
learn_sh_read_substitution(LearnShText *text, char closing)
{
	LearnCommandPlace place = {text->owner, LEARN_IN_SUBSTITUTION,
							   text->depth + 1};
	int owner = text->owner;
	int depth = text->depth;
	int nesting = text->nesting;

	if (place.depth > LEARN_COMMAND_DEPTH_MAX)
	{
		learn_sh_stop(text, "commands nest too deep");
		return;
	}
	text->nesting = 0;
	learn_sh_read_list(text, &place, closing);
	text->nesting = nesting;
	text->owner = owner;
	text->depth = depth;
}

/*
 * The commands between backquotes are read from a copy without the
 * backslashes that the backquotes ask for; where words stand in them is told
 * as if there were none.
 */
void
learn_sh_read_backquotes(LearnShText *text, LearnShWord *word, bool in_double)
{
	LearnCommandPlace place = {text->owner, LEARN_IN_SUBSTITUTION,
							   text->depth + 1};
	size_t letters = text->letters.length;
	size_t start = text->at++;
	LearnBuffer script;

	learn_buffer_init(&script, 0);
	while (!learn_sh_at_end(text) && learn_sh_peek(text, 0) != '`')
	{
		char next = learn_sh_peek(text, 1);

		if (learn_sh_peek(text, 0) == '\\' &&
			(next == '\\' || next == '`' || next == '$' ||
			 (next == '"' && in_double)))
			text->at++;
		learn_buffer_append(&script, text->text + text->at, 1);
		text->at++;
	}
	if (learn_sh_at_end(text))
		learn_command_incomplete(text->reader, "missing \"`\"");
	else
		text->at++;
	if (script.failed)
		text->reader->failed = true;
	else if (script.length > 0)
		learn_sh_read_script(text->reader, script.data, script.length,
							 text->base + start + 1, &place);
	learn_buffer_free(&script);
	put_raw(text, word, letters, start);
}

/*
 * Reads what both arithmetic and ${…} have: quotes and expansions; false when
 * it is something else.
 */
static bool
read_quoted_or_expansion(LearnShText *text, LearnShWord *word, bool in_double)
{
	char byte = learn_sh_peek(text, 0);

	if (byte == '$')
		learn_sh_read_dollar(text, word, in_double);
	else if (byte == '`')
		learn_sh_read_backquotes(text, word, in_double);
	else if (byte == '\\')
		text->at += text->at + 1 < text->length ? 2 : 1;
	else if (byte == '"')
	{
		text->at++;
		learn_sh_read_double(text, word);
	}
	else
		return false;
	return true;
}

/* With more open parentheses it is no arithmetic that anybody would write. */
#define PARENTHESES_MAX 1000

/* Reading what was thought to be arithmetic again costs so many times more. */
#define ARITHMETIC_COST 16

/*
 * Gives up reading arithmetic: it will be read again, as commands, and that
 * must not happen for ever.
 */
static bool
no_arithmetic(LearnShText *text, size_t before)
{
	size_t read = (text->at - before) * ARITHMETIC_COST;

	if (read > text->reader->budget)
	{
		learn_sh_stop(text, "too many parentheses");
		return true;
	}
	text->reader->budget -= read;
	text->at = before;
	return false;
}

bool
learn_sh_read_arithmetic(LearnShText *text, LearnShWord *word)
{
	size_t before = text->at;
	int open = 0;

	if (!learn_sh_enter(text))
		return true;
	while (!learn_sh_at_end(text) && open <= PARENTHESES_MAX)
	{
		char byte = learn_sh_peek(text, 0);

		if (byte == ')' && open == 0)
			break;
		open += (byte == '(') - (byte == ')');
		if (byte == '\'' || byte == '"')
			text->reader->doubtful = true;
		if (byte == '\'' && !text->reader->plain)
		{
			text->at++;
			learn_sh_read_single(text);
		}
		else if ((byte == '"' && text->reader->plain) ||
				 !read_quoted_or_expansion(text, word, true))
			text->at++;
	}
	text->nesting--;
	if (text->stopped)
		return true;
	if (open != 0 || learn_sh_peek(text, 0) != ')' ||
		learn_sh_peek(text, 1) != ')')
		return no_arithmetic(text, before);
	text->at += 2;
	return true;
}

/*
 * In "${x:-…}" a single quote is none by POSIX, but is for bash; both take it
 * for one in "${x#…}".  Outside double quotes nobody disagrees.
 */
static bool
has_single_quotes(const LearnShText *text, bool in_double)
{
	size_t distance = 0;
	char byte = learn_sh_peek(text, 0);

	if (!in_double)
		return true;
	if ((byte == '#' || byte == '!') && learn_sh_peek(text, 1) != '}')
		distance++;
	if (learn_sh_name_length(text->text + text->at + distance,
							 text->length - text->at - distance) > 0)
		distance += learn_sh_name_length(text->text + text->at + distance,
										 text->length - text->at - distance);
	else
		distance++;
	byte = learn_sh_peek(text, distance);
	return byte == '#' || byte == '%';
}

/*
 * Reads ${…} behind its "{".
 */
static void
read_parameter(LearnShText *text, LearnShWord *word, bool in_double)
{
	bool singles = has_single_quotes(text, in_double);

	if (!learn_sh_enter(text))
		return;
	while (!learn_sh_at_end(text) && learn_sh_peek(text, 0) != '}')
	{
		char byte = learn_sh_peek(text, 0);

		if (byte == '\'' && !singles)
			text->reader->doubtful = true;
		if (byte == '\'' && (singles || !text->reader->plain))
		{
			text->at++;
			learn_sh_read_single(text);
		}
		else if ((byte == '<' || byte == '>') && !in_double &&
				 learn_sh_peek(text, 1) == '(')
		{
			text->at += 2;
			learn_sh_read_substitution(text, ')');
		}
		else if (!read_quoted_or_expansion(text, word, in_double))
			text->at++;
	}
	text->nesting--;
	if (learn_sh_at_end(text))
		learn_command_incomplete(text->reader, "missing '}'");
	else
		text->at++;
}

/*
 * Reads the braces behind $: mostly a parameter, but "${ date; }" has commands.
 */
static void
read_braces(LearnShText *text, LearnShWord *word, size_t start, bool in_double)
{
	size_t letters = text->letters.length;
	char byte;
	size_t name;

	text->at++;
	byte = learn_sh_peek(text, 0);
	name =
		learn_sh_name_length(text->text + text->at, text->length - text->at);
	if (name == 3 && memcmp(text->text + text->at, "IFS", 3) == 0 &&
		!in_double)
	{
		read_parameter(text, word, in_double);
		learn_sh_forget(text, letters);
		learn_sh_put_text(text, text->text + start, text->at - start,
						  LEARN_SH_SPLIT);
		word->splits = true;
		return;
	}
	if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '|')
	{
		text->at++;
		learn_sh_read_substitution(text, '}');
	}
	else
		read_parameter(text, word, in_double);
	put_raw(text, word, letters, start);
}

/*
 * Reads $name, $1 or $?; a continued line within the name is left out.
 */
static void
read_name(LearnShText *text, LearnShWord *word, bool in_double)
{
	size_t first = text->letters.length;
	bool one = learn_sh_name_length(text->text + text->at, 1) == 0;

	learn_sh_put(text, '$', LEARN_SH_RAW);
	do
	{
		learn_sh_put(text, text->text[text->at], LEARN_SH_RAW);
		text->at++;
		learn_sh_skip_continuations(text);
	} while (!one && !learn_sh_at_end(text) &&
			 (learn_sh_name_length(text->text + text->at, 1) == 1 ||
			  (text->text[text->at] >= '0' && text->text[text->at] <= '9')));
	if (!in_double && text->letters.length - first == 4 &&
		memcmp(text->letters.data + first, "$IFS", 4) == 0)
	{
		memset(text->marks.data + first, LEARN_SH_SPLIT, 4);
		word->splits = true;
	}
	else
		word->expands = true;
}

/*
 * Reads the parentheses behind $: arithmetic, or commands.
 */
static void
read_parentheses(LearnShText *text, LearnShWord *word, size_t start)
{
	size_t letters = text->letters.length;

	text->at++;
	learn_sh_skip_continuations(text);
	if (learn_sh_peek(text, 0) == '(')
	{
		text->at++;
		if (!learn_sh_read_arithmetic(text, word))
		{
			text->at--;
			learn_sh_read_substitution(text, ')');
		}
	}
	else
		learn_sh_read_substitution(text, ')');
	put_raw(text, word, letters, start);
}

void
learn_sh_read_dollar(LearnShText *text, LearnShWord *word, bool in_double)
{
	size_t start = text->at++;
	char byte;

	learn_sh_skip_continuations(text);
	byte = learn_sh_peek(text, 0);
	if (byte == '(')
		read_parentheses(text, word, start);
	else if (byte == '{')
		read_braces(text, word, start, in_double);
	else if (byte == '\'' && !in_double && !text->reader->plain)
	{
		text->at++;
		word->quoted = true;
		learn_sh_read_ansi(text);
	}
	else if (byte == '"' && !in_double && !text->reader->plain)
	{
		text->at++;
		word->quoted = true;
		learn_sh_read_double(text, word);
	}
	else if (byte != '\0' && (learn_sh_name_length(&byte, 1) == 1 ||
							  strchr("0123456789@*#?$!-", byte) != NULL))
		read_name(text, word, in_double);
	else
		learn_sh_put(text, '$', in_double ? LEARN_SH_QUOTED : LEARN_SH_PLAIN);
}
