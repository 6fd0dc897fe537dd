/*-------------------------------------------------------------------------
 *
 * state.c
 *		Verifies by the state of the host.
 *
 * A value that the state does not have is a failure where the state tells of
 * such things: a disk that is not there is not below its limit.  Where this
 * system tells nothing of the kind, or an error in its place, nothing was
 * measured, and what was not measured did not fail.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/method.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a value that are shown. */
#define VALUE_MAX 100

/* Does the state have the part that a path begins with? */
static bool
has_part(json_object *state, const char *path, LearnBuffer *seen)
{
	char *part = strndup(path, strcspn(path, "."));
	bool found = part != NULL && learn_json_get(state, part) != NULL;

	if (part == NULL)
		learn_verify_out_of_memory(seen);
	free(part);
	return found;
}

/* Why the state could not tell of what a path is about; NULL: it could. */
static const char *
find_error(json_object *state, const char *path)
{
	const char *dot = strrchr(path, '.');
	char *parent = dot != NULL ? strndup(path, dot - path) : NULL;
	json_object *about =
		parent != NULL ? learn_state_get(state, parent) : NULL;

	free(parent);
	return learn_json_get_string(about, "error", NULL);
}

static void
append_value(LearnBuffer *seen, json_object *value)
{
	char *text = learn_json_text(value, NULL);

	if (text != NULL)
		learn_verify_append_cut(seen, text, strlen(text), VALUE_MAX);
	else
		learn_verify_out_of_memory(seen);
	free(text);
}

/*
 * Is a value what a verification expects of it?  What is expected and was not
 * met goes to *words and *expected.
 */
static bool
is_met(json_object *verification, json_object *value, const char **words,
	   json_object **expected)
{
	json_object *limit;

	*words = ", expected ";
	if (json_object_object_get_ex(verification, "equals", expected) &&
		!learn_json_equal(value, *expected))
		return false;
	*words = ", expected at least ";
	limit = *expected = learn_json_get(verification, "at_least");
	if (limit != NULL && (!learn_json_is_number(value) ||
						  learn_json_compare_numbers(value, limit) < 0))
		return false;
	*words = ", expected at most ";
	limit = *expected = learn_json_get(verification, "at_most");
	return limit == NULL || (learn_json_is_number(value) &&
							 learn_json_compare_numbers(value, limit) <= 0);
}

static LearnVerdict
look(const LearnQuestion *question, json_object *state, const char *path,
	 LearnBuffer *seen)
{
	json_object *value = learn_state_get(state, path);
	json_object *expected;
	const char *words;
	const char *error = value == NULL ? find_error(state, path) : NULL;

	if (error != NULL)
		return learn_verify_unknown(seen, "there is no %s: %s", path, error);
	if (value == NULL && has_part(state, path, seen))
		return learn_verify_failed(seen, "there is no %s", path);
	if (value == NULL)
		return learn_verify_unknown(seen,
									"the state of this host has no part of %s",
									path);
	learn_buffer_append_format(seen, "%s is ", path);
	append_value(seen, value);
	if (is_met(question->verification, value, &words, &expected))
		return LEARN_VERDICT_PASSED;
	learn_buffer_append_string(seen, words);
	append_value(seen, expected);
	return LEARN_VERDICT_FAILED;
}

LearnVerdict
learn_verify_state(const LearnQuestion *question, LearnBuffer *seen)
{
	const char *path =
		learn_json_get_string(question->verification, "path", "");
	LearnVerdict verdict = LEARN_VERDICT_UNKNOWN;
	json_object *state;
	LearnBuffer filled;

	if (!learn_question_fill(question, path, &filled, seen))
		return LEARN_VERDICT_UNKNOWN;
	state = question->capture(question->request->about);
	if (state != NULL)
		verdict = look(question, state, filled.data, seen);
	else
		learn_verify_out_of_memory(seen);
	json_object_put(state);
	learn_buffer_free(&filled);
	return verdict;
}
