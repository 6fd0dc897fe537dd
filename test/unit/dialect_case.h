/*-------------------------------------------------------------------------
 *
 * dialect_case.h
 *		Calls composed and answers read in one dialect, for its tests.
 *
 * Included by one test program at a time, which sets dialect_tested.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_DIALECT_CASE_H
#define LEARN_TEST_DIALECT_CASE_H

#include "core/json.h"
#include "llm/dialect.h"

static const LearnDialect *dialect_tested;

static const LearnModelCall dialect_call = {
	.model = "small-1",
	.system = "You are \"careful\".",
	.user = "Why?\n\xC3\xA4",
	.schema_name = "shape",
	.schema = "{\"type\": \"object\"}",
	.strict = true,
	.max_tokens = 200,
	.temperature = 0.1,
};

static void
dialect_forget(LearnOutgoingRequest *request)
{
	learn_buffer_free(&request->url);
	learn_buffer_free(&request->body);
	learn_headers_free(&request->headers);
}

/*
 * A composed call; its body is JSON.
 */
static LearnOutgoingRequest
dialect_compose(const LearnEndpoint *endpoint, const LearnModelCall *call)
{
	LearnOutgoingRequest request = {.headers = {.count = 0}};
	LearnProblem problem = {"", ""};
	json_object *body;

	if (dialect_tested->compose(endpoint, call, &request, &problem) !=
		LEARN_OK)
		fail_msg("%s", problem.message);
	assert_false(request.url.failed || request.body.failed);
	assert_int_equal(learn_json_parse(request.body.data, request.body.length,
									  &body, &problem),
					 LEARN_OK);
	json_object_put(body);
	return request;
}

static bool
dialect_has_header(const LearnOutgoingRequest *request, const char *line)
{
	for (int i = 0; i < request->headers.count; i++)
	{
		if (strcmp(request->headers.lines[i], line) == 0)
			return true;
	}
	return false;
}

/*
 * Which URL becomes of the endpoint's.
 */
static void
dialect_expect_url(const char *base, const char *expected)
{
	LearnEndpoint endpoint = {.url = base};
	LearnOutgoingRequest request = dialect_compose(&endpoint, &dialect_call);

	assert_string_equal(request.url.data, expected);
	assert_int_equal(learn_transport_check_url(request.url.data, NULL),
					 LEARN_OK);
	dialect_forget(&request);
}

static void
dialect_expect_broken_schema(const LearnEndpoint *endpoint)
{
	LearnModelCall call = dialect_call;
	LearnOutgoingRequest request = {.headers = {.count = 0}};

	call.schema = "{\"type\": \"object\",}";
	assert_int_equal(dialect_tested->compose(endpoint, &call, &request, NULL),
					 LEARN_INVALID);
	dialect_forget(&request);
}

static LearnModelReply
dialect_read(const char *body, size_t length)
{
	LearnModelReply reply;
	char *exact = malloc(length + 1); /* so that reading beyond it is seen */

	memset(&reply, 0, sizeof(reply));
	reply.tokens_in = reply.tokens_out = -1;
	memcpy(exact, body, length);
	exact[length] = '\0';
	dialect_tested->reader.read(exact, length, &reply);
	free(exact);
	return reply;
}

/*
 * Reads an answer and checks outcome and text; NULL: none.
 */
static void
dialect_expect(const char *body, LearnModelOutcome outcome, const char *text)
{
	LearnModelReply reply = dialect_read(body, strlen(body));

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

#endif /* LEARN_TEST_DIALECT_CASE_H */
