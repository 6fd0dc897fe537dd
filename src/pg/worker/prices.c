/*-------------------------------------------------------------------------
 *
 * prices.c
 *		What models cost: learn_set_price().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_set_price);

/*
 * A price that can be paid.
 */
static Datum
get_price(FunctionCallInfo fcinfo, int number, const char *name)
{
	Numeric price = PG_ARGISNULL(number) ? NULL : PG_GETARG_NUMERIC(number);

	if (price == NULL || numeric_is_nan(price) || numeric_is_inf(price) ||
		DatumGetBool(DirectFunctionCall2(
			numeric_lt, NumericGetDatum(price),
			DirectFunctionCall1(int4_numeric, Int32GetDatum(0)))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" must be a number, not negative", name)));
	return NumericGetDatum(price);
}

Datum
learn_sql_set_price(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"INSERT INTO learn.models (model, input_price, output_price)"
		" VALUES ($1, $2, $3) ON CONFLICT (model) DO UPDATE SET"
		" input_price = excluded.input_price,"
		" output_price = excluded.output_price",
		{TEXTOID, NUMERICOID, NUMERICOID, InvalidOid}};
	MemoryContext caller = CurrentMemoryContext;
	LearnAuditEntry entry = {.action = "set_price"};
	LearnIdentity identity;
	StringInfoData receipt;
	Datum values[3];
	char *model;

	if (PG_ARGISNULL(0) || VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(0)) == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"model\" must not be empty")));
	model = text_to_cstring(PG_GETARG_TEXT_PP(0));
	values[0] = CStringGetTextDatum(model);
	values[1] = get_price(fcinfo, 1, "input_price");
	values[2] = get_price(fcinfo, 2, "output_price");

	SPI_connect();
	learn_audit_lock();
	learn_identity_caller(&identity);
	learn_statement_run(&statement, values, NULL);
	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "model", model);
	learn_json_add_string(&receipt, "input_price",
						  DatumGetCString(
							  DirectFunctionCall1(numeric_out, values[1])));
	learn_json_add_string(&receipt, "output_price",
						  DatumGetCString(
							  DirectFunctionCall1(numeric_out, values[2])));
	entry.object_id = model;
	entry.details = learn_json_end(&receipt);
	learn_audit_write(&identity, &entry);
	return learn_json_return(caller, entry.details);
}
