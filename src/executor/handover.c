/*-------------------------------------------------------------------------
 *
 * handover.c
 *		Hands a report over: to the spool, and from there to the database.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/handover.h"

#include <string.h>

#include "executor/deliver.h"
#include "executor/message.h"

/* Is there a file with the report of this id in the spool's ready/? */
static bool
waits(const LearnSpool *spool, const char *execution_id)
{
	LearnProblem problem;
	json_object *names = learn_spool_list(spool, &problem);
	bool found = false;

	for (size_t i = 0; names != NULL && i < json_object_array_length(names);
		 i++)
		found =
			found ||
			strstr(json_object_get_string(json_object_array_get_idx(names, i)),
				   execution_id) != NULL;
	json_object_put(names);
	return found;
}

/* Delivers what is in the spool, this report being the last of it. */
static void
deliver_spool(LearnDatabase *database, LearnSpool *spool,
			  const char *execution_id, LearnFate *fate)
{
	LearnDelivery delivery = {0};

	learn_deliver_all(database, spool, &delivery);
	if (waits(spool, execution_id))
	{
		fate->words = "not delivered yet: it waits in the spool";
		fate->problem = delivery.problem;
		return;
	}
	fate->delivered =
		!learn_spool_was_refused(spool, execution_id, &fate->problem);
	fate->words =
		fate->delivered ? "delivered" : "refused by the database, and kept";
}

void
learn_hand_over(const LearnConnection *connection, LearnSpool *spool,
				LearnJournal *journal, json_object *execution, LearnFate *fate)
{
	const char *id = learn_json_get_string(execution, "execution_id", "");
	LearnDatabase database = {0};
	LearnProblem problem;
	bool kept = false;

	*fate = (LearnFate){0};
	if (spool->path != NULL)
	{
		kept = learn_journal_finish(journal, spool, execution, &problem) ==
			   LEARN_OK;
		if (!kept)
			learn_message_warning(&problem);
	}
	fate->words = kept ? "not delivered yet: it waits in the spool"
					   : "not delivered, and not kept";
	if (learn_database_open(connection, &database, &fate->problem) ==
		LEARN_DATABASE_OK)
	{
		if (kept)
			deliver_spool(&database, spool, id, fate);
		else if (learn_deliver_one(&database, execution, &fate->problem) ==
				 LEARN_DATABASE_OK)
		{
			fate->delivered = true;
			fate->words = "delivered";
		}
	}
	learn_database_close(&database);
}
