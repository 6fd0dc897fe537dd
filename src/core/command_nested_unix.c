/*-------------------------------------------------------------------------
 *
 * command_nested_unix.c
 *		The commands that programs of Unix run out of their arguments.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

void
learn_nested_script(const LearnNested *nested, const char *text, size_t length,
					LearnNesting nesting)
{
	LearnCommandPlace place = {nested->index, nesting,
							   nested->place->depth + 1};

	learn_command_read(nested->reader, LEARN_SHELL_SH, text, length, &place);
}

void
learn_nested_joined(const LearnNested *nested, int first, int end,
					LearnNesting nesting)
{
	const LearnWord *words = nested->command.words;
	LearnBuffer text;

	if (first >= end)
		return;
	if (first + 1 == end)
	{
		learn_nested_script(nested, words[first].text, words[first].length,
							nesting);
		return;
	}
	learn_buffer_init(&text, 0);
	for (int i = first; i < end; i++)
	{
		learn_buffer_append(&text, words[i].text, words[i].length);
		learn_buffer_append(&text, " ", 1);
	}
	if (text.failed)
		nested->reader->failed = true;
	else
		learn_nested_script(nested, text.data, text.length, nesting);
	learn_buffer_free(&text);
}

const char *
learn_nested_word(const LearnNested *nested, int at)
{
	return at >= 0 && at < nested->command.word_count
			   ? nested->command.words[at].text
			   : "";
}

bool
learn_nested_is_one_of(const char *word, size_t length, const char *list)
{
	while (length > 0 && *list != '\0')
	{
		size_t next = strcspn(list, " ");

		if (next == length && memcmp(list, word, length) == 0)
			return true;
		list += next;
		list += strspn(list, " ");
	}
	return false;
}

/*
 * "find … -exec COMMAND ;" and its kind, of which there may be several.
 */
static void
read_find(const LearnNested *nested)
{
	int count = nested->command.word_count;

	for (int i = 1; i < count; i++)
	{
		const char *word = learn_nested_word(nested, i);
		int end = i + 1;

		if (!learn_nested_is_one_of(word, strlen(word),
									"-exec -execdir -ok -okdir -x -X --exec "
									"--exec-batch"))
			continue;
		while (end < count &&
			   strcmp(learn_nested_word(nested, end), ";") != 0 &&
			   !(strcmp(learn_nested_word(nested, end), "+") == 0 &&
				 strcmp(learn_nested_word(nested, end - 1), "{}") == 0))
			end++;
		learn_command_add_wrapped(nested->reader, nested->index, i + 1,
								  end - i - 1, LEARN_BEHIND_WRAPPER,
								  nested->place);
		i = end;
	}
}

/*
 * "parallel COMMAND ::: ARGUMENTS", where without a command the arguments are
 * commands.
 */
static void
read_parallel_arguments(const LearnNested *nested)
{
	int count = nested->command.word_count;
	bool arguments = false;
	bool command = false;

	for (int i = 1; i < count && !command; i++)
	{
		const char *word = learn_nested_word(nested, i);

		if (strncmp(word, ":::", 3) == 0)
			arguments = true;
		else if (arguments)
			learn_nested_joined(nested, i, i + 1, LEARN_IN_SCRIPT);
		else
			command = word[0] != '-';
	}
}

/*
 * "alias NAME=TEXT": whoever runs NAME runs the text.
 */
static void
read_aliases(const LearnNested *nested)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const LearnWord *word = &nested->command.words[i];
		const char *value = memchr(word->text, '=', word->length);

		if (value != NULL)
			learn_nested_script(nested, value + 1,
								word->length -
									(size_t) (value + 1 - word->text),
								LEARN_IN_SCRIPT);
	}
}

/*
 * "trap TEXT SIGNAL…".
 */
static void
read_trap(const LearnNested *nested)
{
	int at = strcmp(learn_nested_word(nested, 1), "--") == 0 ? 2 : 1;

	if (nested->command.word_count > at + 1 &&
		learn_nested_word(nested, at)[0] != '-')
		learn_nested_joined(nested, at, at + 1, LEARN_IN_SCRIPT);
}

static void
read_eval(const LearnNested *nested)
{
	int at = strcmp(learn_nested_word(nested, 1), "--") == 0 ? 2 : 1;

	learn_nested_joined(nested, at, nested->command.word_count,
						LEARN_IN_SCRIPT);
}

/* Programs with rules of their own. */
static const struct
{
	const char *names;
	void (*read)(const LearnNested *nested);
} readers[] = {
	{"find gfind bfs fd fdfind", read_find},
	{"parallel", read_parallel_arguments},
	{"alias", read_aliases},
	{"trap", read_trap},
	{"eval", read_eval},
};

/* Names that mean something else on Windows. */
#define OTHER_ON_WINDOWS                                                      \
	"find time at start set timeout script command trap eval exec watch "     \
	"alias sort more print . source"

void
learn_command_read_nested_unix(LearnCommandReader *reader, int index,
							   const LearnCommandPlace *place)
{
	LearnNested nested = {reader, index, place,
						  reader->commands->items[index]};
	const char *program = nested.command.program;

	if (program[0] == '\0' ||
		(nested.command.shell != LEARN_SHELL_SH &&
		 learn_nested_is_one_of(program, strlen(program), OTHER_ON_WINDOWS)))
		return;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
	{
		if (learn_nested_is_one_of(program, strlen(program), readers[i].names))
			readers[i].read(&nested);
	}
	if (!learn_nested_read_shell(&nested) &&
		!learn_nested_read_wrapper(&nested))
		learn_nested_read_code(&nested);
	learn_nested_read_options(&nested);
	for (int i = 0; i < nested.command.redirection_count; i++)
	{
		const LearnRedirection *redirection = &nested.command.redirections[i];

		if (strcmp(redirection->operator, "<<") == 0 ||
			strcmp(redirection->operator, "<<<") == 0)
			learn_nested_feed(reader, index, redirection->target.text,
							  redirection->target.length, LEARN_IN_SCRIPT);
	}
}
