/*-------------------------------------------------------------------------
 *
 * shared.c
 *		What the launcher, the workers and the sessions tell each other.
 *
 * One spinlock guards all fields; it is held for a few assignments, or a walk
 * over the places, and nothing that can raise runs under it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/lwlock.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "storage/shmem.h"
#include "storage/spin.h"
#include "utils/timestamp.h"

#include "pg/engine/shared.h"

/* Databases with the extension; each has a worker, so there are not many. */
#define PLACES 128

/* Databases announced and not looked at yet. */
#define ANNOUNCED_MAX 32

/* Statements that need a database for themselves at once. */
#define WAYS_MAX 32

typedef struct Place
{
	Latch *latch; /* of the worker's PGPROC; NULL: not running */
	bool dismissed;
	bool listening;           /* wants to be woken for new work */
	LearnWorkerReport report; /* database is InvalidOid: the place is free */
} Place;

/* A process that needs a database for itself. */
typedef struct Way
{
	Oid database;
	int pid; /* 0: free */
} Way;

typedef struct LearnShared
{
	slock_t mutex;
	Latch *launcher_latch; /* NULL: not running */
	int launcher_pid;
	int announced_count;
	bool announced_all; /* more than fit */
	Oid announced[ANNOUNCED_MAX];
	Way ways[WAYS_MAX];
	Place places[PLACES];
} LearnShared;

static LearnShared *shared = NULL;
static Place *own_place = NULL; /* of this process, if it is a worker */
static shmem_request_hook_type previous_request_hook = NULL;
static shmem_startup_hook_type previous_startup_hook = NULL;

static void
request_memory(void)
{
	if (previous_request_hook)
		previous_request_hook();
	RequestAddinShmemSpace(MAXALIGN(sizeof(LearnShared)));
}

static void
start_memory(void)
{
	bool found;

	if (previous_startup_hook)
		previous_startup_hook();

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	shared = ShmemInitStruct("learn", sizeof(LearnShared), &found);
	if (!found)
	{
		memset(shared, 0, sizeof(*shared));
		SpinLockInit(&shared->mutex);
	}
	LWLockRelease(AddinShmemInitLock);
}

void
learn_shared_request(void)
{
	previous_request_hook = shmem_request_hook;
	shmem_request_hook = request_memory;
	previous_startup_hook = shmem_startup_hook;
	shmem_startup_hook = start_memory;
}

bool
learn_shared_exists(void)
{
	return shared != NULL;
}

/*
 * The place of a database, or a free one for InvalidOid, or NULL.  The caller
 * holds the lock.
 */
static Place *
find_place(Oid database)
{
	for (int i = 0; i < PLACES; i++)
	{
		if (shared->places[i].report.database == database)
			return &shared->places[i];
	}
	return NULL;
}

/*
 * Sets a latch that was read under the lock.  A latch of PGPROC stays valid
 * memory; waking somebody else in its place does no harm.
 */
static void
set_latch(Latch *latch)
{
	if (latch != NULL)
		SetLatch(latch);
}

/*
 * Clears only what is ours: a successor may have attached already.
 */
