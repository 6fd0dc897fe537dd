/*-------------------------------------------------------------------------
 *
 * launcher.c
 *		Keeps one worker in each database that has the extension.
 *
 * Whether a database has it can be seen only from inside: so a worker is
 * started in each database once, and one that finds no extension ends at once
 * and is not started there again until the database is announced, by CREATE
 * EXTENSION or by an INSERT into our tables.  Now and then one of those
 * without is looked at again, for announcements that were lost, such as that
 * of a transaction that was prepared in a session that is gone.
 *
 * What the launcher knows is in shared memory or can be found out again, so
 * that it can be restarted at any time without the workers noticing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/compat.h"
#include "pg/engine/shared.h"
#include "pg/settings.h"
#include "pg/worker/databases.h"
#include "pg/worker/launcher.h"
#include "pg/worker/session.h"

/* Milliseconds until a worker that failed is started again. */
#define RESTART_DELAY 5000

/* Milliseconds until a worker that could not be had is asked for again. */
#define SLOT_DELAY 5000

/* A worker that has not reported within this many milliseconds is lost. */
#define START_TIMEOUT 60000

/* A database in which there was no extension. */
typedef struct Empty
{
	Oid oid;
	TimestampTz seen_at;
} Empty;

typedef struct Launcher
{
	MemoryContext cycle; /* reset after each look around */
	List *empty;         /* Empty */
	bool told_no_slot;   /* it was logged that there is no slot left */
	bool told_no_place;  /* the same for places in shared memory */
	long timeout;        /* until the next look around, in ms */
	bool wait_for_start; /* a worker is on its way */
} Launcher;

void
learn_launcher_register(void)
{
	BackgroundWorker worker = {0};

	strlcpy(worker.bgw_name, "learn launcher", BGW_MAXLEN);
	strlcpy(worker.bgw_type, "learn launcher", BGW_MAXLEN);
	worker.bgw_flags =
		BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = RESTART_DELAY / 1000;
	strlcpy(worker.bgw_library_name, "learn", sizeof(worker.bgw_library_name));
	strlcpy(worker.bgw_function_name, "learn_launcher_main",
			sizeof(worker.bgw_function_name));
	RegisterBackgroundWorker(&worker);
}

static Empty *
find_empty(const Launcher *launcher, Oid oid)
{
	ListCell *cell;

	foreach (cell, launcher->empty)
	{
		if (((Empty *) lfirst(cell))->oid == oid)
			return lfirst(cell);
	}
	return NULL;
}

static void
forget_empty(Launcher *launcher, Oid oid)
{
	Empty *empty = find_empty(launcher, oid);

	if (empty == NULL)
		return;
	launcher->empty = list_delete_ptr(launcher->empty, empty);
	pfree(empty);
}

static void
remember_empty(Launcher *launcher, Oid oid)
{
	Empty *empty = find_empty(launcher, oid);

	if (empty == NULL)
	{
		MemoryContext previous = MemoryContextSwitchTo(TopMemoryContext);

		empty = palloc(sizeof(*empty));
		empty->oid = oid;
		launcher->empty = lappend(launcher->empty, empty);
		MemoryContextSwitchTo(previous);
	}
	empty->seen_at = GetCurrentTimestamp();
}

static const LearnDatabase *
find_database(const List *databases, Oid oid)
{
	ListCell *cell;

	foreach (cell, databases)
	{
		if (((LearnDatabase *) lfirst(cell))->oid == oid)
			return lfirst(cell);
	}
	return NULL;
}

/*
 * Looks at one place: settles a worker that has ended, sends home one that is
 * not wanted.
 */
