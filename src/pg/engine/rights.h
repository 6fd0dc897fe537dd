/*-------------------------------------------------------------------------
 *
 * rights.h
 *		With which rights the engine works: those of the role learn_worker.
 *
 * Telemetry and a model's answers are foreign, and tables may carry triggers
 * that others wrote.  So whatever the engine runs, in the background or for
 * somebody who calls learn_run_jobs(), it runs as a role that may do no more
 * than the engine's own statements do, and in a context in which nothing can
 * take on another role or leave something behind for who comes after:
 * SECURITY_RESTRICTED_OPERATION.
 *
 * The background worker has to be connected as the bootstrap superuser, since
 * it looks for the extension in databases where there is neither it nor the
 * role; nothing that runs there before it has learn_worker's rights is SQL.
 * It does not connect as learn_worker afterwards, where the version could
 * (PostgreSQL 17), because that would ask for the privilege CONNECT, which a
 * database may have revoked from everybody, and for nothing: session_user is
 * learn_worker too, on every version, and the context does not let anybody
 * set it back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_RIGHTS_H
#define LEARN_PG_ENGINE_RIGHTS_H

#include "postgres.h"

/* Whose rights were in force before, and in which context. */
typedef struct LearnRights
{
	Oid role;
	int context;
} LearnRights;

/*
 * Works as learn_worker from here on, in the transaction of a caller: until
 * learn_rights_restore(), or an error that undoes the caller's
 * (sub)transaction.  Raises when there is no such role, or when it is a
 * superuser.
 */
extern void learn_rights_lower(LearnRights *before);
extern void learn_rights_restore(const LearnRights *before);

/*
 * The same for a whole transaction of a process that is the engine's own; to
 * be called when it has begun.  Where there is no such role the process keeps
 * its own in the restricted context, to look whether there is something to do,
 * and learn_rights_require() says so.
 */
extern void learn_rights_lower_transaction(void);

/* After it was committed; an abort does this by itself. */
extern void learn_rights_end_transaction(void);

/* Are learn_worker's rights those in force? */
extern bool learn_rights_are_lowered(void);

/* Raises when they are not. */
extern void learn_rights_require(void);

#endif /* LEARN_PG_ENGINE_RIGHTS_H */
