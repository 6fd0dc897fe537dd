/*-------------------------------------------------------------------------
 *
 * command.c
 *		What a command line does: its simple commands, as the shell sees them.
 *
 * Here is the list, and what bounds it: how many commands it holds, how deep
 * they nest, and how much is read in all.  Whatever is beyond these bounds is
 * not read, and the list is incomplete.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/*
 * The bytes that may be read: so many times the text, because what is nested
 * is read once for each level, and some more for what was short but encoded.
 */
#define BUDGET_FACTOR LEARN_COMMAND_DEPTH_MAX
#define BUDGET_MORE 65536

bool
learn_shell_by_name(const char *name, LearnShell *shell)
{
	static const char *const names[] = {
		[LEARN_SHELL_SH] = "sh",
		[LEARN_SHELL_POWERSHELL] = "powershell",
		[LEARN_SHELL_CMD] = "cmd",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		if (strcmp(names[i], name) == 0)
		{
			*shell = (LearnShell) i;
			return true;
		}
	}
	return false;
}

void
learn_command_incomplete(LearnCommandReader *reader, const char *format, ...)
{
	LearnCommands *commands = reader->commands;
	va_list arguments;

	if (commands->incomplete)
		return;
	commands->incomplete = true;
	va_start(arguments, format);
	learn_problem_set_arguments(&commands->why, LEARN_INVALID, NULL, format,
								arguments);
	va_end(arguments);
}

void
learn_command_exceeds(LearnCommandReader *reader, const char *what)
{
	reader->exceeded = true;
	learn_command_incomplete(reader, "%s", what);
}

int
learn_command_begin(LearnCommandReader *reader)
{
	LearnCommands *commands = reader->commands;
	LearnSimpleCommand *command;

	if (reader->failed)
		return -1;
	if (commands->count == LEARN_COMMANDS_MAX)
	{
		learn_command_exceeds(reader, "too many commands");
		return -1;
	}
	if (commands->count == reader->capacity)
	{
		int capacity = reader->capacity == 0 ? 8 : reader->capacity * 2;
		LearnSimpleCommand *grown =
			realloc(commands->items, (size_t) capacity * sizeof(*grown));

		if (grown == NULL)
		{
			reader->failed = true;
			return -1;
		}
		commands->items = grown;
		reader->capacity = capacity;
	}
	command = &commands->items[commands->count];
	memset(command, 0, sizeof(*command));
	command->program = "";
	command->parent = -1;
	return commands->count++;
}

/* What runs on Unix may call what runs on Windows, and the other way round. */
static void
read_nested(LearnCommandReader *reader, int index,
			const LearnCommandPlace *place)
{
	if (!reader->failed)
		learn_command_read_nested_unix(reader, index, place);
	if (!reader->failed)
		learn_command_read_nested_windows(reader, index, place);
}

void
learn_command_finish(LearnCommandReader *reader, int index,
					 LearnCommandDraft *draft, const LearnCommandPlace *place)
{
	LearnSimpleCommand *command = &draft->command;

	if (index < 0 || reader->failed ||
		!learn_command_draft_settle(reader, draft))
	{
		learn_command_draft_free(draft);
		return;
	}
	command->parent = place->parent;
	command->nesting = place->nesting;
	reader->failed = !learn_command_name_program(reader, command);
	reader->commands->items[index] = *command;
	learn_command_draft_free(draft);
	read_nested(reader, index, place);
}

void
learn_command_add_wrapped(LearnCommandReader *reader, int index, int first,
						  int count, LearnNesting nesting,
						  const LearnCommandPlace *place)
{
	LearnCommandPlace inner = {index, nesting, place->depth + 1};
	LearnSimpleCommand wrapped = reader->commands->items[index];
	int wrapped_index;

	if (count <= 0 || first < 0 || first + count > wrapped.word_count)
		return;
	if (!learn_command_may_read(reader, 0, &inner))
		return;
	wrapped_index = learn_command_begin(reader);
	if (wrapped_index < 0)
		return;
	wrapped.words += first;
	wrapped.word_count = count;
	wrapped.assignments = NULL;
	wrapped.assignment_count = 0;
	wrapped.parent = index;
	wrapped.nesting = nesting;
	reader->failed = !learn_command_name_program(reader, &wrapped);
	reader->commands->items[wrapped_index] = wrapped;
	read_nested(reader, wrapped_index, &inner);
}

bool
learn_command_is_wrapped(const LearnSimpleCommand *command,
						 const LearnSimpleCommand *parent)
{
	return command->word_count > 0 && parent->word_count > 0 &&
		   command->words > parent->words &&
		   command->words < parent->words + parent->word_count;
}

bool
learn_command_may_read(LearnCommandReader *reader, size_t length,
					   const LearnCommandPlace *place)
{
	if (reader->failed)
		return false;
	if (place->depth > LEARN_COMMAND_DEPTH_MAX)
		learn_command_exceeds(reader, "commands nest too deep");
	else if (length > reader->budget)
		learn_command_exceeds(reader, "too much text in nested commands");
	else
	{
		reader->budget -= length;
		return true;
	}
	return false;
}

void
learn_command_read(LearnCommandReader *reader, LearnShell shell,
				   const char *text, size_t length,
				   const LearnCommandPlace *place)
{
	if (!learn_command_may_read(reader, length, place))
		return;
	switch (shell)
	{
		case LEARN_SHELL_SH:
			learn_command_read_sh(reader, text, length, place);
			break;
		case LEARN_SHELL_POWERSHELL:
			learn_command_read_powershell(reader, text, length, place);
			break;
		case LEARN_SHELL_CMD:
			learn_command_read_cmd(reader, text, length, place);
			break;
	}
}

/*
 * Reads a text once more for what other shells would run of it, by POSIX
 * alone.  What they cannot read to its end they do not run, and so only the
 * first reading tells whether the text is complete; unless there is too much.
 */
static void
read_plain(LearnCommandReader *reader, const char *text, size_t length,
		   const LearnCommandPlace *place)
{
	LearnCommands *commands = reader->commands;
	bool incomplete = commands->incomplete;

	reader->plain = true;
	reader->budget += length * (1 + BUDGET_FACTOR);
	learn_command_read(reader, LEARN_SHELL_SH, text, length, place);
	if (!incomplete && !reader->exceeded)
	{
		commands->incomplete = false;
		memset(&commands->why, 0, sizeof(commands->why));
	}
}

LearnStatus
learn_commands_parse(LearnShell shell, const char *text, size_t length,
					 LearnCommands *commands)
{
	LearnCommandPlace place = {-1, LEARN_NESTED_NOT, 0};
	LearnCommandReader reader = {.commands = commands};

	memset(commands, 0, sizeof(*commands));
	learn_arena_init(&commands->arena);
	reader.budget = length * (1 + BUDGET_FACTOR) + BUDGET_MORE;
	learn_command_read(&reader, shell, text, length, &place);
	if (reader.doubtful)
		read_plain(&reader, text, length, &place);
	learn_command_read_piped_unix(&reader);
	return reader.failed ? LEARN_OUT_OF_MEMORY : LEARN_OK;
}

void
learn_commands_free(LearnCommands *commands)
{
	free(commands->items);
	learn_arena_free(&commands->arena);
	memset(commands, 0, sizeof(*commands));
}
