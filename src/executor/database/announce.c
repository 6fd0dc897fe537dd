/*-------------------------------------------------------------------------
 *
 * announce.c
 *		Tells the database which actions this executor knows.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/announce.h"

#include <stdlib.h>

#include "executor/host.h"

LearnDatabaseStatus
learn_announce(LearnDatabase *database, const char *name,
			   const LearnActions *actions, LearnProblem *problem)
{
	LearnDatabaseStatus status = LEARN_DATABASE_REFUSED;
	json_object *names = NULL;
	PGresult *result = NULL;
	char *list = NULL;

	/* Half a list would say of the other half that nobody can run it. */
	if (learn_actions_list(actions, &names, problem) == LEARN_OK)
	{
		list = learn_json_text(names, NULL);
		if (list == NULL)
			learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							  "out of memory");
	}
	if (list != NULL)
	{
		const char *const parameters[] = {name, list, learn_host_platform()};

		status = learn_database_ask(
			database,
			"SELECT %s.learn_register_executor($1, ARRAY("
			"SELECT pg_catalog.jsonb_array_elements_text($2)), $3)",
			3, parameters, &result, problem);
	}
	PQclear(result);
	free(list);
	json_object_put(names);
	return status;
}
