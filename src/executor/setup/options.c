/*-------------------------------------------------------------------------
 *
 * options.c
 *		The command line of the executor.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/setup/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const learn_options_help =
	"learn-executor runs the approved runbook of an incident, and reports.\n"
	"\n"
	"Usage:\n"
	"  learn-executor run --incident-type TYPE [OPTION]...\n"
	"  learn-executor flush [OPTION]...      deliver results that wait\n"
	"  learn-executor register [OPTION]...   announce the actions known here\n"
	"  learn-executor actions [OPTION]...    list them\n"
	"\n"
	"The incident:\n"
	"  --incident-type TYPE   such as service_crash or disk_full\n"
	"  --incident-id ID       the incident's number; generated when absent\n"
	"  --client CLIENT        whose machine this is\n"
	"  --param NAME=VALUE     a parameter of the runbook; may be repeated\n"
	"  --runbook ID           run this one, not the next one\n"
	"  --staging              it is a draft: try it, on a staging host\n"
	"  --dry-run              show what would run\n"
	"\n"
	"Everything:\n"
	"  --hostname NAME        what this machine is called\n"
	"  --config FILE          configuration (" LEARN_CONFIGURATION_FILE ")\n"
	"  --spool DIRECTORY      where results wait for the database\n"
	"  --actions DIRECTORY    programs for steps without a command\n"
	"  --json                 print one line of JSON\n"
	"  --help, --version\n"
	"\n"
	"The database, as with psql:\n"
	"  -h, --host HOST   -p, --port PORT   -U, --username USER\n"
	"  -d, --dbname NAME or connection string\n"
	"\n"
	"Exit status: 0 verified, 1 failed or not verified, 2 wrong usage,\n"
	"3 the result is not delivered yet.\n";

static const struct
{
	const char *name;
	LearnTask task;
} tasks[] = {
	{"run", LEARN_TASK_RUN},
	{"flush", LEARN_TASK_FLUSH},
	{"register", LEARN_TASK_REGISTER},
	{"actions", LEARN_TASK_ACTIONS},
};

/* What getopt_long() returns for an option without a letter. */
enum
{
	OPTION_PARAM = 256,
	OPTION_STAGING,
	OPTION_DRY_RUN,
	OPTION_JSON,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_TEXT /* and from here on the row of texts[] */
};

/* Options that are a text. */
static const struct
{
	const char *name;
	char letter; /* 0: none */
	bool of_run; /* by no other task */
	size_t offset;
} texts[] = {
	{"incident-type", 0, true, offsetof(LearnOptions, incident_type)},
	{"incident-id", 0, true, offsetof(LearnOptions, incident_id)},
	{"client", 0, true, offsetof(LearnOptions, client)},
	{"runbook", 0, true, offsetof(LearnOptions, runbook_id)},
	{"hostname", 0, false, offsetof(LearnOptions, hostname)},
	{"config", 0, false, offsetof(LearnOptions, configuration)},
	{"spool", 0, false, offsetof(LearnOptions, spool)},
	{"actions", 0, false, offsetof(LearnOptions, actions)},
	{"host", 'h', false, offsetof(LearnOptions, connection.host)},
	{"port", 'p', false, offsetof(LearnOptions, connection.port)},
	{"username", 'U', false, offsetof(LearnOptions, connection.user)},
	{"dbname", 'd', false, offsetof(LearnOptions, connection.database)},
};

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static const struct option other_options[] = {
	{"param", required_argument, NULL, OPTION_PARAM},
	{"staging", no_argument, NULL, OPTION_STAGING},
	{"dry-run", no_argument, NULL, OPTION_DRY_RUN},
	{"json", no_argument, NULL, OPTION_JSON},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
};

#define OTHERS (sizeof(other_options) / sizeof(other_options[0]))

static const char **
text_member(LearnOptions *options, size_t row)
{
	return (const char **) ((char *) options + texts[row].offset);
}

/* Takes one option that getopt_long() found. */
static LearnStatus
take(LearnOptions *options, int found, const char *value,
	 LearnProblem *problem)
{
	switch (found)
	{
		case OPTION_PARAM:
			return learn_values_add(&options->given, value, problem);
		case OPTION_STAGING:
			options->staging = true;
			return LEARN_OK;
		case OPTION_DRY_RUN:
			options->dry_run = true;
			return LEARN_OK;
		case OPTION_JSON:
			options->json = true;
			return LEARN_OK;
		case OPTION_HELP:
			options->task = LEARN_TASK_HELP;
			return LEARN_OK;
		case OPTION_VERSION:
			options->task = LEARN_TASK_VERSION;
			return LEARN_OK;
	}
	for (size_t row = 0; row < TEXTS; row++)
	{
		if (found != OPTION_TEXT + (int) row && found != texts[row].letter)
			continue;
		if (*value == '\0')
			return learn_problem_set(problem, LEARN_INVALID, "",
									 "the option --%s is empty",
									 texts[row].name);
		*text_member(options, row) = value;
		return LEARN_OK;
	}
	return LEARN_OK;
}

