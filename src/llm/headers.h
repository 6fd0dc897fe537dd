/*-------------------------------------------------------------------------
 *
 * headers.h
 *		The headers of one request, some of which are secret.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_HEADERS_H
#define LEARN_LLM_HEADERS_H

#include <stdbool.h>

/* The most headers a request has. */
#define LEARN_HEADERS_MAX 16

/* Empty when zeroed. */
typedef struct LearnHeaders
{
	char *lines[LEARN_HEADERS_MAX + 1]; /* "Name: value"; NULL-terminated */
	int count;
} LearnHeaders;

/* Adds a line; false when memory is out or there are too many. */
extern bool learn_headers_add(LearnHeaders *headers, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Overwrites and frees all lines. */
extern void learn_headers_free(LearnHeaders *headers);

#endif /* LEARN_LLM_HEADERS_H */
