/*-------------------------------------------------------------------------
 *
 * improve_step.c
 *		What a remedy does to the steps of a runbook.
 *
 * Every step it adds or changes gets an id, by which the next improvement
 * recognises it, and a "because".
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve_step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/improve_ready.h"

/* The longest id a step may have, in bytes, as in the runbook's schema. */
#define STEP_ID_MAX 64

/* More time: how many times as much, between which bounds (seconds). */
#define TIME_FACTOR 4
#define TIME_DEFAULT 60
#define TIME_MAX 86400

/* A step with more time than this is slow for another reason. */
#define TIME_ENOUGH 3600

/* How long to wait until something is ready, and how often to look. */
#define READY_TIMEOUT 60
#define READY_INTERVAL 2

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
	learn_json_build(facts->runbook, &composition->runbook);
	composition->changes = json_object_new_array();
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
	json_object_put(composition->proposal);
	memset(composition, 0, sizeof(*composition));
}

static json_object *
steps_of(const LearnComposition *composition)
{
	return learn_json_get_typed(composition->runbook, "steps",
								json_type_array);
}

json_object *
learn_improve_step(const LearnComposition *composition)
{
	if (composition->step < 0)
		return NULL;
	return json_object_array_get_idx(steps_of(composition),
									 (size_t) composition->step);
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

static bool
id_is_taken(const LearnComposition *composition, const char *id)
{
	return list_has_id(steps_of(composition), id) ||
		   list_has_id(learn_json_get_typed(composition->runbook, "rollback",
											json_type_array),
					   id);
}

/*
 * Gives a step without an id one that is made of its action.
 */
static bool
ensure_id(LearnComposition *composition, json_object *step)
{
	const char *action = learn_json_get_string(step, "action", "");
	char base[STEP_ID_MAX - 8];
	char id[STEP_ID_MAX + 1];
	size_t length = 0;

	if (learn_json_get_string(step, "id", "")[0] != '\0')
		return true;
	for (; *action != '\0' && length < sizeof(base) - 1; action++)
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

	snprintf(id, sizeof(id), "%s", base);
	for (int i = 2; id_is_taken(composition, id); i++)
		snprintf(id, sizeof(id), "%s-%d", base, i);
	return learn_json_add(step, "id", json_object_new_string(id));
}

/*
 * Writes down why a step is as it is, in the step and among the changes.
 */
static LearnStatus
explain(LearnComposition *composition, json_object *step,
		const LearnRemedy *remedy)
{
	json_object *because = json_object_new_object();
	json_object *change = json_object_new_object();
	bool written =
		because != NULL && change != NULL &&
		learn_json_add(because, "text", json_object_new_string(remedy->why)) &&
		learn_json_share(step, "because", because) &&
		learn_json_add(change, "step",
					   json_object_new_string(
						   learn_json_get_string(step, "id", ""))) &&
		learn_json_add(change, "what", json_object_new_string(remedy->what)) &&
		learn_json_add(change, "why", json_object_new_string(remedy->why)) &&
		learn_json_append(composition->changes, json_object_get(change));

	json_object_put(because);
	json_object_put(change);
	return written ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}

/*
 * Adds a rendered command to a step; *command is freed.
 */
static bool
take_command(json_object *object, const char *member, char *command)
{
	bool added =
		command != NULL &&
		learn_json_add(object, member, json_object_new_string(command));

	free(command);
	return added;
}

/*
 * Sets wait_for of a step; takes over command, which may be NULL for lack of
 * memory.
 */
static bool
set_wait(json_object *step, char *command, double timeout)
{
	json_object *wait = json_object_new_object();

	if (wait == NULL)
	{
		free(command);
		return false;
	}
	if (take_command(wait, "command", command) &&
		learn_json_add(wait, "timeout", json_object_new_double(timeout)) &&
		learn_json_add(wait, "interval",
					   json_object_new_double(READY_INTERVAL)))
		return learn_json_add(step, "wait_for", wait);
	json_object_put(wait);
	return false;
}

/*
 * A new step of a remedy, the caller's; NULL when out of memory.
 */
static json_object *
new_step(const LearnComposition *composition, const LearnRemedy *remedy,
		 const char *id, const char *template)
{
	bool windows = strcmp(composition->platform, "windows") == 0;
	LearnShell shell = windows ? LEARN_SHELL_POWERSHELL : LEARN_SHELL_SH;
	json_object *step = json_object_new_object();

	if (step != NULL &&
		learn_json_add(step, "id", json_object_new_string(id)) &&
		learn_json_add(step, "action",
					   json_object_new_string(remedy->action)) &&
		learn_json_add(step, "description",
					   json_object_new_string(remedy->what)) &&
		learn_json_add(step, "shell",
					   json_object_new_string(windows ? "powershell"
													  : "sh")) &&
		take_command(step, "command",
					 learn_remedy_render(template, shell,
										 composition->clues)) &&
		learn_json_add(step, "timeout",
					   json_object_new_double(remedy->timeout)))
		return step;
	json_object_put(step);
	return NULL;
}

/*
 * Inserts a value into an array at position, and takes it over.  (json-c can
 * do so since 0.17.)
 */
static bool
insert(json_object *array, size_t position, json_object *value)
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

/*
 * Adds the step that undoes a remedy to the rollback, as its first: the last
 * thing done is the first undone.
 */
static LearnStatus
add_rollback(LearnComposition *composition, const LearnRemedy *remedy)
{
	json_object *rollback = learn_json_get_typed(composition->runbook,
												 "rollback", json_type_array);
	json_object *step;
	char id[STEP_ID_MAX + 1];

	if (rollback == NULL && (!learn_json_add(composition->runbook, "rollback",
											 json_object_new_array()) ||
							 (rollback = learn_json_get(composition->runbook,
														"rollback")) == NULL))
		return LEARN_OUT_OF_MEMORY;
	snprintf(id, sizeof(id), "undo-%s", remedy->id);
	if (id_is_taken(composition, id))
		return LEARN_OK;
	step = new_step(composition, remedy, id, remedy->rollback);
	if (step == NULL)
		return LEARN_OUT_OF_MEMORY;
	if (explain(composition, step, remedy) == LEARN_OK &&
		insert(rollback, 0, step))
		return LEARN_OK;
	json_object_put(step);
	return LEARN_OUT_OF_MEMORY;
}

LearnStatus
learn_improve_add(LearnComposition *composition, const LearnRemedy *remedy,
				  const char *template)
{
	bool before = remedy->kind == LEARN_REMEDY_BEFORE;
	bool linux_host = strcmp(composition->platform, "linux") == 0;
	size_t count = json_object_array_length(steps_of(composition));
	size_t position;
	json_object *step;

	if (before && composition->step < 0)
		return LEARN_NOTHING;
	position = before ? (size_t) composition->step : count;
	step = new_step(composition, remedy, remedy->id, template);
	if (step == NULL)
		return LEARN_OUT_OF_MEMORY;
	if ((linux_host && remedy->wait_for != NULL &&
		 !set_wait(step,
				   learn_remedy_render(remedy->wait_for, LEARN_SHELL_SH,
									   composition->clues),
				   READY_TIMEOUT)) ||
		explain(composition, step, remedy) != LEARN_OK ||
		!insert(steps_of(composition), position, step))
	{
		json_object_put(step);
		return LEARN_OUT_OF_MEMORY;
	}
	if (before)
		composition->step++;
	if ((remedy->needs & LEARN_CLUE_BIT(LEARN_CLUE_PORT)) != 0)
		composition->port_freed = true;
	if (linux_host && remedy->rollback != NULL)
		return add_rollback(composition, remedy);
	return LEARN_OK;
}

/*
 * Puts a new command into the step; takes it over.  NULL means that there is
 * nothing to change.
 */
static LearnStatus
change_command(LearnComposition *composition, json_object *step,
			   const LearnRemedy *remedy, char *command)
{
	if (command == NULL)
		return LEARN_NOTHING;
	if (!take_command(step, "command", command) ||
		!ensure_id(composition, step))
		return LEARN_OUT_OF_MEMORY;
	return explain(composition, step, remedy);
}

static char *
prefixed(const char *prefix, const char *command)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(&buffer, prefix);
	learn_buffer_append_string(&buffer, command);
	return learn_buffer_detach(&buffer, NULL);
}

