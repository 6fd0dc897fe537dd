/*-------------------------------------------------------------------------
 *
 * improve_composition.c
 *		A proposal of the built-in improver while it is being composed.
 *
 * Every step that is added or changed gets an id, by which the next
 * improvement recognises it, and a "because".
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve_composition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/improve_record.h"

/* The longest id a step may have, in bytes, as in the runbook's schema. */
#define STEP_ID_MAX 64

/* Leaves room for a number behind an id that is made. */
#define BASE_MAX (STEP_ID_MAX - 11)

LearnStatus
learn_improve_begin(LearnComposition *composition, const LearnFacts *facts,
					const LearnClues *clues)
{
	memset(composition, 0, sizeof(*composition));
	composition->facts = facts;
	composition->clues = clues;
	composition->step = clues->step;
	composition->platform =
		learn_value_get_string(facts->runbook, "platform", "");

	composition->proposal = json_object_new_object();
	composition->changes = json_object_new_array();
	learn_json_build(facts->runbook, &composition->parent);
	composition->runbook = learn_json_copy(composition->parent);
	if (composition->proposal != NULL && composition->runbook != NULL &&
		composition->changes != NULL &&
		learn_json_share(composition->proposal, "runbook",
						 composition->runbook) &&
		learn_json_share(composition->proposal, "changes",
						 composition->changes))
	{
		/* From here on the proposal alone holds them. */
		json_object_put(composition->runbook);
		json_object_put(composition->changes);
		return LEARN_OK;
	}
	json_object_put(composition->runbook);
	json_object_put(composition->changes);
	learn_improve_end(composition);
	return LEARN_OUT_OF_MEMORY;
}

void
learn_improve_end(LearnComposition *composition)
{
	json_object_put(composition->parent);
	json_object_put(composition->proposal);
	memset(composition, 0, sizeof(*composition));
}

LearnStatus
learn_improve_save(const LearnComposition *composition,
				   LearnCheckpoint *checkpoint)
{
	checkpoint->state = *composition;
	checkpoint->changes = json_object_array_length(composition->changes);
	checkpoint->runbook = learn_json_copy(composition->runbook);
	return checkpoint->runbook != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}

LearnStatus
learn_improve_restore(LearnComposition *composition,
					  LearnCheckpoint *checkpoint)
{
	size_t changes = json_object_array_length(composition->changes);

	composition->step = checkpoint->state.step;
	composition->port_freed = checkpoint->state.port_freed;
	composition->port_awaited = checkpoint->state.port_awaited;
	json_object_array_del_idx(composition->changes, checkpoint->changes,
							  changes - checkpoint->changes);
	composition->runbook = checkpoint->runbook;
	checkpoint->runbook = NULL;
	return learn_json_add(composition->proposal, "runbook",
						  composition->runbook)
			   ? LEARN_OK
			   : LEARN_OUT_OF_MEMORY;
}

void
learn_improve_forget(LearnCheckpoint *checkpoint)
{
	json_object_put(checkpoint->runbook);
	checkpoint->runbook = NULL;
}

json_object *
learn_improve_steps(const LearnComposition *composition)
{
	return learn_json_get_typed(composition->runbook, "steps",
								json_type_array);
}

json_object *
learn_improve_step(const LearnComposition *composition)
{
	if (composition->step < 0)
		return NULL;
	return json_object_array_get_idx(learn_improve_steps(composition),
									 (size_t) composition->step);
}

json_object *
learn_improve_rollback(LearnComposition *composition)
{
	json_object *rollback = learn_json_get_typed(composition->runbook,
												 "rollback", json_type_array);

	if (rollback != NULL)
		return rollback;
	rollback = json_object_new_array();
	return learn_json_add(composition->runbook, "rollback", rollback)
			   ? rollback
			   : NULL;
}

/* Is there a step of this id in the list? */
static bool
list_has_id(json_object *list, const char *id)
{
	size_t count = list != NULL ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < count; i++)
	{
		if (strcmp(learn_json_get_string(json_object_array_get_idx(list, i),
										 "id", ""),
				   id) == 0)
			return true;
	}
	return false;
}

bool
learn_improve_has_id(const LearnComposition *composition, const char *id)
{
	return list_has_id(learn_improve_steps(composition), id) ||
		   list_has_id(learn_json_get_typed(composition->runbook, "rollback",
											json_type_array),
					   id);
}

/*
 * Makes an id of an action; base must hold BASE_MAX bytes.
 */
static void
base_of_action(const char *action, char *base)
{
	size_t length = 0;

	for (; *action != '\0' && length < BASE_MAX - 1; action++)
	{
		char c = *action;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || (c == '_' && length > 0))
			base[length++] = c;
		else if (length > 0 && base[length - 1] != '-')
			base[length++] = '-';
	}
	while (length > 0 && base[length - 1] == '-')
		length--;
	base[length] = '\0';
	if (length == 0)
		strcpy(base, "step");
}

bool
learn_improve_name(const LearnComposition *composition, json_object *step,
				   const char *base)
{
	char made[BASE_MAX];
	char id[STEP_ID_MAX + 1];

	if (base == NULL || base[0] == '\0')
	{
		base_of_action(learn_json_get_string(step, "action", ""), made);
		base = made;
	}
	snprintf(id, sizeof(id), "%s", base);
	for (int i = 2; learn_improve_has_id(composition, id); i++)
		snprintf(id, sizeof(id), "%.*s-%d", BASE_MAX - 1, base, i);
	return learn_json_add(step, "id", json_object_new_string(id));
}

/*
 * json-c can do so itself since 0.17.
 */
bool
learn_improve_insert(json_object *array, size_t position, json_object *value)
{
	size_t last = json_object_array_length(array);

	if (json_object_array_add(array, json_object_get(value)) != 0)
	{
		json_object_put(value); /* the reference for the array */
		return false;
	}
	for (size_t i = last; i > position; i--)
		json_object_array_put_idx(
			array, i,
			json_object_get(json_object_array_get_idx(array, i - 1)));
	json_object_array_put_idx(array, position, value);
	return true;
}

LearnStatus
learn_improve_claim(LearnComposition *composition, const char *name,
					const char *why)
{
	json_object *change = json_object_new_object();

	if (change != NULL &&
		learn_json_add(change, "step", json_object_new_string(name)) &&
		learn_json_add(change, "why", json_object_new_string(why)))
		return learn_json_append(composition->changes, change)
				   ? LEARN_OK
				   : LEARN_OUT_OF_MEMORY;
	json_object_put(change);
	return LEARN_OUT_OF_MEMORY;
}

LearnStatus
learn_improve_explain(LearnComposition *composition, json_object *step,
					  const char *why)
{
	char *reason = learn_record_reason(composition->record, why);
	json_object *because = json_object_new_object();
	bool written =
		reason != NULL && because != NULL &&
		learn_json_add(because, "text", json_object_new_string(reason)) &&
		learn_json_add(because, "executions",
					   learn_record_executions(composition->record)) &&
		learn_json_share(step, "because", because) &&
		learn_improve_claim(composition, learn_json_get_string(step, "id", ""),
							reason) == LEARN_OK;

	json_object_put(because);
	free(reason);
	return written ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}
