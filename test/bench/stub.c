/*-------------------------------------------------------------------------
 *
 * stub.c
 *		An endpoint of chat completions that is never the bottleneck.
 *
 *	stub [--port N] [--latency MILLISECONDS | --tail SEED]
 *
 * listens on 127.0.0.1, prints "port N", and ends when its standard input
 * does, so that it never outlives whoever started it ("sleep infinity | stub"
 * to play with it by hand).  It answers every POST with the same category of
 * a failure, at once, or after the latency given; latency.h says what --tail
 * is.
 *
 * A request for one of these paths, with any method, is answered at once and
 * is not counted:
 *	/control/latency/MILLISECONDS	from now on, this latency
 *	/control/tail/SEED				from now on, heavy-tailed
 *	/control/release				answer all that wait, now
 *	/control/forget					forget the requests seen so far
 *	/control/counters				a JSON object: requests and bytes seen,
 *									in_flight now, in_flight_max at once,
 *									mean_latency that is set, in seconds
 *	/control/requests				a line for each request seen: when it was
 *									there, by CLOCK_MONOTONIC, and the latency
 *									it got, both in nanoseconds
 *
 * One thread, one epoll, edge-triggered: a request costs one recv() and one
 * send() and no memory of its own.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deadlines.h"
#include "latency.h"
#include "monotonic.h"

#define EVENTS 256
#define INPUT_INITIAL 16384
#define INPUT_MAX (16 * 1024 * 1024)

/* A client that does not read what it asked for. */
#define SEND_TIMEOUT_MS 10000

#define CONTROL "/control/"

#define CATEGORY                                                               \
	"{\\\"failure_type\\\": \\\"external_dependency\\\", "                     \
	"\\\"reasoning\\\": \\\"The third coil, which the service depends on, is " \
	"out of phase; no step of the runbook touches it.\\\", "                   \
	"\\\"confidence\\\": 0.9}"

static const char answer_body[] =
	"{\"id\": \"chatcmpl-stub\", \"object\": \"chat.completion\", "
	"\"created\": 1700000000, \"model\": \"stub\", \"choices\": [{\"index\": "
	"0, \"message\": {\"role\": \"assistant\", \"content\": \"" CATEGORY
	"\"}, \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 900, "
	"\"completion_tokens\": 60}}";

typedef struct Connection
{
	Deadline deadline; /* of its answer; first, for connection_of() */
	int fd;
	char *input;
	size_t length;
	size_t capacity;
	size_t request; /* bytes of the request that is being read; 0: not known */
} Connection;

typedef struct Arrival
{
	int64_t at;
	int64_t latency;
} Arrival;

typedef struct Stub
{
	int epoll;
	int listener;
	int64_t now;
	Latency latency;
	Deadlines answers;
	Arrival *arrivals;
	size_t requests;
	size_t arrivals_capacity;
	size_t in_flight_max;
	uint64_t bytes;
	char answer[2048];
	size_t answer_length;
} Stub;

static Connection *
connection_of(Deadline *deadline)
{
	return (Connection *) deadline;
}

/*
 * Only the list of requests is larger than a socket's buffer, and who asks for
 * it reads it.  A client that has gone is noticed by epoll.
 */
static void
send_all(const Connection *connection, const char *data, size_t length)
{
	struct pollfd writable = {.fd = connection->fd, .events = POLLOUT};

	while (length > 0)
	{
		ssize_t sent = send(connection->fd, data, length, MSG_NOSIGNAL);

		if (sent >= 0)
		{
			data += sent;
			length -= (size_t) sent;
		}
		else if (errno != EINTR &&
				 (errno != EAGAIN || poll(&writable, 1, SEND_TIMEOUT_MS) <= 0))
		{
			shutdown(connection->fd, SHUT_RDWR);
			return;
		}
	}
}

static int
write_head(char *head, size_t size, const char *status, size_t length)
{
	return snprintf(head, size,
					"HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
					"Content-Length: %zu\r\n\r\n",
					status, length);
}

static void
send_reply(const Connection *connection, const char *status, const char *body,
		   size_t length)
{
	char head[256];
	int head_length = write_head(head, sizeof(head), status, length);

	send_all(connection, head, (size_t) head_length);
	send_all(connection, body, length);
}

/*
 * Has everybody answered whose answer is due by then.
 */
static void
answer_due(Stub *stub, int64_t then)
{
	Deadline *first;

	while ((first = deadlines_first(&stub->answers)) != NULL &&
		   first->due <= then)
	{
		deadlines_remove(&stub->answers, first);
		send_all(connection_of(first), stub->answer, stub->answer_length);
	}
}

static void
remember(Stub *stub, int64_t latency)
{
	if (stub->requests == stub->arrivals_capacity)
	{
		stub->arrivals_capacity += 65536 + stub->arrivals_capacity;
		stub->arrivals =
			realloc(stub->arrivals, stub->arrivals_capacity * sizeof(Arrival));
		if (stub->arrivals == NULL)
			err(1, "arrivals");
	}
	stub->arrivals[stub->requests++] =
		(Arrival){.at = stub->now, .latency = latency};
}

