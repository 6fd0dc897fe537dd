/*-------------------------------------------------------------------------
 *
 * pause.h
 *		Learning can be paused, and stays so until somebody resumes it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_PAUSE_H
#define LEARN_PG_WORKER_PAUSE_H

#include "postgres.h"

/* Is it?  Needs a transaction. */
extern bool learn_is_paused(void);

#endif /* LEARN_PG_WORKER_PAUSE_H */
