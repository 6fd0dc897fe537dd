/*-------------------------------------------------------------------------
 *
 * test_executor_database.c
 *		The database, as an executor sees it: real libpq, servers of all
 *		manners.
 *
 *-------------------------------------------------------------------------
 */
#include "server_stub.h"

#include <sys/stat.h>

#include "executor/database/database_message.h"
#include "executor/process/interrupt.h"

/* Opens a connection to a server, and tells how long that took. */
static LearnDatabaseStatus
open_for(const char *conninfo, LearnProblem *problem, double *seconds)
{
	LearnConnection connection = {.database = conninfo};
	LearnDatabase database = {0};
	double start = learn_monotonic_seconds();
	LearnDatabaseStatus status =
		learn_database_open(&connection, &database, problem);

	*seconds = learn_monotonic_seconds() - start;
	learn_database_close(&database);
	learn_database_close(&database);
	return status;
}

static void
test_connects(void **state)
{
	StubServer server;
	LearnDatabase database;

	(void) state;
	stub_start(&server, STUB_POLITE, NULL);
	stub_open(&server, &database);
	assert_string_equal(database.schema, "\"the api\"");
	assert_true(database.timeout == LEARN_DATABASE_TIMEOUT);
	assert_non_null(
		strstr(server.log->startup, "application_name learn-executor"));
	assert_non_null(strstr(server.log->startup, "client_encoding UTF8"));
	assert_non_null(strstr(server.log->startup, "user robot database fleet"));
	learn_database_close(&database);
	assert_null(database.connection);
	assert_null(database.schema);
	stub_stop(&server);
}

/* What a user says about the session in libpq's environment stays. */
static void
test_environment(void **state)
{
	StubServer server;
	LearnDatabase database;
	LearnConnection connection = {.database = "fleet"};
	LearnProblem problem = {"", ""};
	char port[16];

	(void) state;
	stub_start(&server, STUB_POLITE, NULL);
	snprintf(port, sizeof(port), "%d", server.port);
	connection.port = port;
	setenv("PGHOST", "127.0.0.1", 1);
	setenv("PGUSER", "other", 1);
	setenv("PGAPPNAME", "mine", 1);
	setenv("PGOPTIONS", "-c work_mem=1MB", 1);
	setenv("PGSSLMODE", "disable", 1);
	setenv("PGCLIENTENCODING", "LATIN1", 1);
	assert_int_equal(learn_database_open(&connection, &database, &problem),
					 LEARN_DATABASE_OK);
	unsetenv("PGHOST");
	unsetenv("PGUSER");
	unsetenv("PGAPPNAME");
	unsetenv("PGOPTIONS");
	unsetenv("PGSSLMODE");
	unsetenv("PGCLIENTENCODING");
	assert_non_null(strstr(server.log->startup, "user other"));
	assert_non_null(strstr(server.log->startup, "application_name mine"));
	assert_non_null(strstr(server.log->startup, "options -c work_mem=1MB"));
	assert_non_null(strstr(server.log->startup, "client_encoding UTF8"));
	learn_database_close(&database);
	stub_stop(&server);
}

static void
test_without_extension(void **state)
{
	static const StubReply replies[] = {
		{.when = "pg_extension", .columns = 1},
		{.when = NULL},
	};
	StubServer server;
	LearnProblem problem = {"", ""};
	double seconds;

	(void) state;
	stub_start(&server, STUB_POLITE, replies);
	assert_int_equal(open_for(server.conninfo, &problem, &seconds),
					 LEARN_DATABASE_UNKNOWN);
	assert_string_equal(
		problem.message,
		"the database \"fleet\" does not have the extension learn");
	stub_stop(&server);
}

