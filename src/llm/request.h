/*-------------------------------------------------------------------------
 *
 * request.h
 *		One HTTP request of a transport, on libcurl's easy interface.
 *
 * Private to the transport.  Here is what makes a request hardened, and how
 * its end is judged; what to wait for is the transport's business.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_REQUEST_H
#define LEARN_LLM_REQUEST_H

#include <curl/curl.h>

#include "core/buffer.h"
#include "llm/transport.h"

typedef struct LearnRequest
{
	struct LearnRequest *previous; /* links of the transport's lists */
	struct LearnRequest *next;
	CURL *easy;                 /* NULL once ended */
	struct curl_slist *headers; /* hold keys: overwritten when freed */
	char *host;                 /* to keep it out of error texts */
	bool loopback_only;         /* plain http */
	bool address_refused;
	bool too_large;
	bool out_of_memory;
	size_t header_bytes;
	LearnBuffer body;
	long connect_timeout_ms;
	long timeout_ms;
	size_t reply_limit;
	char curl_error[CURL_ERROR_SIZE];
	LearnHttpResult result; /* complete after learn_request_finish() */
} LearnRequest;

/*
 * A request that is ready to be added to a multi handle, its easy handle's
 * CURLOPT_PRIVATE leading back to it.  Nothing of *wanted is kept.  LEARN_OK:
 * the caller's, learn_request_free().
 */
extern LearnStatus learn_request_create(const LearnHttpRequest *wanted,
										void *owner, LearnRequest **request,
										LearnProblem *problem);

/*
 * Judges a request that libcurl has ended with this code and fills its
 * result.
 */
extern void learn_request_finish(LearnRequest *request, CURLcode code);

/*
 * Frees libcurl's part, headers overwritten.  The easy handle must be in no
 * multi handle any more.  The result stays.
 */
extern void learn_request_close(LearnRequest *request);

/* Frees all of it, result included.  Safe on NULL. */
extern void learn_request_free(LearnRequest *request);

#endif /* LEARN_LLM_REQUEST_H */
