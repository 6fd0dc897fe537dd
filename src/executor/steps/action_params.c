/*-------------------------------------------------------------------------
 *
 * action_params.c
 *		The params of an action, as its program gets them.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/action_params.h"

#include <stdlib.h>
#include <string.h>

/* What params are filled with, and how many bytes there still may be. */
typedef struct Filling
{
	const LearnValues *values;
	size_t left;
	LearnProblem *problem;
} Filling;

static LearnStatus
out_of_memory(Filling *filling)
{
	return learn_problem_set(filling->problem, LEARN_OUT_OF_MEMORY, "",
							 "out of memory");
}

static LearnStatus
too_long(Filling *filling)
{
	return learn_problem_set(filling->problem, LEARN_INVALID, "",
							 "the params must have at most %d bytes",
							 LEARN_ACTION_PARAMS_MAX);
}

static LearnStatus
fill_string(Filling *filling, json_object *value, json_object **filled)
{
	LearnBuffer text;

	/* No buffer is without a limit when there is nothing left. */
	learn_buffer_init(&text, filling->left + 1);
	if (!learn_values_fill(filling->values, json_object_get_string(value),
						   &text) ||
		text.length > filling->left)
	{
		learn_buffer_free(&text);
		return too_long(filling);
	}
	filling->left -= text.length;
	*filled = json_object_new_string_len(text.data, (int) text.length);
	learn_buffer_free(&text);
	return *filled == NULL ? out_of_memory(filling) : LEARN_OK;
}

static LearnStatus fill(Filling *filling, json_object *value,
						json_object **filled);

static LearnStatus
fill_array(Filling *filling, json_object *value, json_object *filled)
{
	size_t count = json_object_array_length(value);

	for (size_t i = 0; i < count; i++)
	{
		json_object *element;
		LearnStatus status =
			fill(filling, json_object_array_get_idx(value, i), &element);

		if (status != LEARN_OK)
			return status;
		if (json_object_array_add(filled, element) != 0)
		{
			json_object_put(element);
			return out_of_memory(filling);
		}
	}
	return LEARN_OK;
}

static LearnStatus
fill_object(Filling *filling, json_object *value, json_object *filled)
{
	json_object_object_foreach (value, name, member)
	{
		json_object *new_member;
		size_t length = strlen(name);
		LearnStatus status;

		if (length > filling->left)
			return too_long(filling);
		filling->left -= length;
		status = fill(filling, member, &new_member);
		if (status != LEARN_OK)
			return status;
		if (json_object_object_add(filled, name, new_member) != 0)
		{
			json_object_put(new_member);
			return out_of_memory(filling);
		}
	}
	return LEARN_OK;
}

/*
 * Copies a value with its strings filled; *filled, NULL for the JSON null, is
 * the caller's when LEARN_OK.
 */
static LearnStatus
fill(Filling *filling, json_object *value, json_object **filled)
{
	bool is_array = json_object_is_type(value, json_type_array);
	LearnStatus status;

	*filled = NULL;
	if (value == NULL)
		return LEARN_OK;
	if (json_object_is_type(value, json_type_string))
		return fill_string(filling, value, filled);
	if (!is_array && !json_object_is_type(value, json_type_object))
	{
		*filled = json_object_get(value);
		return LEARN_OK;
	}
	*filled = is_array ? json_object_new_array() : json_object_new_object();
	if (*filled == NULL)
		return out_of_memory(filling);
	status = is_array ? fill_array(filling, value, *filled)
					  : fill_object(filling, value, *filled);
	if (status != LEARN_OK)
	{
		json_object_put(*filled);
		*filled = NULL;
	}
	return status;
}

/* Appends the name of the variable that a param becomes. */
static bool
append_variable_name(LearnBuffer *variable, const char *name)
{
	learn_buffer_append_string(variable, "PARAM_");
	for (; *name != '\0'; name++)
	{
		char byte = *name;

		if (byte >= 'a' && byte <= 'z')
			byte = (char) (byte - 'a' + 'A');
		else if (!(byte >= 'A' && byte <= 'Z') &&
				 !(byte >= '0' && byte <= '9'))
			byte = '_';
		learn_buffer_append(variable, &byte, 1);
	}
	return !variable->failed;
}

/* Sets the variable of one param; false: no memory. */
static bool
set_variable(LearnValues *variables, const char *variable, json_object *value)
{
	char *text;
	bool set;

	if (json_object_is_type(value, json_type_string))
		return learn_values_set(variables, variable, strlen(variable),
								json_object_get_string(value));
	text = learn_json_text(value, NULL);
	set = text != NULL &&
		  learn_values_set(variables, variable, strlen(variable), text);
	free(text);
	return set;
}

static LearnStatus
set_variables(Filling *filling, json_object *filled, LearnValues *variables)
{
	LearnStatus status = LEARN_OK;

	json_object_object_foreach (filled, name, value)
	{
		LearnBuffer variable;

		if (status != LEARN_OK || value == NULL ||
			json_object_is_type(value, json_type_array) ||
			json_object_is_type(value, json_type_object))
			continue;
		learn_buffer_init(&variable, 0);
		if (!append_variable_name(&variable, name))
			status = out_of_memory(filling);
		else if (learn_values_get(variables, variable.data) != NULL)
			status =
				learn_problem_set(filling->problem, LEARN_INVALID, "",
								  "two of the params would be the variable %s",
								  variable.data);
		else if (!set_variable(variables, variable.data, value))
			status = out_of_memory(filling);
		learn_buffer_free(&variable);
	}
	return status;
}

LearnStatus
learn_action_params_make(json_object *params, const LearnValues *values,
						 LearnActionParams *made, LearnProblem *problem)
{
	Filling filling = {values, LEARN_ACTION_PARAMS_MAX, problem};
	json_object *filled;
	LearnStatus status;

	*made = (LearnActionParams){0};
	if (params != NULL)
		status = fill(&filling, params, &filled);
	else
	{
		filled = json_object_new_object();
		status = filled == NULL ? out_of_memory(&filling) : LEARN_OK;
	}
	if (status != LEARN_OK)
		return status;
	status = set_variables(&filling, filled, &made->variables);
	if (status == LEARN_OK)
	{
		made->input = learn_json_text(filled, &made->input_length);
		if (made->input == NULL)
			status = out_of_memory(&filling);
		else
			made->input[made->input_length++] = '\n';
	}
	json_object_put(filled);
	return status;
}

void
learn_action_params_free(LearnActionParams *made)
{
	free(made->input);
	learn_values_free(&made->variables);
	*made = (LearnActionParams){0};
}
