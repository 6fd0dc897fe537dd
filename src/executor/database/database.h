/*-------------------------------------------------------------------------
 *
 * database.h
 *		The database, as an executor sees it.
 *
 * Everything has a time limit, also when the server accepts a connection and
 * then says nothing: an incident does not wait for a database.  Being told to
 * stop (interrupt.h) ends the waiting as well.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_DATABASE_H
#define LEARN_EXECUTOR_DATABASE_DATABASE_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "core/problem.h"

/* Longest time for anything asked of the database, in seconds. */
#define LEARN_DATABASE_TIMEOUT 30.0

/* The same for connecting, unless connect_timeout says otherwise. */
#define LEARN_DATABASE_CONNECT_TIMEOUT 10.0

/*
 * How it is reached, as psql is told; what is NULL comes from libpq's
 * environment and service files.  Borrowed.
 */
typedef struct LearnConnection
{
	const char *host;
	const char *port;
	const char *user;
	const char *database; /* a name, or a connection string */
} LearnConnection;

/* What went wrong, as far as it matters to whom. */
typedef enum LearnDatabaseStatus
{
	LEARN_DATABASE_OK,
	LEARN_DATABASE_AWAY,    /* cannot be reached, or broke off, or is late:
							 * later it may work */
	LEARN_DATABASE_REFUSED, /* it says no, and will again: see the SQLSTATE */
	LEARN_DATABASE_UNKNOWN  /* the extension is not there, or too old */
} LearnDatabaseStatus;

/* libpq knows where it is: not to be copied while it is open. */
typedef struct LearnDatabase
{
	PGconn *connection;
	char *schema;         /* malloc'ed: where the API is, quoted */
	double timeout;       /* of each question, in seconds */
	char state[6];        /* SQLSTATE of what was refused last; "" otherwise */
	LearnProblem warning; /* the server's last, to the last question */
} LearnDatabase;

/*
 * Connects, with nothing on the search path but pg_catalog, and finds the
 * schema that has the API.  Never asks for a password.  A name that stands for
 * several addresses, or several hosts, get the time each.  The database is
 * the caller's to close in any case.
 */
extern LearnDatabaseStatus learn_database_open(
	const LearnConnection *connection, LearnDatabase *database,
	LearnProblem *problem);

/*
 * Runs one statement with text parameters.  %s in it, at most twice, stands
 * for the schema.  *result is the caller's to clear; NULL unless OK.  The
 * message of what is refused has the server's detail and hint as well.
 */
extern LearnDatabaseStatus learn_database_ask(LearnDatabase *database,
											  const char *statement, int count,
											  const char *const *parameters,
											  PGresult **result,
											  LearnProblem *problem);

/* Closes the connection; safe when only zeroed, and twice. */
extern void learn_database_close(LearnDatabase *database);

#endif /* LEARN_EXECUTOR_DATABASE_DATABASE_H */
