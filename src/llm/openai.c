/*-------------------------------------------------------------------------
 *
 * openai.c
 *		The chat completions protocol of OpenAI, which vLLM, llama.cpp, Ollama
 *		and many others speak as well.
 *
 * What comes back is a stranger's text: every member is looked up by name and
 * type, and whatever is not as expected makes the answer malformed.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/dialect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"

#define COMPLETIONS_PATH "/chat/completions"

/* More tokens than any answer has; a larger figure is nonsense. */
#define TOKENS_MAX 1000000000

/*
 * Adds {"role": role, "content": content} to an array.
 */
static bool
add_message(json_object *messages, const char *role, const char *content)
{
	json_object *message = json_object_new_object();

	if (message == NULL)
		return false;
	if (!learn_json_add(message, "role", json_object_new_string(role)) ||
		!learn_json_add(message, "content", json_object_new_string(content)))
	{
		json_object_put(message);
		return false;
	}
	return learn_json_append(messages, message);
}

static bool
add_messages(json_object *body, const LearnModelCall *call)
{
	json_object *messages = json_object_new_array();

	if (messages == NULL)
		return false;
	if (add_message(messages, "system", call->system) &&
		add_message(messages, "user", call->user))
		return learn_json_add(body, "messages", messages);
	json_object_put(messages);
	return false;
}

/*
 * A number as short as people write it: 0.2, not 0.20000000000000001.
 */
static json_object *
new_temperature(double temperature)
{
	static char format[] = "%.6g";
	json_object *number = json_object_new_double(temperature);

	if (number != NULL)
		json_object_set_serializer(number, json_object_double_to_json_string,
								   format, NULL);
	return number;
}

/*
 * {"type": "json_schema", "json_schema": {"name", "strict", "schema"}}
 */
static bool
add_schema_format(json_object *format, const LearnModelCall *call,
				  json_object *schema)
{
	json_object *wrapper = json_object_new_object();

	if (wrapper == NULL)
		return false;
	if (learn_json_add(format, "type",
					   json_object_new_string("json_schema")) &&
		learn_json_add(wrapper, "name",
					   json_object_new_string(call->schema_name)) &&
		learn_json_add(wrapper, "strict",
					   json_object_new_boolean(call->strict)) &&
		learn_json_add(wrapper, "schema", json_object_get(schema)))
		return learn_json_add(format, "json_schema", wrapper);
	json_object_put(wrapper);
	return false;
}

/*
 * Adds response_format.  The schema is borrowed; NULL unless it is asked for.
 */
static bool
add_format(json_object *body, const LearnEndpoint *endpoint,
		   const LearnModelCall *call, json_object *schema)
{
	json_object *format;
	bool filled;

	if (endpoint->structured_output == LEARN_OUTPUT_TEXT)
		return true;
	format = json_object_new_object();
	if (format == NULL)
		return false;
	if (endpoint->structured_output == LEARN_OUTPUT_JSON_SCHEMA)
		filled = add_schema_format(format, call, schema);
	else
		filled = learn_json_add(format, "type",
								json_object_new_string("json_object"));
	if (filled)
		return learn_json_add(body, "response_format", format);
	json_object_put(format);
	return false;
}