static void
take_question(Stub *stub, Connection *connection)
{
	int64_t latency = latency_next(&stub->latency);
	size_t in_flight;

	stub->now = monotonic();
	stub->bytes += connection->request;
	remember(stub, latency);
	connection->deadline.due = stub->now + latency;
	deadlines_add(&stub->answers, &connection->deadline);
	in_flight = stub->answers.count;
	if (in_flight > stub->in_flight_max)
		stub->in_flight_max = in_flight;
	if (latency == 0)
	{
		deadlines_remove(&stub->answers, &connection->deadline);
		send_all(connection, stub->answer, stub->answer_length);
	}
}

static void
send_counters(const Stub *stub, const Connection *connection)
{
	char body[256];
	int length =
		snprintf(body, sizeof(body),
				 "{\"requests\": %zu, \"bytes\": %llu, \"in_flight\": %zu, "
				 "\"in_flight_max\": %zu, \"mean_latency\": %.6f}",
				 stub->requests, (unsigned long long) stub->bytes,
				 stub->answers.count, stub->in_flight_max,
				 (double) latency_mean(&stub->latency) /
					 NANOSECONDS_PER_SECOND);

	send_reply(connection, "200 OK", body, (size_t) length);
}

static void
send_requests(const Stub *stub, const Connection *connection)
{
	char *body = NULL;
	size_t length = 0;
	FILE *text = open_memstream(&body, &length);

	if (text == NULL)
		err(1, "open_memstream");
	for (size_t i = 0; i < stub->requests; i++)
		fprintf(text, "%lld %lld\n", (long long) stub->arrivals[i].at,
				(long long) stub->arrivals[i].latency);
	if (fclose(text) != 0)
		err(1, "fclose");
	send_reply(connection, "200 OK", body, length);
	free(body);
}

/*
 * The argument of a control request when it is that one, else NULL.
 */
static const char *
argument_of(const char *order, const char *name)
{
	size_t length = strlen(name);

	return strncmp(order, name, length) == 0 ? order + length : NULL;
}

static void
obey(Stub *stub, const Connection *connection, const char *order)
{
	const char *argument;

	if (argument_of(order, "counters ") != NULL)
		send_counters(stub, connection);
	else if (argument_of(order, "requests ") != NULL)
		send_requests(stub, connection);
	else
	{
		if ((argument = argument_of(order, "latency/")) != NULL)
			latency_set_fixed(&stub->latency,
							  atoll(argument) * NANOSECONDS_PER_MILLISECOND);
		else if ((argument = argument_of(order, "tail/")) != NULL)
			latency_set_tail(&stub->latency, strtoull(argument, NULL, 10));
		else if (argument_of(order, "release ") != NULL)
			answer_due(stub, INT64_MAX);
		else if (argument_of(order, "forget ") != NULL)
			stub->requests = stub->in_flight_max = stub->bytes = 0;
		else
		{
			send_reply(connection, "404 Not Found", "{}", 2);
			return;
		}
		send_reply(connection, "200 OK", "{}", 2);
	}
}

/*
 * Reads the size of the request at the start of the input; false when its head
 * is not complete.  The input ends with NUL.
 */
static bool
measure_request(Connection *connection)
{
	static const char name[] = "Content-Length:";
	char *end = memmem(connection->input, connection->length, "\r\n\r\n", 4);
	size_t body = 0;

	if (end == NULL)
		return false;
	for (char *line = connection->input; line < end;
		 line = memmem(line, (size_t) (end + 2 - line), "\r\n", 2) + 2)
	{
		if (strncasecmp(line, name, sizeof(name) - 1) == 0)
			body = strtoull(line + sizeof(name) - 1, NULL, 10);
	}
	connection->request = (size_t) (end - connection->input) + 4 + body;
	return true;
}

/*
 * Takes the request at the start of the input, if it is complete.
 */
static bool
take_request(Stub *stub, Connection *connection)
{
	const char *path;

	if (connection->request == 0 && !measure_request(connection))
		return false;
	if (connection->length < connection->request)
		return false;

	path = strchrnul(connection->input, ' ') + 1;
	if (strncmp(path, CONTROL, sizeof(CONTROL) - 1) == 0)
		obey(stub, connection, path + sizeof(CONTROL) - 1);
	else
		take_question(stub, connection);

	connection->length -= connection->request;
	memmove(connection->input, connection->input + connection->request,
			connection->length + 1);
	connection->request = 0;
	return true;
}

static void
close_connection(Stub *stub, Connection *connection)
{
	deadlines_remove(&stub->answers, &connection->deadline);
	close(connection->fd);
	free(connection->input);
	free(connection);
}

/*
 * Makes room for at least one more byte and the NUL behind it.
 */
static bool
make_room(Connection *connection)
{
	size_t capacity =
		connection->capacity == 0 ? INPUT_INITIAL : 2 * connection->capacity;
	char *input;

	if (connection->length + 1 < connection->capacity)
		return true;
	if (capacity > INPUT_MAX)
		return false;
	input = realloc(connection->input, capacity);
	if (input == NULL)
		return false;
	connection->input = input;
	connection->capacity = capacity;
	return true;
}

