/*-------------------------------------------------------------------------
 *
 * url.h
 *		The URL that a verification asks for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_URL_H
#define LEARN_EXECUTOR_VERIFY_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/problem.h"

/* The parts of a URL; all texts are malloc'ed. */
typedef struct LearnUrl
{
	bool secure;     /* https */
	char *whole;     /* without the fragment, which no server is told */
	char *host;      /* without the brackets of an IPv6 address */
	char *authority; /* host and port as they were written, for Host: */
	int port;
	char *target; /* path and query */
	char *shown;  /* whole without the values in the query, which may be
				   * secrets */
} LearnUrl;

/*
 * Reads a URL.  LEARN_INVALID: it is none, or must not be asked for, since it
 * has characters that would change the request or credentials, which would be
 * sent to whoever answers; *problem says so without telling the URL.
 * LEARN_OUT_OF_MEMORY.  The URL is the caller's to free in any case.
 */
extern LearnStatus learn_url_read(const char *text, LearnUrl *url,
								  LearnProblem *problem);

/* Reads a port, 1 to 65535, of length decimal digits; false: it is none. */
extern bool learn_url_read_port(const char *text, size_t length, int *port);

/* Frees what a URL owns; safe when only zeroed, and twice. */
extern void learn_url_free(LearnUrl *url);

#endif /* LEARN_EXECUTOR_VERIFY_URL_H */
