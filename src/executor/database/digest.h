/*-------------------------------------------------------------------------
 *
 * digest.h
 *		SHA-256, by OpenSSL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_DIGEST_H
#define LEARN_EXECUTOR_DATABASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

/* Hexadecimal digits, and the terminator. */
#define LEARN_DIGEST_SIZE 65

/* Writes the SHA-256 in lower case; false: it cannot be computed. */
extern bool learn_digest(const char *data, size_t length,
						 char digest[LEARN_DIGEST_SIZE]);

#endif /* LEARN_EXECUTOR_DATABASE_DIGEST_H */
