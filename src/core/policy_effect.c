/*-------------------------------------------------------------------------
 *
 * policy_effect.c
 *		Which files a command mentions, writes, and removes or empties.
 *
 * There are many ways to do these, and rules should not have to name them all.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>
#include <strings.h>

/* The longest path of a directory, and how many files in it are looked at. */
#define DIRECTORY_MAX 4096
#define SOURCES_MAX 64

/* Which of a command's arguments are meant. */
typedef enum Which
{
	ALL,
	FIRST,
	LAST, /* unless an option tells */
	ALL_BUT_LAST,
	OPTION_ONLY,
	AFTER_KEY /* dd: the text behind the option */
} Which;

/* A program that does something to files. */
typedef struct Effect
{
	const char *program;
	Which which;
	const char *options[2]; /* it is given them by these; NULL: by none */
	const char *only_by;    /* it does so only with this; NULL: always */
} Effect;

static const Effect writers[] = {
	{"tee", ALL, {NULL}, NULL},
	{"sponge", ALL, {NULL}, NULL},
	{"cp", LAST, {"--target-directory", "-t"}, NULL},
	{"mv", LAST, {"--target-directory", "-t"}, NULL},
	{"install", LAST, {"--target-directory", "-t"}, NULL},
	{"ln", LAST, {"--target-directory", NULL}, NULL},
	{"rsync", LAST, {NULL}, NULL},
	{"scp", LAST, {NULL}, NULL},
	{"link", LAST, {NULL}, NULL},
	{"dd", AFTER_KEY, {"of=", NULL}, NULL},
	{"dcfldd", AFTER_KEY, {"of=", NULL}, NULL},
	{"sed", ALL, {NULL}, "-i"},
	{"sed", ALL, {NULL}, "--in-place"},
	{"gsed", ALL, {NULL}, "-i"},
	{"perl", ALL, {NULL}, "-i"},
	{"ruby", ALL, {NULL}, "-i"},
	{"patch", FIRST, {NULL}, NULL},
	{"truncate", ALL, {NULL}, NULL},
	{"fallocate", LAST, {NULL}, NULL},
	{"curl", OPTION_ONLY, {"--output", "-o"}, NULL},
	{"wget", OPTION_ONLY, {"--output-document", "-O"}, NULL},
	{"wget", OPTION_ONLY, {"--output-file", "-o"}, NULL},
	{"aria2c", OPTION_ONLY, {"-o", NULL}, NULL},
	{"fetch", OPTION_ONLY, {"-o", NULL}, NULL},
	{"sort", OPTION_ONLY, {"-o", NULL}, NULL},
	{"openssl", OPTION_ONLY, {"-out", NULL}, NULL},
	{"crontab", ALL, {NULL}, NULL},
	{"set-content", FIRST, {"-Path", "-LiteralPath"}, NULL},
	{"add-content", FIRST, {"-Path", "-LiteralPath"}, NULL},
	{"out-file", FIRST, {"-FilePath", "-LiteralPath"}, NULL},
	{"tee-object", FIRST, {"-FilePath", NULL}, NULL},
	{"new-item", FIRST, {"-Path", NULL}, NULL},
	{"set-item", FIRST, {"-Path", NULL}, NULL},
	{"new-itemproperty", FIRST, {"-Path", "-LiteralPath"}, NULL},
	{"set-itemproperty", FIRST, {"-Path", "-LiteralPath"}, NULL},
	{"copy-item", LAST, {"-Destination", NULL}, NULL},
	{"move-item", LAST, {"-Destination", NULL}, NULL},
	{"export-csv", FIRST, {"-Path", NULL}, NULL},
	{"invoke-webrequest", OPTION_ONLY, {"-OutFile", NULL}, NULL},
	{"invoke-restmethod", OPTION_ONLY, {"-OutFile", NULL}, NULL},
	{"start-bitstransfer", LAST, {"-Destination", NULL}, NULL},
	{"expand-archive", LAST, {"-DestinationPath", NULL}, NULL},
	{"copy", LAST, {NULL}, NULL},
	{"xcopy", LAST, {NULL}, NULL},
	{"robocopy", LAST, {NULL}, NULL},
	{"move", LAST, {NULL}, NULL},
	{"mklink", FIRST, {NULL}, NULL},
	{"certutil", LAST, {NULL}, "/urlcache"},
	{"certutil", LAST, {NULL}, "/decode"},
	{"certutil", LAST, {NULL}, "/decodehex"},
	{"bitsadmin", LAST, {NULL}, "/transfer"},
};

