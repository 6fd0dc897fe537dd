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

/* The transport under test, if a test has it made and destroyed. */
static LearnTransport *transport;

/* Set before the start, it makes the stub speak HTTPS: its certificate. */
static const char *stub_tls_file;

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
			   STUB_KEY, stub_tls_file != NULL ? "--tls" : (char *) NULL,
			   stub_tls_file, (char *) NULL);
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
	snprintf(stub.url, sizeof(stub.url), "%s://127.0.0.1:%d",
			 stub_tls_file != NULL ? "https" : "http", stub.port);
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
 * Setup and teardown of a test.
 */
static inline int
stub_create_transport(void **state)
{
	(void) state;
	transport = learn_transport_create(NULL);
	return transport != NULL ? 0 : -1;
}

static inline int
stub_destroy_transport(void **state)
{
	(void) state;
	learn_transport_destroy(transport);
	transport = NULL;
	return 0;
}

/*
 * Waits for a transport, a minute at most, and lets it do what it can.
 */
static void
stub_wait_for(LearnTransport *awaited)
{
	struct pollfd descriptor = {.events = POLLIN};

	descriptor.fd = learn_transport_descriptor(awaited);
	assert_int_equal(poll(&descriptor, 1, 60000), 1);
	assert_int_equal(learn_transport_step(awaited, NULL), LEARN_OK);
}

static LearnHttpResult
stub_take_result(LearnTransport *awaited)
{
	LearnHttpResult result;

	while (!learn_transport_next(awaited, &result))
		stub_wait_for(awaited);
	return result;
}

/*
 * POSTs something to the stub itself; returns what it answers, malloc'ed.
 */
static char *
stub_post(const char *path, const char *body)
{
	LearnTransport *own = learn_transport_create(NULL);
	char url[96];
	LearnHttpRequest request = {
		.url = url,
		.body = body,
		.body_length = strlen(body),
		.connect_timeout_ms = 5000,
		.timeout_ms = 10000,
		.reply_limit = 10 * 1024 * 1024,
		.ca_file = stub_tls_file,
	};
	LearnHttpResult result;

	snprintf(url, sizeof(url), "%s%s", stub.url, path);
	assert_non_null(own);
	assert_int_equal(learn_transport_start(own, &request, NULL, NULL),
					 LEARN_OK);
	result = stub_take_result(own);
	assert_int_equal(result.status, 200);
	learn_transport_destroy(own);
	return result.body;
}

/*
 * Gives the stub an order (the body of POST /control).
 */
static inline void
stub_order(const char *order)
{
	free(stub_post("/control", order));
}

/*
 * The requests that the stub has seen, as JSON, malloc'ed.
 */
static inline char *
stub_requests(void)
{
	return stub_post("/control/requests", "{}");
}

#endif /* LEARN_TEST_LLM_STUB_H */
