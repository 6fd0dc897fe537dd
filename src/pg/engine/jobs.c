/*-------------------------------------------------------------------------
 *
 * jobs.c
 *		Work that waits: claimed under a lease, settled or put back.
 *
 * "run_after" serves twice: before a claim it is when the job is due, under a
 * lease it is when the lease expires.  So an expired lease is simply a job
 * that is due again, and one index serves both.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "common/pg_prng.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "pg/engine/jobs.h"
#include "pg/engine/wake.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/notify.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"
#include "pg/trigger_data.h"

PG_FUNCTION_INFO_V1(learn_sql_retry_job);
PG_FUNCTION_INFO_V1(learn_sql_hold_restored_job);
PG_FUNCTION_INFO_V1(learn_sql_hold_replicated_job);

/* The longest error text kept with a job, in bytes. */
#define LAST_ERROR_MAX 1000

bool
learn_job_add(const char *kind, const char *subject, const char *execution_id)
{
	static LearnStatement statement = {
		"INSERT INTO learn.jobs AS j (kind, subject, execution_id, run_after)"
		" VALUES ($1::learn.job_kind, $2, $3, $4)"
		" ON CONFLICT (kind, subject) DO UPDATE SET"
		" execution_id = excluded.execution_id, run_after = excluded.run_after,"
		" attempts = 0, dead_at = NULL, last_error = NULL, held = false"
		" WHERE j.dead_at IS NOT NULL",
		{TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[4];
	bool nulls[4] = {false};

	values[0] = CStringGetTextDatum(kind);
	values[1] = CStringGetTextDatum(subject);
	values[2] = learn_text_datum(execution_id, &nulls[2]);
	values[3] = TimestampTzGetDatum(GetCurrentTimestamp());
	return learn_statement_run(&statement, values, nulls) == 1;
}

bool
learn_job_drop(const char *kind, const char *subject)
{
	static LearnStatement drop = {
		"DELETE FROM learn.jobs WHERE ctid IN (SELECT ctid FROM learn.jobs"
		" WHERE kind = $1::learn.job_kind AND subject = $2"
		" FOR UPDATE SKIP LOCKED)",
		{TEXTOID, TEXTOID, InvalidOid}};
	static LearnStatement look = {
		"SELECT 1 FROM learn.jobs WHERE kind = $1::learn.job_kind"
		" AND subject = $2",
		{TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];

	values[0] = CStringGetTextDatum(kind);
	values[1] = CStringGetTextDatum(subject);
	return learn_statement_run(&drop, values, NULL) > 0 ||
		   learn_statement_run(&look, values, NULL) == 0;
}

/*
 * Copies what a claim returned into a context that outlives SPI.
 */
static LearnJob *
copy_claimed(int count, MemoryContext context)
{
	MemoryContext previous = MemoryContextSwitchTo(context);
	LearnJob *jobs = palloc0(sizeof(LearnJob) * Max(count, 1));
	bool isnull;

	for (int row = 0; row < count; row++)
	{
		LearnJob *job = &jobs[row];

		job->id = DatumGetInt64(learn_statement_datum(row, 1, &isnull));
		job->kind = learn_statement_text(row, 2);
		job->subject = learn_statement_text(row, 3);
		job->execution_id = learn_statement_text(row, 4);
		job->attempts = DatumGetInt32(learn_statement_datum(row, 5, &isnull));
		job->created_at =
			DatumGetTimestampTz(learn_statement_datum(row, 6, &isnull));
	}
	MemoryContextSwitchTo(previous);
	return jobs;
}

static Oid
jobs_relation(void)
{
	return get_relname_relid("jobs", get_namespace_oid("learn", false));
}

void
learn_jobs_begin_claim(bool by_hand)
{
	int level;

	/* Not the lock of the table, which is also vacuum's and DDL's. */
	if (!by_hand)
	{
		LockDatabaseObject(RelationRelationId, jobs_relation(), 0,
						   ExclusiveLock);
		return;
	}

	/* The worker claims for a moment only: that is no lock to give up for. */
	level = NewGUCNestLevel();
	(void) set_config_option("lock_timeout", "0", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	LockDatabaseObject(RelationRelationId, jobs_relation(), 0, ShareLock);
	AtEOXact_GUC(true, level);
}

void
learn_jobs_end_claim(bool by_hand)
{
	/* The worker's is over when it is committed. */
	if (by_hand)
		UnlockDatabaseObject(RelationRelationId, jobs_relation(), 0,
							 ShareLock);
}

/* Does an enabled subscription bring jobs, which are their publisher's? */
#define IS_SUBSCRIBED                                                         \
	"EXISTS (SELECT FROM pg_subscription_rel r"                               \
	" JOIN pg_subscription s ON s.oid = r.srsubid"                            \
	" WHERE r.srrelid = 'learn.jobs'::regclass AND s.subenabled)"

/*
 * What both claims do with the jobs chosen; $1 to $4 are shared.  Chosen once,
 * whatever the plan: a join could ask for the limit again and again.
 */
#define CLAIM(chosen)                                                         \
	"WITH c AS MATERIALIZED (SELECT ctid AS place FROM learn.jobs"            \
	" WHERE dead_at IS NULL AND " chosen " FOR UPDATE SKIP LOCKED)"           \
	" UPDATE learn.jobs j SET lease_token = $1, leased_by = $2,"              \
	" leased_in = pg_postmaster_start_time(),"                                \
	" run_after = $3, attempts = j.attempts + 1, held = false,"               \
	" waits_for = NULL"                                                       \
	" FROM c WHERE j.ctid = c.place"                                          \
	" RETURNING j.id, j.kind::text, j.subject, j.execution_id, j.attempts,"   \
	" j.created_at"

/*
 * Runs a claim, values from the fifth on being its own.
 */
static int
claim(LearnStatement *statement, Datum *values, MemoryContext context,
	  LearnJob **jobs)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz until =
		TimestampTzPlusMilliseconds(now, learn_settings_lease());
	pg_uuid_t token;
	int count;

	if (!pg_strong_random(token.data, UUID_LEN))
		elog(ERROR, "could not generate a random lease token");

	values[0] = UUIDPGetDatum(&token);
	values[1] = Int32GetDatum(MyProcPid);
	values[2] = TimestampTzGetDatum(until);
	values[3] = TimestampTzGetDatum(now);
	count = (int) learn_statement_run(statement, values, NULL);
	*jobs = copy_claimed(count, context);
	for (int i = 0; i < count; i++)
	{
		(*jobs)[i].lease_until = until;
		(*jobs)[i].token = token;
	}
	return count;
}

int
learn_jobs_claim(const char *need, int limit, MemoryContext context,
				 LearnJob **jobs)
{
	static LearnStatement statement = {
		CLAIM("NOT held AND needs = $5::learn.job_need AND run_after <= $4"
			  " ORDER BY run_after, id LIMIT $6"),
		{UUIDOID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, INT4OID,
		 InvalidOid}};
	Datum values[6];

	values[4] = CStringGetTextDatum(need);
	values[5] = Int32GetDatum(limit);
	return claim(&statement, values, context, jobs);
}

int
learn_job_claim(const char *kind, const char *subject, MemoryContext context,
				LearnJob **jobs)
{
	static LearnStatement statement = {
		CLAIM("kind = $5::learn.job_kind AND subject = $6"
			  " AND (lease_token IS NULL OR run_after <= $4)"
			  " AND NOT (held AND " IS_SUBSCRIBED ")"),
		{UUIDOID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, TEXTOID,
		 InvalidOid}};
	Datum values[6];

	values[4] = CStringGetTextDatum(kind);
	values[5] = CStringGetTextDatum(subject);
	return claim(&statement, values, context, jobs);
}

bool
learn_job_settle(const LearnJob *job)
{
	bool settled;

	learn_jobs_settle(&job, 1, &settled);
	return settled;
}

/*
 * The leases of jobs as arguments of a statement: arrays of kinds, subjects
 * and tokens.
 */
static void
lease_arrays(const LearnJob *const *jobs, int count, Datum *arrays)
{
	static const Oid types[] = {TEXTOID, TEXTOID, UUIDOID};
	LearnRows *rows = learn_rows_create(types, lengthof(types), count);

	for (int i = 0; i < count; i++)
	{
		learn_rows_set_text(rows, i, 0, jobs[i]->kind);
		learn_rows_set_text(rows, i, 1, jobs[i]->subject);
		learn_rows_set(rows, i, 2, UUIDPGetDatum(&jobs[i]->token));
	}
	learn_rows_arrays(rows, arrays);
}

void
learn_jobs_settle(const LearnJob *const *jobs, int count, bool *settled)
{
	static LearnStatement statement = {
		"DELETE FROM learn.jobs j USING unnest($1, $2, $3)"
		" WITH ORDINALITY AS lease (kind, subject, token, number)"
		" WHERE j.kind = lease.kind::learn.job_kind"
		" AND j.subject = lease.subject AND j.lease_token = lease.token"
		" RETURNING lease.number",
		{TEXTARRAYOID, TEXTARRAYOID, UUIDARRAYOID, InvalidOid}};
	Datum values[3];
	uint64 deleted;
	bool isnull;

	memset(settled, false, sizeof(bool) * count);
	lease_arrays(jobs, count, values);
	deleted = learn_statement_run(&statement, values, NULL);
	for (uint64 row = 0; row < deleted; row++)
		settled[DatumGetInt64(learn_statement_datum(row, 1, &isnull)) - 1] =
			true;
}

/*
 * Gives up the lease: the job is due again after some time, or dead.
 */
static void
put_back(const LearnJob *job, TimestampTz run_after, int attempts, bool dead,
		 const char *error)
{
	static LearnStatement statement = {
		"UPDATE learn.jobs SET run_after = $3, attempts = $4, last_error = $5,"
		" dead_at = $6, lease_token = NULL, leased_by = NULL"
		" WHERE kind = $1::learn.job_kind AND subject = $7"
		" AND lease_token = $2",
		{TEXTOID, UUIDOID, TIMESTAMPTZOID, INT4OID, TEXTOID, TIMESTAMPTZOID,
		 TEXTOID, InvalidOid}};
	Datum values[7];
	bool nulls[7] = {false};

	values[0] = CStringGetTextDatum(job->kind);
	values[1] = UUIDPGetDatum(&job->token);
	values[6] = CStringGetTextDatum(job->subject);
	values[2] = TimestampTzGetDatum(run_after);
	values[3] = Int32GetDatum(attempts);
	values[4] = PointerGetDatum(cstring_to_text_with_len(
		error, pg_mbcliplen(error, (int) strlen(error), LAST_ERROR_MAX)));
	values[5] = TimestampTzGetDatum(GetCurrentTimestamp());
	nulls[5] = !dead;
	if (learn_statement_run(&statement, values, nulls) == 1 && dead)
		learn_notify_job_dead(job->id, job->kind, job->subject, attempts);
}

/*
 * Between nothing and the full delay, so that jobs that failed together do
 * not come back together.
 */
static int64
random_delay(int attempts)
{
	double full = Min((double) learn_setting_retry_delay *
						  pow(2.0, Min(attempts - 1, 30)),
					  (double) learn_setting_max_retry_delay);

	return (int64) (full * pg_prng_double(&pg_global_prng_state));
}

void
learn_job_fail(const LearnJob *job, const char *error)
{
	TimestampTz now = GetCurrentTimestamp();

	put_back(job,
			 TimestampTzPlusMilliseconds(now, random_delay(job->attempts)),
			 job->attempts, job->attempts >= learn_setting_max_attempts,
			 error);
}

void
learn_job_bury(const LearnJob *job, const char *error)
{
	put_back(job, GetCurrentTimestamp(), job->attempts, true, error);
}

void
learn_job_delay(const LearnJob *job, int64 milliseconds, const char *error)
{
	TimestampTz now = GetCurrentTimestamp();

	milliseconds = Min(milliseconds, (int64) learn_setting_max_retry_delay);
	put_back(job, TimestampTzPlusMilliseconds(now, milliseconds),
			 job->attempts - 1, false, error);
}

void
learn_jobs_defer(const LearnJob *const *jobs, const char *const *signatures,
				 int count)
{
	static LearnStatement statement = {
		"UPDATE learn.jobs j SET"
		" run_after = CASE WHEN lease.signature IS NULL THEN $5 ELSE $6 END,"
		" needs = CASE WHEN lease.signature IS NOT NULL"
		" OR j.needs <> 'nothing' THEN j.needs ELSE 'model' END,"
		" waits_for = lease.signature,"
		" attempts = j.attempts - 1, lease_token = NULL, leased_by = NULL"
		" FROM unnest($1, $2, $3, $4)"
		" AS lease (kind, subject, token, signature)"
		" WHERE j.kind = lease.kind::learn.job_kind"
		" AND j.subject = lease.subject AND j.lease_token = lease.token",
		{TEXTARRAYOID, TEXTARRAYOID, UUIDARRAYOID, TEXTARRAYOID,
		 TIMESTAMPTZOID, TIMESTAMPTZOID, InvalidOid}};
	TimestampTz now = GetCurrentTimestamp();
	Datum values[6];

	lease_arrays(jobs, count, values);
	values[3] = learn_rows_text_array(signatures, count);
	values[4] = TimestampTzGetDatum(now);
	values[5] = TimestampTzGetDatum(
		TimestampTzPlusMilliseconds(now, learn_settings_lease()));
	learn_statement_run(&statement, values, NULL);
}

void
learn_jobs_wake(const char *const *signatures, int count)
{
	static LearnStatement statement = {
		"UPDATE learn.jobs SET run_after = $2, needs = 'nothing',"
		" waits_for = NULL WHERE ctid IN (SELECT ctid FROM learn.jobs"
		" WHERE waits_for = ANY ($1) AND lease_token IS NULL"
		" FOR UPDATE SKIP LOCKED)",
		{TEXTARRAYOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[2];

	values[0] = learn_rows_text_array(signatures, count);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}

void
learn_jobs_admit_held(void)
{
	static LearnStatement look = {
		"SELECT 1 FROM learn.jobs WHERE held LIMIT 1", {InvalidOid}};
	static LearnStatement admit = {
		"UPDATE learn.jobs SET held = false, lease_token = NULL,"
		" leased_by = NULL, run_after = CASE WHEN lease_token IS NULL"
		" THEN run_after ELSE created_at END WHERE ctid IN (SELECT ctid"
		" FROM learn.jobs WHERE held FOR UPDATE SKIP LOCKED)"
		" AND NOT " IS_SUBSCRIBED,
		{InvalidOid}};

	if (learn_statement_run(&look, NULL, NULL) > 0)
		learn_statement_run(&admit, NULL, NULL);
}

void
learn_jobs_release(const LearnJob *const *jobs, int count)
{
	static LearnStatement statement = {
		"WITH c AS MATERIALIZED (SELECT j.ctid AS place FROM learn.jobs j,"
		" unnest($1, $2, $3) AS lease (kind, subject, token)"
		" WHERE j.kind = lease.kind::learn.job_kind"
		" AND j.subject = lease.subject AND j.lease_token = lease.token"
		" FOR UPDATE OF j SKIP LOCKED)"
		" UPDATE learn.jobs j SET run_after = $4, attempts = attempts - 1,"
		" lease_token = NULL, leased_by = NULL FROM c WHERE j.ctid = c.place",
		{TEXTARRAYOID, TEXTARRAYOID, UUIDARRAYOID, TIMESTAMPTZOID,
		 InvalidOid}};
	Datum values[4];

	lease_arrays(jobs, count, values);
	values[3] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}

/* The first of the jobs of one need, for learn_jobs_next_due(). */
#define NEXT_OF(need)                                                         \
	"(SELECT run_after FROM learn.jobs WHERE dead_at IS NULL AND NOT held"    \
	" AND needs = '" need "' ORDER BY run_after, id LIMIT 1)"

TimestampTz
learn_jobs_next_due(bool with_unknown, bool with_model, bool with_webhook)
{
	static LearnStatement statement = {
		"SELECT least(CASE WHEN $1 THEN " NEXT_OF("nothing") " END, CASE WHEN $2 THEN " NEXT_OF(
			"model") " END,"
					 " CASE WHEN $3 THEN " NEXT_OF("webhook") " END)",
		{BOOLOID, BOOLOID, BOOLOID, InvalidOid}};
	Datum values[3];
	Datum due;
	bool isnull;

	values[0] = BoolGetDatum(with_unknown);
	values[1] = BoolGetDatum(with_model);
	values[2] = BoolGetDatum(with_webhook);
	learn_statement_run(&statement, values, NULL);
	due = learn_statement_datum(0, 1, &isnull);
	return isnull ? DT_NOEND : DatumGetTimestampTz(due);
}

/*
 * On learn.jobs, before INSERT: one that did not come up now waits.
 */
Datum
learn_sql_hold_restored_job(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
	int number = SPI_fnumber(descriptor, "created_at");
	bool isnull;
	Datum created_at;

	if (number <= 0)
		elog(ERROR, "column \"%s\" is missing", "created_at");
	created_at =
		heap_getattr(trigger->tg_trigtuple, number, descriptor, &isnull);
	if (!isnull && DatumGetTimestampTz(created_at) ==
					   GetCurrentTransactionStartTimestamp())
		return PointerGetDatum(trigger->tg_trigtuple);
	return PointerGetDatum(learn_trigger_set_boolean(trigger, "held", true));
}

/*
 * On learn.jobs, before INSERT or UPDATE by logical replication: it is the
 * publisher's work, until there is work here.
 */
Datum
learn_sql_hold_replicated_job(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);

	return PointerGetDatum(learn_trigger_set_boolean(trigger, "held", true));
}

/*
 * Says why a job cannot be retried.
 */
static void
refuse_retry(int64 id, Datum *values)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.jobs WHERE id = $1", {INT8OID, InvalidOid}};

	if (learn_statement_run(&statement, values, NULL) == 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("job not found"),
				 errdetail("There is no job " INT64_FORMAT
						   "; one that is done is deleted.",
						   id)));
	ereport(ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT), errmsg("job is not dead"),
			 errdetail("Job " INT64_FORMAT " is waiting or under way.", id)));
}

