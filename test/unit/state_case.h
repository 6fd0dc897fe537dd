/*-------------------------------------------------------------------------
 *
 * state_case.h
 *		Hosts made up of a few files, and what is seen of them.
 *
 * Included after cmocka.h by one test program at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_STATE_CASE_H
#define LEARN_TEST_STATE_CASE_H

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "executor/state/part.h"
#include "executor/state/state.h"
#include "json_text.h"

#define STATE_PATH_MAX 4096

static char state_root[] = "/tmp/learn-state-XXXXXX";

static inline int
state_make_root(void **state)
{
	(void) state;
	memcpy(strrchr(state_root, '-'), "-XXXXXX", strlen("-XXXXXX"));
	return mkdtemp(state_root) != NULL ? 0 : -1;
}

static inline int
state_remove_root(void **state)
{
	char command[64];

	(void) state;
	snprintf(command, sizeof(command), "rm -rf %s", state_root);
	return system(command);
}

/* The path below the root; in one of several buffers, taken in turn. */
static inline const char *
state_path(const char *path)
{
	static char paths[8][STATE_PATH_MAX];
	static int next;
	char *whole = paths[next++ % 8];

	snprintf(whole, STATE_PATH_MAX, "%s%s", state_root, path);
	return whole;
}

/* Makes the directory that a file below the root is in. */
static inline const char *
state_make_way(const char *path)
{
	char *whole = (char *) state_path(path);

	for (char *slash = whole + strlen(state_root) + 1;
		 (slash = strchr(slash, '/')) != NULL; slash++)
	{
		*slash = '\0';
		mkdir(whole, 0755);
		*slash = '/';
	}
	return whole;
}

/* Writes a file below the root. */
static inline void
state_write_bytes(const char *path, const char *data, size_t length)
{
	FILE *file = fopen(state_make_way(path), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static inline void
state_write(const char *path, const char *text)
{
	state_write_bytes(path, text, strlen(text));
}

/*
 * The state of the host below the root, as a run sees it: an incident, a
 * runbook in which ' stands for ", and values as "NAME=value", ended by NULL.
 */
static inline json_object *
state_capture(const char *root, const char *type, const char *runbook,
			  const char *const *values)
{
	LearnValues given = {.count = 0};
	LearnProblem problem;
	LearnStateRequest request = {.incident_type = type,
								 .runbook = json_of(runbook),
								 .values = &given};
	json_object *captured;

	for (; values != NULL && *values != NULL; values++)
		assert_int_equal(learn_values_add(&given, *values, &problem),
						 LEARN_OK);
	captured = learn_state_capture_below(root, &request);
	assert_non_null(captured);
	learn_values_free(&given);
	json_object_put(request.runbook);
	return captured;
}

/* Asserts what is at a place of a state, as JSON; NULL: nothing is. */
static inline void
state_expect(json_object *captured, const char *path, const char *literal)
{
	json_object *value = learn_state_get(captured, path);

	if (literal == NULL && value != NULL)
		fail_msg("%s is %s", path, json_object_to_json_string(value));
	if (literal != NULL && value == NULL)
		fail_msg("no %s in %s", path, json_object_to_json_string(captured));
	if (literal != NULL)
		assert_json_text(learn_json_text(value, NULL), literal);
}

#endif /* LEARN_TEST_STATE_CASE_H */