static LearnStatus
read_task(const char *word, LearnOptions *options, LearnProblem *problem)
{
	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++)
	{
		if (strcmp(word, tasks[i].name) == 0)
		{
			options->task = tasks[i].task;
			return LEARN_OK;
		}
	}
	return learn_problem_set(
		problem, LEARN_INVALID, "",
		"there is no command \"%s\", only run, flush, register and actions",
		word);
}

/* Do the options suit the task? */
static LearnStatus
check(LearnOptions *options, LearnProblem *problem)
{
	bool runs = options->task == LEARN_TASK_RUN;

	if (runs && options->incident_type == NULL)
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "run needs --incident-type");
	if (runs && options->staging && options->runbook_id == NULL)
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"--staging needs --runbook: a draft is never chosen by itself");
	for (size_t row = 0; row < TEXTS && !runs; row++)
	{
		if (texts[row].of_run && *text_member(options, row) != NULL)
			return learn_problem_set(problem, LEARN_INVALID, "",
									 "--%s is an option of run",
									 texts[row].name);
	}
	if (!runs &&
		(options->staging || options->dry_run || options->given.count > 0))
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"--param, --staging and --dry-run are options of run");
	return LEARN_OK;
}

/* getopt's own tables, made of ours. */
static void
make_tables(struct option *longs, char *shorts)
{
	*shorts++ = ':'; /* errors are reported here, not by getopt */
	for (size_t row = 0; row < TEXTS; row++)
	{
		*longs++ = (struct option){texts[row].name, required_argument, NULL,
								   OPTION_TEXT + (int) row};
		if (texts[row].letter != 0)
		{
			*shorts++ = texts[row].letter;
			*shorts++ = ':';
		}
	}
	*shorts = '\0';
	memcpy(longs, other_options, sizeof(other_options));
	longs[OTHERS] = (struct option){0};
}

/*
 * What getopt_long() did not take.  It stays at an argument of several letters
 * until the last of them, so for a letter the argument may be another one.
 */
static LearnStatus
refuse(int found, const char *argument, LearnProblem *problem)
{
	bool letter = optopt > 0 && optopt < OPTION_PARAM;
	char name[] = {'-', letter ? (char) optopt : '\0', '\0'};

	return learn_problem_set(problem, LEARN_INVALID, "",
							 found == ':' ? "%s needs a value"
										  : "there is no option %s",
							 letter ? name : argument);
}

LearnStatus
learn_options_read(int count, char *const *arguments, LearnOptions *options,
				   LearnProblem *problem)
{
	struct option longs[TEXTS + OTHERS + 1];
	char shorts[2 * TEXTS + 2];
	LearnStatus status = LEARN_OK;
	bool has_task = false;
	int found;

	*options = (LearnOptions){0};
	make_tables(longs, shorts);
	opterr = 0;
	while (status == LEARN_OK &&
		   (found = getopt_long(count, arguments, shorts, longs, NULL)) != -1)
	{
		if (found == '?' || found == ':')
			return refuse(found, arguments[optind - 1], problem);
		status = take(options, found, optarg, problem);
		if (options->task == LEARN_TASK_HELP ||
			options->task == LEARN_TASK_VERSION)
			return status;
	}
	for (; status == LEARN_OK && optind < count; optind++)
	{
		status = has_task
					 ? learn_problem_set(problem, LEARN_INVALID, "",
										 "\"%s\" is too much; a parameter is "
										 "given with --param NAME=VALUE",
										 arguments[optind])
					 : read_task(arguments[optind], options, problem);
		has_task = true;
	}
	if (status == LEARN_OK && !has_task)
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "a command is missing: run, flush, register "
								 "or actions");
	return status == LEARN_OK ? check(options, problem) : status;
}

/* What is NULL is taken from there. */
static void
complete(const char **text, const char *other)
{
	if (*text == NULL)
		*text = other;
}

void
learn_options_complete(LearnOptions *options,
					   const LearnConfiguration *configuration)
{
	LearnConnection *connection = &options->connection;

	complete(&options->client, configuration->client);
	complete(&options->hostname, configuration->hostname);
	complete(&options->spool, configuration->spool_directory);
	complete(&options->actions, configuration->actions_directory);

	/* A connection string says it all. */
	if (connection->database == NULL ||
		strpbrk(connection->database, "=:") == NULL)
	{
		complete(&connection->host, configuration->host);
		complete(&connection->port, configuration->port);
		complete(&connection->user, configuration->user);
		complete(&connection->database, configuration->dbname);
	}
}

void
learn_options_free(LearnOptions *options)
{
	learn_values_free(&options->given);
	*options = (LearnOptions){0};
}
