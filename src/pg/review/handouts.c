/*-------------------------------------------------------------------------
 *
 * handouts.c
 *		Which runbooks are handed out: to be run, or to be tried.
 *
 * All here only reads, under the snapshot of who calls; but approvals and
 * policies are looked at as they are now.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "pg/arguments.h"
#include "pg/errors.h"
#include "pg/review/policies.h"
#include "pg/review/review.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_may_run);
PG_FUNCTION_INFO_V1(learn_sql_active_runbook);
PG_FUNCTION_INFO_V1(learn_sql_draft_to_test);

/*
 * Raises when the policies in force forbid the content.
 */
static void
require_allowed(const char *id, const char *digest)
{
	char *errors = learn_policy_errors_of_stored(id, digest);

	if (errors != NULL)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("policy forbids the runbook"), errdetail("%s", errors),
			 errhint(
				 "It must be written again before anything runs it; learn_policies has the policies.")));
}

/*
 * Returns (id, digest, content) of a runbook that is known to be there, unless
 * policy forbids it; ends the connection to SPI.
 */
static Datum
hand_out(FunctionCallInfo fcinfo, const char *id)
{
	static LearnStatement statement = {
		"SELECT id, digest, content FROM learn.runbooks WHERE id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);
	TupleDesc descriptor;
	HeapTupleHeader row;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (learn_statement_read(&statement, &value, NULL) != 1)
		elog(ERROR, "runbook \"%s\" is not there any more", id);
	require_allowed(id, learn_statement_text(0, 2));

	/* Copied to where it outlives the connection. */
	row = SPI_returntuple(SPI_tuptable->vals[0], BlessTupleDesc(descriptor));
	SPI_finish();
	PG_RETURN_HEAPTUPLEHEADER(row);
}

/*
 * Does the approval of this content stand in the audit log?  What does not is
 * reported by a warning.
 */
static bool
is_approved(const char *id, const char *digest)
{
	static LearnStatement statement = {"SELECT learn.approval_in_log($1, $2)",
									   {TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];
	bool isnull;
	bool approved;

	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(digest);
	SPI_connect();

	/*
	 * In a transaction that looks at the past and has approved it itself, the
	 * row that the approval seals may be newer than what that sees.
	 */
	learn_statement_read_now(&statement, values, NULL);
	approved = DatumGetBool(learn_statement_datum(0, 1, &isnull)) && !isnull;
	SPI_finish();
	if (!approved)
		ereport(
			WARNING,
			(errmsg(
				 "runbook \"%s\" is active, but its approval does not stand in the audit log",
				 id),
			 errdetail("It is not handed to executors."),
			 errhint("Call learn_verify_audit().")));
	return approved;
}

/*
 * Do the policies in force allow this content?  The same.
 */
static bool
is_allowed(const char *id, const char *digest)
{
	char *errors = learn_policy_errors_of_stored(id, digest);

	if (errors != NULL)
		ereport(
			WARNING,
			(errmsg("runbook \"%s\" is active, but policy forbids it", id),
			 errdetail("%s", errors),
			 errhint(
				 "It is not handed to executors; learn_triage has all such runbooks.")));
	return errors == NULL;
}

/*
 * learn.may_run(runbook_id, digest)
 */
Datum
learn_sql_may_run(PG_FUNCTION_ARGS)
{
	char *id = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char *digest = text_to_cstring(PG_GETARG_TEXT_PP(1));

	PG_RETURN_BOOL(is_approved(id, digest) && is_allowed(id, digest));
}

/*
 * Raises unless the runbook is in use, and its approval stands in the audit
 * log.
 */
static void
require_active(const char *id)
{
	static LearnStatement statement = {
		"SELECT coalesce(r.archive_reason::text, r.status::text),"
		" r.status = 'active', r.digest"
		" FROM learn.runbooks r WHERE r.id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);
	char *digest;
	bool isnull;

	if (learn_statement_read(&statement, &value, NULL) == 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("runbook not found"),
				 errdetail("There is no runbook \"%s\".", id),
				 errhint(
					 "learn_next_runbook() finds the one for an incident.")));
	if (!DatumGetBool(learn_statement_datum(0, 2, &isnull)))
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("runbook is not in use"),
				 errdetail("\"%s\" is %s.", id, learn_statement_text(0, 1)),
				 errhint("learn_next_runbook() finds one that is.")));
	digest = learn_statement_text(0, 3);
	if (!is_approved(id, digest))
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("approval of the runbook does not stand in the audit log"),
			 errdetail("No human has approved \"%s\" as it is.", id),
			 errhint("A reviewer finds out more with learn_verify_audit().")));
}

/*
 * learn_active_runbook(id)
 */
Datum
learn_sql_active_runbook(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");

	SPI_connect();
	require_active(id);
	return hand_out(fcinfo, id);
}

/*
 * learn_draft_to_test(id)
 */
Datum
learn_sql_draft_to_test(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");

	SPI_connect();
	learn_review_peek(id, LEARN_REVIEW_ADD_TEST);
	return hand_out(fcinfo, id);
}
