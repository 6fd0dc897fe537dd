/*-------------------------------------------------------------------------
 *
 * rows.h
 *		Rows to insert: copies of a sample, each with a word of its own.
 *
 * What is done for each INSERT is little, since the clients share the
 * processors with the server: the words are written into texts that were laid
 * out once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stdint.h>

#include <libpq-fe.h>

/* Stands for the word in samples.sql. */
#define ROWS_MARK "@@@@@@@@@@@@@@@@"
#define ROWS_WORD_LENGTH 16

typedef struct RowWord
{
	char *text; /* where it stands in a value */
	int row;
} RowWord;

typedef struct Rows
{
	int count;
	int parameters;
	const char **values;
	RowWord *words;
	int word_count;
} Rows;

/*
 * Reads a sample and prepares an INSERT of count such rows into a table, as
 * the connection's statement.  Ends the program when anything fails; the
 * memory is kept until the program ends.
 */
extern Rows rows_prepare(PGconn *connection, const char *table,
						 const char *sample, int count);

/*
 * Runs the INSERT with the rows' words made of number, number + 1, ...
 */
extern void rows_insert(PGconn *connection, Rows *rows, uint64_t number);

/* Sixteen letters for a number; in the same order as the numbers. */
extern void rows_write_word(char *text, uint64_t number);

/* A number from which on nobody has used any, on this machine. */
extern uint64_t rows_first_number(void);

#endif /* BENCH_ROWS_H */
