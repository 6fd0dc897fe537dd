/*-------------------------------------------------------------------------
 *
 * handouts.c
 *		Runbooks that are handed out by name: learn_active_runbook() to be
 *		run, learn_draft_to_test() to be tried.
 *
 * Both only read, under the snapshot of who calls them.
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
#include "pg/review/review.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_active_runbook);
PG_FUNCTION_INFO_V1(learn_sql_draft_to_test);

/*
 * Returns (id, digest, content) of a runbook that is known to be there; ends
 * the connection to SPI.
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

	/* Copied to where it outlives the connection. */
	row = SPI_returntuple(SPI_tuptable->vals[0], BlessTupleDesc(descriptor));
	SPI_finish();
	PG_RETURN_HEAPTUPLEHEADER(row);
}

/*
 * Raises unless the runbook is in use, and its approval stands in the audit
 * log; what does not is reported by a warning as well.
 */
static void
require_active(const char *id)
{
	static LearnStatement statement = {
		"SELECT coalesce(r.archive_reason::text, r.status::text),"
		" r.status = 'active', CASE WHEN r.status = 'active'"
		" THEN learn.only_approved(r.id, r.digest) END"
		" FROM learn.runbooks r WHERE r.id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);
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
	if (!DatumGetBool(learn_statement_datum(0, 3, &isnull)) || isnull)
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
