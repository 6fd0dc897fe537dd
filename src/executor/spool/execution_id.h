/*-------------------------------------------------------------------------
 *
 * execution_id.h
 *		Names for runs that no two runs share.
 *
 * They are made where the run is, before anybody can be asked: that they are
 * random is what makes delivering a result twice harmless.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SPOOL_EXECUTION_ID_H
#define LEARN_EXECUTOR_SPOOL_EXECUTION_ID_H

#include <stdbool.h>

/* "exec-20261122-0123456789abcdef" and the terminator. */
#define LEARN_EXECUTION_ID_SIZE 31

/* Longest id accepted, in bytes; the database accepts no longer one. */
#define LEARN_EXECUTION_ID_MAX 128

/* Random digits, and the terminator. */
#define LEARN_RANDOM_SIZE 17

/* Writes a new id, of today in UTC; false: the system gives no randomness. */
extern bool learn_execution_id(char id[LEARN_EXECUTION_ID_SIZE]);

/* Writes 64 random bits as hexadecimal digits; false as above. */
extern bool learn_random_digits(char digits[LEARN_RANDOM_SIZE]);

/*
 * May this id (NULL: none) be part of a file's name?  Letters, digits, "-",
 * "_" and ".", of which the first is a letter or digit.
 */
extern bool learn_execution_id_is_plain(const char *id);

#endif /* LEARN_EXECUTOR_SPOOL_EXECUTION_ID_H */
