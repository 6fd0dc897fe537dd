/*-------------------------------------------------------------------------
 *
 * transport.c
 *		Many HTTP requests at once, on libcurl's multi interface.
 *
 * A request is owned by its transport: it is in the list "active" from
 * learn_transport_start() until libcurl reports its end, then its result waits
 * in the queue "finished" until learn_transport_next() hands it out, and then
 * it is in the list "idle" until it is used again.
 *
 * libcurl's callbacks only note what happened and return codes.
 *
 * libcurl wants to be called again at some time, and changes its mind with
 * every request; to set a timer costs more than the rest of a request.  So the
 * timer is only ever set to an earlier time, and set anew when it has expired
 * too early.  What is due at once is signalled by another descriptor.
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
#include <time.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <curl/curl.h>

#include "llm/request.h"

/*
 * Connections kept, idle ones included.  Fewer than the requests in flight
 * would make libcurl close connections that are about to be used again.
 */
#define CONNECTIONS_MAX 1024

/* Descriptors that the process may well need beside those. */
#define OTHER_DESCRIPTORS 1024

/* Events taken from the kernel at once. */
#define EVENTS_MAX 128

/* Rounds of events in one step, so that a busy step comes to an end. */
#define ROUNDS_MAX 64

/* Requests kept ready to be used again; each takes some 10 kB. */
#define IDLE_MAX 64

/* A time that never comes. */
#define NEVER INT64_MAX

struct LearnTransport
{
	CURLM *multi;
	int epoll_fd;
	int timer_fd;
	int wake_fd;                 /* readable when something is due at once */
	bool woken;                  /* it is */
	bool watch_failed;           /* a socket, or the time, is not watched */
	int64_t due;                 /* when libcurl is to be called */
	int64_t timer_at;            /* when the timer expires: not after that */
	LearnRequest *active;        /* doubly linked */
	LearnRequest *finished_head; /* singly linked, in order of ending */
	LearnRequest *finished_tail;
	LearnRequest *idle; /* singly linked */
	int idle_count;
	int in_flight; /* active and finished */
};

/* Nanoseconds of the clock that the timer goes by. */
static int64_t
now(void)
{
	struct timespec time;

	(void) clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

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
	transport->watch_failed = true;
	return -1;
}

/*
 * libcurl tells when it wants to be called at the latest.
 */
static int
note_due(CURLM *multi, long timeout_ms, void *context)
{
	LearnTransport *transport = context;

	(void) multi;
	transport->due =
		timeout_ms < 0 ? NEVER : now() + (int64_t) timeout_ms * 1000000;
	return 0;
}

/*
 * Makes the descriptor readable when libcurl is to be called next.
 */
static void
watch_time(LearnTransport *transport)
{
	const uint64_t one = 1;
	struct itimerspec when = {{0, 0}, {0, 0}};

	if (transport->due >= transport->timer_at || transport->woken)
		return;
	if (transport->due <= now())
	{
		transport->woken =
			write(transport->wake_fd, &one, sizeof(one)) == sizeof(one);
		transport->watch_failed |= !transport->woken;
		return;
	}
	when.it_value.tv_sec = transport->due / 1000000000;
	when.it_value.tv_nsec = transport->due % 1000000000;
	if (timerfd_settime(transport->timer_fd, TFD_TIMER_ABSTIME, &when, NULL) ==
		0)
		transport->timer_at = transport->due;
	else
		transport->watch_failed = true;
}

static bool
watch_descriptor(const LearnTransport *transport, int descriptor)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};

	return epoll_ctl(transport->epoll_fd, EPOLL_CTL_ADD, descriptor, &event) ==
		   0;
}

/*
 * Opens the descriptors and the multi handle; false when something is missing,
 * with whatever was opened left to learn_transport_destroy().
 */
