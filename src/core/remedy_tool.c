/*-------------------------------------------------------------------------
 *
 * remedy_tool.c
 *		Exchanges a tool in a command for one that does the same.
 *
 * Works on words: a tool is only touched where it is the command word of a
 * simple command outside quotes, never in an argument or a string.
 *
 *-------------------------------------------------------------------------
 */
#include "core/remedy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/shell_words.h"

/* How the arguments of a tool become those of its successor. */
typedef enum Translation
{
	SAME,         /* they stay */
	FLAGS,        /* they stay if there are only the allowed flags */
	NO_ARGUMENTS, /* there may be none; what follows is the whole command */
	ONE_WORD,     /* there must be one, which goes behind the successor */
	SERVICE_TO_SYSTEMCTL, /* NAME VERB becomes VERB NAME */
	SYSTEMCTL_TO_SERVICE  /* and back */
} Translation;

static const struct
{
	const char *tool;
	const char *successor;
	Translation translation;
	const char *allowed; /* FLAGS: the letters */
} successors[] = {
	{"python", "python3", SAME, NULL},
	{"pip", "python3 -m pip", SAME, NULL},
	{"pip3", "python3 -m pip", SAME, NULL},
	{"netstat", "ss", FLAGS, "tulnpaW"},
	{"ifconfig", "ip addr show", NO_ARGUMENTS, NULL},
	{"ifconfig", "ip addr show dev", ONE_WORD, NULL},
	{"route", "ip route show", NO_ARGUMENTS, NULL},
	{"arp", "ip neigh show", NO_ARGUMENTS, NULL},
	{"service", "systemctl", SERVICE_TO_SYSTEMCTL, NULL},
	{"systemctl", "service", SYSTEMCTL_TO_SERVICE, NULL},
	{"wget", "curl -fLO", ONE_WORD, NULL},
	{"curl", "wget -O -", ONE_WORD, NULL},
	{"nslookup", "getent hosts", ONE_WORD, NULL},
	{"host", "getent hosts", ONE_WORD, NULL},
	{"which", "command -v", ONE_WORD, NULL},
	{"egrep", "grep -E", SAME, NULL},
	{"fgrep", "grep -F", SAME, NULL},
	{"docker-compose", "docker compose", SAME, NULL},
	{"yum", "dnf", SAME, NULL},
	{"dnf", "yum", SAME, NULL},
	{"apt", "apt-get", SAME, NULL},
	{"killall", "pkill -x", ONE_WORD, NULL},
	{"md5sum", "md5 -r", SAME, NULL},
	{"sha256sum", "shasum -a 256", SAME, NULL},
	{"gawk", "awk", SAME, NULL},
	{"gsed", "sed", SAME, NULL},
	{"zcat", "gzip -dc", SAME, NULL},
	{"hostname", "uname -n", NO_ARGUMENTS, NULL},
	{"pwsh", "powershell", SAME, NULL},
};

/*
 * Splits arguments into at most two words.  Returns how many there are.
 */
static int
split_words(const char *text, LearnSpan words[2])
{
	int count = 0;
	size_t at = 0;

	for (;;)
	{
		size_t end;

		while (text[at] == ' ' || text[at] == '\t')
			at++;
		if (text[at] == '\0')
			return count;
		end = learn_shell_word_end(text, at);
		if (end == at)
			return 3;
		if (count < 2)
			words[count] = (LearnSpan){text + at, end - at};
		count++;
		at = end;
	}
}

/* Only flags of one letter each, all of them allowed? */
static bool
only_flags(const char *arguments, const char *allowed)
{
	for (; *arguments != '\0'; arguments++)
	{
		if (strchr(" \t-", *arguments) == NULL &&
			strchr(allowed, *arguments) == NULL)
			return false;
	}
	return true;
}

/* A verb that both service and systemctl know. */
static bool
is_service_verb(LearnSpan word)
{
	static const char *const verbs[] = {"start",  "stop",   "restart",
										"reload", "status", "try-restart"};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
	{
		if (strlen(verbs[i]) == word.length &&
			memcmp(verbs[i], word.start, word.length) == 0)
			return true;
	}
	return false;
}

/*
 * Writes what takes the place of the tool with these arguments (without the
 * file descriptor of a redirection).  Returns false when it has no successor.
 */
