/*-------------------------------------------------------------------------
 *
 * remedies_used.c
 *		Which curated remedies the changes of a version come from.
 *
 * A step that a remedy adds has the remedy's id; one that it changes has its
 * words in the reason.
 *
 *-------------------------------------------------------------------------
 */
#include "core/remedies_used.h"

#include <string.h>

#include "core/json_read.h"

bool
learn_remedy_is_used(const LearnValue *changes, const LearnRemedy *remedy)
{
	for (const LearnValue *change = changes != NULL ? changes->first : NULL;
		 change != NULL; change = change->next)
	{
		if (strcmp(learn_value_get_string(change, "step", ""), remedy->id) ==
				0 ||
			strstr(learn_value_get_string(change, "why", ""), remedy->why) !=
				NULL)
			return true;
	}
	return false;
}

LearnStatus
learn_remedies_used(const char *changes, size_t length, const char **ids,
					int max, int *count, LearnProblem *problem)
{
	const LearnValue *value;
	LearnArena arena;
	LearnStatus status;

	*count = 0;
	learn_arena_init(&arena);
	status = learn_json_read(&arena, changes, length, &value, problem);
	for (int i = 0;
		 status == LEARN_OK && i < learn_remedy_count && *count < max; i++)
	{
		if (learn_remedy_is_used(value, &learn_remedies[i]))
			ids[(*count)++] = learn_remedies[i].id;
	}
	learn_arena_free(&arena);
	return status;
}
