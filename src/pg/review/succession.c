/*-------------------------------------------------------------------------
 *
 * succession.c
 *		What gives way when a draft is approved.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "core/runbook.h"
#include "pg/engine/jobs.h"
#include "pg/errors.h"
#include "pg/review/succession.h"

/*
 * Does a draft begin a line of its own beside its parent's?
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
 * What was written as the first of its line must still be the first.
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
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("parent runbook has changed"),
			 errdetail("\"%s\" has come into use since.",
					   learn_statement_text(0, 1)),
			 errhint(
				 "Write it again with learn_edit(), which takes the version in use for its parent, or reject it.")));
}

void
learn_succession_check(const LearnReview *review)
{
	static LearnStatement lock = {
		"SELECT status::text, digest FROM learn.runbooks WHERE id = $1"
		" FOR NO KEY UPDATE",
		{TEXTOID, InvalidOid}};
	Datum value;

	if (review->parent_runbook == NULL || is_branch(review))
		require_new_line(review);
	if (review->parent_runbook == NULL)
		return;
	value = CStringGetTextDatum(review->parent_runbook);
	if (learn_statement_run(&lock, &value, NULL) == 0 ||
		strcmp(learn_statement_text(0, 1), "active") != 0 ||
		strcmp(learn_statement_text(0, 2), review->parent_digest) != 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("parent runbook has changed"),
			 errdetail(
				 "\"%s\" was made from \"%s\", which is not in use as it was then.",
				 review->id, review->parent_runbook),
			 strcmp(review->origin, "generated") == 0
				 ? errhint(
					   "learn_regenerate() has it written again for the version in use.")
				 : errhint(
					   "Write it again with learn_edit(), which takes the version in use for its parent.")));
}

const char *
learn_succession_superseded(const LearnReview *review)
{
	return is_branch(review) ? NULL : review->parent_runbook;
}

void
learn_succession_supersede(const LearnDecision *decision)
{
	const LearnReview *review = &decision->review;
	const char *parent = learn_succession_superseded(review);

	if (parent != NULL)
		learn_decision_archive(parent, review->parent_digest, "superseded",
							   decision->at);
}

/*
 * Withdraws a draft whose parent gives way to the one that is approved.
 */
static void
withdraw(const char *id, const LearnDecision *approval)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'withdrawn', reviewed_by = $2,"
		" reviewed_at = $3, withdrawal_reason = $4 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	LearnDecision decision = {.identity = approval->identity,
							  .at = approval->at};
	LearnDecisionEntry entry = {.action = "withdraw", .key = "reason"};

	/* Nobody's claim keeps what it was made from in use. */
	learn_review_open(&decision.review, id, LEARN_REVIEW_WITHDRAW, NULL);
	entry.digest_before = decision.review.digest;
	entry.words =
		psprintf("\"%s\" was approved in the place of \"%s\"",
				 approval->review.id, decision.review.parent_runbook);

	learn_decision_archive(id, decision.review.digest, "withdrawn",
						   decision.at);
	learn_decision_enter(&decision, "withdrawn", &statement, entry.words);
	learn_job_drop("revise", id);
	learn_decision_audit(&decision.identity, &decision.review, &entry);
	learn_decision_notify(&decision, "withdrawn", "withdrawn");
}

/*
 * The other drafts under review that were made from the same parent.
 */
static List *
find_siblings(const LearnReview *review)
{
	static LearnStatement statement = {
		"SELECT r.id FROM learn.runbooks r"
		" JOIN learn.review_queue q ON q.runbook_id = r.id"
		" WHERE r.status = 'pending' AND r.parent_runbook = $2 AND r.id <> $1"
		" AND q.status IN ('pending_review', 'in_review', 'needs_changes')"
		" ORDER BY r.id",
		{TEXTOID, TEXTOID, InvalidOid}};
	const char *parent = learn_succession_superseded(review);
	Datum values[2];
	uint64 count;
	List *siblings = NIL;

	if (parent == NULL)
		return NIL;
	values[0] = CStringGetTextDatum(review->id);
	values[1] = CStringGetTextDatum(parent);
	count = learn_statement_run(&statement, values, NULL);
	for (uint64 i = 0; i < count; i++)
		siblings = lappend(siblings, learn_statement_text(i, 1));
	return siblings;
}

char *
learn_succession_withdraw(const LearnDecision *decision)
{
	StringInfoData withdrawn;
	ListCell *cell;

	initStringInfo(&withdrawn);
	appendStringInfoChar(&withdrawn, '[');
	foreach (cell, find_siblings(&decision->review))
	{
		withdraw(lfirst(cell), decision);
		if (withdrawn.len > 1)
			appendStringInfoString(&withdrawn, ", ");
		escape_json(&withdrawn, lfirst(cell));
	}
	appendStringInfoChar(&withdrawn, ']');
	return withdrawn.data;
}
