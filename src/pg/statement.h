/*-------------------------------------------------------------------------
 *
 * statement.h
 *		SQL statements that are planned once per process.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_STATEMENT_H
#define LEARN_PG_STATEMENT_H

#include "executor/spi.h"

#define LEARN_STATEMENT_ARGUMENTS 24

/*
 * Declared static, with its text and argument types (ended by InvalidOid); the
 * plan is made at the first run and kept.  The text qualifies what is not in
 * pg_catalog.
 */
typedef struct LearnStatement
{
	const char *text;
	Oid types[LEARN_STATEMENT_ARGUMENTS];
	SPIPlanPtr plan;
} LearnStatement;

/*
 * Runs a statement; the caller is connected to SPI.  values holds one Datum
 * for each type; a NULL argument has its entry in nulls set (nulls may be NULL
 * when no argument is).  Returns the number of rows processed; rows are in
 * SPI_tuptable.  Raises when the statement does.
 */
extern uint64 learn_statement_run(LearnStatement *statement, Datum *values,
								  const bool *nulls);

/* The same for a statement that only reads, under the active snapshot. */
extern uint64 learn_statement_read(LearnStatement *statement, Datum *values,
								   const bool *nulls);

/*
 * The same under a snapshot taken now: it sees what is committed also in a
 * transaction that looks at the past.
 */
extern uint64 learn_statement_read_now(LearnStatement *statement,
									   Datum *values, const bool *nulls);

/*
 * A column of a row of the last result, as text in the current memory
 * context, or NULL.  column counts from 1.
 */
extern char *learn_statement_text(uint64 row, int column);

/* A column as Datum; *isnull is set. */
extern Datum learn_statement_datum(uint64 row, int column, bool *isnull);

/* All columns of a row; the arrays are the caller's and large enough. */
extern void learn_statement_row(uint64 row, Datum *values, bool *nulls);

/* A text Datum for a string, which may be NULL (*isnull is set then). */
extern Datum learn_text_datum(const char *string, bool *isnull);

#endif /* LEARN_PG_STATEMENT_H */
