/*-------------------------------------------------------------------------
 *
 * command_nested_wrappers.c
 *		Programs that run the command in their last arguments.
 *
 * To find it their options have to be told from it, and so each has its
 * options with a value in a table.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested_wrappers.h"

#include <string.h>

/* How the words of a wrapper are to be read. */
typedef struct Call
{
	int command;     /* the first word of the command; 0: none */
	int script;      /* the word with an option's script; 0: none */
	size_t skip;     /* so much of that word is the option itself */
	int assignments; /* the first NAME=value before the command; 0: none */
	int assignment_count;
	bool late; /* the script may be a word of the command, too */
} Call;

/*
 * The wrapper that a command calls, and how many words name it: one, or more
 * with a subcommand.
 */
static const LearnWrapper *
find_wrapper(const LearnNested *nested, int *named)
{
	const char *program = nested->command.program;
	size_t count;
	const LearnWrapper *wrappers = learn_nested_wrappers(&count);

	for (size_t i = 0; i < count; i++)
	{
		const LearnWrapper *wrapper = &wrappers[i];

		if (!learn_nested_is_one_of(program, strlen(program), wrapper->names))
			continue;
		*named = 1;
		if (wrapper->subcommands == NULL)
			return wrapper;
		*named = learn_nested_find_subcommand(nested, wrapper);
		if (*named > 0)
			return wrapper;
	}
	return NULL;
}

/*
 * Looks at an option; returns how many words it takes with its value.
 */
static int
read_option(const LearnNested *nested, const LearnWrapper *wrapper, int at,
			Call *call)
{
	const char *word = learn_nested_word(nested, at);
	const char *value = strchr(word, '=');

	if (word[1] == '-')
	{
		size_t length =
			value == NULL ? strlen(word + 2) : (size_t) (value - word - 2);

		if (learn_nested_is_one_of(word + 2, length, wrapper->long_scripts))
		{
			call->script = value == NULL ? at + 1 : at;
			call->skip = value == NULL ? 0 : (size_t) (value + 1 - word);
		}
		return value == NULL && learn_nested_is_one_of(word + 2, length,
													   wrapper->long_values)
				   ? 2
				   : 1;
	}
	for (const char *letter = word + 1; *letter != '\0'; letter++)
	{
		bool script = strchr(wrapper->scripts, *letter) != NULL;

		if (!script && strchr(wrapper->values, *letter) == NULL)
			continue;
		if (script)
		{
			call->script = letter[1] == '\0' ? at + 1 : at;
			call->skip = letter[1] == '\0' ? 0 : (size_t) (letter + 1 - word);
		}
		return letter[1] == '\0' ? 2 : 1;
	}
	return 1;
}

static bool
is_assignment(const LearnWord *word)
{
	const char *sign = memchr(word->text, '=', word->length);

	return sign != NULL && sign != word->text;
}

/*
 * Finds an option with a script behind what looked like the command: options
 * may come last, and "runuser -l USER -c SCRIPT" has no command.
 */
static void
find_late_script(const LearnNested *nested, const LearnWrapper *wrapper,
				 int at, Call *call)
{
	while (++at < nested->command.word_count && call->script == 0)
	{
		if (learn_nested_word(nested, at)[0] == '-')
			read_option(nested, wrapper, at, call);
	}
	call->late = call->script > 0;
}

/*
 * Finds the command behind a wrapper and its options.
 */
