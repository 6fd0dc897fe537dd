/*-------------------------------------------------------------------------
 *
 * edits.c
 *		A reviewer writes a draft again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "pg/arguments.h"
#include "pg/json_text.h"
#include "pg/review/decision.h"
#include "pg/review/handwriting.h"

PG_FUNCTION_INFO_V1(learn_sql_edit);

/*
 * The same content again is an edit only when it gets another parent.
 */
static void
refuse_unchanged(const LearnHandwritten *written, const LearnReview *review)
{
	if (strcmp(written->digest, review->digest) != 0 ||
		learn_handwriting_has_new_parent(written, review))
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		 errmsg("content is the same as before"),
		 errdetail("\"%s\" has this content already.", review->id),
		 errhint(
			 "learn_approve() approves it, learn_request_changes() sends it back.")));
}

/*
 * learn_edit(id, content, reviewer, notes, digest)
 */
Datum
learn_sql_edit(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reviewer = learn_argument_text(fcinfo, 2);
	char *notes = learn_argument_text(fcinfo, 3);
	char *digest = learn_argument_text(fcinfo, 4);
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	LearnReview *review = &decision.review;
	LearnHandwritten written;
	StringInfoData receipt;

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"content\" must not be null")));

	learn_decision_begin(&decision, fcinfo, id, LEARN_REVIEW_EDIT, reviewer);
	learn_review_check_digest(review, digest, decision.identity.actor);
	learn_handwriting_read_revision(&written, PG_GETARG_DATUM(1), review);
	refuse_unchanged(&written, review);
	learn_handwriting_store(&written, review, decision.identity.actor);
	learn_handwriting_audit(&written, review, &decision.identity, "edit", id,
							notes);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "pending_review");
	learn_json_add_integer(&receipt, "revision", review->revision + 1);
	learn_json_add_string(&receipt, "digest", written.digest);
	learn_json_add_string(&receipt, "parent_runbook", written.parent.id);
	learn_json_add_string(&receipt, "edited_by", decision.identity.actor);
	learn_json_add_time(&receipt, "edited_at", decision.at);
	learn_json_add_json(&receipt, "changes", written.changes);
	return learn_json_return(caller, learn_json_end(&receipt));
}
