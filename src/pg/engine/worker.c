/*-------------------------------------------------------------------------
 *
 * worker.c
 *		The background worker that does the jobs of one database.
 *
 * It waits for its latch and for its requests' sockets together; what wakes
 * it is the commit of an INSERT, a reply, or a slow poll.  Transactions are
 * short and none is open while it waits, so that a slow model holds back
 * neither vacuum nor a shutdown.
 *
 * An error that is no single job's ends the process; the postmaster starts it
 * again, and what it had claimed is given back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/lmgr.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

#include "pg/compat.h"
#include "pg/engine/engine.h"
#include "pg/engine/jobs.h"
#include "pg/engine/shared.h"
#include "pg/engine/worker.h"
#include "pg/settings.h"

/* Milliseconds until a job that another session holds is looked at again. */
#define HELD_JOB_DELAY 500L

/* Seconds until the postmaster starts a worker that has failed again. */
#define RESTART_DELAY 5

/*
 * SIGINT is how a lock timeout makes itself felt.  There is no query of
 * anybody's to cancel, so from elsewhere it does nothing.
 */
static void
handle_lock_timeout(SIGNAL_ARGS)
{
	if (get_timeout_indicator(LOCK_TIMEOUT, false))
		StatementCancelHandler(postgres_signal_arg);
}

void
learn_worker_register(void)
{
	BackgroundWorker worker = {0};

	strlcpy(worker.bgw_name, "learn worker", BGW_MAXLEN);
	strlcpy(worker.bgw_type, "learn worker", BGW_MAXLEN);
	worker.bgw_flags =
		BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = RESTART_DELAY;
	strlcpy(worker.bgw_library_name, "learn", sizeof(worker.bgw_library_name));
	strlcpy(worker.bgw_function_name, "learn_worker_main",
			sizeof(worker.bgw_function_name));
	RegisterBackgroundWorker(&worker);
}

static void
begin(const char *activity)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	pgstat_report_activity(STATE_RUNNING, activity);
}

static void
commit(void)
{
	PopActiveSnapshot();
	CommitTransactionCommand();
	pgstat_report_stat(true);
	pgstat_report_activity(STATE_IDLE, NULL);
}

static bool
extension_exists(void)
{
	return OidIsValid(get_extension_oid("learn", true));
}

/*
 * Is the extension there?  Then it stays until the transaction ends: DROP
 * EXTENSION begins with this lock, so neither can it take the tables from
 * under us, nor can the two deadlock over them.
 */
static bool
hold_extension(void)
{
	Oid extension = get_extension_oid("learn", true);

	if (!OidIsValid(extension))
		return false;
	LockDatabaseObject(ExtensionRelationId, extension, 0, AccessShareLock);
	return get_extension_oid("learn", true) == extension;
}

/*
 * Whatever the database or the role is set to, the worker needs these.
 */
static void
fix_settings(void)
{
	static const char *const fixed[][2] = {
		{"search_path", "pg_catalog, pg_temp"},
		{"default_transaction_isolation", "read committed"},
		{"default_transaction_read_only", "off"},
		{"statement_timeout", "0"},
		/* Whoever does jobs by hand may hold a row for long: not ours to wait. */
		{"lock_timeout", "500ms"},
		{"client_min_messages", "warning"},
	};

	for (size_t i = 0; i < lengthof(fixed); i++)
		SetConfigOption(fixed[i][0], fixed[i][1], PGC_SUSET, PGC_S_OVERRIDE);
}

/*
 * Gives back the leases of a predecessor that did not get round to it.  Jobs
 * that ended more than one process, as it seems, are done one at a time, and
 * so is the first that comes after them.
 */
static void
release_orphans(LearnEngine *engine)
{
	int suspects = 0;

	begin("learn: giving back leases");
	if (hold_extension())
	{
		SPI_connect();
		suspects = learn_jobs_release_orphans();
		SPI_finish();
	}
	commit();
	if (suspects > 0)
		engine->suspects = suspects + 1;
}

/*
 * On the way out: gives back what was claimed, unless somebody holds the table
 * just then, whom we do not wait for; the lease expires by itself.
 */
static void
release_leases(void)
{
	Oid jobs;

	HOLD_INTERRUPTS();
	begin("learn: giving back leases");
	jobs = extension_exists()
			   ? get_relname_relid("jobs", get_namespace_oid("learn", true))
			   : InvalidOid;
	if (OidIsValid(jobs) && ConditionalLockRelationOid(jobs, RowExclusiveLock))
	{
		SPI_connect();
		learn_jobs_release();
		SPI_finish();
	}
	commit();
	RESUME_INTERRUPTS();
}

/*
 * Tells the others how far we are.
 */
static void
report(LearnEngine *engine)
{
	learn_shared_count(engine->done, engine->failed);
	engine->done = engine->failed = 0;
	if (engine->last_error != NULL)
	{
		learn_shared_set_error(engine->last_error);
		pfree(engine->last_error);
		engine->last_error = NULL;
	}
	learn_shared_report(engine->in_flight > 0 ? LEARN_WORKER_WORKING
											  : LEARN_WORKER_IDLE,
						engine->in_flight);
}

