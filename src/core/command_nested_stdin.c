/*-------------------------------------------------------------------------
 *
 * command_nested_stdin.c
 *		Scripts that programs read from their standard input.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

/*
 * Where the command of a line of a crontab begins; NULL: it has none.
 */
static const char *
crontab_command(const char *line, const char *end)
{
	int fields;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (line == end || *line == '#')
		return NULL;
	fields = *line == '@' ? 1 : 5;
	if (fields == 5 && *line != '*' && (*line < '0' || *line > '9'))
		return NULL; /* NAME=value */
	while (fields-- > 0)
	{
		while (line < end && *line != ' ' && *line != '\t')
			line++;
		while (line < end && (*line == ' ' || *line == '\t'))
			line++;
	}
	return line < end ? line : NULL;
}

static void
read_crontab(const LearnNested *nested, const char *text, size_t length,
			 LearnNesting nesting)
{
	const char *end = text + length;

	while (text < end)
	{
		const char *line_end = memchr(text, '\n', (size_t) (end - text));
		const char *command;

		if (line_end == NULL)
			line_end = end;
		command = crontab_command(text, line_end);
		if (command != NULL)
			learn_nested_script(nested, command, (size_t) (line_end - command),
								nesting);
		text = line_end < end ? line_end + 1 : end;
	}
}

/*
 * How deep a command is: so many others it stands in.
 */
static int
depth_of(const LearnCommandReader *reader, int index)
{
	int depth = 0;

	while (reader->commands->items[index].parent >= 0)
	{
		index = reader->commands->items[index].parent;
		depth++;
	}
	return depth;
}

/*
 * Does the command at "child" have the standard input of the one at index,
 * which runs it elsewhere?  What is merely wrapped shares its redirections
 * and its place in the pipeline, and so is looked at by itself.
 */
static bool
inherits(const LearnCommandReader *reader, int child, int index, bool remote)
{
	const LearnSimpleCommand *items = reader->commands->items;
	const LearnSimpleCommand *command = &items[child];

	return command->parent == index && command->pipeline_place == 0 &&
		   (remote ? command->nesting == LEARN_BEHIND_WRAPPER
				   : command->nesting == LEARN_IN_REMOTE &&
						 !learn_command_is_wrapped(command, &items[index]));
}

/*
 * Reads a text for a command, or for those that it runs elsewhere.
 */
static void
feed(LearnCommandReader *reader, int index, const char *text, size_t length,
	 LearnNesting nesting, bool remote)
{
	LearnCommandPlace place = {-1, LEARN_NESTED_NOT, depth_of(reader, index)};
	LearnNested nested = {reader, index, &place,
						  reader->commands->items[index]};
	int count = reader->commands->count;

	switch (learn_nested_stdin(&nested))
	{
		case LEARN_STDIN_REMOTE:
			learn_nested_script(&nested, text, length,
								nesting == LEARN_IN_SCRIPT ? LEARN_IN_REMOTE
														   : nesting);
			break;
		case LEARN_STDIN_SCRIPT:
			learn_nested_script(&nested, text, length, nesting);
			break;
		case LEARN_STDIN_CRONTAB:
			read_crontab(&nested, text, length, nesting);
			break;
		case LEARN_STDIN_OTHER:
			for (int i = index + 1; i < count; i++)
			{
				if (inherits(reader, i, index, remote))
					feed(reader, i, text, length, nesting, true);
			}
			break;
	}
}

void
learn_nested_feed(LearnCommandReader *reader, int index, const char *text,
				  size_t length, LearnNesting nesting)
{
	feed(reader, index, text, length, nesting, false);
}

void
learn_nested_run(LearnCommandReader *reader, int index, const char *text,
				 size_t length, LearnNesting nesting)
{
	LearnCommandPlace place = {-1, LEARN_NESTED_NOT, depth_of(reader, index)};
	LearnNested nested = {reader, index, &place,
						  reader->commands->items[index]};

	learn_nested_script(&nested, text, length, nesting);
}
