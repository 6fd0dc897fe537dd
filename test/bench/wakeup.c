/*-------------------------------------------------------------------------
 *
 * wakeup.c
 *		Inserts single rows into an idle machine and says when.
 *
 *	wakeup SAMPLE COUNT
 *
 * Prints, for each row, the time by CLOCK_MONOTONIC, in nanoseconds, at which
 * the reply to its COMMIT had been read.  The next row follows when the one
 * before has been analysed, and a while has passed.
 *
 *-------------------------------------------------------------------------
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "database.h"
#include "monotonic.h"
#include "rows.h"

#define ANALYSED                                                              \
	"SELECT EXISTS (SELECT FROM learn.analyses WHERE execution_id = $1)"
#define PAUSE (20 * NANOSECONDS_PER_MILLISECOND)
#define RECHECK (5 * NANOSECONDS_PER_MILLISECOND)
#define PATIENCE (30 * NANOSECONDS_PER_SECOND)

static void
rest(int64_t nanoseconds)
{
	struct timespec time = {.tv_nsec = nanoseconds};

	nanosleep(&time, NULL);
}

static void
wait_for_analysis(PGconn *connection, uint64_t number)
{
	char id[] = "exec-" ROWS_MARK;
	const char *value = id;
	int64_t end = monotonic() + PATIENCE;
	bool analysed = false;

	rows_write_word(id + sizeof("exec-") - 1, number);
	while (!analysed)
	{
		PGresult *result = database_run(connection, 1, &value);

		analysed = PQgetvalue(result, 0, 0)[0] == 't';
		PQclear(result);
		if (monotonic() > end)
			errx(1, "%s is not analysed", id);
		if (!analysed)
			rest(RECHECK);
	}
}

int
main(int argc, char **argv)
{
	PGconn *inserting;
	PGconn *asking;
	uint64_t number;
	Rows rows;

	if (argc != 3)
		errx(2, "usage: wakeup SAMPLE COUNT");
	inserting = database_connect();
	rows = rows_prepare(inserting, "learn.execution_results", argv[1], 1);
	asking = database_connect();
	database_prepare(asking, ANALYSED);
	number = rows_first_number();
	for (int i = 0; i < atoi(argv[2]); i++)
	{
		int64_t committed;

		rows_insert(inserting, &rows, number + (uint64_t) i);
		committed = monotonic();
		rest(PAUSE);
		wait_for_analysis(asking, number + (uint64_t) i);
		printf("%lld\n", (long long) committed);
	}
	PQfinish(asking);
	PQfinish(inserting);
	return 0;
}
