/*-------------------------------------------------------------------------
 *
 * pipeline.c
 *		Recognises commands that run what nobody has seen.
 *
 * This marks commands for a reviewer; it is not a parser, and no barrier.
 *
 *-------------------------------------------------------------------------
 */
#include "core/pipeline.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "core/pattern.h"

/* How many pipes into interpreters are looked at; more are strange enough. */
#define FED_MAX 100

/* Words that may stand between a pipe and the interpreter's name. */
#define PREFIXES_MAX 6

static const char blanks[] = " \t\r\n\\";

/* Words end where a shell ends them. */
static const char word_ends[] = " \t\r\n;|&()<>\"'`";

static const char *const shells[] = {"sh",
									 "bash",
									 "dash",
									 "zsh",
									 "ksh",
									 "ash",
									 "iex",
									 "pwsh",
									 "powershell",
									 "cmd",
									 "invoke-expression"};
static const char *const languages[] = {"python", "python3", "perl",
										"ruby",   "node",    "php"};
static const char *const prefixes[] = {"sudo",  "env",  "exec",
									   "nohup", "doas", "busybox"};
static const char *const downloaders[] = {"curl",
										  "wget",
										  "fetch",
										  "iwr",
										  "irm",
										  "nc",
										  "ncat",
										  "aria2c",
										  "certutil",
										  "invoke-webrequest",
										  "invoke-restmethod"};
static const char *const decoders[] = {"base64",  "base32",   "xxd",
									   "openssl", "uudecode", "rev"};

/* The same without a pipe, in normalised text, by kind. */
static const char *const substitutions[] = {
	[LEARN_PIPELINE_DOWNLOAD] =
		"sh -c *$(curl|sh -c *$(wget|sh -c *'curl|eval *$(curl|eval *$(wget|"
		"~sh <(curl|~sh <(wget|~bash <(curl|~bash <(wget|~source <(curl|"
		"~source <(wget|iex *(iwr|iex(iwr|iex *(irm|iex(irm|iex *downloadstring|"
		"iex(*downloadstring|iex(invoke-|iex (invoke-|"
		"invoke-expression *downloadstring|invoke-expression *(i",
	[LEARN_PIPELINE_DECODED] =
		"sh -c *base64 -|eval *base64 -|~source <(*base64|~bash <(*base64|"
		"frombase64string|-encodedcommand |powershell* -enc |pwsh* -enc |"
		"powershell* -e |pwsh* -e ",
};

/* Is the word, without the folder in front of it, in the list? */
static bool
is_one_of(LearnSpan word, const char *const *list, size_t count)
{
	for (size_t i = word.length; i > 0; i--)
	{
		if (word.start[i - 1] != '/')
			continue;
		word.start += i;
		word.length -= i;
		break;
	}
	for (size_t i = 0; i < count; i++)
	{
		if (strlen(list[i]) == word.length &&
			strncasecmp(word.start, list[i], word.length) == 0)
			return true;
	}
	return false;
}

#define IS_ONE_OF(word, list)                                                 \
	is_one_of(word, list, sizeof(list) / sizeof((list)[0]))

/* The next word from at; its length is 0 when there is none. */
static LearnSpan
next_word(const char *at)
{
	LearnSpan word;

	word.start = at + strspn(at, blanks);
	word.length = strcspn(word.start, word_ends);
	return word;
}

/*
 * Is the word an interpreter that reads its program from its input?  One that
 * is given a file or "-c" reads data there, as in "| python3 -m json.tool".
 */
static bool
reads_program(LearnSpan word)
{
	const char *rest = word.start + word.length;
	bool shell = IS_ONE_OF(word, shells);
	size_t option;

	if (!shell && !IS_ONE_OF(word, languages))
		return false;
	rest += strspn(rest, " \t");
	if (*rest != '-')
		return *rest == '\0' || strchr(word_ends, *rest) != NULL;
	option = strcspn(rest, word_ends);
	return option == 1 || (shell && memchr(rest, 'c', option) == NULL);
}

/* Does an interpreter read what comes out of the pipe that ends here? */
static bool
feeds_interpreter(const char *at)
{
	LearnSpan word = next_word(at);

	for (int i = 0; i < PREFIXES_MAX && word.length > 0; i++)
	{
		if (!IS_ONE_OF(word, prefixes) && word.start[0] != '-' &&
			memchr(word.start, '=', word.length) == NULL)
			break;
		word = next_word(word.start + word.length);
	}
	return reads_program(word);
}

/* The start of the pipeline that the pipe at this place is part of. */
static const char *
pipeline_start(const char *command, const char *pipe)
{
	const char *at = pipe;

	for (; at > command; at--)
	{
		char previous = at[-1];

		if (previous == ';' || previous == '&')
			break;
		if (previous == '\n' &&
			(at - 1 == command || (at[-2] != '\\' && at[-2] != '|')))
			break;
	}
	return at;
}

/* Is one of the words from start to end of this kind? */
static bool
has_source(const char *start, const char *end, LearnPipelineKind kind)
{
	while (start < end)
	{
		LearnSpan word;

		start += strspn(start, word_ends);
		word.start = start;
		word.length = strcspn(start, word_ends);
		if (start >= end || word.length == 0)
			return false;
		if (kind == LEARN_PIPELINE_DOWNLOAD ? IS_ONE_OF(word, downloaders)
											: IS_ONE_OF(word, decoders))
			return true;
		start += word.length;
	}
	return false;
}

static bool
pipes(const char *command, LearnPipelineKind kind)
{
	int fed = 0;

	for (const char *pipe = strchr(command, '|'); pipe != NULL;
		 pipe = strchr(pipe + 1, '|'))
	{
		/* "||" is no pipe; "|&" is one of both outputs. */
		if (pipe[1] == '|')
			pipe++;
		else if (feeds_interpreter(pipe + (pipe[1] == '&' ? 2 : 1)) &&
				 (fed++ == FED_MAX ||
				  has_source(pipeline_start(command, pipe), pipe, kind)))
			return true;
	}
	return false;
}

bool
learn_pipeline_runs(const char *command, LearnPipelineKind kind, bool *runs)
{
	LearnBuffer text;
	bool made;

	learn_buffer_init(&text, 0);
	learn_pattern_normalize(&text, command, strlen(command));
	made = !text.failed;
	*runs = made && (pipes(command, kind) ||
					 learn_pattern_find(substitutions[kind], text.data,
										text.length, NULL));
	learn_buffer_free(&text);
	return made;
}
