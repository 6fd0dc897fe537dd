/*-------------------------------------------------------------------------
 *
 * evidence.c
 *		What ties evidence to the audit log.
 *
 * Executions and exchanges with models are not chained, since each would wait
 * for all others; their digests stand in the audit row of the draft that was
 * made from them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "pg/arguments.h"
#include "pg/digest.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/review/evidence.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_known_evidence);
PG_FUNCTION_INFO_V1(learn_sql_check_witness);

/*
 * The last of the calls as a JSON array, empty when no model was asked.
 */
static char *
answered_as_json(const LearnAnswered *answered)
{
	StringInfoData call;

	if (answered->id == NULL)
		return "[]";
	learn_json_begin(&call);
	learn_json_add_string(&call, "id", answered->id);
	learn_json_add_string(&call, "prompt_digest", answered->prompt_digest);
	learn_json_add_string(&call, "reply_digest", answered->reply_digest);
	return psprintf("[%s]", learn_json_end(&call));
}

void
learn_evidence_add(StringInfo details, const char *execution_id,
				   const LearnAnswered *answered)
{
	static LearnStatement statement = {
		"SELECT learn.text_digest(learn.execution_text($1)),"
		" learn.calls_about($1, 'categorize') || $2::jsonb",
		{TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];

	values[0] = CStringGetTextDatum(execution_id);
	values[1] = CStringGetTextDatum(answered_as_json(answered));
	learn_statement_run(&statement, values, NULL);
	learn_json_add_string(details, "execution_digest",
						  learn_statement_text(0, 1));
	learn_json_add_json(details, "calls", learn_statement_text(0, 2));
}

/*
 * Has a runbook or an execution this id?
 */
Datum
learn_sql_known_evidence(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.runbooks WHERE id = $1 UNION ALL"
		" SELECT 1 FROM learn.execution_results WHERE execution_id = $1",
		{TEXTOID, InvalidOid}};
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	Datum value = CStringGetTextDatum(id);
	bool known;

	SPI_connect();
	known = learn_statement_read(&statement, &value, NULL) > 0;
	SPI_finish();
	if (!known)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("evidence not found"),
			 errdetail("Neither a runbook nor an execution has the id \"%s\".",
					   id),
			 errhint(
				 "Executions that are the evidence of nothing are deleted after \"%s\".",
				 "learn.retention")));
	PG_RETURN_DATUM(value);
}

/*
 * A row's number and its hash, or neither.
 */
Datum
learn_sql_check_witness(PG_FUNCTION_ARGS)
{
	char *hash = learn_argument_text(fcinfo, 1);

	if (PG_ARGISNULL(0) != PG_ARGISNULL(1))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg(
				 "\"witness_seq\" and \"witness_hash\" must be given together"),
			 errhint("Give both as learn_audit_head() gave them.")));
	if (hash == NULL)
		PG_RETURN_BOOL(true);
	if (strlen(hash) != LEARN_DIGEST_LENGTH ||
		strspn(hash, "0123456789abcdefABCDEF") != LEARN_DIGEST_LENGTH ||
		PG_GETARG_INT64(0) < 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid witness"),
			 errdetail(
				 "The number of a row is not negative, and its hash has %d hexadecimal digits.",
				 LEARN_DIGEST_LENGTH)));
	PG_RETURN_BOOL(true);
}
