/*-------------------------------------------------------------------------
 *
 * host.h
 *		What this machine is called, and what it is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_HOST_H
#define LEARN_EXECUTOR_HOST_H

#include <stdbool.h>

/* Longest name of a host, and the terminator. */
#define LEARN_HOST_NAME_SIZE 256

/* "linux" or "darwin", as in a runbook's platform; NULL: neither. */
extern const char *learn_host_platform(void);

/* What it calls itself; false: it does not say. */
extern bool learn_host_name(char name[LEARN_HOST_NAME_SIZE]);

#endif /* LEARN_EXECUTOR_HOST_H */
