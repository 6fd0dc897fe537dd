/*-------------------------------------------------------------------------
 *
 * test_client.c
 *		Questions to a stub of an endpoint, which answers as it is told.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/prompt.h"
#include "core/reply.h"
#include "llm/client.h"
#include "llm_stub.h"

static const LearnModelCall call = {
	.model = "small-1",
	.system = "You classify.",
	.user = "Task: categorize a failed execution.",
	.schema_name = "failure_category",
	.schema = "{\"type\": \"object\", \"additionalProperties\": false}",
	.strict = true,
	.max_tokens = 200,
	.temperature = 0.1,
};

static LearnEndpoint
endpoint_of_stub(void)
{
	LearnEndpoint endpoint = {
		.dialect = "openai",
		.url = stub.url,
		.key = STUB_KEY,
		.connect_timeout_ms = 5000,
		.timeout_ms = 20000,
		.reply_limit = 1024 * 1024,
	};

	return endpoint;
}

static LearnModelReply
ask(const LearnEndpoint *endpoint)
{
	LearnModelReply reply;
	LearnProblem problem = {"", ""};

	if (learn_client_ask(transport, endpoint, &call, &reply, &problem) !=
		LEARN_OK)
		fail_msg("%s", problem.message);
	while (!learn_client_next(transport, &reply))
		stub_wait_for(transport);
	return reply;
}

static void
test_answer(void **state)
{
	LearnEndpoint endpoint = endpoint_of_stub();
	LearnModelReply reply = ask(&endpoint);

	(void) state;
	assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
	assert_non_null(strstr(reply.text, "\"runbook_insufficient\""));
	assert_int_equal(reply.text_length, strlen(reply.text));
	assert_int_equal(reply.http_status, 200);
	assert_string_equal(reply.model, "small-1");
	assert_string_equal(reply.error, "");
	assert_true(reply.tokens_in > 0 && reply.tokens_out > 0);
	assert_int_equal(reply.retry_after, -1);
	assert_true(reply.seconds > 0);
	learn_model_reply_free(&reply);
	assert_null(reply.text);
	assert_false(learn_client_next(transport, &reply));
}

/* What becomes of each behaviour; error NULL: some text. */
static const struct
{
	const char *behaviour;
	LearnModelOutcome outcome;
	const char *error;
} cases[] = {
	{"good", LEARN_MODEL_ANSWERED, ""},
	{"parts", LEARN_MODEL_ANSWERED, ""},
	{"fenced", LEARN_MODEL_ANSWERED, ""},
	{"malformed", LEARN_MODEL_ANSWERED, ""},
	{"cut_off", LEARN_MODEL_CUT_OFF,
	 "the answer was cut off at its largest length"},
	{"refusal", LEARN_MODEL_REFUSED, "the model refused to answer"},
	{"content_filter", LEARN_MODEL_REFUSED,
	 "the endpoint's content filter withheld the answer"},
	{"429:5", LEARN_MODEL_RATE_LIMITED, "the endpoint answered HTTP 429"},
	{"408", LEARN_MODEL_UNAVAILABLE, "the endpoint answered HTTP 408"},
	{"500", LEARN_MODEL_UNAVAILABLE, "the endpoint answered HTTP 500"},
	{"503", LEARN_MODEL_UNAVAILABLE, "the endpoint answered HTTP 503"},
	{"400", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 400"},
	{"401", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 401"},
	{"404", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 404"},
	{"redirect", LEARN_MODEL_MISCONFIGURED, "the endpoint answered HTTP 302"},
	{"huge:2000000", LEARN_MODEL_MALFORMED,
	 "the answer is larger than 1048576 bytes"},
	{"not_json_protocol", LEARN_MODEL_MALFORMED, NULL},
	{"empty_body", LEARN_MODEL_MALFORMED, NULL},
	{"gzip", LEARN_MODEL_MALFORMED, NULL},
	{"invalid_utf8", LEARN_MODEL_MALFORMED, NULL},
	{"nul", LEARN_MODEL_MALFORMED, NULL},
	{"raw_nul", LEARN_MODEL_MALFORMED, NULL},
	{"missing_choices", LEARN_MODEL_MALFORMED, "the answer has no choices"},
	{"null_content", LEARN_MODEL_MALFORMED, NULL},
	{"empty", LEARN_MODEL_MALFORMED, NULL},
	{"dropped", LEARN_MODEL_UNAVAILABLE, NULL},
	{"reset", LEARN_MODEL_UNAVAILABLE, NULL},
	{"bad_content_length", LEARN_MODEL_UNAVAILABLE, NULL},
};

static void
test_outcomes(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		LearnEndpoint endpoint = endpoint_of_stub();
		LearnModelReply reply;
		char order[128];

		snprintf(order, sizeof(order), "{\"behaviours\": [\"%s\"]}",
				 cases[i].behaviour);
		stub_order(order);
		reply = ask(&endpoint);
		if (reply.outcome != cases[i].outcome)
			fail_msg("%s: %s, %s", cases[i].behaviour,
					 learn_model_outcome_name(reply.outcome), reply.error);
		if (cases[i].error != NULL)
			assert_string_equal(reply.error, cases[i].error);
		else
			assert_true(strlen(reply.error) > 10);
		assert_true((reply.text != NULL) ==
					(reply.outcome == LEARN_MODEL_ANSWERED ||
					 reply.outcome == LEARN_MODEL_CUT_OFF));
		assert_null(strstr(reply.error, STUB_KEY));
		assert_null(strstr(reply.error, "127.0.0.1"));
		assert_int_equal(reply.retry_after,
						 cases[i].outcome == LEARN_MODEL_RATE_LIMITED ? 5
																	  : -1);
		learn_model_reply_free(&reply);
	}
}

/* How the stub is reached in each dialect. */
static const struct
{
	const char *dialect;
	const char *path;
} dialects[] = {
	{"openai", "/v1"},
	{"azure", "/azure?api-version=2024-10-21"},
	{"azure", "/azure/openai/deployments/mine?api-version=2025-03-01-preview"},
	{"azure", "/azure/openai/v1/"},
	{"anthropic", "/anthropic"},
	{"anthropic", "/anthropic/v1"},
};

#define DIALECTS (sizeof(dialects) / sizeof(*dialects))

static LearnEndpoint
endpoint_in_dialect(size_t which)
{
	static char url[128];
	LearnEndpoint endpoint = endpoint_of_stub();

	snprintf(url, sizeof(url), "%s%s", stub.url, dialects[which].path);
	endpoint.dialect = dialects[which].dialect;
	endpoint.url = url;
	return endpoint;
}

/*
 * The stub refuses what is not as the services document it.
 */
static void
test_dialects(void **state)
{
	static const struct
	{
		const char *behaviour;
		LearnModelOutcome outcome;
	} expected[] = {
		{"good", LEARN_MODEL_ANSWERED},
		{"parts", LEARN_MODEL_ANSWERED},
		{"fenced", LEARN_MODEL_ANSWERED},
		{"cut_off", LEARN_MODEL_CUT_OFF},
		{"refusal", LEARN_MODEL_REFUSED},
		{"content_filter", LEARN_MODEL_REFUSED},
		{"429:7", LEARN_MODEL_RATE_LIMITED},
		{"529", LEARN_MODEL_UNAVAILABLE},
		{"413", LEARN_MODEL_MISCONFIGURED},
		{"missing_choices", LEARN_MODEL_MALFORMED},
		{"null_content", LEARN_MODEL_MALFORMED},
		{"nul", LEARN_MODEL_MALFORMED},
		{"raw_nul", LEARN_MODEL_MALFORMED},
		{"invalid_utf8", LEARN_MODEL_MALFORMED},
		{"huge:2000000", LEARN_MODEL_MALFORMED},
	};

	(void) state;
	for (size_t i = 0; i < DIALECTS * sizeof(expected) / sizeof(*expected);
		 i++)
	{
		LearnEndpoint endpoint = endpoint_in_dialect(i % DIALECTS);
		LearnModelReply reply;
		char order[128];

		snprintf(order, sizeof(order), "{\"behaviours\": [\"%s\"]}",
				 expected[i / DIALECTS].behaviour);
		stub_order(order);
		reply = ask(&endpoint);
		if (reply.outcome != expected[i / DIALECTS].outcome)
			fail_msg("%s in %s: %s, %s", expected[i / DIALECTS].behaviour,
					 endpoint.url, learn_model_outcome_name(reply.outcome),
					 reply.error);
		if (reply.outcome == LEARN_MODEL_ANSWERED)
			assert_non_null(strstr(reply.text, "runbook_insufficient"));
		learn_model_reply_free(&reply);
	}
}

static void
test_key_in_each_dialect(void **state)
{
	(void) state;
	for (size_t i = 0; i < DIALECTS; i++)
	{
		LearnEndpoint endpoint = endpoint_in_dialect(i);
		LearnModelReply reply;

		endpoint.key = "sk-wrong";
		reply = ask(&endpoint);
		assert_int_equal(reply.http_status, 401);
		learn_model_reply_free(&reply);
	}
}

static void
test_timeout(void **state)
{
	LearnEndpoint endpoint = endpoint_of_stub();
	LearnModelReply reply;

	(void) state;
	stub_order("{\"behaviours\": [\"hang\"]}");
	endpoint.timeout_ms = 300;
	reply = ask(&endpoint);
	assert_int_equal(reply.outcome, LEARN_MODEL_UNAVAILABLE);
	assert_string_equal(reply.error, "timed out after 0.3 s");
	assert_int_equal(reply.http_status, 0);
	learn_model_reply_free(&reply);
}

static void
test_key(void **state)
{
	LearnEndpoint endpoint = endpoint_of_stub();
	LearnModelReply reply;

	(void) state;
	endpoint.key = "sk-wrong";
	reply = ask(&endpoint);
	assert_int_equal(reply.http_status, 401);
	learn_model_reply_free(&reply);
	endpoint.key = NULL;
	reply = ask(&endpoint);
	assert_int_equal(reply.http_status, 401);
	learn_model_reply_free(&reply);
}

static void
test_untrusted(void **state)
{
	LearnEndpoint endpoint = endpoint_of_stub();
	LearnModelReply reply;
	char url[64];

	(void) state;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", stub.port);
	endpoint.url = url;
	reply = ask(&endpoint);
	assert_int_equal(reply.outcome, LEARN_MODEL_MISCONFIGURED);
	assert_non_null(strstr(reply.error, "could not be trusted: "));
	learn_model_reply_free(&reply);
}

static const char facts[] =
	"{\"execution\": {\"execution_id\": \"exec-20260101-0001\", "
	"\"error_step\": 1, \"executed_steps\": [{\"step_number\": 1, "
	"\"action\": \"restart_service\", \"success\": false}]}, "
	"\"next_id\": \"RB-X-v2\", \"runbook\": {\"id\": \"RB-X\", "
	"\"name\": \"n\", \"platform\": \"linux\", \"incident_types\": "
	"[\"service_crash\"], \"steps\": [{\"action\": \"restart_service\", "
	"\"command\": \"systemctl restart nginx\"}]}}";

static LearnPrompt
render(LearnPromptPurpose purpose)
{
	const LearnPromptWords words = {purpose, "You answer.",
									purpose == LEARN_PROMPT_CATEGORIZE
										? "Task: categorize"
										: "Task: improve"};
	LearnDisguise *disguise = learn_disguise_create(false);
	LearnFacts read;
	LearnPrompt prompt;

	assert_non_null(disguise);
	assert_int_equal(learn_facts_read(facts, strlen(facts), &read, NULL),
					 LEARN_OK);
	assert_int_equal(learn_prompt_render(&read, &words, "0123456789abcdef",
										 disguise, 24000, &prompt, NULL),
					 LEARN_OK);
	learn_facts_free(&read);
	learn_disguise_free(disguise);
	return prompt;
}

/*
 * Asks a rendered question.
 */
static LearnModelReply
ask_prompt(const LearnEndpoint *endpoint, const LearnPrompt *prompt)
{
	LearnModelReply reply;
	LearnModelCall asked = call;

	asked.system = prompt->system;
	asked.user = prompt->user;
	asked.schema = prompt->schema;
	asked.schema_name = prompt->schema_name;
	asked.strict = prompt->strict;
	assert_int_equal(learn_client_ask(transport, endpoint, &asked, NULL, NULL),
					 LEARN_OK);
	while (!learn_client_next(transport, &reply))
		stub_wait_for(transport);
	if (reply.outcome != LEARN_MODEL_ANSWERED)
		fail_msg("%s: %s", endpoint->url, reply.error);
	return reply;
}

static void
ask_for_category(const LearnEndpoint *endpoint)
{
	LearnPrompt prompt = render(LEARN_PROMPT_CATEGORIZE);
	LearnModelReply reply = ask_prompt(endpoint, &prompt);
	LearnCategory category;

	assert_int_equal(learn_reply_category(reply.text, reply.text_length, NULL,
										  &category, NULL),
					 LEARN_OK);
	assert_int_equal(category.type, LEARN_FAILURE_RUNBOOK_INSUFFICIENT);
	learn_category_free(&category);
	learn_model_reply_free(&reply);
	learn_prompt_free(&prompt);
}

static void
ask_for_draft(const LearnEndpoint *endpoint)
{
	LearnPrompt prompt = render(LEARN_PROMPT_IMPROVE);
	LearnModelReply reply = ask_prompt(endpoint, &prompt);
	LearnDraft draft;
	LearnProblem problem = {"", ""};

	if (learn_reply_draft(reply.text, reply.text_length, NULL, facts,
						  strlen(facts), &draft, &problem) != LEARN_OK)
		fail_msg("%s: %s", problem.where, problem.message);
	assert_non_null(strstr(draft.content, "\"RB-X-v2\""));
	assert_non_null(strstr(draft.content, "\"prepare_environment\""));
	learn_draft_free(&draft);
	learn_model_reply_free(&reply);
	learn_prompt_free(&prompt);
}

/*
 * From facts to a category and to a draft, over the wire, in each dialect and
 * with each kind of structured output.
 */
static void
test_whole_way(void **state)
{
	static const LearnStructuredOutput outputs[] = {LEARN_OUTPUT_JSON_SCHEMA,
													LEARN_OUTPUT_JSON_OBJECT,
													LEARN_OUTPUT_TEXT};

	(void) state;
	for (size_t i = 0; i < DIALECTS * 3; i++)
	{
		LearnEndpoint endpoint = endpoint_in_dialect(i / 3);

		endpoint.structured_output = outputs[i % 3];
		ask_for_category(&endpoint);
		ask_for_draft(&endpoint);
	}
}

static void
test_check(void **state)
{
	LearnEndpoint endpoint = endpoint_of_stub();
	LearnEndpoint broken = endpoint;
	LearnProblem problem;
	char key[5000];

	(void) state;
	assert_int_equal(learn_client_check(&endpoint, &problem), LEARN_OK);
	broken.dialect = "esperanto";
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	assert_string_equal(problem.message,
						"the dialect is not one of: openai, azure, anthropic");
	broken.dialect = NULL;
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	broken = endpoint;
	broken.url = "http://example.org";
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	assert_int_equal(learn_client_ask(transport, &broken, &call, NULL,
									  &problem),
					 LEARN_INVALID);
	broken.url = NULL;
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	broken.url = "https://name.openai.azure.com";
	broken.dialect = "azure";
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	assert_int_equal(learn_client_ask(transport, &broken, &call, NULL,
									  &problem),
					 LEARN_INVALID);
	assert_non_null(strstr(problem.message, "API version"));

	broken = endpoint;
	broken.key = "sk-1\r\nX-Evil: 1";
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	assert_null(strstr(problem.message, "sk-1"));
	assert_int_equal(learn_client_ask(transport, &broken, &call, NULL,
									  &problem),
					 LEARN_INVALID);
	broken.key = "";
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	broken.key = key;
	assert_int_equal(learn_client_check(&broken, &problem), LEARN_INVALID);
	assert_int_equal(learn_transport_in_flight(transport), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_answer, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_outcomes, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_dialects, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_key_in_each_dialect,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_timeout, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_key, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_untrusted, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_whole_way, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_check, stub_create_transport,
										stub_destroy_transport),
	};

	return cmocka_run_group_tests(tests, stub_start, stub_stop);
}
