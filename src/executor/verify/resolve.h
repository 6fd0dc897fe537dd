/*-------------------------------------------------------------------------
 *
 * resolve.h
 *		The addresses of a host, not later than they are wanted.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_RESOLVE_H
#define LEARN_EXECUTOR_VERIFY_RESOLVE_H

#include <sys/socket.h>

#include "core/buffer.h"
#include "executor/verify/verify.h"

/* Of a host that has more, the others are not tried. */
#define LEARN_ADDRESSES_MAX 8

typedef struct LearnAddress
{
	struct sockaddr_storage address;
	socklen_t length;
} LearnAddress;

/* In the order in which they are to be tried. */
typedef struct LearnAddresses
{
	LearnAddress items[LEARN_ADDRESSES_MAX];
	int count;
} LearnAddresses;

/*
 * Finds the addresses of a TCP port of a host, which is a name or an address
 * in figures.  PASSED: there is one at least.  FAILED: the name does not
 * resolve, or not before the deadline.  UNKNOWN: it could not be asked.  Of
 * the latter two, seen says why.
 */
extern LearnVerdict learn_resolve(const char *host, int port, double deadline,
								  LearnAddresses *addresses,
								  LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_RESOLVE_H */
