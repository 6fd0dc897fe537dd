/*-------------------------------------------------------------------------
 *
 * handover.c
 *		Hands a report over: to the spool, and from there to the database.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/delivery/handover.h"

#include <string.h>

#include "executor/delivery/sweep.h"
#include "executor/report/message.h"

/*
 * Is there a file with the report of this id in the spool's ready/?  Where
 * nobody can look it may be: it is not said to be gone.
 */
static bool
waits(const LearnSpool *spool, const char *execution_id)
{
	LearnProblem problem;
	json_object *names =
		spool->path == NULL ? NULL : learn_spool_list(spool, &problem);
	bool found = spool->path != NULL && names == NULL;

	for (size_t i = 0; names != NULL && i < json_object_array_length(names);
		 i++)
		found =
			found ||
			strstr(json_object_get_string(json_object_array_get_idx(names, i)),
				   execution_id) != NULL;
	json_object_put(names);
	return found;
}

/* The report was in the spool, which was swept: where is it now? */
static void
look_for(LearnSpool *spool, const char *execution_id,
		 const LearnDelivery *delivery, LearnFate *fate)
{
	if (waits(spool, execution_id))
		return;
	if (learn_spool_was_refused(spool, execution_id, &fate->problem))
		fate->words = "refused by the database, and kept";
	/* It may be this one: who does not know does not claim anything. */
	else if (delivery->dropped > 0)
	{
		fate->words = "refused by the database, and not kept";
		fate->problem = delivery->problem;
	}
	else
	{
		fate->delivered = true;
		fate->words = "delivered";
	}
}

/* Delivers a report that the spool could not take. */
static void
deliver_directly(LearnDatabase *database, LearnJournal *journal,
				 json_object *execution, LearnFate *fate)
{
	if (learn_deliver_one(database, execution, &fate->problem) !=
		LEARN_DATABASE_OK)
		return;
	fate->delivered = true;
	fate->words = "delivered";
	/* Or it would come once more, from there. */
	learn_journal_discard(journal);
}

void
learn_hand_over(const LearnConnection *connection, LearnSpool *spool,
				LearnJournal *journal, json_object *execution, LearnFate *fate)
{
	const char *id = learn_json_get_string(execution, "execution_id", "");
	LearnDatabase database = {0};
	LearnProblem problem;
	LearnDelivery waited = {0};
	LearnSweep sweep;
	bool kept = false;
	bool open;

	*fate = (LearnFate){.words = "not delivered, and not kept"};
	if (spool->path != NULL)
		kept = learn_journal_finish(journal, spool, execution, &problem) ==
			   LEARN_OK;
	open = learn_database_open(connection, &database, &fate->problem) ==
		   LEARN_DATABASE_OK;
	/* Without what waited there may be room for all of it. */
	if (open && !kept && spool->path != NULL)
	{
		learn_deliver_all(&database, spool, &waited);
		kept = learn_journal_finish(journal, spool, execution, &problem) ==
			   LEARN_OK;
	}
	if (!kept && spool->path != NULL)
		learn_message_warning(&problem);
	/* What it could not be told yet, it is told now, or never. */
	if (!open)
		learn_journal_close(journal);
	learn_sweep(open ? &database : NULL, spool, &sweep);
	if (open && sweep.delivery.waiting > 0)
		fate->problem = sweep.delivery.problem;
	if (waits(spool, id))
		fate->words = "not delivered yet: it waits in the spool";
	if (open && kept)
		look_for(spool, id, &sweep.delivery, fate);
	else if (open)
		deliver_directly(&database, journal, execution, fate);
	learn_database_close(&database);
	learn_journal_close(journal);
}
