/*-------------------------------------------------------------------------
 *
 * step_pairs.c
 *		Finds out which step of one runbook became which step of another.
 *
 *-------------------------------------------------------------------------
 */
#include "core/runbook_diff.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"

/* By what two steps are recognised as the same. */
typedef enum PairBy
{
	BY_ID,
	BY_CONTENT, /* without "id" and "because" */
	BY_ACTION
} PairBy;

typedef struct Key
{
	char *text; /* owned */
	int index;
} Key;

/* One of the two lists, and the steps in it that found no pair yet. */
typedef struct StepList
{
	json_object *steps;
	int count;
	bool *paired;
	Key *keys; /* of the current round */
	int key_count;
} StepList;

static bool
start_list(StepList *list, json_object *steps)
{
	memset(list, 0, sizeof(*list));
	if (json_object_is_type(steps, json_type_array))
	{
		list->steps = steps;
		list->count = (int) json_object_array_length(steps);
	}

	/* One more than needed, so that no list is nothing for calloc(). */
	list->paired = calloc((size_t) list->count + 1, sizeof(*list->paired));
	list->keys = calloc((size_t) list->count + 1, sizeof(*list->keys));
	return list->paired != NULL && list->keys != NULL;
}

static void
clear_keys(StepList *list)
{
	for (int i = 0; i < list->key_count; i++)
		free(list->keys[i].text);
	list->key_count = 0;
}

static void
end_list(StepList *list)
{
	clear_keys(list);
	free(list->paired);
	free(list->keys);
}

/*
 * The sorted JSON text of a step without its name and its reason.
 */
static char *
content_key(json_object *step)
{
	json_object *content = json_object_new_object();
	LearnBuffer buffer;
	bool built = content != NULL;

	learn_buffer_init(&buffer, 0);
	if (built && json_object_is_type(step, json_type_object))
	{
		json_object_object_foreach (step, name, member)
		{
			if (strcmp(name, "id") != 0 && strcmp(name, "because") != 0)
				built = built && learn_json_share(content, name, member);
		}
	}
	if (!built ||
		!learn_json_append_sorted(&buffer,
								  json_object_is_type(step, json_type_object)
									  ? content
									  : step))
		buffer.failed = true;
	json_object_put(content);
	return learn_buffer_detach(&buffer, NULL);
}

static int
compare_keys(const void *left, const void *right)
{
	const Key *left_key = left;
	const Key *right_key = right;
	int order = strcmp(left_key->text, right_key->text);

	return order != 0 ? order : left_key->index - right_key->index;
}

/*
 * Collects and sorts the keys of the steps without a pair that have one.
 * Returns false when out of memory.
 */
static bool
collect_keys(StepList *list, PairBy by, bool only_without_id)
{
	clear_keys(list);
	for (int i = 0; i < list->count; i++)
	{
		json_object *step = json_object_array_get_idx(list->steps, (size_t) i);
		const char *id = learn_json_get_string(step, "id", NULL);
		const char *text =
			by == BY_ID ? id : learn_json_get_string(step, "action", NULL);
		Key *key = &list->keys[list->key_count];

		if (list->paired[i] || (only_without_id && id != NULL) ||
			(by != BY_CONTENT && text == NULL))
			continue;
		key->index = i;
		key->text = by == BY_CONTENT ? content_key(step) : strdup(text);
		if (key->text == NULL)
			return false;
		list->key_count++;
	}
	qsort(list->keys, (size_t) list->key_count, sizeof(Key), compare_keys);
	return true;
}

/*
 * Pairs what has the same key in both lists, the first with the first.
 */
static void
pair_keys(StepList *before, StepList *after, LearnStepPair *pairs)
{
	int i = 0;
	int j = 0;

	while (i < before->key_count && j < after->key_count)
	{
		const Key *older = &before->keys[i];
		const Key *newer = &after->keys[j];
		int order = strcmp(older->text, newer->text);

		if (order == 0)
		{
			pairs[newer->index].previous = older->index;
			before->paired[older->index] = true;
			after->paired[newer->index] = true;
		}
		i += order <= 0;
		j += order >= 0;
	}
}

/*
 * Marks as moved what is outside the longest increasing run of previous
 * positions (patience sorting).  Returns false when out of memory.
 */
static bool
mark_moved(LearnStepPair *pairs, int count)
{
	int *tails = calloc((size_t) count + 1, sizeof(*tails));
	int *links = calloc((size_t) count + 1, sizeof(*links));
	bool allocated = tails != NULL && links != NULL;
	int length = 0;

	/* tails[n]: the lowest end of all runs of n + 1; links: what is before */
	for (int i = 0; allocated && i < count; i++)
	{
		int low = 0;
		int high = length;

		if (pairs[i].previous < 0)
			continue;
		while (low < high)
		{
			int middle = low + (high - low) / 2;

			if (pairs[tails[middle]].previous < pairs[i].previous)
				low = middle + 1;
			else
				high = middle;
		}
		links[i] = low > 0 ? tails[low - 1] : -1;
		tails[low] = i;
		if (low == length)
			length++;
		pairs[i].moved = true;
	}
	if (length > 0)
	{
		for (int i = tails[length - 1]; i >= 0; i = links[i])
			pairs[i].moved = false;
	}
	free(tails);
	free(links);
	return allocated;
}

static bool
covers(json_object *step, json_object *other)
{
	json_object_object_foreach (step, name, member)
	{
		json_object *counterpart;

		if (strcmp(name, "because") != 0 &&
			(!json_object_object_get_ex(other, name, &counterpart) ||
			 !learn_json_equal(member, counterpart)))
			return false;
	}
	return true;
}

/*
 * Are the steps equal in all but "because"?
 */
static bool
same_step(json_object *before, json_object *after)
{
	if (!json_object_is_type(before, json_type_object) ||
		!json_object_is_type(after, json_type_object))
		return learn_json_equal(before, after);
	return covers(before, after) && covers(after, before);
}

static bool
find_pairs(StepList *before, StepList *after, LearnStepPair *pairs)
{
	static const struct
	{
		PairBy by;
		bool before_without_id;
		bool after_without_id;
	} rounds[] = {
		{BY_ID, false, false},
		{BY_CONTENT, false, false},
		{BY_ACTION, true, false},
		{BY_ACTION, false, true},
	};

	for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++)
	{
		if (!collect_keys(before, rounds[i].by, rounds[i].before_without_id) ||
			!collect_keys(after, rounds[i].by, rounds[i].after_without_id))
			return false;
		pair_keys(before, after, pairs);
	}
	for (int i = 0; i < after->count; i++)
	{
		if (pairs[i].previous >= 0)
			pairs[i].modified = !same_step(
				json_object_array_get_idx(before->steps,
										  (size_t) pairs[i].previous),
				json_object_array_get_idx(after->steps, (size_t) i));
	}
	return mark_moved(pairs, after->count);
}

LearnStepPair *
learn_runbook_pair_steps(json_object *before_steps, json_object *after_steps)
{
	StepList before;
	StepList after;
	bool started = start_list(&before, before_steps);
	LearnStepPair *pairs = NULL;

	started = start_list(&after, after_steps) && started;
	if (started)
		pairs = calloc((size_t) after.count + 1, sizeof(*pairs));
	if (pairs != NULL)
	{
		for (int i = 0; i < after.count; i++)
			pairs[i].previous = -1;
		if (!find_pairs(&before, &after, pairs))
		{
			free(pairs);
			pairs = NULL;
		}
	}
	end_list(&before);
	end_list(&after);
	return pairs;
}
