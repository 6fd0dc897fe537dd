/*-------------------------------------------------------------------------
 *
 * functions.c
 *		SQL functions that only wrap what core/ knows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

#include "core/classify.h"
#include "core/runbook.h"
#include "core/runbook_diff.h"
#include "core/runbook_text.h"
#include "core/state_diff.h"
#include "core/unified_diff.h"
#include "pg/digest.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_runbook_digest);
PG_FUNCTION_INFO_V1(learn_sql_runbook_line);
PG_FUNCTION_INFO_V1(learn_sql_runbook_version);
PG_FUNCTION_INFO_V1(learn_sql_check_priority);
PG_FUNCTION_INFO_V1(learn_sql_check_decision);
PG_FUNCTION_INFO_V1(learn_sql_runbook_version_id);
PG_FUNCTION_INFO_V1(learn_sql_known_runbook);
PG_FUNCTION_INFO_V1(learn_sql_known_revision);
PG_FUNCTION_INFO_V1(learn_sql_runbook_diff);
PG_FUNCTION_INFO_V1(learn_sql_unified_diff);
PG_FUNCTION_INFO_V1(learn_sql_state_diff);
PG_FUNCTION_INFO_V1(learn_sql_classify);
PG_FUNCTION_INFO_V1(learn_sql_check_document);
PG_FUNCTION_INFO_V1(learn_sql_runbook_schema);

Datum
learn_sql_runbook_digest(PG_FUNCTION_ARGS)
{
	size_t length;
	char *text = learn_foreign_json(PG_GETARG_JSONB_P(0), &length);

	/* The install script sees to it that the encoding is UTF-8. */
	PG_RETURN_TEXT_P(cstring_to_text(learn_digest(text, length, NULL, 0)));
}

/*
 * Splits an id; raises when it is none.
 */
static int
split_id(text *argument, char *line)
{
	char *id = text_to_cstring(argument);
	int version = learn_runbook_split_id(id, line);

	if (version == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("runbook id is empty or longer than %d bytes",
							   LEARN_RUNBOOK_ID_MAX)));
	return version;
}

Datum
learn_sql_runbook_line(PG_FUNCTION_ARGS)
{
	char line[LEARN_RUNBOOK_ID_MAX + 1];

	split_id(PG_GETARG_TEXT_PP(0), line);
	PG_RETURN_TEXT_P(cstring_to_text(line));
}

Datum
learn_sql_runbook_version(PG_FUNCTION_ARGS)
{
	char line[LEARN_RUNBOOK_ID_MAX + 1];

	PG_RETURN_INT32(split_id(PG_GETARG_TEXT_PP(0), line));
}

Datum
learn_sql_runbook_version_id(PG_FUNCTION_ARGS)
{
	char id[LEARN_RUNBOOK_ID_MAX + 1];

	if (!learn_runbook_version_id(text_to_cstring(PG_GETARG_TEXT_PP(0)),
								  PG_GETARG_INT32(1), id))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("runbook has no further version"),
				 errdetail("The id of its next version would be too long.")));
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

/*
 * The labels of an enum, in order: "high, medium, low".
 */
static char *
enum_labels(Oid type)
{
	static LearnStatement statement = {
		"SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)"
		" FROM pg_enum WHERE enumtypid = $1",
		{OIDOID, InvalidOid}};
	Datum value = ObjectIdGetDatum(type);
	MemoryContext caller = CurrentMemoryContext;
	char *labels;

	SPI_connect();
	learn_statement_read(&statement, &value, NULL);
	labels = MemoryContextStrdup(caller, learn_statement_text(0, 1));
	SPI_finish();
	return labels;
}

/*
 * Turns a name into a value of the enum that the function returns.
 */
static Datum
check_enum(FunctionCallInfo fcinfo, const char *argument)
{
	Oid type = get_func_rettype(fcinfo->flinfo->fn_oid);
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	HeapTuple tuple =
		strlen(name) < NAMEDATALEN
			? SearchSysCache2(ENUMTYPOIDNAME, ObjectIdGetDatum(type),
							  CStringGetDatum(name))
			: NULL;
	Oid value;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid value for \"%s\": \"%.*s\"", argument,
							   pg_mbcliplen(name, (int) strlen(name),
											NAMEDATALEN - 1),
							   name),
						errdetail("Allowed are %s.", enum_labels(type))));
	value = ((Form_pg_enum) GETSTRUCT(tuple))->oid;
	ReleaseSysCache(tuple);
	PG_RETURN_OID(value);
}

Datum
learn_sql_check_priority(PG_FUNCTION_ARGS)
{
	return check_enum(fcinfo, "priority");
}

/*
 * A review status that a decided review can have.
 */
Datum
learn_sql_check_decision(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));

	if (strcmp(name, "approved") != 0 && strcmp(name, "rejected") != 0 &&
		strcmp(name, "withdrawn") != 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for \"status\": \"%.*s\"",
					pg_mbcliplen(name, (int) strlen(name), NAMEDATALEN - 1),
					name),
			 errdetail("Allowed are 'approved', 'rejected', 'withdrawn'.")));
	return check_enum(fcinfo, "status");
}

Datum
learn_sql_known_runbook(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.runbooks WHERE id = $1", {TEXTOID, InvalidOid}};
	Datum value;
	bool known;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"id\" must not be null")));
	value = PG_GETARG_DATUM(0);
	SPI_connect();
	known = learn_statement_read(&statement, &value, NULL) == 1;
	SPI_finish();
	if (!known)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("runbook not found"),
				 errdetail("There is no runbook \"%s\".",
						   TextDatumGetCString(value)),
				 errhint("learn_pending() lists what waits for a review.")));
	PG_RETURN_DATUM(value);
}

