/*-------------------------------------------------------------------------
 *
 * utf8.h
 *		Is text from elsewhere UTF-8?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_UTF8_H
#define LEARN_EXECUTOR_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Is it valid UTF-8?  False as well when out of memory. */
extern bool learn_is_utf8(const char *text, size_t length);

#endif /* LEARN_EXECUTOR_UTF8_H */