static void
look_at_place(Launcher *launcher, const LearnWorkerReport *report,
			  const LearnDatabase *database)
{
	TimestampTz now = GetCurrentTimestamp();

	if (report->pid != 0)
	{
		if (database == NULL || !database->wanted)
			learn_shared_dismiss(report->database);
		else if (report->state == LEARN_WORKER_STARTING &&
				 !TimestampDifferenceExceeds(report->since, now,
											 START_TIMEOUT))
			launcher->wait_for_start = true;
		return;
	}
	if (report->state == LEARN_WORKER_STARTING)
	{
		/* Asked for, and not there yet. */
		if (TimestampDifferenceExceeds(report->since, now, START_TIMEOUT))
			learn_shared_release(report->database);
		else
			launcher->wait_for_start = true;
	}
	else if (report->state == LEARN_WORKER_EXCLUDED)
	{
		if (database == NULL || database->wanted)
			learn_shared_release(report->database);
	}
	else if (database == NULL || !database->wanted ||
			 report->ending != LEARN_ENDED_BY_ERROR)
	{
		if (report->ending == LEARN_ENDED_WITHOUT_EXTENSION)
			remember_empty(launcher, report->database);
		learn_shared_release(report->database);
	}
}

static void
look_at_places(Launcher *launcher, const List *databases)
{
	LearnWorkerReport report;

	launcher->wait_for_start = false;
	for (int i = 0; learn_shared_place(i, &report); i++)
	{
		if (OidIsValid(report.database))
			look_at_place(launcher, &report,
						  find_database(databases, report.database));
	}
}

/*
 * Hears which databases may have got the extension since they were looked at.
 */
static void
hear_announced(Launcher *launcher, const List *databases)
{
	Oid oid;
	bool all;

	do
	{
		const LearnDatabase *database;
		LearnWorkerReport report;

		oid = learn_shared_take_announced(&all);
		if (all)
		{
			list_free_deep(launcher->empty);
			launcher->empty = NIL;
		}
		learn_shared_read(oid, &report);
		if (report.pid != 0)
		{
			/* It saw none and is about to end: hear this again after that. */
			learn_shared_wake(oid, true);
			learn_shared_wake_launcher();
			break;
		}
		forget_empty(launcher, oid);
		database = find_database(databases, oid);

		/* So that it is not announced again with every INSERT. */
		if (database != NULL && !database->wanted)
			learn_shared_reserve(oid, LEARN_WORKER_EXCLUDED);
	} while (OidIsValid(oid));
}

/*
 * Of the databases without the extension, lets the one be looked at again
 * that was so the longest ago, when its time has come; forgets those that are
 * gone.
 */
static void
revisit_empty(Launcher *launcher, const List *databases)
{
	TimestampTz now = GetCurrentTimestamp();
	Empty *oldest = NULL;
	ListCell *cell;

	foreach (cell, launcher->empty)
	{
		Empty *empty = lfirst(cell);

		if (find_database(databases, empty->oid) == NULL)
		{
			launcher->empty = foreach_delete_current(launcher->empty, cell);
			pfree(empty);
		}
		else if (oldest == NULL || empty->seen_at < oldest->seen_at)
			oldest = empty;
	}
	if (oldest != NULL &&
		TimestampDifferenceMilliseconds(oldest->seen_at, now) >=
			(long) learn_setting_poll_interval * list_length(launcher->empty))
		forget_empty(launcher, oldest->oid);
}

/*
 * May a worker be started there now?  Shortens the timeout to when it may.
 */
static bool
is_ready(Launcher *launcher, const LearnDatabase *database)
{
	LearnWorkerReport report;
	TimestampTz now;
	long wait;

	if (!database->wanted || find_empty(launcher, database->oid) != NULL)
		return false;
	learn_shared_read(database->oid, &report);
	if (report.pid != 0 || report.state == LEARN_WORKER_STARTING)
		return false;
	if (learn_shared_is_way(database->oid))
	{
		launcher->timeout = Min(launcher->timeout, SLOT_DELAY);
		return false;
	}
	now = GetCurrentTimestamp();

	/* The clock may have been set back. */
	if (report.ended_at == 0 || report.ended_at > now)
		return true;
	wait =
		RESTART_DELAY - TimestampDifferenceMilliseconds(report.ended_at, now);
	if (wait > 0)
		launcher->timeout = Min(launcher->timeout, wait);
	return wait <= 0;
}

