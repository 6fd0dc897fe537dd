/*-------------------------------------------------------------------------
 *
 * drafts.c
 *		How runbooks come in: generated, written again, submitted, imported.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "pg/audit.h"
#include "pg/drafts.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/guard.h"
#include "pg/json_text.h"
#include "pg/notify.h"
#include "pg/review.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_submit);
PG_FUNCTION_INFO_V1(learn_sql_import);

/*
 * The last line of defence before a runbook is stored, whoever made it.
 */
static void
require_valid(const char *content)
{
	char *errors = learn_foreign_runbook_errors(content, strlen(content));

	if (errors != NULL)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("runbook is not valid"), errdetail("%s", errors),
			 errhint(
				 "learn_runbook_schema() says what a runbook looks like.")));
}

static void
audit_draft(const LearnIdentity *identity, const char *action, const char *id,
			const char *digest_before, const char *digest_after,
			const char *details)
{
	LearnAuditEntry entry = {action, id, digest_before, digest_after, details};

	learn_audit_write(identity, &entry);
}

/*
 * What the audit log says about a generation.
 */
static char *
generation_details(const LearnGenerated *generated)
{
	StringInfoData details;

	learn_json_begin(&details);
	learn_json_add_string(&details, "parent_runbook", generated->parent);
	learn_json_add_string(&details, "generated_from_failure",
						  generated->execution_id);
	learn_json_add_string(&details, "generated_by", generated->engine);
	learn_json_add_string(&details, "generation_model", generated->model);
	return learn_json_end(&details);
}

void
learn_draft_store(const LearnGenerated *generated)
{
	static LearnStatement insert = {
		"INSERT INTO learn.runbooks (id, status, origin, content, created_at,"
		" created_by, parent_runbook, parent_digest, generated_from_failure,"
		" generated_at, generated_by, generation_model, failure_type,"
		" original_error, changes)"
		" SELECT $1::jsonb ->> 'id', 'pending', 'generated', $1::jsonb, $2,"
		" 'learn', p.id, p.digest, e.execution_id, $2, $3, $4, a.failure_type,"
		" left(e.error_message, 2000), $5::jsonb"
		" FROM learn.runbooks p, learn.execution_results e"
		" LEFT JOIN learn.analyses a USING (execution_id)"
		" WHERE p.id = $6 AND p.status = 'active' AND e.execution_id = $7"
		" RETURNING id, digest, parent_digest",
		{TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		 InvalidOid}};
	static LearnStatement queue = {
		"INSERT INTO learn.review_queue (runbook_id, status, priority, reason,"
		" failure_execution_id, created_at)"
		" SELECT $1, 'pending_review',"
		" learn.review_priority(e.incident_type, r.severity),"
		" concat_ws(': ', a.failure_type, left(a.reasoning, 1000)),"
		" e.execution_id, $2"
		" FROM learn.execution_results e"
		" LEFT JOIN learn.analyses a USING (execution_id), learn.runbooks r"
		" WHERE e.execution_id = $3 AND r.id = $1 RETURNING priority::text",
		{TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	LearnIdentity engine;
	Datum values[7];
	char *id;
	char *digest;
	char *parent_digest;

	require_valid(generated->content);

	values[0] = CStringGetTextDatum(generated->content);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[2] = CStringGetTextDatum(generated->engine);
	values[3] = CStringGetTextDatum(generated->model);
	values[4] = CStringGetTextDatum(generated->changes);
	values[5] = CStringGetTextDatum(generated->parent);
	values[6] = CStringGetTextDatum(generated->execution_id);
	if (learn_statement_run(&insert, values, NULL) != 1)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("parent runbook has changed"),
						errdetail("\"%s\" is not active any more.",
								  generated->parent)));
	id = learn_statement_text(0, 1);
	digest = learn_statement_text(0, 2);
	parent_digest = learn_statement_text(0, 3);

	values[0] = CStringGetTextDatum(id);
	values[2] = values[6];
	learn_statement_run(&queue, values, NULL);
	learn_notify_review("queued", id, "pending_review",
						learn_statement_text(0, 1));

	learn_identity_engine(&engine);
	audit_draft(&engine, "generate", id, parent_digest, digest,
				generation_details(generated));
}

/*
 * Keeps the content that is about to be replaced, with what was asked for.
 */
