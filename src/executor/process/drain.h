/*-------------------------------------------------------------------------
 *
 * drain.h
 *		Takes what nobody reads any more.
 *
 * A step may start a service and leave it running, and the service may write
 * to what was the step's output for as long as it lives.  Once the step has
 * ended nobody is interested.  But to close the reading end would kill the
 * service at its next line (SIGPIPE), and to keep it open without reading
 * would stop it as soon as the pipe is full; a file in the place of the pipe
 * would fill the disk.  So a process stays that reads and forgets.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PROCESS_DRAIN_H
#define LEARN_EXECUTOR_PROCESS_DRAIN_H

#include <stdbool.h>

/* What that process is called in ps, where a process can have a name. */
#define LEARN_DRAIN_NAME "learn-drain"

/* Most reading ends that one such process takes. */
#define LEARN_DRAIN_MAX 2

/*
 * Starts a process that reads from each of the descriptors, which ascend, until
 * its end, and ends then.  It is nobody's child, has no terminal, and no other
 * descriptors: no lock lives on in it.  The descriptors stay the caller's to
 * close.  False: it could not be started.
 */
extern bool learn_drain_start(const int *descriptors, int count);

#endif /* LEARN_EXECUTOR_PROCESS_DRAIN_H */
