/*-------------------------------------------------------------------------
 *
 * document.c
 *		Executions as the documents that core/ reads (core/facts.h).
 *
 * Written here and not by row_to_json(), which looks up every column's type
 * for every row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "pg/engine/document.h"
#include "pg/rows.h"
#include "pg/statement.h"

/* Columns of the statement before those of the document, and the first of
 * these. */
enum
{
	COLUMN_NUMBER,
	COLUMN_ANALYSED,
	COLUMN_SUCCEEDED,
	COLUMN_RUNBOOK_ID,
	COLUMN_EXECUTION_ID,
	COLUMN_INCIDENT_ID,
	COLUMN_INCIDENT_TYPE,
	COLUMN_CLIENT_ID,
	COLUMN_HOSTNAME,
	COLUMN_PLATFORM,
	COLUMN_STARTED_AT,
	COLUMN_COMPLETED_AT,
	COLUMN_DURATION_SECONDS,
	COLUMN_STATUS,
	COLUMN_SUCCESS,
	COLUMN_VERIFICATION_PASSED,
	COLUMN_VERIFICATION_METHOD,
	COLUMN_CONFIDENCE,
	COLUMN_STATE_BEFORE,
	COLUMN_STATE_AFTER,
	COLUMN_STATE_DIFF,
	COLUMN_EXECUTED_STEPS,
	COLUMN_ERROR_MESSAGE,
	COLUMN_ERROR_STEP,
	COLUMN_ERROR_TRACEBACK,
	COLUMN_RETRY_COUNT,
	COLUMN_WAS_CORRECT_RUNBOOK,
	COLUMN_WAS_CORRECT_DIAGNOSIS,
	COLUMN_MANUAL_INTERVENTION_NEEDED
};

#define OWN_COLUMNS COLUMN_RUNBOOK_ID

/*
 * Characters that are read of a client's and of a host's name, which may be
 * anything: together they are keys, and must fit into an index.
 */
#define NAME_MAX_TEXT "255"

/* The runbooks that ran, by their ids. */
typedef struct Runbooks
{
	int count;
	char **ids;
	char **contents;
} Runbooks;

static void
append_strings(StringInfo document, ArrayType *array)
{
	Datum *elements;
	bool *nulls;
	int count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &count);
	appendStringInfoChar(document, '[');
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoChar(document, ',');
		if (nulls[i])
			appendStringInfoString(document, "null");
		else
			escape_json(document, TextDatumGetCString(elements[i]));
	}
	appendStringInfoChar(document, ']');
}

static void
append_value(StringInfo document, Oid type, Datum value)
{
	char moment[MAXDATELEN + 1];
	Jsonb *jsonb;

	switch (type)
	{
		case TEXTOID:
			escape_json(document, TextDatumGetCString(value));
			break;
		case JSONBOID:
			jsonb = DatumGetJsonbP(value);
			(void) JsonbToCString(document, &jsonb->root, VARSIZE(jsonb));
			break;
		case BOOLOID:
			appendStringInfoString(document,
								   DatumGetBool(value) ? "true" : "false");
			break;
		case INT4OID:
			appendStringInfo(document, "%d", DatumGetInt32(value));
			break;
		case FLOAT8OID:
			appendStringInfoString(document,
								   DatumGetCString(
									   DirectFunctionCall1(float8out, value)));
			break;
		case TIMESTAMPTZOID:
			escape_json(document, JsonEncodeDateTime(moment, value,
													 TIMESTAMPTZOID, NULL));
			break;
		case TEXTARRAYOID:
			append_strings(document, DatumGetArrayTypeP(value));
			break;
		default:
			elog(ERROR, "a column of type %u cannot be written", type);
	}
}

/*
 * Appends the columns that are not NULL as an object.
 */
static void
append_execution(StringInfo document, TupleDesc descriptor,
				 const Datum *values, const bool *nulls)
{
	bool first = true;

	appendStringInfoChar(document, '{');
	for (int i = OWN_COLUMNS; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);

		if (nulls[i])
			continue;
		appendStringInfo(document, "%s\"%s\":", first ? "" : ",",
						 NameStr(column->attname));
		append_value(document, column->atttypid, values[i]);
		first = false;
	}
	appendStringInfoChar(document, '}');
}

/*
 * The runbooks of all executions, each once.
 */
static Runbooks
read_runbooks(const LearnExecution *executions, int count)
{
	static LearnStatement statement = {
		"SELECT id, content::text FROM learn.runbooks WHERE id = ANY ($1)",
		{TEXTARRAYOID, InvalidOid}};
	static const Oid types[] = {TEXTOID};
	LearnRows *rows = learn_rows_create(types, 1, count);
	Runbooks runbooks = {0};
	Datum value;

	for (int i = 0; i < count; i++)
		learn_rows_set_text(rows, i, 0, executions[i].run.runbook_id);
	learn_rows_arrays(rows, &value);
	runbooks.count = (int) learn_statement_run(&statement, &value, NULL);
	runbooks.ids = palloc(sizeof(char *) * Max(runbooks.count, 1));
	runbooks.contents = palloc(sizeof(char *) * Max(runbooks.count, 1));
	for (int row = 0; row < runbooks.count; row++)
	{
		runbooks.ids[row] = learn_statement_text(row, 1);
		runbooks.contents[row] = learn_statement_text(row, 2);
	}
	return runbooks;
}

