/*-------------------------------------------------------------------------
 *
 * housekeeping.c
 *		Deletes what is older than it is to be kept, archives decided reviews.
 *
 * An execution goes when it is old, analysed, and the evidence of nothing;
 * its analysis stays, so that it counts, and so that it is not analysed again
 * when an executor sends it once more.  A decided review is moved, never
 * deleted.  The audit log is not touched.
 *
 * Of itself it begins only when the audit log has begun in this database:
 * while a dump is being restored, evidence can be there before what it is the
 * evidence of, and a subscriber leaves all this to its publisher.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/engine/analyze.h"
#include "pg/engine/housekeeping.h"
#include "pg/engine/rights.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/guard.h"
#include "pg/settings.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_housekeeping);

/* Rows of a batch: what is done with them takes some 10 ms. */
#define BATCH 500
#define BATCH_TEXT "500"

/* Fewer of reviews, which are moved under the lock that reviewers take. */
#define REVIEWS_BATCH 50
#define REVIEWS_BATCH_TEXT "50"

/*
 * How far the executions have been looked through, oldest first.  What had to
 * stay then is not looked at again until the next sweep begins.
 */
typedef struct Sweep
{
	MemoryContext context; /* of execution_id */
	TimestampTz began;
	TimestampTz recorded_at; /* of the last one looked at */
	char *execution_id;      /* the last one looked at */
} Sweep;

/* Microseconds from one sweep to the next. */
#define SWEEP_INTERVAL USECS_PER_DAY

/* One batch of one kind. */
typedef struct Batch
{
	Sweep *sweep;
	bool patient;   /* waits for a lock */
	uint64 changed; /* how many rows were deleted or moved */
} Batch;

/* Does a batch; returns true when there may be more of the kind. */
typedef bool (*BatchFunction)(Batch *batch);

/*
 * The moment before which things are too old, when they are kept for that many
 * minutes.
 */
static TimestampTz
cutoff(int minutes)
{
	return GetCurrentTimestamp() - (int64) minutes * USECS_PER_MINUTE;
}

static void
begin_sweep(Sweep *sweep, MemoryContext context)
{
	sweep->context = context;
	sweep->began = GetCurrentTimestamp();
	sweep->recorded_at = DT_NOBEGIN;
	sweep->execution_id = MemoryContextStrdup(context, "");
}

/*
 * The next executions that are old, as an array of their ids, which is for
 * use until SPI is left; returns how many.  The sweep goes on after them
 * whatever becomes of them, so that one that cannot be deleted does not keep
 * all others.
 */
