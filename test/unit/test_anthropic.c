/*-------------------------------------------------------------------------
 *
 * test_anthropic.c
 *		The messages protocol: what is asked, and what is understood.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "dialect_case.h"

/* The request up to what asks for a form of the answer. */
#define BODY                                                                  \
	"{\"model\":\"small-1\",\"max_tokens\":200,"                              \
	"\"system\":\"You are \\\"careful\\\".\","                                \
	"\"messages\":[{\"role\":\"user\",\"content\":\"Why?\\n\xC3\xA4\"}]"

#define TOOL                                                                  \
	",\"tools\":[{\"name\":\"shape\",\"description\":\"Takes the answer.  "   \
	"Always give it with this tool, once, complete, and with no other "       \
	"words.\",\"input_schema\":{\"type\": \"object\"}}],"                     \
	"\"tool_choice\":{\"type\":\"auto\"}}"

static void
test_request(void **state)
{
	LearnEndpoint endpoint = {.url = "https://api.anthropic.com",
							  .key = "sk-ant-1"};
	LearnOutgoingRequest request = dialect_compose(&endpoint, &dialect_call);

	(void) state;
	assert_string_equal(request.url.data,
						"https://api.anthropic.com/v1/messages");
	assert_true(dialect_has_header(&request, "x-api-key: sk-ant-1"));
	assert_true(dialect_has_header(&request, "anthropic-version: 2023-06-01"));
	assert_int_equal(request.headers.count, 2);
	assert_string_equal(request.body.data,
						BODY ",\"output_config\":{\"format\":{\"type\":"
							 "\"json_schema\",\"schema\":{\"type\": "
							 "\"object\"}}}}");
	dialect_forget(&request);

	endpoint.key = NULL;
	request = dialect_compose(&endpoint, &dialect_call);
	assert_int_equal(request.headers.count, 1);
	dialect_forget(&request);
}

static void
expect_body(LearnStructuredOutput output, bool strict, const char *expected)
{
	LearnEndpoint endpoint = {.url = "https://h", .structured_output = output};
	LearnModelCall call = dialect_call;
	LearnOutgoingRequest request;

	call.strict = strict;
	request = dialect_compose(&endpoint, &call);
	assert_string_equal(request.body.data, expected);
	dialect_forget(&request);
}

static void
test_other_formats(void **state)
{
	(void) state;
	expect_body(LEARN_OUTPUT_JSON_SCHEMA, false, BODY TOOL);
	expect_body(LEARN_OUTPUT_JSON_OBJECT, true, BODY TOOL);
	expect_body(LEARN_OUTPUT_JSON_OBJECT, false, BODY TOOL);
	expect_body(LEARN_OUTPUT_TEXT, true, BODY "}");
}

static void
test_url(void **state)
{
	(void) state;
	dialect_expect_url("https://h", "https://h/v1/messages");
	dialect_expect_url("https://h/", "https://h/v1/messages");
	dialect_expect_url("https://h/v1", "https://h/v1/messages");
	dialect_expect_url("https://h/v1/", "https://h/v1/messages");
	dialect_expect_url("https://h/v1/messages", "https://h/v1/messages");
	dialect_expect_url("https://h/x/messages/", "https://h/x/messages");
	dialect_expect_url("https://h/anthropic?beta=true",
					   "https://h/anthropic/v1/messages?beta=true");
	dialect_expect_url("http://127.0.0.1:8080/v1",
					   "http://127.0.0.1:8080/v1/messages");
}

static void
test_broken_schema_is_refused(void **state)
{
	LearnEndpoint endpoint = {.url = "https://h"};

	(void) state;
	dialect_expect_broken_schema(&endpoint);
	endpoint.structured_output = LEARN_OUTPUT_JSON_OBJECT;
	dialect_expect_broken_schema(&endpoint);
}

