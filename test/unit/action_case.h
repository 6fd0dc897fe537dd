/*-------------------------------------------------------------------------
 *
 * action_case.h
 *		What the tests of actions share: a folder of files, and running one.
 *
 * Included after unit.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_ACTION_CASE_H
#define LEARN_TEST_ACTION_CASE_H

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "executor/steps/actions.h"
#include "json_text.h"

#define ACTION_PATH_SIZE 4096

/* A folder for one test; real, that is, no part of its path is a link. */
static char action_folder[ACTION_PATH_SIZE];

static inline int
make_action_folder(void **state)
{
	char name[] = "/tmp/learn-actions.XXXXXX";

	(void) state;
	umask(022);
	return mkdtemp(name) == NULL || realpath(name, action_folder) == NULL;
}

static inline int
remove_action_folder(void **state)
{
	char command[ACTION_PATH_SIZE + 16];

	(void) state;
	snprintf(command, sizeof(command), "rm -rf '%s'", action_folder);
	return chdir("/") != 0 || system(command) != 0;
}

/* The path of a file in the folder, in static storage. */
static inline const char *
path_of(const char *name)
{
	static char path[2 * ACTION_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", action_folder, name);
	return path;
}

static inline void
write_file(const char *name, const char *text, mode_t mode)
{
	int file = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(file, mode), 0);
	assert_int_equal(close(file), 0);
}

static inline void
make_directory(const char *name, mode_t mode)
{
	assert_int_equal(mkdir(path_of(name), 0700), 0);
	assert_int_equal(chmod(path_of(name), mode), 0);
}

static inline bool
file_exists(const char *name)
{
	struct stat status;

	return lstat(path_of(name), &status) == 0;
}

/* Runs an action with params as a literal; it must have been run. */
static inline LearnOutcome
run_action(const char *directory, const char *name, json_object *params)
{
	LearnActions actions = {directory};
	LearnValues values = {0};
	LearnOutcome outcome;
	LearnProblem problem = {{0}, {0}};

	if (learn_actions_run(&actions, name, params, &values, 60, false, &outcome,
						  &problem) != LEARN_OK)
		fail_msg("%s: %s", name, problem.message);
	json_object_put(params);
	assert_int_equal(outcome.ending, LEARN_ENDED_NORMALLY);
	return outcome;
}

/* Runs an action that came along; checks its exit code and what it says. */
static inline void
check_action(const char *name, json_object *params, int exit_code,
			 const char *says)
{
	LearnOutcome outcome = run_action(NULL, name, params);

	if (outcome.exit_code != exit_code)
		fail_msg("%s: exit code %d, not %d: %s%s", name, outcome.exit_code,
				 exit_code, outcome.output, outcome.error);
	if (strstr(exit_code == 0 ? outcome.output : outcome.error, says) == NULL)
		fail_msg("%s does not say \"%s\", but: %s%s", name, says,
				 outcome.output, outcome.error);
	learn_outcome_free(&outcome);
}

/* The same for params as a literal. */
static inline void
check(const char *name, const char *params, int exit_code, const char *says)
{
	check_action(name, json_of(params), exit_code, says);
}

#endif /* LEARN_TEST_ACTION_CASE_H */
