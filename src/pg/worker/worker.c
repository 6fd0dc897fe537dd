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
 * An error that is no single job's ends the process; the launcher starts it
 * again, and what it had claimed is given back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "access/xact.h"
#include "commands/dbcommands.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

#include "pg/compat.h"
#include "pg/engine/jobs.h"
#include "pg/engine/shared.h"
#include "pg/settings.h"
#include "pg/worker/leases.h"
#include "pg/worker/memory.h"
#include "pg/worker/pause.h"
#include "pg/worker/session.h"
#include "pg/worker/upkeep.h"
#include "pg/worker/worker.h"

/* Milliseconds until what another session holds is tried for again. */
#define HELD_DELAY 500L

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

/*
 * Tells the others how far we are.
 */
static void
report(LearnWorker *worker)
{
	LearnEngine *engine = worker->engine;
	LearnBreakerState breakers[LEARN_REMOTES];
	LearnWorkerState state = LEARN_WORKER_IDLE;
	int in_flight = learn_engine_in_flight(engine);

	if (in_flight > 0 || engine->answered != NIL || engine->claimed != NIL)
		state = LEARN_WORKER_WORKING;
	else if (worker->paused)
		state = LEARN_WORKER_PAUSED;
	learn_shared_count(engine->done, engine->failed, engine->progress);
	worker->trusted = worker->trusted || engine->done + engine->failed > 0;
	if (engine->progress)
		learn_alarm_progress(&worker->alarm);
	engine->done = engine->failed = 0;
	engine->progress = false;
	if (engine->last_error != NULL)
	{
		learn_shared_set_error(engine->last_error);
		pfree(engine->last_error);
		engine->last_error = NULL;
	}
	for (int i = 0; i < LEARN_REMOTES; i++)
		breakers[i] = learn_engine_breaker_state(engine, i);
	learn_shared_report(state, in_flight, breakers);
}

static void
store_answers(LearnWorker *worker, void *result)
{
	learn_engine_apply(worker->engine);
}

/*
 * A claim that is lost in a crash is simply made again: it need not be waited
 * for.  But a job that brings down the server must have its attempt on disk,
 * so the first claims of a worker are.
 */
static void
take_jobs(LearnWorker *worker, void *result)
{
	bool look_ahead = *(int *) result > 0;

	if (worker->trusted && worker->engine->suspects == 0)
		learn_session_set_local("synchronous_commit", "off");
	*(int *) result = 0;
	worker->paused = learn_is_paused();
	if (!worker->paused)
		*(int *) result =
			learn_engine_claim(worker->engine, INT_MAX, look_ahead);
}

static void
prepare_jobs(LearnWorker *worker, void *result)
{
	learn_engine_prepare(worker->engine);
}

/*
 * When is there something to claim again?
 */
static void
look_for_jobs(LearnWorker *worker, void *result)
{
	SPI_connect();
	*(TimestampTz *) result = learn_jobs_next_due(
		learn_engine_may_look(worker->engine),
		learn_engine_room(worker->engine, LEARN_REMOTE_MODEL) > 0,
		learn_engine_room(worker->engine, LEARN_REMOTE_WEBHOOK) > 0);
	SPI_finish();
}

/*
 * How long to wait, in milliseconds, when the next job is due then.  What is
 * due and was tried for, somebody else holds.
 */
static long
time_to(const LearnWorker *worker, TimestampTz due, bool tried)
{
	const LearnEngine *engine = worker->engine;
	TimestampTz now = GetCurrentTimestamp();
	long wait =
		due == DT_NOEND ? LONG_MAX : TimestampDifferenceMilliseconds(now, due);

	if (tried)
		wait = Max(wait, HELD_DELAY);
	wait = Min(wait, learn_engine_next_room(engine));
	if (wait < LONG_MAX || learn_engine_in_flight(engine) > 0)
		wait = Min(wait, learn_setting_stall_after * 1000L);
	wait = Min(wait, learn_upkeep_wait(worker));
	return Min(wait, (long) learn_setting_poll_interval);
}

/*
 * Fills the free slots, sends the requests, and stores what has come back;
 * in this order, so that the model works while we do.  Each in a transaction
 * of its own: should a job bring down the server, the attempt it used up is on
 * disk, and what was answered before is stored.
 *
 * Returns how long there is nothing to do, in milliseconds; -1 when there is
 * no extension to work for.
 */
