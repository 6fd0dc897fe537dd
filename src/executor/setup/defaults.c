/*-------------------------------------------------------------------------
 *
 * defaults.c
 *		What holds where neither the command line nor the configuration says
 *		anything.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/setup/defaults.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buffer.h"

/* Makes the folders above a path; what cannot be made shows when it is used. */
static void
make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL;
		 slash = strchr(slash + 1, '/'))
	{
		*slash = '\0';
		(void) mkdir(path, 0700);
		*slash = '/';
	}
}

static LearnStatus
find_spool(LearnDefaults *defaults, LearnProblem *problem)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	LearnBuffer path;

	learn_buffer_init(&path, 0);
	if (geteuid() == 0)
		learn_buffer_append_string(&path, LEARN_ROOT_SPOOL);
	/* A relative one is to be ignored, says the specification. */
	else if (state != NULL && state[0] == '/')
		learn_buffer_append_format(&path, "%s/learn", state);
	else if (home != NULL && home[0] == '/')
		learn_buffer_append_format(&path, "%s/.local/state/learn", home);
	else
	{
		learn_buffer_free(&path);
		return learn_problem_set(problem, LEARN_INVALID, "--spool",
								 "there is no HOME to keep results in: name a "
								 "directory");
	}
	defaults->spool = learn_buffer_detach(&path, NULL);
	if (defaults->spool == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
								 "out of memory");
	make_parents(defaults->spool);
	return LEARN_OK;
}

LearnStatus
learn_defaults_fill(LearnOptions *options, LearnConfiguration *configuration,
					LearnDefaults *defaults, LearnProblem *problem)
{
	*defaults = (LearnDefaults){0};
	if (options->hostname == NULL)
	{
		if (!learn_host_name(defaults->hostname))
			return learn_problem_set(problem, LEARN_INVALID, "--hostname",
									 "this machine has no name: give it one");
		options->hostname = defaults->hostname;
	}
	if (configuration->executor_name == NULL)
	{
		configuration->executor_name = strdup(options->hostname);
		if (configuration->executor_name == NULL)
			return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
									 "out of memory");
	}
	if (options->spool == NULL &&
		(options->task == LEARN_TASK_RUN || options->task == LEARN_TASK_FLUSH))
	{
		LearnStatus status = find_spool(defaults, problem);

		options->spool = defaults->spool;
		return status;
	}
	return LEARN_OK;
}

void
learn_defaults_free(LearnDefaults *defaults)
{
	free(defaults->spool);
	*defaults = (LearnDefaults){0};
}
