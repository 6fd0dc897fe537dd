/*-------------------------------------------------------------------------
 *
 * client.c
 *		One question to a model: which endpoint, which model, what came back.
 *
 * What reads the answer to a call, in the call's dialect, travels along with
 * the HTTP request.
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

/*
 * Checks all but the URL's syntax, which the transport sees to.
 */
static LearnStatus
check_endpoint(const LearnEndpoint *endpoint, const LearnDialect **dialect,
			   LearnProblem *problem)
{
	LearnBuffer names;

	*dialect = learn_dialect_find(endpoint->dialect);
	if (*dialect == NULL)
	{
		learn_buffer_init(&names, 0);
		learn_dialect_append_names(&names);
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "the dialect is not one of: %s",
						  names.failed ? "" : names.data);
		learn_buffer_free(&names);
		return LEARN_INVALID;
	}
	if (endpoint->url == NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the endpoint has no URL");
	return check_key(endpoint->key, problem);
}

LearnStatus
learn_client_check(const LearnEndpoint *endpoint, LearnProblem *problem)
{
	const LearnDialect *dialect;
	LearnStatus status = check_endpoint(endpoint, &dialect, problem);

	if (status == LEARN_OK)
		status = learn_transport_check_url(endpoint->url, problem);
	if (status == LEARN_OK && dialect->check != NULL)
		status = dialect->check(endpoint, problem);
	return status;
}

/*
 * Composes a call in the endpoint's dialect; whatever becomes of it, the
 * caller frees what the request holds.
 */
static LearnStatus
compose(const LearnDialect *dialect, const LearnEndpoint *endpoint,
		const LearnModelCall *call, LearnOutgoingRequest *request,
		LearnProblem *problem)
{
	LearnStatus status = LEARN_OK;

	if (dialect->check != NULL)
		status = dialect->check(endpoint, problem);
	if (status == LEARN_OK)
		status = dialect->compose(endpoint, call, request, problem);
	if (status == LEARN_OK &&
		(request->url.failed || request->body.failed ||
		 !learn_headers_add(&request->headers,
							"Content-Type: application/json") ||
		 !learn_headers_add(&request->headers, "Accept: application/json")))
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	return status;
}

LearnStatus
learn_client_ask(LearnTransport *transport, const LearnEndpoint *endpoint,
				 const LearnModelCall *call, void *owner,
				 LearnProblem *problem)
{
	const LearnDialect *dialect;
	LearnOutgoingRequest request = {.headers = {.count = 0}};
	LearnStatus status = check_endpoint(endpoint, &dialect, problem);

	if (status != LEARN_OK)
		return status;
	status = compose(dialect, endpoint, call, &request, problem);
	if (status == LEARN_OK)
	{
		LearnHttpRequest wanted = {
			.url = request.url.data,
			.headers = (const char *const *) request.headers.lines,
			.body = request.body.data,
			.body_length = request.body.length,
			.ca_file = endpoint->ca_file,
			.connect_timeout_ms = endpoint->connect_timeout_ms,
			.timeout_ms = endpoint->timeout_ms,
			.reply_limit = endpoint->reply_limit,
			.reader = &dialect->reader,
		};

		status = learn_transport_start(transport, &wanted, owner, problem);
	}
	learn_headers_free(&request.headers);
	learn_buffer_free(&request.url);
	learn_buffer_free(&request.body);
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

/*
 * Is there an answer to be read?
 */
static bool
is_readable(const LearnHttpResult *result)
{
	return result->status >= 200 && result->status < 300 &&
		   (result->outcome == LEARN_HTTP_REPLIED ||
			result->reader->status_suffices);
}

bool
learn_client_next(LearnTransport *transport, LearnModelReply *reply)
{
	LearnHttpResult result;

	memset(reply, 0, sizeof(*reply));
	if (!learn_transport_next(transport, &result))
		return false;

	reply->owner = result.owner;
	reply->http_status = result.status;
	reply->unreachable =
		result.outcome == LEARN_HTTP_UNREACHABLE && result.status == 0;
	reply->retry_after = result.retry_after;
	reply->seconds = result.seconds;
	reply->tokens_in = -1;
	reply->tokens_out = -1;
	if (is_readable(&result))
		result.reader->read(result.body != NULL ? result.body : "",
							result.body_length, reply);
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