static const Effect removers[] = {
	{"rm", ALL, {NULL}, NULL},
	{"unlink", ALL, {NULL}, NULL},
	{"rmdir", ALL, {NULL}, NULL},
	{"shred", ALL, {NULL}, NULL},
	{"srm", ALL, {NULL}, NULL},
	{"wipe", ALL, {NULL}, NULL},
	{"rimraf", ALL, {NULL}, NULL},
	{"trash", ALL, {NULL}, NULL},
	{"truncate", ALL, {NULL}, NULL},
	{"mv", ALL_BUT_LAST, {NULL}, NULL},
	{"remove-item", ALL, {"-Path", "-LiteralPath"}, NULL},
	{"remove-itemproperty", FIRST, {"-Path", NULL}, NULL},
	{"clear-content", ALL, {"-Path", NULL}, NULL},
	{"clear-item", ALL, {"-Path", NULL}, NULL},
	{"move-item", ALL_BUT_LAST, {"-Path", NULL}, NULL},
	{"del", ALL, {NULL}, NULL},
	{"erase", ALL, {NULL}, NULL},
	{"rd", ALL, {NULL}, NULL},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Adds a word that names files; PowerShell takes several, "a,b". */
static void
add_word(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index,
		 const LearnWord *word)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	const char *text = word->text;
	const char *end = text + word->length;
	const char *comma;

	while (command->shell == LEARN_SHELL_POWERSHELL &&
		   (comma = memchr(text, ',', (size_t) (end - text))) != NULL)
	{
		learn_policy_path_add(scan, paths, index, text,
							  (size_t) (comma - text), word->expands);
		text = comma + 1;
	}
	learn_policy_path_add(scan, paths, index, text, (size_t) (end - text),
						  command->shell != LEARN_SHELL_SH || word->expands);
}

/* Adds what stands behind a key, "of=/dev/sda". */
static void
add_after_key(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index,
			  const char *key)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	size_t length = strlen(key);

	for (int i = 1; i < command->word_count; i++)
	{
		const LearnWord *word = &command->words[i];

		if (word->length > length && strncmp(word->text, key, length) == 0)
			learn_policy_path_add(scan, paths, index, word->text + length,
								  word->length - length, word->expands);
	}
}

/* Adds what an option (NULL: none) is given; false when it is not there. */
static bool
add_by_option(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index,
			  const char *option)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	const char *value;
	bool found = false;
	int at = 1;

	while (option != NULL &&
		   learn_policy_option_next(command, option, &at, &value))
	{
		LearnWord word = {.text = value, .length = strlen(value)};

		word.expands = strpbrk(value, "*?[{") != NULL;
		add_word(scan, paths, index, &word);
		found = true;
	}
	return found;
}

static void
add_arguments(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index,
			  Which which)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	int end = learn_policy_options_end(command);
	int last = command->word_count - 1;
	int first = 1;

	while (last > 0 && learn_policy_is_option(command, last, end))
		last--;
	if (which == LAST)
		first = last;
	else if (which == ALL_BUT_LAST)
		last--;
	for (int i = first; i > 0 && i <= last; i++)
	{
		if (learn_policy_is_option(command, i, end))
			continue;
		add_word(scan, paths, index, &command->words[i]);
		if (which == FIRST)
			break;
	}
}

/*
 * When the last argument is a directory, files of the names of the others are
 * written there.  Which it is nobody knows: both are added.
 */
static void
add_within_last(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	int last = command->word_count - 1;
	LearnBuffer path;
	size_t directory;

	if (last < 2 || command->words[last].length > DIRECTORY_MAX)
		return;
	learn_buffer_init(&path, 0);
	learn_buffer_append_format(&path, "%s/", command->words[last].text);
	directory = path.length;
	for (int i = 1; i < last && i <= SOURCES_MAX && !path.failed; i++)
	{
		const char *text = command->words[i].text;
		size_t length = command->words[i].length;
		size_t name = length;

		while (name > 0 && text[name - 1] != '/' && text[name - 1] != '\\')
			name--;
		learn_buffer_truncate(&path, directory);
		if (name < length &&
			learn_buffer_append(&path, text + name, length - name))
			learn_policy_path_add(scan, paths, index, path.data, path.length,
								  command->words[i].expands);
	}
	scan->failed = scan->failed || path.failed;
	learn_buffer_free(&path);
}

