/*-------------------------------------------------------------------------
 *
 * database.c
 *		libpq for programs that end when anything fails.
 *
 *-------------------------------------------------------------------------
 */
#include "database.h"

#include <err.h>

PGconn *
database_connect(void)
{
	PGconn *connection = PQconnectdb("");

	if (PQstatus(connection) != CONNECTION_OK)
		errx(1, "%s", PQerrorMessage(connection));
	return connection;
}

static void
expect_success(const PGconn *connection, const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		errx(1, "%s", PQerrorMessage(connection));
}

void
database_prepare(PGconn *connection, const char *statement)
{
	PGresult *result = PQprepare(connection, "", statement, 0, NULL);

	expect_success(connection, result);
	PQclear(result);
}

PGresult *
database_run(PGconn *connection, int count, const char *const *values)
{
	PGresult *result =
		PQexecPrepared(connection, "", count, values, NULL, NULL, 0);

	expect_success(connection, result);
	return result;
}
