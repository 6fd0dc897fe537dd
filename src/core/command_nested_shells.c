/*-------------------------------------------------------------------------
 *
 * command_nested_shells.c
 *		Shells of Unix that are called with a script.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

#define SHELLS                                                                 \
	"sh bash dash zsh ksh ash mksh lksh oksh pdksh yash rbash rzsh rksh hush " \
	"ksh93 csh tcsh fish"

/* How a shell was called. */
typedef struct ShellCall
{
	int script;   /* the word behind -c; 0: none */
	int operand;  /* the first operand; 0: none */
	bool reads;   /* -s: it reads its standard input whatever comes */
	bool waiting; /* -c was seen */
} ShellCall;

bool
learn_nested_is_shell(const char *program)
{
	return learn_nested_is_one_of(program, strlen(program), SHELLS);
}

/*
 * Looks at one option; returns how many words it takes.
 */
static int
read_option(ShellCall *call, const char *word)
{
	if (word[0] == '-' && word[1] == '-')
	{
		if (strcmp(word, "--command") == 0)
			call->waiting = true;
		return strcmp(word, "--rcfile") == 0 ||
					   strcmp(word, "--init-file") == 0 ||
					   strcmp(word, "--init-command") == 0
				   ? 2
				   : 1;
	}
	if (strchr(word, 'c') != NULL)
		call->waiting = true;
	if (strchr(word, 's') != NULL)
		call->reads = true;
	return strpbrk(word, "oO") != NULL ? 2 : 1;
}

/*
 * Takes the words of a call apart, from first on.
 */
static ShellCall
read_call(const LearnNested *nested, int first)
{
	ShellCall call = {0};
	int at = first;

	while (at < nested->command.word_count)
	{
		const char *word = learn_nested_word(nested, at);

		if (strcmp(word, "--") == 0 || strcmp(word, "-") == 0)
		{
			at++;
			break;
		}
		if (word[0] != '-' && word[0] != '+')
			break;
		at += read_option(&call, word);
	}
	if (at < nested->command.word_count)
	{
		if (call.waiting)
			call.script = at;
		else
			call.operand = at;
	}
	return call;
}

bool
learn_nested_read_shell(const LearnNested *nested)
{
	ShellCall call;

	if (!learn_nested_is_shell(nested->command.program))
		return false;
	call = read_call(nested, 1);
	if (call.script > 0)
		learn_nested_joined(nested, call.script, call.script + 1,
							LEARN_IN_SCRIPT);
	return true;
}

/* Does it read the script in a file that is its standard input? */
static bool
is_stdin(const char *file)
{
	return learn_nested_is_one_of(file, strlen(file),
								  "/dev/stdin /dev/fd/0 /proc/self/fd/0 -");
}

LearnStdin
learn_nested_stdin(const LearnNested *nested)
{
	const char *program = nested->command.program;
	size_t length = strlen(program);

	if (learn_nested_is_shell(program))
	{
		ShellCall call = read_call(nested, 1);

		return call.reads || (!call.waiting && call.operand == 0) ||
					   is_stdin(learn_nested_word(nested, call.operand))
				   ? LEARN_STDIN_SCRIPT
				   : LEARN_STDIN_OTHER;
	}
	if (learn_nested_is_one_of(program, length, "source ."))
		return is_stdin(learn_nested_word(nested, 1)) ? LEARN_STDIN_SCRIPT
													  : LEARN_STDIN_OTHER;
	if (learn_nested_is_one_of(program, length, "at batch"))
		return LEARN_STDIN_SCRIPT;
	if (strcmp(program, "crontab") == 0)
		return LEARN_STDIN_CRONTAB;
	return learn_nested_wrapper_stdin(nested);
}
