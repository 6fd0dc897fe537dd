/*-------------------------------------------------------------------------
 *
 * rows.h
 *		Many rows for one statement: an array for each column, for unnest().
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ROWS_H
#define LEARN_PG_ROWS_H

#include "postgres.h"

typedef struct LearnRows
{
	const Oid *types; /* of the columns; must outlive the rows */
	int columns;
	int count;
	Datum *values; /* column by column */
	bool *nulls;
} LearnRows;

/* That many rows, all values NULL, in the current memory context. */
extern LearnRows *learn_rows_create(const Oid *types, int columns, int count);

/* Sets a value, by reference where the type is; both count from 0. */
extern void learn_rows_set(LearnRows *rows, int row, int column, Datum value);

/* Sets a value of a text column; a NULL string stays NULL. */
extern void learn_rows_set_text(LearnRows *rows, int row, int column,
								const char *string);

/*
 * Makes an array of each column, in arrays[0 ...], in the current memory
 * context: the arguments of a statement that begins with these columns.
 */
extern void learn_rows_arrays(const LearnRows *rows, Datum *arrays);

/* Strings as an array of texts, a NULL one as a NULL; likewise. */
extern Datum learn_rows_text_array(const char *const *strings, int count);

#endif /* LEARN_PG_ROWS_H */