/*
 * More attempts, if the step does not have as many, and more time.
 */
static LearnStatus
change_patience(LearnComposition *composition, json_object *step,
				const LearnRemedy *remedy)
{
	json_object *retry = learn_json_get(step, "retry");
	double timeout = learn_json_get_number(step, "timeout", 0);
	bool more_time = remedy->kind == LEARN_REMEDY_TIME;

	if (retry != NULL &&
		learn_json_get_number(retry, "attempts", 1) >= remedy->attempts)
		return LEARN_NOTHING;
	if (more_time)
	{
		double raised = (timeout > 0 ? timeout : TIME_DEFAULT) * TIME_FACTOR;

		if (timeout > TIME_ENOUGH)
			return LEARN_NOTHING;
		if (raised > TIME_MAX)
			raised = TIME_MAX;
		if (!learn_json_add(step, "timeout", json_object_new_double(raised)))
			return LEARN_OUT_OF_MEMORY;
	}

	retry = json_object_new_object();
	if (retry == NULL ||
		!learn_json_add(retry, "attempts",
						json_object_new_int(remedy->attempts)) ||
		!learn_json_add(retry, "delay", json_object_new_double(remedy->delay)))
	{
		json_object_put(retry);
		return LEARN_OUT_OF_MEMORY;
	}
	if (!learn_json_add(step, "retry", retry) || !ensure_id(composition, step))
		return LEARN_OUT_OF_MEMORY;
	return explain(composition, step, remedy);
}