/*
 * Starts a worker.  False when there is no room for it; that is logged once,
 * until all have one.
 */
static bool
start_worker(Launcher *launcher, const LearnDatabase *database)
{
	BackgroundWorker worker = {0};

	if (!learn_shared_reserve(database->oid, LEARN_WORKER_STARTING))
	{
		if (!launcher->told_no_place)
			ereport(
				LOG,
				(errmsg(
					 "database \"%s\" is not served: as many databases are as can be",
					 database->name),
				 errhint("Name those to serve in \"%s\".",
						 "learn.databases")));
		launcher->told_no_place = true;
		return false;
	}

	snprintf(worker.bgw_name, BGW_MAXLEN, "learn worker for %s",
			 database->name);
	strlcpy(worker.bgw_type, "learn worker", BGW_MAXLEN);
	worker.bgw_flags =
		BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	worker.bgw_main_arg = ObjectIdGetDatum(database->oid);
	worker.bgw_notify_pid = MyProcPid;
	strlcpy(worker.bgw_library_name, "learn", sizeof(worker.bgw_library_name));
	strlcpy(worker.bgw_function_name, "learn_worker_main",
			sizeof(worker.bgw_function_name));
	if (RegisterDynamicBackgroundWorker(&worker, NULL))
	{
		launcher->wait_for_start = true;
		return true;
	}
	learn_shared_release(database->oid);
	if (!launcher->told_no_slot)
		ereport(LOG,
				(errmsg("database \"%s\" is not served: no slot for a "
						"background worker is free",
						database->name),
				 errhint("Raise \"%s\", and restart the server; it is tried "
						 "again until then.",
						 "max_worker_processes")));
	launcher->told_no_slot = true;
	return false;
}

/*
 * Looks around once, and starts what is to be started: one worker at a time,
 * so that a thousand databases without the extension need one slot.
 */
static void
look_around(Launcher *launcher)
{
	List *databases = learn_databases_list();
	bool complete = true;
	ListCell *cell;

	launcher->timeout = learn_setting_poll_interval;
	look_at_places(launcher, databases);
	if (!launcher->wait_for_start)
	{
		hear_announced(launcher, databases);
		revisit_empty(launcher, databases);
	}
	foreach (cell, databases)
	{
		const LearnDatabase *database = lfirst(cell);

		if (launcher->wait_for_start)
			break;
		if (is_ready(launcher, database) && !start_worker(launcher, database))
		{
			launcher->timeout = Min(launcher->timeout, SLOT_DELAY);
			complete = false;
			break;
		}
	}
	if (complete && !launcher->wait_for_start)
		launcher->told_no_slot = launcher->told_no_place = false;
	if (launcher->wait_for_start)
		launcher->timeout = Min(launcher->timeout, SLOT_DELAY);
	pgstat_report_stat(true);
	pgstat_report_activity(STATE_IDLE, NULL);
}

void
learn_launcher_main(Datum argument)
{
	Launcher launcher = {0};
	uint32 wait_event = learn_compat_wait_event("LearnLauncherMain");

	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	BackgroundWorkerInitializeConnection(NULL, NULL, 0);
	learn_session_read_settings();
	learn_shared_attach_launcher();
	launcher.cycle =
		AllocSetContextCreate(TopMemoryContext, "learn launcher cycle",
							  ALLOCSET_DEFAULT_SIZES);

	for (;;)
	{
		MemoryContextSwitchTo(launcher.cycle);
		look_around(&launcher);
		MemoryContextReset(launcher.cycle);

		(void) WaitLatch(MyLatch,
						 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 launcher.timeout, wait_event);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		if (ConfigReloadPending)
			learn_session_read_settings();
	}
}
