/*-------------------------------------------------------------------------
 *
 * shared.h
 *		What the launcher, the workers and the sessions tell each other.
 *
 * Exists only when the library is in shared_preload_libraries.  Each database
 * that is known to have the extension has a place, which its worker fills in.
 * All is plain values and the addresses of process latches, which are
 * themselves in shared memory; never a handle of one process.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_SHARED_H
#define LEARN_PG_ENGINE_SHARED_H

#include "datatype/timestamp.h"

#include "llm/breaker.h"
#include "pg/engine/engine.h"

typedef enum LearnWorkerState
{
	LEARN_WORKER_NOT_LOADED,
	LEARN_WORKER_NOT_RUNNING,
	LEARN_WORKER_EXCLUDED, /* by learn.databases */
	LEARN_WORKER_STARTING,
	LEARN_WORKER_IDLE,
	LEARN_WORKER_WORKING,
	LEARN_WORKER_PAUSED,
	LEARN_WORKER_OUTDATED /* the extension is of another version */
} LearnWorkerState;

/* Why a worker ended. */
typedef enum LearnEnding
{
	LEARN_ENDED_BY_ERROR, /* it is to be started again, after a while */
	LEARN_ENDED_WITHOUT_EXTENSION,
	LEARN_ENDED_TO_MAKE_WAY /* see learn_shared_make_way() */
} LearnEnding;

/* A consistent copy of what a worker last said. */
typedef struct LearnWorkerReport
{
	Oid database;
	LearnWorkerState state;
	int pid; /* 0: does not run */
	TimestampTz since;
	int in_flight;
	int64 done;
	int64 failed;
	TimestampTz last_done_at;  /* 0: none since it was started */
	TimestampTz last_error_at; /* 0: none */
	char last_error[256];
	LearnBreakerState breakers[LEARN_REMOTES];

	/* When it has ended. */
	LearnEnding ending;
	TimestampTz ended_at;
} LearnWorkerReport;

/* Asks for the memory; called from _PG_init() during preload only. */
extern void learn_shared_request(void);

/* Is there shared memory, that is, was the library preloaded? */
extern bool learn_shared_exists(void);

/*
 * For the launcher.
 */

/* Called when it starts. */
extern void learn_shared_attach_launcher(void);

/* The place with this number, from 0; false when there is no such place. */
extern bool learn_shared_place(int number, LearnWorkerReport *report);

/* Makes a place for a database, in this state; false when all are taken. */
extern bool learn_shared_reserve(Oid database, LearnWorkerState state);

/* Gives up the place of a database whose worker does not run. */
extern void learn_shared_release(Oid database);

/* Tells a worker to leave, because its database is not to be served. */
extern void learn_shared_dismiss(Oid database);

/*
 * Takes one database that was announced; InvalidOid when there is none.  *all
 * is set when so many were that any database may be one of them.
 */
extern Oid learn_shared_take_announced(bool *all);

/*
 * For a worker.
 */

/* Called when it starts; undone when it exits. */
extern void learn_shared_attach_worker(Oid database);

/* Shall it leave, for one of the reasons above? */
extern bool learn_shared_must_leave(void);

/* Why it is about to exit; without this it is an error. */
extern void learn_shared_set_ending(LearnEnding ending);

/*
 * Whether it wants to be woken for new work.  It says so before it looks for
 * some a last time; while it is at work, it need not be woken, which costs who
 * brings the work.
 */
extern void learn_shared_listen(bool listening);

/* What it does now; its breakers may be NULL. */
extern void learn_shared_report(LearnWorkerState state, int in_flight,
								const LearnBreakerState *breakers);

/* Adds to its counters; progress: among the done was what it is here for. */
extern void learn_shared_count(int done, int failed, bool progress);

/* Remembers an error; message is cut to fit. */
extern void learn_shared_set_error(const char *message);

/*
 * For everybody.
 */

/* What the worker of a database last said. */
extern void learn_shared_read(Oid database, LearnWorkerReport *report);

/*
 * Wakes the worker of a database, if it listens or it is urgent; when there is
 * none, the launcher, which shall find out whether there should be one.
 */
extern void learn_shared_wake(Oid database, bool urgent);

/* Wakes the launcher, to look whether databases have come or gone. */
extern void learn_shared_wake_launcher(void);

/*
 * Asks the worker of a database to leave, and the launcher to start none,
 * until learn_shared_end_way() is called or this process is gone.
 */
extern void learn_shared_make_way(Oid database);
extern void learn_shared_end_way(Oid database);

/* Is a database being made way for?  Then no worker is to be started. */
extern bool learn_shared_is_way(Oid database);

#endif /* LEARN_PG_ENGINE_SHARED_H */
