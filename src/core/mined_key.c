/*-------------------------------------------------------------------------
 *
 * mined_key.c
 *		Whether two mined remedies are one, and whether one may be shared.
 *
 *-------------------------------------------------------------------------
 */
#include "core/mined_remedy.h"

#include "core/essence.h"
#include "core/private_names.h"

/*
 * What makes a remedy another one, a new object; NULL when out of memory.
 */
static json_object *
identity(json_object *remedy)
{
	json_object *steps =
		learn_json_get_typed(remedy, "steps", json_type_array);
	size_t count = steps != NULL ? json_object_array_length(steps) : 0;
	json_object *identity = json_object_new_object();
	json_object *essences = json_object_new_array();
	bool built = identity != NULL && essences != NULL;

	for (size_t i = 0; built && i < count; i++)
		built = learn_json_append(essences,
								  learn_essence_of_step(
									  json_object_array_get_idx(steps, i)));
	if (built &&
		learn_json_share(identity, "platform",
						 learn_json_get(remedy, "platform")) &&
		learn_json_share(identity, "placement",
						 learn_json_get(remedy, "placement")) &&
		learn_json_share(identity, "replaces",
						 learn_json_get(remedy, "replaces")) &&
		learn_json_share(identity, "steps", essences))
	{
		json_object_put(essences);
		return identity;
	}
	json_object_put(essences);
	json_object_put(identity);
	return NULL;
}

LearnStatus
learn_mined_key(const char *remedy, size_t length, char **key,
				LearnProblem *problem)
{
	json_object *object = NULL;
	json_object *parts = NULL;
	LearnBuffer text;
	LearnStatus status = learn_json_parse(remedy, length, &object, problem);

	*key = NULL;
	if (status != LEARN_OK)
		return status;
	learn_buffer_init(&text, 0);
	parts = identity(object);
	if (parts != NULL && learn_json_append_sorted(&text, parts))
		*key = learn_buffer_detach(&text, NULL);
	learn_buffer_free(&text);
	json_object_put(parts);
	json_object_put(object);
	return *key != NULL ? LEARN_OK
						: learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
											"out of memory");
}

LearnStatus
learn_mined_check(const char *remedy, size_t length, const char *names,
				  size_t names_length, LearnProblem *problem)
{
	LearnPrivateNames private_names = {0};
	LearnArena arena;
	const LearnValue *list;
	json_object *object = NULL;
	LearnStatus status;

	learn_arena_init(&arena);
	status = learn_json_read(&arena, names, names_length, &list, problem);
	if (status == LEARN_OK)
		status = learn_json_parse(remedy, length, &object, problem);
	if (status == LEARN_OK && !learn_private_names_read(&private_names, list))
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	if (status == LEARN_OK)
		status =
			learn_private_names_check(&private_names, object, NULL, problem);
	learn_private_names_free(&private_names);
	json_object_put(object);
	learn_arena_free(&arena);
	return status;
}
