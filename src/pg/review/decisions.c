/*-------------------------------------------------------------------------
 *
 * decisions.c
 *		What a reviewer can do: claim, approve, reject, ask for changes, test.
 *
 * Each function opens the review (review.h), changes what the transition
 * says, writes the audit row, and tells who listens, in one transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/runbook.h"
#include "pg/engine/jobs.h"
#include "pg/engine/wake.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/guard.h"
#include "pg/review/notify.h"
#include "pg/review/review.h"
#include "pg/settings.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_claim);
PG_FUNCTION_INFO_V1(learn_sql_approve);
PG_FUNCTION_INFO_V1(learn_sql_reject);
PG_FUNCTION_INFO_V1(learn_sql_request_changes);
PG_FUNCTION_INFO_V1(learn_sql_add_test);

/* The argument as string, or NULL. */
#define OPTIONAL_TEXT(n)                                                      \
	(PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n)))

/*
 * An argument that must be there and say something.
 */
static char *
required_text(FunctionCallInfo fcinfo, int number, const char *name)
{
	char *value = PG_ARGISNULL(number)
					  ? NULL
					  : text_to_cstring(PG_GETARG_TEXT_PP(number));

	if (value == NULL || strspn(value, " \t\r\n") == strlen(value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" must not be empty", name)));
	return value;
}

/*
 * Begins a decision: who decides, about which review.
 */
static void
begin_decision(LearnIdentity *identity, LearnReview *review, const char *id,
			   LearnReviewAction action, const char *reviewer)
{
	SPI_connect();
	learn_identity_require_human();
	learn_identity_caller(identity);
	learn_identity_check_claim(identity, reviewer);
	learn_review_open(review, id, action, identity->actor);
}

static void
change_queue(const LearnReview *review, const char *status,
			 LearnStatement *statement, Datum *values, const bool *nulls)
{
	LearnAnnouncement announcement = {LEARN_GUARD_REVIEW_QUEUE, review->id,
									  status, NULL};

	learn_guard_run(&announcement, statement, values, nulls);
}

Datum
learn_sql_claim(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'in_review', claimed_by = $2,"
		" claimed_at = $3 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	char *id = required_text(fcinfo, 0, "id");
	char *reviewer = OPTIONAL_TEXT(1);
	TimestampTz now = GetCurrentTimestamp();
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnReview review;
	LearnAuditEntry entry = {.action = "claim"};
	StringInfoData receipt;
	Datum values[3];

	begin_decision(&identity, &review, id, LEARN_REVIEW_CLAIM, reviewer);
	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(identity.actor);
	values[2] = TimestampTzGetDatum(now);
	change_queue(&review, "in_review", &statement, values, NULL);

	entry.object_id = id;
	entry.digest_before = entry.digest_after = review.digest;
	learn_audit_write(&identity, &entry);
	learn_notify_review("claimed", id, "in_review", review.priority,
						identity.actor);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "in_review");
	learn_json_add_string(&receipt, "claimed_by", identity.actor);
	learn_json_add_time(&receipt, "claimed_at", now);
	learn_json_add_string(&receipt, "digest", review.digest);
	return learn_json_return(caller, learn_json_end(&receipt));
}

/*
 * What the reviewer read must be what is approved now.
 */
static void
check_digest(const LearnReview *review, const char *digest,
			 const LearnIdentity *identity)
{
	if (digest != NULL && strcmp(digest, review->digest) != 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("content has changed"),
						errdetail("The digest of \"%s\" is %s.", review->id,
								  review->digest),
						errhint("Read it again with learn_comparison().")));

	/*
	 * Without a digest we can tell only where there is one content that can
	 * have been read: it was never rewritten, or who claimed it since decides.
	 */
	if (digest == NULL && review->revision > 1 &&
		(review->claimed_by == NULL ||
		 strcmp(review->claimed_by, identity->actor) != 0))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"digest\" is needed for a draft that was rewritten"),
			 errdetail("\"%s\" is at revision %d.", review->id,
					   review->revision),
			 errhint(
				 "Pass the digest that learn_comparison() shows, or claim the review first.")));
}

