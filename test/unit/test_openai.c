/*-------------------------------------------------------------------------
 *
 * test_openai.c
 *		The chat completions protocol: what is asked, and what is understood.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/json.h"
#include "llm/dialect.h"

typedef struct Built
{
	LearnBuffer url;
	LearnBuffer body;
	LearnBuffer headers; /* one a line */
	json_object *request;
} Built;

static const LearnModelCall call = {
	.model = "small-1",
	.system = "You are \"careful\".",
	.user = "Why?\n\xC3\xA4",
	.schema_name = "shape",
	.schema = "{\"type\": \"object\"}",
	.strict = true,
	.max_tokens = 200,
	.temperature = 0.1,
};

static bool
note_header(void *context, const char *name, const char *value)
{
	return learn_buffer_append_format(context, "%s: %s\n", name, value);
}

static void
build(const LearnEndpoint *endpoint, const LearnModelCall *asked, Built *built)
{
	LearnProblem problem = {"", ""};

	memset(built, 0, sizeof(*built));
	if (learn_dialect_openai.build(endpoint, asked, &built->url, &built->body,
								   note_header, &built->headers,
								   &problem) != LEARN_OK)
		fail_msg("%s", problem.message);
	assert_int_equal(learn_json_parse(built->body.data, built->body.length,
									  &built->request, &problem),
					 LEARN_OK);
}

static void
forget(Built *built)
{
	learn_buffer_free(&built->url);
	learn_buffer_free(&built->body);
	learn_buffer_free(&built->headers);
	json_object_put(built->request);
}

static void
test_request(void **state)
{
	LearnEndpoint endpoint = {.dialect = "openai",
							  .url = "https://api.example/v1",
							  .key = "sk-1"};
	Built built;
	json_object *format;

	(void) state;
	build(&endpoint, &call, &built);
	assert_string_equal(built.url.data,
						"https://api.example/v1/chat/completions");
	assert_non_null(
		strstr(built.headers.data, "Authorization: Bearer sk-1\n"));
	assert_non_null(
		strstr(built.headers.data, "Content-Type: application/json\n"));
	assert_string_equal(
		built.body.data,
		"{\"model\":\"small-1\",\"messages\":["
		"{\"role\":\"system\",\"content\":\"You are \\\"careful\\\".\"},"
		"{\"role\":\"user\",\"content\":\"Why?\\n\xC3\xA4\"}],"
		"\"max_tokens\":200,\"temperature\":0.1,\"response_format\":"
		"{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"shape\","
		"\"strict\":true,\"schema\":{\"type\":\"object\"}}}}");
	forget(&built);

	endpoint.structured_output = LEARN_OUTPUT_JSON_OBJECT;
	build(&endpoint, &call, &built);
	format = learn_json_get(built.request, "response_format");
	assert_string_equal(learn_json_get_string(format, "type", ""),
						"json_object");
	assert_int_equal(json_object_object_length(format), 1);
	forget(&built);

	endpoint.structured_output = LEARN_OUTPUT_TEXT;
	endpoint.key = NULL;
	build(&endpoint, &call, &built);
	assert_null(learn_json_get(built.request, "response_format"));
	assert_null(strstr(built.headers.data, "Authorization"));
	forget(&built);
}

