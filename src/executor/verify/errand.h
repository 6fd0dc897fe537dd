/*-------------------------------------------------------------------------
 *
 * errand.h
 *		Has a child do what no deadline and no signal would end.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_ERRAND_H
#define LEARN_EXECUTOR_VERIFY_ERRAND_H

#include <stddef.h>

#include "core/buffer.h"
#include "executor/verify/verify.h"

/* The largest result, in bytes: what a pipe takes in one piece. */
#define LEARN_ERRAND_RESULT_MAX 4096

/* Writes a result about what is asked; runs in the child, which has no
 * descriptors of its parent's. */
typedef void LearnErrand(const void *asked, void *result);

/*
 * Has a child run an errand, and gives back its result, which is of size bytes,
 * LEARN_ERRAND_RESULT_MAX at most, and must hold no pointers.  PASSED: there is
 * one.  FAILED: not before the deadline.  UNKNOWN: there was no child, it died,
 * or the executor was told to stop.  Of the latter two, seen says why.
 */
extern LearnVerdict learn_verify_send(LearnErrand *task, const void *asked,
									  void *result, size_t size,
									  double deadline, LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_ERRAND_H */
