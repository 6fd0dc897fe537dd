/*-------------------------------------------------------------------------
 *
 * test_azure.c
 *		OpenAI's models at Azure: the URL, the version in it, and the key.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "dialect_case.h"

#define HOST "https://name.openai.azure.com"
#define VERSION "?api-version=2024-10-21"
#define SMALL_1 "/openai/deployments/small-1/chat/completions"

static void
test_request(void **state)
{
	LearnEndpoint endpoint = {.url = HOST VERSION, .key = "k-1"};
	LearnOutgoingRequest request = dialect_compose(&endpoint, &dialect_call);

	(void) state;
	assert_string_equal(request.url.data, HOST SMALL_1 VERSION);
	assert_true(dialect_has_header(&request, "api-key: k-1"));
	assert_int_equal(request.headers.count, 1);
	assert_string_equal(
		request.body.data,
		"{\"model\":\"small-1\",\"messages\":["
		"{\"role\":\"system\",\"content\":\"You are \\\"careful\\\".\"},"
		"{\"role\":\"user\",\"content\":\"Why?\\n\xC3\xA4\"}],"
		"\"max_tokens\":200,\"temperature\":0.1,\"response_format\":"
		"{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"shape\","
		"\"strict\":true,\"schema\":{\"type\": \"object\"}}}}");
	dialect_forget(&request);

	endpoint.key = NULL;
	request = dialect_compose(&endpoint, &dialect_call);
	assert_int_equal(request.headers.count, 0);
	dialect_forget(&request);
}

static void
test_url(void **state)
{
	(void) state;
	dialect_expect_url(HOST "/" VERSION, HOST SMALL_1 VERSION);
	dialect_expect_url(HOST "/openai" VERSION, HOST SMALL_1 VERSION);
	dialect_expect_url(HOST "/openai/deployments/mine" VERSION, HOST
					   "/openai/deployments/mine/chat/completions" VERSION);
	dialect_expect_url(HOST "/openai/deployments/mine/" VERSION, HOST
					   "/openai/deployments/mine/chat/completions" VERSION);
	dialect_expect_url(HOST "/openai/deployments/mine/chat/completions" VERSION
							"&x=1",
					   HOST "/openai/deployments/mine/chat/completions" VERSION
							"&x=1");
	dialect_expect_url("https://gateway.example/team" VERSION,
					   "https://gateway.example/team" SMALL_1 VERSION);
	dialect_expect_url("https://gateway.example/x/chat/completions" VERSION,
					   "https://gateway.example/x/chat/completions" VERSION);
	dialect_expect_url("https://h/a?b=/deployments/c&api-version=1",
					   "https://h/a" SMALL_1
					   "?b=/deployments/c&api-version=1");
	dialect_expect_url(HOST "/openai/v1", HOST "/openai/v1/chat/completions");
	dialect_expect_url(HOST "/openai/v1/?api-version=preview",
					   HOST "/openai/v1/chat/completions?api-version=preview");
	dialect_expect_url(HOST "/openai/v1/chat/completions",
					   HOST "/openai/v1/chat/completions");
}

/*
 * A deployment's name is a part of the path, whatever is in it.
 */
static void
test_deployment_is_encoded(void **state)
{
	LearnEndpoint endpoint = {.url = HOST VERSION};
	LearnModelCall call = dialect_call;
	LearnOutgoingRequest request;

	(void) state;
	call.model = "../a b?c#d\xC3\xA4.e_f~";
	request = dialect_compose(&endpoint, &call);
	assert_string_equal(request.url.data, HOST "/openai/deployments/"
											   "..%2Fa%20b%3Fc%23d%C3%A4.e_f~"
											   "/chat/completions" VERSION);
	dialect_forget(&request);
}

static void
test_version_is_wanted(void **state)
{
	static const char *const good[] = {
		HOST VERSION,
		HOST "?x=1&api-version=2024-10-21&y=2",
		HOST "/openai/deployments/mine/chat/completions" VERSION,
		HOST "/openai/v1",
		HOST "/openai/v1/",
		HOST "/openai/v1/chat/completions",
	};
	static const char *const bad[] = {
		HOST,
		HOST "/",
		HOST "?",
		HOST "?api-version",
		HOST "?api-version=",
		HOST "?api-version=&x=1",
		HOST "?my-api-version=2024-10-21",
		HOST "?x=api-version=1",
		HOST "/api-version=2024-10-21",
		HOST "/openai/deployments/mine",
		HOST "/openai/deployments/mine/chat/completions",
		HOST "/v1",
	};
	LearnEndpoint endpoint = {.dialect = "azure"};
	LearnProblem problem;

	(void) state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
	{
		endpoint.url = good[i];
		if (learn_client_check(&endpoint, &problem) != LEARN_OK)
			fail_msg("refused: %s: %s", good[i], problem.message);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
	{
		endpoint.url = bad[i];
		if (learn_client_check(&endpoint, &problem) != LEARN_INVALID)
			fail_msg("accepted: %s", bad[i]);
		assert_string_equal(
			problem.message,
			"the URL neither ends with /openai/v1 nor names an API version, "
			"as in https://NAME.openai.azure.com?api-version=2024-10-21");
	}
}

static void
test_broken_schema_is_refused(void **state)
{
	LearnEndpoint endpoint = {.url = HOST VERSION};

	(void) state;
	dialect_expect_broken_schema(&endpoint);
}

/*
 * Azure adds members of its own to an answer.
 */
static void
test_answers(void **state)
{
	(void) state;
	dialect_expect(
		"{\"choices\": [{\"content_filter_results\": {\"hate\": "
		"{\"filtered\": false, \"severity\": \"safe\"}}, "
		"\"finish_reason\": \"stop\", \"index\": 0, \"logprobs\": "
		"null, \"message\": {\"content\": \"x\", \"refusal\": "
		"null, \"role\": \"assistant\"}}], \"prompt_filter_results\""
		": [{\"prompt_index\": 0}], \"object\": "
		"\"chat.completion\"}",
		LEARN_MODEL_ANSWERED, "x");
	dialect_expect("{\"choices\": [{\"finish_reason\": \"content_filter\", "
				   "\"message\": {\"role\": \"assistant\"}}]}",
				   LEARN_MODEL_REFUSED, NULL);
	dialect_expect("{\"error\": {\"code\": \"404\", \"message\": \"Resource "
				   "not found\"}}",
				   LEARN_MODEL_MALFORMED, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_deployment_is_encoded),
		cmocka_unit_test(test_version_is_wanted),
		cmocka_unit_test(test_broken_schema_is_refused),
		cmocka_unit_test(test_answers),
	};

	dialect_tested = &learn_dialect_azure;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
