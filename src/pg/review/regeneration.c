/*-------------------------------------------------------------------------
 *
 * regeneration.c
 *		Drafts that the engine is to write again for another parent.
 *
 * A draft is approved only while the version that it was made from is in use.
 * When that was rolled back, or another draft of it approved, the draft can
 * have the version that is in use now for its parent; it keeps its id, its
 * review and the failure that it is to mend.
 *
 * What a model has to do for that is said in words, as by a reviewer who asks
 * for changes.  The built-in engine follows no words: for it there are none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/engine/jobs.h"
#include "pg/engine/wake.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/decision.h"
#include "pg/review/drafts.h"
#include "pg/review/guard.h"
#include "pg/review/handwriting.h"
#include "pg/review/notify.h"
#include "pg/review/regeneration.h"
#include "pg/settings.h"

PG_FUNCTION_INFO_V1(learn_sql_regenerate);

/*
 * Only what the engine wrote it can write again, from the failure that it is
 * to mend.
 */
static void
check_origin(const LearnReview *review)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.execution_results WHERE execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value;

	learn_draft_require_generated(review);
	value = CStringGetTextDatum(review->failure_execution_id);
	if (learn_statement_run(&statement, &value, NULL) == 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("execution was deleted"),
				 errdetail("\"%s\", which \"%s\" was made from, is not there "
						   "any more.",
						   review->failure_execution_id, review->id),
				 errhint("Write it again with learn_edit(), or reject it.")));
}

/*
 * Finds the version that is in use now in the place of the parent.
 */
static void
find_new_parent(LearnParent *parent, const LearnReview *review)
{
	learn_parent_find(parent, review->parent_runbook);
	if (parent->id == NULL)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("no version is in use"),
				 errdetail("\"%s\" was made from \"%s\", in the place of "
						   "which there is none now.",
						   review->id, review->parent_runbook),
				 errhint("Write it again with learn_edit(), or reject it.")));
	if (strcmp(parent->id, review->parent_runbook) == 0 &&
		strcmp(parent->digest, review->parent_digest) == 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("parent runbook has not changed"),
			 errdetail("\"%s\" was made from \"%s\", which is in use.",
					   review->id, parent->id),
			 errhint(
				 "learn_request_changes() says what is to be different.")));
}

/*
 * What a model is asked for; NULL when there is none.  What a reviewer has
 * asked for before is still asked for.
 */
static char *
words_for_model(const LearnReview *review, const LearnParent *parent,
				const char *reason)
{
	StringInfoData words;

	if (!learn_settings_have_endpoint())
		return NULL;
	initStringInfo(&words);
	appendStringInfo(
		&words,
		"The draft was made from \"%s\", which is not in use as it was then."
		" Write it again as the next version of \"%s\", which is in use now:"
		" keep what still helps against the failure, and all that \"%s\" does.",
		review->parent_runbook, parent->id, parent->id);
	if (strcmp(review->status, "needs_changes") == 0 &&
		review->requested_changes != NULL)
		appendStringInfo(&words, "\n%s", review->requested_changes);
	if (reason != NULL)
		appendStringInfo(&words, "\n%s", reason);
	return words.data;
}

static void
change_parent(const LearnReview *review, const LearnParent *parent)
{
	static LearnStatement statement = {
		"UPDATE learn.runbooks SET parent_runbook = $2, parent_digest = $3"
		" WHERE id = $1",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	LearnAnnouncement announcement = {LEARN_GUARD_RUNBOOKS, review->id,
									  "pending", review->digest};
	Datum values[3];

	values[0] = CStringGetTextDatum(review->id);
	values[1] = CStringGetTextDatum(parent->id);
	values[2] = CStringGetTextDatum(parent->digest);
	learn_guard_run(&announcement, &statement, values, NULL);
}

/*
 * Sends the draft back to the engine.
 */
static void
send_back(const LearnDecision *decision, const char *words)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'needs_changes',"
		" reviewed_by = $2, reviewed_at = $3, requested_changes = $4,"
		" claimed_by = NULL, claimed_at = NULL WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	const LearnReview *review = &decision->review;
	Datum values[4];
	bool nulls[4] = {false};

	values[0] = CStringGetTextDatum(review->id);
	values[1] = CStringGetTextDatum(decision->identity.actor);
	values[2] = TimestampTzGetDatum(decision->at);
	values[3] = learn_text_datum(words, &nulls[3]);
	learn_decision_queue(review, "needs_changes", &statement, values, nulls);

	/*
	 * Whoever is at the old question has lost the lease.  To wait for one who
	 * is just claiming it would be to wait for one who may wait for us.
	 */
	if (!learn_job_drop("revise", review->id))
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("draft is being written again"),
				 errdetail("The engine is at \"%s\" just now.", review->id),
				 errhint("Try again when that has come to an end.")));
	learn_job_add("revise", review->id, NULL);
	learn_wake_at_commit();
	learn_notify_review("changes_requested", review->id, "needs_changes",
						review->priority, decision->identity.actor);
}

