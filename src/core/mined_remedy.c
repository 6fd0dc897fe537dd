/*-------------------------------------------------------------------------
 *
 * mined_remedy.c
 *		Learns a remedy from a version that succeeds where another failed.
 *
 * Only what is added around one step, or put in its place, can be carried to
 * another runbook.  So the comparison gives up at everything else that could
 * be the reason of the success.
 *
 *-------------------------------------------------------------------------
 */
#include "core/mined_remedy.h"

#include <stdlib.h>
#include <string.h>

#include "core/clues.h"
#include "core/draft_changes.h"
#include "core/essence.h"
#include "core/json.h"
#include "core/parameters.h"
#include "core/runbook_diff.h"

/* More steps than this are another runbook, not a remedy. */
#define STEPS_MAX 10

/* A version and the one that it was made of. */
typedef struct Mining
{
	json_object *parent;
	json_object *child;
	json_object *before; /* steps of the parent; borrowed, as the next */
	json_object *after;  /* steps of the child */
	LearnStepPair *pairs;
	int failed;       /* index in before; -1: not known */
	int counterpart;  /* its index in after; -1: it was replaced */
	int added_before; /* steps */
	int added_after;  /* steps */
	bool replaced;    /* the step that failed is changed, or another */
	LearnProblem *problem;
} Mining;

