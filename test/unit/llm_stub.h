/*-------------------------------------------------------------------------
 *
 * llm_stub.h
 *		Starts test/tap/LlmStub.py for a test program, and waits for answers.
 *
 * Included by one test program at a time; the programs run in test/unit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_LLM_STUB_H
#define LEARN_TEST_LLM_STUB_H

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buffer.h"
#include "llm/transport.h"

#define STUB_KEY "sk-test-0123456789"

static struct
{
	pid_t pid;
	int input; /* closing it ends the stub */
	int port;
	char url[64];
} stub;

/*
 * Starts the stub; the group setup of a test program.
 */
static int
stub_start(void **state)
{
	int input[2];
	int output[2];
	FILE *lines;

	(void) state;
	signal(SIGPIPE, SIG_IGN);
	if (pipe(input) != 0 || pipe(output) != 0)
		return -1;
	stub.pid = fork();
	if (stub.pid == 0)
	{
		dup2(input[0], STDIN_FILENO);
		dup2(output[1], STDOUT_FILENO);
		close(input[0]);
		close(input[1]);
		close(output[0]);
		close(output[1]);
		execlp("python3", "python3", "-B", "../tap/LlmStub.py", "--key",
			   STUB_KEY, (char *) NULL);
		_exit(127);
	}
	close(input[0]);
	close(output[1]);
	stub.input = input[1];
	lines = fdopen(output[0], "r");
	if (stub.pid < 0 || lines == NULL ||
		fscanf(lines, "port %d", &stub.port) != 1)
		return -1;
	fclose(lines);
	snprintf(stub.url, sizeof(stub.url), "http://127.0.0.1:%d", stub.port);
	return 0;
}

/*
 * Ends the stub; the group teardown.
 */
static int
stub_stop(void **state)
{
	int status;

	(void) state;
	close(stub.input);
	return waitpid(stub.pid, &status, 0) == stub.pid && status == 0 ? 0 : -1;
}

/*
 * Waits for the transport, a minute at most, and lets it do what it can.
 */
static void
stub_wait_for(LearnTransport *transport)
{
	struct pollfd descriptor = {.events = POLLIN};

	descriptor.fd = learn_transport_descriptor(transport);
	assert_int_equal(poll(&descriptor, 1, 60000), 1);
	assert_int_equal(learn_transport_step(transport, NULL), LEARN_OK);
}

static LearnHttpResult
stub_take_result(LearnTransport *transport)
{
	LearnHttpResult result;

	while (!learn_transport_next(transport, &result))
		stub_wait_for(transport);
	return result;
}

/*
 * Gives the stub an order (the body of POST /control).
 */
static void
stub_order(const char *order)
{
	LearnTransport *transport = learn_transport_create(NULL);
	char url[96];
	LearnHttpRequest request = {
		.url = url,
		.body = order,
		.body_length = strlen(order),
		.connect_timeout_ms = 5000,
		.timeout_ms = 10000,
		.reply_limit = 1000,
	};
	LearnHttpResult result;

	snprintf(url, sizeof(url), "%s/control", stub.url);
	assert_non_null(transport);
	assert_int_equal(learn_transport_start(transport, &request, NULL, NULL),
					 LEARN_OK);
	result = stub_take_result(transport);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);
	learn_transport_destroy(transport);
}

#endif /* LEARN_TEST_LLM_STUB_H */
