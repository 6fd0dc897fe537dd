/*-------------------------------------------------------------------------
 *
 * test_webhook.c
 *		Webhooks: what is sent, and when it counts as received.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "llm/client.h"
#include "llm/webhook.h"
#include "llm_stub.h"

#define BODY "{\"text\": \"a draft waits\", \"id\": \"RB-X-v2\"}"

static LearnWebhook
webhook_to_stub(void)
{
	static char url[96];
	LearnWebhook webhook = {
		.url = url,
		.body = BODY,
		.body_length = strlen(BODY),
		.connect_timeout_ms = 5000,
		.timeout_ms = 20000,
		.reply_limit = 4096,
	};

	snprintf(url, sizeof(url), "%s/hook/here", stub.url);
	return webhook;
}

static LearnModelReply
perform(const LearnWebhook *webhook)
{
	LearnModelReply reply;
	LearnProblem problem = {"", ""};

	if (learn_webhook_send(transport, webhook, &transport, &problem) !=
		LEARN_OK)
		fail_msg("%s", problem.message);
	while (!learn_client_next(transport, &reply))
		stub_wait_for(transport);
	assert_ptr_equal(reply.owner, &transport);
	assert_null(reply.text);
	return reply;
}

static void
test_received(void **state)
{
	LearnWebhook webhook = webhook_to_stub();
	LearnModelReply reply = perform(&webhook);

	(void) state;
	assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
	assert_int_equal(reply.http_status, 200);
	assert_string_equal(reply.error, "");
	assert_int_equal(reply.tokens_in, -1);
	assert_false(reply.unreachable);
	learn_model_reply_free(&reply);
}

/*
 * The stub tells what it was sent.
 */
static void
test_what_is_sent(void **state)
{
	static const char *const headers[] = {"X-Signature: sha256=00ff",
										  "X-Event: review", NULL};
	LearnWebhook webhook = webhook_to_stub();
	LearnModelReply reply;
	char *seen;

	(void) state;
	stub_order("{\"forget\": true}");
	webhook.headers = headers;
	reply = perform(&webhook);
	assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
	learn_model_reply_free(&reply);

	seen = stub_requests();
	assert_non_null(strstr(seen, "\"path\": \"/hook/here\""));
	assert_non_null(strstr(seen, "\"Content-Type\": \"application/json\""));
	assert_non_null(strstr(seen, "\"X-Signature\": \"sha256=00ff\""));
	assert_non_null(strstr(seen, "\"X-Event\": \"review\""));
	assert_non_null(strstr(seen, "\"raw\": \"{\\\"text\\\": \\\"a draft "
								 "waits\\\", \\\"id\\\": \\\"RB-X-v2\\\"}\""));
	assert_null(strstr(seen, "Authorization"));
	free(seen);
}

