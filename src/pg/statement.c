/*-------------------------------------------------------------------------
 *
 * statement.c
 *		SQL statements that are planned once per process.
 *
 * A kept plan is planned again by itself when what it refers to has changed,
 * also when the extension was dropped and created anew.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "pg/statement.h"

static uint64
run(LearnStatement *statement, Datum *values, const bool *nulls,
	bool read_only)
{
	char null_flags[LEARN_STATEMENT_ARGUMENTS];
	int count = 0;
	int result;

	while (count < LEARN_STATEMENT_ARGUMENTS &&
		   OidIsValid(statement->types[count]))
		count++;

	if (statement->plan == NULL)
	{
		SPIPlanPtr plan =
			SPI_prepare(statement->text, count, statement->types);

		if (plan == NULL)
			elog(ERROR, "could not prepare a statement: %s",
				 SPI_result_code_string(SPI_result));
		if (SPI_keepplan(plan) != 0)
			elog(ERROR, "could not keep a plan");
		statement->plan = plan;
	}

	for (int i = 0; i < count; i++)
		null_flags[i] = nulls != NULL && nulls[i] ? 'n' : ' ';

	result =
		SPI_execute_plan(statement->plan, values, null_flags, read_only, 0);
	if (result < 0)
		elog(ERROR, "could not execute a statement: %s",
			 SPI_result_code_string(result));
	return SPI_processed;
}

uint64
learn_statement_run(LearnStatement *statement, Datum *values,
					const bool *nulls)
{
	return run(statement, values, nulls, false);
}

uint64
learn_statement_read(LearnStatement *statement, Datum *values,
					 const bool *nulls)
{
	return run(statement, values, nulls, true);
}

uint64
learn_statement_read_now(LearnStatement *statement, Datum *values,
						 const bool *nulls)
{
	uint64 rows;

	PushActiveSnapshot(GetLatestSnapshot());
	rows = learn_statement_read(statement, values, nulls);
	PopActiveSnapshot();
	return rows;
}

/*
 * A result shorter than its reader believes must not take the server down.
 */
static void
check_row(uint64 row)
{
	if (SPI_tuptable == NULL || row >= SPI_tuptable->numvals)
		elog(ERROR, "a statement returned fewer rows than expected");
}

char *
learn_statement_text(uint64 row, int column)
{
	check_row(row);
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						column);
}

Datum
learn_statement_datum(uint64 row, int column, bool *isnull)
{
	check_row(row);
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						 column, isnull);
}

void
learn_statement_row(uint64 row, Datum *values, bool *nulls)
{
	check_row(row);
	heap_deform_tuple(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, values,
					  nulls);
}

Datum
learn_text_datum(const char *string, bool *isnull)
{
	*isnull = string == NULL;
	return string == NULL ? (Datum) 0 : CStringGetTextDatum(string);
}
