/*-------------------------------------------------------------------------
 *
 * interrupt.h
 *		Being told to stop.
 *
 * SIGINT and SIGTERM ask the executor to stop: the step that runs is ended,
 * what has to be undone is undone, and the run is reported.  A second one ends
 * what undoes as well.  SIGHUP is ignored: that a terminal has gone is no
 * reason to leave a host half repaired.  So is SIGPIPE.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PROCESS_INTERRUPT_H
#define LEARN_EXECUTOR_PROCESS_INTERRUPT_H

#include <stdbool.h>

/* Installs the handlers; to be called once, before anything is run. */
extern void learn_interrupt_install(void);

/* How often the executor was told to stop. */
extern int learn_interrupt_count(void);

/* The signal that said so last; 0: none did. */
extern int learn_interrupt_signal(void);

/*
 * Is what runs to be ended, or not even to be started?  Insistent: only when
 * the executor was told to stop for the second time.
 */
extern bool learn_interrupt_applies(bool insistent);

/*
 * Waits so many seconds; false when it was told to stop meanwhile (insistent:
 * for the second time), or had been before.
 */
extern bool learn_interrupt_sleep(double seconds, bool insistent);

/* Seconds on a clock that nobody sets. */
extern double learn_monotonic_seconds(void);

#endif /* LEARN_EXECUTOR_PROCESS_INTERRUPT_H */
