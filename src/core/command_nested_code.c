/*-------------------------------------------------------------------------
 *
 * command_nested_code.c
 *		Programs in other languages on a command line, and the commands that
 *		they run.
 *
 * They are not read by the rules of their language.  What is looked for are
 * the names of functions that run commands, and the plain strings behind
 * them: system("id"), os.execl("/bin/sh", "sh"), subprocess.run(["id", "-u"]);
 * what stands between ` and `; and what awk has a pipe to.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

/* Names that run what stands in the string, or the strings, behind them. */
#define RUNNING                                                               \
	"system exec execl execle execlp execlpe execv execve execvp execvpe "    \
	"popen popen2 popen3 Popen call run check_call check_output getoutput "   \
	"getstatusoutput spawn spawnl spawnlp spawnv spawnvp spawnSync execSync " \
	"execFile execFileSync fork_exec shell_exec passthru proc_open "          \
	"pcntl_exec capture2 capture2e capture3 pipeline execute open3 open2 "    \
	"posix_spawn startfile createProcess exec_command qx system2 Run "        \
	"shell script do_shell_script sh"

/* Those whose second string is only the name that is given to the program. */
#define NAMING "execl execle execlp execlpe spawnl spawnlp"

/* Characters between two strings that are words of one command. */
#define BETWEEN_WORDS " \t\n,[(+."

/* The languages, and how they are given a program. */
typedef struct Language
{
	const char *programs;
	const char *letters;      /* short options with a program */
	const char *long_options; /* long ones */
	const char *values;       /* short options with another value */
	bool operand;             /* the first operand is one */
	bool backquotes;          /* run what is between them */
	bool pipes;               /* awk */
} Language;

static const Language languages[] = {
	{"awk gawk mawk nawk original-awk", "e", "source", "Fvf", true, false,
	 true},
	{"perl", "eE", "", "IMmxi0lFCD", false, true, false},
	{"ruby irb jruby", "e", "", "IrEFKTWxi0", false, true, false},
	{"php php-cli", "rBRE", "run process-begin process-code process-end",
	 "cdfgst", false, true, false},
	{"python python2 python3 pypy pypy3 ipython ipython3 micropython jython",
	 "c", "", "mWXQ", false, false, false},
	{"node nodejs bun deno", "ep", "eval print", "rC", false, false, false},
	{"lua luajit lua5.1 lua5.2 lua5.3 lua5.4", "e", "", "l", false, false,
	 false},
	{"tclsh wish expect", "c", "", "", false, false, false},
	{"julia rscript r groovy jrunscript scala erl elixir osascript ghc "
	 "swipl guile racket sbcl emacs",
	 "eE", "eval expression", "", false, false, false},
	{"gdb vi vim nvim view rvim vimdiff ex gvim", "", "ex eval-command c cmd",
	 "", false, false, false},
	{"irb pry gimp nmap", "b", "script", "", false, true, false},
};

/* The text of a program while it is searched. */
typedef struct Code
{
	const LearnNested *nested;
	const Language *language;
	const char *end;
} Code;

