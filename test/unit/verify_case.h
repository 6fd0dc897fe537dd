/*-------------------------------------------------------------------------
 *
 * verify_case.h
 *		Verifications, and servers of a few lines for them to look at.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_VERIFY_CASE_H
#define LEARN_TEST_VERIFY_CASE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

#include "executor/process/interrupt.h"
#include "executor/verify/verify.h"

/* What is verified with; given and before may be NULL. */
typedef struct VerifyCase
{
	const char *type;
	const char *verification; /* JSON; NULL: the runbook has none */
	const char *const *given; /* NAME=value, ended by NULL */
	json_object *before;
	bool patient;
} VerifyCase;

/*
 * Verifies; the verification is the caller's to free.
 */
static LearnVerification
verify_case(const VerifyCase *given)
{
	LearnValues values = {0};
	json_object *runbook = json_object_new_object();
	LearnStateRequest about = {given->type != NULL ? given->type : "other",
							   runbook, &values};
	LearnVerifyRequest request = {.about = &about,
								  .state_before = given->before,
								  .patient = given->patient};
	LearnVerification verification;
	LearnProblem problem = {"", ""};

	if (given->verification != NULL)
	{
		json_object *own;

		assert_int_equal(learn_json_parse(given->verification,
										  strlen(given->verification), &own,
										  &problem),
						 LEARN_OK);
		json_object_object_add(runbook, "verification", own);
	}
	for (int i = 0; given->given != NULL && given->given[i] != NULL; i++)
		assert_int_equal(learn_values_add(&values, given->given[i], &problem),
						 LEARN_OK);
	assert_int_equal(learn_verify(&request, &verification), LEARN_OK);
	learn_values_free(&values);
	json_object_put(runbook);
	return verification;
}

/*
 * Checks what a verification comes to.
 */
static inline void
check_case(const VerifyCase *given, LearnVerdict verdict, const char *method,
		   double confidence)
{
	LearnVerification verification = verify_case(given);

	if (method == NULL)
		assert_null(verification.method);
	else
	{
		assert_non_null(verification.method);
		assert_string_equal(verification.method, method);
	}
	assert_int_equal(verification.verdict, verdict);
	assert_float_equal(verification.confidence, confidence, 0.0001);
	learn_verification_free(&verification);
}

/* A server, which is a child: what it does with a connection. */
typedef void ServerTask(int connection);

typedef struct Server
{
	pid_t pid;
	int port;
} Server;

/*
 * Binds a socket to a port of this host that is free; it listens if it shall.
 */
static inline int
bind_port(struct sockaddr *address, socklen_t length, bool listening)
{
	int descriptor = socket(address->sa_family, SOCK_STREAM, 0);

	assert_true(descriptor >= 0);
	if (bind(descriptor, address, length) != 0)
		skip(); /* this host has no such address */
	assert_int_equal(getsockname(descriptor, address, &length), 0);
	if (listening)
		assert_int_equal(listen(descriptor, 16), 0);
	return descriptor;
}

/*
 * The same for a port of 127.0.0.1.
 */
static inline int
open_port(bool listening, int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	int descriptor;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	descriptor =
		bind_port((struct sockaddr *) &address, sizeof(address), listening);
	*port = ntohs(address.sin_port);
	return descriptor;
}

/* Connections that fill the queue of a listener that has no room for them. */
static int waiting[8];

/*
 * Has a listener look like a server that hangs: its queue is full, and the
 * kernel does not answer any more.
 */
static inline void
stop_answering(int listener)
{
	struct sockaddr_in address;
	socklen_t length = sizeof(address);

	assert_int_equal(listen(listener, 0), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *) &address,
								 &length),
					 0);
	for (size_t i = 0; i < sizeof(waiting) / sizeof(waiting[0]); i++)
	{
		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		assert_true(waiting[i] >= 0);
		connect(waiting[i], (struct sockaddr *) &address, length);
	}
}

static inline void
answer_again(void)
{
	for (size_t i = 0; i < sizeof(waiting) / sizeof(waiting[0]); i++)
		close(waiting[i]);
}

/*
 * Starts a server, which takes one connection after the other.
 */
static inline pid_t
serve(int listener, ServerTask *task)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
	{
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* when the test fails */
		signal(SIGPIPE, SIG_IGN);
		for (;;)
		{
			int connection = accept(listener, NULL, NULL);

			task(connection);
			close(connection);
		}
	}
	close(listener);
	return child;
}

static inline Server
start_server(ServerTask *task)
{
	Server server;
	int listener = open_port(true, &server.port);

	server.pid = serve(listener, task);
	return server;
}

static inline void
stop_server(const Server *server)
{
	kill(server->pid, SIGKILL);
	assert_int_equal(waitpid(server->pid, NULL, 0), server->pid);
}

/*
 * Of a server: reads a request to the empty line that ends it, as far as it
 * fits into size bytes with a terminator.
 */
static inline size_t
read_request(int connection, char *request, size_t size)
{
	size_t length = 0;

	request[0] = '\0';
	while (length + 1 < size && strstr(request, "\r\n\r\n") == NULL)
	{
		ssize_t bytes =
			recv(connection, request + length, size - 1 - length, 0);

		if (bytes <= 0)
			break;
		length += (size_t) bytes;
		request[length] = '\0';
	}
	return length;
}

/*
 * Of a server: writes text.
 */
static inline void
write_text(int connection, const char *text)
{
	size_t length = strlen(text);

	while (length > 0)
	{
		ssize_t bytes = send(connection, text, length, 0);

		if (bytes <= 0)
			break;
		text += bytes;
		length -= (size_t) bytes;
	}
}

/*
 * Of a server: reads a request and writes text.
 */
static inline void
answer(int connection, const char *text)
{
	char request[4096];

	read_request(connection, request, sizeof(request));
	write_text(connection, text);
}

/*
 * Of a server: waits until the client has gone.
 */
static inline void
wait_for_end(int connection)
{
	char bytes[256];

	while (recv(connection, bytes, sizeof(bytes), 0) > 0)
		continue;
}

#endif /* LEARN_TEST_VERIFY_CASE_H */
