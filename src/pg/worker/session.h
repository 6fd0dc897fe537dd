/*-------------------------------------------------------------------------
 *
 * session.h
 *		A worker's session: its settings and its transactions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_SESSION_H
#define LEARN_PG_WORKER_SESSION_H

#include "postgres.h"

/* Sets what the worker needs, whatever the database or the role is set to. */
extern void learn_session_fix_settings(void);

/* Sets a setting until the transaction ends. */
extern void learn_session_set_local(const char *name, const char *value);

/*
 * Begins a transaction with a snapshot; activity, a constant text, is what
 * pg_stat_activity shows meanwhile.
 */
extern void learn_session_begin(const char *activity);

extern void learn_session_commit(void);

#endif /* LEARN_PG_WORKER_SESSION_H */