static bool
is_name(char byte)
{
	return byte == '_' || (byte >= 'a' && byte <= 'z') ||
		   (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/*
 * Reads a string that begins with a quote, and puts it into a buffer, within
 * single quotes when it is one of several words.  Returns where it ends.
 */
static const char *
read_string(const Code *code, const char *at, LearnBuffer *buffer, bool word)
{
	char quote = *at++;

	if (word)
		learn_buffer_append(buffer, "'", 1);
	while (at < code->end && *at != quote)
	{
		char byte = *at;

		if (byte == '\\' && at + 1 < code->end)
		{
			byte = *++at;
			byte = byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
		}
		if (word && byte == '\'')
			learn_buffer_append_string(buffer, "'\\''");
		else
			learn_buffer_append(buffer, &byte, 1);
		at++;
	}
	if (word)
		learn_buffer_append(buffer, "' ", 2);
	return at < code->end ? at + 1 : at;
}

/* Skips the characters that may stand between a name and its strings. */
static const char *
skip_between(const Code *code, const char *at)
{
	while (at < code->end && strchr(BETWEEN_WORDS, *at) != NULL && *at != '\0')
		at++;
	return at;
}

static bool
is_quote(const Code *code, const char *at)
{
	return at < code->end && (*at == '"' || *at == '\'');
}

static void
read_found(const Code *code, LearnBuffer *found)
{
	if (found->failed)
		code->nested->reader->failed = true;
	else if (found->length > 0)
		learn_nested_script(code->nested, found->data, found->length,
							LEARN_IN_SCRIPT);
	learn_buffer_free(found);
}

/*
 * Reads the strings behind a name that runs commands: a single one is a
 * script, several are words.  Returns where they end.
 */
static const char *
read_call(const Code *code, const char *at, bool naming)
{
	const char *first = skip_between(code, at);
	const char *behind;
	LearnBuffer found;

	if (!is_quote(code, first))
		return at;
	learn_buffer_init(&found, 0);
	behind = read_string(code, first, &found, false);
	at = skip_between(code, behind);
	if (is_quote(code, at))
	{
		int count = 0;

		learn_buffer_truncate(&found, 0);
		for (at = first; is_quote(code, at);
			 at = skip_between(code, behind), count++)
		{
			size_t before = found.length;

			behind = read_string(code, at, &found, true);
			if (naming && count == 1)
				learn_buffer_truncate(&found, before);
		}
	}
	read_found(code, &found);
	return behind;
}

/*
 * Reads a string of awk if a pipe is beside it; returns where it ends.
 */
static const char *
read_piped(const Code *code, const char *at, char before)
{
	LearnBuffer found;
	const char *behind;
	const char *next;

	learn_buffer_init(&found, 0);
	behind = read_string(code, at, &found, false);
	next = skip_between(code, behind);
	if (before == '|' || before == '&' ||
		(next < code->end && *next == '|' &&
		 !(next + 1 < code->end && next[1] == '|')))
		read_found(code, &found);
	else if (found.failed)
		code->nested->reader->failed = true;
	learn_buffer_free(&found);
	return behind;
}

/*
 * Reads one thing of a program; returns where the next one begins.  *before is
 * the last character that was no blank.
 */
static const char *
read_next(const Code *code, const char *at, char before)
{
	LearnBuffer found;
	const char *start = at;

	if (is_name(*at))
	{
		while (at < code->end && is_name(*at))
			at++;
		if (learn_nested_is_one_of(start, (size_t) (at - start), RUNNING))
			return read_call(
				code, at,
				learn_nested_is_one_of(start, (size_t) (at - start), NAMING));
		return at;
	}
	if (*at == '`' && code->language->backquotes)
	{
		learn_buffer_init(&found, 0);
		at = read_string(code, at, &found, false);
		read_found(code, &found);
		return at;
	}
	if (is_quote(code, at) && code->language->pipes)
		return read_piped(code, at, before);
	return at + 1;
}

static void
read_code(const LearnNested *nested, const Language *language,
		  const char *text, size_t length)
{
	Code code = {nested, language, text + length};
	char before = '\0';

	for (const char *at = text; at < code.end;)
	{
		const char *next = read_next(&code, at, before);

		if (next[-1] != ' ' && next[-1] != '\t')
			before = next[-1];
		at = next;
	}
}

/*
 * Looks at an option; returns how many words it takes, and reads its program.
 */
static int
read_option(const LearnNested *nested, const Language *language, int at,
			bool *given)
{
	const LearnWord *word = &nested->command.words[at];
	const char *option = word->text;
	const char *value = NULL;

	if (language->long_options[0] != '\0')
	{
		const char *name = option + (option[1] == '-' ? 2 : 1);
		size_t length = strcspn(name, "=");

		if (learn_nested_is_one_of(name, length, language->long_options))
			value = name[length] == '=' ? name + length + 1 : "";
	}
	if (value == NULL && option[1] == '-')
		return 1;
	for (const char *letter = option + 1; value == NULL; letter++)
	{
		if (*letter == '\0')
			return 1;
		if (strchr(language->letters, *letter) != NULL)
			value = letter + 1;
		else if (strchr(language->values, *letter) != NULL)
			return letter[1] == '\0' && strchr("il0", *letter) == NULL ? 2 : 1;
	}
	*given = true;
	if (value[0] != '\0')
	{
		read_code(nested, language, value,
				  word->length - (size_t) (value - option));
		return 1;
	}
	if (at + 1 < nested->command.word_count)
		read_code(nested, language, word[1].text, word[1].length);
	return 2;
}

/*
 * Is it the program of a language, perhaps with a version, as python3.11?
 */
static bool
is_language(const char *program, const Language *language)
{
	size_t length = strlen(program);

	if (learn_nested_is_one_of(program, length, language->programs))
		return true;
	while (length > 0 && strchr("0123456789.-", program[length - 1]) != NULL)
		length--;
	return learn_nested_is_one_of(program, length, language->programs);
}

static void
read_arguments(const LearnNested *nested, const Language *language)
{
	bool given = false;
	int at = 1;

	while (at < nested->command.word_count)
	{
		const LearnWord *word = &nested->command.words[at];

		if (strcmp(word->text, "--") == 0)
			at++;
		else if (word->text[0] == '-' && word->text[1] != '\0')
			at += read_option(nested, language, at, &given);
		else
		{
			if (language->operand && !given)
				read_code(nested, language, word->text, word->length);
			return;
		}
	}
	for (int i = 0; i < nested->command.redirection_count && !given; i++)
	{
		const LearnRedirection *redirection = &nested->command.redirections[i];

		if (strncmp(redirection->operator, "<<", 2) == 0)
			read_code(nested, language, redirection->target.text,
					  redirection->target.length);
	}
}

void
learn_nested_read_code(const LearnNested *nested)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
	{
		if (is_language(nested->command.program, &languages[i]))
		{
			read_arguments(nested, &languages[i]);
			return;
		}
	}
}