/*
 * How long to wait, in milliseconds, when the next job is due then.
 */
static long
time_to(TimestampTz due)
{
	long wait =
		due == DT_NOEND
			? LONG_MAX
			: TimestampDifferenceMilliseconds(GetCurrentTimestamp(), due);

	return Min(wait, (long) learn_setting_poll_interval);
}

/* One short transaction's work. */
typedef void (*Unit)(LearnEngine *engine, void *result);

static void
store_answers(LearnEngine *engine, void *result)
{
	learn_engine_apply(engine);
}

static void
take_jobs(LearnEngine *engine, void *result)
{
	*(int *) result = learn_engine_claim(engine, INT_MAX);
}

static void
prepare_jobs(LearnEngine *engine, void *result)
{
	learn_engine_prepare(engine);
}

static void
look_for_jobs(LearnEngine *engine, void *result)
{
	SPI_connect();
	*(TimestampTz *) result =
		learn_jobs_next_due(learn_engine_room(engine) > 0);
	SPI_finish();
}

/*
 * Runs a unit in a transaction, if the extension is there; else returns false.
 */
static bool
run_unit(LearnEngine *engine, const char *activity, Unit unit, void *result)
{
	bool exists;

	begin(activity);
	exists = hold_extension();
	if (exists)
		unit(engine, result);
	commit();
	return exists;
}

/*
 * Stores what has come back, claims what is due, prepares it.  Returns how
 * long there is nothing to do, in milliseconds; -1 when there is no extension.
 *
 * Each in a transaction of its own: should a job bring down the server, the
 * attempt it used up is on disk, and what was answered before is stored.
 */
static long
work(LearnEngine *engine)
{
	TimestampTz due = DT_NOEND;
	int claimed = 0;
	long wait;

	learn_engine_receive(engine);
	if (engine->answered != NIL &&
		!run_unit(engine, "learn: storing answers", store_answers, NULL))
		return -1;
	if (!run_unit(engine, "learn: taking jobs", take_jobs, &claimed))
		return -1;
	if (engine->claimed != NIL &&
		!run_unit(engine, "learn: preparing jobs", prepare_jobs, NULL))
		return -1;
	report(engine);
	if (!run_unit(engine, "learn: looking for jobs", look_for_jobs, &due))
		return -1;
	wait = time_to(due);

	/* What is due and was not to be had, somebody else holds. */
	return claimed == 0 ? Max(wait, HELD_JOB_DELAY) : wait;
}

/*
 * What to wait for; the requests' descriptor comes with the first request.
 */
static WaitEventSet *
create_wait_set(const LearnEngine *engine)
{
	WaitEventSet *set = learn_compat_create_wait_event_set(3);

	AddWaitEventToSet(set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, NULL, NULL);
	AddWaitEventToSet(set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, NULL);
	if (learn_engine_descriptor(engine) >= 0)
		AddWaitEventToSet(set, WL_SOCKET_READABLE,
						  learn_engine_descriptor(engine), NULL, NULL);
	return set;
}

/*
 * Answers to signals, between two units of work.
 */
static void
handle_interrupts(const LearnEngine *engine)
{
	if (ProcDiePending && engine->in_flight > 0)
		release_leases();
	CHECK_FOR_INTERRUPTS();
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
	}
}

/*
 * Starts over without what was under way, which belonged to an extension that
 * has been dropped.
 */
static LearnEngine *
restart_engine(LearnEngine *engine)
{
	MemoryContextDelete(engine->context);
	learn_shared_report(LEARN_WORKER_WAITING, 0);
	return learn_engine_create(TopMemoryContext);
}

void
learn_worker_main(Datum argument)
{
	LearnEngine *engine;
	WaitEventSet *set = NULL;
	int watched = -1;

	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	pqsignal(SIGINT, handle_lock_timeout);
	BackgroundWorkerUnblockSignals();

	/* libcurl would write TLS session keys there. */
	unsetenv("SSLKEYLOGFILE");

	BackgroundWorkerInitializeConnection(learn_setting_database, NULL, 0);
	fix_settings();
	learn_shared_attach_worker();
	engine = learn_engine_create(TopMemoryContext);
	release_orphans(engine);

	for (;;)
	{
		WaitEvent event;
		long timeout = work(engine);

		if (timeout < 0)
		{
			engine = restart_engine(engine);
			watched = -2;
			timeout = learn_setting_poll_interval;
		}
		if (set == NULL || learn_engine_descriptor(engine) != watched)
		{
			if (set != NULL)
				FreeWaitEventSet(set);
			set = create_wait_set(engine);
			watched = learn_engine_descriptor(engine);
		}
		WaitEventSetWait(set, timeout, &event, 1, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		handle_interrupts(engine);
	}
}
