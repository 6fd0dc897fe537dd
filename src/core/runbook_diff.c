/*-------------------------------------------------------------------------
 *
 * runbook_diff.c
 *		The differences between two runbooks, step by step.
 *
 *-------------------------------------------------------------------------
 */
#include "core/runbook_diff.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"

/* Members of a runbook that have a place of their own in the difference. */
static bool
has_own_place(const char *field)
{
	static const char *const fields[] = {"id", "steps", "rollback",
										 "verification"};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
	{
		if (strcmp(fields[i], field) == 0)
			return true;
	}
	return false;
}

static bool
is_because(const char *field)
{
	return strcmp(field, "because") == 0;
}

/*
 * Appends {"field", "before", "after"} for a member that is not the same in
 * both objects.
 */
static bool
append_change(json_object *changes, const char *field, json_object *before,
			  json_object *after)
{
	json_object *older = NULL;
	json_object *newer = NULL;
	bool had = json_object_object_get_ex(before, field, &older);
	bool has = json_object_object_get_ex(after, field, &newer);
	json_object *change;

	if (had == has && learn_json_equal(older, newer))
		return true;
	change = json_object_new_object();
	if (change == NULL ||
		!learn_json_add(change, "field", json_object_new_string(field)) ||
		!learn_json_share(change, "before", older) ||
		!learn_json_share(change, "after", newer))
	{
		json_object_put(change);
		return false;
	}
	return learn_json_append(changes, change);
}

/*
 * The members that differ, those of before first, but for those to be
 * skipped.  Returns a new array, or NULL when out of memory.
 */
static json_object *
compare_members(json_object *before, json_object *after,
				bool (*skip)(const char *field))
{
	json_object *changes = json_object_new_array();
	bool built = changes != NULL;

	if (built && json_object_is_type(before, json_type_object))
	{
		json_object_object_foreach (before, field, older)
		{
			(void) older;
			if (!skip(field))
				built = built && append_change(changes, field, before, after);
		}
	}
	if (built && json_object_is_type(after, json_type_object))
	{
		json_object_object_foreach (after, name, newer)
		{
			(void) newer;
			if (!skip(name) && !json_object_object_get_ex(before, name, NULL))
				built = built && append_change(changes, name, before, after);
		}
	}
	if (built)
		return changes;
	json_object_put(changes);
	return NULL;
}

/* Adds "position", and "previous_position" unless it is below 0. */
static bool
add_positions(json_object *entry, int position, int previous)
{
	return learn_json_add(entry, "position",
						  json_object_new_int(position + 1)) &&
		   (previous < 0 || learn_json_add(entry, "previous_position",
										   json_object_new_int(previous + 1)));
}

/*
 * {"position", "step"} for a step that only one side has.
 */
static bool
append_single(json_object *list, json_object *step, int position)
{
	json_object *entry = json_object_new_object();

	if (entry == NULL || !add_positions(entry, position, -1) ||
		!learn_json_share(entry, "step", step))
	{
		json_object_put(entry);
		return false;
	}
	return learn_json_append(list, entry);
}

/*
 * {"position", "previous_position", "id", "action"}, and "changes" if there
 * are any to be told, for a step that both sides have.  Takes changes over.
 */
static bool
append_pair(json_object *list, json_object *step, int position, int previous,
			json_object *changes)
{
	json_object *entry = json_object_new_object();

	if (entry == NULL || !add_positions(entry, position, previous) ||
		!learn_json_share(entry, "id", learn_json_get(step, "id")) ||
		!learn_json_share(entry, "action", learn_json_get(step, "action")))
	{
		json_object_put(changes);
		json_object_put(entry);
		return false;
	}
	if (changes != NULL && !learn_json_add(entry, "changes", changes))
	{
		json_object_put(entry);
		return false;
	}
	return learn_json_append(list, entry);
}

/* The list of this name in the difference, new and empty; NULL: no memory. */
static json_object *
add_list(json_object *difference, const char *name)
{
	json_object *list = json_object_new_array();

	return learn_json_add(difference, name, list) ? list : NULL;
}

/*
 * The steps of the older runbook that no pair leads to.
 */
static bool
append_removed(json_object *removed, json_object *before,
			   const LearnStepPair *pairs, size_t after_count)
{
	size_t before_count =
		before != NULL ? json_object_array_length(before) : 0;
	bool *kept = calloc(before_count + 1, sizeof(*kept));
	bool built = kept != NULL;

	for (size_t i = 0; built && i < after_count; i++)
	{
		if (pairs[i].previous >= 0)
			kept[pairs[i].previous] = true;
	}
	for (size_t i = 0; built && i < before_count; i++)
	{
		if (!kept[i])
			built =
				append_single(removed, json_object_array_get_idx(before, i),
							  (int) i);
	}
	free(kept);
	return built;
}

static bool
append_modified(json_object *modified, json_object *before, json_object *after,
				int position, int previous)
{
	json_object *changes = compare_members(before, after, is_because);

	return changes != NULL &&
		   append_pair(modified, after, position, previous, changes);
}

/*
 * Adds the four lists of steps.
 */
