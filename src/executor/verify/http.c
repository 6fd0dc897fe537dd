/*-------------------------------------------------------------------------
 *
 * http.c
 *		Verifies that a server answers a request with the status expected.
 *
 * The request is the simplest that HTTP/1.1 has, on a socket of our own, so
 * that no library and no program is needed for it.  Of the answer only the
 * status is read.  Redirections are not followed: where a service that was to
 * answer 200 answers 301, something else answers.  Proxies are not asked: it
 * is about the service, from here.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/method.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "executor/verify/connect.h"
#include "executor/verify/http_status.h"
#include "executor/verify/https.h"
#include "executor/verify/url.h"
#include "executor/verify/wait.h"

/*
 * Bytes of an answer that are looked at for a status; what a server says
 * before it is short.
 */
#define ANSWER_MAX 16384

#define STATUS_EXPECTED 200

static LearnVerdict
send_request(int descriptor, const LearnUrl *url, double deadline,
			 LearnBuffer *seen)
{
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	LearnBuffer request;

	learn_buffer_init(&request, 0);
	learn_buffer_append_format(&request,
							   "GET %s HTTP/1.1\r\n"
							   "Host: %s\r\n"
							   "User-Agent: learn-executor\r\n"
							   "Accept: */*\r\n"
							   "Connection: close\r\n\r\n",
							   url->target, url->authority);
	if (request.failed)
		verdict = learn_verify_out_of_memory(seen);
	for (size_t sent = 0;
		 verdict == LEARN_VERDICT_PASSED && sent < request.length;)
	{
		ssize_t bytes = send(descriptor, request.data + sent,
							 request.length - sent, MSG_NOSIGNAL);

		if (bytes >= 0)
			sent += bytes;
		else if (errno == EAGAIN)
			verdict = learn_verify_wait(descriptor, POLLOUT, deadline, seen);
		else if (errno != EINTR)
			verdict =
				learn_verify_failed(seen, "could not send the request: %s",
									strerror(errno));
	}
	learn_buffer_free(&request);
	return verdict;
}

static LearnVerdict
read_answer(int descriptor, double deadline, int *status, LearnBuffer *seen)
{
	char answer[ANSWER_MAX];
	size_t length = 0;

	while (length < sizeof(answer))
	{
		LearnVerdict verdict =
			learn_verify_wait(descriptor, POLLIN, deadline, seen);
		ssize_t bytes;

		if (verdict != LEARN_VERDICT_PASSED)
			return verdict;
		bytes = recv(descriptor, answer + length, sizeof(answer) - length, 0);
		if (bytes == 0)
			return learn_verify_failed(
				seen, "the server ended the connection without an answer");
		if (bytes < 0 && errno != EINTR && errno != EAGAIN)
			return learn_verify_failed(seen, "could not read the answer: %s",
									   strerror(errno));
		length += bytes > 0 ? bytes : 0;
		switch (learn_http_read_status(answer, length, status))
		{
			case LEARN_STATUS_READ:
				return LEARN_VERDICT_PASSED;
			case LEARN_STATUS_NOT_HTTP:
				return learn_verify_failed(seen, "the answer is not HTTP");
			case LEARN_STATUS_UNFINISHED:
				break;
		}
	}
	return learn_verify_failed(seen,
							   "no status in the first %d bytes of the "
							   "answer",
							   ANSWER_MAX);
}

/* Asks a server that does not encrypt. */
static LearnVerdict
ask(const LearnQuestion *question, const LearnUrl *url, int *status,
	LearnBuffer *seen)
{
	int descriptor;
	LearnVerdict verdict =
		learn_connect(url->host, url->port, question->deadline, &descriptor,
					  seen);

	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	verdict = send_request(descriptor, url, question->deadline, seen);
	if (verdict == LEARN_VERDICT_PASSED)
		verdict = read_answer(descriptor, question->deadline, status, seen);
	close(descriptor);
	return verdict;
}

/* PASSED: the URL is one that can be asked for. */
static LearnVerdict
read_url(const LearnQuestion *question, LearnUrl *url, LearnBuffer *seen)
{
	const char *text =
		learn_json_get_string(question->verification, "url", "");
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	LearnProblem problem;
	LearnBuffer filled;

	learn_buffer_init(&filled, 0);
	if (!learn_question_fill(question, text, &filled, seen))
		return LEARN_VERDICT_UNKNOWN;
	switch (learn_url_read(filled.data, url, &problem))
	{
		case LEARN_OK:
			break;
		case LEARN_INVALID:
			verdict = learn_verify_unknown(seen, "%s", problem.message);
			break;
		default:
			verdict = learn_verify_out_of_memory(seen);
			break;
	}
	learn_buffer_free(&filled);
	return verdict;
}

LearnVerdict
learn_verify_http(const LearnQuestion *question, LearnBuffer *seen)
{
	int expected = (int) learn_json_get_number(question->verification,
											   "status", STATUS_EXPECTED);
	int status = 0;
	LearnUrl url = {0};
	LearnVerdict verdict = read_url(question, &url, seen);

	if (verdict == LEARN_VERDICT_PASSED)
	{
		learn_buffer_append_format(seen, "GET %s: ", url.shown);
		verdict = url.secure
					  ? learn_verify_ask_curl(question, &url, &status, seen)
					  : ask(question, &url, &status, seen);
	}
	learn_url_free(&url);
	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	learn_buffer_append_format(seen, "status %d", status);
	if (status == expected)
		return LEARN_VERDICT_PASSED;
	return learn_verify_failed(seen, ", expected %d", expected);
}