static int
next_executions(Sweep *sweep, Datum *ids)
{
	static LearnStatement statement = {
		"SELECT b.ids, cardinality(b.ids), b.ids[cardinality(b.ids)],"
		" b.recorded_at FROM (SELECT array_agg(e.execution_id"
		" ORDER BY e.recorded_at, e.execution_id) AS ids,"
		" max(e.recorded_at) AS recorded_at FROM (SELECT execution_id,"
		" recorded_at FROM learn.execution_results"
		" WHERE (recorded_at, execution_id) > ($1, $2) AND recorded_at < $3"
		" ORDER BY recorded_at, execution_id LIMIT " BATCH_TEXT ") e) b",
		{TIMESTAMPTZOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[3];
	char *last;
	bool isnull;

	values[0] = TimestampTzGetDatum(sweep->recorded_at);
	values[1] = CStringGetTextDatum(sweep->execution_id);
	values[2] = TimestampTzGetDatum(cutoff(learn_setting_retention));
	learn_statement_run(&statement, values, NULL);
	*ids = learn_statement_datum(0, 1, &isnull);
	if (isnull)
		return 0;

	last = MemoryContextStrdup(sweep->context, learn_statement_text(0, 3));
	pfree(sweep->execution_id);
	sweep->execution_id = last;
	sweep->recorded_at =
		DatumGetTimestampTz(learn_statement_datum(0, 4, &isnull));
	return DatumGetInt32(learn_statement_datum(0, 2, &isnull));
}

static bool
delete_executions(Batch *batch)
{
	static LearnStatement statement = {
		"DELETE FROM learn.execution_results e USING learn.analyses a"
		" WHERE e.execution_id = ANY ($1) AND a.execution_id = e.execution_id"
		" AND a.follow_up <> '" LEARN_FOLLOW_UP_WAITS "'"
		" AND NOT EXISTS (SELECT FROM learn.jobs j"
		" WHERE j.kind = 'analyze' AND j.subject = e.execution_id)"
		" AND NOT EXISTS (SELECT FROM learn.jobs j"
		" WHERE j.execution_id = e.execution_id)"
		" AND NOT EXISTS (SELECT FROM learn.runbooks r"
		" WHERE r.generated_from_failure = e.execution_id)"
		" AND NOT EXISTS (SELECT FROM learn.runbooks r"
		" WHERE jsonb_path_query_array(r.content,"
		" '$.**.because.executions[*]') ? e.execution_id)"
		" AND NOT EXISTS (SELECT FROM learn.remedies m"
		" WHERE e.execution_id = ANY (m.executions))"
		" AND NOT EXISTS (SELECT FROM learn.reviews q"
		" WHERE q.failure_execution_id = e.execution_id)",
		{TEXTARRAYOID, InvalidOid}};
	Datum ids;
	int count;

	if (learn_setting_retention == 0)
		return false;
	count = next_executions(batch->sweep, &ids);
	if (count > 0)
		batch->changed = learn_statement_run(&statement, &ids, NULL);
	return count == BATCH;
}

/*
 * What the logs have in common.
 */
static bool
delete_log(Batch *batch, LearnStatement *statement)
{
	Datum value;

	if (learn_setting_log_retention == 0)
		return false;
	value = TimestampTzGetDatum(cutoff(learn_setting_log_retention));
	batch->changed = learn_statement_run(statement, &value, NULL);
	return batch->changed == BATCH;
}

static bool
delete_llm_calls(Batch *batch)
{
	static LearnStatement statement = {
		"DELETE FROM learn.llm_calls WHERE id = ANY (ARRAY ("
		"SELECT id FROM learn.llm_calls WHERE called_at < $1"
		" ORDER BY called_at LIMIT " BATCH_TEXT "))",
		{TIMESTAMPTZOID, InvalidOid}};

	return delete_log(batch, &statement);
}

/*
 * Of calls that are deleted, and what nothing came of.
 */
static bool
delete_llm_exchanges(Batch *batch)
{
	static LearnStatement statement = {
		"DELETE FROM learn.llm_exchanges WHERE id = ANY (ARRAY ("
		"SELECT x.id FROM learn.llm_exchanges x WHERE x.started_at < $1"
		" AND NOT EXISTS (SELECT FROM learn.llm_calls c WHERE c.id = x.id)"
		" ORDER BY x.started_at LIMIT " BATCH_TEXT "))",
		{TIMESTAMPTZOID, InvalidOid}};

	return delete_log(batch, &statement);
}

static bool
delete_notifications(Batch *batch)
{
	static LearnStatement statement = {
		"DELETE FROM learn.notifications WHERE id = ANY (ARRAY ("
		"SELECT id FROM learn.notifications WHERE sent_at < $1"
		" ORDER BY sent_at LIMIT " BATCH_TEXT "))",
		{TIMESTAMPTZOID, InvalidOid}};

	return delete_log(batch, &statement);
}

/* A decided review. */
typedef struct Decided
{
	char *runbook_id;
	char *status;
} Decided;

/*
 * Finds reviews that were decided long ago, at most REVIEWS_BATCH; returns how
 * many.  One that is in the archive already, which can only have been
 * inserted by hand, stays where it is.
 */
static int
find_decided(Decided *reviews)
{
	static LearnStatement statement = {
		"SELECT q.runbook_id, q.status::text FROM learn.review_queue q"
		" WHERE q.status IN ('approved', 'rejected', 'withdrawn')"
		" AND q.reviewed_at < $1"
		" AND NOT EXISTS (SELECT FROM learn.review_archive a"
		" WHERE a.runbook_id = q.runbook_id)"
		" ORDER BY q.reviewed_at LIMIT " REVIEWS_BATCH_TEXT,
		{TIMESTAMPTZOID, InvalidOid}};
	Datum value = TimestampTzGetDatum(cutoff(learn_setting_review_retention));
	int count = (int) learn_statement_run(&statement, &value, NULL);

	for (int i = 0; i < count; i++)
	{
		reviews[i].runbook_id = learn_statement_text(i, 1);
		reviews[i].status = learn_statement_text(i, 2);
	}
	return count;
}

static void
archive_review(const Decided *review)
{
	static LearnStatement statement = {
		"WITH moved AS (DELETE FROM learn.review_queue WHERE runbook_id = $1"
		" RETURNING *) INSERT INTO learn.review_archive (runbook_id, status,"
		" priority, reason, failure_execution_id, created_at, claimed_by,"
		" claimed_at, reviewed_by, reviewed_at, approval_notes,"
		" rejection_reason, requested_changes, withdrawal_reason, archived_at)"
		" SELECT runbook_id, status, priority, reason, failure_execution_id,"
		" created_at, claimed_by, claimed_at, reviewed_by, reviewed_at,"
		" approval_notes, rejection_reason, requested_changes,"
		" withdrawal_reason, $2 FROM moved",
		{TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	LearnAnnouncement arrival = {.table = LEARN_GUARD_REVIEW_ARCHIVE,
								 .id = review->runbook_id,
								 .status = review->status};
	LearnAnnouncement departure = {.table = LEARN_GUARD_REVIEW_QUEUE,
								   .id = review->runbook_id,
								   .status = review->status,
								   .leaves = true,
								   .next = &arrival};
	Datum values[2];

	values[0] = CStringGetTextDatum(review->runbook_id);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_guard_run(&departure, &statement, values, NULL);
}

static bool
archive_reviews(Batch *batch)
{
	Decided reviews[REVIEWS_BATCH];
	int count;

	if (learn_setting_review_retention == 0 || find_decided(reviews) == 0)
		return false;
	if (batch->patient)
		learn_audit_lock();
	else if (!learn_audit_try_lock())
		return false;

	/* As it is now that nobody else moves any. */
	count = find_decided(reviews);
	for (int i = 0; i < count; i++)
		archive_review(&reviews[i]);
	batch->changed = count;
	return count == REVIEWS_BATCH;
}

/* In this order; reviews last, since who asked holds their lock to the end. */
static const struct
{
	const char *name;
	BatchFunction function;
} kinds[] = {
	{"executions", delete_executions},
	{"llm_calls", delete_llm_calls},
	{"llm_exchanges", delete_llm_exchanges},
	{"notifications", delete_notifications},
	{"reviews", archive_reviews},
};

/*
 * The kinds take turns, so that one that raises keeps none of the others.
 */
bool
learn_housekeeping_step(bool anew)
{
	static Sweep sweep;
	static size_t turn = 0;
	static bool more = false;
	Batch batch = {&sweep, false, 0};
	BatchFunction function = kinds[turn].function;
	bool result;

	if (!learn_guard_log_has_begun())
		return false;
	if (sweep.execution_id == NULL ||
		GetCurrentTimestamp() - sweep.began > SWEEP_INTERVAL)
	{
		if (sweep.execution_id != NULL)
			pfree(sweep.execution_id);
		begin_sweep(&sweep, TopMemoryContext);
	}

	more = more || (anew && turn > 0);
	turn = (turn + 1) % lengthof(kinds);
	SPI_connect();
	more = function(&batch) || more;
	SPI_finish();
	if (turn > 0)
		return true;
	result = more;
	more = false;
	return result;
}

/*
 * Writes down that it was asked for, if that changed anything; also when it
 * was the first word in this database, from which on it is done unasked.
 */
static void
audit(const char *receipt, uint64 changed)
{
	LearnAuditEntry entry = {.action = "housekeeping",
							 .object_id = "storage",
							 .details = receipt};
	LearnIdentity identity;

	if (changed == 0 && learn_guard_log_has_begun())
		return;
	learn_identity_caller(&identity);
	learn_audit_write(&identity, &entry);
}

/*
 * learn_housekeeping(): all that is due, here and now.
 */
Datum
learn_sql_housekeeping(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	StringInfoData receipt;
	uint64 changed = 0;
	LearnRights rights;
	Sweep sweep;

	learn_rights_lower(&rights);
	SPI_connect();
	begin_sweep(&sweep, CurrentMemoryContext);
	learn_json_begin(&receipt);
	for (size_t i = 0; i < lengthof(kinds); i++)
	{
		uint64 of_kind = 0;
		bool more;

		do
		{
			Batch batch = {&sweep, true, 0};

			more = kinds[i].function(&batch);
			of_kind += batch.changed;
			CHECK_FOR_INTERRUPTS();
		} while (more);
		learn_json_add_integer(&receipt, kinds[i].name, (int64) of_kind);
		changed += of_kind;
	}
	learn_json_end(&receipt);
	audit(receipt.data, changed);
	learn_rights_restore(&rights);
	return learn_json_return(caller, receipt.data);
}
