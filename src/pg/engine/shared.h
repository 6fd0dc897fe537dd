/*-------------------------------------------------------------------------
 *
 * shared.h
 *		What the worker tells the other processes, in shared memory.
 *
 * Exists only when the library is in shared_preload_libraries.  Holds plain
 * values and the address of the worker's process latch, which is itself in
 * shared memory; never a handle of one process.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_SHARED_H
#define LEARN_PG_ENGINE_SHARED_H

#include "datatype/timestamp.h"

typedef enum LearnWorkerState
{
	LEARN_WORKER_NOT_LOADED,
	LEARN_WORKER_NOT_RUNNING,
	LEARN_WORKER_WAITING, /* for CREATE EXTENSION */
	LEARN_WORKER_IDLE,
	LEARN_WORKER_WORKING
} LearnWorkerState;

/* A consistent copy of what the worker last said. */
typedef struct LearnWorkerReport
{
	LearnWorkerState state;
	int pid; /* 0: does not run */
	TimestampTz since;
	int in_flight;
	int64 done;
	int64 failed;
	TimestampTz last_error_at; /* 0: none */
	char last_error[256];
} LearnWorkerReport;

/* Asks for the memory; called from _PG_init() during preload only. */
extern void learn_shared_request(void);

/* Is there shared memory, that is, was the library preloaded? */
extern bool learn_shared_exists(void);

/* Called by the worker when it starts; cleared again when it exits. */
extern void learn_shared_attach_worker(void);

/* Called by the worker: what it does now. */
extern void learn_shared_report(LearnWorkerState state, int in_flight);

/* Called by the worker: adds to its counters. */
extern void learn_shared_count(int done, int failed);

/* Called by the worker: remembers an error; message is cut to fit. */
extern void learn_shared_set_error(const char *message);

/* What the worker last said. */
extern void learn_shared_read(LearnWorkerReport *report);

/* Sets the worker's latch, if it runs. */
extern void learn_shared_wake(void);

#endif /* LEARN_PG_ENGINE_SHARED_H */
