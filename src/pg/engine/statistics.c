/*-------------------------------------------------------------------------
 *
 * statistics.c
 *		How versions of runbooks have done: counted without anybody waiting.
 *
 * Who stores analyses inserts rows into learn.runbook_stats_deltas, under keys
 * that nobody else can have, and so waits for nobody.  Folding moves them into
 * learn.runbook_stats, in one statement: whoever reads both tables under one
 * snapshot sees each row in the one or in the other.  One process at a time
 * folds, under a lock that is only ever tried for, and nobody else writes
 * learn.runbook_stats: so there is nothing to wait for in here, and no
 * deadlock.  After a crash it goes on with the rows that are there.
 *
 * Folding begins only when the audit log has begun in this database.  While a
 * dump is being restored the totals may come after the rows that are to be
 * added to them, and what a subscriber has is its publisher's to add up; the
 * sums are right all the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/engine/statistics.h"
#include "pg/review/guard.h"
#include "pg/rows.h"
#include "pg/statement.h"

/* Rows that are folded at a time, which takes some milliseconds. */
#define STEP 500
#define STEP_TEXT "500"

/* Milliseconds that rows wait to be folded, since many come together. */
#define DELAY 1000

/* Milliseconds until somebody else may be done with it. */
#define HELD_DELAY 5000

/* Milliseconds until the next look for what others have left behind. */
#define LOOK_DELAY 60000

/* When this process folds next, and what it has inserted since it last did. */
static TimestampTz due = 0;
static uint64 inserted = 0;

static void
fold_in(long milliseconds)
{
	due = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds);
	inserted = 0;
}

/*
 * Notes that there is something to fold.  Should the transaction be rolled
 * back, folding finds nothing.
 */
static void
note_inserted(uint64 rows)
{
	if (rows > 0 && inserted == 0)
		due = Min(due,
				  TimestampTzPlusMilliseconds(GetCurrentTimestamp(), DELAY));
	inserted += rows;
	if (inserted >= STEP)
		due = 0;
}

/* The columns of a run, as they are counted. */
static const Oid run_types[] = {TEXTOID, BOOLOID,   BOOLOID,
								BOOLOID, FLOAT8OID, TIMESTAMPTZOID};

/*
 * Seconds are added up as numeric, since a sum must not depend on the order;
 * not beyond the microsecond, so that it does not grow long.
 */
void
learn_statistics_count(const LearnRun *const *runs, int count)
{
	static LearnStatement statement = {
		"INSERT INTO learn.runbook_stats_deltas (runbook_id, executions,"
		" successes, verified, repairs, repair_seconds,"
		" manual_interventions, last_started_at)"
		" SELECT r.runbook_id, count(*), count(*) FILTER (WHERE r.succeeded),"
		" count(*) FILTER (WHERE r.verified),"
		" count(r.seconds) FILTER (WHERE r.succeeded),"
		" coalesce(sum(round(r.seconds::numeric, 6))"
		" FILTER (WHERE r.succeeded), 0),"
		" count(*) FILTER (WHERE r.intervention), max(r.started_at)"
		" FROM unnest($1, $2, $3, $4, $5, $6) AS r (runbook_id, succeeded,"
		" verified, intervention, seconds, started_at) GROUP BY r.runbook_id",
		{TEXTARRAYOID, BOOLARRAYOID, BOOLARRAYOID, BOOLARRAYOID,
		 FLOAT8ARRAYOID, TIMESTAMPTZARRAYOID, InvalidOid}};
	LearnRows *rows = learn_rows_create(run_types, lengthof(run_types), count);
	Datum values[lengthof(run_types)];

	for (int i = 0; i < count; i++)
	{
		const LearnRun *run = runs[i];

		learn_rows_set_text(rows, i, 0, run->runbook_id);
		learn_rows_set(rows, i, 1, BoolGetDatum(run->succeeded));
		learn_rows_set(rows, i, 2, BoolGetDatum(run->verified));
		learn_rows_set(rows, i, 3, BoolGetDatum(run->intervention));
		if (run->seconds >= 0)
			learn_rows_set(rows, i, 4, Float8GetDatum(run->seconds));
		learn_rows_set(rows, i, 5, TimestampTzGetDatum(run->started_at));
	}
	learn_rows_arrays(rows, values);
	note_inserted(learn_statement_run(&statement, values, NULL));
}

