/*-------------------------------------------------------------------------
 *
 * webhook.c
 *		Telling somebody something: a POST whose answer is its status.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/webhook.h"

#include "llm/headers.h"
#include "llm/reader.h"

static void
read_nothing(const char *body, size_t length, LearnModelReply *reply)
{
	(void) body;
	(void) length;
	reply->outcome = LEARN_MODEL_ANSWERED;
}

/*
 * A receiver that says 2xx has got it: telling it again because of what comes
 * behind the status would tell it twice.
 */
static const LearnReader status_reader = {
	.read = read_nothing,
	.status_suffices = true,
};

static bool
add_headers(LearnHeaders *headers, const char *const *lines)
{
	bool added = learn_headers_add(headers, "Content-Type: application/json");

	for (; added && lines != NULL && *lines != NULL; lines++)
		added = learn_headers_add(headers, "%s", *lines);
	return added;
}

LearnStatus
learn_webhook_send(LearnTransport *transport, const LearnWebhook *webhook,
				   void *owner, LearnProblem *problem)
{
	LearnHeaders headers = {.count = 0};
	LearnHttpRequest wanted = {
		.url = webhook->url,
		.headers = (const char *const *) headers.lines,
		.body = webhook->body,
		.body_length = webhook->body_length,
		.ca_file = webhook->ca_file,
		.connect_timeout_ms = webhook->connect_timeout_ms,
		.timeout_ms = webhook->timeout_ms,
		.reply_limit = webhook->reply_limit,
		.reader = &status_reader,
	};
	LearnStatus status;

	if (add_headers(&headers, webhook->headers))
		status = learn_transport_start(transport, &wanted, owner, problem);
	else
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory, or too many headers");
	learn_headers_free(&headers);
	return status;
}
