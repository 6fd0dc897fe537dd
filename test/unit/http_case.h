/*-------------------------------------------------------------------------
 *
 * http_case.h
 *		Plain requests to the stub, for the tests of the transport.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_HTTP_CASE_H
#define LEARN_TEST_HTTP_CASE_H

#include <time.h>

#include "llm_stub.h"

#define CALL "{\"model\": \"m\", \"messages\": []}"

static LearnHttpRequest
request_to(const char *url)
{
	static const char *const headers[] = {
		"Content-Type: application/json",
		"Authorization: Bearer " STUB_KEY,
		"X-First: yes",
		NULL,
	};
	LearnHttpRequest request = {
		.url = url,
		.headers = headers,
		.body = CALL,
		.body_length = strlen(CALL),
		.ca_file = stub_tls_file,
		.connect_timeout_ms = 10000,
		.timeout_ms = 20000,
		.reply_limit = 1024 * 1024,
	};

	return request;
}

static void
start(const LearnHttpRequest *request, void *owner)
{
	LearnProblem problem = {"", ""};

	if (learn_transport_start(transport, request, owner, &problem) != LEARN_OK)
		fail_msg("%s", problem.message);
}

static LearnHttpResult
perform(const LearnHttpRequest *request)
{
	start(request, &transport);
	return stub_take_result(transport);
}

static inline double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

#endif /* LEARN_TEST_HTTP_CASE_H */