static LearnStatus
out_of_memory(const Mining *mining)
{
	return learn_problem_set(mining->problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

static LearnStatus
nothing(const Mining *mining, const char *reason)
{
	return learn_problem_set(mining->problem, LEARN_NOTHING, NULL, "%s",
							 reason);
}

static int
length_of(json_object *array)
{
	return array != NULL ? (int) json_object_array_length(array) : 0;
}

static json_object *
item(json_object *array, int index)
{
	return json_object_array_get_idx(array, (size_t) index);
}

/*
 * Reads a version, which must be an object with steps.
 */
static LearnStatus
read_version(const char *text, size_t length, const char *which,
			 json_object **version, json_object **steps, LearnProblem *problem)
{
	LearnStatus status = learn_json_parse(text, length, version, problem);

	if (status != LEARN_OK)
		return status;
	*steps = learn_json_get_typed(*version, "steps", json_type_array);
	if (*steps == NULL)
		return learn_problem_set(problem, LEARN_INVALID, which,
								 "is no runbook");
	return LEARN_OK;
}

/* The last step that starts something; -1: none does. */
static int
starting_step(json_object *steps)
{
	for (int i = length_of(steps) - 1; i >= 0; i--)
	{
		json_object *step = item(steps, i);

		if (learn_clues_starts(learn_json_get_string(step, "action", ""),
							   learn_json_get_string(step, "command", "")))
			return i;
	}
	return -1;
}

/*
 * The only step whose member is this text; -1: none, or several.
 */
static int
only_step(json_object *steps, const char *member, const char *text)
{
	int found = -1;

	for (int i = 0; i < length_of(steps); i++)
	{
		if (strcmp(learn_json_get_string(item(steps, i), member, ""), text) !=
			0)
			continue;
		if (found >= 0)
			return -1;
		found = i;
	}
	return found;
}

static int
find_failed(json_object *steps, const LearnMinedStep *failed)
{
	const char *id = failed->id != NULL ? failed->id : "";
	const char *action = failed->action != NULL ? failed->action : "";
	int index = failed->position - 1;

	if (id[0] != '\0')
		return only_step(steps, "id", id);
	if (index >= 0 && index < length_of(steps) &&
		(action[0] == '\0' ||
		 strcmp(learn_json_get_string(item(steps, index), "action", ""),
				action) == 0))
		return index;
	if (action[0] != '\0')
		return only_step(steps, "action", action);
	return index < 0 ? starting_step(steps) : -1;
}

/*
 * Did a member stay as it was, or come new?
 */
static bool
is_kept(json_object *before, json_object *after)
{
	return before == NULL || learn_json_equal(before, after);
}

/*
 * Is all the same, outside of the steps, that the parent had an opinion on?
 */
static LearnStatus
compare_surroundings(const Mining *mining)
{
	json_object *parent = learn_essence_of_runbook(mining->parent);
	json_object *child = learn_essence_of_runbook(mining->child);
	json_object *parameters =
		learn_json_get_typed(parent, "parameters", json_type_object);
	json_object *others =
		learn_json_get_typed(child, "parameters", json_type_object);
	LearnStatus status = LEARN_OK;

	if (parent == NULL || child == NULL)
		status = out_of_memory(mining);
	else if (!learn_json_equal(learn_json_get(parent, "platform"),
							   learn_json_get(child, "platform")))
		status = nothing(mining, "the platform is another");
	else if (!is_kept(learn_json_get(parent, "verification"),
					  learn_json_get(child, "verification")))
		status = nothing(mining, "the verification was changed");
	if (status == LEARN_OK && parameters != NULL)
	{
		json_object_object_foreach (parameters, name, parameter)
		{
			if (!is_kept(parameter, learn_json_get(others, name)))
				status = nothing(mining, "a parameter was changed");
		}
	}
	json_object_put(parent);
	json_object_put(child);
	return status;
}

/*
 * Does a step do the same as its pair?  *same tells; false: no memory.
 */
static bool
compare_steps(json_object *before, json_object *after, bool *same)
{
	json_object *older = learn_essence_of_step(before);
	json_object *newer = learn_essence_of_step(after);
	bool compared = older != NULL && newer != NULL;

	*same = compared && learn_json_equal(older, newer);
	json_object_put(older);
	json_object_put(newer);
	return compared;
}

/*
 * Checks the steps that both have: only the one that failed may differ, and
 * none may have moved.
 */
static LearnStatus
compare_kept(Mining *mining, bool *kept)
{
	for (int i = 0; i < length_of(mining->after); i++)
	{
		int previous = mining->pairs[i].previous;
		bool same;

		if (previous < 0)
			continue;
		kept[previous] = true;
		if (mining->pairs[i].moved)
			return nothing(mining, "steps were moved");
		if (!compare_steps(item(mining->before, previous),
						   item(mining->after, i), &same))
			return out_of_memory(mining);
		if (previous == mining->failed)
		{
			mining->counterpart = i;
			mining->replaced = !same;
		}
		else if (!same)
			return nothing(mining, "another step was changed");
	}
	return LEARN_OK;
}

/*
 * Checks that no step is gone but the one that failed.
 */
static LearnStatus
compare_removed(Mining *mining, const bool *kept)
{
	for (int i = 0; i < length_of(mining->before); i++)
	{
		if (kept[i])
			continue;
		if (i != mining->failed)
			return nothing(mining, "another step was removed");
		mining->replaced = true;
	}
	return LEARN_OK;
}

/*
 * Counts what was added, by where it is.  What stands in the place of the
 * step that failed is on neither side of it.
 */
static LearnStatus
count_added(Mining *mining)
{
	int last = -1; /* the pair of the last step seen that has one */
	int in_place = 0;

	for (int i = 0; i < length_of(mining->after); i++)
	{
		int previous = mining->pairs[i].previous;

		if (previous >= 0)
			last = previous;
		else if (mining->counterpart < 0 && last == mining->failed - 1)
			in_place++;
		else if (last < mining->failed)
			mining->added_before++;
		else
			mining->added_after++;
	}
	if (mining->counterpart < 0 && in_place == 0)
		return nothing(mining, "the step that failed was removed");
	if (!mining->replaced && mining->added_before + mining->added_after == 0)
		return nothing(mining, "nothing was added");
	if (in_place + mining->added_before + mining->added_after > STEPS_MAX)
		return nothing(mining, "too many steps were added");
	return LEARN_OK;
}

static LearnStatus
compare(Mining *mining)
{
	bool *kept = calloc((size_t) length_of(mining->before) + 1, sizeof(*kept));
	LearnStatus status;

	mining->counterpart = -1;
	mining->pairs = learn_runbook_pair_steps(mining->before, mining->after);
	if (kept == NULL || mining->pairs == NULL)
		status = out_of_memory(mining);
	else if (mining->failed < 0)
		status = nothing(mining, "the step that failed is not known");
	else
		status = compare_surroundings(mining);
	if (status == LEARN_OK)
		status = compare_kept(mining, kept);
	if (status == LEARN_OK)
		status = compare_removed(mining, kept);
	if (status == LEARN_OK)
		status = count_added(mining);
	free(kept);
	return status;
}

/*
 * Adds the parameters of the child that the strings of a value use.
 */
static bool
collect_parameters(json_object *value, json_object *declared,
				   json_object *parameters)
{
	bool built = true;

	if (json_object_is_type(value, json_type_string))
	{
		const char *at = json_object_get_string(value);
		char name[LEARN_PARAMETER_MAX + 1];

		while (built && learn_parameter_next(&at, name))
		{
			json_object *parameter = learn_json_get(declared, name);

			if (parameter != NULL)
				built = learn_json_share(parameters, name, parameter);
		}
	}
	else if (json_object_is_type(value, json_type_array))
	{
		for (int i = 0; built && i < length_of(value); i++)
			built = collect_parameters(item(value, i), declared, parameters);
	}
	else if (json_object_is_type(value, json_type_object))
	{
		json_object_object_foreach (value, name, member)
		{
			(void) name;
			built = built && collect_parameters(member, declared, parameters);
		}
	}
	return built;
}

/*
 * Appends a copy of a step, without the reason why its own runbook has it.
 */
static bool
append_step(json_object *steps, json_object *step)
{
	json_object *copy = learn_json_copy(step);

	if (copy != NULL)
		json_object_object_del(copy, "because");
	return learn_json_append(steps, copy);
}

/* The steps of the remedy, a new array; NULL when out of memory. */
static json_object *
remedy_steps(const Mining *mining)
{
	json_object *steps = json_object_new_array();
	bool both = mining->added_before > 0 && mining->added_after > 0;
	bool built = steps != NULL;

	for (int i = 0; built && i < length_of(mining->after); i++)
	{
		if (mining->pairs[i].previous < 0 ||
			(i == mining->counterpart && (mining->replaced || both)))
			built = append_step(steps, item(mining->after, i));
	}
	if (built)
		return steps;
	json_object_put(steps);
	return NULL;
}

/* The steps that the child added to its rollback; NULL when out of memory. */
static json_object *
remedy_rollback(const Mining *mining)
{
	json_object *before =
		learn_json_get_typed(mining->parent, "rollback", json_type_array);
	json_object *after =
		learn_json_get_typed(mining->child, "rollback", json_type_array);
	LearnStepPair *pairs = learn_runbook_pair_steps(before, after);
	json_object *rollback = json_object_new_array();
	bool built = pairs != NULL && rollback != NULL;

	for (int i = 0; built && i < length_of(after); i++)
	{
		if (pairs[i].previous < 0)
			built = append_step(rollback, item(after, i));
	}
	free(pairs);
	if (built)
		return rollback;
	json_object_put(rollback);
	return NULL;
}

static const char *
placement(const Mining *mining)
{
	if (mining->replaced ||
		(mining->added_before > 0 && mining->added_after > 0))
		return "instead";
	return mining->added_before > 0 ? "before" : "after";
}

/*
 * Adds the step that the remedy takes the place of, if it does.
 */
static bool
add_replaced(json_object *remedy, const Mining *mining)
{
	return strcmp(placement(mining), "instead") != 0 ||
		   learn_json_add(remedy, "replaces",
						  learn_essence_of_step(
							  item(mining->before, mining->failed)));
}

/*
 * Adds a text, cleaned as those of a "because" are.
 */
static bool
add_text(json_object *remedy, const char *name, const char *text)
{
	char *clean = text[0] != '\0' ? learn_draft_clean(text) : strdup("");
	bool added = clean != NULL &&
				 learn_json_add(remedy, name, json_object_new_string(clean));

	free(clean);
	return added;
}

/*
 * Adds in words what the steps do.
 */
static bool
add_what(json_object *remedy, const Mining *mining, json_object *steps)
{
	const char *place = placement(mining);
	LearnBuffer what;
	bool added;

	learn_buffer_init(&what, 0);
	learn_buffer_append_format(&what, "%s the step that failed: ",
							   strcmp(place, "instead") == 0 ? "in place of"
															 : place);
	for (int i = 0; i < length_of(steps); i++)
	{
		json_object *step = item(steps, i);
		const char *action = learn_json_get_string(step, "action", "");
		const char *text = learn_json_get_string(step, "description", action);

		learn_buffer_append_format(&what, "%s%s", i > 0 ? "; " : "", text);
	}
	added = !what.failed && add_text(remedy, "what", what.data);
	learn_buffer_free(&what);
	return added;
}

/*
 * Adds the reason that the child gives for the first of the steps that has
 * one, without what an engine said about how well an earlier remedy did.
 */
static bool
add_why(json_object *remedy, const Mining *mining)
{
	const char *reason = NULL;
	char *why;
	bool added;

	for (int i = 0; reason == NULL && i < length_of(mining->after); i++)
	{
		if (mining->pairs[i].previous < 0 ||
			(i == mining->counterpart && mining->replaced))
			reason = learn_draft_reason(item(mining->after, i));
	}
	if (reason != NULL &&
		strncmp(reason, LEARN_LEARNED_MARK, strlen(LEARN_LEARNED_MARK)) == 0)
		reason += strlen(LEARN_LEARNED_MARK);
	why = strdup(reason != NULL ? reason : "");
	if (why != NULL && strstr(why, LEARN_RECORD_MARK) != NULL)
		*strstr(why, LEARN_RECORD_MARK) = '\0';
	added = why != NULL && add_text(remedy, "why", why);
	free(why);
	return added;
}

/*
 * Writes the remedy down; NULL when out of memory.
 */
static char *
write_remedy(const Mining *mining)
{
	json_object *declared =
		learn_json_get_typed(mining->child, "parameters", json_type_object);
	json_object *remedy = json_object_new_object();
	json_object *steps = remedy_steps(mining);
	json_object *rollback = remedy_rollback(mining);
	json_object *parameters = json_object_new_object();
	char *text = NULL;

	if (remedy != NULL && steps != NULL && rollback != NULL &&
		parameters != NULL &&
		learn_json_share(remedy, "platform",
						 learn_json_get(mining->child, "platform")) &&
		learn_json_add(remedy, "placement",
					   json_object_new_string(placement(mining))) &&
		add_replaced(remedy, mining) &&
		learn_json_share(remedy, "steps", steps) &&
		collect_parameters(steps, declared, parameters) &&
		collect_parameters(rollback, declared, parameters) &&
		learn_json_share(remedy, "parameters", parameters) &&
		learn_json_share(remedy, "rollback", rollback) &&
		add_what(remedy, mining, steps) && add_why(remedy, mining))
		text = learn_json_text(remedy, NULL);
	json_object_put(parameters);
	json_object_put(rollback);
	json_object_put(steps);
	json_object_put(remedy);
	return text;
}

LearnStatus
learn_mined_remedy(const char *parent, size_t parent_length, const char *child,
				   size_t child_length, const LearnMinedStep *failed,
				   char **remedy, LearnProblem *problem)
{
	Mining mining = {.problem = problem};
	LearnStatus status;

	*remedy = NULL;
	status = read_version(parent, parent_length, "parent", &mining.parent,
						  &mining.before, problem);
	if (status == LEARN_OK)
		status = read_version(child, child_length, "child", &mining.child,
							  &mining.after, problem);
	if (status == LEARN_OK)
	{
		mining.failed = find_failed(mining.before, failed);
		status = compare(&mining);
	}
	if (status == LEARN_OK)
	{
		*remedy = write_remedy(&mining);
		if (*remedy == NULL)
			status = out_of_memory(&mining);
	}
	free(mining.pairs);
	json_object_put(mining.parent);
	json_object_put(mining.child);
	return status;
}