void
learn_statistics_recurred(const LearnRecurrence *recurrences, int count)
{
	static LearnStatement statement = {
		"INSERT INTO learn.runbook_stats_deltas (runbook_id, recurred)"
		" SELECT r.runbook_id, count(*) FROM unnest($1) AS r (runbook_id)"
		" GROUP BY r.runbook_id",
		{TEXTARRAYOID, InvalidOid}};
	const char **runbook_ids = palloc(sizeof(char *) * Max(count, 1));
	Datum value;

	for (int i = 0; i < count; i++)
		runbook_ids[i] = recurrences[i].runbook_id;
	value = learn_rows_text_array(runbook_ids, count);
	note_inserted(learn_statement_run(&statement, &value, NULL));
}

void
learn_statistics_intervention(const char *execution_id, const bool *needed)
{
	static LearnStatement statement = {
		"INSERT INTO learn.runbook_stats_deltas (runbook_id,"
		" manual_interventions) SELECT e.runbook_id,"
		" x.then::integer - x.before::integer"
		" FROM learn.execution_results e"
		" LEFT JOIN learn.feedback f USING (execution_id), LATERAL (SELECT"
		" coalesce(f.manual_intervention_needed,"
		" e.manual_intervention_needed, false) AS before,"
		" coalesce($2, e.manual_intervention_needed, false) AS then) x"
		" WHERE e.execution_id = $1 AND x.before <> x.then",
		{TEXTOID, BOOLOID, InvalidOid}};
	Datum values[2];
	bool nulls[2] = {false, needed == NULL};

	values[0] = CStringGetTextDatum(execution_id);
	values[1] = needed != NULL ? BoolGetDatum(*needed) : (Datum) 0;
	note_inserted(learn_statement_run(&statement, values, nulls));
}

/*
 * The clock may have been set back.
 */
long
learn_statistics_wait(void)
{
	long wait = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), due);

	return wait > LOOK_DELAY ? 0 : wait;
}

/*
 * May this transaction fold?  One whose snapshot is older than the lock could
 * see rows that somebody has folded since.
 */
static bool
may_fold(void)
{
	Oid totals;

	if (IsolationUsesXactSnapshot() || !learn_guard_log_has_begun())
	{
		fold_in(LOOK_DELAY);
		return false;
	}

	/* Held until the transaction ends; keeps out vacuum, and no writer. */
	totals =
		get_relname_relid("runbook_stats", get_namespace_oid("learn", false));
	if (ConditionalLockRelationOid(totals, ShareUpdateExclusiveLock))
		return true;
	fold_in(HELD_DELAY);
	return false;
}

/*
 * Folds the first rows, as a guarded step; says whether there may be more.
 */
static void
fold_step(void *argument)
{
	static LearnStatement statement = {
		"WITH d AS (DELETE FROM learn.runbook_stats_deltas"
		" WHERE ctid = ANY (ARRAY (SELECT ctid"
		" FROM learn.runbook_stats_deltas ORDER BY runbook_id, id"
		" LIMIT " STEP_TEXT ")) RETURNING *),"
		" added AS (INSERT INTO learn.runbook_stats AS s (runbook_id,"
		" executions, successes, verified, recurred, repairs, repair_seconds,"
		" manual_interventions, last_started_at) SELECT d.runbook_id,"
		" sum(d.executions), sum(d.successes), sum(d.verified),"
		" sum(d.recurred), sum(d.repairs), sum(d.repair_seconds),"
		" sum(d.manual_interventions), max(d.last_started_at)"
		" FROM d GROUP BY d.runbook_id ORDER BY d.runbook_id"
		" ON CONFLICT (runbook_id) DO UPDATE SET"
		" executions = s.executions + excluded.executions,"
		" successes = s.successes + excluded.successes,"
		" verified = s.verified + excluded.verified,"
		" recurred = s.recurred + excluded.recurred,"
		" repairs = s.repairs + excluded.repairs,"
		" repair_seconds = s.repair_seconds + excluded.repair_seconds,"
		" manual_interventions = s.manual_interventions"
		" + excluded.manual_interventions,"
		" last_started_at = greatest(s.last_started_at,"
		" excluded.last_started_at)) SELECT count(*) FROM d",
		{InvalidOid}};
	bool *more = argument;
	bool isnull;

	if (!may_fold())
		return;
	learn_statement_run(&statement, NULL, NULL);
	*more = DatumGetInt64(learn_statement_datum(0, 1, &isnull)) == STEP;
	fold_in(*more ? 0 : LOOK_DELAY);
}

bool
learn_statistics_fold(const LearnEngine *engine)
{
	LearnFailure failure;
	bool more = false;

	if (!learn_run_guarded(engine->batch_context, fold_step, &more,
						   engine->cancellable, &failure))
	{
		ereport(LOG,
				(errmsg("could not add up statistics: %s", failure.message)));
		more = false;
		fold_in(LOOK_DELAY);
	}
	MemoryContextReset(engine->batch_context);
	return more;
}