static void
detach_launcher(int code, Datum argument)
{
	SpinLockAcquire(&shared->mutex);
	if (shared->launcher_pid == MyProcPid)
	{
		shared->launcher_latch = NULL;
		shared->launcher_pid = 0;
	}
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_attach_launcher(void)
{
	before_shmem_exit(detach_launcher, (Datum) 0);
	SpinLockAcquire(&shared->mutex);
	shared->launcher_latch = &MyProc->procLatch;
	shared->launcher_pid = MyProcPid;
	SpinLockRelease(&shared->mutex);
}

bool
learn_shared_place(int number, LearnWorkerReport *report)
{
	if (shared == NULL || number < 0 || number >= PLACES)
		return false;
	SpinLockAcquire(&shared->mutex);
	*report = shared->places[number].report;
	SpinLockRelease(&shared->mutex);
	return true;
}

bool
learn_shared_reserve(Oid database, LearnWorkerState state)
{
	TimestampTz now = GetCurrentTimestamp();
	Place *place;

	SpinLockAcquire(&shared->mutex);
	place = find_place(database);
	if (place == NULL)
		place = find_place(InvalidOid);
	if (place != NULL && place->latch == NULL)
	{
		place->report.database = database;
		place->report.state = state;
		place->report.since = now;
		place->dismissed = false;
	}
	SpinLockRelease(&shared->mutex);
	return place != NULL;
}

void
learn_shared_release(Oid database)
{
	Place *place;

	SpinLockAcquire(&shared->mutex);
	place = find_place(database);
	if (place != NULL && place->latch == NULL)
		memset(place, 0, sizeof(*place));
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_dismiss(Oid database)
{
	Latch *latch = NULL;
	Place *place;

	SpinLockAcquire(&shared->mutex);
	place = find_place(database);
	if (place != NULL)
	{
		place->dismissed = true;
		latch = place->latch;
	}
	SpinLockRelease(&shared->mutex);
	set_latch(latch);
}

Oid
learn_shared_take_announced(bool *all)
{
	Oid database = InvalidOid;

	SpinLockAcquire(&shared->mutex);
	*all = shared->announced_all;
	shared->announced_all = false;
	if (shared->announced_count > 0)
		database = shared->announced[--shared->announced_count];
	SpinLockRelease(&shared->mutex);
	return database;
}

/*
 * The worker is gone, for whatever reason; the launcher shall look.
 */
static void
detach_worker(int code, Datum argument)
{
	TimestampTz now = GetCurrentTimestamp();
	Latch *launcher;

	SpinLockAcquire(&shared->mutex);
	if (own_place->report.pid == MyProcPid)
	{
		own_place->latch = NULL;
		own_place->report.pid = 0;
		own_place->report.in_flight = 0;
		own_place->report.state = LEARN_WORKER_NOT_RUNNING;
		own_place->report.ended_at = now;
	}
	launcher = shared->launcher_latch;
	SpinLockRelease(&shared->mutex);
	set_latch(launcher);
}

void
learn_shared_attach_worker(Oid database)
{
	TimestampTz now = GetCurrentTimestamp();
	LearnWorkerReport *report;

	SpinLockAcquire(&shared->mutex);
	own_place = find_place(database);
	if (own_place != NULL && own_place->latch == NULL)
	{
		report = &own_place->report;
		own_place->latch = &MyProc->procLatch;
		own_place->listening = false;
		report->pid = MyProcPid;
		report->since = now;
		report->state = LEARN_WORKER_STARTING;
		report->ending = LEARN_ENDED_BY_ERROR;
		report->in_flight = 0;
		report->done = report->failed = 0;
		report->last_done_at = 0;
		memset(report->breakers, 0, sizeof(report->breakers));
	}
	else
		own_place = NULL;
	SpinLockRelease(&shared->mutex);

	/* Started by a launcher that is gone, and its successor started another. */
	if (own_place == NULL)
		proc_exit(0);
	before_shmem_exit(detach_worker, (Datum) 0);
}

/*
 * Is somebody waiting for this database?  The caller holds the lock.
 */
static bool
has_way(Oid database)
{
	for (int i = 0; i < WAYS_MAX; i++)
	{
		if (shared->ways[i].pid != 0 && shared->ways[i].database == database)
			return true;
	}
	return false;
}

bool
learn_shared_must_leave(void)
{
	bool leave;

	SpinLockAcquire(&shared->mutex);
	leave = own_place->dismissed || has_way(own_place->report.database);
	SpinLockRelease(&shared->mutex);
	return leave;
}

void
learn_shared_set_ending(LearnEnding ending)
{
	SpinLockAcquire(&shared->mutex);
	own_place->report.ending = ending;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_listen(bool listening)
{
	SpinLockAcquire(&shared->mutex);
	own_place->listening = listening;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_report(LearnWorkerState state, int in_flight,
					const LearnBreakerState *breakers)
{
	Latch *launcher = NULL;

	SpinLockAcquire(&shared->mutex);
	/* The launcher starts one worker after the other. */
	if (own_place->report.state == LEARN_WORKER_STARTING)
		launcher = shared->launcher_latch;
	own_place->report.state = state;
	own_place->report.in_flight = in_flight;
	if (breakers != NULL)
		memcpy(own_place->report.breakers, breakers,
			   sizeof(own_place->report.breakers));
	SpinLockRelease(&shared->mutex);
	set_latch(launcher);
}

void
learn_shared_count(int done, int failed, bool progress)
{
	TimestampTz now = progress ? GetCurrentTimestamp() : 0;

	SpinLockAcquire(&shared->mutex);
	own_place->report.done += done;
	own_place->report.failed += failed;
	if (progress)
		own_place->report.last_done_at = now;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_set_error(const char *message)
{
	TimestampTz now = GetCurrentTimestamp();
	LearnWorkerReport *report = &own_place->report;
	int length = pg_mbcliplen(message, (int) strlen(message),
							  sizeof(report->last_error) - 1);

	SpinLockAcquire(&shared->mutex);
	memcpy(report->last_error, message, length);
	report->last_error[length] = '\0';
	report->last_error_at = now;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_read(Oid database, LearnWorkerReport *report)
{
	const Place *place;

	memset(report, 0, sizeof(*report));
	report->database = database;
	if (shared == NULL)
	{
		report->state = LEARN_WORKER_NOT_LOADED;
		return;
	}
	report->state = LEARN_WORKER_NOT_RUNNING;
	SpinLockAcquire(&shared->mutex);
	place = find_place(database);
	if (place != NULL)
		*report = place->report;
	SpinLockRelease(&shared->mutex);
}

/*
 * Notes that a database may have got the extension.  The caller holds the
 * lock.
 */
static void
announce(Oid database)
{
	for (int i = 0; i < shared->announced_count; i++)
	{
		if (shared->announced[i] == database)
			return;
	}
	if (shared->announced_count == ANNOUNCED_MAX)
		shared->announced_all = true;
	else
		shared->announced[shared->announced_count++] = database;
}

void
learn_shared_wake(Oid database, bool urgent)
{
	Place *place;
	Latch *latch = NULL;

	if (shared == NULL)
		return;
	SpinLockAcquire(&shared->mutex);
	place = find_place(database);
	if (place != NULL && (place->listening || urgent))
	{
		latch = place->latch;
		place->listening = false;
	}
	if (place == NULL || place->report.ending == LEARN_ENDED_WITHOUT_EXTENSION)
	{
		announce(database);
		latch = shared->launcher_latch;
	}
	SpinLockRelease(&shared->mutex);
	set_latch(latch);
}

void
learn_shared_wake_launcher(void)
{
	Latch *latch;

	if (shared == NULL)
		return;
	SpinLockAcquire(&shared->mutex);
	latch = shared->launcher_latch;
	SpinLockRelease(&shared->mutex);
	set_latch(latch);
}

void
learn_shared_make_way(Oid database)
{
	Latch *latch;
	const Place *place;

	SpinLockAcquire(&shared->mutex);
	for (int i = 0; i < WAYS_MAX; i++)
	{
		if (shared->ways[i].pid == 0)
		{
			shared->ways[i].pid = MyProcPid;
			shared->ways[i].database = database;
			break;
		}
	}
	place = find_place(database);
	latch = place != NULL ? place->latch : NULL;
	SpinLockRelease(&shared->mutex);
	set_latch(latch);
}

void
learn_shared_end_way(Oid database)
{
	Latch *latch;

	SpinLockAcquire(&shared->mutex);
	for (int i = 0; i < WAYS_MAX; i++)
	{
		if (shared->ways[i].pid == MyProcPid &&
			shared->ways[i].database == database)
		{
			shared->ways[i].pid = 0;
			break;
		}
	}
	latch = shared->launcher_latch;
	SpinLockRelease(&shared->mutex);
	set_latch(latch);
}

bool
learn_shared_is_way(Oid database)
{
	int pids[WAYS_MAX];
	int count = 0;
	bool found = false;

	SpinLockAcquire(&shared->mutex);
	for (int i = 0; i < WAYS_MAX; i++)
	{
		if (shared->ways[i].pid != 0 && shared->ways[i].database == database)
			pids[count++] = shared->ways[i].pid;
	}
	SpinLockRelease(&shared->mutex);

	/* Who was terminated in the middle of its statement could not say so. */
	for (int i = 0; i < count; i++)
	{
		if (BackendPidGetProc(pids[i]) != NULL)
		{
			found = true;
			continue;
		}
		SpinLockAcquire(&shared->mutex);
		for (int j = 0; j < WAYS_MAX; j++)
		{
			if (shared->ways[j].pid == pids[i])
				shared->ways[j].pid = 0;
		}
		SpinLockRelease(&shared->mutex);
	}
	return found;
}
