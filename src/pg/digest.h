/*-------------------------------------------------------------------------
 *
 * digest.h
 *		SHA-256, in hexadecimal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_DIGEST_H
#define LEARN_PG_DIGEST_H

/* Hexadecimal digits of a digest, without the terminator. */
#define LEARN_DIGEST_LENGTH 64

/*
 * The digest of one or two pieces of data, the second of which may be NULL;
 * palloc'ed.
 */
extern char *learn_digest(const char *data, size_t length, const char *more,
						  size_t more_length);

/*
 * Signs two pieces of data, one after the other, with a key: their HMAC-SHA256
 * in hexadecimal, palloc'ed; NULL when that fails, so that the caller can wipe
 * the key before it raises.
 */
extern char *learn_digest_sign(const char *key, const char *data,
							   const char *more);

#endif /* LEARN_PG_DIGEST_H */