/*
 * What was submitted as the first of its line must still be the first.
 */
static void
require_new_line(const LearnReview *review)
{
	static LearnStatement statement = {
		"SELECT id FROM learn.runbooks"
		" WHERE line = learn.runbook_line($1) AND status = 'active'",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(review->id);

	if (learn_statement_run(&statement, &value, NULL) > 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("parent runbook has changed"),
						errdetail("\"%s\" has come into use since.",
								  learn_statement_text(0, 1)),
						errhint("Reject this draft and submit it again.")));
}

/*
 * Does a draft begin a line of its own, for some hosts, beside its parent's?
 */
static bool
is_branch(const LearnReview *review)
{
	char line[LEARN_RUNBOOK_ID_MAX + 1];
	char parent_line[LEARN_RUNBOOK_ID_MAX + 1];

	if (review->parent_runbook == NULL)
		return false;
	(void) learn_runbook_split_id(review->id, line);
	(void) learn_runbook_split_id(review->parent_runbook, parent_line);
	return strcmp(line, parent_line) != 0;
}

/*
 * The version a draft was made from must still be the one in use.  A branch
 * leaves it there.
 */
static void
supersede_parent(const LearnReview *review, TimestampTz now)
{
	static LearnStatement lock = {
		"SELECT status::text, digest FROM learn.runbooks WHERE id = $1"
		" FOR NO KEY UPDATE",
		{TEXTOID, InvalidOid}};
	static LearnStatement archive = {
		"UPDATE learn.runbooks SET status = 'archived', archived_at = $2,"
		" archive_reason = 'superseded' WHERE id = $1",
		{TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	LearnAnnouncement announcement = {LEARN_GUARD_RUNBOOKS,
									  review->parent_runbook, "archived",
									  review->parent_digest};
	Datum values[2];

	if (review->parent_runbook == NULL || is_branch(review))
		require_new_line(review);
	if (review->parent_runbook == NULL)
		return;
	values[0] = CStringGetTextDatum(review->parent_runbook);
	values[1] = TimestampTzGetDatum(now);
	if (learn_statement_run(&lock, values, NULL) == 0 ||
		strcmp(learn_statement_text(0, 1), "active") != 0 ||
		strcmp(learn_statement_text(0, 2), review->parent_digest) != 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("parent runbook has changed"),
			 errdetail(
				 "\"%s\" was made from \"%s\", which is not in use as it was then.",
				 review->id, review->parent_runbook),
			 errhint(
				 "Reject this draft; the next failure of the runbook in use leads to a new one.")));
	if (!is_branch(review))
		learn_guard_run(&announcement, &archive, values, NULL);
}

/*
 * Checked when it was queued; checked again, since rules may have come since.
 */
static void
check_still_valid(const LearnReview *review)
{
	static LearnStatement read = {
		"SELECT content::text FROM learn.runbooks WHERE id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(review->id);
	char *content;
	char *errors;

	learn_statement_run(&read, &value, NULL);
	content = learn_statement_text(0, 1);
	errors = learn_foreign_runbook_errors(content, strlen(content));
	if (errors != NULL)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("runbook is not valid"), errdetail("%s", errors)));
}

