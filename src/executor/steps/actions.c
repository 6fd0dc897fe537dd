/*-------------------------------------------------------------------------
 *
 * actions.c
 *		What steps without a command can do.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/actions.h"

#include <stdlib.h>
#include <string.h>

#include "executor/steps/action_directory.h"
#include "executor/steps/action_params.h"

#define SHELL "/bin/sh"

/* Those that came along: scripts for the shell. */
static const struct
{
	const char *name;
	const char *script;
} bundled[] = {
#include "executor/steps/actions.inc"
};

#define BUNDLED (sizeof(bundled) / sizeof(bundled[0]))

/* What an action is; one of the two is set. */
typedef struct Program
{
	char *path;         /* malloc'ed: of a file in the directory */
	const char *script; /* of one that came along */
} Program;

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
							 "out of memory");
}

/*
 * Can a file of this name be an action?  Hidden files, those that editors
 * leave, and whatever leads elsewhere cannot.
 */
static bool
is_action_name(const char *name)
{
	static const char letters_and_digits[] = "abcdefghijklmnopqrstuvwxyz"
											 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
											 "0123456789_-.";
	size_t length = strspn(name, letters_and_digits);

	return length > 0 && name[length] == '\0' &&
		   length <= LEARN_ACTION_NAME_MAX && strchr("_-.", name[0]) == NULL;
}

/*
 * Looks into the directory, if there is one.  LEARN_NOTHING: it is not there.
 */
static LearnStatus
find_in_directory(const LearnActions *actions, const char *name,
				  Program *program, LearnProblem *problem)
{
	LearnActionDirectory directory;
	LearnStatus status;

	if (actions->directory == NULL)
		return LEARN_NOTHING;
	status =
		learn_action_directory_open(actions->directory, &directory, problem);
	if (status == LEARN_OK)
		status = learn_action_directory_check(&directory, name, problem);
	learn_action_directory_close(&directory);
	if (status == LEARN_OK)
	{
		LearnBuffer path;

		learn_buffer_init(&path, 0);
		learn_buffer_append_format(&path, "%s/%s", actions->directory, name);
		program->path = learn_buffer_detach(&path, NULL);
		if (program->path == NULL)
			return out_of_memory(problem);
	}
	return status;
}

/*
 * Finds an action.  While the directory cannot be looked into, nothing is
 * found: the one that came along may not be the one that is meant.
 */
static LearnStatus
find(const LearnActions *actions, const char *name, Program *program,
	 LearnProblem *problem)
{
	LearnStatus status;

	*program = (Program){0};
	if (!is_action_name(name))
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "\"%s\" cannot be the name of an action",
								 name);
	status = find_in_directory(actions, name, program, problem);
	if (status != LEARN_NOTHING)
		return status;
	for (size_t i = 0; i < BUNDLED; i++)
	{
		if (strcmp(bundled[i].name, name) == 0)
		{
			program->script = bundled[i].script;
			return LEARN_OK;
		}
	}
	if (actions->directory == NULL)
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "there is no action \"%s\" among those of "
								 "the executor, and it has no directory of "
								 "actions",
								 name);
	return learn_problem_set(problem, LEARN_INVALID, "",
							 "there is no action \"%s\", neither in \"%s\" "
							 "nor among those of the executor",
							 name, actions->directory);
}

LearnStatus
learn_actions_find(const LearnActions *actions, const char *name,
				   LearnProblem *problem)
{
	Program program;
	LearnStatus status = find(actions, name, &program, problem);

	free(program.path);
	return status;
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(json_object_get_string(*(json_object *const *) left),
				  json_object_get_string(*(json_object *const *) right));
}

/*
 * Appends the names of those that came along and that nothing in the
 * directory (NULL: none) takes the place of, not even what must not be run.
 */
static LearnStatus
list_bundled(const LearnActionDirectory *directory, json_object *names,
			 LearnProblem *problem)
{
	for (size_t i = 0; i < BUNDLED; i++)
	{
		const char *name = bundled[i].name;

		if ((directory == NULL ||
			 learn_action_directory_check(directory, name, NULL) ==
				 LEARN_NOTHING) &&
			!learn_json_append(names, json_object_new_string(name)))
			return out_of_memory(problem);
	}
	return LEARN_OK;
}

LearnStatus
learn_actions_list(const LearnActions *actions, json_object **names,
				   LearnProblem *problem)
{
	LearnActionDirectory directory = {NULL, -1};
	LearnStatus in_directory = LEARN_OK;
	LearnStatus status;

	*names = json_object_new_array();
	if (*names == NULL)
		return out_of_memory(problem);
	if (actions->directory != NULL)
	{
		in_directory = learn_action_directory_open(actions->directory,
												   &directory, problem);
		if (in_directory == LEARN_OK)
			in_directory =
				learn_action_directory_list(&directory, is_action_name, *names,
											problem);
	}
	status = in_directory;
	if (status != LEARN_OUT_OF_MEMORY)
		status = list_bundled(directory.file < 0 ? NULL : &directory, *names,
							  problem);
	learn_action_directory_close(&directory);
	if (status == LEARN_OUT_OF_MEMORY)
	{
		json_object_put(*names);
		*names = NULL;
		return status;
	}
	json_object_array_sort(*names, compare_names);
	return in_directory;
}

/* Runs the program with everything it is told. */
static LearnStatus
run(const Program *program, const char *name, const LearnActionParams *params,
	const LearnValues *values, LearnCommand *command, LearnOutcome *outcome,
	LearnProblem *problem)
{
	const char *const of_file[] = {program->path, NULL};
	const char *const of_script[] = {"sh", "-c", program->script, name, NULL};
	char **environment = learn_values_environment(values, &params->variables);
	bool ran = false;

	if (environment != NULL)
	{
		command->path = program->path != NULL ? program->path : SHELL;
		command->arguments = program->path != NULL ? of_file : of_script;
		command->environment = environment;
		command->input = params->input;
		command->input_length = params->input_length;
		ran = learn_process_run(command, outcome);
		learn_environment_free(environment);
	}
	return ran ? LEARN_OK : out_of_memory(problem);
}

LearnStatus
learn_actions_run(const LearnActions *actions, const char *name,
				  json_object *params, const LearnValues *values,
				  double timeout, bool insistent, LearnOutcome *outcome,
				  LearnProblem *problem)
{
	LearnCommand command = {.timeout = timeout, .insistent = insistent};
	LearnActionParams made = {0};
	Program program;
	LearnStatus status;

	*outcome = (LearnOutcome){.ending = LEARN_NEVER_STARTED, .exit_code = -1};
	status = find(actions, name, &program, problem);
	if (status == LEARN_OK)
		status = learn_action_params_make(params, values, &made, problem);
	if (status == LEARN_OK)
		status =
			run(&program, name, &made, values, &command, outcome, problem);
	learn_action_params_free(&made);
	free(program.path);
	return status;
}
