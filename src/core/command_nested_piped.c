/*-------------------------------------------------------------------------
 *
 * command_nested_piped.c
 *		Scripts that one command writes and another one runs.
 *
 * "echo TEXT | sh", "base64 -d <<< TEXT | sh", "eval $(echo TEXT)" and "echo
 * TEXT | crontab -" have their script in the text as well as "sh -c TEXT".
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

/*
 * Does a command run what it has from a substitution as its script?
 */
static bool
runs_substitution(const LearnSimpleCommand *command)
{
	const char *program = command->program;

	return learn_nested_is_shell(program) ||
		   learn_nested_is_one_of(program, strlen(program), "eval source .");
}

/* Is the command's program what a substitution writes? */
static bool
is_substituted_program(const LearnSimpleCommand *command)
{
	return command->word_count > 0 && command->program[0] == '\0' &&
		   (strncmp(command->words[0].text, "$(", 2) == 0 ||
			command->words[0].text[0] == '`');
}

/*
 * Looks at a command that reads another one's output.
 */
static void
read_input(LearnCommandReader *reader, int index)
{
	bool encoded = false;
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	if (learn_nested_input(reader, index, &text, &encoded, 0) &&
		text.length > 0 && !text.failed)
		learn_nested_feed(reader, index, text.data, text.length,
						  encoded ? LEARN_IN_ENCODED : LEARN_IN_SCRIPT);
	reader->failed = reader->failed || text.failed;
	learn_buffer_free(&text);
}

/*
 * Looks at a command whose output becomes a part of the one that it stands in.
 */
static void
read_substituted(LearnCommandReader *reader, int index)
{
	const LearnSimpleCommand *command = &reader->commands->items[index];
	const LearnSimpleCommand *parent =
		&reader->commands->items[command->parent];
	int parent_index = command->parent;
	bool is_program = is_substituted_program(parent);
	bool encoded = false;
	LearnBuffer text;

	if (!is_program && !runs_substitution(parent))
		return;
	learn_buffer_init(&text, 0);
	if (learn_nested_output(reader, index, &text, &encoded, 0) &&
		text.length > 0)
	{
		while (text.length > 0 && strchr(" \n", text.data[text.length - 1]))
			learn_buffer_truncate(&text, text.length - 1);
		for (int i = 1; is_program && i < parent->word_count; i++)
		{
			learn_buffer_append(&text, " ", 1);
			learn_buffer_append(&text, parent->words[i].text,
								parent->words[i].length);
		}
		if (!text.failed)
			learn_nested_run(reader, parent_index, text.data, text.length,
							 encoded ? LEARN_IN_ENCODED : LEARN_IN_SCRIPT);
	}
	reader->failed = reader->failed || text.failed;
	learn_buffer_free(&text);
}

void
learn_command_read_piped_unix(LearnCommandReader *reader)
{
	const LearnCommands *commands = reader->commands;

	/* The list grows by what is found, which is looked at in its turn. */
	for (int i = 0; i < commands->count && !reader->failed; i++)
	{
		const LearnSimpleCommand *command = &commands->items[i];

		if (command->shell != LEARN_SHELL_SH)
			continue;
		if (command->nesting == LEARN_IN_SUBSTITUTION &&
			command->ends_pipeline && command->parent >= 0)
			read_substituted(reader, i);
		else if (command->pipeline_place > 0)
			read_input(reader, i);
	}
}
