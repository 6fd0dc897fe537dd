/*-------------------------------------------------------------------------
 *
 * transport.c
 *		Many HTTP requests at once, on libcurl's multi interface.
 *
 * A request is owned by its transport: it is in the list "active" from
 * learn_transport_start() until libcurl reports its end, then its result waits
 * in the queue "finished" until learn_transport_next() hands it out.
 *
 * libcurl's callbacks only note what happened and return codes.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/transport.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <curl/curl.h>

#include "llm/request.h"

/*
 * Connections kept, idle ones included.  Fewer than the requests in flight
 * would make libcurl close connections that are about to be used again.
 */
#define CONNECTIONS_MAX 1024

/* Events taken from the kernel at once. */
#define EVENTS_MAX 128

/* Rounds of events in one step, so that a busy step comes to an end. */
#define ROUNDS_MAX 64

struct LearnTransport
{
	CURLM *multi;
	int epoll_fd;
	int timer_fd;
	bool epoll_failed;           /* a socket could not be watched */
	LearnRequest *active;        /* doubly linked */
	LearnRequest *finished_head; /* singly linked, in order of ending */
	LearnRequest *finished_tail;
	int in_flight; /* active and finished */
};

/*
 * libcurl tells what to wait for on a socket.
 */
static int
watch_socket(CURL *easy, curl_socket_t descriptor, int what, void *context,
			 void *socket_context)
{
	LearnTransport *transport = context;
	struct epoll_event event = {.events = 0, .data.fd = descriptor};

	(void) easy;
	(void) socket_context;
	if (what == CURL_POLL_REMOVE)
	{
		/* It may be closed already; then the kernel has forgotten it. */
		(void) epoll_ctl(transport->epoll_fd, EPOLL_CTL_DEL, descriptor, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		event.events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		event.events |= EPOLLOUT;
	if (epoll_ctl(transport->epoll_fd, EPOLL_CTL_MOD, descriptor, &event) ==
			0 ||
		(errno == ENOENT && epoll_ctl(transport->epoll_fd, EPOLL_CTL_ADD,
									  descriptor, &event) == 0))
		return 0;
	transport->epoll_failed = true;
	return -1;
}

static int
set_timer(CURLM *multi, long timeout_ms, void *context)
{
	LearnTransport *transport = context;
	struct itimerspec when = {{0, 0}, {0, 0}};

	(void) multi;
	if (timeout_ms > 0)
	{
		when.it_value.tv_sec = timeout_ms / 1000;
		when.it_value.tv_nsec = (timeout_ms % 1000) * 1000000L;
	}
	else if (timeout_ms == 0)
		when.it_value.tv_nsec = 1; /* at once: zero would disarm it */
	return timerfd_settime(transport->timer_fd, 0, &when, NULL);
}

/*
 * Opens the descriptors and the multi handle; false when something is missing,
 * with whatever was opened left to learn_transport_destroy().
 */
static bool
open_transport(LearnTransport *transport)
{
	struct epoll_event event = {.events = EPOLLIN};

	transport->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	transport->timer_fd =
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	transport->multi = curl_multi_init();
	if (transport->epoll_fd < 0 || transport->timer_fd < 0 ||
		transport->multi == NULL)
		return false;

	event.data.fd = transport->timer_fd;
	return epoll_ctl(transport->epoll_fd, EPOLL_CTL_ADD, transport->timer_fd,
					 &event) == 0 &&
		   curl_multi_setopt(transport->multi, CURLMOPT_SOCKETFUNCTION,
							 watch_socket) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_SOCKETDATA,
							 transport) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_TIMERFUNCTION,
							 set_timer) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_TIMERDATA,
							 transport) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS,
							 (long) CONNECTIONS_MAX) == CURLM_OK;
}

LearnTransport *
learn_transport_create(LearnProblem *problem)
{
	LearnTransport *transport;
	const curl_version_info_data *version;

	/* It would make the TLS library write its session keys to a file. */
	(void) unsetenv("SSLKEYLOGFILE");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
	{
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "libcurl could not be initialised");
		return NULL;
	}
	version = curl_version_info(CURLVERSION_NOW);
	if ((version->features & CURL_VERSION_ASYNCHDNS) == 0)
	{
		curl_global_cleanup();
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "libcurl was built without asynchronous name "
						  "resolution");
		return NULL;
	}

	transport = calloc(1, sizeof(*transport));
	if (transport == NULL)
	{
		curl_global_cleanup();
		learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL, "out of memory");
		return NULL;
	}
	errno = ENOMEM; /* libcurl does not set it */
	if (!open_transport(transport))
	{
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "the HTTP client could not be set up: %s",
						  strerror(errno));
		learn_transport_destroy(transport);
		return NULL;
	}
	return transport;
}

int
learn_transport_descriptor(const LearnTransport *transport)
{
	return transport->epoll_fd;
}

int
learn_transport_in_flight(const LearnTransport *transport)
{
	return transport->in_flight;
}

LearnStatus
learn_transport_start(LearnTransport *transport,
					  const LearnHttpRequest *wanted, void *owner,
					  LearnProblem *problem)
{
	LearnRequest *request;
	LearnStatus status =
		learn_request_create(wanted, owner, &request, problem);

	if (status != LEARN_OK)
		return status;
	if (curl_multi_add_handle(transport->multi, request->easy) != CURLM_OK)
	{
		learn_request_free(request);
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "libcurl could not take the request");
	}

	request->next = transport->active;
	if (transport->active != NULL)
		transport->active->previous = request;
	transport->active = request;
	transport->in_flight++;
	return LEARN_OK;
}

