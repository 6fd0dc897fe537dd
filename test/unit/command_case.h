/*-------------------------------------------------------------------------
 *
 * command_case.h
 *		What the reader of commands makes of a script, as a text to compare.
 *
 * A line for each command: its program, its words in brackets ("$" behind one
 * that expands), assignments and redirections in braces, its place in the
 * pipeline when that is not the first, "&", and where it stands: the line of
 * the other command, counted from 0, and how.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_COMMAND_CASE_H
#define LEARN_TEST_COMMAND_CASE_H

#include "core/buffer.h"
#include "core/command.h"

static void
append_word(LearnBuffer *text, const char *before, const LearnWord *word,
			const char *after)
{
	learn_buffer_append_string(text, before);
	learn_buffer_append(text, word->text, word->length);
	learn_buffer_append_string(text, word->expands ? "$" : "");
	learn_buffer_append_string(text, after);
}

static void
append_command(LearnBuffer *text, const LearnSimpleCommand *command)
{
	static const char *const nestings[] = {"",        "substitution", "script",
										   "encoded", "wrapper",      "remote",
										   "block"};

	learn_buffer_append_string(text, command->program);
	for (int i = 0; i < command->assignment_count; i++)
		append_word(text, " {", &command->assignments[i], "}");
	for (int i = 0; i < command->word_count; i++)
		append_word(text, i == 0 ? " [" : "[", &command->words[i], "]");
	for (int i = 0; i < command->redirection_count; i++)
	{
		learn_buffer_append_format(text, " {%s ",
								   command->redirections[i].operator);
		append_word(text, "", &command->redirections[i].target, "}");
	}
	if (command->pipeline_place > 0)
		learn_buffer_append_format(text, " |%d", command->pipeline_place);
	if (!command->ends_pipeline)
		learn_buffer_append_string(text, " |");
	if (command->in_background)
		learn_buffer_append_string(text, " &");
	if (command->parent >= 0)
		learn_buffer_append_format(text, " %s of %d",
								   nestings[command->nesting],
								   command->parent);
	learn_buffer_append_string(text, "\n");
}

/* The caller frees the text. */
static char *
read_commands(LearnShell shell, const char *script, size_t length)
{
	LearnCommands commands;
	LearnBuffer text;

	assert_int_equal(learn_commands_parse(shell, script, length, &commands),
					 LEARN_OK);
	learn_buffer_init(&text, 0);
	for (int i = 0; i < commands.count; i++)
		append_command(&text, &commands.items[i]);
	if (commands.incomplete)
		learn_buffer_append_format(&text, "incomplete: %s\n",
								   commands.why.message);
	learn_commands_free(&commands);
	return learn_buffer_detach(&text, NULL);
}

typedef struct CommandCase
{
	const char *script;
	const char *commands;
} CommandCase;

/* Checks that each script is read as it should be. */
static void
check_commands(LearnShell shell, const CommandCase *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		char *text =
			read_commands(shell, cases[i].script, strlen(cases[i].script));

		if (strcmp(text, cases[i].commands) != 0)
			print_error("read: %s\n", cases[i].script);
		assert_string_equal(text, cases[i].commands);
		free(text);
	}
}

#define CHECK_COMMANDS(shell, cases)                                          \
	check_commands(shell, cases, sizeof(cases) / sizeof((cases)[0]))

#endif /* LEARN_TEST_COMMAND_CASE_H */
