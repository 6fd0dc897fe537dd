/*-------------------------------------------------------------------------
 *
 * remedies.c
 *		The remedies that learn comes with, as rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "core/remedy.h"
#include "pg/json_text.h"

PG_FUNCTION_INFO_V1(learn_sql_curated_remedies);

/* The columns of the result. */
enum
{
	COLUMN_POSITION,
	COLUMN_ID,
	COLUMN_KIND,
	COLUMN_PLATFORMS,
	COLUMN_ACTION,
	COLUMN_WHAT,
	COLUMN_WHY,
	COLUMN_COMMANDS,
	COLUMN_WAIT_FOR,
	COLUMN_ROLLBACK,
	COLUMN_TIMEOUT,
	COLUMNS
};

/*
 * Sets a column to a text; NULL and what is empty become null.
 */
static void
set_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL || text[0] == '\0';
	values[column] = nulls[column] ? (Datum) 0 : CStringGetTextDatum(text);
}

/*
 * The platforms, and what is run on each: the template, or for a remedy that
 * changes a step the text that it adds to its command.
 */
static void
set_platforms(Datum *values, const LearnRemedy *remedy)
{
	const struct
	{
		const char *name;
		const char *template;
	} platforms[] = {
		{"linux", remedy->linux_sh},
		{"windows", remedy->powershell},
		{"darwin", remedy->darwin_sh},
	};
	Datum names[lengthof(platforms)];
	StringInfoData commands;
	int count = 0;

	learn_json_begin(&commands);
	for (size_t i = 0; i < lengthof(platforms); i++)
	{
		const char *command = platforms[i].template;

		if (command == NULL)
			continue;
		if (command[0] == '\0')
			command = remedy->option;
		names[count++] = CStringGetTextDatum(platforms[i].name);
		if (command != NULL)
			learn_json_add_string(&commands, platforms[i].name, command);
	}
	values[COLUMN_PLATFORMS] = PointerGetDatum(
		construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
	values[COLUMN_COMMANDS] = learn_jsonb_datum(learn_json_end(&commands));
}

Datum
learn_sql_curated_remedies(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		Datum values[COLUMNS];
		bool nulls[COLUMNS] = {false};

		values[COLUMN_POSITION] = Int32GetDatum(i + 1);
		set_text(values, nulls, COLUMN_ID, remedy->id);
		set_text(values, nulls, COLUMN_KIND,
				 learn_remedy_kind_name(remedy->kind));
		set_platforms(values, remedy);
		set_text(values, nulls, COLUMN_ACTION, remedy->action);
		set_text(values, nulls, COLUMN_WHAT, remedy->what);
		set_text(values, nulls, COLUMN_WHY, remedy->why);
		set_text(values, nulls, COLUMN_WAIT_FOR, remedy->wait_for);
		set_text(values, nulls, COLUMN_ROLLBACK, remedy->rollback);
		nulls[COLUMN_TIMEOUT] = remedy->timeout <= 0;
		values[COLUMN_TIMEOUT] = Float8GetDatum(remedy->timeout);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}
