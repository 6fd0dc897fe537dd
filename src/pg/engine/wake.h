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

/* The worker shall be woken when this transaction commits. */
extern void learn_wake_at_commit(void);

#endif /* LEARN_PG_ENGINE_WAKE_H */
