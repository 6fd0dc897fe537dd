/*-------------------------------------------------------------------------
 *
 * decision.c
 *		What all decisions about a review have in common.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/decision.h"
#include "pg/review/guard.h"
#include "pg/review/notify.h"

void
learn_decision_begin(LearnDecision *decision, FunctionCallInfo fcinfo,
					 const char *id, LearnReviewAction action,
					 const char *reviewer)
{
	SPI_connect();
	learn_identity_require_human();
	learn_identity_require_grant(fcinfo->flinfo->fn_oid);
	learn_identity_caller(&decision->identity);
	learn_identity_check_claim(&decision->identity, reviewer);
	learn_review_open(&decision->review, id, action, decision->identity.actor);

	/* Not before the lock: decisions are in the order of their times. */
	decision->at = GetCurrentTimestamp();
}

void
learn_decision_queue(const LearnReview *review, const char *status,
					 LearnStatement *statement, Datum *values,
					 const bool *nulls)
{
	LearnAnnouncement announcement = {LEARN_GUARD_REVIEW_QUEUE, review->id,
									  status, NULL};

	learn_guard_run(&announcement, statement, values, nulls);
}

void
learn_decision_enter(const LearnDecision *decision, const char *status,
					 LearnStatement *statement, const char *words)
{
	Datum values[4];
	bool nulls[4] = {false};

	values[0] = CStringGetTextDatum(decision->review.id);
	values[1] = CStringGetTextDatum(decision->identity.actor);
	values[2] = TimestampTzGetDatum(decision->at);
	values[3] = learn_text_datum(words, &nulls[3]);
	learn_decision_queue(&decision->review, status, statement, values, nulls);
}

void
learn_decision_archive(const char *id, const char *digest, const char *reason,
					   TimestampTz at)
{
	static LearnStatement statement = {
		"UPDATE learn.runbooks SET status = 'archived', archived_at = $2,"
		" archive_reason = $3::learn.archive_reason WHERE id = $1",
		{TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	LearnAnnouncement announcement = {LEARN_GUARD_RUNBOOKS, id, "archived",
									  digest};
	Datum values[3];

	values[0] = CStringGetTextDatum(id);
	values[1] = TimestampTzGetDatum(at);
	values[2] = CStringGetTextDatum(reason);
	learn_guard_run(&announcement, &statement, values, NULL);
}

void
learn_decision_audit(const LearnIdentity *identity, const LearnReview *review,
					 const LearnDecisionEntry *entry)
{
	LearnAuditEntry row = {entry->action, review->id, entry->digest_before,
						   entry->digest_after, NULL};
	StringInfoData details;

	learn_json_begin(&details);
	if (review->parent_runbook != NULL)
		learn_json_add_string(&details, "parent_runbook",
							  review->parent_runbook);
	learn_json_add_integer(&details, "revision", review->revision);
	if (entry->words != NULL)
		learn_json_add_string(&details, entry->key, entry->words);
	if (entry->risks != NULL)
		learn_json_add_json(&details, "acknowledged_risks", entry->risks);
	row.details = learn_json_end(&details);
	learn_audit_write(identity, &row);
}

void
learn_decision_notify(const LearnDecision *decision, const char *event,
					  const char *status)
{
	learn_notify_review(event, decision->review.id, status,
						decision->review.priority, decision->identity.actor);
}

void
learn_decision_receipt(StringInfo receipt, const LearnDecision *decision,
					   const char *status, const char *by, const char *at)
{
	learn_json_begin(receipt);
	learn_json_add_string(receipt, "id", decision->review.id);
	learn_json_add_string(receipt, "status", status);
	learn_json_add_string(receipt, by, decision->identity.actor);
	learn_json_add_time(receipt, at, decision->at);
}
