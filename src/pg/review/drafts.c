/*-------------------------------------------------------------------------
 *
 * drafts.c
 *		How the engine's drafts come in, and how any draft is written again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/drafts.h"
#include "pg/review/guard.h"
#include "pg/review/notify.h"
#include "pg/review/policies.h"
#include "pg/review/review.h"
#include "pg/statement.h"

void
learn_draft_require_valid(const char *content)
{
	char *errors = learn_foreign_runbook_errors(content, strlen(content));

	if (errors != NULL)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("runbook is not valid"), errdetail("%s", errors),
			 errhint(
				 "learn_runbook_schema() says what a runbook looks like.")));
	learn_policy_require(content, ERRCODE_INVALID_PARAMETER_VALUE);
}

void
learn_draft_require_generated(const LearnReview *review)
{
	if (strcmp(review->origin, "generated") != 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("draft was written by a human"),
			 errdetail("The engine did not write what \"%s\" holds now.",
					   review->id),
			 errhint(
				 "Write it again with learn_edit(), or reject it and call learn_submit().")));
}

void
learn_draft_audit(const LearnIdentity *identity, const char *action,
				  const char *id, const char *digest_before,
				  const char *digest_after, const char *details)
{
	LearnAuditEntry entry = {action, id, digest_before, digest_after, details};

	learn_audit_write(identity, &entry);
}

/*
 * What the audit log says about a generation.
 */
static char *
generation_details(const LearnGenerated *generated, int revision)
{
	StringInfoData details;

	learn_json_begin(&details);
	learn_json_add_string(&details, "parent_runbook", generated->parent);
	learn_json_add_string(&details, "generated_from_failure",
						  generated->execution_id);
	learn_json_add_string(&details, "generated_by", generated->engine);
	learn_json_add_string(&details, "generation_model", generated->model);
	learn_json_add_integer(&details, "revision", revision);
	learn_evidence_add(&details, generated->execution_id,
					   &generated->answered);
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

	learn_draft_require_valid(generated->content);

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
	if (learn_statement_run(&queue, values, NULL) != 1)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("execution was deleted"),
						errdetail("\"%s\" is not there any more.",
								  generated->execution_id)));
	learn_identity_engine(&engine);
	learn_notify_review("queued", id, "pending_review",
						learn_statement_text(0, 1), engine.actor);

	learn_draft_audit(&engine, "generate", id, parent_digest, digest,
					  generation_details(generated, 1));
}

/*
 * Keeps the content that is about to be replaced, with what was asked for.
 */
static void
keep_revision(const LearnReview *review, TimestampTz now)
{
	static LearnStatement statement = {
		"INSERT INTO learn.runbook_revisions (runbook_id, revision, content,"
		" digest, changes, author, replaced_at, requested_by,"
		" requested_changes) SELECT id, revision, content, digest, changes,"
		" created_by, $2, $3, $4"
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

char *
learn_draft_rewrite(const LearnReview *review, const LearnRewriting *rewriting)
{
	static LearnStatement digest_of = {
		"SELECT learn.runbook_digest($1::jsonb)", {TEXTOID, InvalidOid}};
	static LearnStatement rewrite = {
		"UPDATE learn.runbooks SET content = $2::jsonb, revision = revision + 1,"
		" changes = $3::jsonb, origin = $4::learn.runbook_origin,"
		" created_by = $5, generated_at = CASE WHEN $7 IS NULL"
		" THEN generated_at ELSE $6 END, generated_by = coalesce($7,"
		" generated_by), generation_model = coalesce($8, generation_model),"
		" parent_runbook = $9, parent_digest = $10"
		" WHERE id = $1 AND status = 'pending'",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
		 TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	static LearnStatement requeue = {
		"UPDATE learn.review_queue SET status = 'pending_review',"
		" claimed_by = NULL, claimed_at = NULL WHERE runbook_id = $1",
		{TEXTOID, InvalidOid}};
	LearnAnnouncement runbook = {LEARN_GUARD_RUNBOOKS, review->id, "pending",
								 NULL};
	LearnAnnouncement queue = {LEARN_GUARD_REVIEW_QUEUE, review->id,
							   "pending_review", NULL};
	Datum values[10];
	bool nulls[10] = {false};
	TimestampTz now = GetCurrentTimestamp();

	learn_draft_require_valid(rewriting->content);
	keep_revision(review, now);

	values[0] = CStringGetTextDatum(rewriting->content);
	learn_statement_run(&digest_of, values, NULL);
	runbook.digest = learn_statement_text(0, 1);

	values[0] = CStringGetTextDatum(review->id);
	values[1] = CStringGetTextDatum(rewriting->content);
	values[2] = CStringGetTextDatum(rewriting->changes);
	values[3] = CStringGetTextDatum(rewriting->origin);
	values[4] = CStringGetTextDatum(rewriting->author);
	values[5] = TimestampTzGetDatum(now);
	values[6] = learn_text_datum(rewriting->engine, &nulls[6]);
	values[7] = learn_text_datum(rewriting->model, &nulls[7]);
	values[8] = learn_text_datum(rewriting->parent, &nulls[8]);
	values[9] = learn_text_datum(rewriting->parent_digest, &nulls[9]);
	learn_guard_run(&runbook, &rewrite, values, nulls);
	learn_guard_run(&queue, &requeue, values, NULL);
	learn_notify_review("revised", review->id, "pending_review",
						review->priority, rewriting->author);
	return (char *) runbook.digest;
}

void
learn_draft_revise(const char *id, const LearnGenerated *generated)
{
	LearnRewriting rewriting = {
		.content = generated->content,
		.changes = generated->changes,
		.origin = "generated",
		.author = "learn",
		.engine = generated->engine,
		.model = generated->model,
	};
	LearnIdentity engine;
	LearnReview review;
	char *digest;

	learn_review_open(&review, id, LEARN_REVIEW_REVISE, NULL);
	learn_draft_require_generated(&review);
	rewriting.parent = review.parent_runbook;
	rewriting.parent_digest = review.parent_digest;
	digest = learn_draft_rewrite(&review, &rewriting);
	learn_identity_engine(&engine);
	learn_draft_audit(&engine, "revise", id, review.digest, digest,
					  generation_details(generated, review.revision + 1));
}
