/*-------------------------------------------------------------------------
 *
 * essence.c
 *		What of a runbook an executor acts on, without words for humans.
 *
 *-------------------------------------------------------------------------
 */
#include "core/essence.h"

#include <string.h>

static bool
is_in(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
	{
		if (strcmp(name, *names) == 0)
			return true;
	}
	return false;
}

/* Does a member say no more than its absence? */
static bool
says_nothing(json_object *member)
{
	switch (json_object_get_type(member))
	{
		case json_type_null:
			return true;
		case json_type_boolean:
			return !json_object_get_boolean(member);
		case json_type_array:
			return json_object_array_length(member) == 0;
		case json_type_object:
			return json_object_object_length(member) == 0;
		default:
			return false;
	}
}

/*
 * A new object with the members of an object that are not left out, and with
 * those that say nothing only if asked for.  NULL when out of memory.
 */
static json_object *
without(json_object *object, const char *const *left_out, bool whole)
{
	json_object *result = json_object_new_object();
	bool built = result != NULL;

	if (!json_object_is_type(object, json_type_object))
		return result;
	json_object_object_foreach (object, name, member)
	{
		if (!is_in(name, left_out) && (whole || !says_nothing(member)))
			built = built && learn_json_share(result, name, member);
	}
	if (built)
		return result;
	json_object_put(result);
	return NULL;
}

json_object *
learn_essence_of_step(json_object *step)
{
	static const char *const words[] = {"id", "description", "because", NULL};

	return without(step, words, false);
}

/* Of a parameter or a verification; here false is a value like any other. */
static json_object *
essence_of_part(json_object *part)
{
	static const char *const words[] = {"description", NULL};

	return without(part, words, true);
}

/*
 * Puts the essence of the steps of one list in the place of the list.
 */
static bool
reduce_steps(json_object *essence, const char *list)
{
	json_object *steps = learn_json_get_typed(essence, list, json_type_array);
	json_object *reduced;
	bool built;

	if (steps == NULL)
		return true;
	reduced = json_object_new_array();
	built = reduced != NULL;
	for (size_t i = 0; built && i < json_object_array_length(steps); i++)
		built = learn_json_append(reduced,
								  learn_essence_of_step(
									  json_object_array_get_idx(steps, i)));
	if (built)
		return learn_json_add(essence, list, reduced);
	json_object_put(reduced);
	return false;
}

/*
 * The same for the parameters.
 */
static bool
reduce_parameters(json_object *essence)
{
	static const char name_of_list[] = "parameters";
	json_object *parameters =
		learn_json_get_typed(essence, name_of_list, json_type_object);
	json_object *reduced;
	bool built;

	if (parameters == NULL)
		return true;
	reduced = json_object_new_object();
	built = reduced != NULL;
	json_object_object_foreach (parameters, name, parameter)
	{
		built =
			built && learn_json_add(reduced, name, essence_of_part(parameter));
	}
	if (built)
		return learn_json_add(essence, name_of_list, reduced);
	json_object_put(reduced);
	return false;
}

json_object *
learn_essence_of_runbook(json_object *runbook)
{
	static const char *const words[] = {"id",          "name",
										"description", "severity",
										"compliance",  "applies_to",
										NULL};
	json_object *essence = without(runbook, words, false);
	json_object *verification = learn_json_get(essence, "verification");

	if (essence != NULL && reduce_steps(essence, "steps") &&
		reduce_steps(essence, "rollback") && reduce_parameters(essence) &&
		(verification == NULL ||
		 learn_json_add(essence, "verification",
						essence_of_part(verification))))
		return essence;
	json_object_put(essence);
	return NULL;
}
