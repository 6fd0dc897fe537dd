/*-------------------------------------------------------------------------
 *
 * azure.c
 *		OpenAI's models as Azure serves them: the same protocol under another
 *		URL and with the key in another header.
 *
 * Azure has two kinds of URL.  The older one names the deployment in its path
 * and must have the date of an API version in its query:
 *
 *		https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT
 *			/chat/completions?api-version=2024-10-21
 *
 * The newer one, https://NAME.openai.azure.com/openai/v1/chat/completions, is
 * OpenAI's own: no version, and the model's name says which deployment.  The
 * endpoint's URL may be any beginning of either; without the deployment, it is
 * the older kind, and the model's name is taken for it.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/openai.h"

#include <ctype.h>
#include <string.h>

#include "llm/protocol.h"

#define V1_PATH "/openai/v1"
#define DEPLOYMENTS "/deployments/"

/*
 * The length of what comes before the path of the protocol.
 */
static size_t
base_length(const char *url, size_t length)
{
	if (learn_protocol_ends_with(url, length, LEARN_COMPLETIONS_PATH))
		return length - strlen(LEARN_COMPLETIONS_PATH);
	return length;
}

static bool
names_deployment(const char *base, size_t length)
{
	const char *found = strstr(base, DEPLOYMENTS);

	return found != NULL && found + strlen(DEPLOYMENTS) < base + length;
}

/*
 * Does a query, which begins with its question mark, say something of name?
 */
static bool
query_has(const char *query, const char *name)
{
	size_t length = strlen(name);

	while (*query != '\0')
	{
		query++;
		if (strncmp(query, name, length) == 0 && query[length] == '=' &&
			query[length + 1] != '\0' && query[length + 1] != '&')
			return true;
		query += strcspn(query, "&");
	}
	return false;
}

static LearnStatus
azure_check(const LearnEndpoint *endpoint, LearnProblem *problem)
{
	const char *query;
	size_t length = learn_protocol_url_length(endpoint->url, &query);

	if (query_has(query, "api-version") ||
		learn_protocol_ends_with(endpoint->url,
								 base_length(endpoint->url, length), V1_PATH))
		return LEARN_OK;
	return learn_problem_set(
		problem, LEARN_INVALID, NULL,
		"the URL neither ends with " V1_PATH " nor names an API version, "
		"as in https://NAME.openai.azure.com?api-version=2024-10-21");
}

/*
 * Appends a name as a part of a path: what is no plain character is encoded.
 */
static void
append_encoded(LearnBuffer *url, const char *name)
{
	for (const unsigned char *c = (const unsigned char *) name; *c != '\0';
		 c++)
	{
		if (isascii(*c) && (isalnum(*c) || strchr("-._~", *c) != NULL))
			learn_buffer_append(url, (const char *) c, 1);
		else
			learn_buffer_append_format(url, "%%%02X", *c);
	}
}

static void
append_url(const char *url, const char *model, LearnBuffer *whole)
{
	const char *query;
	size_t length = learn_protocol_url_length(url, &query);
	size_t base = base_length(url, length);

	learn_buffer_append(whole, url, base);
	if (base == length && !learn_protocol_ends_with(url, base, V1_PATH) &&
		!names_deployment(url, base))
	{
		if (!learn_protocol_ends_with(url, base, "/openai"))
			learn_buffer_append_string(whole, "/openai");
		learn_buffer_append_string(whole, DEPLOYMENTS);
		append_encoded(whole, model);
	}
	learn_buffer_append_string(whole, LEARN_COMPLETIONS_PATH);
	learn_buffer_append_string(whole, query);
}

static LearnStatus
azure_compose(const LearnEndpoint *endpoint, const LearnModelCall *call,
			  LearnOutgoingRequest *request, LearnProblem *problem)
{
	append_url(endpoint->url, call->model, &request->url);
	if (endpoint->key != NULL &&
		!learn_headers_add(&request->headers, "api-key: %s", endpoint->key))
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return learn_openai_append_body(endpoint, call, &request->body, problem);
}

const LearnDialect learn_dialect_azure = {
	.name = "azure",
	.reader = {.read = learn_openai_read},
	.check = azure_check,
	.compose = azure_compose,
};
