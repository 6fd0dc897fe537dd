/*-------------------------------------------------------------------------
 *
 * interrupt.c
 *		Being told to stop.
 *
 * A signal handler has nothing but variables of the whole program: here are
 * the only ones of the executor.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/process/interrupt.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "executor/process/signals.h"

static volatile sig_atomic_t stop_count;
static volatile sig_atomic_t stop_signal;

static void
remember(int number)
{
	/* Nobody who has counted that far is waiting for a difference. */
	if (stop_count < 100)
		stop_count++;
	stop_signal = number;
}

/*
 * SIGINT stays ignored where it is: so a shell starts what it runs in the
 * background, which the keyboard is not to end.
 */
static void
listen_to(int number)
{
	struct sigaction action;
	struct sigaction before;
	sigset_t set;

	memset(&action, 0, sizeof(action));
	action.sa_handler = remember;
	action.sa_flags = SA_RESTART; /* those who wait for it use poll() */
	sigemptyset(&action.sa_mask);
	sigaction(number, NULL, &before);
	if (number != SIGINT || before.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void
learn_interrupt_install(void)
{
	listen_to(SIGINT);
	listen_to(SIGTERM);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow is one that cannot be written, no more. */
	signal(SIGXFSZ, SIG_IGN);
}

int
learn_interrupt_count(void)
{
	return stop_count;
}

int
learn_interrupt_signal(void)
{
	return stop_signal;
}

bool
learn_interrupt_applies(bool insistent)
{
	return stop_count > (insistent ? 1 : 0);
}

bool
learn_interrupt_sleep(double seconds, bool insistent)
{
	double deadline = learn_monotonic_seconds() + seconds;
	double left = seconds;
	LearnSignals signals;
	bool stopped;

	learn_signals_hold(&signals);
	while (!(stopped = learn_interrupt_applies(insistent)) && left > 0)
	{
		learn_signals_poll(&signals, NULL, 0, left);
		left = deadline - learn_monotonic_seconds();
	}
	learn_signals_release(&signals);
	return !stopped;
}

double
learn_monotonic_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}
