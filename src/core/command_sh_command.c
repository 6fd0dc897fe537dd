/*-------------------------------------------------------------------------
 *
 * command_sh_command.c
 *		Simple commands for sh, and what is written like one.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh_list.h"

#include <string.h>

/*
 * Where a subscript, at which a text begins, ends if an assignment follows.
 */
static size_t
subscript_length(const char *text, size_t length)
{
	for (size_t i = 1; i + 1 < length; i++)
	{
		if (text[i] == ']' && (text[i + 1] == '=' || text[i + 1] == '+'))
			return i + 1;
	}
	return 0;
}

/*
 * Is the word that was read last an assignment, NAME=…, NAME+=… or NAME[…]=…?
 */
static bool
is_assignment(const LearnShText *text, const LearnShWord *word)
{
	size_t length = text->letters.length - word->first;
	const char *letters;
	const char *marks;
	size_t name;
	size_t at;

	if (length == 0)
		return false;
	letters = text->letters.data + word->first;
	marks = text->marks.data + word->first;
	name = learn_sh_name_length(letters, length);
	at = name;
	if (at < length && letters[at] == '[')
		at += subscript_length(letters + at, length - at);
	if (at < length && letters[at] == '+')
		at++;
	if (name == 0 || at >= length || letters[at] != '=' ||
		marks[at] != LEARN_SH_PLAIN)
		return false;
	for (size_t i = 0; i < name; i++)
	{
		if (marks[i] != LEARN_SH_PLAIN)
			return false;
	}
	return true;
}

/*
 * Reads "()" behind a name: what comes next is the body of a function.
 */
static bool
read_definition(LearnShList *list, LearnShCommand *command, size_t end)
{
	LearnShText *text = list->text;
	LearnCommandDraft *draft = &command->draft;
	LearnWord name;

	if (draft->word_count != 1 || draft->assignment_count > 0 ||
		draft->redirection_count > 0)
		return false;
	text->at++;
	learn_sh_skip_blanks(text);
	if (learn_sh_peek(text, 0) != ')')
	{
		text->at = end;
		return false;
	}
	text->at++;
	name = draft->words[0];
	draft->word_count = 0;
	learn_sh_add_literal(list, command, "function", strlen("function"), end);
	learn_command_add_word(text->reader, draft, &name);
	learn_sh_finish(list, command);
	list->function = command->index;
	list->continues = true;
	return true;
}

/*
 * Adds the word that was read last to a command.
 */
static void
add_word(LearnShList *list, LearnShCommand *command, const LearnShWord *word)
{
	LearnShText *text = list->text;

	if (command->draft.word_count == 0 && is_assignment(text, word))
	{
		LearnWord made = learn_sh_make_word(text, word);

		learn_command_add_assignment(text->reader, &command->draft, &made);
	}
	else
		learn_sh_add_fields(text, &command->draft, word);
	learn_sh_forget(text, word->first);
}

void
learn_sh_read_command(LearnShList *list)
{
	LearnShText *text = list->text;
	LearnShCommand command;
	size_t start = text->at;

	if (learn_sh_frame(list)->ended && learn_sh_peek(text, 0) != '<' &&
		learn_sh_peek(text, 0) != '>' && learn_sh_peek(text, 0) != '&' &&
		!(learn_sh_peek(text, 0) >= '0' && learn_sh_peek(text, 0) <= '9'))
		learn_command_incomplete(text->reader,
								 "a word behind a compound command");
	if (!learn_sh_begin(list, &command))
		return;
	for (;;)
	{
		LearnShWord word;

		learn_sh_skip_blanks(text);
		if (learn_sh_peek(text, 0) == '(' &&
			read_definition(list, &command, text->at))
			return;
		if (learn_sh_read_redirection(list, &command))
			continue;
		if (!learn_sh_read_word(text, &word))
		{
			learn_sh_forget(text, word.first);
			if (learn_sh_peek(text, 0) == '(')
				learn_command_incomplete(text->reader,
										 "a parenthesis behind a word");
			break;
		}
		add_word(list, &command, &word);
	}
	if (text->at == start && !text->stopped)
	{
		/* Not even a word: neither can it be read, nor can it stay. */
		learn_command_incomplete(text->reader, "unexpected \"%c\"",
								 text->text[start]);
		text->at++;
	}
	learn_sh_finish(list, &command);
}

/*
 * Is what stands in "((" no command for any shell, like x++ and i=0?
 */
static bool
is_only_arithmetic(const char *text, size_t length)
{
	bool changes = false;

	for (size_t i = 0; i < length; i++)
	{
		if (strchr(" \t\n;&|<>()$`'\"#\\", text[i]) != NULL)
			return false;
		changes = changes || text[i] == '=' ||
				  (i > 0 && text[i] == text[i - 1] &&
				   (text[i] == '+' || text[i] == '-'));
	}
	return changes;
}

/*
 * Reads "((" that is arithmetic for bash once more, for those who see two
 * parentheses.
 */
static void
read_as_commands(LearnShText *text, int index, size_t start, size_t length,
				 int depth)
{
	LearnCommandPlace place = {index, LEARN_IN_BLOCK, depth + 1};
	const char *content = text->text + start;

	if (is_only_arithmetic(content, length))
		return;
	if (memchr(content, '#', length) != NULL)
		text->reader->doubtful = true; /* it ends elsewhere */
	learn_sh_read_script(text->reader, content, length, text->base + start,
						 &place);
}

bool
learn_sh_read_arithmetic_command(LearnShList *list)
{
	LearnShText *text = list->text;
	size_t start = text->at;
	LearnShWord word = {.first = text->letters.length, .start = start};
	LearnShCommand command;
	int function = list->function;
	bool is_arithmetic;
	size_t length;

	if (text->reader->plain || !learn_sh_begin(list, &command))
		return text->stopped;
	is_arithmetic = learn_sh_read_arithmetic(text, &word);
	learn_sh_forget(text, word.first);
	length = text->at - start;
	if (is_arithmetic && length >= 2)
	{
		length -= 2;
		learn_sh_add_literal(list, &command, "((", 2, start);
		learn_sh_add_literal(list, &command, text->text + start, length,
							 start);
	}
	learn_sh_finish(list, &command);
	if (is_arithmetic)
		read_as_commands(text, command.index, start, length,
						 command.place.depth);
	else
		list->function = function; /* an empty command is left behind */
	return is_arithmetic;
}
