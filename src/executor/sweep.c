/*-------------------------------------------------------------------------
 *
 * sweep.c
 *		Brings everything that waits to the database.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/sweep.h"

#include "executor/journal.h"
#include "executor/message.h"

/* Makes results of what dead runs have left; returns how many. */
static int
recover(LearnSpool *spool, LearnNoRoom no_room)
{
	LearnProblem problem;
	int count = 0;

	if (learn_journal_recover(spool, no_room, &count, &problem) != LEARN_OK)
		learn_message_warning(&problem);
	return count;
}

static void
deliver(LearnDatabase *database, LearnSpool *spool, LearnDelivery *total)
{
	LearnDelivery delivery = {0};

	learn_deliver_all(database, spool, &delivery);
	delivery.delivered += total->delivered;
	delivery.refused += total->refused;
	/* What was refused has been explained by who refused it first. */
	if (delivery.problem.message[0] == '\0')
		delivery.problem = total->problem;
	*total = delivery;
}

void
learn_sweep(LearnDatabase *database, LearnSpool *spool, LearnSweep *sweep)
{
	int more;

	*sweep = (LearnSweep){.recovered = 0};
	if (spool->path == NULL)
		return;
	/* So that they go in the order in which the runs ended. */
	sweep->recovered = recover(spool, LEARN_NO_ROOM_WAIT);
	if (database != NULL)
		deliver(database, spool, &sweep->delivery);
	/* If there is no room now, there is none. */
	more = recover(spool, LEARN_NO_ROOM_DROP);
	if (more > 0 && database != NULL)
		deliver(database, spool, &sweep->delivery);
	sweep->recovered += more;
	if (database == NULL)
		sweep->delivery.waiting = learn_spool_count(spool);
}
