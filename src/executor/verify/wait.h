/*-------------------------------------------------------------------------
 *
 * wait.h
 *		Waiting for a descriptor, not longer than there is time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_WAIT_H
#define LEARN_EXECUTOR_VERIFY_WAIT_H

#include "core/buffer.h"
#include "executor/verify/verify.h"

/*
 * Waits until poll(2) reports one of the events, or an error, of a descriptor.
 * PASSED: it did.  FAILED: the deadline, on the clock of
 * learn_monotonic_seconds(), has passed; seen then says that there was no
 * answer.  UNKNOWN: the executor was told to stop, which seen says.
 */
extern LearnVerdict learn_verify_wait(int descriptor, short events,
									  double deadline, LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_WAIT_H */
