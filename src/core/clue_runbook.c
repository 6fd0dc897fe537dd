/*-------------------------------------------------------------------------
 *
 * clue_runbook.c
 *		Clues as the runbook itself names them.
 *
 * What a message says holds for one host and one day.  Where the runbook has
 * a parameter for it, or a path that begins with one, that is the clue, so
 * that the improved runbook stays as general as it was.
 *
 *-------------------------------------------------------------------------
 */
#include "core/clue_runbook.h"

#include <ctype.h>
#include <string.h>

#include "core/clue_search.h"
#include "core/parameters.h"
#include "core/shell_words.h"

/* The parameters that the runbook declares, the first of a list, or NULL. */
static const LearnValue *
first_parameter(const LearnFacts *facts)
{
	const LearnValue *parameters =
		learn_value_get_typed(facts->runbook, "parameters",
							  LEARN_VALUE_OBJECT);

	return parameters != NULL ? parameters->first : NULL;
}

/* Does a command use the parameter? */
static bool
uses_parameter(const char *command, const char *name)
{
	char used[LEARN_PARAMETER_MAX + 1];

	while (learn_parameter_next(&command, used))
	{
		if (strcmp(used, name) == 0)
			return true;
	}
	return false;
}

/* Would a parameter of this name hold a value of this kind? */
static bool
names_kind(const char *name, LearnClueKind kind)
{
	size_t length = strlen(name);

	if (kind == LEARN_CLUE_PORT)
		return length >= 4 && strcmp(name + length - 4, "PORT") == 0;
	if (kind == LEARN_CLUE_SERVICE)
		return strstr(name, "SERVICE") != NULL || strcmp(name, "UNIT") == 0;
	if (kind == LEARN_CLUE_LOCK)
		return strstr(name, "PIDFILE") != NULL ||
			   strstr(name, "PID_FILE") != NULL ||
			   strstr(name, "LOCK") != NULL;
	if (kind == LEARN_CLUE_INTERFACE)
		return strstr(name, "INTERFACE") != NULL || strcmp(name, "NIC") == 0;
	if (kind == LEARN_CLUE_POOL)
		return strstr(name, "POOL") != NULL;
	if (kind == LEARN_CLUE_MOUNT)
		return strstr(name, "MOUNT") != NULL;
	if (kind == LEARN_CLUE_DATA)
		return strcmp(name, "PGDATA") == 0 || strstr(name, "DATA_DIR") != NULL;
	if (kind == LEARN_CLUE_CONFIG)
		return strstr(name, "CONFIG") != NULL || strcmp(name, "CONF") == 0;
	return false;
}

/*
 * What the parameter was in this run: what the executor reported with the
 * step or the execution, else its default; NULL when not known.
 */
static const char *
parameter_value(const LearnFacts *facts, const LearnValue *parameter)
{
	const LearnValue *value = NULL;

	if (facts->failed != NULL)
		value = learn_value_get_like(learn_value_get(facts->failed->object,
													 "params"),
									 parameter);
	if (value == NULL)
		value = learn_value_get_like(learn_value_get(facts->execution,
													 "parameters"),
									 parameter);
	if (value == NULL)
		value = learn_value_get(parameter, "default");
	if (value == NULL)
		return NULL;

	/* An array or object is a value, but not one that a clue could have. */
	return value->text != NULL ? value->text : "";
}

/*
 * Looks for a parameter that is the whole clue.
 */
static void
prefer_parameters(const LearnFacts *facts, const char *command,
				  LearnClueKind kind, LearnClue *clue)
{
	for (const LearnValue *parameter = first_parameter(facts);
		 parameter != NULL; parameter = parameter->next)
	{
		const char *name = parameter->name;
		const char *value = parameter_value(facts, parameter);
		bool known = clue->value[0] != '\0' && value != NULL;

		if (strlen(name) > LEARN_PARAMETER_MAX || clue->parameter[0] != '\0')
			continue;
		if (known
				? strcmp(value, clue->value) == 0 &&
					  (names_kind(name, kind) || uses_parameter(command, name))
				: names_kind(name, kind) && uses_parameter(command, name))
			strcpy(clue->parameter, name);
	}
}

/*
 * A path in a command that begins with a parameter: "$APP/run/app.pid".
 */
typedef struct ParameterPath
{
	const LearnValue *parameter; /* borrowed */
	LearnSpan tail;              /* "/run/app.pid", in the command */
} ParameterPath;

/*
 * Finds the next one, and moves *at behind its parameter.
 */
static bool
next_parameter_path(const LearnFacts *facts, const char **at,
					ParameterPath *path)
{
	char name[LEARN_PARAMETER_MAX + 1];

	while (learn_parameter_next(at, name))
	{
		const char *tail = *at;

		if (tail[0] == '"' && tail[1] == '/')
			tail++;
		path->tail = (LearnSpan){tail, learn_clue_path_length(tail)};
		if (path->tail.length < 2 || path->tail.length > LEARN_CLUE_MAX ||
			tail[0] != '/')
			continue;
		for (path->parameter = first_parameter(facts); path->parameter != NULL;
			 path->parameter = path->parameter->next)
		{
			if (strcmp(path->parameter->name, name) == 0)
				return true;
		}
	}
	return false;
}

