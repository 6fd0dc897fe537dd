/*-------------------------------------------------------------------------
 *
 * database.c
 *		The database, as an executor sees it.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/database.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "executor/database/database_message.h"
#include "executor/database/database_wait.h"

/* Parameters of a connection, and the end of them. */
#define PARAMETERS_MAX 9

/* Seconds by which the server gives up before we do, and says so. */
#define SERVER_IS_FASTER 5.0

/* Parameters, as libpq takes them; what comes later counts. */
typedef struct Parameters
{
	const char *names[PARAMETERS_MAX];
	const char *values[PARAMETERS_MAX];
	int count;
} Parameters;

static void
add_parameter(Parameters *parameters, const char *name, const char *value)
{
	parameters->names[parameters->count] = name;
	parameters->values[parameters->count] = value;
	parameters->count++;
}

/*
 * What is in a connection string takes the place of other options, as in psql.
 */
static void
collect_parameters(const LearnConnection *connection, Parameters *parameters)
{
	*parameters = (Parameters){.count = 0};
	add_parameter(parameters, "host", connection->host);
	add_parameter(parameters, "port", connection->port);
	add_parameter(parameters, "user", connection->user);
	add_parameter(parameters, "dbname", connection->database);
	add_parameter(parameters, "fallback_application_name", "learn-executor");
	add_parameter(parameters, "client_encoding", "UTF8");
}

/*
 * Can libpq read the name of the database, where that is a connection string?
 * What libpq says of one that it cannot read may show the password in it.
 */
static bool
is_readable(const char *database)
{
	PQconninfoOption *options;
	char *message = NULL;

	if (database == NULL || (strchr(database, '=') == NULL &&
							 strncmp(database, "postgresql://", 13) != 0 &&
							 strncmp(database, "postgres://", 11) != 0))
		return true;
	options = PQconninfoParse(database, &message);
	PQfreemem(message);
	PQconninfoFree(options);
	return options != NULL;
}

/*
 * Is what a connection goes to several hosts, or a name, which may stand for
 * several addresses?
 */
static bool
has_more_addresses(const char *host)
{
	struct in6_addr address;

	if (host == NULL || strchr(host, ',') != NULL)
		return host != NULL;
	return host[0] != '/' && host[0] != '@' &&
		   inet_pton(AF_INET, host, &address) != 1 &&
		   inet_pton(AF_INET6, host, &address) != 1;
}

/* The time limit of a connection, and whether it counts for each address. */
static double
connect_timeout(PGconn *connection, bool *several)
{
	PQconninfoOption *options = PQconninfo(connection);
	const char *host = NULL;
	double seconds = LEARN_DATABASE_CONNECT_TIMEOUT;

	for (PQconninfoOption *option = options;
		 option != NULL && option->keyword != NULL; option++)
	{
		if (option->val == NULL || option->val[0] == '\0')
			continue;
		if (strcmp(option->keyword, "connect_timeout") == 0)
			seconds = strtod(option->val, NULL);
		else if (strcmp(option->keyword, "hostaddr") == 0 ||
				 (strcmp(option->keyword, "host") == 0 && host == NULL))
			host = option->val;
	}
	*several = has_more_addresses(host);
	PQconninfoFree(options);
	/* For libpq that is: for ever. */
	return seconds > 0 ? seconds : LEARN_DATABASE_TIMEOUT;
}

/* Keeps the last warning; without a receiver libpq prints them. */
static void
keep_warning(void *data, const PGresult *result)
{
	LearnDatabase *database = data;
	const char *severity =
		PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity != NULL && strcmp(severity, "WARNING") == 0)
		learn_database_say_result(database->connection, result,
								  &database->warning);
}

static LearnDatabaseStatus
say_waited(LearnWaited waited, double seconds, LearnProblem *problem)
{
	if (waited == LEARN_WAITED_STOPPED)
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "told to stop while waiting for the database");
	else
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "the database did not answer within %.0f seconds",
						  seconds);
	return LEARN_DATABASE_AWAY;
}

/*
 * Connects.  Only libpq can go on from a silent address to the next, and only
 * when it is libpq that waits; so it does where there may be another one.
 * Looking up the name of a host takes as long as the resolver lets it.
 */
static LearnDatabaseStatus
connect_to(Parameters *parameters, LearnDatabase *database,
		   LearnProblem *problem)
{
	PGconn *connection =
		PQconnectStartParams(parameters->names, parameters->values, 1);
	LearnWaited waited = LEARN_WAITED_DONE;
	LearnPatience patience;
	double seconds;
	bool several;

	database->connection = connection;
	if (connection == NULL)
	{
		learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL, "out of memory");
		return LEARN_DATABASE_AWAY;
	}
	PQsetNoticeReceiver(connection, keep_warning, database);
	seconds = connect_timeout(connection, &several);
	patience = learn_patience(seconds);
	if (PQstatus(connection) != CONNECTION_BAD)
		waited = learn_wait_connected(connection, &patience);
	if (waited == LEARN_WAITED_LATE && several)
	{
		char limit[32];

		snprintf(limit, sizeof(limit), "%.0f", seconds);
		add_parameter(parameters, "connect_timeout", limit);
		PQfinish(connection);
		connection =
			PQconnectdbParams(parameters->names, parameters->values, 1);
		database->connection = connection;
		PQsetNoticeReceiver(connection, keep_warning, database);
		waited = LEARN_WAITED_DONE;
	}
	if (waited != LEARN_WAITED_DONE)
		return say_waited(waited, seconds, problem);
	if (PQstatus(connection) == CONNECTION_OK &&
		PQsetnonblocking(connection, 1) == 0)
		return LEARN_DATABASE_OK;
	learn_database_say(connection,
					   connection == NULL ? "" : PQerrorMessage(connection),
					   problem);
	return LEARN_DATABASE_AWAY;
}

