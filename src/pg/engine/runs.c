/*-------------------------------------------------------------------------
 *
 * runs.c
 *		The latest success and failure on each host, and what recurred.
 *
 * A run of which no host was told is not compared with others.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/engine/lessons.h"
#include "pg/engine/runs.h"
#include "pg/engine/statistics.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* The columns of a run, in the order of LEARN_RUNS. */
static const Oid run_types[] = {TEXTOID, TEXTOID,        TEXTOID,
								TEXTOID, TEXTOID,        TEXTOID,
								BOOLOID, TIMESTAMPTZOID, TIMESTAMPTZOID};

void
learn_runs_arrays(const LearnRun *const *runs, int count, Datum *arrays)
{
	LearnRows *rows = learn_rows_create(run_types, lengthof(run_types), count);

	for (int i = 0; i < count; i++)
	{
		const LearnRun *run = runs[i];

		learn_rows_set_text(rows, i, 0, run->execution_id);
		learn_rows_set_text(rows, i, 1, run->runbook_id);
		learn_rows_set_text(rows, i, 2, run->client_id);
		learn_rows_set_text(rows, i, 3, run->hostname);
		learn_rows_set_text(rows, i, 4, run->incident_type);
		learn_rows_set_text(rows, i, 5, run->signature);
		learn_rows_set(rows, i, 6, BoolGetDatum(run->succeeded));
		learn_rows_set(rows, i, 7, TimestampTzGetDatum(run->started_at));
		learn_rows_set(rows, i, 8, TimestampTzGetDatum(run->ended_at));
	}
	learn_rows_arrays(rows, arrays);
}

/*
 * Marks the successes, of before or among these runs, after which one of these
 * began too soon; and those among these that come late, after which the latest
 * failure did.
 */
static void
mark_recurred(Datum *arrays)
{
	static LearnStatement statement = {
		"WITH r AS MATERIALIZED (SELECT * FROM " LEARN_RUNS
		" WHERE hostname <> ''),"
		" success AS (SELECT l.succeeded_as AS execution_id,"
		" l.succeeded_at AS ended_at, r.execution_id AS later, r.started_at"
		" FROM r JOIN learn.last_runs l ON l.client_id = r.client_id"
		" AND l.hostname = r.hostname AND l.incident_type = r.incident_type"
		" UNION ALL SELECT r.execution_id, r.ended_at, l.failed_as,"
		" l.failed_at FROM r JOIN learn.last_runs l"
		" ON l.client_id = r.client_id AND l.hostname = r.hostname"
		" AND l.incident_type = r.incident_type WHERE r.succeeded"
		" UNION ALL SELECT s.execution_id, s.ended_at, r.execution_id,"
		" r.started_at FROM r JOIN r s USING (client_id, hostname,"
		" incident_type) WHERE s.succeeded AND s.execution_id <> r.execution_id),"
		" recurred AS (SELECT DISTINCT ON (execution_id) execution_id, later"
		" FROM success WHERE started_at >= ended_at"
		" AND started_at < ended_at + make_interval(mins => $10)"
		" ORDER BY execution_id, started_at)"
		" UPDATE learn.analyses a SET recurred_as = c.later"
		" FROM recurred c JOIN learn.analyses l ON l.execution_id = c.later"
		" WHERE a.execution_id = c.execution_id AND a.recurred_as IS NULL"
		" RETURNING a.runbook_id, l.signature",
		{LEARN_RUN_ARRAYS, INT4OID, InvalidOid}};
	uint64 marked;
	LearnRecurrence *recurrences;

	arrays[LEARN_RUN_COLUMNS] = Int32GetDatum(learn_setting_recurrence_window);
	marked = learn_statement_run(&statement, arrays, NULL);
	if (marked == 0)
		return;
	recurrences = palloc(sizeof(LearnRecurrence) * marked);
	for (uint64 row = 0; row < marked; row++)
	{
		recurrences[row].runbook_id = learn_statement_text(row, 1);
		recurrences[row].signature = learn_statement_text(row, 2);
	}
	learn_statistics_recurred(recurrences, (int) marked);
	learn_lessons_recurred(recurrences, (int) marked);
}

/*
 * From the runs of one outcome, the latest of each host and incident, into the
 * row of these.
 */
#define FROM_LATEST(outcome, moment)                                          \
	" FROM (SELECT DISTINCT ON (client_id, hostname, incident_type) *"        \
	" FROM " LEARN_RUNS " WHERE hostname <> '' AND " outcome                  \
	" ORDER BY client_id, hostname, incident_type, " moment " DESC) r"        \
	" ON CONFLICT (client_id, hostname, incident_type) DO UPDATE SET"

#define FROM_LATEST_SUCCESS FROM_LATEST("succeeded", "ended_at")
#define FROM_LATEST_FAILURE FROM_LATEST("NOT succeeded", "started_at")

/*
 * Telemetry may come late and in any order.
 */
static void
keep_latest(Datum *arrays, bool any_succeeded, bool any_failed)
{
	static LearnStatement successes = {
		"INSERT INTO learn.last_runs AS l (client_id, hostname,"
		" incident_type, succeeded_as, succeeded_with, succeeded_at)"
		" SELECT r.client_id, r.hostname, r.incident_type, r.execution_id,"
		" r.runbook_id, r.ended_at" FROM_LATEST_SUCCESS
		" succeeded_as = excluded.succeeded_as,"
		" succeeded_with = excluded.succeeded_with,"
		" succeeded_at = excluded.succeeded_at WHERE l.succeeded_at IS NULL"
		" OR l.succeeded_at <= excluded.succeeded_at",
		{LEARN_RUN_ARRAYS, InvalidOid}};
	static LearnStatement failures = {
		"INSERT INTO learn.last_runs AS l (client_id, hostname,"
		" incident_type, failed_as, failed_with, failed_at, failed_signature)"
		" SELECT r.client_id, r.hostname, r.incident_type, r.execution_id,"
		" r.runbook_id, r.started_at, r.signature" FROM_LATEST_FAILURE
		" failed_as = excluded.failed_as, failed_with = excluded.failed_with,"
		" failed_at = excluded.failed_at,"
		" failed_signature = excluded.failed_signature"
		" WHERE l.failed_at IS NULL OR l.failed_at <= excluded.failed_at",
		{LEARN_RUN_ARRAYS, InvalidOid}};

	if (any_succeeded)
		learn_statement_run(&successes, arrays, NULL);
	if (any_failed)
		learn_statement_run(&failures, arrays, NULL);
}

void
learn_runs_remember(const LearnRun *const *runs, int count)
{
	Datum arrays[LEARN_RUN_COLUMNS + 1];
	bool any_succeeded = false;
	bool any_failed = false;

	learn_runs_arrays(runs, count, arrays);
	for (int i = 0; i < count; i++)
	{
		any_succeeded = any_succeeded || runs[i]->succeeded;
		any_failed = any_failed || !runs[i]->succeeded;
	}
	mark_recurred(arrays);
	keep_latest(arrays, any_succeeded, any_failed);
}
