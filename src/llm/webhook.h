/*-------------------------------------------------------------------------
 *
 * webhook.h
 *		Telling somebody something: a POST whose answer is its status.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_WEBHOOK_H
#define LEARN_LLM_WEBHOOK_H

#include <stddef.h>

#include "core/problem.h"
#include "llm/transport.h"

/* Borrowed during learn_webhook_send() only. */
typedef struct LearnWebhook
{
	const char *url;
	const char *const *headers; /* "Name: value", besides Content-Type;
								 * NULL-terminated array, or NULL */
	const char *body;           /* JSON */
	size_t body_length;
	const char *ca_file; /* NULL: the system's store */
	long connect_timeout_ms;
	long timeout_ms;
	size_t reply_limit; /* bytes that are read of an answer nobody needs */
} LearnWebhook;

/*
 * Sends it.  On LEARN_OK learn_client_next() will give its reply exactly once:
 * LEARN_MODEL_ANSWERED, without text, for every 2xx status, whatever comes
 * behind it; any other outcome means what it means for a model.
 */
extern LearnStatus learn_webhook_send(LearnTransport *transport,
									  const LearnWebhook *webhook, void *owner,
									  LearnProblem *problem);

#endif /* LEARN_LLM_WEBHOOK_H */
