/*-------------------------------------------------------------------------
 *
 * worker.h
 *		The background worker that does the jobs of one database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_WORKER_H
#define LEARN_PG_WORKER_WORKER_H

#include "postgres.h"

/* Its entry point; the argument is the database's OID. */
extern PGDLLEXPORT void learn_worker_main(Datum argument);

#endif /* LEARN_PG_WORKER_WORKER_H */
