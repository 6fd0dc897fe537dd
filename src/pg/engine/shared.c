/*-------------------------------------------------------------------------
 *
 * shared.c
 *		What the worker tells the other processes, in shared memory.
 *
 * One spinlock guards all fields; it is held for a few assignments only and
 * nothing that can raise runs under it.
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
#include "storage/shmem.h"
#include "storage/spin.h"
#include "utils/timestamp.h"

#include "pg/engine/shared.h"

typedef struct LearnShared
{
	slock_t mutex;
	Latch *latch; /* of the worker's PGPROC; NULL: not running */
	LearnWorkerReport report;
} LearnShared;

static LearnShared *shared = NULL;
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
		shared->report.state = LEARN_WORKER_NOT_RUNNING;
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
 * Clears only what is ours: a successor may have attached already.
 */
static void
detach_worker(int code, Datum argument)
{
	SpinLockAcquire(&shared->mutex);
	if (shared->report.pid == MyProcPid)
	{
		shared->latch = NULL;
		shared->report.pid = 0;
		shared->report.in_flight = 0;
		shared->report.state = LEARN_WORKER_NOT_RUNNING;
	}
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_attach_worker(void)
{
	TimestampTz now = GetCurrentTimestamp();

	before_shmem_exit(detach_worker, (Datum) 0);

	SpinLockAcquire(&shared->mutex);
	shared->latch = &MyProc->procLatch;
	shared->report.pid = MyProcPid;
	shared->report.since = now;
	shared->report.in_flight = 0;
	shared->report.done = 0;
	shared->report.failed = 0;
	shared->report.state = LEARN_WORKER_WAITING;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_report(LearnWorkerState state, int in_flight)
{
	SpinLockAcquire(&shared->mutex);
	shared->report.state = state;
	shared->report.in_flight = in_flight;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_count(int done, int failed)
{
	SpinLockAcquire(&shared->mutex);
	shared->report.done += done;
	shared->report.failed += failed;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_set_error(const char *message)
{
	TimestampTz now = GetCurrentTimestamp();
	int length = pg_mbcliplen(message, (int) strlen(message),
							  sizeof(shared->report.last_error) - 1);

	SpinLockAcquire(&shared->mutex);
	memcpy(shared->report.last_error, message, length);
	shared->report.last_error[length] = '\0';
	shared->report.last_error_at = now;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_read(LearnWorkerReport *report)
{
	if (shared == NULL)
	{
		memset(report, 0, sizeof(*report));
		report->state = LEARN_WORKER_NOT_LOADED;
		return;
	}
	SpinLockAcquire(&shared->mutex);
	*report = shared->report;
	SpinLockRelease(&shared->mutex);
}

void
learn_shared_wake(void)
{
	Latch *latch;

	if (shared == NULL)
		return;
	SpinLockAcquire(&shared->mutex);
	latch = shared->latch;
	SpinLockRelease(&shared->mutex);

	/* A latch of PGPROC stays valid memory; a wake too many does no harm. */
	if (latch != NULL)
		SetLatch(latch);
}
