/*-------------------------------------------------------------------------
 *
 * worker.h
 *		The background worker that does the jobs of one database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_WORKER_H
#define LEARN_PG_ENGINE_WORKER_H

#include "postgres.h"

/* Registers the worker; called from _PG_init() during preload only. */
extern void learn_worker_register(void);

/* Its entry point, called by the postmaster. */
extern PGDLLEXPORT void learn_worker_main(Datum argument);

#endif /* LEARN_PG_ENGINE_WORKER_H */