static Call
read_call(const LearnNested *nested, const LearnWrapper *wrapper, int named)
{
	Call call = {0};
	int operands = wrapper->operands;
	bool options = true;
	int at = named;

	while (at < nested->command.word_count)
	{
		const LearnWord *word = &nested->command.words[at];
		bool is_option = options && word->text[0] == '-';

		if (is_option && strcmp(word->text, "--") == 0)
		{
			options = false;
			at++;
			if (wrapper->flags & LEARN_WRAPPER_DASHES)
				operands = 0;
		}
		else if (is_option)
			at += read_option(nested, wrapper, at, &call);
		else if ((wrapper->flags & LEARN_WRAPPER_ASSIGNMENTS) &&
				 is_assignment(word))
		{
			if (call.assignment_count++ == 0)
				call.assignments = at;
			at++;
		}
		else if (operands > 0)
		{
			operands--;
			at++;
		}
		else
			break;
	}
	if (at < nested->command.word_count)
		call.command = at;
	if (options && (wrapper->flags & LEARN_WRAPPER_SCRIPT) != 0 &&
		call.script == 0)
		find_late_script(nested, wrapper, at, &call);
	if (call.script >= nested->command.word_count)
		call.script = 0;
	return call;
}

/*
 * Where the command ends: mostly where the words do.
 */
static int
command_end(const LearnNested *nested, const LearnWrapper *wrapper, int first)
{
	if ((wrapper->flags & LEARN_WRAPPER_COLONS) == 0)
		return nested->command.word_count;
	for (int i = first; i < nested->command.word_count; i++)
	{
		if (strncmp(learn_nested_word(nested, i), ":::", 3) == 0)
			return i;
	}
	return nested->command.word_count;
}

/*
 * The command behind the assignments of env: they are its own.
 */
static void
add_assignments(const LearnNested *nested, const Call *call, int index)
{
	LearnSimpleCommand *command;

	if (call->assignment_count == 0 ||
		index >= nested->reader->commands->count)
		return;
	command = &nested->reader->commands->items[index];
	command->assignments = nested->command.words + call->assignments;
	command->assignment_count = call->assignment_count;
}

static void
read_command(const LearnNested *nested, const LearnWrapper *wrapper,
			 const Call *call)
{
	int end = command_end(nested, wrapper, call->command);
	int next = nested->reader->commands->count;
	LearnNesting nesting = (wrapper->flags & LEARN_WRAPPER_REMOTE) != 0
							   ? LEARN_IN_REMOTE
							   : LEARN_BEHIND_WRAPPER;
	bool joined = (wrapper->flags & LEARN_WRAPPER_JOINED) != 0 ||
				  ((wrapper->flags & LEARN_WRAPPER_TEXT) != 0 &&
				   end == call->command + 1);

	if (joined)
	{
		learn_nested_joined(nested, call->command, end,
							nesting == LEARN_IN_REMOTE ? nesting
													   : LEARN_IN_SCRIPT);
		return;
	}
	learn_command_add_wrapped(nested->reader, nested->index, call->command,
							  end - call->command, nesting, nested->place);
	add_assignments(nested, call, next);
}

bool
learn_nested_read_wrapper(const LearnNested *nested)
{
	int named;
	const LearnWrapper *wrapper = find_wrapper(nested, &named);
	Call call;

	if (wrapper == NULL)
		return false;
	call = read_call(nested, wrapper, named);
	if (call.script > 0)
	{
		const LearnWord *word = &nested->command.words[call.script];

		learn_nested_script(nested, word->text + call.skip,
							word->length - call.skip,
							(wrapper->flags & LEARN_WRAPPER_REMOTE) != 0
								? LEARN_IN_REMOTE
								: LEARN_IN_SCRIPT);
	}
	if (call.command > 0 && ((wrapper->flags & LEARN_WRAPPER_SCRIPT) == 0 ||
							 call.script == 0 || call.late))
		read_command(nested, wrapper, &call);
	return true;
}

LearnStdin
learn_nested_wrapper_stdin(const LearnNested *nested)
{
	int named;
	const LearnWrapper *wrapper = find_wrapper(nested, &named);
	Call call;

	if (wrapper == NULL || (wrapper->flags & LEARN_WRAPPER_SHELL) == 0)
		return LEARN_STDIN_OTHER;
	call = read_call(nested, wrapper, named);
	if (call.script > 0 || call.command > 0)
		return LEARN_STDIN_OTHER;
	return (wrapper->flags & LEARN_WRAPPER_REMOTE) != 0 ? LEARN_STDIN_REMOTE
														: LEARN_STDIN_SCRIPT;
}
