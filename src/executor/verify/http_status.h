/*-------------------------------------------------------------------------
 *
 * http_status.h
 *		The status that a server answers with.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_HTTP_STATUS_H
#define LEARN_EXECUTOR_VERIFY_HTTP_STATUS_H

#include <stddef.h>

typedef enum LearnStatusReading
{
	LEARN_STATUS_READ,
	LEARN_STATUS_UNFINISHED, /* so far there is none: read more */
	LEARN_STATUS_NOT_HTTP
} LearnStatusReading;

/*
 * Looks for the final status in the first length bytes of an answer.  What a
 * server says meanwhile (100 Continue, 103 Early Hints) is passed over.
 */
extern LearnStatusReading learn_http_read_status(const char *bytes,
												 size_t length, int *status);

#endif /* LEARN_EXECUTOR_VERIFY_HTTP_STATUS_H */
