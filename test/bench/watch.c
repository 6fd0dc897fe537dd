/*-------------------------------------------------------------------------
 *
 * watch.c
 *		How long does a process of the server hold back vacuum?
 *
 *	watch PID
 *
 * Looks every two milliseconds, until its standard input ends, whether the
 * process has an xmin or a transaction id, and since when its transaction has
 * been open.  Prints a JSON object: how often it looked, how often there was
 * one, and the longest age of one, in milliseconds.
 *
 *-------------------------------------------------------------------------
 */
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "database.h"

#define INTERVAL_MS 2
#define AGE                                                                   \
	"SELECT extract(epoch FROM clock_timestamp() - xact_start) * 1000 "       \
	"FROM pg_stat_get_activity($1::integer) "                                 \
	"WHERE backend_xid IS NOT NULL OR backend_xmin IS NOT NULL"

int
main(int argc, char **argv)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	PGconn *connection;
	long samples = 0;
	long held = 0;
	double longest = 0;

	if (argc != 2)
		errx(2, "usage: watch PID");
	connection = database_connect();
	database_prepare(connection, AGE);
	while (poll(&input, 1, INTERVAL_MS) == 0)
	{
		PGresult *result =
			database_run(connection, 1, (const char *const *) &argv[1]);

		samples++;
		if (PQntuples(result) > 0)
		{
			double age = atof(PQgetvalue(result, 0, 0));

			held++;
			if (age > longest)
				longest = age;
		}
		PQclear(result);
	}
	PQfinish(connection);
	printf("{\"samples\": %ld, \"held\": %ld, \"longest_ms\": %.3f}\n",
		   samples, held, longest);
	return 0;
}