static const char *
find_runbook(const Runbooks *runbooks, const char *id)
{
	for (int i = 0; i < runbooks->count; i++)
	{
		if (strcmp(runbooks->ids[i], id) == 0)
			return runbooks->contents[i];
	}
	return "null";
}

/*
 * Who ran, where and when, from a row of the executions.  Nothing has run in
 * the future: what a host with a wrong clock reports must not be the latest
 * run for years to come.
 */
static void
read_run(const Datum *values, const bool *nulls, LearnRun *run)
{
#define TEXT_OF(column)                                                       \
	(nulls[column] ? "" : TextDatumGetCString(values[column]))

	TimestampTz now = GetCurrentTimestamp();

	run->execution_id = TEXT_OF(COLUMN_EXECUTION_ID);
	run->runbook_id = TEXT_OF(COLUMN_RUNBOOK_ID);
	run->incident_type = TEXT_OF(COLUMN_INCIDENT_TYPE);
	run->platform = TEXT_OF(COLUMN_PLATFORM);
	run->client_id = TEXT_OF(COLUMN_CLIENT_ID);
	run->hostname = TEXT_OF(COLUMN_HOSTNAME);
	run->started_at = DatumGetTimestampTz(values[COLUMN_STARTED_AT]);
	run->ended_at = nulls[COLUMN_COMPLETED_AT]
						? run->started_at
						: DatumGetTimestampTz(values[COLUMN_COMPLETED_AT]);
	run->started_at = Min(run->started_at, now);
	run->ended_at = Min(run->ended_at, now);
	run->seconds = nulls[COLUMN_DURATION_SECONDS]
					   ? -1
					   : DatumGetFloat8(values[COLUMN_DURATION_SECONDS]);
	run->succeeded = DatumGetBool(values[COLUMN_SUCCEEDED]);
	run->verified = !nulls[COLUMN_VERIFICATION_PASSED];
	run->intervention =
		!nulls[COLUMN_MANUAL_INTERVENTION_NEEDED] &&
		DatumGetBool(values[COLUMN_MANUAL_INTERVENTION_NEEDED]);
}

/*
 * Reads one row of the executions.  The document is begun, up to where the
 * runbook follows.
 */
static void
read_execution(uint64 row, LearnExecution *executions)
{
	TupleDesc descriptor = SPI_tuptable->tupdesc;
	Datum *values = palloc(sizeof(Datum) * descriptor->natts);
	bool *nulls = palloc(sizeof(bool) * descriptor->natts);
	LearnExecution *execution;
	StringInfoData document;

	learn_statement_row(row, values, nulls);
	execution = &executions[DatumGetInt64(values[COLUMN_NUMBER]) - 1];
	execution->found = true;
	execution->analysed = DatumGetBool(values[COLUMN_ANALYSED]);
	read_run(values, nulls, &execution->run);
	if (!execution->analysed && !execution->run.succeeded)
	{
		initStringInfo(&document);
		appendStringInfoString(&document, "{\"execution\":");
		append_execution(&document, descriptor, values, nulls);
		execution->document = document.data;
	}
	pfree(values);
	pfree(nulls);
}

LearnExecution *
learn_executions_read(const LearnBatch *batch)
{
	static LearnStatement statement = {
		"SELECT w.number, a.execution_id IS NOT NULL,"
		" learn.succeeded(e.success, e.verification_passed), e.runbook_id,"
		" e.execution_id, e.incident_id, e.incident_type,"
		" left(e.client_id, " NAME_MAX_TEXT ") AS client_id,"
		" left(e.hostname, " NAME_MAX_TEXT
		") AS hostname, e.platform, e.started_at, e.completed_at,"
		" e.duration_seconds, e.status, e.success, e.verification_passed,"
		" e.verification_method, e.confidence, e.state_before, e.state_after,"
		" e.state_diff, e.executed_steps, e.error_message, e.error_step,"
		" e.error_traceback, e.retry_count, e.was_correct_runbook,"
		" e.was_correct_diagnosis, e.manual_intervention_needed,"
		" e.human_feedback, e.evidence_bundle_id, e.log_artifacts, e.tags,"
		" e.notes"
		" FROM unnest($1) WITH ORDINALITY AS w (execution_id, number)"
		" JOIN learn.execution_results e USING (execution_id)"
		" LEFT JOIN learn.analyses a USING (execution_id)",
		{TEXTARRAYOID, InvalidOid}};
	static const Oid types[] = {TEXTOID};
	LearnRows *rows = learn_rows_create(types, 1, batch->count);
	LearnExecution *executions =
		palloc0(sizeof(LearnExecution) * batch->count);
	Runbooks runbooks;
	uint64 found;
	Datum value;

	for (int i = 0; i < batch->count; i++)
		learn_rows_set_text(rows, i, 0, batch->works[i]->job.subject);
	learn_rows_arrays(rows, &value);
	found = learn_statement_run(&statement, &value, NULL);
	for (uint64 row = 0; row < found; row++)
		read_execution(row, executions);

	runbooks = read_runbooks(executions, batch->count);
	for (int i = 0; i < batch->count; i++)
	{
		if (executions[i].document != NULL)
			executions[i].document =
				psprintf("%s,\"runbook\":%s}", executions[i].document,
						 find_runbook(&runbooks,
									  executions[i].run.runbook_id));
	}
	return executions;
}
