/*-------------------------------------------------------------------------
 *
 * claims.c
 *		Who is at it: others keep off a claimed review for a while.
 *
 * A claim is a courtesy, no right: it expires after learn.claim_ttl, ends with
 * every decision and every new content, and can be taken over, which is seen
 * in the audit log.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/decision.h"
#include "pg/settings.h"

PG_FUNCTION_INFO_V1(learn_sql_claim);

/*
 * Writes the audit row; from is who had claimed it, or NULL.
 */
static void
audit_claim(const LearnDecision *decision, const char *from)
{
	LearnAuditEntry entry = {"claim", decision->review.id,
							 decision->review.digest, decision->review.digest,
							 NULL};
	StringInfoData details;

	if (from != NULL)
	{
		learn_json_begin(&details);
		learn_json_add_string(&details, "taken_over_from", from);
		entry.details = learn_json_end(&details);
	}
	learn_audit_write(&decision->identity, &entry);
}

/*
 * learn_claim(id, reviewer, take_over)
 */
Datum
learn_sql_claim(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'in_review', claimed_by = $2,"
		" claimed_at = $3 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reviewer = learn_argument_text(fcinfo, 1);
	bool take_over = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	StringInfoData receipt;
	const char *from;

	learn_decision_begin(&decision, fcinfo, id,
						 take_over ? LEARN_REVIEW_TAKE_OVER
								   : LEARN_REVIEW_CLAIM,
						 reviewer);
	from = decision.review.claimed_by;
	if (from != NULL && strcmp(from, decision.identity.actor) == 0)
		from = NULL;

	learn_decision_enter(&decision, "in_review", &statement, NULL);
	audit_claim(&decision, from);
	learn_decision_notify(&decision, "claimed", "in_review");

	learn_decision_receipt(&receipt, &decision, "in_review", "claimed_by",
						   "claimed_at");
	learn_json_add_time(&receipt, "expires_at",
						decision.at + learn_setting_claim_ttl * USECS_PER_SEC);
	learn_json_add_string(&receipt, "taken_over_from", from);
	learn_json_add_string(&receipt, "digest", decision.review.digest);
	return learn_json_return(caller, learn_json_end(&receipt));
}