#define MESSAGE(content, stop)                                                \
	"{\"id\": \"msg_1\", \"type\": \"message\", \"role\": \"assistant\", "    \
	"\"content\": " content ", \"stop_reason\": " stop                        \
	", \"stop_sequence\": null}"

#define TEXT(text) "{\"type\": \"text\", \"text\": \"" text "\"}"
#define USE(input)                                                            \
	"{\"type\": \"tool_use\", \"id\": \"toolu_1\", \"name\": \"shape\", "     \
	"\"input\": " input "}"
#define THOUGHT                                                               \
	"{\"type\": \"thinking\", \"thinking\": \"hm\", \"signature\": \"s\"}"

static void
test_answers(void **state)
{
	(void) state;
	dialect_expect(MESSAGE("[" TEXT("x\\u00e4") "]", "\"end_turn\""),
				   LEARN_MODEL_ANSWERED, "x\xC3\xA4");
	dialect_expect(MESSAGE("[" TEXT("a") ", " TEXT("b") "]", "\"end_turn\""),
				   LEARN_MODEL_ANSWERED, "ab");
	dialect_expect(MESSAGE("[" USE("{\"a\": [1, \"/\"]}") "]", "\"tool_use\""),
				   LEARN_MODEL_ANSWERED, "{\"a\":[1,\"/\"]}");
	dialect_expect(MESSAGE("[" TEXT("Here:") ", " USE("{\"a\": 1}") "]",
						   "\"tool_use\""),
				   LEARN_MODEL_ANSWERED, "{\"a\":1}");
	dialect_expect(MESSAGE("[" USE("{\"a\": 1}") ", " USE(
							   "{\"a\": 2}") ", " TEXT("Done.") "]",
						   "\"end_turn\""),
				   LEARN_MODEL_ANSWERED, "{\"a\":1}");
	dialect_expect(
		MESSAGE("[" THOUGHT ", {\"type\": \"redacted_thinking\", "
				"\"data\": \"d\"}, {\"type\": \"of later times\"}, " TEXT(
					"x") "]",
				"\"end_turn\""),
		LEARN_MODEL_ANSWERED, "x");
	dialect_expect(MESSAGE("[" TEXT("x") "]", "null"), LEARN_MODEL_ANSWERED,
				   "x");
	dialect_expect(MESSAGE("[" TEXT("x") "]", "\"stop_sequence\""),
				   LEARN_MODEL_ANSWERED, "x");
	dialect_expect("{\"content\": [" TEXT("x") "]}", LEARN_MODEL_ANSWERED,
				   "x");
}

static void
test_cut_off_and_refused(void **state)
{
	(void) state;
	dialect_expect(MESSAGE("[" TEXT("{\\\"a") "]", "\"max_tokens\""),
				   LEARN_MODEL_CUT_OFF, "{\"a");
	dialect_expect(MESSAGE("[]", "\"max_tokens\""), LEARN_MODEL_CUT_OFF, "");
	dialect_expect(MESSAGE("[" THOUGHT "]", "\"max_tokens\""),
				   LEARN_MODEL_CUT_OFF, "");
	dialect_expect(MESSAGE("[" USE("{}") "]", "\"max_tokens\""),
				   LEARN_MODEL_CUT_OFF, "{}");
	dialect_expect(MESSAGE("[" TEXT("{") "]",
						   "\"model_context_window_exceeded\""),
				   LEARN_MODEL_CUT_OFF, "{");
	dialect_expect(MESSAGE("[]", "\"refusal\""), LEARN_MODEL_REFUSED, NULL);
	dialect_expect(MESSAGE("[" TEXT("I can") "]", "\"refusal\""),
				   LEARN_MODEL_REFUSED, NULL);
}

