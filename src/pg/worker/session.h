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

/*
 * Reads the configuration files: when SIGHUP says so, and once at the start of
 * a process.  PostgreSQL has a background worker ignore SIGHUP before it is at
 * its own code, so a reload that comes just after the fork is lost on it, and
 * the settings that it inherited are the old ones.
 */
extern void learn_session_read_settings(void);

/* Sets a setting until the transaction ends. */
extern void learn_session_set_local(const char *name, const char *value);

/*
 * Begins a transaction with a snapshot and with the rights of learn_worker,
 * see pg/engine/rights.h; activity, a constant text, is what pg_stat_activity
 * shows meanwhile.
 */
extern void learn_session_begin(const char *activity);

extern void learn_session_commit(void);

#endif /* LEARN_PG_WORKER_SESSION_H */
