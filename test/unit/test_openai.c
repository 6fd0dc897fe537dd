/*-------------------------------------------------------------------------
 *
 * test_openai.c
 *		The chat completions protocol: what is asked, and what is understood.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "dialect_case.h"

static void
test_request(void **state)
{
	LearnEndpoint endpoint = {.url = "https://api.example/v1", .key = "sk-1"};
	LearnOutgoingRequest request = dialect_compose(&endpoint, &dialect_call);

	(void) state;
	assert_string_equal(request.url.data,
						"https://api.example/v1/chat/completions");
	assert_true(dialect_has_header(&request, "Authorization: Bearer sk-1"));
	assert_string_equal(
		request.body.data,
		"{\"model\":\"small-1\",\"messages\":["
		"{\"role\":\"system\",\"content\":\"You are \\\"careful\\\".\"},"
		"{\"role\":\"user\",\"content\":\"Why?\\n\xC3\xA4\"}],"
		"\"max_tokens\":200,\"temperature\":0.1,\"response_format\":"
		"{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"shape\","
		"\"strict\":true,\"schema\":{\"type\": \"object\"}}}}");
	dialect_forget(&request);
}

static void
test_other_formats(void **state)
{
	LearnEndpoint endpoint = {.url = "https://api.example/v1"};
	LearnModelCall call = dialect_call;
	LearnOutgoingRequest request;

	(void) state;
	call.strict = false;
	request = dialect_compose(&endpoint, &call);
	assert_non_null(strstr(request.body.data, "\"strict\":false"));
	dialect_forget(&request);

	endpoint.structured_output = LEARN_OUTPUT_JSON_OBJECT;
	request = dialect_compose(&endpoint, &call);
	assert_non_null(strstr(request.body.data, ",\"response_format\":{\"type\":"
											  "\"json_object\"}}"));
	dialect_forget(&request);

	endpoint.structured_output = LEARN_OUTPUT_TEXT;
	call.temperature = -1;
	call.schema = "not looked at";
	request = dialect_compose(&endpoint, &call);
	assert_non_null(strstr(request.body.data, "}],\"max_tokens\":200}"));
	assert_int_equal(request.headers.count, 0);
	dialect_forget(&request);
}

static void
test_url(void **state)
{
	(void) state;
	dialect_expect_url("http://localhost:1/v1",
					   "http://localhost:1/v1/chat/completions");
	dialect_expect_url("http://localhost:1/v1//",
					   "http://localhost:1/v1/chat/completions");
	dialect_expect_url("https://h/x/chat/completions",
					   "https://h/x/chat/completions");
	dialect_expect_url("https://h/x/chat/completions/",
					   "https://h/x/chat/completions");
	dialect_expect_url("https://h/d?api-version=1/2",
					   "https://h/d/chat/completions?api-version=1/2");
	dialect_expect_url("https://h/chat/completions?v=1",
					   "https://h/chat/completions?v=1");
	dialect_expect_url("https://h", "https://h/chat/completions");
}

static void
test_broken_schema_is_refused(void **state)
{
	LearnEndpoint endpoint = {.url = "https://h"};

	(void) state;
	dialect_expect_broken_schema(&endpoint);
}

#define CHOICE(message, finish)                                               \
	"{\"choices\": [{\"message\": " message ", \"finish_reason\": " finish    \
	"}]}"

static void
test_answers(void **state)
{
	(void) state;
	dialect_expect(CHOICE("{\"content\": \"x\\u00e4\"}", "\"stop\""),
				   LEARN_MODEL_ANSWERED, "x\xC3\xA4");
	dialect_expect(CHOICE("{\"content\": \"x\"}", "null"),
				   LEARN_MODEL_ANSWERED, "x");
	dialect_expect(CHOICE("{\"content\": \"x\"}", "\"eos\""),
				   LEARN_MODEL_ANSWERED, "x");
	dialect_expect("{\"choices\": [{\"message\": {\"content\": \"x\"}}]}",
				   LEARN_MODEL_ANSWERED, "x");
	dialect_expect(
		CHOICE("{\"content\": [{\"type\": \"text\", \"text\": \"a\"}, "
			   "{\"type\": \"text\", \"text\": \"b\"}]}",
			   "\"stop\""),
		LEARN_MODEL_ANSWERED, "ab");
	dialect_expect(CHOICE("{\"content\": \"{\\\"a\"}", "\"length\""),
				   LEARN_MODEL_CUT_OFF, "{\"a");
	dialect_expect(CHOICE("{\"content\": null}", "\"length\""),
				   LEARN_MODEL_CUT_OFF, "");
	dialect_expect(CHOICE("{\"content\": \"\"}", "\"content_filter\""),
				   LEARN_MODEL_REFUSED, NULL);
	dialect_expect(CHOICE("{\"content\": null, \"refusal\": \"No.\"}",
						  "\"stop\""),
				   LEARN_MODEL_REFUSED, NULL);
	dialect_expect(CHOICE("{\"content\": \"x\", \"refusal\": null}",
						  "\"stop\""),
				   LEARN_MODEL_ANSWERED, "x");
}

static void
test_malformed(void **state)
{
	static const char *const bodies[] = {
		"",
		" ",
		"null",
		"7",
		"[]",
		"\"text\"",
		"{",
		"{}",
		"{}x",
		"<html></html>",
		"{\"choices\": null}",
		"{\"choices\": {}}",
		"{\"choices\": []}",
		"{\"choices\": [null]}",
		"{\"choices\": [7]}",
		"{\"choices\": [[]]}",
		"{\"choices\": [{}]}",
		"{\"choices\": [{\"message\": \"x\"}]}",
		"{\"error\": {\"message\": \"quota\"}}",
		CHOICE("{}", "\"stop\""),
		CHOICE("{\"content\": null}", "\"stop\""),
		CHOICE("{\"content\": \"\"}", "\"stop\""),
		CHOICE("{\"content\": 7}", "\"stop\""),
		CHOICE("{\"content\": {}}", "\"stop\""),
		CHOICE("{\"content\": []}", "\"stop\""),
		CHOICE("{\"content\": [\"x\"]}", "\"stop\""),
		CHOICE("{\"content\": [{\"type\": \"image\"}]}", "\"stop\""),
		CHOICE("{\"content\": [{\"type\": \"text\", \"text\": 7}]}", "{}"),
		CHOICE("{\"content\": \"a\\u0000b\"}", "\"stop\""),
		CHOICE("{\"content\": \"\xff\xfe\"}", "\"stop\""),
		CHOICE("{\"content\": \"\xed\xa0\x80\"}", "\"stop\""),
	};
	static const char raw_nul[] = "{\"choices\": [\0]}";
	LearnModelReply reply;

	(void) state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		dialect_expect(bodies[i], LEARN_MODEL_MALFORMED, NULL);
	reply = dialect_read(raw_nul, sizeof(raw_nul) - 1);
	assert_int_equal(reply.outcome, LEARN_MODEL_MALFORMED);
	learn_model_reply_free(&reply);
}

static void
test_reasons_are_ours(void **state)
{
	LearnModelReply reply;
	static const char body[] = "{\"choices\": 1, \"x\": \"s3cret\"}";
	static const char broken[] = "s3cret";

	(void) state;
	reply = dialect_read(body, sizeof(body) - 1);
	assert_string_equal(reply.error, "the answer has no choices");
	learn_model_reply_free(&reply);
	reply = dialect_read(broken, sizeof(broken) - 1);
	assert_null(strstr(reply.error, "s3cret"));
	assert_non_null(strstr(reply.error, "not JSON"));
	learn_model_reply_free(&reply);
}

static void
test_deep_nesting(void **state)
{
	enum
	{
		DEPTH = 200000
	};
	char *body = malloc(DEPTH + 1);

	(void) state;
	memset(body, '[', DEPTH);
	body[DEPTH] = '\0';
	dialect_expect(body, LEARN_MODEL_MALFORMED, NULL);
	free(body);
}

static void
test_usage_and_model(void **state)
{
	static const struct
	{
		const char *usage;
		long in;
		long out;
	} cases[] = {
		{"{\"prompt_tokens\": 12, \"completion_tokens\": 3}", 12, 3},
		{"{\"prompt_tokens\": -1, \"completion_tokens\": 1e3}", -1, -1},
		{"{\"prompt_tokens\": \"12\"}", -1, -1},
		{"{\"prompt_tokens\": 9000000000000000000}", -1, -1},
		{"[]", -1, -1},
		{"null", -1, -1},
	};
	char body[1024];
	char name[400];
	LearnModelReply reply;

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		snprintf(body, sizeof(body),
				 "{\"usage\": %s, \"model\": \"gpt x\\n\xC3\xA4\", "
				 "\"choices\": [{\"message\": {\"content\": \"x\"}}]}",
				 cases[i].usage);
		reply = dialect_read(body, strlen(body));
		assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
		assert_int_equal(reply.tokens_in, cases[i].in);
		assert_int_equal(reply.tokens_out, cases[i].out);
		assert_string_equal(reply.model, "gpt?x???");
		learn_model_reply_free(&reply);
	}

	memset(name, 'm', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(body, sizeof(body), "{\"model\": \"%s\"}", name);
	reply = dialect_read(body, strlen(body));
	assert_int_equal(strlen(reply.model), sizeof(reply.model) - 1);
	learn_model_reply_free(&reply);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_other_formats),
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_broken_schema_is_refused),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_reasons_are_ours),
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_usage_and_model),
	};

	dialect_tested = &learn_dialect_openai;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
