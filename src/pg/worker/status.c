/*-------------------------------------------------------------------------
 *
 * status.c
 *		Is learning going on?
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "commands/dbcommands.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/engine/shared.h"
#include "pg/engine/wake.h"
#include "pg/settings.h"
#include "pg/worker/databases.h"

PG_FUNCTION_INFO_V1(learn_sql_worker_states);
PG_FUNCTION_INFO_V1(learn_sql_announce);

static const char *const state_names[] = {
	[LEARN_WORKER_NOT_LOADED] = "not loaded",
	[LEARN_WORKER_NOT_RUNNING] = "not running",
	[LEARN_WORKER_EXCLUDED] = "excluded",
	[LEARN_WORKER_STARTING] = "starting",
	[LEARN_WORKER_IDLE] = "idle",
	[LEARN_WORKER_WORKING] = "working",
	[LEARN_WORKER_PAUSED] = "paused",
	[LEARN_WORKER_OUTDATED] = "other version",
};

static void
set_time(Datum *values, bool *nulls, int column, TimestampTz time)
{
	values[column] = TimestampTzGetDatum(time);
	nulls[column] = time == 0;
}

/*
 * One worker as a row.
 */
static void
put_row(ReturnSetInfo *result, const LearnWorkerReport *report,
		const char *database)
{
	Datum values[13] = {0};
	bool nulls[13] = {false};
	bool runs = report->pid != 0;

	values[0] = ObjectIdGetDatum(report->database);
	values[1] = DirectFunctionCall1(namein, CStringGetDatum(database));
	values[2] = Int32GetDatum(report->pid);
	values[3] = CStringGetTextDatum(state_names[report->state]);
	set_time(values, nulls, 4, report->since);
	values[5] = Int32GetDatum(report->in_flight);
	values[6] = Int64GetDatum(report->done);
	values[7] = Int64GetDatum(report->failed);
	set_time(values, nulls, 8, report->last_done_at);
	values[9] = CStringGetTextDatum(
		learn_breaker_state_name(report->breakers[LEARN_REMOTE_MODEL]));
	values[10] = CStringGetTextDatum(
		learn_breaker_state_name(report->breakers[LEARN_REMOTE_WEBHOOK]));
	values[11] = CStringGetTextDatum(report->last_error);
	nulls[11] = report->last_error_at == 0;
	set_time(values, nulls, 12, report->last_error_at);
	if (!runs)
	{
		nulls[2] = nulls[4] = nulls[5] = nulls[6] = nulls[7] = nulls[8] =
			nulls[9] = nulls[10] = true;
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * learn.worker_states(): this database's worker, whether there is one or not;
 * those of other databases for whom pg_stat_activity shows them to as well,
 * since an error can tell what is going on there.
 */
Datum
learn_sql_worker_states(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	LearnWorkerReport report;

	InitMaterializedSRF(fcinfo, 0);
	learn_shared_read(MyDatabaseId, &report);
	if (report.state == LEARN_WORKER_NOT_RUNNING && report.ended_at == 0 &&
		!learn_database_is_wanted(get_database_name(MyDatabaseId), false))
		report.state = LEARN_WORKER_EXCLUDED;
	put_row(result, &report, get_database_name(MyDatabaseId));

	if (!has_privs_of_role(GetOuterUserId(), ROLE_PG_READ_ALL_STATS))
		return (Datum) 0;
	for (int i = 0; learn_shared_place(i, &report); i++)
	{
		char *name;

		if (!OidIsValid(report.database) || report.database == MyDatabaseId)
			continue;
		name = get_database_name(report.database);
		if (name != NULL)
			put_row(result, &report, name);
	}
	return (Datum) 0;
}

/*
 * The last statement of the install script.
 */
Datum
learn_sql_announce(PG_FUNCTION_ARGS)
{
	char *database = get_database_name(MyDatabaseId);

	if (!learn_shared_exists())
		ereport(
			NOTICE,
			(errmsg("executions are stored, but nothing analyses them yet"),
			 errhint(
				 "Add learn to shared_preload_libraries and restart the server; or call learn_run_jobs() by hand.")));
	else if (!learn_database_is_wanted(database, false))
		ereport(
			NOTICE,
			(errmsg(
				 "executions are stored, but learn.databases excludes database \"%s\"",
				 database),
			 errhint(
				 "Add it there, and reload the configuration; or call learn_run_jobs() by hand.")));
	learn_wake_urgently_at_commit();
	PG_RETURN_VOID();
}