static bool
translate(LearnBuffer *out, const char *tool, const char *arguments)
{
	LearnSpan words[2];
	int count = split_words(arguments, words);

	for (size_t i = 0; i < sizeof(successors) / sizeof(*successors); i++)
	{
		const char *successor = successors[i].successor;
		bool verb_last = successors[i].translation == SERVICE_TO_SYSTEMCTL;

		if (strcmp(successors[i].tool, tool) != 0)
			continue;
		switch (successors[i].translation)
		{
			case FLAGS:
				if (!only_flags(arguments, successors[i].allowed))
					break;
				/* FALLTHROUGH */
			case SAME:
				return learn_buffer_append_string(out, successor) &&
					   learn_buffer_append_string(out, arguments);
			case NO_ARGUMENTS:
				if (count == 0)
					return learn_buffer_append_string(out, successor) &&
						   learn_buffer_append_string(out, arguments);
				break;
			case ONE_WORD:
				if (count == 1 && words[0].start[0] != '-')
					return learn_buffer_append_string(out, successor) &&
						   learn_buffer_append_string(out, arguments);
				break;
			case SERVICE_TO_SYSTEMCTL:
			case SYSTEMCTL_TO_SERVICE:
				if (count == 2 && words[0].start[0] != '-' &&
					is_service_verb(words[verb_last ? 1 : 0]))
					return learn_buffer_append_format(
						out, "%s %.*s %.*s%s", successor,
						(int) words[1].length, words[1].start,
						(int) words[0].length, words[0].start,
						words[1].start[words[1].length] == ' ' ? " " : "");
				break;
		}
	}
	return false;
}

/*
 * Copies the arguments of a simple command, without the digit of a
 * redirection such as "2>" that ends it.
 */
static char *
copy_arguments(const char *command, LearnShellCommand *simple)
{
	size_t end = simple->end;
	char *arguments;

	if ((command[end] == '>' || command[end] == '<') && end > 1 &&
		command[end - 1] >= '0' && command[end - 1] <= '9' &&
		command[end - 2] == ' ')
		simple->end = --end;
	arguments = malloc(end - simple->arguments + 1);
	if (arguments != NULL)
	{
		memcpy(arguments, command + simple->arguments,
			   end - simple->arguments);
		arguments[end - simple->arguments] = '\0';
	}
	return arguments;
}

char *
learn_remedy_replace_tool(const char *command, const char *tool)
{
	LearnBuffer out;
	LearnShellCommand simple;
	size_t at = 0;
	size_t copied = 0;
	bool possible = true;
	bool changed = false;

	learn_buffer_init(&out, 0);
	while (possible && learn_shell_next(command, &at, &simple))
	{
		size_t length = simple.arguments - simple.word;
		char *arguments;

		if (strlen(tool) != length ||
			memcmp(command + simple.word, tool, length) != 0)
			continue;
		arguments = copy_arguments(command, &simple);
		learn_buffer_append(&out, command + copied, simple.word - copied);
		possible = arguments != NULL && translate(&out, tool, arguments);
		copied = simple.end;
		changed = true;
		free(arguments);
	}
	learn_buffer_append_string(&out, command + copied);
	if (possible && changed)
		return learn_buffer_detach(&out, NULL);
	learn_buffer_free(&out);
	return NULL;
}

/* Is the word (length bytes) in the blank-separated list, but for case? */
static bool
in_list(const char *list, const char *word, size_t length)
{
	while (*list != '\0')
	{
		size_t entry = strcspn(list, " ");

		if (entry == length && strncasecmp(list, word, length) == 0)
			return true;
		list += entry + (list[entry] == ' ' ? 1 : 0);
	}
	return false;
}

/* Is the option among the arguments as a word, but for case? */
static bool
has_option(const char *text, size_t from, size_t end, const char *option)
{
	while (from < end)
	{
		size_t stop = learn_shell_word_end(text, from);

		if (stop - from == strlen(option) &&
			strncasecmp(text + from, option, stop - from) == 0)
			return true;
		from = stop > from ? stop : from + 1;
	}
	return false;
}

char *
learn_remedy_add_option(const char *command, const char *tools,
						const char *option)
{
	LearnBuffer out;
	LearnShellCommand simple;
	size_t at = 0;
	size_t copied = 0;

	learn_buffer_init(&out, 0);
	while (learn_shell_next(command, &at, &simple))
	{
		if (!in_list(tools, command + simple.word,
					 simple.arguments - simple.word) ||
			has_option(command, simple.arguments, simple.end, option))
			continue;
		learn_buffer_append(&out, command + copied, simple.arguments - copied);
		learn_buffer_append_format(&out, " %s", option);
		copied = simple.arguments;
	}
	if (copied > 0)
	{
		learn_buffer_append_string(&out, command + copied);
		return learn_buffer_detach(&out, NULL);
	}
	learn_buffer_free(&out);
	return NULL;
}
