/*-------------------------------------------------------------------------
 *
 * orphans.c
 *		Leases of processes that are gone.
 *
 * Who is gone is looked up among the server's processes, not in
 * pg_stat_activity, which does not show everybody what the others are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "utils/timestamp.h"

#include "pg/engine/orphans.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

/*
 * Is it a session of this database, where somebody may be doing jobs by hand?
 */
static bool
is_session(int pid)
{
	const PGPROC *process = BackendPidGetProc(pid);
	const char *type;

	if (process == NULL || process->databaseId != MyDatabaseId)
		return false;
	type = GetBackgroundWorkerTypeByPid(pid);
	return type == NULL || strcmp(type, "learn worker") != 0;
}

/*
 * Of those that hold leases the ones that are gone, as an array.
 */
static Datum
find_gone(void)
{
	static LearnStatement statement = {
		"SELECT DISTINCT leased_by FROM learn.jobs"
		" WHERE lease_token IS NOT NULL AND leased_by IS NOT NULL",
		{InvalidOid}};
	static const Oid types[] = {INT4OID};
	int holders = (int) learn_statement_run(&statement, NULL, NULL);
	int *gone = palloc(sizeof(int) * Max(holders, 1));
	int count = 0;
	LearnRows *rows;
	Datum array;

	for (int i = 0; i < holders; i++)
	{
		bool isnull;
		int pid = DatumGetInt32(learn_statement_datum(i, 1, &isnull));

		if (!is_session(pid))
			gone[count++] = pid;
	}
	rows = learn_rows_create(types, 1, count);
	for (int i = 0; i < count; i++)
		learn_rows_set(rows, i, 0, Int32GetDatum(gone[i]));
	learn_rows_arrays(rows, &array);
	return array;
}

int
learn_orphans_release(void)
{
	static LearnStatement statement = {
		"WITH orphan AS MATERIALIZED (SELECT ctid AS place,"
		" attempts >= least(3, $2) AS suspect FROM learn.jobs"
		" WHERE lease_token IS NOT NULL"
		" AND (leased_in IS DISTINCT FROM pg_postmaster_start_time()"
		" OR leased_by = ANY ($3)) FOR UPDATE SKIP LOCKED),"
		" released AS (UPDATE learn.jobs j SET lease_token = NULL,"
		" leased_by = NULL,"
		" run_after = CASE WHEN o.suspect THEN 'epoch' ELSE $1 END,"
		" attempts = CASE WHEN (SELECT count(*) FROM orphan) > 1"
		" THEN least(attempts, $2 - 1) ELSE attempts END,"
		" needs = CASE WHEN o.suspect AND needs = 'model'"
		" THEN 'nothing' ELSE needs END"
		" FROM orphan o WHERE j.ctid = o.place)"
		" SELECT count(*) FILTER (WHERE suspect) FROM orphan",
		{TIMESTAMPTZOID, INT4OID, INT4ARRAYOID, InvalidOid}};
	Datum values[3];
	bool isnull;

	values[0] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[1] = Int32GetDatum(learn_setting_max_attempts);
	values[2] = find_gone();
	learn_statement_run(&statement, values, NULL);
	return (int) DatumGetInt64(learn_statement_datum(0, 1, &isnull));
}