static void
add_effects(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index,
			const Effect *effects, size_t count)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];

	for (size_t i = 0; i < count; i++)
	{
		const Effect *effect = &effects[i];
		bool given;
		int at = 1;

		if (strcmp(effect->program, command->program) != 0 ||
			(effect->only_by != NULL &&
			 !learn_policy_option_next(command, effect->only_by, &at, NULL)))
			continue;
		if (effect->which == AFTER_KEY)
		{
			add_after_key(scan, paths, index, effect->options[0]);
			continue;
		}
		given = add_by_option(scan, paths, index, effect->options[0]);
		given = add_by_option(scan, paths, index, effect->options[1]) || given;
		if (!given && effect->which != OPTION_ONLY)
			add_arguments(scan, paths, index, effect->which);
		if (!given && effect->which == LAST)
			add_within_last(scan, paths, index);
	}
}

static bool
is_output(const LearnRedirection *redirection)
{
	const char *sign = redirection->operator;

	return strchr(sign, '>') != NULL && sign[strlen(sign) - 1] != '&' &&
		   redirection->target.length > 0;
}

static void
add_redirections(LearnPolicyScan *scan, LearnPolicyPaths *paths, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];

	for (int i = 0; i < command->redirection_count; i++)
	{
		if (is_output(&command->redirections[i]))
			add_word(scan, paths, index, &command->redirections[i].target);
	}
}

static bool
has_argument(const LearnSimpleCommand *command, const char *wanted)
{
	for (int i = 1; i < command->word_count; i++)
	{
		if (strcasecmp(command->words[i].text, wanted) == 0)
			return true;
	}
	return false;
}

/* Does a command write nothing, so that the file it writes becomes empty? */
static bool
writes_nothing(const LearnSimpleCommand *command)
{
	const char *program = command->program;

	if (command->word_count == 0 || strcmp(program, ":") == 0 ||
		strcmp(program, "true") == 0)
		return true;
	if (strcmp(program, "echo") == 0 || strcmp(program, "printf") == 0)
		return command->word_count == 1 ||
			   (command->word_count == 2 &&
				(command->words[1].length == 0 ||
				 strcmp(command->words[1].text, "-n") == 0));
	if (strcmp(program, "type") == 0 || strcmp(program, "copy") == 0)
		return has_argument(command, "nul");
	return (strcmp(program, "cat") == 0 || strcmp(program, "cp") == 0 ||
			strcmp(program, "ln") == 0 || strcmp(program, "tee") == 0) &&
		   has_argument(command, "/dev/null");
}

static bool
empties(const LearnRedirection *redirection)
{
	return is_output(redirection) &&
		   strstr(redirection->operator, ">>") == NULL;
}

const LearnPolicyPaths *
learn_policy_mentioned(LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	LearnPolicyPaths *paths = &scan->views[index].mentioned;

	if (paths->known)
		return paths;
	paths->known = true;
	for (int i = 0; i < command->word_count; i++)
		learn_policy_paths_in(scan, paths, index, command->words[i].text,
							  command->words[i].length,
							  command->words[i].expands);
	for (int i = 0; i < command->redirection_count; i++)
		learn_policy_paths_in(scan, paths, index,
							  command->redirections[i].target.text,
							  command->redirections[i].target.length,
							  command->redirections[i].target.expands);
	for (int i = 0; i < command->assignment_count; i++)
		learn_policy_paths_in(scan, paths, index, command->assignments[i].text,
							  command->assignments[i].length, false);
	return paths;
}

const LearnPolicyPaths *
learn_policy_written(LearnPolicyScan *scan, int index)
{
	LearnPolicyPaths *paths = &scan->views[index].written;

	if (paths->known)
		return paths;
	paths->known = true;
	add_redirections(scan, paths, index);
	add_effects(scan, paths, index, writers, COUNT(writers));
	return paths;
}

const LearnPolicyPaths *
learn_policy_removed(LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	LearnPolicyPaths *paths = &scan->views[index].removed;

	if (paths->known)
		return paths;
	paths->known = true;
	add_effects(scan, paths, index, removers, COUNT(removers));
	if (!writes_nothing(command))
		return paths;
	for (int i = 0; i < command->redirection_count; i++)
	{
		if (empties(&command->redirections[i]))
			add_word(scan, paths, index, &command->redirections[i].target);
	}
	if (command->word_count > 0)
		add_effects(scan, paths, index, writers, COUNT(writers));
	return paths;
}

const LearnPolicyPaths *
learn_policy_run(LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	LearnPolicyPaths *paths = &scan->views[index].run;

	if (paths->known)
		return paths;
	paths->known = true;
	if (command->word_count > 0 &&
		strpbrk(command->words[0].text, "/\\") != NULL)
		add_word(scan, paths, index, &command->words[0]);
	if (learn_policy_is_listed(command->program, "interpreters"))
		add_arguments(scan, paths, index, FIRST);
	return paths;
}
