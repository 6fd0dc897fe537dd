/*-------------------------------------------------------------------------
 *
 * connect.h
 *		Connections by which a service is looked at.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_CONNECT_H
#define LEARN_EXECUTOR_VERIFY_CONNECT_H

#include "core/buffer.h"
#include "executor/verify/verify.h"

/*
 * Connects to a TCP port of a host, at one of its addresses after the other;
 * each has its share of the time that is left.  PASSED: *descriptor is
 * connected, does not block, and is the caller's to close.  FAILED, UNKNOWN:
 * seen says why, and there is nothing to close.
 */
extern LearnVerdict learn_connect(const char *host, int port, double deadline,
								  int *descriptor, LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_CONNECT_H */
