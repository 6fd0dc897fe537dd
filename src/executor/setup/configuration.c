/*-------------------------------------------------------------------------
 *
 * configuration.c
 *		The configuration of the executor on this machine.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/setup/configuration.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "executor/spool/spool.h"

/* Longest line, in bytes. */
#define LINE_MAX_BYTES 4096

typedef enum SettingType
{
	SETTING_TEXT,
	SETTING_SIZE,
	SETTING_SWITCH
} SettingType;

typedef struct Setting
{
	const char *name;
	SettingType type;
	size_t offset; /* of its member in the configuration */
} Setting;

static const Setting settings[] = {
	{"client", SETTING_TEXT, offsetof(LearnConfiguration, client)},
	{"hostname", SETTING_TEXT, offsetof(LearnConfiguration, hostname)},
	{"executor_name", SETTING_TEXT,
	 offsetof(LearnConfiguration, executor_name)},
	{"spool_directory", SETTING_TEXT,
	 offsetof(LearnConfiguration, spool_directory)},
	{"spool_limit", SETTING_SIZE, offsetof(LearnConfiguration, spool_limit)},
	{"actions_directory", SETTING_TEXT,
	 offsetof(LearnConfiguration, actions_directory)},
	{"run_as", SETTING_TEXT, offsetof(LearnConfiguration, run_as)},
	{"staging", SETTING_SWITCH, offsetof(LearnConfiguration, staging)},
	{"host", SETTING_TEXT, offsetof(LearnConfiguration, host)},
	{"port", SETTING_TEXT, offsetof(LearnConfiguration, port)},
	{"user", SETTING_TEXT, offsetof(LearnConfiguration, user)},
	{"dbname", SETTING_TEXT, offsetof(LearnConfiguration, dbname)},
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

/*
 * A number of bytes, with one of PostgreSQL's units or none; -1: it is none.
 */
static long long
read_size(const char *text)
{
	static const struct
	{
		const char *name;
		long long bytes;
	} units[] = {{"", 1},
				 {"B", 1},
				 {"kB", 1024},
				 {"MB", 1024 * 1024},
				 {"GB", 1024 * 1024 * 1024}};
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (end == text || errno != 0 || number < 0)
		return -1;
	end += strspn(end, " ");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
	{
		if (strcmp(end, units[i].name) == 0)
			return number > LLONG_MAX / units[i].bytes
					   ? -1
					   : number * units[i].bytes;
	}
	return -1;
}

/* Stores a value; what is wrong with it, or NULL. */
static const char *
store(LearnConfiguration *configuration, const Setting *setting,
	  const char *value)
{
	void *member = (char *) configuration + setting->offset;

	switch (setting->type)
	{
		case SETTING_TEXT:
		{
			char **text = member;

			if (*value == '\0')
				return "it has no value";
			free(*text);
			*text = strdup(value);
			return *text == NULL ? "out of memory" : NULL;
		}
		case SETTING_SIZE:
			*(long long *) member = read_size(value);
			return *(long long *) member < 0
					   ? "it must be a number of bytes, such as 64MB"
					   : NULL;
		case SETTING_SWITCH:
			*(bool *) member = strcmp(value, "yes") == 0;
			return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0
					   ? NULL
					   : "it must be yes or no";
	}
	return NULL;
}

/* Cuts white space off both ends of a text that may be changed. */
static char *
trim(char *text)
{
	size_t length;

	text += strspn(text, " \t\r\n");
	length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		length--;
	text[length] = '\0';
	return text;
}

/* Reads one line; what is wrong with it, or NULL. */
static const char *
read_line(LearnConfiguration *configuration, char *line)
{
	char *name = trim(line);
	char *value;

	if (*name == '\0' || *name == '#')
		return NULL;
	value = strchr(name, '=');
	if (value == NULL)
		return "it is not written as name = value";
	*value++ = '\0';
	name = trim(name);
	for (size_t i = 0; i < SETTINGS; i++)
	{
		if (strcmp(name, settings[i].name) == 0)
			return store(configuration, &settings[i], trim(value));
	}
	return "there is no such setting";
}

/* May only root and this user write it? */
static LearnStatus
check_owner(int file, const char *path, LearnProblem *problem)
{
	struct stat status;

	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
		return learn_problem_set(problem, LEARN_INVALID, path,
								 "the configuration is not a regular file");
	if ((status.st_uid != 0 && status.st_uid != geteuid()) ||
		(status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return learn_problem_set(
			problem, LEARN_INVALID, path,
			"the configuration can be written by others than root and you");
	return LEARN_OK;
}

static LearnStatus
read_lines(FILE *stream, const char *path, LearnConfiguration *configuration,
		   LearnProblem *problem)
{
	char line[LINE_MAX_BYTES];
	char where[sizeof(problem->where)];

	for (int number = 1; fgets(line, sizeof(line), stream) != NULL; number++)
	{
		const char *wrong = strchr(line, '\n') == NULL && !feof(stream)
								? "the line is too long"
								: read_line(configuration, line);

		if (wrong != NULL)
		{
			snprintf(where, sizeof(where), "%s:%d", path, number);
			return learn_problem_set(problem, LEARN_INVALID, where, "%s",
									 wrong);
		}
	}
	if (ferror(stream))
		return learn_problem_set(problem, LEARN_INVALID, path,
								 "could not read the configuration: %s",
								 strerror(errno));
	return LEARN_OK;
}

LearnStatus
learn_configuration_read(const char *path, LearnConfiguration *configuration,
						 LearnProblem *problem)
{
	bool named = path != NULL;
	LearnStatus status;
	FILE *stream;
	int file;

	*configuration = (LearnConfiguration){.spool_limit = LEARN_SPOOL_LIMIT};
	if (!named)
		path = LEARN_CONFIGURATION_FILE;
	/* Not waiting for somebody to write into a pipe. */
	file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
	{
		if (!named && errno == ENOENT)
			return LEARN_OK;
		return learn_problem_set(problem, LEARN_INVALID, path,
								 "could not open the configuration: %s",
								 strerror(errno));
	}
	status = check_owner(file, path, problem);
	stream = status == LEARN_OK ? fdopen(file, "r") : NULL;
	if (stream == NULL)
	{
		close(file);
		return status != LEARN_OK
				   ? status
				   : learn_problem_set(problem, LEARN_OUT_OF_MEMORY, path,
									   "out of memory");
	}
	status = read_lines(stream, path, configuration, problem);
	fclose(stream);
	return status;
}

void
learn_configuration_free(LearnConfiguration *configuration)
{
	for (size_t i = 0; i < SETTINGS; i++)
	{
		if (settings[i].type == SETTING_TEXT)
			free(*(char **) ((char *) configuration + settings[i].offset));
	}
	*configuration = (LearnConfiguration){0};
}
