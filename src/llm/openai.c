/*-------------------------------------------------------------------------
 *
 * openai.c
 *		The chat completions protocol of OpenAI, which vLLM, llama.cpp, Ollama
 *		and many others speak as well.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/openai.h"

#include <string.h>

#include "llm/protocol.h"

/*
 * Appends response_format, if any is wanted.
 */
static LearnStatus
append_format(const LearnEndpoint *endpoint, const LearnModelCall *call,
			  LearnBuffer *body, LearnProblem *problem)
{
	LearnStatus status = LEARN_OK;

	if (endpoint->structured_output == LEARN_OUTPUT_JSON_OBJECT)
		learn_buffer_append_string(
			body, ",\"response_format\":{\"type\":\"json_object\"}");
	else if (endpoint->structured_output == LEARN_OUTPUT_JSON_SCHEMA)
	{
		learn_protocol_append_string(
			body,
			",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
			"{\"name\":",
			call->schema_name);
		learn_buffer_append_format(body, ",\"strict\":%s",
								   call->strict ? "true" : "false");
		status =
			learn_protocol_append_schema(body, ",\"schema\":", call, problem);
		learn_buffer_append_string(body, "}}");
	}
	return status;
}

LearnStatus
learn_openai_append_body(const LearnEndpoint *endpoint,
						 const LearnModelCall *call, LearnBuffer *body,
						 LearnProblem *problem)
{
	LearnStatus status;

	learn_protocol_append_string(body, "{\"model\":", call->model);
	learn_protocol_append_string(
		body,
		",\"messages\":[{\"role\":\"system\",\"content\":", call->system);
	learn_protocol_append_string(body, "},{\"role\":\"user\",\"content\":",
								 call->user);
	learn_buffer_append_format(body, "}],\"max_tokens\":%d", call->max_tokens);
	if (call->temperature >= 0)
		learn_buffer_append_format(body, ",\"temperature\":%.6g",
								   call->temperature);
	status = append_format(endpoint, call, body, problem);
	learn_buffer_append_string(body, "}");
	return status;
}

/*
 * The endpoint's URL with the path of the protocol, unless it is there; a
 * query stays at the end.
 */
static void
append_url(const char *base, LearnBuffer *url)
{
	const char *query;
	size_t length = learn_protocol_url_length(base, &query);

	learn_buffer_append(url, base, length);
	if (!learn_protocol_ends_with(base, length, LEARN_COMPLETIONS_PATH))
		learn_buffer_append_string(url, LEARN_COMPLETIONS_PATH);
	learn_buffer_append_string(url, query);
}

static LearnStatus
openai_compose(const LearnEndpoint *endpoint, const LearnModelCall *call,
			   LearnOutgoingRequest *request, LearnProblem *problem)
{
	append_url(endpoint->url, &request->url);
	if (endpoint->key != NULL &&
		!learn_headers_add(&request->headers, "Authorization: Bearer %s",
						   endpoint->key))
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return learn_openai_append_body(endpoint, call, &request->body, problem);
}

/*
 * Collects the text of a content that is an array of parts; false when it is
 * not such an array.
 */
static bool
append_parts(LearnBuffer *text, const LearnValue *parts)
{
	for (const LearnValue *part = parts->first; part != NULL;
		 part = part->next)
	{
		const char *type = learn_value_get_string(part, "type", "");
		const LearnValue *piece =
			learn_value_get_typed(part, "text", LEARN_VALUE_STRING);

		if (strcmp(type, "text") != 0 || piece == NULL)
			return false;
		learn_buffer_append(text, piece->text, piece->length);
	}
	return true;
}

static void
read_content(const LearnValue *message, bool cut_off, LearnModelReply *reply)
{
	const LearnValue *content = learn_value_get(message, "content");
	LearnBuffer text;
	bool understood = true;

	learn_buffer_init(&text, 0);
	if (learn_value_is(content, LEARN_VALUE_STRING))
		learn_buffer_append(&text, content->text, content->length);
	else if (learn_value_is(content, LEARN_VALUE_ARRAY))
		understood = append_parts(&text, content);
	else
		understood = content == NULL;

	if (understood)
		learn_protocol_take_text(reply, &text, cut_off);
	else
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer's message content is not text");
	learn_buffer_free(&text);
}

static void
read_choice(const LearnValue *choice, LearnModelReply *reply)
{
	const LearnValue *message =
		learn_value_get_typed(choice, "message", LEARN_VALUE_OBJECT);
	const char *finish = learn_value_get_string(choice, "finish_reason", "");
	const char *refusal = learn_value_get_string(message, "refusal", "");

	if (message == NULL)
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer's first choice has no message");
	else if (strcmp(finish, "content_filter") == 0)
		learn_protocol_give_up(
			reply, LEARN_MODEL_REFUSED,
			"the endpoint's content filter withheld the answer");
	else if (refusal[0] != '\0')
		learn_protocol_give_up(reply, LEARN_MODEL_REFUSED,
							   "the model refused to answer");
	else
		read_content(message, strcmp(finish, "length") == 0, reply);
}

static void
read_completion(const LearnValue *answer, LearnModelReply *reply)
{
	const LearnValue *usage = learn_value_get(answer, "usage");
	const LearnValue *choices =
		learn_value_get_typed(answer, "choices", LEARN_VALUE_ARRAY);

	reply->tokens_in = learn_protocol_tokens(usage, "prompt_tokens");
	reply->tokens_out = learn_protocol_tokens(usage, "completion_tokens");
	if (choices == NULL || choices->first == NULL)
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer has no choices");
	else
		read_choice(choices->first, reply);
}

void
learn_openai_read(const char *body, size_t length, LearnModelReply *reply)
{
	learn_protocol_read(body, length, reply, read_completion);
}

const LearnDialect learn_dialect_openai = {
	.name = "openai",
	.reader = {.read = learn_openai_read},
	.compose = openai_compose,
};