static long
work(LearnWorker *worker)
{
	LearnEngine *engine = worker->engine;
	TimestampTz due = DT_NOEND;
	bool look_ahead;
	int claimed;

	worker->held = false;
	learn_shared_listen(false);
	if (worker->outdated)
	{
		/* What was under way when that began. */
		if (!learn_leases_take_over(worker))
			return -1;
		worker->outdated = worker->held;
	}
	learn_engine_receive(engine);
	look_ahead = engine->answered == NIL;
	claimed = look_ahead ? 1 : 0;
	if (!learn_unit_run(worker, "learn: taking jobs", take_jobs, &claimed))
		return -1;
	if (worker->held)
		claimed = 0;
	if (engine->claimed != NIL ||
		(engine->again != NIL &&
		 learn_engine_room(engine, LEARN_REMOTE_MODEL) > 0))
	{
		if (!learn_unit_run(worker, "learn: preparing jobs", prepare_jobs,
							NULL))
			return -1;
		learn_engine_receive(engine);
	}
	if (engine->answered != NIL &&
		!learn_unit_run(worker, "learn: storing answers", store_answers, NULL))
		return -1;
	report(worker);
	if (!learn_upkeep_do(worker))
		return -1;
	if (engine->held || worker->held)
		return HELD_DELAY;
	worker->told_held = false;
	if (claimed > 0 || engine->answered != NIL || engine->claimed != NIL ||
		(engine->again != NIL &&
		 learn_engine_room(engine, LEARN_REMOTE_MODEL) > 0))
		return 0;
	learn_shared_listen(!worker->paused);
	if (learn_engine_in_flight(engine) == 0)
		learn_memory_give_back();
	if (worker->paused)
		return time_to(worker, DT_NOEND, true);
	if (!learn_unit_run(worker, "learn: looking for jobs", look_for_jobs,
						&due))
		return -1;
	return worker->held ? HELD_DELAY : time_to(worker, due, look_ahead);
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
 * Ends the process, with what it held given back.
 */
static void
leave(const LearnWorker *worker, LearnEnding ending)
{
	learn_shared_set_ending(ending);
	if (!dlist_is_empty(&worker->engine->works))
		learn_leases_release(worker);
	proc_exit(0);
}

/*
 * Answers to signals and to those who want us gone, between two units of work.
 */
static void
handle_interrupts(LearnWorker *worker)
{
	if (ProcDiePending && !dlist_is_empty(&worker->engine->works))
		learn_leases_release(worker);
	CHECK_FOR_INTERRUPTS();
	if (learn_shared_must_leave())
		leave(worker, LEARN_ENDED_TO_MAKE_WAY);
	if (ConfigReloadPending)
	{
		learn_session_read_settings();
		learn_engine_reset_breakers(worker->engine);
		worker->housekeeping_at = 0; /* things may be kept shorter now */
		learn_witness_reset(&worker->witness);
		learn_witness_reset(&worker->witness);
	}
}

/*
 * Without the extension there is nothing to do here.  It may come back while
 * we leave: from the moment we say so, that is announced to the launcher, so
 * what counts is a look after that.
 */
static void
leave_without_extension(const LearnWorker *worker)
{
	LearnExtension extension;

	learn_shared_set_ending(LEARN_ENDED_WITHOUT_EXTENSION);
	learn_session_begin("learn: looking for the extension");
	extension = learn_extension_look();
	learn_session_commit();
	if (extension == LEARN_EXTENSION_ABSENT)
		proc_exit(0);
	learn_shared_set_ending(LEARN_ENDED_BY_ERROR);
}

/*
 * Waits where there is no extension that this library is for; returns how
 * long, in milliseconds.
 */
static long
await_extension(LearnWorker *worker)
{
	static bool told = false;

	/* What was under way belonged to an extension that is gone. */
	MemoryContextDelete(worker->engine->context);
	worker->engine = learn_engine_create(TopMemoryContext);
	if (worker->extension == LEARN_EXTENSION_ABSENT)
	{
		leave_without_extension(worker);
		return 0;
	}
	if (!told)
		ereport(
			LOG,
			(errmsg(
				 "the extension learn in database \"%s\" is of another version than the library",
				 worker->database),
			 errhint(
				 "Run ALTER EXTENSION learn UPDATE, or restart the server when its files have been replaced.")));
	told = true;
	worker->outdated = true;
	learn_shared_report(LEARN_WORKER_OUTDATED, 0, NULL);
	learn_shared_listen(true);
	return learn_setting_poll_interval;
}

static void
start_up(LearnWorker *worker, Oid database)
{
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	pqsignal(SIGINT, handle_lock_timeout);
	BackgroundWorkerUnblockSignals();

	/* libcurl would write TLS session keys there. */
	unsetenv("SSLKEYLOGFILE");

	learn_shared_attach_worker(database);
	BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, 0);
	learn_session_read_settings();
	learn_session_fix_settings();
	worker->engine = learn_engine_create(TopMemoryContext);
	learn_alarm_progress(&worker->alarm);
	learn_session_begin("learn: starting");
	strlcpy(worker->database, get_database_name(database), NAMEDATALEN);
	learn_session_commit();
	(void) learn_leases_take_over(worker);
	if (worker->held)
		ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE),
						errmsg("somebody holds the tables of learn")));
}

void
learn_worker_main(Datum argument)
{
	LearnWorker worker = {0};
	uint32 wait_event = learn_compat_wait_event("LearnWorkerMain");
	WaitEventSet *set = NULL;
	int watched = -1;

	start_up(&worker, DatumGetObjectId(argument));
	for (;;)
	{
		WaitEvent event;
		long timeout = work(&worker);

		if (timeout < 0)
		{
			timeout = await_extension(&worker);
			watched = -2;
		}
		if (set == NULL || learn_engine_descriptor(worker.engine) != watched)
		{
			if (set != NULL)
				FreeWaitEventSet(set);
			set = create_wait_set(worker.engine);
			watched = learn_engine_descriptor(worker.engine);
		}
		pgstat_report_stat(timeout > 0);
		WaitEventSetWait(set, timeout, &event, 1, wait_event);
		ResetLatch(MyLatch);
		handle_interrupts(&worker);
	}
}