/*
 * Is there an earlier revision of that number, if one is asked for?
 */
Datum
learn_sql_known_revision(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.runbook_revisions"
		" WHERE runbook_id = $1 AND revision = $2",
		{TEXTOID, INT4OID, InvalidOid}};
	Datum values[2];
	bool known;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_BOOL(true);
	values[0] = PG_GETARG_DATUM(0);
	values[1] = PG_GETARG_DATUM(1);
	SPI_connect();
	known = learn_statement_read(&statement, values, NULL) == 1;
	SPI_finish();
	if (!known)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("revision not found"),
			 errdetail("There is no earlier revision %d of runbook \"%s\".",
					   PG_GETARG_INT32(1), TextDatumGetCString(values[0])),
			 errhint("learn_runbook() lists the earlier revisions.")));
	PG_RETURN_BOOL(true);
}

/* What both comparisons of core/ look like. */
typedef LearnStatus (*Compare)(const char *before, size_t before_length,
							   const char *after, size_t after_length,
							   char **difference, LearnProblem *problem);

static Datum
compare(FunctionCallInfo fcinfo, Compare function, const char *what)
{
	LearnProblem problem;
	LearnStatus status;
	size_t before_length;
	size_t after_length;
	char *before = learn_foreign_json(PG_GETARG_JSONB_P(0), &before_length);
	char *after = learn_foreign_json(PG_GETARG_JSONB_P(1), &after_length);
	char *difference = NULL;

	status = function(before, before_length, after, after_length, &difference,
					  &problem);
	difference = learn_foreign_take(difference);
	learn_foreign_check(status, &problem, what);
	return learn_jsonb_datum(difference);
}

Datum
learn_sql_runbook_diff(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, learn_runbook_diff, "runbook");
}

/*
 * The difference of two documents as people read them.  Nothing may raise
 * while it holds what is malloc'ed.
 */
static LearnStatus
diff_texts(const char *content[2], const size_t length[2],
		   const char *const name[2], char **difference, LearnProblem *problem)
{
	char *text[2] = {NULL, NULL};
	LearnStatus status = LEARN_OK;

	for (int i = 0; i < 2 && status == LEARN_OK; i++)
		status = learn_runbook_text(content[i], length[i], &text[i], problem);
	if (status == LEARN_OK)
	{
		LearnDiffText before = {text[0], strlen(text[0]), name[0]};
		LearnDiffText after = {text[1], strlen(text[1]), name[1]};

		status = learn_unified_diff(&before, &after, difference, problem);
	}
	free(text[0]);
	free(text[1]);
	return status;
}

Datum
learn_sql_unified_diff(PG_FUNCTION_ARGS)
{
	LearnProblem problem;
	LearnStatus status;
	const char *content[2];
	const char *name[2];
	size_t length[2];
	char *difference = NULL;

	for (int i = 0; i < 2; i++)
	{
		content[i] = learn_foreign_json(PG_GETARG_JSONB_P(i), &length[i]);
		name[i] = text_to_cstring(PG_GETARG_TEXT_PP(i + 2));
	}
	status = diff_texts(content, length, name, &difference, &problem);
	difference = learn_foreign_take(difference);
	learn_foreign_check(status, &problem, "runbook");
	PG_RETURN_TEXT_P(cstring_to_text(difference));
}

Datum
learn_sql_state_diff(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, learn_state_diff, "state");
}

/*
 * The OID of a label of the enum learn.failure_type, taken from the result's
 * own row type.
 */
static Datum
failure_type_datum(TupleDesc descriptor, const char *name)
{
	Oid type = TupleDescAttr(descriptor, 0)->atttypid;

	return OidInputFunctionCall(F_ENUM_IN, unconstify(char *, name), type, -1);
}

Datum
learn_sql_classify(PG_FUNCTION_ARGS)
{
	LearnCategory category = {0};
	LearnProblem problem;
	LearnStatus status;
	TupleDesc descriptor;
	size_t length;
	char *execution = learn_foreign_json(PG_GETARG_JSONB_P(0), &length);
	char *reasoning;
	Datum values[3];
	bool nulls[3] = {false};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");

	status = learn_classify(execution, length, &category, &problem);
	reasoning = learn_foreign_take(category.reasoning);
	category.reasoning = NULL;
	learn_foreign_check(status, &problem, "execution");

	nulls[0] = category.type == LEARN_FAILURE_UNKNOWN;
	values[0] =
		nulls[0] ? (Datum) 0
				 : failure_type_datum(descriptor,
									  learn_failure_type_name(category.type));
	values[1] = Float8GetDatum(category.confidence);
	values[2] = CStringGetTextDatum(reasoning);
	return HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(descriptor), values, nulls));
}

Datum
learn_sql_check_document(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	LearnFindings findings = {0};
	LearnFinding *items;
	size_t length;
	char *content = learn_foreign_json(PG_GETARG_JSONB_P(0), &length);
	int count;

	InitMaterializedSRF(fcinfo, 0);
	if (learn_runbook_validate(content, length, &findings) ==
		LEARN_OUT_OF_MEMORY)
		findings.failed = true;
	items = learn_foreign_findings(&findings, &count);
	for (int i = 0; i < count; i++)
	{
		Datum values[3];
		bool nulls[3] = {false};

		values[0] =
			CStringGetTextDatum(learn_severity_name(items[i].severity));
		values[1] = CStringGetTextDatum(items[i].problem.where);
		values[2] = CStringGetTextDatum(items[i].problem.message);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}

Datum
learn_sql_runbook_schema(PG_FUNCTION_ARGS)
{
	return learn_jsonb_datum(learn_runbook_schema());
}
