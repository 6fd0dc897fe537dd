/*-------------------------------------------------------------------------
 *
 * capture.c
 *		What happens when an executor reports: the triggers of the INSERT.
 *
 * Before: each row is checked, with one precise message for what is wrong
 * first, and what can be computed is filled in; where that is wanted, secrets
 * are taken out of it before.  After: one narrow job for
 * each row.  Nothing here reads another table or waits for anything.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "pg/capture/redaction.h"
#include "pg/capture/report.h"
#include "pg/engine/wake.h"
#include "pg/settings.h"
#include "pg/statement.h"
#include "pg/trigger_data.h"

PG_FUNCTION_INFO_V1(learn_sql_execution_before_insert);
PG_FUNCTION_INFO_V1(learn_sql_execution_after_insert);

Datum
learn_sql_execution_before_insert(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
	Datum *values = palloc(sizeof(Datum) * descriptor->natts);
	bool *nulls = palloc(sizeof(bool) * descriptor->natts);
	LearnReport report = {.values = values, .nulls = nulls};

	/* The same for all rows of a statement. */
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		int *numbers = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt,
										  sizeof(int) * LEARN_COLUMNS);

		learn_report_find_columns(descriptor, numbers);
		fcinfo->flinfo->fn_extra = numbers;
	}
	report.numbers = fcinfo->flinfo->fn_extra;

	heap_deform_tuple(trigger->tg_trigtuple, descriptor, values, nulls);
	if (learn_setting_redact_on_insert)
		learn_report_redact(descriptor, &report);
	learn_report_complete(&report);
	learn_report_check(&report);
	return PointerGetDatum(report.changed
							   ? heap_form_tuple(descriptor, values, nulls)
							   : trigger->tg_trigtuple);
}

/*
 * The ids of the rows that were inserted now: a restored row carries the time
 * of its first INSERT, and was analysed where it comes from.
 */
static Datum *
collect_new(TriggerData *trigger, int *count)
{
	TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
	int id = SPI_fnumber(descriptor, "execution_id");
	int recorded_at = SPI_fnumber(descriptor, "recorded_at");
	TimestampTz now = GetCurrentTransactionStartTimestamp();
	TupleTableSlot *slot =
		MakeSingleTupleTableSlot(descriptor, &TTSOpsMinimalTuple);
	int allocated = 64;
	Datum *ids = palloc(sizeof(Datum) * allocated);
	bool isnull;

	*count = 0;
	tuplestore_rescan(trigger->tg_newtable);
	while (tuplestore_gettupleslot(trigger->tg_newtable, true, false, slot))
	{
		if (DatumGetTimestampTz(slot_getattr(slot, recorded_at, &isnull)) !=
			now)
			continue;
		if (*count == allocated)
		{
			allocated *= 2;
			ids = repalloc_huge(ids, sizeof(Datum) * allocated);
		}
		ids[(*count)++] = PointerGetDatum(
			DatumGetTextPCopy(slot_getattr(slot, id, &isnull)));
	}
	ExecDropSingleTupleTableSlot(slot);
	return ids;
}

/*
 * One job for each id.  Mostly there is one, for which an array would cost
 * more than the job.
 */
static void
enqueue(Datum *ids, int count)
{
	static LearnStatement one = {
		"INSERT INTO learn.jobs (kind, subject) VALUES ('analyze', $1)"
		" ON CONFLICT (kind, subject) DO NOTHING",
		{TEXTOID, InvalidOid}};
	static LearnStatement many = {"INSERT INTO learn.jobs (kind, subject)"
								  " SELECT 'analyze', id FROM unnest($1) id"
								  " ON CONFLICT (kind, subject) DO NOTHING",
								  {TEXTARRAYOID, InvalidOid}};
	Datum array;

	if (count == 1)
	{
		learn_statement_run(&one, ids, NULL);
		return;
	}
	array = PointerGetDatum(
		construct_array(ids, count, TEXTOID, -1, false, TYPALIGN_INT));
	learn_statement_run(&many, &array, NULL);
}

Datum
learn_sql_execution_after_insert(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	int count;
	Datum *ids = collect_new(trigger, &count);

	if (count > 0)
	{
		SPI_connect();
		enqueue(ids, count);
		SPI_finish();
		learn_wake_at_commit();
	}
	return PointerGetDatum(NULL);
}
