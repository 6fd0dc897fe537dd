/*-------------------------------------------------------------------------
 *
 * memory.h
 *		Memory of the C library that a worker does not need any more.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_MEMORY_H
#define LEARN_PG_WORKER_MEMORY_H

/*
 * Gives memory back to the system, where there is much to give; for a worker
 * that has no request under way.
 */
extern void learn_memory_give_back(void);

#endif /* LEARN_PG_WORKER_MEMORY_H */
