/*-------------------------------------------------------------------------
 *
 * rows.c
 *		Rows to insert: copies of a sample, each with a word of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "rows.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "database.h"
#include "monotonic.h"

/* As when the run had just ended. */
#define TIMES "now() - interval '7 s', now()"

static void *
allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		err(1, "rows");
	return memory;
}

void
rows_write_word(char *text, uint64_t number)
{
	for (int i = ROWS_WORD_LENGTH - 1; i >= 0; i--)
	{
		/* Not from a to f: a word of hexadecimal digits would be no word. */
		text[i] = (char) ('g' + number % 16);
		number /= 16;
	}
}

uint64_t
rows_first_number(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t) (now.tv_sec * NANOSECONDS_PER_SECOND + now.tv_nsec);
}

/*
 * The columns of a sample that are given; the order of PQfnumber().
 */
static int
read_sample(PGconn *connection, const char *sample, PGresult **result,
			int *columns)
{
	int count = 0;

	database_prepare(connection,
					 "SELECT * FROM bench.samples WHERE sample = $1");
	*result = database_run(connection, 1, &sample);
	if (PQntuples(*result) != 1)
		errx(1, "there is no sample %s", sample);
	for (int i = 0; i < PQnfields(*result); i++)
	{
		if (!PQgetisnull(*result, 0, i) &&
			strcmp(PQfname(*result, i), "sample") != 0)
			columns[count++] = i;
	}
	return count;
}

static void
prepare_insert(PGconn *connection, const char *table, const PGresult *sample,
			   const int *columns, int column_count, int count)
{
	char *statement = NULL;
	size_t length = 0;
	FILE *text = open_memstream(&statement, &length);
	int parameter = 0;

	if (text == NULL)
		err(1, "rows");
	fprintf(text, "INSERT INTO %s (", table);
	for (int i = 0; i < column_count; i++)
		fprintf(text, "%s, ", PQfname(sample, columns[i]));
	fprintf(text, "started_at, completed_at) VALUES ");
	for (int row = 0; row < count; row++)
	{
		fprintf(text, row == 0 ? "(" : ", (");
		for (int i = 0; i < column_count; i++)
			fprintf(text, "$%d, ", ++parameter);
		fprintf(text, TIMES ")");
	}
	if (fclose(text) != 0)
		err(1, "rows");
	database_prepare(connection, statement);
	free(statement);
}

/*
 * The value of one parameter; a copy where a word goes into it.
 */
static const char *
lay_out_value(Rows *rows, const char *value, int row)
{
	char *copy;
	char *mark;

	if (strstr(value, ROWS_MARK) == NULL)
		return value;
	copy = strdup(value);
	if (copy == NULL)
		err(1, "rows");
	for (mark = copy; (mark = strstr(mark, ROWS_MARK)) != NULL;
		 mark += ROWS_WORD_LENGTH)
	{
		/* Room for the next power of two. */
		if ((rows->word_count & (rows->word_count - 1)) == 0)
			rows->words = realloc(rows->words, sizeof(RowWord) * 2 *
												   (rows->word_count + 1));
		if (rows->words == NULL)
			err(1, "rows");
		rows->words[rows->word_count++] = (RowWord){mark, row};
	}
	return copy;
}

Rows
rows_prepare(PGconn *connection, const char *table, const char *sample,
			 int count)
{
	Rows rows = {.count = count};
	int columns[64];
	int column_count;
	PGresult *result;

	column_count = read_sample(connection, sample, &result, columns);
	prepare_insert(connection, table, result, columns, column_count, count);
	rows.parameters = count * column_count;
	rows.values = allocate((size_t) rows.parameters, sizeof(char *));
	for (int i = 0; i < rows.parameters; i++)
		rows.values[i] =
			lay_out_value(&rows,
						  PQgetvalue(result, 0, columns[i % column_count]),
						  i / column_count);
	return rows;
}

void
rows_insert(PGconn *connection, Rows *rows, uint64_t number)
{
	for (int i = 0; i < rows->word_count; i++)
		rows_write_word(rows->words[i].text,
						number + (uint64_t) rows->words[i].row);
	PQclear(database_run(connection, rows->parameters, rows->values));
}