/*
 * learn_retry_job(id): gives a dead job its attempts back.
 */
Datum
learn_sql_retry_job(PG_FUNCTION_ARGS)
{
	static LearnStatement read = {
		"SELECT kind::text, subject FROM learn.jobs"
		" WHERE id = $1 AND dead_at IS NOT NULL FOR UPDATE SKIP LOCKED",
		{INT8OID, InvalidOid}};
	static LearnStatement revive = {
		"UPDATE learn.jobs SET attempts = 0, dead_at = NULL, held = false,"
		" run_after = now() WHERE id = $1 AND dead_at IS NOT NULL",
		{INT8OID, InvalidOid}};
	int64 id;
	Datum values[1];
	LearnIdentity identity;
	LearnAuditEntry entry = {.action = "retry_job"};
	MemoryContext caller = CurrentMemoryContext;
	StringInfoData receipt;
	char *kind;
	char *subject;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"id\" must not be null")));
	id = PG_GETARG_INT64(0);
	values[0] = Int64GetDatum(id);

	SPI_connect();
	learn_audit_lock();
	if (learn_statement_run(&read, values, NULL) == 0)
		refuse_retry(id, values);
	kind = learn_statement_text(0, 1);
	subject = learn_statement_text(0, 2);

	learn_identity_caller(&identity);
	learn_statement_run(&revive, values, NULL);
	learn_json_begin(&receipt);
	learn_json_add_integer(&receipt, "id", id);
	learn_json_add_string(&receipt, "kind", kind);
	learn_json_add_string(&receipt, "subject", subject);
	entry.object_id = subject;
	entry.details = learn_json_end(&receipt);
	learn_audit_write(&identity, &entry);
	learn_wake_at_commit();

	return learn_json_return(caller, entry.details);
}