static void
keep_revision(const LearnReview *review, TimestampTz now)
{
	static LearnStatement statement = {
		"INSERT INTO learn.runbook_revisions (runbook_id, revision, content,"
		" digest, changes, replaced_at, requested_by, requested_changes)"
		" SELECT id, revision, content, digest, changes, $2, $3, $4"
		" FROM learn.runbooks WHERE id = $1",
		{TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[4];
	bool nulls[4] = {false};

	values[0] = CStringGetTextDatum(review->id);
	values[1] = TimestampTzGetDatum(now);
	values[2] = learn_text_datum(review->reviewed_by, &nulls[2]);
	values[3] = learn_text_datum(review->requested_changes, &nulls[3]);
	learn_statement_run(&statement, values, nulls);
}

void
learn_draft_revise(const char *id, const LearnGenerated *generated)
{
	static LearnStatement digest_of = {
		"SELECT learn.runbook_digest($1::jsonb)", {TEXTOID, InvalidOid}};
	static LearnStatement rewrite = {
		"UPDATE learn.runbooks SET content = $2::jsonb, revision = revision + 1,"
		" changes = $3::jsonb, generated_at = $4, generated_by = $5,"
		" generation_model = $6 WHERE id = $1 AND status = 'pending'",
		{TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID,
		 InvalidOid}};
	static LearnStatement requeue = {
		"UPDATE learn.review_queue SET status = 'pending_review',"
		" claimed_by = NULL, claimed_at = NULL WHERE runbook_id = $1",
		{TEXTOID, InvalidOid}};
	LearnAnnouncement runbook = {LEARN_GUARD_RUNBOOKS, id, "pending", NULL};
	LearnAnnouncement queue = {LEARN_GUARD_REVIEW_QUEUE, id, "pending_review",
							   NULL};
	LearnIdentity engine;
	LearnReview review;
	Datum values[6];
	TimestampTz now = GetCurrentTimestamp();

	require_valid(generated->content);
	learn_review_open(&review, id, LEARN_REVIEW_REVISE, NULL);
	keep_revision(&review, now);

	values[0] = CStringGetTextDatum(generated->content);
	learn_statement_run(&digest_of, values, NULL);
	runbook.digest = learn_statement_text(0, 1);

	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(generated->content);
	values[2] = CStringGetTextDatum(generated->changes);
	values[3] = TimestampTzGetDatum(now);
	values[4] = CStringGetTextDatum(generated->engine);
	values[5] = CStringGetTextDatum(generated->model);
	learn_guard_run(&runbook, &rewrite, values, NULL);
	learn_guard_run(&queue, &requeue, values, NULL);
	learn_notify_review("revised", id, "pending_review", review.priority);

	learn_identity_engine(&engine);
	audit_draft(&engine, "revise", id, review.digest, runbook.digest,
				generation_details(generated));
}

/*
 * What is known about the line a hand-written runbook belongs to.
 */
typedef struct Line
{
	char *next_id;        /* NULL: the line is new */
	char *active;         /* its version in use, or NULL */
	char *draft;          /* its draft under review, or NULL */
	char *same_id_digest; /* of the runbook with this very id, or NULL */
	char *same_id_status;
} Line;

static void
read_line(Line *line, Datum content)
{
	static LearnStatement statement = {
		"SELECT max(line) || '-v' || max(version) + 1,"
		" max(id) FILTER (WHERE status = 'active'),"
		" max(id) FILTER (WHERE status = 'pending'),"
		" max(digest) FILTER (WHERE id = $1 ->> 'id'),"
		" max(status::text) FILTER (WHERE id = $1 ->> 'id')"
		" FROM learn.runbooks WHERE line = learn.runbook_line($1 ->> 'id')",
		{JSONBOID, InvalidOid}};

	learn_statement_run(&statement, &content, NULL);
	line->next_id = learn_statement_text(0, 1);
	line->active = learn_statement_text(0, 2);
	line->draft = learn_statement_text(0, 3);
	line->same_id_digest = learn_statement_text(0, 4);
	line->same_id_status = learn_statement_text(0, 5);
}

/*
 * Somebody else committed a version of the same runbook since it was read.
 */
static void
changed_meanwhile(void)
{
	ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
					errmsg("runbook was changed at the same time"),
					errhint("Try again.")));
}

static Datum
required_content(FunctionCallInfo fcinfo)
{
	size_t length;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"content\" must not be null")));
	require_valid(learn_foreign_json(PG_GETARG_JSONB_P(0), &length));
	return PG_GETARG_DATUM(0);
}

static Datum
finish(MemoryContext caller, const char *receipt)
{
	MemoryContext spi = MemoryContextSwitchTo(caller);
	Datum result = learn_jsonb_datum(receipt);

	MemoryContextSwitchTo(spi);
	SPI_finish();
	return result;
}

