/*-------------------------------------------------------------------------
 *
 * proportions.c
 *		SQL functions about how often versions of runbooks succeed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"

#include "core/proportion.h"

PG_FUNCTION_INFO_V1(learn_sql_success_interval);
PG_FUNCTION_INFO_V1(learn_sql_probability_better);

/*
 * Two arguments, from the number given on: successes, and executions.
 */
static LearnProportion
proportion_argument(FunctionCallInfo fcinfo, int number)
{
	LearnProportion seen = {PG_GETARG_INT64(number),
							PG_GETARG_INT64(number + 1)};

	if (!learn_proportion_is_possible(seen))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg(
					 "numbers of successes and executions are not possible"),
				 errdetail("There cannot be " INT64_FORMAT
						   " successes of " INT64_FORMAT " executions.",
						   seen.successes, seen.trials)));
	return seen;
}

Datum
learn_sql_success_interval(PG_FUNCTION_ARGS)
{
	LearnProportion seen = proportion_argument(fcinfo, 0);
	Datum values[2];
	bool nulls[2] = {false};
	TupleDesc descriptor;
	double low;
	double high;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "the result must be a row");
	learn_proportion_interval(seen, &low, &high);
	values[0] = Float8GetDatum(low);
	values[1] = Float8GetDatum(high);
	PG_RETURN_DATUM(
		HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls)));
}

Datum
learn_sql_probability_better(PG_FUNCTION_ARGS)
{
	LearnProportion one = proportion_argument(fcinfo, 0);
	LearnProportion other = proportion_argument(fcinfo, 2);

	PG_RETURN_FLOAT8(learn_proportion_greater(one, other));
}
