/*-------------------------------------------------------------------------
 *
 * wake.c
 *		Wakes the worker when the work it is for has been committed.
 *
 * A prepared transaction commits later, perhaps from another session: the
 * flag survives PREPARE and fires at this backend's next commit, and the
 * worker's slow poll covers the rest.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"

#include "pg/engine/shared.h"
#include "pg/engine/wake.h"

static bool wake_wanted = false;
static bool wake_urgently = false;

static void
at_transaction_end(XactEvent event, void *argument)
{
	if (!wake_wanted)
		return;
	if (event == XACT_EVENT_COMMIT)
	{
		learn_shared_wake(MyDatabaseId, wake_urgently);
		wake_wanted = wake_urgently = false;
	}
	else if (event == XACT_EVENT_ABORT)
		wake_wanted = wake_urgently = false;
}

void
learn_wake_register(void)
{
	RegisterXactCallback(at_transaction_end, NULL);
}

void
learn_wake_at_commit(void)
{
	wake_wanted = true;
}

void
learn_wake_urgently_at_commit(void)
{
	wake_wanted = wake_urgently = true;
}
