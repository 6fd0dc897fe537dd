/*-------------------------------------------------------------------------
 *
 * request.h
 *		One HTTP request of a transport, on libcurl's easy interface.
 *
 * Private to the transport.  Here is what makes a request hardened, and how
 * its end is judged; what to wait for is the transport's business.
 *
 * Making an easy handle ready takes longer than using it, so a request that
 * has ended can be used again: for the same URL and the same certificate
 * authorities only, and with nothing left of what it was used for before.
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

	/* For as long as it lives. */
	CURL *easy;
	char *url;
	char *ca_file;      /* NULL: the system's store */
	char *host;         /* to keep it out of error texts */
	bool loopback_only; /* plain http */

	/* For one use; zeroed when that is over. */
	struct
	{
		struct curl_slist *headers; /* hold keys: overwritten when freed */
		bool address_refused;
		int socket_error; /* errno, when there was no socket to be had */
		bool too_large;
		bool out_of_memory;
		size_t header_bytes;
		LearnBuffer body;
		long connect_timeout_ms;
		long timeout_ms;
		size_t reply_limit;
		char error[CURL_ERROR_SIZE]; /* in libcurl's words */
	} use;

	LearnHttpResult result; /* complete after learn_request_finish() */
} LearnRequest;

/*
 * A request that fits what is wanted and is yet to be made ready.  LEARN_OK:
 * the caller's, learn_request_free().
 */
extern LearnStatus learn_request_create(const LearnHttpRequest *wanted,
										LearnRequest **request,
										LearnProblem *problem);

/* Was the request created for the same URL and the same ca_file? */
extern bool learn_request_fits(const LearnRequest *request,
							   const LearnHttpRequest *wanted);

/*
 * Makes a request ready to be added to a multi handle, its easy handle's
 * CURLOPT_PRIVATE leading back to it.  Nothing of *wanted is kept.  When it
 * fails, the request is still to be cleared.
 */
extern LearnStatus learn_request_prepare(LearnRequest *request,
										 const LearnHttpRequest *wanted,
										 void *owner, LearnProblem *problem);

/*
 * Judges a request that libcurl has ended with this code and fills its
 * result.
 */
extern void learn_request_finish(LearnRequest *request, CURLcode code);

/*
 * Forgets what the request was used for, headers overwritten, but for the
 * result.  The easy handle must be in no multi handle.
 */
extern void learn_request_clear(LearnRequest *request);

/* Clears the request and frees all of it, result included.  Safe on NULL. */
extern void learn_request_free(LearnRequest *request);

#endif /* LEARN_LLM_REQUEST_H */
