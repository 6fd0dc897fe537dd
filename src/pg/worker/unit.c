/*-------------------------------------------------------------------------
 *
 * unit.c
 *		What a worker does: units of work, each a short transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "pg/engine/guarded.h"
#include "pg/engine/rights.h"
#include "pg/worker/session.h"
#include "pg/worker/unit.h"

/* What learn_unit_run() was called with. */
typedef struct Call
{
	LearnWorker *worker;
	LearnUnit unit;
	void *result;
} Call;

static void
unit_step(void *argument)
{
	const Call *call = argument;

	call->worker->extension = learn_extension_hold();
	if (call->worker->extension != LEARN_EXTENSION_READY)
		return;
	learn_rights_require();
	call->unit(call->worker, call->result);
}

bool
learn_unit_run(LearnWorker *worker, const char *activity, LearnUnit unit,
			   void *result)
{
	Call call = {worker, unit, result};
	LearnFailure failure;

	learn_session_begin(activity);
	if (!learn_run_guarded(CurrentMemoryContext, unit_step, &call, false,
						   &failure))
	{
		if (!learn_failure_was_held(&failure))
			ereport(ERROR, (errcode(failure.sqlstate),
							errmsg("%s", failure.message)));
		if (!worker->told_held)
			ereport(LOG, (errmsg("learning in database \"%s\" waits: %s",
								 worker->database, failure.message)));
		worker->held = worker->told_held = true;
	}
	learn_session_commit();
	return worker->extension == LEARN_EXTENSION_READY;
}