static void
test_malformed(void **state)
{
	static const char *const bodies[] = {
		"",
		"null",
		"[]",
		"\"text\"",
		"{",
		"{}",
		"{}x",
		"<html></html>",
		"{\"type\": \"error\", \"error\": {\"type\": \"overloaded_error\"}}",
		"{\"choices\": [{\"message\": {\"content\": \"x\"}}]}",
		MESSAGE("null", "\"end_turn\""),
		MESSAGE("\"x\"", "\"end_turn\""),
		MESSAGE("{}", "\"end_turn\""),
		MESSAGE("[]", "\"end_turn\""),
		MESSAGE("[null]", "\"end_turn\""),
		MESSAGE("[7]", "\"end_turn\""),
		MESSAGE("[\"x\"]", "\"end_turn\""),
		MESSAGE("[{}]", "\"end_turn\""),
		MESSAGE("[{\"type\": 7}]", "\"end_turn\""),
		MESSAGE("[{\"text\": \"x\"}]", "\"end_turn\""),
		MESSAGE("[{\"type\": \"text\"}]", "\"end_turn\""),
		MESSAGE("[{\"type\": \"text\", \"text\": 7}]", "\"end_turn\""),
		MESSAGE("[{\"type\": \"text\", \"text\": null}]", "\"end_turn\""),
		MESSAGE("[" TEXT("") "]", "\"end_turn\""),
		MESSAGE("[" THOUGHT "]", "\"end_turn\""),
		MESSAGE("[{\"type\": \"tool_use\"}]", "\"tool_use\""),
		MESSAGE("[" USE("null") "]", "\"tool_use\""),
		MESSAGE("[" USE("[]") "]", "\"tool_use\""),
		MESSAGE("[" USE("\"{}\"") "]", "\"tool_use\""),
		MESSAGE("[" TEXT("a\\u0000b") "]", "\"end_turn\""),
		MESSAGE("[" USE("{\"a\": \"\\u0000\"}") "]", "\"tool_use\""),
		MESSAGE("[" TEXT("\xff\xfe") "]", "\"end_turn\""),
		MESSAGE("[" TEXT("\xed\xa0\x80") "]", "\"end_turn\""),
	};

	(void) state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		dialect_expect(bodies[i], LEARN_MODEL_MALFORMED, NULL);
}

static void
test_reasons_are_ours(void **state)
{
	static const char body[] = "{\"content\": \"s3cret\"}";
	LearnModelReply reply = dialect_read(body, sizeof(body) - 1);

	(void) state;
	assert_string_equal(reply.error, "the answer has no content");
	learn_model_reply_free(&reply);
}

static void
test_deep_nesting(void **state)
{
	enum
	{
		DEPTH = 100000
	};
	static const char start[] =
		"{\"content\": [{\"type\": \"tool_use\", \"input\": {\"a\": ";
	char *body = malloc(sizeof(start) + DEPTH);

	(void) state;
	memcpy(body, start, sizeof(start) - 1);
	memset(body + sizeof(start) - 1, '[', DEPTH);
	body[sizeof(start) - 1 + DEPTH] = '\0';
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
		{"{\"input_tokens\": 12, \"output_tokens\": 3}", 12, 3},
		{"{\"input_tokens\": -1, \"output_tokens\": 1e3}", -1, -1},
		{"{\"prompt_tokens\": 12, \"completion_tokens\": 3}", -1, -1},
		{"null", -1, -1},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		char body[1024];
		LearnModelReply reply;

		snprintf(body, sizeof(body),
				 "{\"usage\": %s, \"model\": \"claude x\", \"content\": "
				 "[" TEXT("x") "]}",
				 cases[i].usage);
		reply = dialect_read(body, strlen(body));
		assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
		assert_int_equal(reply.tokens_in, cases[i].in);
		assert_int_equal(reply.tokens_out, cases[i].out);
		assert_string_equal(reply.model, "claude?x");
		learn_model_reply_free(&reply);
	}
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
		cmocka_unit_test(test_cut_off_and_refused),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_reasons_are_ours),
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_usage_and_model),
	};

	dialect_tested = &learn_dialect_anthropic;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