static bool
open_transport(LearnTransport *transport)
{
	transport->due = NEVER;
	transport->timer_at = NEVER;
	transport->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	transport->timer_fd =
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	transport->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	transport->multi = curl_multi_init();
	if (transport->epoll_fd < 0 || transport->timer_fd < 0 ||
		transport->wake_fd < 0 || transport->multi == NULL)
		return false;

	return watch_descriptor(transport, transport->timer_fd) &&
		   watch_descriptor(transport, transport->wake_fd) &&
		   curl_multi_setopt(transport->multi, CURLMOPT_SOCKETFUNCTION,
							 watch_socket) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_SOCKETDATA,
							 transport) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_TIMERFUNCTION,
							 note_due) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_TIMERDATA,
							 transport) == CURLM_OK &&
		   curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS,
							 (long) CONNECTIONS_MAX) == CURLM_OK;
}

/*
 * The usual limit of 1024 descriptors is too low for as many connections.  As
 * far as we may, we raise it; else some requests will fail for want of one.
 */
static void
raise_descriptor_limit(void)
{
	const rlim_t wanted = CONNECTIONS_MAX + OTHER_DESCRIPTORS;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	(void) setrlimit(RLIMIT_NOFILE, &limit);
}

LearnTransport *
learn_transport_create(LearnProblem *problem)
{
	LearnTransport *transport;
	const curl_version_info_data *version;

	raise_descriptor_limit();

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

/*
 * Keeps a request for another use, or frees it when there are enough.
 */
static void
put_aside(LearnTransport *transport, LearnRequest *request)
{
	if (transport->idle_count == IDLE_MAX)
	{
		learn_request_free(request);
		return;
	}
	request->previous = NULL;
	request->next = transport->idle;
	transport->idle = request;
	transport->idle_count++;
}

/*
 * Takes a request that has been put aside and fits; NULL when there is none.
 */
static LearnRequest *
take_idle(LearnTransport *transport, const LearnHttpRequest *wanted)
{
	for (LearnRequest **link = &transport->idle; *link != NULL;
		 link = &(*link)->next)
	{
		LearnRequest *request = *link;

		if (learn_request_fits(request, wanted))
		{
			*link = request->next;
			transport->idle_count--;
			return request;
		}
	}
	return NULL;
}

LearnStatus
learn_transport_start(LearnTransport *transport,
					  const LearnHttpRequest *wanted, void *owner,
					  LearnProblem *problem)
{
	LearnRequest *request = take_idle(transport, wanted);
	LearnStatus status = LEARN_OK;

	if (request == NULL)
		status = learn_request_create(wanted, &request, problem);
	if (status == LEARN_OK)
		status = learn_request_prepare(request, wanted, owner, problem);
	if (status == LEARN_OK &&
		curl_multi_add_handle(transport->multi, request->easy) != CURLM_OK)
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "libcurl could not take the request");
	if (status != LEARN_OK)
	{
		learn_request_free(request);
		return status;
	}

	request->previous = NULL;
	request->next = transport->active;
	if (transport->active != NULL)
		transport->active->previous = request;
	transport->active = request;
	transport->in_flight++;
	watch_time(transport);
	return LEARN_OK;
}

/*
 * Moves an ended request from the active ones to the end of the finished.
 */
static void
finish_request(LearnTransport *transport, LearnRequest *request, CURLcode code)
{
	learn_request_finish(request, code);

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
 * Collects what libcurl has finished.  Handles are removed when no message is
 * left, among which libcurl would look for theirs.
 */
static void
collect_finished(LearnTransport *transport)
{
	LearnRequest *before = transport->finished_tail;
	LearnRequest *request;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(transport->multi, &left)) != NULL)
	{
		request = NULL;
		if (message->msg == CURLMSG_DONE &&
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
							  &request) == CURLE_OK &&
			request != NULL)
			finish_request(transport, request, message->data.result);
	}

	request = before != NULL ? before->next : transport->finished_head;
	for (; request != NULL; request = request->next)
	{
		(void) curl_multi_remove_handle(transport->multi, request->easy);
		learn_request_clear(request);
	}
}

/*
 * Takes what made the timer or the wake-up readable.  What is due is seen by
 * the time.
 */
