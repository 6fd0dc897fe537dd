/*-------------------------------------------------------------------------
 *
 * trigger_data.c
 *		What every trigger function begins with.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/spi.h"
#include "utils/rel.h"

#include "pg/trigger_data.h"

TriggerData *
learn_trigger_data(FunctionCallInfo fcinfo)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("function must be called as a trigger")));
	return (TriggerData *) fcinfo->context;
}

/*
 * The row that is about to be stored.
 */
static HeapTuple
new_row(const TriggerData *trigger)
{
	return TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple
													  : trigger->tg_trigtuple;
}

Datum
learn_trigger_column(const TriggerData *trigger, const char *column)
{
	TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
	bool isnull;
	Datum value = SPI_getbinval(new_row(trigger), descriptor,
								SPI_fnumber(descriptor, column), &isnull);

	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
						errmsg("\"%s\" must not be null", column)));
	return value;
}

HeapTuple
learn_trigger_set_boolean(const TriggerData *trigger, const char *column,
						  bool value)
{
	TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
	int number = SPI_fnumber(descriptor, column);
	Datum datum = BoolGetDatum(value);
	bool isnull = false;

	if (number <= 0)
		elog(ERROR, "column \"%s\" is missing", column);
	return heap_modify_tuple_by_cols(new_row(trigger), descriptor, 1, &number,
									 &datum, &isnull);
}
