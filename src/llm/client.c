/*-------------------------------------------------------------------------
 *
 * client.c
 *		One question to a model: which endpoint, which model, what came back.
 *
 * The dialect of a call travels with its HTTP request as the request's kind.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llm/dialect.h"

/* The longest API key accepted, in bytes. */
#define KEY_MAX 4096

/* The most request headers a dialect adds. */
#define HEADERS_MAX 8

/* The headers of a call: malloc'ed, and overwritten when freed. */
typedef struct Headers
{
	char *lines[HEADERS_MAX + 1]; /* NULL-terminated */
	int count;
} Headers;

const char *
learn_model_outcome_name(LearnModelOutcome outcome)
{
	switch (outcome)
	{
		case LEARN_MODEL_ANSWERED:
			return "answered";
		case LEARN_MODEL_CUT_OFF:
			return "cut_off";
		case LEARN_MODEL_REFUSED:
			return "refused";
		case LEARN_MODEL_RATE_LIMITED:
			return "rate_limited";
		case LEARN_MODEL_UNAVAILABLE:
			return "unavailable";
		case LEARN_MODEL_MISCONFIGURED:
			return "misconfigured";
		case LEARN_MODEL_MALFORMED:
			return "malformed";
	}
	return "malformed";
}

static LearnStatus
check_key(const char *key, LearnProblem *problem)
{
	size_t length = 0;

	if (key == NULL)
		return LEARN_OK;
	for (; key[length] != '\0'; length++)
	{
		if (key[length] <= ' ' || key[length] > '~')
			return learn_problem_set(problem, LEARN_INVALID, NULL,
									 "the API key holds a character that is "
									 "not visible ASCII");
		if (length == KEY_MAX)
			return learn_problem_set(problem, LEARN_INVALID, NULL,
									 "the API key is longer than %d bytes",
									 KEY_MAX);
	}
	if (length == 0)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the API key is empty");
	return LEARN_OK;
}

LearnStatus
learn_client_check(const LearnEndpoint *endpoint, LearnProblem *problem)
{
	LearnStatus status;

	if (learn_dialect_find(endpoint->dialect) == NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the dialect is not one of: openai");
	if (endpoint->url == NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the endpoint has no URL");
	status = learn_transport_check_url(endpoint->url, problem);
	if (status != LEARN_OK)
		return status;
	return check_key(endpoint->key, problem);
}

static bool
add_header(void *context, const char *name, const char *value)
{
	Headers *headers = context;
	size_t size = strlen(name) + strlen(value) + 3;
	char *line;

	if (headers->count == HEADERS_MAX)
		return false;
	line = malloc(size);
	if (line == NULL)
		return false;
	snprintf(line, size, "%s: %s", name, value);
	headers->lines[headers->count++] = line;
	return true;
}

static void
free_headers(Headers *headers)
{
	for (int i = 0; i < headers->count; i++)
	{
		explicit_bzero(headers->lines[i], strlen(headers->lines[i]));
		free(headers->lines[i]);
	}
	headers->count = 0;
}

LearnStatus
learn_client_ask(LearnTransport *transport, const LearnEndpoint *endpoint,
				 const LearnModelCall *call, void *owner,
				 LearnProblem *problem)
{
	const LearnDialect *dialect;
	LearnBuffer url;
	LearnBuffer body;
	Headers headers = {.count = 0};
	LearnStatus status = learn_client_check(endpoint, problem);

	if (status != LEARN_OK)
		return status;
	dialect = learn_dialect_find(endpoint->dialect);
	learn_buffer_init(&url, 0);
	learn_buffer_init(&body, 0);
	status = dialect->build(endpoint, call, &url, &body, add_header, &headers,
							problem);
	if (status == LEARN_OK)
	{
		LearnHttpRequest request = {
			.url = url.data,
			.headers = (const char *const *) headers.lines,
			.body = body.data,
			.body_length = body.length,
			.ca_file = endpoint->ca_file,
			.connect_timeout_ms = endpoint->connect_timeout_ms,
			.timeout_ms = endpoint->timeout_ms,
			.reply_limit = endpoint->reply_limit,
			.kind = dialect,
		};

		status = learn_transport_start(transport, &request, owner, problem);
	}
	free_headers(&headers);
	learn_buffer_free(&url);
	learn_buffer_free(&body);
	return status;
}

/*
 * What the end of the HTTP request means when no answer can be read from it.
 */
static LearnModelOutcome
outcome_of(const LearnHttpResult *result)
{
	switch (result->outcome)
	{
		case LEARN_HTTP_TIMED_OUT:
		case LEARN_HTTP_UNREACHABLE:
		case LEARN_HTTP_FAILED:
			return LEARN_MODEL_UNAVAILABLE;
		case LEARN_HTTP_UNTRUSTED:
			return LEARN_MODEL_MISCONFIGURED;
		case LEARN_HTTP_TOO_LARGE:
			return LEARN_MODEL_MALFORMED;
		case LEARN_HTTP_REPLIED:
			break;
	}
	if (result->status == 429)
		return LEARN_MODEL_RATE_LIMITED;
	if (result->status == 408 || result->status >= 500)
		return LEARN_MODEL_UNAVAILABLE;
	if (result->status >= 300)
		return LEARN_MODEL_MISCONFIGURED;
	return LEARN_MODEL_MALFORMED;
}

/*
 * Says what failed, with the class of the failure first.
 */
static void
describe(const LearnHttpResult *result, LearnModelReply *reply)
{
	const char *what = "the request failed";

	switch (result->outcome)
	{
		case LEARN_HTTP_REPLIED:
			snprintf(reply->error, sizeof(reply->error),
					 "the endpoint answered HTTP %ld", result->status);
			return;
		case LEARN_HTTP_TIMED_OUT:
		case LEARN_HTTP_TOO_LARGE:
			snprintf(reply->error, sizeof(reply->error), "%s", result->error);
			return;
		case LEARN_HTTP_UNREACHABLE:
			what = "the endpoint could not be reached";
			break;
		case LEARN_HTTP_UNTRUSTED:
			what = "the endpoint could not be trusted";
			break;
		case LEARN_HTTP_FAILED:
			break;
	}
	snprintf(reply->error, sizeof(reply->error), "%s: %s", what,
			 result->error);
}

bool
learn_client_next(LearnTransport *transport, LearnModelReply *reply)
{
	LearnHttpResult result;
	const LearnDialect *dialect;

	memset(reply, 0, sizeof(*reply));
	if (!learn_transport_next(transport, &result))
		return false;

	dialect = result.kind;
	reply->owner = result.owner;
	reply->http_status = result.status;
	reply->unreachable =
		result.outcome == LEARN_HTTP_UNREACHABLE && result.status == 0;
	reply->retry_after = result.retry_after;
	reply->seconds = result.seconds;
	reply->tokens_in = -1;
	reply->tokens_out = -1;
	if (result.outcome == LEARN_HTTP_REPLIED && result.status >= 200 &&
		result.status < 300)
		dialect->read(result.body, result.body_length, reply);
	else
	{
		reply->outcome = outcome_of(&result);
		describe(&result, reply);
	}
	learn_http_result_free(&result);
	return true;
}

void
learn_model_reply_free(LearnModelReply *reply)
{
	free(reply->text);
	memset(reply, 0, sizeof(*reply));
}