static void
test_url(void **state)
{
	static const char *const urls[][2] = {
		{"http://localhost:1/v1", "http://localhost:1/v1/chat/completions"},
		{"http://localhost:1/v1//", "http://localhost:1/v1/chat/completions"},
		{"https://h/x/chat/completions", "https://h/x/chat/completions"},
		{"https://h/x/chat/completions/", "https://h/x/chat/completions"},
		{"https://h/d?api-version=1/2",
		 "https://h/d/chat/completions?api-version=1/2"},
		{"https://h/chat/completions?v=1", "https://h/chat/completions?v=1"},
		{"https://h", "https://h/chat/completions"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++)
	{
		LearnEndpoint endpoint = {.url = urls[i][0]};
		Built built;

		build(&endpoint, &call, &built);
		assert_string_equal(built.url.data, urls[i][1]);
		forget(&built);
	}
}

static void
test_broken_schema_is_refused(void **state)
{
	LearnEndpoint endpoint = {.url = "https://h"};
	LearnModelCall asked = call;
	Built built = {.request = NULL};

	(void) state;
	asked.schema = "{";
	assert_int_equal(learn_dialect_openai.build(&endpoint, &asked, &built.url,
												&built.body, note_header,
												&built.headers, NULL),
					 LEARN_INVALID);
	forget(&built);
}

static LearnModelReply
read_bytes(const char *body, size_t length)
{
	LearnModelReply reply;
	char *exact = malloc(length + 1); /* so that reading beyond it is seen */

	memset(&reply, 0, sizeof(reply));
	reply.tokens_in = reply.tokens_out = -1;
	memcpy(exact, body, length);
	exact[length] = '\0';
	learn_dialect_openai.read(exact, length, &reply);
	free(exact);
	return reply;
}

/*
 * Reads an answer and checks outcome and text; NULL: none.
 */
static void
expect(const char *body, LearnModelOutcome outcome, const char *text)
{
	LearnModelReply reply = read_bytes(body, strlen(body));

	if (reply.outcome != outcome)
		fail_msg("outcome %d, not %d, of %s: %s", reply.outcome, outcome, body,
				 reply.error);
	if (text == NULL)
		assert_null(reply.text);
	else
	{
		assert_string_equal(reply.text, text);
		assert_int_equal(reply.text_length, strlen(text));
	}
	assert_true((reply.error[0] == '\0') == (outcome == LEARN_MODEL_ANSWERED));
	learn_model_reply_free(&reply);
}

#define CHOICE(message, finish)                                               \
	"{\"choices\": [{\"message\": " message ", \"finish_reason\": " finish    \
	"}]}"

static void
test_answers(void **state)
{
	(void) state;
	expect(CHOICE("{\"content\": \"x\\u00e4\"}", "\"stop\""),
		   LEARN_MODEL_ANSWERED, "x\xC3\xA4");
	expect(CHOICE("{\"content\": \"x\"}", "null"), LEARN_MODEL_ANSWERED, "x");
	expect(CHOICE("{\"content\": \"x\"}", "\"eos\""), LEARN_MODEL_ANSWERED,
		   "x");
	expect("{\"choices\": [{\"message\": {\"content\": \"x\"}}]}",
		   LEARN_MODEL_ANSWERED, "x");
	expect(CHOICE("{\"content\": [{\"type\": \"text\", \"text\": \"a\"}, "
				  "{\"type\": \"text\", \"text\": \"b\"}]}",
				  "\"stop\""),
		   LEARN_MODEL_ANSWERED, "ab");
	expect(CHOICE("{\"content\": \"{\\\"a\"}", "\"length\""),
		   LEARN_MODEL_CUT_OFF, "{\"a");
	expect(CHOICE("{\"content\": null}", "\"length\""), LEARN_MODEL_CUT_OFF,
		   "");
	expect(CHOICE("{\"content\": \"\"}", "\"content_filter\""),
		   LEARN_MODEL_REFUSED, NULL);
	expect(CHOICE("{\"content\": null, \"refusal\": \"No.\"}", "\"stop\""),
		   LEARN_MODEL_REFUSED, NULL);
	expect(CHOICE("{\"content\": \"x\", \"refusal\": null}", "\"stop\""),
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
		expect(bodies[i], LEARN_MODEL_MALFORMED, NULL);
	reply = read_bytes(raw_nul, sizeof(raw_nul) - 1);
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
	reply = read_bytes(body, sizeof(body) - 1);
	assert_string_equal(reply.error, "the answer has no choices");
	learn_model_reply_free(&reply);
	reply = read_bytes(broken, sizeof(broken) - 1);
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
	expect(body, LEARN_MODEL_MALFORMED, NULL);
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
		reply = read_bytes(body, strlen(body));
		assert_int_equal(reply.outcome, LEARN_MODEL_ANSWERED);
		assert_int_equal(reply.tokens_in, cases[i].in);
		assert_int_equal(reply.tokens_out, cases[i].out);
		assert_string_equal(reply.model, "gpt?x???");
		learn_model_reply_free(&reply);
	}

	memset(name, 'm', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(body, sizeof(body), "{\"model\": \"%s\"}", name);
	reply = read_bytes(body, strlen(body));
	assert_int_equal(strlen(reply.model), sizeof(reply.model) - 1);
	learn_model_reply_free(&reply);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_broken_schema_is_refused),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_reasons_are_ours),
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_usage_and_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