static void
activate(const LearnReview *review, const char *actor, TimestampTz now)
{
	static LearnStatement statement = {
		"UPDATE learn.runbooks SET status = 'active', approved_by = $2,"
		" approved_at = $3, approved_digest = $4"
		" WHERE id = $1 AND digest = $4",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	LearnAnnouncement announcement = {LEARN_GUARD_RUNBOOKS, review->id,
									  "active", review->digest};
	Datum values[4];

	values[0] = CStringGetTextDatum(review->id);
	values[1] = CStringGetTextDatum(actor);
	values[2] = TimestampTzGetDatum(now);
	values[3] = CStringGetTextDatum(review->digest);
	learn_guard_run(&announcement, &statement, values, NULL);
}

/*
 * Who decided, what, and the words given with it.
 */
static void
audit_decision(const LearnIdentity *identity, const LearnReview *review,
			   const char *action, const char *digest_before,
			   const char *digest_after, const char *key, const char *words)
{
	LearnAuditEntry entry = {action, review->id, digest_before, digest_after,
							 NULL};
	StringInfoData details;

	learn_json_begin(&details);
	if (review->parent_runbook != NULL)
		learn_json_add_string(&details, "parent_runbook",
							  review->parent_runbook);
	learn_json_add_integer(&details, "revision", review->revision);
	if (words != NULL)
		learn_json_add_string(&details, key, words);
	entry.details = learn_json_end(&details);
	learn_audit_write(identity, &entry);
}

Datum
learn_sql_approve(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'approved', reviewed_by = $2,"
		" reviewed_at = $3, approval_notes = $4 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	char *id = required_text(fcinfo, 0, "id");
	char *reviewer = OPTIONAL_TEXT(1);
	char *notes = OPTIONAL_TEXT(2);
	char *digest = OPTIONAL_TEXT(3);
	TimestampTz now = GetCurrentTimestamp();
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnReview review;
	StringInfoData receipt;
	Datum values[4];
	bool nulls[4] = {false};

	begin_decision(&identity, &review, id, LEARN_REVIEW_APPROVE, reviewer);
	check_digest(&review, digest, &identity);
	check_still_valid(&review);
	supersede_parent(&review, now);
	activate(&review, identity.actor, now);

	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(identity.actor);
	values[2] = TimestampTzGetDatum(now);
	values[3] = learn_text_datum(notes, &nulls[3]);
	change_queue(&review, "approved", &statement, values, nulls);
	audit_decision(&identity, &review, "approve", review.parent_digest,
				   review.digest, "notes", notes);
	learn_notify_review("approved", id, "approved", review.priority,
						identity.actor);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "approved");
	learn_json_add_string(&receipt, "approved_by", identity.actor);
	learn_json_add_time(&receipt, "approved_at", now);
	learn_json_add_string(&receipt, "digest", review.digest);
	learn_json_add_string(&receipt, "superseded",
						  is_branch(&review) ? NULL : review.parent_runbook);
	return learn_json_return(caller, learn_json_end(&receipt));
}