/* Nobody is there, or nobody who can be understood. */
static void
test_away(void **state)
{
	static const StubManners manners[] = {STUB_CLOSING, STUB_GARBAGE};
	StubServer server;
	LearnProblem problem = {"", ""};
	double seconds;

	(void) state;
	for (size_t i = 0; i < sizeof(manners) / sizeof(manners[0]); i++)
	{
		stub_start(&server, manners[i], NULL);
		assert_int_equal(open_for(server.conninfo, &problem, &seconds),
						 LEARN_DATABASE_AWAY);
		assert_true(problem.message[0] != '\0');
		assert_null(strpbrk(problem.message, "\r\n\t"));
		stub_stop(&server);
	}
	/* Nobody listens there any more. */
	assert_int_equal(open_for(server.conninfo, &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	assert_non_null(strstr(problem.message, "Connection refused; Is the"));
	assert_true(seconds < 5);
	assert_int_equal(open_for("host=/nowhere/at/all", &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	assert_int_equal(open_for("service=none-of-this-name", &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	assert_non_null(strstr(problem.message, "none-of-this-name"));
}

static void
test_refused_connection(void **state)
{
	StubServer server;
	LearnProblem problem = {"", ""};
	double seconds;

	(void) state;
	stub_start(&server, STUB_FATAL, NULL);
	assert_int_equal(open_for(server.conninfo, &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	/* One line, without the password. */
	assert_non_null(strstr(problem.message, "no room for [redacted"));
	assert_non_null(strstr(problem.message, "; and \xC3\xBC"));
	assert_null(strstr(problem.message, "secret-word"));
	stub_stop(&server);
}

/* libpq itself would show the whole string, with the password. */
static void
test_unreadable_connection_strings(void **state)
{
	static const char *const strings[] = {
		"postgresql://robot:secret-word@[::1/fleet",
		"postgres://robot:secret-word%zz@localhost/fleet",
		"password=secret word host=x",
		"password='secret-word",
	};
	LearnProblem problem = {"", ""};
	double seconds;

	(void) state;
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
	{
		assert_int_equal(open_for(strings[i], &problem, &seconds),
						 LEARN_DATABASE_AWAY);
		assert_non_null(strstr(problem.message, "cannot read"));
		assert_null(strstr(problem.message, "secret"));
		assert_null(strstr(problem.message, "word"));
	}
}

/* The user's connect_timeout counts, wherever it comes from. */
static void
test_silent_server(void **state)
{
	StubServer server;
	LearnProblem problem = {"", ""};
	char uri[200];
	char directory[] = "/tmp/learn-service.XXXXXX";
	char path[100];
	double seconds;
	FILE *services;

	(void) state;
	stub_start(&server, STUB_SILENT, NULL);
	snprintf(uri, sizeof(uri),
			 "postgresql://robot@127.0.0.1:%d/fleet?connect_timeout=1",
			 server.port);
	assert_int_equal(open_for(uri, &problem, &seconds), LEARN_DATABASE_AWAY);
	assert_string_equal(problem.message,
						"the database did not answer within 1 seconds");
	assert_true(seconds >= 0.9 && seconds < 5);

	setenv("PGCONNECT_TIMEOUT", "1", 1);
	assert_int_equal(open_for(server.conninfo, &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	unsetenv("PGCONNECT_TIMEOUT");
	assert_true(seconds >= 0.9 && seconds < 5);

	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/services", directory);
	services = fopen(path, "w");
	assert_non_null(services);
	fprintf(services,
			"[mine]\nhost=127.0.0.1\nport=%d\nuser=robot\ndbname=fleet\n"
			"connect_timeout=1\n",
			server.port);
	fclose(services);
	setenv("PGSERVICEFILE", path, 1);
	assert_int_equal(open_for("service=mine", &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	unsetenv("PGSERVICEFILE");
	unlink(path);
	rmdir(directory);
	assert_string_equal(problem.message,
						"the database did not answer within 1 seconds");
	assert_true(seconds >= 0.9 && seconds < 5);
	stub_stop(&server);
}

/* The second of two hosts is there, the first one only says nothing. */
static void
test_silent_host_before_another(void **state)
{
	StubServer silent;
	StubServer server;
	LearnProblem problem = {"", ""};
	char conninfo[200];
	double seconds;

	(void) state;
	stub_start(&silent, STUB_SILENT, NULL);
	stub_start(&server, STUB_POLITE, NULL);
	snprintf(conninfo, sizeof(conninfo),
			 "host=127.0.0.1,127.0.0.1 port=%d,%d user=robot dbname=fleet "
			 "connect_timeout=2 sslmode=disable gssencmode=disable",
			 silent.port, server.port);
	assert_int_equal(open_for(conninfo, &problem, &seconds),
					 LEARN_DATABASE_OK);
	assert_int_equal(server.log->connections, 1);
	stub_stop(&silent);
	stub_stop(&server);
}

/* Asks the server for something, and does not wait for long. */
static LearnDatabaseStatus
ask_briefly(StubServer *server, const char *parameter, LearnProblem *problem)
{
	const char *const parameters[] = {parameter};
	LearnDatabase database;
	LearnDatabaseStatus status;
	PGresult *result;
	double start;

	stub_open(server, &database);
	database.timeout = 0.3;
	start = learn_monotonic_seconds();
	status = learn_database_ask(&database, "SELECT $1", 1, parameters, &result,
								problem);
	assert_null(result);
	assert_true(learn_monotonic_seconds() - start < 5);
	/* Nothing is taken for the answer to something else. */
	assert_null(database.connection);
	assert_int_equal(learn_database_ask(&database, "SELECT 1", 0, NULL,
										&result, problem),
					 LEARN_DATABASE_AWAY);
	assert_string_equal(problem->message,
						"there is no connection to the database");
	assert_null(result);
	learn_database_close(&database);
	return status;
}

static void
test_no_answer(void **state)
{
	static const StubReply silent[] = {
		{.when = "SELECT $1", .silent = true},
		{.when = NULL},
	};
	StubServer server;
	LearnProblem problem;
	size_t size = (size_t) 32 * 1024 * 1024;
	char *large = malloc(size + 1);

	(void) state;
	assert_non_null(large);
	memset(large, 'x', size);
	large[size] = '\0';

	stub_start(&server, STUB_POLITE, silent);
	assert_int_equal(ask_briefly(&server, "x", &problem), LEARN_DATABASE_AWAY);
	stub_stop(&server);
	stub_start(&server, STUB_TALKATIVE, NULL);
	assert_int_equal(ask_briefly(&server, "x", &problem), LEARN_DATABASE_AWAY);
	stub_stop(&server);
	/* It does not even read. */
	stub_start(&server, STUB_DEAF, NULL);
	assert_int_equal(ask_briefly(&server, large, &problem),
					 LEARN_DATABASE_AWAY);
	stub_stop(&server);
	free(large);
}

/* All processes of a server are stopped, as by somebody with a debugger. */
static void
test_stopped_server(void **state)
{
	StubServer server;
	LearnProblem problem = {"", ""};
	char conninfo[sizeof(server.conninfo) + 32];
	double seconds;

	(void) state;
	stub_start(&server, STUB_POLITE, NULL);
	snprintf(conninfo, sizeof(conninfo), "%s connect_timeout=1",
			 server.conninfo);
	assert_int_equal(open_for(conninfo, &problem, &seconds),
					 LEARN_DATABASE_OK);
	kill(server.process, SIGSTOP);
	assert_int_equal(open_for(conninfo, &problem, &seconds),
					 LEARN_DATABASE_AWAY);
	assert_true(seconds >= 0.9 && seconds < 5);
	stub_stop(&server);
}

static void
test_broken_off(void **state)
{
	static const StubReply closes[] = {
		{.when = "SELECT $1", .closes = true},
		{.when = NULL},
	};
	static const char *const parameters[] = {"x"};
	StubServer server;
	LearnDatabase database;
	LearnProblem problem = {"", ""};
	PGresult *result;

	(void) state;
	stub_start(&server, STUB_POLITE, closes);
	stub_open(&server, &database);
	for (int i = 0; i < 2; i++)
	{
		assert_int_equal(learn_database_ask(&database, "SELECT $1", 1,
											parameters, &result, &problem),
						 LEARN_DATABASE_AWAY);
		assert_true(problem.message[0] != '\0');
		assert_null(result);
	}
	learn_database_close(&database);
	stub_stop(&server);
}

/* Being told to stop ends the waiting, but only when it happens meanwhile. */
static void
test_told_to_stop(void **state)
{
	static const StubReply silent[] = {
		{.when = "SELECT $1", .silent = true},
		{.when = NULL},
	};
	StubServer server;
	LearnProblem problem = {"", ""};
	const char *const parameters[] = {"x"};
	LearnDatabase database;
	PGresult *result;
	pid_t child;

	(void) state;
	learn_interrupt_install();
	raise(SIGTERM);
	stub_start(&server, STUB_POLITE, silent);
	stub_open(&server, &database);
	child = fork();
	if (child == 0)
	{
		while (server.log->count == 0)
			poll(NULL, 0, 1);
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	assert_int_equal(learn_database_ask(&database, "SELECT $1", 1, parameters,
										&result, &problem),
					 LEARN_DATABASE_AWAY);
	assert_string_equal(problem.message,
						"told to stop while waiting for the database");
	waitpid(child, NULL, 0);
	learn_database_close(&database);
	stub_stop(&server);
}

static void
test_answers(void **state)
{
	static const StubReply replies[] = {
		{.when = "f($1)",
		 .rows = 2,
		 .row = {"a", NULL},
		 .columns = 2,
		 .warning = "look\nout"},
		{.when = NULL},
	};
	const char *const parameters[] = {"it's", NULL};
	StubServer server;
	LearnDatabase database;
	LearnProblem problem = {"", ""};
	PGresult *result;

	(void) state;
	stub_start(&server, STUB_POLITE, replies);
	stub_open(&server, &database);
	assert_int_equal(learn_database_ask(&database,
										"SELECT %s.f($1), NULL::%s.t", 2,
										parameters, &result, &problem),
					 LEARN_DATABASE_OK);
	assert_int_equal(PQntuples(result), 2);
	assert_string_equal(PQgetvalue(result, 1, 0), "a");
	assert_true(PQgetisnull(result, 1, 1));
	PQclear(result);
	assert_string_equal(database.warning.message, "look; out");
	assert_string_equal(server.log->questions[0].statement,
						"SELECT \"the api\".f($1), NULL::\"the api\".t");
	assert_string_equal(server.log->questions[0].parameters[0], "it's");
	assert_string_equal(server.log->questions[0].parameters[1], "(null)");

	assert_int_equal(learn_database_ask(&database, "SELECT 1", 0, NULL,
										&result, &problem),
					 LEARN_DATABASE_OK);
	PQclear(result);
	assert_string_equal(database.warning.message, "");
	learn_database_close(&database);
	stub_stop(&server);
}

static void
test_refusal(void **state)
{
	static const StubReply replies[] = {
		{.when = "bad",
		 .state = "PT409",
		 .message = "not\tactive",
		 .detail = "It is \xE2\x80\xA8 archived.",
		 .hint = "Ask."},
		{.when = "worse", .state = "22023", .message = "no", .hint = "Ask."},
		{.when = NULL},
	};
	StubServer server;
	LearnDatabase database;
	LearnProblem problem = {"", ""};
	PGresult *result;

	(void) state;
	stub_start(&server, STUB_POLITE, replies);
	stub_open(&server, &database);
	assert_int_equal(learn_database_ask(&database, "bad", 0, NULL, &result,
										&problem),
					 LEARN_DATABASE_REFUSED);
	assert_null(result);
	assert_string_equal(database.state, "PT409");
	assert_string_equal(problem.message, "not active (It is archived. Ask.)");
	assert_int_equal(learn_database_ask(&database, "worse", 0, NULL, &result,
										&problem),
					 LEARN_DATABASE_REFUSED);
	assert_string_equal(problem.message, "no (Ask.)");
	assert_int_equal(learn_database_ask(&database, "SELECT 1", 0, NULL,
										&result, &problem),
					 LEARN_DATABASE_OK);
	PQclear(result);
	assert_string_equal(database.state, "");
	learn_database_close(&database);
	stub_stop(&server);
}

static void
test_meanings(void **state)
{
	static const struct
	{
		const char *state;
		LearnDatabaseStatus meaning;
	} cases[] = {
		{NULL, LEARN_DATABASE_AWAY},       {"08006", LEARN_DATABASE_AWAY},
		{"25006", LEARN_DATABASE_AWAY},    {"25001", LEARN_DATABASE_REFUSED},
		{"40001", LEARN_DATABASE_AWAY},    {"40P01", LEARN_DATABASE_AWAY},
		{"53100", LEARN_DATABASE_AWAY},    {"55P03", LEARN_DATABASE_AWAY},
		{"57014", LEARN_DATABASE_AWAY},    {"57P01", LEARN_DATABASE_AWAY},
		{"58030", LEARN_DATABASE_AWAY},    {"3F000", LEARN_DATABASE_UNKNOWN},
		{"42P01", LEARN_DATABASE_UNKNOWN}, {"42883", LEARN_DATABASE_UNKNOWN},
		{"42703", LEARN_DATABASE_UNKNOWN}, {"42501", LEARN_DATABASE_REFUSED},
		{"42601", LEARN_DATABASE_REFUSED}, {"22023", LEARN_DATABASE_REFUSED},
		{"23505", LEARN_DATABASE_REFUSED}, {"PT404", LEARN_DATABASE_REFUSED},
		{"XX000", LEARN_DATABASE_REFUSED},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(learn_database_meaning(cases[i].state),
						 cases[i].meaning);
}

static void
test_messages(void **state)
{
	LearnProblem problem;

	(void) state;
	learn_database_say(NULL, " a\x1B[31m\r\n\tb\x7F \xC2\x85 c\n\n", &problem);
	assert_string_equal(problem.message, "a [31m; b c");
	/* Of another encoding: what can be read is kept. */
	learn_database_say(NULL, "f\xFCr \xC3\xBC", &problem);
	assert_string_equal(problem.message, "f?r ??");
	learn_database_say(NULL, "", &problem);
	assert_string_equal(problem.message,
						"the connection to the database is broken");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connects),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_without_extension),
		cmocka_unit_test(test_away),
		cmocka_unit_test(test_refused_connection),
		cmocka_unit_test(test_unreadable_connection_strings),
		cmocka_unit_test(test_silent_server),
		cmocka_unit_test(test_silent_host_before_another),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_stopped_server),
		cmocka_unit_test(test_broken_off),
		cmocka_unit_test(test_told_to_stop),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_meanings),
		cmocka_unit_test(test_messages),
	};

	/* What the machine has for psql is not for these. */
	unsetenv("PGSERVICE");
	unsetenv("PGCONNECT_TIMEOUT");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
