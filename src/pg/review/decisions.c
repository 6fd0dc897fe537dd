/*-------------------------------------------------------------------------
 *
 * decisions.c
 *		What else a reviewer can do: reject, ask for changes, test.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/engine/jobs.h"
#include "pg/engine/wake.h"
#include "pg/json_text.h"
#include "pg/review/decision.h"
#include "pg/settings.h"

PG_FUNCTION_INFO_V1(learn_sql_reject);
PG_FUNCTION_INFO_V1(learn_sql_request_changes);
PG_FUNCTION_INFO_V1(learn_sql_add_test);

/* Most characters of the name of a test, and of what it says. */
#define TEST_NAME_CHARACTERS 500
#define TEST_DETAILS_CHARACTERS 10000

Datum
learn_sql_reject(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"UPDATE learn.review_queue SET status = 'rejected', reviewed_by = $2,"
		" reviewed_at = $3, rejection_reason = $4 WHERE runbook_id = $1",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}};
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reviewer = learn_argument_text(fcinfo, 1);
	char *reason = learn_argument_required_text(fcinfo, 2, "reason");
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	LearnDecisionEntry entry = {.action = "reject",
								.key = "reason",
								.words = reason};
	StringInfoData receipt;

	learn_decision_begin(&decision, fcinfo, id, LEARN_REVIEW_REJECT, reviewer);
	learn_decision_archive(id, decision.review.digest, "rejected",
						   decision.at);
	learn_decision_enter(&decision, "rejected", &statement, reason);
	learn_job_drop("revise", id);
	entry.digest_before = decision.review.digest;
	learn_decision_audit(&decision.identity, &decision.review, &entry);
	learn_decision_notify(&decision, "rejected", "rejected");

	learn_decision_receipt(&receipt, &decision, "rejected", "rejected_by",
						   "rejected_at");
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
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reviewer = learn_argument_text(fcinfo, 1);
	char *words = learn_argument_required_text(fcinfo, 2, "requested_changes");
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	LearnDecisionEntry entry = {.action = "request_changes",
								.key = "requested_changes",
								.words = words};
	StringInfoData receipt;
	bool rewritten;

	learn_decision_begin(&decision, fcinfo, id, LEARN_REVIEW_REQUEST_CHANGES,
						 reviewer);
	learn_decision_enter(&decision, "needs_changes", &statement, words);
	entry.digest_before = entry.digest_after = decision.review.digest;
	learn_decision_audit(&decision.identity, &decision.review, &entry);
	learn_decision_notify(&decision, "changes_requested", "needs_changes");

	/*
	 * What a human wrote, a human writes again; so it is without a model,
	 * since the built-in engine does not follow words.
	 */
	rewritten = strcmp(decision.review.origin, "generated") == 0 &&
				learn_settings_have_endpoint();
	if (rewritten)
	{
		learn_job_add("revise", id, NULL);
		learn_wake_at_commit();
	}

	learn_decision_receipt(&receipt, &decision, "needs_changes",
						   "requested_by", "requested_at");
	learn_json_add_boolean(&receipt, "will_be_rewritten", rewritten);
	return learn_json_return(caller, learn_json_end(&receipt));
}

/*
 * learn_add_test(id, test_name, passed, details, digest)
 */
Datum
learn_sql_add_test(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"INSERT INTO learn.test_results (runbook_id, revision, digest,"
		" test_name, passed, details, tested_at, tested_by)"
		" VALUES ($1, $8, $2, $3, $4, $5, $6, $7)",
		{TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
		 INT4OID, InvalidOid}};
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *test_name = learn_argument_required_text(fcinfo, 1, "test_name");
	char *test_details = learn_argument_text(fcinfo, 3);
	char *digest = learn_argument_text(fcinfo, 4);
	MemoryContext caller = CurrentMemoryContext;
	LearnDecision decision;
	LearnDecisionEntry entry = {.action = "add_test", .words = test_name};
	StringInfoData receipt;
	Datum values[8];
	bool nulls[8] = {false};

	/* What is written stays, and any host on which drafts are tried may. */
	learn_argument_check_length(test_name, "test_name", TEST_NAME_CHARACTERS);
	learn_argument_check_length(test_details, "details",
								TEST_DETAILS_CHARACTERS);
	if (PG_ARGISNULL(2))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"passed\" must be true or false")));

	/* No decision: what runs tests may be a machine. */
	SPI_connect();
	learn_identity_caller(&decision.identity);
	learn_review_open(&decision.review, id, LEARN_REVIEW_ADD_TEST,
					  decision.identity.actor);
	learn_review_match_digest(&decision.review, digest, "learn_draft_to_test");
	decision.at = GetCurrentTimestamp();
	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(decision.review.digest);
	values[2] = CStringGetTextDatum(test_name);
	values[3] = PG_GETARG_DATUM(2);
	values[4] = learn_text_datum(test_details, &nulls[4]);
	values[5] = TimestampTzGetDatum(decision.at);
	values[6] = CStringGetTextDatum(decision.identity.actor);
	values[7] = Int32GetDatum(decision.review.revision);
	learn_statement_run(&statement, values, nulls);
	entry.key = PG_GETARG_BOOL(2) ? "passed" : "failed";
	entry.digest_before = entry.digest_after = decision.review.digest;
	learn_decision_audit(&decision.identity, &decision.review, &entry);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", decision.review.status);
	learn_json_add_string(&receipt, "test_name", test_name);
	learn_json_add_boolean(&receipt, "passed", PG_GETARG_BOOL(2));
	learn_json_add_string(&receipt, "digest", decision.review.digest);
	learn_json_add_time(&receipt, "tested_at", decision.at);
	return learn_json_return(caller, learn_json_end(&receipt));
}
