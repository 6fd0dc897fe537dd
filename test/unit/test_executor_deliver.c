/*-------------------------------------------------------------------------
 *
 * test_executor_deliver.c
 *		What waits in the spool comes to the database, in order.
 *
 *-------------------------------------------------------------------------
 */
#include "server_stub.h"
#include "spool_case.h"

#include "executor/delivery/deliver.h"

#define LIMIT (1024 * 1024)

/* Puts results with the ids "exec-1", "exec-2" ... */
static void
put_results(int count)
{
	LearnProblem problem = {"", ""};

	for (int i = 1; i <= count; i++)
	{
		char id[40];
		char moment[60];
		json_object *result;

		snprintf(id, sizeof(id), "exec-%d", i);
		snprintf(moment, sizeof(moment), "2026-11-22T20:41:%02d.000000+00:00",
				 i);
		result = a_result(id, moment, 10);
		assert_status(learn_spool_put(&spool, result, &problem), LEARN_OK,
					  problem);
		json_object_put(result);
	}
}

/* Delivers what waits to a server that answers like this. */
static LearnDelivery
deliver(StubServer *server, const StubReply *replies)
{
	LearnDatabase database;
	LearnDelivery delivery;

	stub_start(server, STUB_POLITE, replies);
	stub_open(server, &database);
	database.timeout = 1;
	learn_deliver_all(&database, &spool, &delivery);
	learn_database_close(&database);
	return delivery;
}

static void
test_in_order(void **state)
{
	StubServer server;
	LearnDelivery delivery;

	(void) state;
	open_spool(LIMIT);
	put_results(3);
	delivery = deliver(&server, NULL);
	assert_int_equal(delivery.delivered, 3);
	assert_int_equal(delivery.refused, 0);
	assert_int_equal(delivery.waiting, 0);
	assert_int_equal(learn_spool_count(&spool), 0);
	assert_int_equal(server.log->count, 3);
	for (int i = 0; i < 3; i++)
	{
		char id[40];

		snprintf(id, sizeof(id), "\"execution_id\":\"exec-%d\"", i + 1);
		assert_non_null(strstr(server.log->questions[i].parameters[0], id));
	}
	stub_stop(&server);
	delivery = deliver(&server, NULL);
	assert_int_equal(delivery.delivered + delivery.waiting, 0);
	stub_stop(&server);
}

/* Columns come from what is known, not from the document. */
static void
test_statement(void **state)
{
	static const char text[] =
		"{\"notes\": \"n\", \"recorded_at\": \"x\", \"tags\": null, "
		"\"a) SELECT pg_sleep(1); --\": 1, \"execution_id\": \"exec-1\"}";
	StubServer server;
	LearnDatabase database;
	LearnProblem problem = {"", ""};
	json_object *document;

	(void) state;
	assert_status(learn_json_parse(text, strlen(text), &document, &problem),
				  LEARN_OK, problem);
	stub_start(&server, STUB_POLITE, NULL);
	stub_open(&server, &database);
	assert_int_equal(learn_deliver_one(&database, document, &problem),
					 LEARN_DATABASE_OK);
	assert_string_equal(
		server.log->questions[0].statement,
		"INSERT INTO \"the api\".learn_executions (execution_id, notes) "
		"SELECT execution_id, notes FROM pg_catalog.jsonb_populate_record("
		"NULL::\"the api\".learn_executions, $1::pg_catalog.jsonb) "
		"ON CONFLICT (execution_id) DO NOTHING");
	assert_string_equal(server.log->questions[0].parameters[0],
						"{\"execution_id\":\"exec-1\",\"notes\":\"n\"}");

	/* Without an id it would be another one each time. */
	json_object_object_del(document, "execution_id");
	assert_int_equal(learn_deliver_one(&database, document, &problem),
					 LEARN_DATABASE_REFUSED);
	assert_int_equal(server.log->count, 1);
	json_object_put(document);
	learn_database_close(&database);
	stub_stop(&server);
}