/*
 * How much of the tail the value ends with: all of it, or some of its leading
 * directories, since a clue may be the directory of what the command names.
 */
static size_t
shared_tail(const char *value, LearnSpan tail)
{
	size_t length = strlen(value);

	for (size_t part = tail.length; part > 1; part--)
	{
		if ((part == tail.length || tail.start[part] == '/') &&
			length > part &&
			memcmp(value + length - part, tail.start, part) == 0)
			return part;
	}
	return 0;
}

/*
 * Does the value, less what it shares with a tail, contradict what is known of
 * the parameter?
 */
static bool
contradicts(const LearnFacts *facts, const LearnValue *parameter,
			const char *value, size_t length)
{
	const char *known = parameter_value(facts, parameter);

	return known != NULL &&
		   (strlen(known) != length || memcmp(known, value, length) != 0);
}

/*
 * Looks for a path of the command that is the clue.
 */
static void
prefer_paths(const LearnFacts *facts, const char *command, LearnClue *clue)
{
	ParameterPath path;

	while (clue->parameter[0] == '\0' &&
		   next_parameter_path(facts, &command, &path))
	{
		size_t shared = shared_tail(clue->value, path.tail);

		if (shared == 0 || contradicts(facts, path.parameter, clue->value,
									   strlen(clue->value) - shared))
			continue;
		strcpy(clue->parameter, path.parameter->name);
		memcpy(clue->tail, path.tail.start, shared);
		clue->tail[shared] = '\0';
	}
}

bool
learn_clue_prefer_runbook(const LearnFacts *facts, const char *command,
						  LearnClueKind kind, LearnClue *clue)
{
	prefer_parameters(facts, command, kind, clue);
	if (learn_clue_is_path(kind) && clue->value[0] != '\0')
		prefer_paths(facts, command, clue);
	return clue->parameter[0] != '\0' ||
		   (clue->value[0] != '\0' && strstr(command, clue->value) != NULL);
}

/* Is the word, quotes apart, the name of what runs scripts? */
static bool
is_interpreter(const char *word, size_t length)
{
	static const char *const names[] = {"sh",    "bash",   "dash", "ksh",
										"zsh",   "python", "perl", "python3",
										"ruby",  ".",      "php",  "node",
										"source"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		if (strlen(names[i]) == length && memcmp(names[i], word, length) == 0)
			return true;
	}
	return false;
}

/*
 * Where the script of a simple command is: its command word, or the first
 * argument of an interpreter that is no option.
 */
static LearnSpan
script_word(const char *command, const LearnShellCommand *simple)
{
	LearnSpan word = {command + simple->word,
					  simple->arguments - simple->word};
	size_t at = simple->arguments;

	if (!is_interpreter(word.start, word.length))
		return word;
	while (at < simple->end)
	{
		size_t end = learn_shell_word_end(command, at);

		if (end > at && command[at] != '-')
			return (LearnSpan){command + at, end - at};
		at = end > at ? end : at + 1;
	}
	return (LearnSpan){word.start, 0};
}

/*
 * Does the system itself bring this program?  Then it is no script of the
 * runbook's.
 */
static bool
is_of_system(const char *path)
{
	static const char *const folders[] = {"/bin/", "/sbin/", "/usr/",
										  "/System/", "/opt/homebrew/"};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
	{
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	}
	return false;
}

/* Do the messages of the failed step name the file? */
static bool
is_named(const LearnFacts *facts, const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return name[0] != '\0' && facts->failed != NULL &&
		   (strstr(facts->error_message, name) != NULL ||
			strstr(facts->failed->error, name) != NULL ||
			strstr(facts->failed->output, name) != NULL);
}

void
learn_clue_find_script(const LearnFacts *facts, const char *command,
					   LearnClues *clues)
{
	LearnClue *clue = &clues->items[LEARN_CLUE_SCRIPT];
	LearnShellCommand simple;
	size_t at = 0;

	while (clue->value[0] == '\0' && clue->parameter[0] == '\0' &&
		   learn_shell_next(command, &at, &simple))
	{
		LearnSpan word = script_word(command, &simple);
		const char *start = word.start;
		ParameterPath path;

		/* The rest of a word that a substitution begins. */
		if (word.start > command && word.start[-1] == ')')
			continue;
		if (word.length > 0 && word.start[0] == '"')
			word.start++;
		if (word.length > 1 && word.start[0] == '$')
		{
			/* It must begin with the parameter that was found. */
			if (!next_parameter_path(facts, &start, &path) ||
				(size_t) (start - word.start) >
					strlen(path.parameter->name) + strlen("${}"))
				continue;
			strcpy(clue->parameter, path.parameter->name);
			memcpy(clue->tail, path.tail.start, path.tail.length);
			clue->tail[path.tail.length] = '\0';
			if (!is_named(facts, clue->tail))
				memset(clue, 0, sizeof(*clue));
		}
		else if (word.length > 1 && word.start[0] == '/')
		{
			learn_clue_store(clues, LEARN_CLUE_SCRIPT, word.start,
							 learn_clue_path_length(word.start));
			if (clue->value[0] != '\0' &&
				(is_of_system(clue->value) || !is_named(facts, clue->value)))
				clue->value[0] = '\0';
		}
	}
}
