/*-------------------------------------------------------------------------
 *
 * transport.h
 *		Many HTTP requests at once, on libcurl's multi interface.
 *
 * One transport owns all its requests and one descriptor, behind which are its
 * sockets and its timer.  Nothing here blocks: the caller waits until the
 * descriptor is readable, together with whatever else it waits for, and then
 * calls learn_transport_step().  Not thread-safe; at most one per thread of
 * control.
 *
 * Every request is a POST and hardened: only the scheme of its URL, plain http
 * only to a loopback address (checked again on the address connected to), TLS
 * 1.2 or later with verification that cannot be turned off, no redirects, no
 * proxies, no cookies, no netrc, no decompression, bounded time and size.
 * Connections stay open between requests to the same endpoint.  Creating a
 * transport raises the process's soft limit of open files where it is low.
 *
 * The process must ignore SIGPIPE, as a PostgreSQL process does.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_TRANSPORT_H
#define LEARN_LLM_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/problem.h"

/* A server that asks for more patience gets this much: one day. */
#define LEARN_HTTP_RETRY_AFTER_MAX 86400

typedef struct LearnTransport LearnTransport;

/* What reads the answer; the transport only carries it (llm/reader.h). */
struct LearnReader;

/* Borrowed during learn_transport_start() only; everything is copied. */
typedef struct LearnHttpRequest
{
	const char *url;
	const char *const *headers; /* "Name: value"; NULL-terminated array */
	const char *body;
	size_t body_length;
	const char *ca_file; /* NULL: the system's store */
	long connect_timeout_ms;
	long timeout_ms;                  /* for the whole request */
	size_t reply_limit;               /* largest body accepted, in bytes */
	const struct LearnReader *reader; /* comes back in the result; static */
} LearnHttpRequest;

typedef enum LearnHttpOutcome
{
	LEARN_HTTP_REPLIED, /* status and body are there, whatever they say */
	LEARN_HTTP_TIMED_OUT,
	LEARN_HTTP_UNREACHABLE, /* name, connection, or dropped on the way */
	LEARN_HTTP_UNTRUSTED,   /* TLS could not be established or verified */
	LEARN_HTTP_TOO_LARGE,   /* body over the limit, or a flood of headers */
	LEARN_HTTP_FAILED       /* anything else */
} LearnHttpOutcome;

typedef struct LearnHttpResult
{
	void *owner;                      /* as given to learn_transport_start() */
	const struct LearnReader *reader; /* as in the request */
	LearnHttpOutcome outcome;
	long status; /* HTTP status, 0 when there was none */
	char *body;  /* malloc'ed, NUL-terminated; may hold NULs */
	size_t body_length;
	long retry_after; /* seconds the server asked for, at most
					   * LEARN_HTTP_RETRY_AFTER_MAX; -1: none */
	double seconds;   /* from start to end */
	char error[256];  /* why, when the outcome is not REPLIED; holds
								 * neither URL nor headers */
} LearnHttpResult;

/*
 * Checks that url is one this transport would use: https with a host, or http
 * with a loopback host (localhost, 127.0.0.0/8, ::1); no user name, password
 * or fragment.  The reason, without the URL, goes to *problem.
 */
extern LearnStatus learn_transport_check_url(const char *url,
											 LearnProblem *problem);

/* A new transport; NULL with the reason in *problem. */
extern LearnTransport *learn_transport_create(LearnProblem *problem);

/* The descriptor to wait for (readable).  It stays the same. */
extern int learn_transport_descriptor(const LearnTransport *transport);

/* Requests started and not yet taken by learn_transport_next(). */
extern int learn_transport_in_flight(const LearnTransport *transport);

/*
 * Starts a request.  On LEARN_OK its result will come from
 * learn_transport_next() exactly once, carrying owner.
 */
extern LearnStatus learn_transport_start(LearnTransport *transport,
										 const LearnHttpRequest *request,
										 void *owner, LearnProblem *problem);

/*
 * Does what can be done without waiting.  When it fails, sockets can no longer
 * be watched or memory is short: the transport is to be destroyed.
 */
extern LearnStatus learn_transport_step(LearnTransport *transport,
										LearnProblem *problem);

/*
 * Takes one finished request.  Returns false when there is none.  The caller
 * frees the result with learn_http_result_free().
 */
extern bool learn_transport_next(LearnTransport *transport,
								 LearnHttpResult *result);

/* Frees what the result owns; safe when only zeroed. */
extern void learn_http_result_free(LearnHttpResult *result);

/*
 * Aborts all requests and frees everything, keys in headers overwritten.
 * Safe on NULL.
 */
extern void learn_transport_destroy(LearnTransport *transport);

#endif /* LEARN_LLM_TRANSPORT_H */