/* What one refusal means for it and for those behind it. */
static void
test_refusals(void **state)
{
	static const struct
	{
		const char *state;
		bool final;
	} cases[] = {
		{"22023", true},  {"22P05", true},  {"23514", true},  {"54000", true},
		{"P0001", true},  {"PT400", true},  {"PT409", true},  {"PT404", true},
		{"PT429", false}, {"PT408", false}, {"PT503", false}, {"42501", false},
		{"42P01", false}, {"42883", false}, {"57014", false}, {"53100", false},
		{"25006", false}, {"40001", false}, {"XX000", false}, {"42601", false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		/* The second of three is the one. */
		StubReply replies[] = {
			{.when = "INSERT",
			 .state = cases[i].state,
			 .message = "no",
			 .part = "exec-2"},
			{.when = NULL},
		};
		StubServer server;
		LearnProblem problem;
		LearnDelivery delivery;

		open_spool(LIMIT);
		put_results(3);
		delivery = deliver(&server, replies);
		assert_int_equal(delivery.delivered, cases[i].final ? 2 : 1);
		assert_int_equal(delivery.refused, cases[i].final ? 1 : 0);
		assert_int_equal(delivery.waiting, cases[i].final ? 0 : 2);
		assert_string_equal(delivery.problem.message, "no");
		assert_int_equal(server.log->count, cases[i].final ? 3 : 2);
		assert_int_equal(learn_spool_count(&spool), delivery.waiting);
		assert_int_equal(learn_spool_was_refused(&spool, "exec-2", &problem),
						 cases[i].final);
		if (cases[i].final)
			assert_string_equal(problem.message, "no");
		stub_stop(&server);
		tear_down(NULL);
		set_up(NULL);
	}
}

/* Who may not do the one may do the other. */
static void
test_kinds(void **state)
{
	static const StubReply replies[] = {
		{.when = "learn_add_test", .state = "42501", .message = "not you"},
		{.when = "INSERT",
		 .part = "exec-3",
		 .state = "22023",
		 .message = "bad value"},
		{.when = NULL},
	};
	static const StubReply late[] = {
		{.when = "learn_add_test", .state = "57014", .message = "too late"},
		{.when = "INSERT", .state = "57014", .message = "too late"},
		{.when = NULL},
	};
	StubServer server;
	LearnDelivery delivery;

	(void) state;
	open_spool(LIMIT);
	for (int i = 1; i <= 5; i++)
	{
		char text[200];
		json_object *result;
		LearnProblem problem = {"", ""};

		snprintf(text, sizeof(text),
				 "{\"execution_id\": \"exec-%d\", \"completed_at\": "
				 "\"2026-11-22T20:41:0%d.000000+00:00\"%s}",
				 i, i, i % 2 == 0 ? ", \"staging\": {}" : "");
		assert_status(learn_json_parse(text, strlen(text), &result, &problem),
					  LEARN_OK, problem);
		assert_status(learn_spool_put(&spool, result, &problem), LEARN_OK,
					  problem);
		json_object_put(result);
	}
	delivery = deliver(&server, replies);
	assert_int_equal(delivery.delivered, 2);
	assert_int_equal(delivery.refused, 1);
	assert_int_equal(delivery.waiting, 2);
	assert_string_equal(delivery.problem.message, "not you");
	assert_int_equal(server.log->count, 4);
	assert_int_equal(learn_spool_count(&spool), 2);
	stub_stop(&server);

	/* Where there is no answer there is none for anybody. */
	put_results(1);
	delivery = deliver(&server, late);
	assert_int_equal(delivery.delivered, 0);
	assert_int_equal(delivery.waiting, 3);
	assert_string_equal(delivery.problem.message, "too late");
	assert_int_equal(server.log->count, 1);
	stub_stop(&server);
}

/* The connection breaks: nobody knows what has happened, so it is repeated. */
static void
test_broken_off(void **state)
{
	static const StubReply closes[] = {
		{.when = "INSERT", .closes = true, .part = "exec-2"},
		{.when = NULL},
	};
	StubServer server;
	LearnDelivery delivery;

	(void) state;
	open_spool(LIMIT);
	put_results(3);
	delivery = deliver(&server, closes);
	assert_int_equal(delivery.delivered, 1);
	assert_int_equal(delivery.waiting, 2);
	assert_true(delivery.problem.message[0] != '\0');
	stub_stop(&server);
	delivery = deliver(&server, NULL);
	assert_int_equal(delivery.delivered, 2);
	assert_non_null(strstr(server.log->questions[0].parameters[0], "exec-2"));
	stub_stop(&server);
}

static void
test_late(void **state)
{
	static const StubReply silent[] = {
		{.when = "INSERT", .silent = true},
		{.when = NULL},
	};
	StubServer server;
	LearnDelivery delivery;

	(void) state;
	open_spool(LIMIT);
	put_results(2);
	delivery = deliver(&server, silent);
	assert_int_equal(delivery.delivered, 0);
	assert_int_equal(delivery.waiting, 2);
	assert_int_equal(server.log->count, 1);
	assert_non_null(strstr(delivery.problem.message, "did not answer"));
	stub_stop(&server);
}

/* A file that nobody can read holds up nobody. */
static void
test_what_is_no_result(void **state)
{
	static const StubReply refuses[] = {
		{.when = "INSERT", .state = "22023", .message = "no"},
		{.when = NULL},
	};
	StubServer server;
	LearnDelivery delivery;
	LearnSpool closed = LEARN_SPOOL_CLOSED;
	LearnDatabase database = {0};
	int file;

	(void) state;
	open_spool(LIMIT);
	put_results(1);
	file = openat(spool.ready, "0-exec-0.json", O_WRONLY | O_CREAT, 0600);
	assert_true(file >= 0);
	close(file);
	delivery = deliver(&server, NULL);
	assert_int_equal(delivery.delivered, 1);
	assert_int_equal(delivery.refused, 1);
	assert_int_equal(delivery.waiting, 0);
	assert_int_equal(count_names(spool.refused, ".json"), 1);
	stub_stop(&server);

	put_results(1);
	/* Of refused ones no more are kept than of waiting ones. */
	spool.limit = 1;
	delivery = deliver(&server, refuses);
	assert_int_equal(delivery.refused, 1);
	assert_int_equal(delivery.dropped, 1);
	assert_string_equal(delivery.problem.message, "no");
	stub_stop(&server);
	spool.limit = LIMIT;

	put_results(1);
	learn_deliver_all(&database, &spool, &delivery);
	assert_int_equal(delivery.waiting, 1);
	learn_deliver_all(&database, &closed, &delivery);
	assert_int_equal(delivery.waiting, 0);
}

/* Asks what became of a staging run that ended like this. */
static LearnDatabaseStatus
deliver_staging(StubServer *server, const char *more, LearnProblem *problem)
{
	char text[2000];
	LearnDatabase database;
	LearnDatabaseStatus status;
	json_object *document;

	snprintf(text, sizeof(text),
			 "{\"execution_id\": \"exec-1\", \"runbook_id\": \"RB-X\", "
			 "\"hostname\": \"web-1\", \"staging\": {\"digest\": \"d\"}, "
			 "\"executed_steps\": [{}, {}], %s}",
			 more);
	assert_status(learn_json_parse(text, strlen(text), &document, problem),
				  LEARN_OK, *problem);
	stub_start(server, STUB_POLITE, NULL);
	stub_open(server, &database);
	status = learn_deliver_one(&database, document, problem);
	learn_database_close(&database);
	json_object_put(document);
	return status;
}

static void
test_staging(void **state)
{
	static const struct
	{
		const char *more;
		const char *passed;
		const char *details;
	} cases[] = {
		{"\"success\": true, \"verification_passed\": true, "
		 "\"verification_method\": \"port: 80\"",
		 "true", "run exec-1: all 2 steps ran, port: 80"},
		{"\"success\": true", "false",
		 "run exec-1: all 2 steps ran, not verified"},
		{"\"success\": true, \"verification_passed\": false, "
		 "\"error_message\": \"refuted\", \"verification_method\": \"m\"",
		 "false", "run exec-1: refuted; m"},
		{"\"success\": false, \"verification_passed\": true, "
		 "\"error_message\": \"step 2\", \"verification_method\": \"m\"",
		 "false", "run exec-1: step 2; m"},
	};
	StubServer server;
	LearnProblem problem;
	char longer[1500];

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		const StubQuestion *question;

		assert_int_equal(deliver_staging(&server, cases[i].more, &problem),
						 LEARN_DATABASE_OK);
		question = &server.log->questions[0];
		assert_string_equal(
			question->statement,
			"SELECT \"the api\".learn_add_test(id => $1, test_name => $2, "
			"passed => $3, details => $4, digest => $5)");
		assert_string_equal(question->parameters[0], "RB-X");
		assert_string_equal(question->parameters[1], "staging run on web-1");
		assert_string_equal(question->parameters[2], cases[i].passed);
		assert_string_equal(question->parameters[3], cases[i].details);
		assert_string_equal(question->parameters[4], "d");
		assert_int_equal(server.log->count, 1);
		stub_stop(&server);
	}
	/* Bounded, and valid UTF-8 at its end. */
	strcpy(longer, "\"error_message\": \"");
	for (int i = 0; i < 600; i++)
		strcat(longer, "\xC3\xBC");
	strcat(longer, "\"");
	assert_int_equal(deliver_staging(&server, longer, &problem),
					 LEARN_DATABASE_OK);
	assert_in_range(strlen(server.log->questions[0].parameters[3]), 470, 479);
	assert_int_equal((strlen(server.log->questions[0].parameters[3]) -
					  strlen("run exec-1: ")) %
						 2,
					 0);
	stub_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_statement, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_kinds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_broken_off, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_late, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_no_result, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_staging, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
