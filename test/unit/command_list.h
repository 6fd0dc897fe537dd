/*-------------------------------------------------------------------------
 *
 * command_list.h
 *		What a command line does, as a text that tests can compare.
 *
 * One line for each command.  A number and a letter tell what it belongs to
 * and how: "2s" is a script of the third line; $ a substitution, e an encoded
 * script, w behind a wrapper, r remote, b a block.  "|" is before whatever
 * reads from a pipe.  Then its program, its words but the first in <>, its
 * assignments in {}, its redirections in [], and "&" in the background.  "~"
 * is behind a word that expands.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_COMMAND_LIST_H
#define LEARN_TEST_COMMAND_LIST_H

#include "core/buffer.h"
#include "core/command.h"

typedef struct CommandCase
{
	const char *text;
	const char *commands;
} CommandCase;

static inline void
append_command(LearnBuffer *list, const LearnSimpleCommand *command)
{
	static const char nestings[] = "?$sewrb";

	if (command->parent >= 0)
		learn_buffer_append_format(list, "%d%c ", command->parent,
								   nestings[command->nesting]);
	if (command->pipeline_place > 0)
		learn_buffer_append_string(list, "| ");
	learn_buffer_append_string(list, command->program);
	for (int i = 1; i < command->word_count; i++)
		learn_buffer_append_format(list, " <%s>%s", command->words[i].text,
								   command->words[i].expands ? "~" : "");
	for (int i = 0; i < command->assignment_count; i++)
		learn_buffer_append_format(list, " {%s}%s",
								   command->assignments[i].text,
								   command->assignments[i].expands ? "~" : "");
	for (int i = 0; i < command->redirection_count; i++)
		learn_buffer_append_format(list, " [%s %s]",
								   command->redirections[i].operator,
								   command->redirections[i].target.text);
	learn_buffer_append_string(list, command->in_background ? " &\n" : "\n");
}

/* The commands of a text; the caller frees the list. */
static inline char *
command_list(LearnShell shell, const char *text)
{
	LearnCommands commands;
	LearnBuffer list;

	learn_buffer_init(&list, 0);
	assert_int_equal(learn_commands_parse(shell, text, strlen(text),
										  &commands),
					 LEARN_OK);
	for (int i = 0; i < commands.count; i++)
		append_command(&list, &commands.items[i]);
	if (commands.incomplete)
		learn_buffer_append_format(&list, "incomplete: %s\n",
								   commands.why.message);
	learn_commands_free(&commands);
	return learn_buffer_detach(&list, NULL);
}

/* Compares all cases, and tells which texts are read otherwise. */
static inline void
check_command_cases(LearnShell shell, const CommandCase *cases, size_t count)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++)
	{
		char *list = command_list(shell, cases[i].text);

		assert_non_null(list);
		if (strcmp(list, cases[i].commands) != 0)
		{
			print_error("%s\nis read as:\n%sinstead of:\n%s\n", cases[i].text,
						list, cases[i].commands);
			wrong++;
		}
		free(list);
	}
	assert_int_equal(wrong, 0);
}

#define CHECK_COMMANDS(shell, cases)                                          \
	check_command_cases(shell, cases, sizeof(cases) / sizeof((cases)[0]))

#endif /* LEARN_TEST_COMMAND_LIST_H */