/*
 * Reads all there is; false when the client has left.
 */
static bool
read_input(Connection *connection)
{
	for (;;)
	{
		size_t room;
		ssize_t count;

		if (!make_room(connection))
			return false;
		room = connection->capacity - connection->length - 1;
		count = recv(connection->fd, connection->input + connection->length,
					 room, 0);
		if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		if (count > 0)
			connection->length += (size_t) count;
		connection->input[connection->length] = '\0';
		if (count < (ssize_t) room && (count > 0 || errno == EAGAIN))
			return true;
	}
}

static void
handle_connection(Stub *stub, Connection *connection, uint32_t events)
{
	if (!read_input(connection) ||
		(events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
	{
		close_connection(stub, connection);
		return;
	}

	/* Who waits for an answer has not asked again: nobody pipelines. */
	while (connection->deadline.place == 0 && take_request(stub, connection))
		continue;
}

static void
watch(const Stub *stub, int fd, uint32_t events, void *what)
{
	struct epoll_event event = {.events = events, .data.ptr = what};

	if (epoll_ctl(stub->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		err(1, "epoll_ctl");
}

static void
accept_all(const Stub *stub)
{
	int fd;

	while ((fd = accept4(stub->listener, NULL, NULL,
						 SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
	{
		Connection *connection = calloc(1, sizeof(Connection));
		int on = 1;

		if (connection == NULL)
			err(1, "connection");
		connection->fd = fd;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		watch(stub, fd, EPOLLIN | EPOLLRDHUP | EPOLLET, connection);
	}
	if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		err(1, "accept4");
}

/*
 * Waits for something to happen, or until the next answer is due.
 */
static int
wait_for_events(Stub *stub, struct epoll_event *events)
{
	Deadline *first = deadlines_first(&stub->answers);
	struct timespec timeout;
	int64_t left;
	int count;

	if (first != NULL)
	{
		left = first->due - monotonic();
		if (left < 0)
			left = 0;
		timeout.tv_sec = left / NANOSECONDS_PER_SECOND;
		timeout.tv_nsec = left % NANOSECONDS_PER_SECOND;
	}
	count = epoll_pwait2(stub->epoll, events, EVENTS,
						 first != NULL ? &timeout : NULL, NULL);
	if (count < 0 && errno != EINTR)
		err(1, "epoll_pwait2");
	return count;
}

/*
 * Serves until standard input ends.
 */
static void
serve(Stub *stub)
{
	struct epoll_event events[EVENTS];
	char ignored[4096];

	for (;;)
	{
		int count = wait_for_events(stub, events);

		for (int i = 0; i < count; i++)
		{
			if (events[i].data.ptr == &stub->listener)
				accept_all(stub);
			else if (events[i].data.ptr != NULL)
				handle_connection(stub, events[i].data.ptr, events[i].events);
			else if (read(STDIN_FILENO, ignored, sizeof(ignored)) <= 0)
				return;
		}
		if (stub->answers.count > 0)
			answer_due(stub, monotonic());
	}
}

static int
listen_on(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
								  .sin_port = htons(port),
								  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *) &address, length) != 0 ||
		listen(fd, 4096) != 0 ||
		getsockname(fd, (struct sockaddr *) &address, &length) != 0)
		err(1, "port %u", port);
	printf("port %u\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static void
prepare_answer(Stub *stub)
{
	size_t body = sizeof(answer_body) - 1;

	stub->answer_length =
		(size_t) write_head(stub->answer, sizeof(stub->answer), "200 OK",
							body);
	if (stub->answer_length + body > sizeof(stub->answer))
		errx(1, "the answer is too long");
	memcpy(stub->answer + stub->answer_length, answer_body, body);
	stub->answer_length += body;
}

/*
 * More of them than programs are usually given.
 */
static void
allow_connections(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		err(1, "getrlimit");
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		err(1, "setrlimit");
}

int
main(int argc, char **argv)
{
	Stub stub = {0};
	uint16_t port = 0;

	for (int i = 1; i < argc; i += 2)
	{
		if (i + 1 < argc && strcmp(argv[i], "--port") == 0)
			port = (uint16_t) atoi(argv[i + 1]);
		else if (i + 1 < argc && strcmp(argv[i], "--latency") == 0)
			latency_set_fixed(&stub.latency, atoll(argv[i + 1]) *
												 NANOSECONDS_PER_MILLISECOND);
		else if (i + 1 < argc && strcmp(argv[i], "--tail") == 0)
			latency_set_tail(&stub.latency, strtoull(argv[i + 1], NULL, 10));
		else
			errx(2, "usage: stub [--port N] [--latency MS | --tail SEED]");
	}

	allow_connections();

	/* Answers are due to the microsecond, not to the usual 50. */
	prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);

	prepare_answer(&stub);
	stub.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (stub.epoll < 0)
		err(1, "epoll_create1");
	stub.listener = listen_on(port);
	watch(&stub, stub.listener, EPOLLIN, &stub.listener);
	watch(&stub, STDIN_FILENO, EPOLLIN, NULL);
	serve(&stub);
	return 0;
}
