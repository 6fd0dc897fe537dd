/*-------------------------------------------------------------------------
 *
 * leases.c
 *		Leases that a worker gives back: its predecessor's, and its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"

#include "pg/engine/orphans.h"
#include "pg/engine/rights.h"
#include "pg/worker/leases.h"
#include "pg/worker/session.h"

static void
release_orphans(LearnWorker *worker, void *result)
{
	int suspects;

	SPI_connect();
	suspects = learn_orphans_release();
	SPI_finish();
	if (suspects > 0)
		worker->engine->suspects = suspects + 1;
}

bool
learn_leases_take_over(LearnWorker *worker)
{
	return learn_unit_run(worker, "learn: giving back leases", release_orphans,
						  NULL);
}

void
learn_leases_release(const LearnWorker *worker)
{
	Oid jobs;

	HOLD_INTERRUPTS();
	learn_session_begin("learn: giving back leases");
	jobs = learn_rights_are_lowered() &&
				   learn_extension_look() == LEARN_EXTENSION_READY
			   ? get_relname_relid("jobs", get_namespace_oid("learn", true))
			   : InvalidOid;
	if (OidIsValid(jobs) && ConditionalLockRelationOid(jobs, RowExclusiveLock))
	{
		SPI_connect();
		learn_engine_release(worker->engine);
		SPI_finish();
	}
	learn_session_commit();
	RESUME_INTERRUPTS();
}
