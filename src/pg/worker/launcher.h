/*-------------------------------------------------------------------------
 *
 * launcher.h
 *		Keeps one worker in each database that has the extension.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_LAUNCHER_H
#define LEARN_PG_WORKER_LAUNCHER_H

#include "postgres.h"

/* Registers the launcher; called from _PG_init() during preload. */
extern void learn_launcher_register(void);

/* Its entry point. */
extern PGDLLEXPORT void learn_launcher_main(Datum argument);

#endif /* LEARN_PG_WORKER_LAUNCHER_H */