static bool
add_steps(json_object *difference, json_object *before, json_object *after)
{
	json_object *older =
		learn_json_get_typed(before, "steps", json_type_array);
	json_object *newer = learn_json_get_typed(after, "steps", json_type_array);
	size_t count = newer != NULL ? json_object_array_length(newer) : 0;
	json_object *added = add_list(difference, "steps_added");
	json_object *removed = add_list(difference, "steps_removed");
	json_object *modified = add_list(difference, "steps_modified");
	json_object *moved = add_list(difference, "steps_moved");
	LearnStepPair *pairs = learn_runbook_pair_steps(older, newer);
	bool built = added != NULL && removed != NULL && modified != NULL &&
				 moved != NULL && pairs != NULL &&
				 append_removed(removed, older, pairs, count);

	for (size_t i = 0; built && i < count; i++)
	{
		json_object *step = json_object_array_get_idx(newer, i);
		int previous = pairs[i].previous;

		if (previous < 0)
			built = append_single(added, step, (int) i);
		if (built && pairs[i].modified)
			built = append_modified(
				modified, json_object_array_get_idx(older, (size_t) previous),
				step, (int) i, previous);
		if (built && pairs[i].moved)
			built = append_pair(moved, step, (int) i, previous, NULL);
	}
	free(pairs);
	return built;
}

/*
 * Adds null or {"before", "after"} under a name.
 */
static bool
add_whole(json_object *difference, const char *name, json_object *before,
		  json_object *after, bool equal)
{
	json_object *whole = equal ? NULL : json_object_new_object();

	if (equal)
		return learn_json_share(difference, name, NULL);
	if (whole == NULL || !learn_json_share(whole, "before", before) ||
		!learn_json_share(whole, "after", after))
	{
		json_object_put(whole);
		return false;
	}
	return learn_json_add(difference, name, whole);
}

/*
 * Adds the comparison of the rollbacks: an absent one is an empty one.
 */
static bool
add_rollback(json_object *difference, json_object *before, json_object *after)
{
	json_object *empty = json_object_new_array();
	json_object *older =
		learn_json_get_typed(before, "rollback", json_type_array);
	json_object *newer =
		learn_json_get_typed(after, "rollback", json_type_array);
	LearnStepPair *pairs;
	bool built;
	bool equal;

	older = older != NULL ? older : empty;
	newer = newer != NULL ? newer : empty;
	pairs = empty != NULL ? learn_runbook_pair_steps(older, newer) : NULL;
	built = pairs != NULL;
	equal = built &&
			json_object_array_length(older) == json_object_array_length(newer);
	for (size_t i = 0; equal && i < json_object_array_length(newer); i++)
		equal = pairs[i].previous == (int) i && !pairs[i].modified;

	built = built && add_whole(difference, "rollback", older, newer, equal);
	free(pairs);
	json_object_put(empty);
	return built;
}

static bool
is_empty(json_object *difference, const char *list)
{
	return json_object_array_length(
			   json_object_object_get(difference, list)) == 0;
}

/* Adds whether nothing differs, the other members being there. */
static bool
add_identical(json_object *difference)
{
	bool identical = is_empty(difference, "steps_added") &&
					 is_empty(difference, "steps_removed") &&
					 is_empty(difference, "steps_modified") &&
					 is_empty(difference, "steps_moved") &&
					 is_empty(difference, "other") &&
					 learn_json_get(difference, "rollback") == NULL &&
					 learn_json_get(difference, "verification") == NULL;

	return learn_json_add(difference, "identical",
						  json_object_new_boolean(identical));
}

json_object *
learn_runbook_compare(json_object *before, json_object *after)
{
	json_object *difference = json_object_new_object();
	json_object *older = learn_json_get(before, "verification");
	json_object *newer = learn_json_get(after, "verification");

	if (difference != NULL && add_steps(difference, before, after) &&
		add_rollback(difference, before, after) &&
		add_whole(difference, "verification", older, newer,
				  learn_json_equal(older, newer)) &&
		learn_json_add(difference, "other",
					   compare_members(before, after, has_own_place)) &&
		add_identical(difference))
		return difference;
	json_object_put(difference);
	return NULL;
}

/*
 * Parses one of the documents, which must be an object.
 */
static LearnStatus
read_runbook(const char *text, size_t length, const char *which,
			 json_object **runbook, LearnProblem *problem)
{
	LearnStatus status = learn_json_parse(text, length, runbook, problem);

	if (status == LEARN_OK && !json_object_is_type(*runbook, json_type_object))
		return learn_problem_set(problem, LEARN_INVALID, which,
								 "a runbook must be a JSON object");
	return status;
}

LearnStatus
learn_runbook_diff(const char *before, size_t before_length, const char *after,
				   size_t after_length, char **difference,
				   LearnProblem *problem)
{
	json_object *older = NULL;
	json_object *newer = NULL;
	json_object *result = NULL;
	LearnStatus status;

	*difference = NULL;
	status = read_runbook(before, before_length, "before", &older, problem);
	if (status == LEARN_OK)
		status = read_runbook(after, after_length, "after", &newer, problem);
	if (status == LEARN_OK)
	{
		result = learn_runbook_compare(older, newer);
		*difference = result != NULL ? learn_json_text(result, NULL) : NULL;
		if (*difference == NULL)
			status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
									   "out of memory");
	}
	json_object_put(result);
	json_object_put(older);
	json_object_put(newer);
	return status;
}