/*
 * Moves an ended request from the active ones to the end of the finished.
 */
static void
finish_request(LearnTransport *transport, LearnRequest *request, CURLcode code)
{
	learn_request_finish(request, code);
	(void) curl_multi_remove_handle(transport->multi, request->easy);
	learn_request_close(request);

	if (request->previous != NULL)
		request->previous->next = request->next;
	else
		transport->active = request->next;
	if (request->next != NULL)
		request->next->previous = request->previous;

	request->next = NULL;
	if (transport->finished_tail != NULL)
		transport->finished_tail->next = request;
	else
		transport->finished_head = request;
	transport->finished_tail = request;
}

/*
 * Collects what libcurl has finished.
 */
static void
collect_finished(LearnTransport *transport)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(transport->multi, &left)) != NULL)
	{
		LearnRequest *request = NULL;
		CURLcode code = message->data.result;

		if (message->msg == CURLMSG_DONE &&
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
							  &request) == CURLE_OK &&
			request != NULL)
			finish_request(transport, request, code);
	}
}

/*
 * Tells libcurl about one event of the epoll descriptor.
 */
static CURLMcode
handle_event(LearnTransport *transport, const struct epoll_event *event)
{
	int what = 0;
	int running;

	if (event->data.fd == transport->timer_fd)
	{
		uint64_t expirations;

		/* An event that was overtaken by a new setting reads nothing. */
		if (read(transport->timer_fd, &expirations, sizeof(expirations)) < 0)
			return CURLM_OK;
		return curl_multi_socket_action(transport->multi, CURL_SOCKET_TIMEOUT,
										0, &running);
	}
	if (event->events & EPOLLIN)
		what |= CURL_CSELECT_IN;
	if (event->events & EPOLLOUT)
		what |= CURL_CSELECT_OUT;
	if (event->events & (EPOLLERR | EPOLLHUP))
		what |= CURL_CSELECT_ERR;
	return curl_multi_socket_action(transport->multi, event->data.fd, what,
									&running);
}

/*
 * Takes events until there are none, or enough.
 */
static LearnStatus
drive(LearnTransport *transport, LearnProblem *problem)
{
	struct epoll_event events[EVENTS_MAX];

	for (int round = 0; round < ROUNDS_MAX; round++)
	{
		int count = epoll_wait(transport->epoll_fd, events, EVENTS_MAX, 0);

		if (count < 0 && errno != EINTR)
			return learn_problem_set(problem, LEARN_INVALID, NULL,
									 "waiting for sockets failed: %s",
									 strerror(errno));
		if (count <= 0)
			break;
		for (int i = 0; i < count; i++)
		{
			CURLMcode code = handle_event(transport, &events[i]);

			if (code == CURLM_OUT_OF_MEMORY)
				return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
										 "out of memory");
			/* A socket that an earlier event of this round has closed. */
			if (code != CURLM_OK && code != CURLM_BAD_SOCKET)
				return learn_problem_set(problem, LEARN_INVALID, NULL,
										 "libcurl failed: %s",
										 curl_multi_strerror(code));
		}
	}
	if (transport->epoll_failed)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "a socket could not be watched");
	return LEARN_OK;
}

LearnStatus
learn_transport_step(LearnTransport *transport, LearnProblem *problem)
{
	sigset_t all;
	sigset_t before;
	LearnStatus status;

	/*
	 * libcurl may start a thread to resolve a name.  A thread inherits the
	 * mask, and the process's signals must not be handled there.
	 */
	sigfillset(&all);
	(void) pthread_sigmask(SIG_SETMASK, &all, &before);
	status = drive(transport, problem);
	(void) pthread_sigmask(SIG_SETMASK, &before, NULL);

	collect_finished(transport);
	return status;
}

bool
learn_transport_next(LearnTransport *transport, LearnHttpResult *result)
{
	LearnRequest *request = transport->finished_head;

	memset(result, 0, sizeof(*result));
	if (request == NULL)
		return false;
	transport->finished_head = request->next;
	if (transport->finished_head == NULL)
		transport->finished_tail = NULL;
	transport->in_flight--;

	*result = request->result;
	memset(&request->result, 0, sizeof(request->result));
	learn_request_free(request);
	return true;
}

static void
free_requests(LearnTransport *transport, LearnRequest *request)
{
	while (request != NULL)
	{
		LearnRequest *next = request->next;

		if (request->easy != NULL)
			(void) curl_multi_remove_handle(transport->multi, request->easy);
		learn_request_free(request);
		request = next;
	}
}

void
learn_transport_destroy(LearnTransport *transport)
{
	if (transport == NULL)
		return;
	free_requests(transport, transport->active);
	free_requests(transport, transport->finished_head);

	/* libcurl still calls back while it closes its connections. */
	if (transport->multi != NULL)
		(void) curl_multi_cleanup(transport->multi);
	if (transport->epoll_fd >= 0)
		(void) close(transport->epoll_fd);
	if (transport->timer_fd >= 0)
		(void) close(transport->timer_fd);
	free(transport);
	curl_global_cleanup();
}
