/*-------------------------------------------------------------------------
 *
 * match.c
 *		Regular expressions from elsewhere, without trust.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/match.h"

#include <locale.h>
#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/buffer.h"
#include "executor/process/child.h"
#include "executor/process/signals.h"

/* Bytes of memory that it may take. */
#define MEMORY ((rlim_t) 256 * 1024 * 1024)

/* Exit codes of the copy: these two, and from there on those of regcomp(). */
#define FOUND 0
#define NOT_FOUND 1
#define UNREADABLE 2

/* Characters behind a backslash, and what POSIX calls them. */
typedef struct Escape
{
	char letter;
	const char *outside;
	const char *inside; /* of brackets */
} Escape;

static const Escape *
find_escape(char letter)
{
	static const Escape escapes[] = {
		{'d', "[0-9]", "0-9"},
		{'D', "[^0-9]", NULL},
		{'s', "[[:space:]]", "[:space:]"},
		{'S', "[^[:space:]]", NULL},
		{'w', "[[:alnum:]_]", "[:alnum:]_"},
		{'W', "[^[:alnum:]_]", NULL},
		{'n', "\n", "\n"},
		{'t', "\t", "\t"},
		{'b', "\\b", NULL}, /* of the GNU C library */
		{'B', "\\B", NULL},
	};

	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
	{
		if (escapes[i].letter == letter)
			return &escapes[i];
	}
	return NULL;
}

static bool
is_letter_or_zero(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		   byte == '0';
}

/*
 * Appends what a backslash and the next character stand for, and returns how
 * many bytes that took; 0: nobody knows what they stand for.
 */
static size_t
append_escape(LearnBuffer *buffer, const char *at, bool inside)
{
	char next = at[1];
	const Escape *escape = find_escape(next);
	const char *meaning = NULL;
	size_t taken = 2;

	if (escape != NULL)
		meaning = inside ? escape->inside : escape->outside;
	if (meaning != NULL)
	{
		learn_buffer_append_string(buffer, meaning);
		return taken;
	}
	/* "\\]" ends brackets here, and does not elsewhere. */
	if (is_letter_or_zero(next) || (inside && next == ']'))
		return 0;
	if (next == '\0' || (inside && next != '\\'))
		taken = 1;
	learn_buffer_append(buffer, at, taken);
	return taken;
}

/* Appends the inside of a bracket expression; likewise. */
static size_t
append_brackets(LearnBuffer *buffer, const char *at)
{
	const char *here = at + 1;

	if (*here == '^')
		here++;
	if (*here == ']') /* the first one is one of the characters */
		here++;
	learn_buffer_append(buffer, at, (size_t) (here - at));
	while (*here != '\0' && *here != ']')
	{
		size_t taken = 1;

		if (*here == '\\')
		{
			taken = append_escape(buffer, here, true);
			if (taken == 0)
				return 0;
		}
		else
		{
			/* [:alpha:] and the like have a bracket of their own. */
			if (*here == '[' && here[1] != '\0' &&
				strchr(":.=", here[1]) != NULL)
				taken = 2 + strcspn(here + 2, "]");
			if (taken > 1 && here[taken] == ']')
				taken++;
			learn_buffer_append(buffer, here, taken);
		}
		here += taken;
	}
	return (size_t) (here - at);
}

/* Appends an expression as POSIX has it; false: it has something unknown. */
static bool
append_expression(LearnBuffer *buffer, const char *expression)
{
	const char *at = expression;

	while (*at != '\0')
	{
		size_t taken = 1;

		if (*at == '[')
			taken = append_brackets(buffer, at);
		else if (*at == '\\')
			taken = append_escape(buffer, at, false);
		else
			learn_buffer_append(buffer, at, 1);
		if (taken == 0)
			return false;
		at += taken;
	}
	return true;
}

/* Lowers a limit of this process. */
static void
limit_to(int resource, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) != 0)
		return;
	if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > most)
		limit.rlim_cur = most;
	setrlimit(resource, &limit);
}

/*
 * Limits what may be taken in addition to what the executor has.  Where it is
 * not known how much that is, only time is limited.
 */
static void
limit_memory(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long pages;

	if (file == NULL)
		return;
	if (fscanf(file, "%lu", &pages) == 1)
		limit_to(RLIMIT_AS,
				 (rlim_t) pages * (rlim_t) sysconf(_SC_PAGESIZE) + MEMORY);
	fclose(file);
}

/* The copy: tries the expression, and ends. */
static void
try_expression(const char *expression, const char *text)
{
	regex_t compiled;
	int failure;

	learn_child_forget(0);
	limit_memory();
	limit_to(RLIMIT_CORE, 0);
	limit_to(RLIMIT_CPU, LEARN_MATCH_CPU);
	alarm(LEARN_MATCH_TIMEOUT);     /* should it get hardly any of that */
	setlocale(LC_CTYPE, "C.UTF-8"); /* without it, bytes are characters */
	failure =
		regcomp(&compiled, expression, REG_EXTENDED | REG_NEWLINE | REG_NOSUB);
	if (failure != 0)
		_exit(UNREADABLE + failure);
	failure = regexec(&compiled, text, 0, NULL, 0);
	_exit(failure == 0             ? FOUND
		  : failure == REG_NOMATCH ? NOT_FOUND
								   : UNREADABLE + failure);
}

/* The exit code of the copy; -1: there is none. */
static int
ask_copy(const char *expression, const char *text)
{
	LearnSignals signals;
	int answer = -1;
	pid_t child;

	learn_signals_hold(&signals);
	child = fork();
	if (child == 0)
		try_expression(expression, text);
	if (child > 0)
		answer = learn_child_reap(child, true);
	learn_signals_release(&signals);
	return answer;
}

/* What is said about an expression with which something is wrong. */
static LearnStatus
refuse(LearnProblem *problem, const char *expression, const char *reason)
{
	return learn_problem_set(problem, LEARN_INVALID, "",
							 "the regular expression \"%.200s\" %s",
							 expression, reason);
}

LearnStatus
learn_match(const char *expression, const char *text, LearnProblem *problem)
{
	LearnBuffer buffer;
	char reason[200];
	int answer;

	learn_buffer_init(&buffer, 0);
	if (!append_expression(&buffer, expression))
	{
		learn_buffer_free(&buffer);
		return refuse(problem, expression,
					  "has an escape that POSIX does not know");
	}
	if (!learn_buffer_append(&buffer, "", 0))
	{
		learn_buffer_free(&buffer);
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
								 "out of memory");
	}
	answer = ask_copy(buffer.data, text);
	learn_buffer_free(&buffer);
	if (answer == FOUND)
		return LEARN_OK;
	if (answer == NOT_FOUND)
		return LEARN_NOTHING;
	if (answer == 128 + SIGXCPU || answer == 128 + SIGALRM)
		return refuse(problem, expression, "takes too long");
	if (answer < UNREADABLE || answer > 128)
		return refuse(problem, expression, "could not be tried");
	regerror(answer - UNREADABLE, NULL, reason, sizeof(reason));
	return learn_problem_set(problem, LEARN_INVALID, "",
							 "the regular expression \"%.200s\" cannot be "
							 "used: %s",
							 expression, reason);
}