Datum
learn_sql_reject(PG_FUNCTION_ARGS)
{
	static LearnStatement archive = {
		"UPDATE learn.runbooks SET status = 'archived', archived_at = $2,"
		" archive_reason = 'rejected' WHERE id = $1",
		{TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'rejected', reviewed_by = $2,"
		" reviewed_at = $3, rejection_reason = $4 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	char *id = required_text(fcinfo, 0, "id");
	char *reviewer = OPTIONAL_TEXT(1);
	char *reason = required_text(fcinfo, 2, "reason");
	TimestampTz now = GetCurrentTimestamp();
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnReview review;
	LearnAnnouncement announcement = {.table = LEARN_GUARD_RUNBOOKS};
	StringInfoData receipt;
	Datum archive_values[2];
	Datum values[4];

	begin_decision(&identity, &review, id, LEARN_REVIEW_REJECT, reviewer);

	announcement.id = id;
	announcement.status = "archived";
	announcement.digest = review.digest;
	archive_values[0] = values[0] = CStringGetTextDatum(id);
	archive_values[1] = values[2] = TimestampTzGetDatum(now);
	learn_guard_run(&announcement, &archive, archive_values, NULL);

	values[1] = CStringGetTextDatum(identity.actor);
	values[3] = CStringGetTextDatum(reason);
	change_queue(&review, "rejected", &statement, values, NULL);
	learn_job_drop("revise", id);
	audit_decision(&identity, &review, "reject", review.digest, NULL, "reason",
				   reason);
	learn_notify_review("rejected", id, "rejected", review.priority,
						identity.actor);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "rejected");
	learn_json_add_string(&receipt, "rejected_by", identity.actor);
	learn_json_add_time(&receipt, "rejected_at", now);
	learn_json_add_string(&receipt, "reason", reason);
	return learn_json_return(caller, learn_json_end(&receipt));
}

Datum
learn_sql_request_changes(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'needs_changes',"
		" reviewed_by = $2, reviewed_at = $3, requested_changes = $4,"
		" claimed_by = NULL, claimed_at = NULL WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	char *id = required_text(fcinfo, 0, "id");
	char *reviewer = OPTIONAL_TEXT(1);
	char *words = required_text(fcinfo, 2, "requested_changes");
	TimestampTz now = GetCurrentTimestamp();
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnReview review;
	StringInfoData receipt;
	Datum values[4];
	bool rewritten;

	begin_decision(&identity, &review, id, LEARN_REVIEW_REQUEST_CHANGES,
				   reviewer);
	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(identity.actor);
	values[2] = TimestampTzGetDatum(now);
	values[3] = CStringGetTextDatum(words);
	change_queue(&review, "needs_changes", &statement, values, NULL);
	audit_decision(&identity, &review, "request_changes", review.digest,
				   review.digest, "requested_changes", words);
	learn_notify_review("changes_requested", id, "needs_changes",
						review.priority, identity.actor);

	/*
	 * What a human wrote, a human writes again; so it is without a model,
	 * since the built-in engine does not follow words.
	 */
	rewritten = strcmp(review.origin, "generated") == 0 &&
				learn_settings_have_endpoint();
	if (rewritten)
	{
		learn_job_add("revise", id, NULL);
		learn_wake_at_commit();
	}

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "needs_changes");
	learn_json_add_string(&receipt, "requested_by", identity.actor);
	learn_json_add_time(&receipt, "requested_at", now);
	learn_json_add_boolean(&receipt, "will_be_rewritten", rewritten);
	return learn_json_return(caller, learn_json_end(&receipt));
}

Datum
learn_sql_add_test(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"INSERT INTO learn.test_results (runbook_id, revision, digest,"
		" test_name, passed, details, tested_at, tested_by)"
		" VALUES ($1, $8, $2, $3, $4, $5, $6, $7)",
		{TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
		 INT4OID, InvalidOid}};
	char *id = required_text(fcinfo, 0, "id");
	char *test_name = required_text(fcinfo, 1, "test_name");
	char *test_details = OPTIONAL_TEXT(3);
	TimestampTz now = GetCurrentTimestamp();
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnReview review;
	StringInfoData receipt;
	Datum values[8];
	bool nulls[8] = {false};

	if (PG_ARGISNULL(2))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"passed\" must be true or false")));

	SPI_connect();
	learn_identity_caller(&identity);
	learn_review_open(&review, id, LEARN_REVIEW_ADD_TEST, identity.actor);
	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(review.digest);
	values[2] = CStringGetTextDatum(test_name);
	values[3] = PG_GETARG_DATUM(2);
	values[4] = learn_text_datum(test_details, &nulls[4]);
	values[5] = TimestampTzGetDatum(now);
	values[6] = CStringGetTextDatum(identity.actor);
	values[7] = Int32GetDatum(review.revision);
	learn_statement_run(&statement, values, nulls);
	audit_decision(&identity, &review, "add_test", review.digest,
				   review.digest, PG_GETARG_BOOL(2) ? "passed" : "failed",
				   test_name);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", review.status);
	learn_json_add_string(&receipt, "test_name", test_name);
	learn_json_add_boolean(&receipt, "passed", PG_GETARG_BOOL(2));
	learn_json_add_string(&receipt, "digest", review.digest);
	learn_json_add_time(&receipt, "tested_at", now);
	return learn_json_return(caller, learn_json_end(&receipt));
}
