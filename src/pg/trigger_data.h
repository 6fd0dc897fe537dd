/*-------------------------------------------------------------------------
 *
 * trigger_data.h
 *		What every trigger function begins with.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_TRIGGER_DATA_H
#define LEARN_PG_TRIGGER_DATA_H

#include "commands/trigger.h"
#include "fmgr.h"

/* The trigger's data; raises when the function was not called by a trigger. */
extern TriggerData *learn_trigger_data(FunctionCallInfo fcinfo);

/*
 * The row to be stored, one boolean column set to value; a BEFORE trigger
 * returns it.
 */
extern HeapTuple learn_trigger_set_boolean(const TriggerData *trigger,
										   const char *column, bool value);

/*
 * A column of the row that is about to be stored; raises when it is NULL.
 */
extern Datum learn_trigger_column(const TriggerData *trigger,
								  const char *column);

#endif /* LEARN_PG_TRIGGER_DATA_H */
