/*-------------------------------------------------------------------------
 *
 * approval.c
 *		A draft is approved, by as many people as learn.required_approvals.
 *
 * All but the last leave an endorsement: a row of the audit log, which is all
 * there is to it, so it is sealed as that log is.  An endorsement is of one
 * revision of one content and counts for no other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/json_text.h"
#include "pg/review/approval_checks.h"
#include "pg/review/decision.h"
#include "pg/review/guard.h"
#include "pg/review/succession.h"
#include "pg/settings.h"

PG_FUNCTION_INFO_V1(learn_sql_approve);

/*
 * Makes the content in use; the one of this digest, and no other.
 */
static void
activate(const LearnDecision *decision)
{
	static LearnStatement statement = {
		"UPDATE learn.runbooks SET status = 'active', approved_by = $2,"
		" approved_at = $3, approved_digest = $4"
		" WHERE id = $1 AND digest = $4",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	const LearnReview *review = &decision->review;
	LearnAnnouncement announcement = {LEARN_GUARD_RUNBOOKS, review->id,
									  "active", review->digest};
	Datum values[4];

	values[0] = CStringGetTextDatum(review->id);
	values[1] = CStringGetTextDatum(decision->identity.actor);
	values[2] = TimestampTzGetDatum(decision->at);
	values[3] = CStringGetTextDatum(review->digest);
	learn_guard_run(&announcement, &statement, values, NULL);
}

/*
 * The last approval: the draft takes its parent's place.
 */
static void
complete(const LearnDecision *decision, const char *notes)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'approved', reviewed_by = $2,"
		" reviewed_at = $3, approval_notes = $4 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};

	learn_succession_supersede(decision);
	activate(decision);
	learn_decision_enter(decision, "approved", &statement, notes);
}

/*
 * One approval of several: the next person needs the review to be free.
 */
static void
endorse(const LearnDecision *decision)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'pending_review',"
		" claimed_by = NULL, claimed_at = NULL WHERE runbook_id = $1",
		{TEXTOID, InvalidOid}};

	learn_decision_enter(decision, "pending_review", &statement, NULL);
}

/*
 * learn_approve(id, reviewer, notes, digest, acknowledged_risks)
 */
Datum
learn_sql_approve(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reviewer = learn_argument_text(fcinfo, 1);
	char *notes = learn_argument_text(fcinfo, 2);
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	LearnApproval approval = {
		.review = &decision.review,
		.identity = &decision.identity,
		.digest = learn_argument_text(fcinfo, 3),
		.risks = PG_ARGISNULL(4)
					 ? PointerGetDatum(construct_empty_array(TEXTOID))
					 : PG_GETARG_DATUM(4),
		.required = learn_setting_required_approvals,
	};
	LearnDecisionEntry entry = {.key = "notes", .words = notes};
	StringInfoData receipt;
	bool completes;
	char *withdrawn = "[]";
	const char *status;

	learn_decision_begin(&decision, fcinfo, id, LEARN_REVIEW_APPROVE,
						 reviewer);
	learn_approval_check(&approval);
	completes = approval.given >= approval.required;
	if (completes)
		complete(&decision, notes);
	else
		endorse(&decision);
	status = completes ? "approved" : "pending_review";

	entry.action = completes ? "approve" : "endorse";
	entry.digest_before = decision.review.parent_digest;
	entry.digest_after = decision.review.digest;
	entry.risks = approval.acknowledged_risks;
	learn_decision_audit(&decision.identity, &decision.review, &entry);
	learn_decision_notify(&decision, completes ? "approved" : "endorsed",
						  status);
	if (completes)
		withdrawn = learn_succession_withdraw(&decision);

	learn_decision_receipt(&receipt, &decision, status, "approved_by",
						   "approved_at");
	learn_json_add_string(&receipt, "digest", decision.review.digest);
	learn_json_add_string(&receipt, "superseded",
						  completes
							  ? learn_succession_superseded(&decision.review)
							  : NULL);
	learn_json_add_json(&receipt, "withdrawn", withdrawn);
	learn_json_add_integer(&receipt, "approvals", approval.given);
	learn_json_add_integer(&receipt, "required_approvals", approval.required);
	return learn_json_return(caller, learn_json_end(&receipt));
}