/*
 * Makes the session one that cannot be led astray by a search_path, and that
 * ends what is late on the server too.  Not by options of the connection:
 * those may be the user's, and not all poolers take them.  Where a pooler
 * gives each statement another session, that has no effect: so statements name
 * the schema of all that they use.
 */
static LearnDatabaseStatus
prepare_session(LearnDatabase *database, LearnProblem *problem)
{
	char limit[32];
	const char *const parameters[] = {limit};
	PGresult *result;
	LearnDatabaseStatus status;

	snprintf(limit, sizeof(limit), "%.0fms",
			 (LEARN_DATABASE_TIMEOUT - SERVER_IS_FASTER) * 1000);
	status = learn_database_ask(
		database,
		"SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', "
		"false), pg_catalog.set_config('client_min_messages', 'warning', "
		"false), pg_catalog.set_config('statement_timeout', $1, false)",
		1, parameters, &result, problem);
	PQclear(result);
	return status;
}

static LearnDatabaseStatus
find_schema(LearnDatabase *database, LearnProblem *problem)
{
	PGresult *result;
	LearnDatabaseStatus status =
		learn_database_ask(database,
						   "SELECT pg_catalog.quote_ident(n.nspname) "
						   "FROM pg_catalog.pg_extension e "
						   "JOIN pg_catalog.pg_namespace n "
						   "ON n.oid OPERATOR(pg_catalog.=) e.extnamespace "
						   "WHERE e.extname OPERATOR(pg_catalog.=) 'learn'",
						   0, NULL, &result, problem);

	if (status == LEARN_DATABASE_OK && PQntuples(result) != 1)
	{
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "the database \"%s\" does not have the extension "
						  "learn",
						  PQdb(database->connection));
		status = LEARN_DATABASE_UNKNOWN;
	}
	if (status == LEARN_DATABASE_OK)
	{
		database->schema = strdup(PQgetvalue(result, 0, 0));
		if (database->schema == NULL)
		{
			learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							  "out of memory");
			status = LEARN_DATABASE_AWAY;
		}
	}
	PQclear(result);
	return status;
}

LearnDatabaseStatus
learn_database_open(const LearnConnection *connection, LearnDatabase *database,
					LearnProblem *problem)
{
	Parameters parameters;
	LearnDatabaseStatus status;

	*database = (LearnDatabase){.timeout = LEARN_DATABASE_TIMEOUT};
	if (!is_readable(connection->database))
	{
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "the name of the database is a connection string "
						  "that libpq cannot read");
		return LEARN_DATABASE_AWAY;
	}
	collect_parameters(connection, &parameters);
	status = connect_to(&parameters, database, problem);
	if (status == LEARN_DATABASE_OK)
		status = prepare_session(database, problem);
	if (status == LEARN_DATABASE_OK)
		status = find_schema(database, problem);
	return status;
}

/* Writes a statement with the schema in its place; NULL: no memory. */
static char *
compose(const LearnDatabase *database, const char *statement)
{
	LearnBuffer text;
	const char *place;

	learn_buffer_init(&text, 0);
	while ((place = strstr(statement, "%s")) != NULL)
	{
		learn_buffer_append(&text, statement, (size_t) (place - statement));
		learn_buffer_append_string(&text, database->schema);
		statement = place + 2;
	}
	learn_buffer_append_string(&text, statement);
	return learn_buffer_detach(&text, NULL);
}

/* What the answer to a question means; clears *result unless it is one. */
static LearnDatabaseStatus
judge(LearnDatabase *database, PGresult **result, LearnProblem *problem)
{
	const char *state = PQresultErrorField(*result, PG_DIAG_SQLSTATE);
	LearnDatabaseStatus status = learn_database_meaning(state);

	if (PQresultStatus(*result) == PGRES_TUPLES_OK ||
		PQresultStatus(*result) == PGRES_COMMAND_OK)
		return LEARN_DATABASE_OK;

	if (*result == NULL)
		learn_database_say(database->connection,
						   PQerrorMessage(database->connection), problem);
	else
		learn_database_say_result(database->connection, *result, problem);
	if (status == LEARN_DATABASE_REFUSED)
		snprintf(database->state, sizeof(database->state), "%s", state);
	PQclear(*result);
	*result = NULL;
	return status;
}

LearnDatabaseStatus
learn_database_ask(LearnDatabase *database, const char *statement, int count,
				   const char *const *parameters, PGresult **result,
				   LearnProblem *problem)
{
	LearnPatience patience = learn_patience(database->timeout);
	LearnWaited waited = LEARN_WAITED_DONE;
	char *text;

	*result = NULL;
	database->state[0] = '\0';
	database->warning = (LearnProblem){.message = ""};
	if (database->connection == NULL)
	{
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "there is no connection to the database");
		return LEARN_DATABASE_AWAY;
	}
	text = compose(database, statement);
	if (text == NULL)
	{
		learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL, "out of memory");
		return LEARN_DATABASE_AWAY;
	}
	/* When it cannot be sent, there is no result, and judge() says why. */
	if (PQsendQueryParams(database->connection, text, count, NULL, parameters,
						  NULL, NULL, 0))
		waited = learn_wait_answered(database->connection, &patience, result);
	free(text);
	if (waited == LEARN_WAITED_DONE)
		return judge(database, result, problem);

	/* An answer may still come: it must not be taken for the next one's. */
	PQfinish(database->connection);
	database->connection = NULL;
	return say_waited(waited, database->timeout, problem);
}

void
learn_database_close(LearnDatabase *database)
{
	PQfinish(database->connection);
	free(database->schema);
	*database = (LearnDatabase){.connection = NULL};
}
