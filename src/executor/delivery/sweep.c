/*-------------------------------------------------------------------------
 *
 * sweep.c
 *		Brings everything that waits to the database.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/delivery/sweep.h"

#include "executor/report/message.h"
#include "executor/spool/journal.h"

/* Makes results of what dead runs have left; returns how many. */
static int
recover(LearnSpool *spool, LearnNoRoom no_room, LearnSweep *sweep)
{
	LearnProblem problem;
	int count = 0;

	if (learn_journal_recover(spool, no_room, &count, &problem) != LEARN_OK)
	{
		/* What cannot be read now will not be in a moment either. */
		if (sweep->complete)
			learn_message_warning(&problem);
		sweep->complete = false;
	}
	sweep->recovered += count;
	return count;
}

static void
deliver(LearnDatabase *database, LearnSpool *spool, LearnDelivery *total)
{
	LearnDelivery delivery = {0};

	learn_deliver_all(database, spool, &delivery);
	delivery.delivered += total->delivered;
	delivery.refused += total->refused;
	delivery.dropped += total->dropped;
	/* What was refused has been explained by who refused it first. */
	if (delivery.problem.message[0] == '\0')
		delivery.problem = total->problem;
	*total = delivery;
}

void
learn_sweep(LearnDatabase *database, LearnSpool *spool, LearnSweep *sweep)
{
	*sweep = (LearnSweep){.complete = true};
	if (spool->path == NULL)
		return;
	/* So that they go in the order in which the runs ended. */
	recover(spool, LEARN_NO_ROOM_WAIT, sweep);
	if (database != NULL)
		deliver(database, spool, &sweep->delivery);
	/* If there is no room now, there is none. */
	if (recover(spool, LEARN_NO_ROOM_DROP, sweep) > 0 && database != NULL)
		deliver(database, spool, &sweep->delivery);
	if (database == NULL)
		sweep->delivery.waiting = learn_spool_count(spool);
}
