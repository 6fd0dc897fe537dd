/*-------------------------------------------------------------------------
 *
 * test_executor_announce.c
 *		Tells the database which actions this executor knows.
 *
 *-------------------------------------------------------------------------
 */
#include "server_stub.h"

#include "executor/database/announce.h"

static void
test_announces(void **state)
{
	StubServer server;
	LearnDatabase database;
	LearnActions actions = {NULL};
	LearnProblem problem = {"", ""};

	(void) state;
	stub_start(&server, STUB_POLITE, NULL);
	stub_open(&server, &database);
	assert_int_equal(learn_announce(&database, "web-1", &actions, &problem),
					 LEARN_DATABASE_OK);
	assert_int_equal(server.log->count, 1);
	assert_string_equal(
		server.log->questions[0].statement,
		"SELECT \"the api\".learn_register_executor($1, ARRAY("
		"SELECT pg_catalog.jsonb_array_elements_text($2)), $3)");
	assert_string_equal(server.log->questions[0].parameters[0], "web-1");
	assert_non_null(
		strstr(server.log->questions[0].parameters[1], "\"restart_service\""));
	assert_string_equal(server.log->questions[0].parameters[2], "linux");

	/* Half a list would be a wrong one. */
	actions.directory = "/nowhere/at/all";
	assert_int_not_equal(learn_announce(&database, "web-1", &actions,
										&problem),
						 LEARN_DATABASE_OK);
	assert_non_null(strstr(problem.message, "/nowhere/at/all"));
	assert_int_equal(server.log->count, 1);
	learn_database_close(&database);
	stub_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_announces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