static void
audit_regeneration(const LearnDecision *decision, const LearnParent *parent,
				   const char *reason)
{
	const LearnReview *review = &decision->review;
	LearnAuditEntry entry = {"regenerate", review->id, review->digest,
							 review->digest, NULL};
	StringInfoData details;

	learn_json_begin(&details);
	learn_json_add_string(&details, "parent_runbook", parent->id);
	learn_json_add_string(&details, "previous_parent", review->parent_runbook);
	learn_json_add_integer(&details, "revision", review->revision);
	if (reason != NULL)
		learn_json_add_string(&details, "reason", reason);
	entry.details = learn_json_end(&details);
	learn_audit_write(&decision->identity, &entry);
}

/*
 * learn_regenerate(id, reviewer, reason)
 */
Datum
learn_sql_regenerate(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reviewer = learn_argument_text(fcinfo, 1);
	char *reason = learn_argument_text(fcinfo, 2);
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	LearnParent parent;
	StringInfoData receipt;

	learn_decision_begin(&decision, fcinfo, id, LEARN_REVIEW_REGENERATE,
						 reviewer);
	check_origin(&decision.review);
	find_new_parent(&parent, &decision.review);
	change_parent(&decision.review, &parent);
	send_back(&decision, words_for_model(&decision.review, &parent, reason));
	audit_regeneration(&decision, &parent, reason);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "needs_changes");
	learn_json_add_string(&receipt, "parent_runbook", parent.id);
	learn_json_add_string(&receipt, "parent_digest", parent.digest);
	learn_json_add_string(&receipt, "requested_by", decision.identity.actor);
	learn_json_add_time(&receipt, "requested_at", decision.at);
	learn_json_add_boolean(&receipt, "will_be_rewritten", true);
	return learn_json_return(caller, learn_json_end(&receipt));
}

void
learn_regeneration_failed(const char *id, const char *reason)
{
	static LearnStatement read = {
		"SELECT q.priority::text, r.digest, jsonb_build_object("
		"'parent_runbook', r.parent_runbook, 'revision', r.revision,"
		" 'reason', $3)::text FROM learn.review_queue q"
		" JOIN learn.runbooks r ON r.id = q.runbook_id WHERE r.id = $1"
		" AND r.status = 'pending' AND r.origin = 'generated'"
		" AND q.status = 'needs_changes'"
		" AND position($2 IN coalesce(q.requested_changes, '')) = 0",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	static LearnStatement tell = {
		"UPDATE learn.review_queue SET requested_changes ="
		" concat_ws(E'\\n', requested_changes, $2) WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, InvalidOid}};
	LearnAnnouncement announcement = {LEARN_GUARD_REVIEW_QUEUE, id,
									  "needs_changes", NULL};
	char *told = psprintf("The engine has not written it again: %s", reason);
	LearnAuditEntry entry = {.action = "refuse", .object_id = id};
	LearnIdentity engine;
	char *priority;
	Datum values[3];

	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(told);
	values[2] = CStringGetTextDatum(reason);
	if (learn_statement_run(&read, values, NULL) == 0)
		return;
	priority = learn_statement_text(0, 1);
	entry.digest_before = entry.digest_after = learn_statement_text(0, 2);
	entry.details = learn_statement_text(0, 3);
	learn_guard_run(&announcement, &tell, values, NULL);
	learn_identity_engine(&engine);
	learn_audit_write(&engine, &entry);
	learn_notify_review("changes_requested", id, "needs_changes", priority,
						engine.actor);
}
