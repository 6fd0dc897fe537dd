/*-------------------------------------------------------------------------
 *
 * signals.h
 *		Waits for descriptors, children and being told to stop, all at once.
 *
 * Who waits holds the signals, looks at what they would tell, and waits: they
 * arrive while it waits, never between the look and the wait.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PROCESS_SIGNALS_H
#define LEARN_EXECUTOR_PROCESS_SIGNALS_H

#include <poll.h>
#include <signal.h>

/* How everything was before, and is to be afterwards. */
typedef struct LearnSignals
{
	sigset_t mask;
	sigset_t waiting; /* while it waits */
	struct sigaction child;
	struct sigaction pipe;
} LearnSignals;

/*
 * Holds SIGINT, SIGTERM and SIGCHLD back.  Until they are released children
 * stay until they are waited for, and SIGPIPE is ignored.
 */
extern void learn_signals_hold(LearnSignals *signals);

/*
 * poll() for so many seconds, in which the signals held may arrive, and end
 * it.  What is ready is in the items; nothing is when a signal came.
 */
extern void learn_signals_poll(const LearnSignals *signals,
							   struct pollfd *items, nfds_t count,
							   double seconds);

extern void learn_signals_release(const LearnSignals *signals);

#endif /* LEARN_EXECUTOR_PROCESS_SIGNALS_H */
