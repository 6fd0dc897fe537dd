/*-------------------------------------------------------------------------
 *
 * dry_run.c
 *		What a run would do.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/dry_run.h"

#include <stdio.h>

#include "executor/report/message.h"

/* Adds a copy of a runbook's steps with what a dry run says of them. */
static bool
add_steps(json_object *dry_run, const char *name, json_object *steps,
		  int *number, const LearnActions *actions)
{
	json_object *copy = learn_json_copy(steps);

	if (steps == NULL)
		return true;
	if (!learn_json_add(dry_run, name, copy))
		return false;
	for (size_t i = 0; i < json_object_array_length(copy); i++)
	{
		json_object *step = json_object_array_get_idx(copy, i);
		LearnProblem problem;
		bool known;

		if (!learn_json_add(step, "step_number",
							json_object_new_int(++*number)))
			return false;
		if (learn_json_get(step, "command") != NULL)
			continue;
		known = learn_actions_find(actions,
								   learn_json_get_string(step, "action", ""),
								   &problem) == LEARN_OK;
		if (!learn_json_add(step, "known", json_object_new_boolean(known)))
			return false;
	}
	return true;
}

static bool
add_values(json_object *dry_run, const LearnValues *values)
{
	json_object *object = json_object_new_object();

	if (!learn_json_add(dry_run, "parameters", object))
		return false;
	for (int i = 0; i < values->count; i++)
	{
		if (!learn_json_add(object, values->items[i].name,
							json_object_new_string(values->items[i].value)))
			return false;
	}
	return true;
}

json_object *
learn_dry_run(const char *runbook_id, const char *digest, json_object *runbook,
			  const LearnValues *values, const LearnActions *actions)
{
	json_object *dry_run = json_object_new_object();
	json_object *verification = learn_json_get(runbook, "verification");
	int number = 0;

	if (dry_run == NULL)
		return NULL;
	if (learn_json_add(dry_run, "outcome",
					   json_object_new_string("dry run")) &&
		learn_json_add(dry_run, "runbook_id",
					   json_object_new_string(runbook_id)) &&
		learn_json_add(dry_run, "digest", json_object_new_string(digest)) &&
		add_values(dry_run, values) &&
		add_steps(dry_run, "steps", learn_json_get(runbook, "steps"), &number,
				  actions) &&
		add_steps(dry_run, "rollback", learn_json_get(runbook, "rollback"),
				  &number, actions) &&
		(verification == NULL ||
		 learn_json_share(dry_run, "verification", verification)))
		return dry_run;
	json_object_put(dry_run);
	return NULL;
}

static void
write_steps(const char *title, json_object *steps)
{
	if (steps == NULL)
		return;
	printf("%s:\n", title);
	for (size_t i = 0; i < json_object_array_length(steps); i++)
	{
		json_object *step = json_object_array_get_idx(steps, i);
		json_object *params = learn_json_get(step, "params");

		printf("  step %d ",
			   (int) learn_json_get_number(step, "step_number", 0));
		learn_message_write_member("", step, "action");
		learn_message_write_member(": ", step, "description");
		putchar('\n');
		learn_message_write_lines(learn_json_get_string(step, "command", ""),
								  6);
		if (learn_json_get(step, "command") != NULL)
			continue;
		if (params != NULL)
			learn_message_write_lines(json_object_to_json_string(params), 6);
		if (!learn_json_get_boolean(step, "known", true))
			learn_message_write_lines(
				"this action is not known here: the step would fail", 6);
	}
}

void
learn_dry_run_write(json_object *dry_run)
{
	json_object *parameters = learn_json_get(dry_run, "parameters");
	json_object *verification = learn_json_get(dry_run, "verification");

	learn_message_write_member("would run ", dry_run, "runbook_id");
	learn_message_write_member(", SHA-256 ", dry_run, "digest");
	putchar('\n');
	json_object_object_foreach (parameters, name, value)
	{
		printf("  %s = ", name);
		learn_message_write(stdout, json_object_get_string(value));
		putchar('\n');
	}
	write_steps("steps", learn_json_get(dry_run, "steps"));
	write_steps("if one fails", learn_json_get(dry_run, "rollback"));
	fputs("verification: ", stdout);
	learn_message_write(
		stdout, verification == NULL
					? "by incident type"
					: json_object_to_json_string_ext(verification,
													 JSON_C_TO_STRING_PLAIN));
	putchar('\n');
}
