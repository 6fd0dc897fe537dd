/*-------------------------------------------------------------------------
 *
 * state_diff.c
 *		What changed on a host between two captured states.
 *
 * Each member is looked up once, by hash, so the time is linear in the size
 * of the states.  The recursion is as deep as the parser lets JSON nest.
 *
 *-------------------------------------------------------------------------
 */
#include "core/state_diff.h"

#include <string.h>

#include "core/json.h"

typedef struct StateDiff
{
	json_object *added;
	json_object *removed;
	json_object *changed;
	LearnBuffer path;  /* of the values being compared */
	size_t path_bytes; /* of all paths reported */
	bool too_long;     /* LEARN_STATE_DIFF_PATHS_MAX was reached */
} StateDiff;

static bool compare_values(StateDiff *diff, json_object *before,
						   json_object *after);

/*
 * Appends a member's name to the path.
 */
static bool
append_name(StateDiff *diff, const char *name)
{
	json_object *quoted;
	const char *text;
	bool appended;

	if (name[0] != '\0' && strpbrk(name, ".[]\"'") == NULL)
		return (diff->path.length == 0 ||
				learn_buffer_append(&diff->path, ".", 1)) &&
			   learn_buffer_append_string(&diff->path, name);

	quoted = json_object_new_string(name);
	text = quoted != NULL ? json_object_to_json_string_ext(
								quoted, JSON_C_TO_STRING_PLAIN |
											JSON_C_TO_STRING_NOSLASHESCAPE)
						  : NULL;
	appended = text != NULL && learn_buffer_append(&diff->path, "[", 1) &&
			   learn_buffer_append_string(&diff->path, text) &&
			   learn_buffer_append(&diff->path, "]", 1);
	json_object_put(quoted);
	return appended;
}

/*
 * Counts the current path as reported.
 */
static bool
count_path(StateDiff *diff)
{
	diff->path_bytes += diff->path.length;
	diff->too_long = diff->path_bytes > LEARN_STATE_DIFF_PATHS_MAX;
	return !diff->too_long;
}

/* The path as a key; the state as a whole has an empty one. */
static const char *
current_path(const StateDiff *diff)
{
	return diff->path.length > 0 ? diff->path.data : "";
}

static bool
add_change(StateDiff *diff, json_object *before, json_object *after)
{
	json_object *change = json_object_new_object();

	if (change == NULL || !count_path(diff) ||
		!learn_json_share(change, "before", before) ||
		!learn_json_share(change, "after", after))
	{
		json_object_put(change);
		return false;
	}
	return learn_json_add(diff->changed, current_path(diff), change);
}

/*
 * Reports a member that one side only has, in "added" or "removed".
 */
static bool
add_single(StateDiff *diff, json_object *list, const char *name,
		   json_object *value)
{
	size_t length = diff->path.length;
	bool added = append_name(diff, name) && count_path(diff) &&
				 learn_json_share(list, current_path(diff), value);

	learn_buffer_truncate(&diff->path, length);
	return added;
}

static bool
compare_objects(StateDiff *diff, json_object *before, json_object *after)
{
	size_t length = diff->path.length;

	json_object_object_foreach (before, name, older)
	{
		json_object *newer;
		bool compared;

		if (json_object_object_get_ex(after, name, &newer))
		{
			compared =
				append_name(diff, name) && compare_values(diff, older, newer);
			learn_buffer_truncate(&diff->path, length);
		}
		else
			compared = add_single(diff, diff->removed, name, older);
		if (!compared)
			return false;
	}
	json_object_object_foreach (after, key, value)
	{
		if (!json_object_object_get_ex(before, key, NULL) &&
			!add_single(diff, diff->added, key, value))
			return false;
	}
	return true;
}

static bool
compare_arrays(StateDiff *diff, json_object *before, json_object *after)
{
	size_t length = diff->path.length;

	for (size_t i = 0; i < json_object_array_length(before); i++)
	{
		bool compared =
			learn_buffer_append_format(&diff->path, "[%zu]", i) &&
			compare_values(diff, json_object_array_get_idx(before, i),
						   json_object_array_get_idx(after, i));

		learn_buffer_truncate(&diff->path, length);
		if (!compared)
			return false;
	}
	return true;
}

/*
 * Compares what stands at the current path.  Returns false when out of memory
 * or over the limit.
 */
static bool
compare_values(StateDiff *diff, json_object *before, json_object *after)
{
	if (json_object_is_type(before, json_type_object) &&
		json_object_is_type(after, json_type_object))
		return compare_objects(diff, before, after);
	if (json_object_is_type(before, json_type_array) &&
		json_object_is_type(after, json_type_array) &&
		json_object_array_length(before) == json_object_array_length(after))
		return compare_arrays(diff, before, after);
	return learn_json_equal(before, after) || add_change(diff, before, after);
}

/*
 * Compares two states; *difference is malloc'ed text.
 */
static LearnStatus
compare_states(json_object *before, json_object *after, char **difference,
			   LearnProblem *problem)
{
	StateDiff diff = {0};
	json_object *result = json_object_new_object();

	diff.added = json_object_new_object();
	diff.removed = json_object_new_object();
	diff.changed = json_object_new_object();
	learn_buffer_init(&diff.path, 0);
	if (result != NULL && diff.added != NULL && diff.removed != NULL &&
		diff.changed != NULL && compare_values(&diff, before, after) &&
		learn_json_share(result, "added", diff.added) &&
		learn_json_share(result, "removed", diff.removed) &&
		learn_json_share(result, "changed", diff.changed))
		*difference = learn_json_text(result, NULL);

	learn_buffer_free(&diff.path);
	json_object_put(diff.added);
	json_object_put(diff.removed);
	json_object_put(diff.changed);
	json_object_put(result);
	if (*difference != NULL)
		return LEARN_OK;
	if (diff.too_long)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the difference is too large");
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

LearnStatus
learn_state_diff(const char *before, size_t before_length, const char *after,
				 size_t after_length, char **difference, LearnProblem *problem)
{
	json_object *older = NULL;
	json_object *newer = NULL;
	LearnStatus status;

	*difference = NULL;
	status = learn_json_parse(before, before_length, &older, problem);
	if (status == LEARN_OK)
		status = learn_json_parse(after, after_length, &newer, problem);
	if (status == LEARN_OK)
		status = compare_states(older, newer, difference, problem);
	json_object_put(older);
	json_object_put(newer);
	return status;
}
