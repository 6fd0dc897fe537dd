/*-------------------------------------------------------------------------
 *
 * upkeep.c
 *		What a worker does beside the jobs: the alarm, the audit log's witness,
 *		housekeeping, statistics, patterns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/engine/guarded.h"
#include "pg/engine/housekeeping.h"
#include "pg/engine/patterns.h"
#include "pg/engine/statistics.h"
#include "pg/worker/session.h"
#include "pg/worker/upkeep.h"

/* Milliseconds between two rounds of housekeeping, and two steps of one. */
#define HOUSEKEEPING_DELAY 60000L
#define HOUSEKEEPING_STEP_DELAY 20L

static LearnCondition
condition(const LearnWorker *worker)
{
	LearnBreakerState model =
		learn_engine_breaker_state(worker->engine, LEARN_REMOTE_MODEL);

	return (LearnCondition){worker->paused,
							model == LEARN_BREAKER_OPEN ||
								model == LEARN_BREAKER_PROBING};
}

/*
 * The clock may have been set back.
 */
static bool
housekeeping_is_due(const LearnWorker *worker)
{
	TimestampTz now = GetCurrentTimestamp();

	return now >= worker->housekeeping_at ||
		   TimestampDifferenceMilliseconds(now, worker->housekeeping_at) >
			   HOUSEKEEPING_DELAY;
}

static void
raise_alarm(LearnWorker *worker, void *result)
{
	learn_alarm_raise(&worker->alarm, result);
}

static void
look_after_audit_log(LearnWorker *worker, void *result)
{
	learn_witness_look(&worker->witness);
}

/* A step of housekeeping: whether anew, and whether there may be more. */
static void
housekeeping_step(void *argument)
{
	*(bool *) argument = learn_housekeeping_step(*(bool *) argument);
}

/*
 * What goes wrong here costs nothing else, and is tried again later.
 */
static void
keep_house(LearnWorker *worker, void *result)
{
	LearnFailure failure;
	bool more = worker->housekeeping_at == 0; /* the settings are new */

	if (!learn_run_guarded(worker->engine->batch_context, housekeeping_step,
						   &more, false, &failure))
		ereport(LOG, (errmsg("housekeeping failed in database \"%s\": %s",
							 worker->database, failure.message)));
	MemoryContextReset(worker->engine->batch_context);
	worker->housekeeping_at =
		TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
									more ? HOUSEKEEPING_STEP_DELAY
										 : HOUSEKEEPING_DELAY);
}

/*
 * Adds up statistics.  When that is lost in a crash, so is nothing.
 */
static void
fold_statistics(LearnWorker *worker, void *result)
{
	learn_session_set_local("synchronous_commit", "off");
	(void) learn_statistics_fold(worker->engine);
}

static void
extract_patterns(LearnWorker *worker, void *result)
{
	learn_patterns_extract(worker->engine);
}

bool
learn_upkeep_do(LearnWorker *worker)
{
	LearnCondition now = condition(worker);

	if (learn_alarm_is_due(&worker->alarm, &now) &&
		!learn_unit_run(worker, "learn: looking for progress", raise_alarm,
						&now))
		return false;
	if (learn_witness_wait(&worker->witness) == 0 &&
		!learn_unit_run(worker, "learn: looking after the audit log",
						look_after_audit_log, NULL))
		return false;
	if (housekeeping_is_due(worker) &&
		!learn_unit_run(worker, "learn: housekeeping", keep_house, NULL))
		return false;
	if (learn_statistics_wait() == 0 &&
		!learn_unit_run(worker, "learn: adding up statistics", fold_statistics,
						NULL))
		return false;
	return GetCurrentTimestamp() < learn_patterns_due(worker->engine) ||
		   learn_unit_run(worker, "learn: extracting patterns",
						  extract_patterns, NULL);
}

long
learn_upkeep_wait(const LearnWorker *worker)
{
	TimestampTz now = GetCurrentTimestamp();
	long wait = TimestampDifferenceMilliseconds(now, worker->housekeeping_at);

	wait = Min(wait, learn_witness_wait(&worker->witness));
	wait = Min(wait, learn_statistics_wait());
	if (worker->engine->touched != NIL)
		wait = Min(wait, TimestampDifferenceMilliseconds(
							 now, learn_patterns_due(worker->engine)));
	return wait;
}
