/*-------------------------------------------------------------------------
 *
 * test_stub.c
 *		The stub of an endpoint is as strict as the services that it imitates,
 *		so that what it accepts is worth something.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "llm/transport.h"
#include "llm_stub.h"

#define JSON "Content-Type: application/json"
#define VERSION "anthropic-version: 2023-06-01"
#define MESSAGES "/anthropic/v1/messages"
#define AZURE "/azure/openai/deployments/d/chat/completions"
#define DATED AZURE "?api-version=2024-10-21"

/* A request of the messages protocol, and of chat completions, and more. */
#define ASK(more)                                                             \
	"{\"model\": \"m\", \"max_tokens\": 9, \"messages\": [{\"role\": "        \
	"\"user\", \"content\": \"x\"}]" more "}"
#define TOOLS(more)                                                           \
	", \"tools\": [{\"name\": \"t\", \"input_schema\": {\"type\": "           \
	"\"object\"}}]" more
#define FORMAT(schema)                                                        \
	", \"output_config\": {\"format\": {\"type\": \"json_schema\", "          \
	"\"schema\": " schema "}}"

static const struct
{
	const char *path;
	const char *headers[4]; /* besides the key */
	const char *body;
	const char *reason; /* NULL: accepted */
} cases[] = {
	{MESSAGES, {JSON, VERSION}, ASK(""), NULL},
	{MESSAGES, {JSON, VERSION}, ASK(TOOLS("")), NULL},
	{MESSAGES,
	 {JSON, VERSION},
	 ASK(TOOLS(", \"tool_choice\": {\"type\": \"auto\"}")),
	 NULL},
	{MESSAGES,
	 {JSON, VERSION},
	 ASK(FORMAT("{\"type\": \"object\", \"additionalProperties\": false}")),
	 NULL},
	{MESSAGES, {JSON}, ASK(""), "anthropic-version"},
	{MESSAGES, {JSON, "anthropic-version: 2030-01-01"}, ASK(""), "version"},
	{MESSAGES, {VERSION}, ASK(""), "application/json"},
	{"/anthropic/messages", {JSON, VERSION}, ASK(""), "no such path"},
	{MESSAGES, {JSON, VERSION}, ASK(", \"temperature\": 0.1"), "temperature"},
	{MESSAGES, {JSON, VERSION}, ASK(", \"stream_to\": 1"), "stream_to"},
	{MESSAGES, {JSON, VERSION}, ASK(", \"max_tokens\": 0"), "max_tokens"},
	{MESSAGES, {JSON, VERSION}, ASK(", \"max_tokens\": true"), "wrong type"},
	{MESSAGES, {JSON, VERSION}, ASK(", \"messages\": []"), "no messages"},
	{MESSAGES, {JSON, VERSION}, "{\"model\": \"m\"}", "lacks max_tokens"},
	{MESSAGES,
	 {JSON, VERSION},
	 "{\"model\": \"m\", \"max_tokens\": 9, \"messages\": [{\"role\": "
	 "\"system\", \"content\": \"x\"}]}",
	 "role"},
	{MESSAGES,
	 {JSON, VERSION},
	 ASK(TOOLS(", \"tool_choice\": {\"type\": \"tool\", \"name\": \"t\"}")),
	 "forced"},
	{MESSAGES,
	 {JSON, VERSION},
	 ASK(", \"tool_choice\": {\"type\": \"auto\"}"),
	 "without tools"},
	{MESSAGES,
	 {JSON, VERSION},
	 ASK(", \"tools\": [{\"name\": \"a b\", \"input_schema\": {\"type\": "
		 "\"object\"}}]"),
	 "name of a tool"},
	{MESSAGES, {JSON, VERSION}, ASK(FORMAT("{\"type\": \"object\"}")), "addi"},
	{MESSAGES,
	 {JSON, VERSION},
	 ASK(FORMAT("{\"type\": \"array\", \"items\": {\"maxLength\": 3}}")),
	 "maxLength"},

	{DATED, {JSON}, ASK(""), NULL},
	{DATED, {JSON}, ASK(", \"temperature\": 0.1"), NULL},
	{"/azure/openai/v1/chat/completions", {JSON}, ASK(""), NULL},
	{AZURE, {JSON}, ASK(""), "api-version is missing"},
	{AZURE "?api-version=", {JSON}, ASK(""), "api-version is missing"},
	{AZURE "?api-version=soon", {JSON}, ASK(""), "no such api-version"},
	{"/azure/chat/completions", {JSON}, ASK(""), "no such resource"},
	{DATED, {NULL}, ASK(""), "application/json"},
	{DATED, {JSON, "Authorization: Bearer x"}, ASK(""), "bearer"},
	{DATED, {JSON}, ASK(", \"temperature\": 3"), "temperature"},
	{DATED, {JSON}, ASK(", \"system\": \"x\""), "unknown system"},
	{DATED,
	 {JSON},
	 ASK(", \"response_format\": {\"type\": \"json_schema\"}"),
	 "lacks json_schema"},

	{"/hook", {JSON}, "{}", NULL},
	{"/hook", {NULL}, "{}", "application/json"},
};

static LearnHttpResult
post(const char *path, const char *const *headers, const char *body)
{
	const char *all[7] = {"x-api-key: " STUB_KEY, "api-key: " STUB_KEY};
	char url[160];
	LearnHttpRequest request = {
		.url = url,
		.headers = all,
		.body = body,
		.body_length = strlen(body),
		.connect_timeout_ms = 5000,
		.timeout_ms = 10000,
		.reply_limit = 100000,
	};

	for (int i = 0; i < 4; i++)
		all[2 + i] = headers[i];
	snprintf(url, sizeof(url), "%s%s", stub.url, path);
	assert_int_equal(learn_transport_start(transport, &request, NULL, NULL),
					 LEARN_OK);
	return stub_take_result(transport);
}

static void
test_strictness(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		LearnHttpResult result =
			post(cases[i].path, cases[i].headers, cases[i].body);

		if ((result.status == 200) != (cases[i].reason == NULL) ||
			(cases[i].reason != NULL &&
			 strstr(result.body, cases[i].reason) == NULL))
			fail_msg("%s %s: %ld %s", cases[i].path, cases[i].body,
					 result.status, result.body);
		learn_http_result_free(&result);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_strictness, stub_create_transport,
										stub_destroy_transport),
	};

	return cmocka_run_group_tests(tests, stub_start, stub_stop);
}