Datum
learn_sql_submit(PG_FUNCTION_ARGS)
{
	static LearnStatement insert = {
		"INSERT INTO learn.runbooks (id, status, origin, content, created_at,"
		" created_by, parent_runbook, parent_digest)"
		" SELECT coalesce($2, $1 ->> 'id'), 'pending', 'submitted',"
		" jsonb_set($1, '{id}', to_jsonb(coalesce($2, $1 ->> 'id'))), $3, $4,"
		" $5, (SELECT p.digest FROM learn.runbooks p WHERE p.id = $5)"
		" ON CONFLICT DO NOTHING RETURNING id, digest, parent_digest, severity,"
		" incident_types ->> 0",
		{JSONBOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, InvalidOid}};
	static LearnStatement queue = {
		"INSERT INTO learn.review_queue (runbook_id, status, priority, reason,"
		" created_at) SELECT $1, 'pending_review', coalesce("
		" learn.check_priority($2), learn.review_priority($3, $4)), $5, $6"
		" RETURNING priority::text",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID,
		 InvalidOid}};
	Datum content = required_content(fcinfo);
	MemoryContext caller = CurrentMemoryContext;
	TimestampTz now = GetCurrentTimestamp();
	LearnIdentity identity;
	Line line;
	StringInfoData receipt;
	Datum values[6];
	bool nulls[6] = {false};
	char *id;
	char *digest;
	char *parent_digest;
	char *priority;

	SPI_connect();
	learn_identity_caller(&identity);
	read_line(&line, content);
	if (line.draft != NULL)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("runbook has a draft under review"),
						errdetail("\"%s\" is not decided yet.", line.draft),
						errhint("Decide it first.")));

	values[0] = content;
	values[1] = learn_text_datum(line.next_id, &nulls[1]);
	values[2] = TimestampTzGetDatum(now);
	values[3] = CStringGetTextDatum(identity.actor);
	values[4] = learn_text_datum(line.active, &nulls[4]);
	if (learn_statement_run(&insert, values, nulls) == 0)
		changed_meanwhile();
	id = learn_statement_text(0, 1);
	digest = learn_statement_text(0, 2);
	parent_digest = learn_statement_text(0, 3);

	values[3] = learn_text_datum(learn_statement_text(0, 4), &nulls[3]);
	values[2] = learn_text_datum(learn_statement_text(0, 5), &nulls[2]);
	values[0] = CStringGetTextDatum(id);
	nulls[1] = PG_ARGISNULL(2);
	values[1] = nulls[1] ? (Datum) 0 : PG_GETARG_DATUM(2);
	nulls[4] = false;
	values[4] = PG_ARGISNULL(1) ? CStringGetTextDatum("submitted for review")
								: PG_GETARG_DATUM(1);
	values[5] = TimestampTzGetDatum(now);
	learn_statement_run(&queue, values, nulls);
	priority = learn_statement_text(0, 1);

	audit_draft(&identity, "submit", id, parent_digest, digest, NULL);
	learn_notify_review("queued", id, "pending_review", priority);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "pending_review");
	learn_json_add_string(&receipt, "priority", priority);
	learn_json_add_string(&receipt, "parent_runbook", line.active);
	learn_json_add_string(&receipt, "digest", digest);
	return finish(caller, learn_json_end(&receipt));
}

/*
 * Stores an imported runbook; the caller vouches for it.
 */
static void
insert_imported(Datum content, const char *id, const char *digest,
				const LearnIdentity *identity, TimestampTz now)
{
	static LearnStatement insert = {
		"INSERT INTO learn.runbooks (id, status, origin, content, created_at,"
		" created_by, approved_by, approved_at, approved_digest)"
		" VALUES ($1, 'active', 'imported', $2, $3, $4, $4, $3, $5)"
		" ON CONFLICT DO NOTHING",
		{TEXTOID, JSONBOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[5];

	values[0] = CStringGetTextDatum(id);
	values[1] = content;
	values[2] = TimestampTzGetDatum(now);
	values[3] = CStringGetTextDatum(identity->actor);
	values[4] = CStringGetTextDatum(digest);
	if (learn_statement_run(&insert, values, NULL) == 0)
		changed_meanwhile();
	audit_draft(identity, "import", id, NULL, digest, NULL);
}

Datum
learn_sql_import(PG_FUNCTION_ARGS)
{
	static LearnStatement describe = {
		"SELECT $1 ->> 'id', learn.runbook_digest($1)",
		{JSONBOID, InvalidOid}};
	Datum content = required_content(fcinfo);
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	Line line;
	StringInfoData receipt;
	char *id;
	char *digest;
	bool known;

	SPI_connect();
	learn_identity_require_human();
	learn_identity_caller(&identity);
	learn_statement_run(&describe, &content, NULL);
	id = learn_statement_text(0, 1);
	digest = learn_statement_text(0, 2);
	read_line(&line, content);

	/* Importing the same catalogue again changes nothing. */
	known = line.same_id_digest != NULL &&
			strcmp(line.same_id_digest, digest) == 0 &&
			strcmp(line.same_id_status, "active") == 0;
	if (!known && (line.same_id_digest != NULL || line.active != NULL))
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("runbook is there already"),
				 errdetail("Runbook \"%s\" is %s.",
						   line.same_id_digest != NULL ? id : line.active,
						   line.same_id_digest != NULL ? line.same_id_status
													   : "active"),
				 errhint("Use learn_submit() to propose its next version.")));
	if (!known)
		insert_imported(content, id, digest, &identity, GetCurrentTimestamp());

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "active");
	learn_json_add_boolean(&receipt, "imported", !known);
	learn_json_add_string(&receipt, "digest", digest);
	return finish(caller, learn_json_end(&receipt));
}