static void
take_expiration(LearnTransport *transport, int descriptor)
{
	uint64_t count;
	bool taken = read(descriptor, &count, sizeof(count)) == sizeof(count);

	if (taken && descriptor == transport->timer_fd)
		transport->timer_at = NEVER;
	else if (taken)
		transport->woken = false;
}

/*
 * Tells libcurl about one event of the epoll descriptor.
 */
static CURLMcode
handle_event(LearnTransport *transport, const struct epoll_event *event)
{
	int descriptor = event->data.fd;
	int what = 0;
	int running;

	if (descriptor == transport->timer_fd || descriptor == transport->wake_fd)
	{
		take_expiration(transport, descriptor);
		return CURLM_OK;
	}
	if (event->events & EPOLLIN)
		what |= CURL_CSELECT_IN;
	if (event->events & EPOLLOUT)
		what |= CURL_CSELECT_OUT;
	if (event->events & (EPOLLERR | EPOLLHUP))
		what |= CURL_CSELECT_ERR;
	return curl_multi_socket_action(transport->multi, descriptor, what,
									&running);
}

static CURLMcode
handle_time(LearnTransport *transport)
{
	int running;

	/* If there is more to wait for, libcurl says so on the way. */
	transport->due = NEVER;
	return curl_multi_socket_action(transport->multi, CURL_SOCKET_TIMEOUT, 0,
									&running);
}

static LearnStatus
check_code(CURLMcode code, LearnProblem *problem)
{
	/* A socket that an earlier event of the same round has closed. */
	if (code == CURLM_OK || code == CURLM_BAD_SOCKET)
		return LEARN_OK;
	if (code == CURLM_OUT_OF_MEMORY)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "libcurl failed: %s", curl_multi_strerror(code));
}

/*
 * Takes events until there are none, or enough.
 */
static LearnStatus
drive(LearnTransport *transport, LearnProblem *problem)
{
	struct epoll_event events[EVENTS_MAX];
	LearnStatus status = LEARN_OK;

	for (int round = 0; round < ROUNDS_MAX && status == LEARN_OK; round++)
	{
		int count = epoll_wait(transport->epoll_fd, events, EVENTS_MAX, 0);
		bool due;

		if (count < 0 && errno != EINTR)
			return learn_problem_set(problem, LEARN_INVALID, NULL,
									 "waiting for sockets failed: %s",
									 strerror(errno));
		for (int i = 0; i < count && status == LEARN_OK; i++)
			status = check_code(handle_event(transport, &events[i]), problem);
		due = transport->due <= now();
		if (due && status == LEARN_OK)
			status = check_code(handle_time(transport), problem);
		if (count <= 0 && !due)
			break;
	}
	watch_time(transport);
	if (status == LEARN_OK && transport->watch_failed)
		status = learn_problem_set(problem, LEARN_INVALID, NULL,
								   "a socket could not be watched");
	return status;
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
	put_aside(transport, request);
	return true;
}

static void
free_requests(LearnRequest *request)
{
	while (request != NULL)
	{
		LearnRequest *next = request->next;

		learn_request_free(request);
		request = next;
	}
}

void
learn_transport_destroy(LearnTransport *transport)
{
	if (transport == NULL)
		return;
	for (LearnRequest *request = transport->active; request != NULL;
		 request = request->next)
		(void) curl_multi_remove_handle(transport->multi, request->easy);
	free_requests(transport->active);
	free_requests(transport->finished_head);
	free_requests(transport->idle);

	/* libcurl still calls back while it closes its connections. */
	if (transport->multi != NULL)
		(void) curl_multi_cleanup(transport->multi);
	if (transport->epoll_fd >= 0)
		(void) close(transport->epoll_fd);
	if (transport->timer_fd >= 0)
		(void) close(transport->timer_fd);
	if (transport->wake_fd >= 0)
		(void) close(transport->wake_fd);
	free(transport);
	curl_global_cleanup();
}
