/*-------------------------------------------------------------------------
 *
 * status.c
 *		Is learning going on here?
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "commands/dbcommands.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/engine/shared.h"
#include "pg/engine/wake.h"
#include "pg/settings.h"

PG_FUNCTION_INFO_V1(learn_sql_worker_state);
PG_FUNCTION_INFO_V1(learn_sql_announce);

static const char *const state_names[] = {
	[LEARN_WORKER_NOT_LOADED] = "not loaded",
	[LEARN_WORKER_NOT_RUNNING] = "not running",
	[LEARN_WORKER_WAITING] = "waiting for the extension",
	[LEARN_WORKER_IDLE] = "idle",
	[LEARN_WORKER_WORKING] = "working",
};

static bool
serves_this_database(void)
{
	return strcmp(learn_setting_database, get_database_name(MyDatabaseId)) ==
		   0;
}

Datum
learn_sql_worker_state(PG_FUNCTION_ARGS)
{
	LearnWorkerReport report;
	TupleDesc descriptor;
	Datum values[9] = {0};
	bool nulls[9];
	bool here;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	memset(nulls, true, sizeof(nulls));
	learn_shared_read(&report);

	values[2] = CStringGetTextDatum(state_names[report.state]);
	nulls[2] = false;
	if (report.state != LEARN_WORKER_NOT_LOADED)
	{
		here = serves_this_database();
		values[0] =
			DirectFunctionCall1(namein,
								CStringGetDatum(learn_setting_database));
		nulls[0] = false;
		if (!here)
			values[2] = CStringGetTextDatum("elsewhere");
	}
	if (report.pid != 0)
	{
		values[1] = Int32GetDatum(report.pid);
		values[3] = TimestampTzGetDatum(report.since);
		values[4] = Int32GetDatum(report.in_flight);
		values[5] = Int64GetDatum(report.done);
		values[6] = Int64GetDatum(report.failed);
		nulls[1] = nulls[3] = nulls[4] = nulls[5] = nulls[6] = false;
	}
	if (report.last_error_at != 0)
	{
		values[7] = CStringGetTextDatum(report.last_error);
		values[8] = TimestampTzGetDatum(report.last_error_at);
		nulls[7] = nulls[8] = false;
	}
	return HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(descriptor), values, nulls));
}

/*
 * The last statement of the install script.
 */
Datum
learn_sql_announce(PG_FUNCTION_ARGS)
{
	if (!learn_shared_exists())
		ereport(
			NOTICE,
			(errmsg("executions are stored, but nothing analyses them yet"),
			 errhint(
				 "Add learn to shared_preload_libraries, set learn.database to \"%s\", and restart the server; or call learn_run_jobs() by hand.",
				 get_database_name(MyDatabaseId))));
	else if (!serves_this_database())
		ereport(
			NOTICE,
			(errmsg(
				 "executions are stored, but the worker serves database \"%s\"",
				 learn_setting_database),
			 errhint(
				 "Set learn.database to \"%s\" and restart the server; or call learn_run_jobs() by hand.",
				 get_database_name(MyDatabaseId))));
	learn_wake_at_commit();
	PG_RETURN_VOID();
}
