/*-------------------------------------------------------------------------
 *
 * anthropic.c
 *		The messages protocol of Anthropic.
 *
 * A request has no temperature: models later than Claude 4.6 refuse it.
 *
 * There are two ways to a structured answer.  output_config enforces a schema,
 * but knows a part of JSON Schema only, about the part that strict schemas
 * keep to.  Every other schema goes along as the input of a tool, which the
 * model is asked to use; it cannot be forced to, since recent models refuse
 * that too, so an answer may as well come as text.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/dialect.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "llm/protocol.h"

#define MESSAGES_PATH "/messages"
#define V1_PATH "/v1"

/* The version of the protocol that this file is written for. */
#define PROTOCOL_VERSION "2023-06-01"

static const char tool_description[] =
	"Takes the answer.  Always give it with this tool, once, complete, and "
	"with no other words.";

/*
 * Appends what asks for an answer of a certain form, if any is wanted.
 */
static LearnStatus
append_format(const LearnEndpoint *endpoint, const LearnModelCall *call,
			  LearnBuffer *body, LearnProblem *problem)
{
	LearnStatus status;

	if (endpoint->structured_output == LEARN_OUTPUT_TEXT)
		return LEARN_OK;
	if (endpoint->structured_output == LEARN_OUTPUT_JSON_SCHEMA &&
		call->strict)
	{
		status = learn_protocol_append_schema(
			body,
			",\"output_config\":{\"format\":{\"type\":\"json_schema\","
			"\"schema\":",
			call, problem);
		learn_buffer_append_string(body, "}}");
		return status;
	}
	learn_protocol_append_string(body,
								 ",\"tools\":[{\"name\":", call->schema_name);
	learn_protocol_append_string(body, ",\"description\":", tool_description);
	status = learn_protocol_append_schema(body, ",\"input_schema\":", call,
										  problem);
	learn_buffer_append_string(body, "}],\"tool_choice\":{\"type\":\"auto\"}");
	return status;
}

static LearnStatus
append_body(const LearnEndpoint *endpoint, const LearnModelCall *call,
			LearnBuffer *body, LearnProblem *problem)
{
	LearnStatus status;

	learn_protocol_append_string(body, "{\"model\":", call->model);
	learn_buffer_append_format(body, ",\"max_tokens\":%d", call->max_tokens);
	learn_protocol_append_string(body, ",\"system\":", call->system);
	learn_protocol_append_string(
		body, ",\"messages\":[{\"role\":\"user\",\"content\":", call->user);
	learn_buffer_append_string(body, "}]");
	status = append_format(endpoint, call, body, problem);
	learn_buffer_append_string(body, "}");
	return status;
}

/*
 * The endpoint's URL may end with the path of the protocol, or with the first
 * part of it.
 */
static void
append_url(const char *base, LearnBuffer *url)
{
	const char *query;
	size_t length = learn_protocol_url_length(base, &query);

	learn_buffer_append(url, base, length);
	if (!learn_protocol_ends_with(base, length, MESSAGES_PATH))
	{
		if (!learn_protocol_ends_with(base, length, V1_PATH))
			learn_buffer_append_string(url, V1_PATH);
		learn_buffer_append_string(url, MESSAGES_PATH);
	}
	learn_buffer_append_string(url, query);
}

static LearnStatus
anthropic_compose(const LearnEndpoint *endpoint, const LearnModelCall *call,
				  LearnOutgoingRequest *request, LearnProblem *problem)
{
	append_url(endpoint->url, &request->url);
	if (!learn_headers_add(&request->headers,
						   "anthropic-version: " PROTOCOL_VERSION) ||
		(endpoint->key != NULL &&
		 !learn_headers_add(&request->headers, "x-api-key: %s",
							endpoint->key)))
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return append_body(endpoint, call, &request->body, problem);
}

/*
 * Looks through the blocks of an answer: the input of the first use of a tool
 * goes to *input, and all text to text.  Other blocks, such as the model's
 * thoughts, are not for us.  False when it is no list of blocks.
 */
static bool
read_blocks(const LearnValue *content, const LearnValue **input,
			LearnBuffer *text)
{
	*input = NULL;
	for (const LearnValue *block = content->first; block != NULL;
		 block = block->next)
	{
		const char *type = learn_value_get_string(block, "type", NULL);

		if (type == NULL)
			return false;
		if (strcmp(type, "tool_use") == 0)
		{
			const LearnValue *given =
				learn_value_get_typed(block, "input", LEARN_VALUE_OBJECT);

			if (given == NULL)
				return false;
			if (*input == NULL)
				*input = given;
		}
		else if (strcmp(type, "text") == 0)
		{
			const LearnValue *piece =
				learn_value_get_typed(block, "text", LEARN_VALUE_STRING);

			if (piece == NULL)
				return false;
			learn_buffer_append(text, piece->text, piece->length);
		}
	}
	return true;
}

static void
append_json(LearnBuffer *text, const LearnValue *value)
{
	json_object *object = NULL;
	size_t length = 0;
	char *json = NULL;

	if (learn_json_build(value, &object))
		json = learn_json_text(object, &length);
	if (json == NULL)
		text->failed = true;
	else
		learn_buffer_append(text, json, length);
	free(json);
	json_object_put(object);
}

static void
read_content(const LearnValue *content, bool cut_off, LearnModelReply *reply)
{
	const LearnValue *input;
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	if (!read_blocks(content, &input, &text))
		learn_protocol_give_up(
			reply, LEARN_MODEL_MALFORMED,
			"the answer's content is not text or the use of a tool");
	else
	{
		if (input != NULL)
		{
			learn_buffer_truncate(&text, 0);
			append_json(&text, input);
		}
		learn_protocol_take_text(reply, &text, cut_off);
	}
	learn_buffer_free(&text);
}

static void
read_message(const LearnValue *answer, LearnModelReply *reply)
{
	const LearnValue *usage = learn_value_get(answer, "usage");
	const LearnValue *content =
		learn_value_get_typed(answer, "content", LEARN_VALUE_ARRAY);
	const char *stop = learn_value_get_string(answer, "stop_reason", "");

	reply->tokens_in = learn_protocol_tokens(usage, "input_tokens");
	reply->tokens_out = learn_protocol_tokens(usage, "output_tokens");
	if (content == NULL)
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer has no content");
	else if (strcmp(stop, "refusal") == 0)
		learn_protocol_give_up(reply, LEARN_MODEL_REFUSED,
							   "the model refused to answer");
	else
		read_content(content,
					 strcmp(stop, "max_tokens") == 0 ||
						 strcmp(stop, "model_context_window_exceeded") == 0,
					 reply);
}

static void
anthropic_read(const char *body, size_t length, LearnModelReply *reply)
{
	learn_protocol_read(body, length, reply, read_message);
}

const LearnDialect learn_dialect_anthropic = {
	.name = "anthropic",
	.reader = {.read = anthropic_read},
	.compose = anthropic_compose,
};
