/*-------------------------------------------------------------------------
 *
 * pause.c
 *		Learning can be paused, and stays so until somebody resumes it.
 *
 * A pause is a row, so that it outlasts a restart.  What is under way when it
 * begins is finished; nothing more is claimed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/engine/wake.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/statement.h"
#include "pg/worker/pause.h"

PG_FUNCTION_INFO_V1(learn_sql_pause);
PG_FUNCTION_INFO_V1(learn_sql_resume);

bool
learn_is_paused(void)
{
	static LearnStatement statement = {"SELECT 1 FROM learn.pauses",
									   {InvalidOid}};
	bool paused;

	SPI_connect();
	paused = learn_statement_read(&statement, NULL, NULL) > 0;
	SPI_finish();
	return paused;
}

/*
 * What both functions end with: the audit row, the wake-up, the receipt.
 */
static Datum
finish(MemoryContext caller, const LearnIdentity *identity, const char *action,
	   const char *status, const char *reason)
{
	LearnAuditEntry entry = {.action = action, .object_id = "worker"};
	StringInfoData receipt;

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "status", status);
	learn_json_add_string(&receipt, "by", identity->actor);
	if (reason != NULL)
		learn_json_add_string(&receipt, "reason", reason);
	entry.details = learn_json_end(&receipt);
	learn_audit_write(identity, &entry);
	learn_wake_urgently_at_commit();
	return learn_json_return(caller, entry.details);
}

/*
 * learn_pause(reason)
 */
Datum
learn_sql_pause(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"INSERT INTO learn.pauses (paused_at, paused_by, reason)"
		" VALUES ($1, $2, $3) ON CONFLICT (singleton) DO NOTHING",
		{TIMESTAMPTZOID, TEXTOID, TEXTOID, InvalidOid}};
	char *reason = learn_argument_text(fcinfo, 0);
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	Datum values[3];
	bool nulls[3] = {false};

	SPI_connect();
	learn_audit_lock();
	learn_identity_caller(&identity);
	values[0] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[1] = CStringGetTextDatum(identity.actor);
	values[2] = learn_text_datum(reason, &nulls[2]);
	if (learn_statement_run(&statement, values, nulls) == 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("learning is paused already"),
				 errdetail("learn_worker_status says since when, and why.")));
	return finish(caller, &identity, "pause", "paused", reason);
}

/*
 * learn_resume()
 */
Datum
learn_sql_resume(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {"DELETE FROM learn.pauses",
									   {InvalidOid}};
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;

	SPI_connect();
	learn_audit_lock();
	learn_identity_caller(&identity);
	if (learn_statement_run(&statement, NULL, NULL) == 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("learning is not paused")));
	return finish(caller, &identity, "resume", "resumed", NULL);
}