static LearnStatus
build_body(const LearnEndpoint *endpoint, const LearnModelCall *call,
		   LearnBuffer *text, LearnProblem *problem)
{
	json_object *schema = NULL;
	json_object *body;
	const char *written = NULL;
	LearnStatus status = LEARN_OK;

	if (endpoint->structured_output == LEARN_OUTPUT_JSON_SCHEMA)
		status = learn_json_parse(call->schema, strlen(call->schema), &schema,
								  problem);
	if (status != LEARN_OK)
		return status;

	body = json_object_new_object();
	if (body != NULL &&
		learn_json_add(body, "model", json_object_new_string(call->model)) &&
		add_messages(body, call) &&
		learn_json_add(body, "max_tokens",
					   json_object_new_int(call->max_tokens)) &&
		learn_json_add(body, "temperature",
					   new_temperature(call->temperature)) &&
		add_format(body, endpoint, call, schema))
		written = json_object_to_json_string_ext(
			body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (written == NULL || !learn_buffer_append_string(text, written))
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	json_object_put(body);
	json_object_put(schema);
	return status;
}

/*
 * The endpoint's URL with the path of the protocol, unless it is there; a
 * query (Azure wants its API version there) stays at the end.
 */
static void
build_url(const char *base, LearnBuffer *url)
{
	size_t path = strcspn(base, "?");
	size_t suffix = strlen(COMPLETIONS_PATH);
	const char *query = base + path;

	while (path > 0 && base[path - 1] == '/')
		path--;
	learn_buffer_append(url, base, path);
	if (path < suffix ||
		memcmp(base + path - suffix, COMPLETIONS_PATH, suffix) != 0)
		learn_buffer_append_string(url, COMPLETIONS_PATH);
	learn_buffer_append_string(url, query);
}

static LearnStatus
openai_build(const LearnEndpoint *endpoint, const LearnModelCall *call,
			 LearnBuffer *url, LearnBuffer *body,
			 bool (*add_header)(void *context, const char *name,
								const char *value),
			 void *context, LearnProblem *problem)
{
	LearnStatus status = LEARN_OK;
	LearnBuffer bearer;

	build_url(endpoint->url, url);
	learn_buffer_init(&bearer, 0);
	if (endpoint->key != NULL)
		learn_buffer_append_format(&bearer, "Bearer %s", endpoint->key);
	if (url->failed || bearer.failed ||
		!add_header(context, "Content-Type", "application/json") ||
		!add_header(context, "Accept", "application/json") ||
		(endpoint->key != NULL &&
		 !add_header(context, "Authorization", bearer.data)))
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	if (bearer.data != NULL)
		explicit_bzero(bearer.data, bearer.capacity);
	learn_buffer_free(&bearer);
	if (status != LEARN_OK)
		return status;
	return build_body(endpoint, call, body, problem);
}

static void give_up(LearnModelReply *reply, LearnModelOutcome outcome,
					const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The answer is none: says why.
 */
static void
give_up(LearnModelReply *reply, LearnModelOutcome outcome, const char *format,
		...)
{
	va_list arguments;

	reply->outcome = outcome;
	va_start(arguments, format);
	vsnprintf(reply->error, sizeof(reply->error), format, arguments);
	va_end(arguments);
}

static long
read_tokens(json_object *usage, const char *key)
{
	json_object *number = learn_json_get_typed(usage, key, json_type_int);
	int64_t tokens = number != NULL ? json_object_get_int64(number) : -1;

	return tokens >= 0 && tokens <= TOKENS_MAX ? (long) tokens : -1;
}

/*
 * The model's name goes into a table and into logs: visible ASCII only.
 */
static void
read_model(json_object *answer, LearnModelReply *reply)
{
	snprintf(reply->model, sizeof(reply->model), "%s",
			 learn_json_get_string(answer, "model", ""));
	for (char *c = reply->model; *c != '\0'; c++)
	{
		if (*c <= ' ' || *c > '~')
			*c = '?';
	}
}

/*
 * Collects the text of a content that is an array of parts; false when it is
 * not such an array.
 */
static bool
append_parts(LearnBuffer *text, json_object *parts)
{
	for (size_t i = 0; i < json_object_array_length(parts); i++)
	{
		json_object *part = json_object_array_get_idx(parts, i);
		const char *type = learn_json_get_string(part, "type", "");
		const char *piece = learn_json_get_string(part, "text", NULL);

		if (strcmp(type, "text") != 0 || piece == NULL)
			return false;
		learn_buffer_append_string(text, piece);
	}
	return true;
}

/*
 * Takes the text over into the reply; false, with the reason in the reply,
 * when there is none.  "partial" allows that nothing was written.
 */
static bool
read_content(json_object *message, bool partial, LearnModelReply *reply)
{
	json_object *content = learn_json_get(message, "content");
	LearnBuffer text;
	bool understood = true;

	learn_buffer_init(&text, 0);
	if (json_object_is_type(content, json_type_string))
		learn_buffer_append(&text, json_object_get_string(content),
							(size_t) json_object_get_string_len(content));
	else if (json_object_is_type(content, json_type_array))
		understood = append_parts(&text, content);
	else
		understood = content == NULL;

	if (!understood)
		give_up(reply, LEARN_MODEL_MALFORMED,
				"the answer's message content is not text");
	else if (text.length == 0 && !text.failed && !partial)
		give_up(reply, LEARN_MODEL_MALFORMED,
				"the answer's message has no content");
	else
	{
		reply->text = learn_buffer_detach(&text, &reply->text_length);
		if (reply->text == NULL)
			give_up(reply, LEARN_MODEL_UNAVAILABLE, "out of memory");
	}
	learn_buffer_free(&text);
	return reply->text != NULL;
}

static void
read_choice(json_object *choice, LearnModelReply *reply)
{
	json_object *message =
		learn_json_get_typed(choice, "message", json_type_object);
	const char *finish = learn_json_get_string(choice, "finish_reason", "");
	const char *refusal = learn_json_get_string(message, "refusal", "");
	bool cut_off = strcmp(finish, "length") == 0;

	if (message == NULL)
		give_up(reply, LEARN_MODEL_MALFORMED,
				"the answer's first choice has no message");
	else if (strcmp(finish, "content_filter") == 0)
		give_up(reply, LEARN_MODEL_REFUSED,
				"the endpoint's content filter withheld the answer");
	else if (refusal[0] != '\0')
		give_up(reply, LEARN_MODEL_REFUSED, "the model refused to answer");
	else if (!read_content(message, cut_off, reply))
		return;
	else if (cut_off)
		give_up(reply, LEARN_MODEL_CUT_OFF,
				"the answer was cut off at its largest length");
	else
		reply->outcome = LEARN_MODEL_ANSWERED;
}

static void
openai_read(const char *body, size_t length, LearnModelReply *reply)
{
	json_object *answer;
	json_object *usage;
	json_object *choices;
	LearnProblem problem;
	LearnStatus status = learn_json_parse(body, length, &answer, &problem);

	if (status == LEARN_OUT_OF_MEMORY)
	{
		give_up(reply, LEARN_MODEL_UNAVAILABLE, "out of memory");
		return;
	}
	if (status != LEARN_OK)
	{
		give_up(reply, LEARN_MODEL_MALFORMED, "the answer is not JSON: %.200s",
				problem.message);
		return;
	}

	usage = learn_json_get_typed(answer, "usage", json_type_object);
	reply->tokens_in = read_tokens(usage, "prompt_tokens");
	reply->tokens_out = read_tokens(usage, "completion_tokens");
	read_model(answer, reply);

	choices = learn_json_get_typed(answer, "choices", json_type_array);
	if (!json_object_is_type(answer, json_type_object))
		give_up(reply, LEARN_MODEL_MALFORMED,
				"the answer is JSON but not an object");
	else if (choices == NULL || json_object_array_length(choices) == 0)
		give_up(reply, LEARN_MODEL_MALFORMED, "the answer has no choices");
	else
		read_choice(json_object_array_get_idx(choices, 0), reply);
	json_object_put(answer);
}

const LearnDialect learn_dialect_openai = {
	.name = "openai",
	.build = openai_build,
	.read = openai_read,
};
