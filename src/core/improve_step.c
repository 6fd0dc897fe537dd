/*-------------------------------------------------------------------------
 *
 * improve_step.c
 *		What a curated remedy does to the steps of a runbook.
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve_step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/improve_ready.h"

/* Room for the id of a remedy and of the step that undoes it. */
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

/*
 * Gives a step without an id one.
 */
static bool
ensure_id(LearnComposition *composition, json_object *step)
{
	return learn_json_get_string(step, "id", "")[0] != '\0' ||
		   learn_improve_name(composition, step, NULL);
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
 * Adds the step that undoes a remedy to the rollback, as its first: the last
 * thing done is the first undone.
 */
static LearnStatus
add_rollback(LearnComposition *composition, const LearnRemedy *remedy)
{
	json_object *rollback = learn_improve_rollback(composition);
	json_object *step;
	char id[STEP_ID_MAX + 1];

	if (rollback == NULL)
		return LEARN_OUT_OF_MEMORY;
	snprintf(id, sizeof(id), "undo-%s", remedy->id);
	if (learn_improve_has_id(composition, id))
		return LEARN_OK;
	step = new_step(composition, remedy, id, remedy->rollback);
	if (step == NULL)
		return LEARN_OUT_OF_MEMORY;
	if (learn_improve_explain(composition, step, remedy->why) == LEARN_OK &&
		learn_improve_insert(rollback, 0, step))
		return learn_improve_claim(composition, "rollback",
								   LEARN_ROLLBACK_WHY);
	json_object_put(step);
	return LEARN_OUT_OF_MEMORY;
}

LearnStatus
learn_improve_add(LearnComposition *composition, const LearnRemedy *remedy,
				  const char *template)
{
	bool before = remedy->kind == LEARN_REMEDY_BEFORE;
	bool linux_host = strcmp(composition->platform, "linux") == 0;
	size_t count = json_object_array_length(learn_improve_steps(composition));
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
		learn_improve_explain(composition, step, remedy->why) != LEARN_OK ||
		!learn_improve_insert(learn_improve_steps(composition), position,
							  step))
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
	return learn_improve_explain(composition, step, remedy->why);
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
	return learn_improve_explain(composition, step, remedy->why);
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
	return change_command(composition, step, remedy,
						  learn_remedy_change(remedy, command,
											  composition->clues));
}

/*
 * The step that starts what is not ready: the one that failed to bring it up
 * when all went well, else the last starting step before the one that failed.
 */
static json_object *
starting_step(LearnComposition *composition, const LearnEvidence *evidence)
{
	json_object *steps = learn_improve_steps(composition);

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
	return learn_improve_explain(composition, step, remedy->why);
}