/* What becomes of each behaviour; error NULL: some text. */
static const struct
{
	const char *behaviour;
	LearnModelOutcome outcome;
	const char *error;
} cases[] = {
	{"good", LEARN_MODEL_ANSWERED, ""},
	{"empty_body", LEARN_MODEL_ANSWERED, ""},
	{"not_json_protocol", LEARN_MODEL_ANSWERED, ""},
	{"raw_nul", LEARN_MODEL_ANSWERED, ""},
	{"gzip", LEARN_MODEL_ANSWERED, ""},

	/* Received, whatever became of the rest. */
	{"huge:100000", LEARN_MODEL_ANSWERED, ""},
	{"dropped", LEARN_MODEL_ANSWERED, ""},
	{"bad_content_length", LEARN_MODEL_ANSWERED, ""},

	/* On a connection of its own: one that was open would be tried again. */
	{"reset", LEARN_MODEL_UNAVAILABLE, NULL},
	{"429:5", LEARN_MODEL_RATE_LIMITED, "the endpoint answered HTTP 429"},
	{"503:5", LEARN_MODEL_UNAVAILABLE, "the endpoint answered HTTP 503"},
	{"500", LEARN_MODEL_UNAVAILABLE, "the endpoint answered HTTP 500"},
	{"404", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 404"},
	{"410", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 410"},
	{"redirect", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 302"},
};

static void
test_outcomes(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		LearnWebhook webhook = webhook_to_stub();
		LearnModelReply reply;
		char order[128];

		snprintf(order, sizeof(order),
				 "{\"behaviours\": [{\"behaviour\": \"%s\", \"purpose\": "
				 "\"notify\"}]}",
				 cases[i].behaviour);
		stub_order(order);
		reply = perform(&webhook);
		if (reply.outcome != cases[i].outcome)
			fail_msg("%s: %s, %s", cases[i].behaviour,
					 learn_model_outcome_name(reply.outcome), reply.error);
		if (cases[i].error != NULL)
			assert_string_equal(reply.error, cases[i].error);
		else
			assert_true(strlen(reply.error) > 10);
		assert_int_equal(reply.retry_after,
						 strchr(cases[i].behaviour, ':') != NULL &&
								 reply.http_status >= 400
							 ? 5
							 : -1);
		learn_model_reply_free(&reply);
	}
}

static void
test_timeout(void **state)
{
	LearnWebhook webhook = webhook_to_stub();
	LearnModelReply reply;

	(void) state;
	stub_order("{\"behaviours\": [\"hang\"]}");
	webhook.timeout_ms = 300;
	reply = perform(&webhook);
	assert_int_equal(reply.outcome, LEARN_MODEL_UNAVAILABLE);
	assert_string_equal(reply.error, "timed out after 0.3 s");
	learn_model_reply_free(&reply);
}

/*
 * One queue for both, each read in its own way.
 */
static void
test_beside_a_model(void **state)
{
	LearnWebhook webhook = webhook_to_stub();
	LearnEndpoint endpoint = {
		.dialect = "openai",
		.url = stub.url,
		.key = STUB_KEY,
		.structured_output = LEARN_OUTPUT_TEXT,
		.connect_timeout_ms = 5000,
		.timeout_ms = 20000,
		.reply_limit = 100000,
	};
	LearnModelCall call = {.model = "m",
						   .system = "s",
						   .user = "Task: categorize"};
	LearnModelReply reply;
	int told;
	int asked;

	(void) state;
	assert_int_equal(learn_client_ask(transport, &endpoint, &call, &asked,
									  NULL),
					 LEARN_OK);
	assert_int_equal(learn_webhook_send(transport, &webhook, &told, NULL),
					 LEARN_OK);
	for (int i = 0; i < 2; i++)
	{
		while (!learn_client_next(transport, &reply))
			stub_wait_for(transport);
		assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
		assert_true(reply.owner == &told || reply.owner == &asked);
		assert_true((reply.text == NULL) == (reply.owner == &told));
		learn_model_reply_free(&reply);
	}
}

static void
test_refused(void **state)
{
	static const char *const injected[] = {"X-Signature: a\r\nX-Other: b",
										   NULL};
	static const char *const many[] = {"A: 1", "A: 1", "A: 1", "A: 1", "A: 1",
									   "A: 1", "A: 1", "A: 1", "A: 1", "A: 1",
									   "A: 1", "A: 1", "A: 1", "A: 1", "A: 1",
									   "A: 1", "A: 1", NULL};
	LearnWebhook webhook = webhook_to_stub();
	LearnProblem problem;

	(void) state;
	webhook.headers = injected;
	assert_int_equal(learn_webhook_send(transport, &webhook, NULL, &problem),
					 LEARN_INVALID);
	webhook.headers = many;
	assert_int_not_equal(learn_webhook_send(transport, &webhook, NULL,
											&problem),
						 LEARN_OK);
	webhook = webhook_to_stub();
	webhook.url = "http://hooks.example/";
	assert_int_equal(learn_webhook_send(transport, &webhook, NULL, &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_transport_in_flight(transport), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_received, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_what_is_sent,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_outcomes, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_timeout, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_beside_a_model,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_refused, stub_create_transport,
										stub_destroy_transport),
	};

	return cmocka_run_group_tests(tests, stub_start, stub_stop);
}
