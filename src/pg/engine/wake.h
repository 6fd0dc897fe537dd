/*-------------------------------------------------------------------------
 *
 * wake.h
 *		Wakes the worker when the work it is for has been committed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_WAKE_H
#define LEARN_PG_ENGINE_WAKE_H

/* Registers the callback; called once per process, from _PG_init(). */
extern void learn_wake_register(void);

/* When this transaction commits there is new work for the worker. */
extern void learn_wake_at_commit(void);

/* The same, to be heard by a worker that is paused, or does not run yet. */
extern void learn_wake_urgently_at_commit(void);

#endif /* LEARN_PG_ENGINE_WAKE_H */
