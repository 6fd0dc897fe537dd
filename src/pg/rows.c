/*-------------------------------------------------------------------------
 *
 * rows.c
 *		Many rows for one statement: an array for each column, for unnest().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "pg/rows.h"

LearnRows *
learn_rows_create(const Oid *types, int columns, int count)
{
	LearnRows *rows = palloc(sizeof(*rows));

	rows->types = types;
	rows->columns = columns;
	rows->count = count;
	rows->values = palloc0(sizeof(Datum) * columns * Max(count, 1));
	rows->nulls = palloc(sizeof(bool) * columns * Max(count, 1));
	memset(rows->nulls, true, sizeof(bool) * columns * Max(count, 1));
	return rows;
}

void
learn_rows_set(LearnRows *rows, int row, int column, Datum value)
{
	Assert(row >= 0 && row < rows->count);
	Assert(column >= 0 && column < rows->columns);
	rows->values[column * rows->count + row] = value;
	rows->nulls[column * rows->count + row] = false;
}

void
learn_rows_set_text(LearnRows *rows, int row, int column, const char *string)
{
	if (string != NULL)
		learn_rows_set(rows, row, column, CStringGetTextDatum(string));
}

void
learn_rows_arrays(const LearnRows *rows, Datum *arrays)
{
	int size[1] = {rows->count};
	int lower[1] = {1};

	for (int i = 0; i < rows->columns; i++)
	{
		int16 length;
		bool by_value;
		char alignment;

		get_typlenbyvalalign(rows->types[i], &length, &by_value, &alignment);
		arrays[i] = PointerGetDatum(
			construct_md_array(rows->values + i * rows->count,
							   rows->nulls + i * rows->count, 1, size, lower,
							   rows->types[i], length, by_value, alignment));
	}
}

Datum
learn_rows_text_array(const char *const *strings, int count)
{
	static const Oid types[] = {TEXTOID};
	LearnRows *rows = learn_rows_create(types, 1, count);
	Datum array;

	for (int i = 0; i < count; i++)
		learn_rows_set_text(rows, i, 0, strings[i]);
	learn_rows_arrays(rows, &array);
	return array;
}
