/*-------------------------------------------------------------------------
 *
 * signals.c
 *		Waits for descriptors, children and being told to stop, all at once.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE 1 /* ppoll() */
#include "executor/process/signals.h"

#include <string.h>
#include <time.h>

/* Longest wait: who wants a longer one asks again. */
#define WAIT_MAX 3600.0

/* That it arrives is all: it ends a poll(), as one that is ignored does not. */
static void
arrive(int number)
{
	(void) number;
}

void
learn_signals_hold(LearnSignals *signals)
{
	static const int held[] = {SIGCHLD, SIGINT, SIGTERM};
	struct sigaction action;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		sigaddset(&set, held[i]);
	sigprocmask(SIG_BLOCK, &set, &signals->mask);
	signals->waiting = signals->mask;
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		sigdelset(&signals->waiting, held[i]);

	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_handler = arrive;
	sigaction(SIGCHLD, &action, &signals->child);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, &signals->pipe);
}

void
learn_signals_poll(const LearnSignals *signals, struct pollfd *items,
				   nfds_t count, double seconds)
{
	double wait = seconds < 0 ? 0 : seconds > WAIT_MAX ? WAIT_MAX : seconds;
	struct timespec limit = {.tv_sec = (time_t) wait};

	limit.tv_nsec = (long) ((wait - (double) limit.tv_sec) * 1e9);
	if (ppoll(items, count, &limit, &signals->waiting) >= 0)
		return;
	for (nfds_t i = 0; i < count; i++)
		items[i].revents = 0;
}

void
learn_signals_release(const LearnSignals *signals)
{
	sigaction(SIGCHLD, &signals->child, NULL);
	sigaction(SIGPIPE, &signals->pipe, NULL);
	sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}
