/*-------------------------------------------------------------------------
 *
 * review.c
 *		The one state machine of reviews.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "pg/errors.h"
#include "pg/review/audit.h"
#include "pg/review/review.h"
#include "pg/settings.h"
#include "pg/statement.h"

#define PENDING_REVIEW 1
#define IN_REVIEW 2
#define NEEDS_CHANGES 4

/* From which states an action may be taken. */
static const int allowed_from[] = {
	[LEARN_REVIEW_CLAIM] = PENDING_REVIEW | IN_REVIEW,
	[LEARN_REVIEW_TAKE_OVER] = PENDING_REVIEW | IN_REVIEW,
	[LEARN_REVIEW_APPROVE] = PENDING_REVIEW | IN_REVIEW,
	[LEARN_REVIEW_REJECT] = PENDING_REVIEW | IN_REVIEW | NEEDS_CHANGES,
	[LEARN_REVIEW_REQUEST_CHANGES] = PENDING_REVIEW | IN_REVIEW,
	[LEARN_REVIEW_ADD_TEST] = PENDING_REVIEW | IN_REVIEW | NEEDS_CHANGES,
	[LEARN_REVIEW_REVISE] = NEEDS_CHANGES,
	[LEARN_REVIEW_EDIT] = PENDING_REVIEW | IN_REVIEW | NEEDS_CHANGES,
	[LEARN_REVIEW_REGENERATE] = PENDING_REVIEW | IN_REVIEW | NEEDS_CHANGES,
	[LEARN_REVIEW_WITHDRAW] = PENDING_REVIEW | IN_REVIEW | NEEDS_CHANGES,
};

static int
state_of(const char *status)
{
	if (strcmp(status, "pending_review") == 0)
		return PENDING_REVIEW;
	if (strcmp(status, "in_review") == 0)
		return IN_REVIEW;
	if (strcmp(status, "needs_changes") == 0)
		return NEEDS_CHANGES;
	return 0; /* decided */
}

static void
not_found(const char *id)
{
	ereport(ERROR,
			(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("runbook not found"),
			 errdetail("There is no runbook \"%s\".", id),
			 errhint("learn_pending() lists what waits for a review.")));
}

/*
 * Reads the rows of a runbook and its review.  only: under the snapshot of who
 * only reads.
 */
static void
read_rows(LearnReview *review, const char *id, bool only)
{
	static LearnStatement statement = {
		"SELECT r.id, r.status::text, r.origin::text, r.digest, r.revision,"
		" r.parent_runbook, r.parent_digest, q.status::text, q.priority::text,"
		" CASE WHEN q.claimed_at > clock_timestamp() - make_interval(secs => $2)"
		" THEN q.claimed_by END, q.reviewed_by, q.requested_changes,"
		" q.failure_execution_id"
		" FROM learn.runbooks r"
		" LEFT JOIN learn.reviews q ON q.runbook_id = r.id"
		" WHERE r.id = $1",
		{TEXTOID, FLOAT8OID, InvalidOid}};
	Datum values[2];
	bool isnull;

	values[0] = CStringGetTextDatum(id);
	values[1] = Float8GetDatum((double) learn_setting_claim_ttl);
	if ((only ? learn_statement_read(&statement, values, NULL)
			  : learn_statement_run(&statement, values, NULL)) == 0)
		not_found(id);

	review->id = learn_statement_text(0, 1);
	review->runbook_status = learn_statement_text(0, 2);
	review->origin = learn_statement_text(0, 3);
	review->digest = learn_statement_text(0, 4);
	review->revision = DatumGetInt32(learn_statement_datum(0, 5, &isnull));
	review->parent_runbook = learn_statement_text(0, 6);
	review->parent_digest = learn_statement_text(0, 7);
	review->status = learn_statement_text(0, 8);
	review->priority = learn_statement_text(0, 9);
	review->claimed_by = learn_statement_text(0, 10);
	review->reviewed_by = learn_statement_text(0, 11);
	review->requested_changes = learn_statement_text(0, 12);
	review->failure_execution_id = learn_statement_text(0, 13);
}

/*
 * Locks the runbook's row, which every action does first, and reads both rows
 * in a second statement, which sees what was committed while we waited.
 */
static void
lock_and_read(LearnReview *review, const char *id)
{
	static LearnStatement lock = {
		"SELECT 1 FROM learn.runbooks WHERE id = $1 FOR NO KEY UPDATE",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);

	if (learn_statement_run(&lock, &value, NULL) == 0)
		not_found(id);
	read_rows(review, id, false);
}

/*
 * Does somebody else's claim keep this actor off?
 */
static bool
is_kept_off(const LearnReview *review, LearnReviewAction action,
			const char *actor)
{
	return action != LEARN_REVIEW_ADD_TEST &&
		   action != LEARN_REVIEW_TAKE_OVER && actor != NULL &&
		   review->claimed_by != NULL &&
		   strcmp(review->claimed_by, actor) != 0;
}

/*
 * May the action be taken on a review that stands as this one does?
 */
static void
check_state(const LearnReview *review, LearnReviewAction action)
{
	if (review->status == NULL)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("no review found"),
				 errdetail("Runbook \"%s\" was never queued for a review.",
						   review->id)));
	if (state_of(review->status) == 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("review is already decided"),
						errdetail("\"%s\" was %s by \"%s\".", review->id,
								  review->status, review->reviewed_by),
						errhint("learn_history() shows the decision.")));
	if ((state_of(review->status) & allowed_from[action]) == 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("review is in another state"),
			 errdetail("\"%s\" is %s.", review->id, review->status),
			 errhint(
				 "Wait for the next revision, write it with learn_edit(), or reject it.")));
	if (strcmp(review->runbook_status, "pending") != 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("runbook is not pending"),
						errdetail("\"%s\" is %s.", review->id,
								  review->runbook_status)));
}

void
learn_review_open(LearnReview *review, const char *id,
				  LearnReviewAction action, const char *actor)
{
	learn_audit_lock();
	lock_and_read(review, id);
	check_state(review, action);
	if (is_kept_off(review, action, actor))
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("review is taken by somebody else"),
			 errdetail("\"%s\" was claimed by \"%s\".", review->id,
					   review->claimed_by),
			 errhint(
				 "Ask them, wait until the claim expires (learn.claim_ttl), or take it over: learn_claim(id, take_over => true).")));
}

void
learn_review_peek(const char *id, LearnReviewAction action)
{
	LearnReview review;

	read_rows(&review, id, true);
	check_state(&review, action);
}

void
learn_review_match_digest(const LearnReview *review, const char *digest,
						  const char *reader)
{
	if (digest != NULL && strcmp(digest, review->digest) != 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("content has changed"),
						errdetail("The digest of \"%s\" is %s.", review->id,
								  review->digest),
						errhint("Read it again with %s().", reader)));
}

void
learn_review_check_digest(const LearnReview *review, const char *digest,
						  const char *actor)
{
	learn_review_match_digest(review, digest, "learn_comparison");
	if (digest == NULL && review->revision > 1 &&
		(review->claimed_by == NULL || strcmp(review->claimed_by, actor) != 0))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"digest\" is needed for a draft that was rewritten"),
			 errdetail("\"%s\" is at revision %d.", review->id,
					   review->revision),
			 errhint(
				 "Pass the digest that learn_comparison() shows, or claim the review first.")));
}
