/*-------------------------------------------------------------------------
 *
 * make_way.h
 *		Makes way for statements that need a database without sessions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_MAKE_WAY_H
#define LEARN_PG_WORKER_MAKE_WAY_H

/* Installs the hooks; called from _PG_init() during preload. */
extern void learn_make_way_register(void);

#endif /* LEARN_PG_WORKER_MAKE_WAY_H */