LearnStatus
learn_improve_change(LearnComposition *composition, const LearnRemedy *remedy)
{
	json_object *step = learn_improve_step(composition);
	const char *command = learn_json_get_string(step, "command", NULL);

	if (step == NULL)
		return LEARN_NOTHING;
	if (remedy->kind == LEARN_REMEDY_TIME ||
		remedy->kind == LEARN_REMEDY_RETRY)
		return change_patience(composition, step, remedy);
	if (command == NULL)
		return LEARN_NOTHING;
	if (remedy->kind == LEARN_REMEDY_PREFIX)
		return change_command(composition, step, remedy,
							  prefixed(remedy->option, command));
	if (remedy->kind == LEARN_REMEDY_OPTION)
		return change_command(composition, step, remedy,
							  learn_remedy_add_option(command, remedy->tools,
													  remedy->option));
	return change_command(
		composition, step, remedy,
		learn_remedy_replace_tool(
			command, composition->clues->items[LEARN_CLUE_TOOL].value));
}

/*
 * The step that starts what is not ready: the one that failed to bring it up
 * when all went well, else the last starting step before the one that failed.
 */
static json_object *
starting_step(LearnComposition *composition, const LearnEvidence *evidence)
{
	json_object *steps = steps_of(composition);

	if ((evidence->circumstances & LEARN_ALL_GREEN) != 0)
		return (evidence->circumstances & LEARN_NOT_VERIFIED) != 0
				   ? learn_improve_step(composition)
				   : NULL;
	if (!learn_evidence_shows(evidence, LEARN_TEXT_ERROR,
							  "connection refused|econnrefused|not ready|"
							  "could not connect|failed to connect|"
							  "starting up|503 service",
							  NULL))
		return NULL;
	for (int i = composition->step - 1; i >= 0; i--)
	{
		json_object *step = json_object_array_get_idx(steps, (size_t) i);

		if (!learn_clues_starts(learn_json_get_string(step, "action", ""),
								learn_json_get_string(step, "command", "")))
			continue;
		composition->port_awaited = true;
		return step;
	}
	return NULL;
}

LearnStatus
learn_improve_wait(LearnComposition *composition, const LearnRemedy *remedy,
				   const LearnEvidence *evidence)
{
	json_object *step = starting_step(composition, evidence);
	char *command = NULL;
	LearnStatus status;

	if (step == NULL || learn_json_get(step, "wait_for") != NULL)
		return LEARN_NOTHING;
	status = learn_improve_ready_command(composition, &command);
	if (status != LEARN_OK)
		return status;
	if (!set_wait(step, command, READY_TIMEOUT) ||
		!ensure_id(composition, step))
		return LEARN_OUT_OF_MEMORY;
	return explain(composition, step, remedy);
}
