/*-------------------------------------------------------------------------
 *
 * engine.c
 *		Does jobs: claims them, asks the model, applies what came back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "pg/engine/ask.h"
#include "pg/engine/engine.h"
#include "pg/settings.h"

/* What limits a batch is the length of its transaction. */
#define BATCH 200

static const LearnKind *const kinds[] = {&learn_kind_analyze,
										 &learn_kind_improve,
										 &learn_kind_revise};

/* A step of one job, or of none; raises when it fails. */
typedef void (*Step)(LearnEngine *engine, LearnWork *work);

typedef struct LearnFailure Failure;

static void
destroy_transport(void *argument)
{
	LearnEngine *engine = argument;

	learn_transport_destroy(engine->transport);
	engine->transport = NULL;
}

LearnEngine *
learn_engine_create(MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "learn engine", ALLOCSET_DEFAULT_SIZES);
	LearnEngine *engine = MemoryContextAllocZero(context, sizeof(*engine));
	MemoryContextCallback *callback =
		MemoryContextAllocZero(context, sizeof(*callback));

	engine->context = context;
	callback->func = destroy_transport;
	callback->arg = engine;
	MemoryContextRegisterResetCallback(context, callback);
	return engine;
}

int
learn_engine_descriptor(const LearnEngine *engine)
{
	return engine->transport == NULL
			   ? -1
			   : learn_transport_descriptor(engine->transport);
}

int
learn_engine_room(const LearnEngine *engine)
{
	if (!learn_settings_have_endpoint())
		return BATCH;
	return Max(learn_setting_max_concurrent_requests - engine->in_flight, 0);
}

/*
 * Frees what core/ and llm/ allocated, however the work ends.
 */
static void
free_foreign(void *argument)
{
	LearnWork *work = argument;

	learn_prompt_free(&work->prompt);
	learn_model_reply_free(&work->reply);
	learn_category_free(&work->category);
	learn_draft_free(&work->draft);
}

static LearnWork *
create_work(LearnEngine *engine, const LearnJob *job)
{
	MemoryContext context = AllocSetContextCreate(engine->context, "learn job",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext previous = MemoryContextSwitchTo(context);
	LearnWork *work = palloc0(sizeof(*work));
	MemoryContextCallback *callback = palloc0(sizeof(*callback));

	work->context = context;
	work->job = *job;
	work->job.kind = pstrdup(job->kind);
	work->job.subject = pstrdup(job->subject);
	if (job->execution_id != NULL)
		work->job.execution_id = pstrdup(job->execution_id);
	for (size_t i = 0; i < lengthof(kinds); i++)
	{
		if (strcmp(kinds[i]->name, job->kind) == 0)
			work->kind = kinds[i];
	}
	callback->func = free_foreign;
	callback->arg = work;
	MemoryContextRegisterResetCallback(context, callback);
	MemoryContextSwitchTo(previous);
	return work;
}

/*
 * Makes work of claimed jobs.
 */
static void
add_claimed(LearnEngine *engine, const LearnJob *jobs, int count)
{
	MemoryContext previous = MemoryContextSwitchTo(engine->context);

	for (int i = 0; i < count; i++)
		engine->claimed =
			lappend(engine->claimed, create_work(engine, &jobs[i]));
	MemoryContextSwitchTo(previous);
}

static void
finish_work(LearnWork *work)
{
	MemoryContextDelete(work->context);
}

/*
 * Notes a failed attempt for the driver.
 */
static void
note_failure(LearnEngine *engine, const LearnWork *work, const char *error)
{
	ereport(LOG,
			(errmsg("attempt %d to %s \"%s\" failed: %s", work->job.attempts,
					work->job.kind, work->job.subject, error)));
	engine->failed++;
	if (engine->last_error != NULL)
		pfree(engine->last_error);
	engine->last_error =
		MemoryContextStrdup(engine->context,
							psprintf("%s of \"%s\": %s", work->job.kind,
									 work->job.subject, error));
}

/*
 * Runs a step in a subtransaction.  False: it raised, see *failure.
 */
static bool
run_guarded(LearnEngine *engine, LearnWork *work, Step step, Failure *failure)
{
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext volatile context =
		work != NULL ? work->context : engine->context;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool done = false;

	BeginInternalSubTransaction(NULL);
	PG_TRY();
	{
		SPI_connect();
		MemoryContextSwitchTo(context);
		PushActiveSnapshot(GetTransactionSnapshot());
		step(engine, work);
		PopActiveSnapshot();
		SPI_finish();
		ReleaseCurrentSubTransaction();
		done = true;
	}
	PG_CATCH();
	{
		ErrorData *data;

		MemoryContextSwitchTo(context);
		data = CopyErrorData();
		if (engine->cancellable && data->sqlerrcode == ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		failure->sqlstate = data->sqlerrcode;
		failure->message =
			data->detail != NULL
				? psprintf("%s: %s", data->message, data->detail)
				: pstrdup(data->message);
		FreeErrorData(data);
	}
	PG_END_TRY();

	MemoryContextSwitchTo(outer);
	CurrentResourceOwner = owner;
	return done;
}

/*
 * Did a step fail because somebody else held what it needed?  That is not the
 * job's fault.
 */
static bool
was_held(const Failure *failure)
{
	return failure->sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
		   failure->sqlstate == ERRCODE_T_R_DEADLOCK_DETECTED ||
		   failure->sqlstate == ERRCODE_T_R_SERIALIZATION_FAILURE;
}

/*
 * Claims what is due, up to engine->limit jobs.
 */
static void
claim_step(LearnEngine *engine, LearnWork *work)
{
	LearnJob *jobs;
	LearnJob *asking;
	int count;
	int more = 0;

	count =
		learn_jobs_claim(engine->limit, false, CurTransactionContext, &jobs);
	if (count < engine->limit && learn_engine_room(engine) > 0)
		more = learn_jobs_claim(Min(engine->limit - count,
									learn_engine_room(engine)),
								true, CurTransactionContext, &asking);

	/* New work shows that whatever restored the old is done. */
	if (count + more > 0)
		learn_jobs_admit_held();
	add_claimed(engine, jobs, count);
	if (more > 0)
		add_claimed(engine, asking, more);
	engine->limit = count + more;
}

int
learn_engine_claim(LearnEngine *engine, int limit)
{
	Failure failure;

	/*
	 * One of these may have ended the process that had them before: what it
	 * does again must cost the others nothing.
	 */
	if (engine->suspects > 0)
		limit = engine->in_flight > 0 ? 0 : 1;
	if (limit <= 0)
		return 0;

	engine->limit = Min(limit, BATCH);
	if (!run_guarded(engine, NULL, claim_step, &failure))
	{
		ereport(LOG, (errmsg("could not claim jobs: %s", failure.message)));
		pfree(failure.message);
		return 0;
	}
	engine->suspects = Max(engine->suspects - engine->limit, 0);
	return engine->limit;
}

bool
learn_engine_claim_one(LearnEngine *engine, const char *kind,
					   const char *subject)
{
	LearnJob *job;
	int count;

	SPI_connect();
	count = learn_job_claim(kind, subject, CurrentMemoryContext, &job);
	add_claimed(engine, job, count);
	SPI_finish();
	return count == 1;
}

/*
 * Prepares a job, and sends its request as the last thing that can fail.
 */
static void
prepare_step(LearnEngine *engine, LearnWork *work)
{
	if (work->job.attempts > learn_setting_max_attempts)
	{
		learn_job_bury(
			&work->job,
			"every attempt ended without a word; the server must have stopped each time");
		engine->failed++;
		return;
	}
	work->may_ask = learn_engine_room(engine) > 0;
	if (work->kind->prepare(work) == LEARN_PREPARED_DONE)
		engine->done++;
	else if (work->may_ask)
	{
		learn_ask_send(engine, work);
		engine->in_flight++;
	}
	else
	{
		learn_job_defer(&work->job);
		engine->deferred++;
	}
}

static void
put_back_step(LearnEngine *engine, LearnWork *work)
{
	const Failure *failure = engine->failure;

	if (was_held(failure))
		learn_job_delay(&work->job, learn_setting_retry_delay,
						failure->message);
	else
		learn_job_fail(&work->job, failure->message);
}

/*
 * Puts a job back after its step raised.  Where even that cannot be done, its
 * lease expires by itself.
 */
static void
put_back(LearnEngine *engine, LearnWork *work, const Failure *failure)
{
	Failure again;

	note_failure(engine, work, failure->message);
	engine->failure = failure;
	if (!run_guarded(engine, work, put_back_step, &again))
		ereport(LOG, (errmsg("could not put back job \"%s\": %s",
							 work->job.subject, again.message)));
	engine->failure = NULL;
}

void
learn_engine_prepare(LearnEngine *engine)
{
	while (engine->claimed != NIL)
	{
		LearnWork *work = linitial(engine->claimed);
		int in_flight = engine->in_flight;
		Failure failure;

		engine->claimed = list_delete_first(engine->claimed);
		if (!run_guarded(engine, work, prepare_step, &failure))
			put_back(engine, work, &failure);
		if (engine->in_flight == in_flight)
			finish_work(work);
	}
}

void
learn_engine_receive(LearnEngine *engine)
{
	LearnModelReply reply;
	LearnProblem problem;

	if (engine->transport == NULL)
		return;
	if (learn_transport_step(engine->transport, &problem) != LEARN_OK)
		elog(ERROR, "could not drive the HTTP transport: %s", problem.message);

	/*
	 * The work owns its reply from here on, so that nothing that raises can
	 * leak it.
	 */
	while (learn_client_next(engine->transport, &reply))
	{
		LearnWork *work = reply.owner;
		MemoryContext previous;

		work->reply = reply;
		engine->in_flight--;
		previous = MemoryContextSwitchTo(engine->context);
		engine->answered = lappend(engine->answered, work);
		MemoryContextSwitchTo(previous);
	}
}

/*
 * Asks once more with twice the length after an answer that was cut off.
 * Returns whether it did.
 */
static bool
raise_cap(LearnEngine *engine, LearnWork *work)
{
	if (work->reply.outcome != LEARN_MODEL_CUT_OFF || work->cap_raised)
		return false;
	learn_ask_record(work, NULL);
	work->cap_raised = true;
	prepare_step(engine, work);

	/* Kept until nothing can raise: the call made is recorded either way. */
	learn_model_reply_free(&work->reply);
	return true;
}

static void
apply_step(LearnEngine *engine, LearnWork *work)
{
	const char *unusable;
	bool settled = false;

	if (raise_cap(engine, work))
		return;
	if (work->reply.outcome != LEARN_MODEL_ANSWERED)
	{
		note_failure(engine, work, work->reply.error);
		learn_ask_record(work, NULL);
		learn_ask_put_back(work);
		return;
	}
	unusable = work->kind->apply(work, &settled);
	learn_ask_record(work, unusable);
	if (unusable != NULL)
		note_failure(engine, work, unusable);
	if (settled)
		engine->done++;
	else if (unusable != NULL)
		learn_job_fail(&work->job, unusable);
}

/*
 * What is left to do when applying an answer raised: the call was made.
 */
static void
failed_apply_step(LearnEngine *engine, LearnWork *work)
{
	learn_ask_record(work, "the answer could not be stored");
}

void
learn_engine_apply(LearnEngine *engine)
{
	while (engine->answered != NIL)
	{
		LearnWork *work = linitial(engine->answered);
		int in_flight = engine->in_flight;
		Failure failure;
		Failure again;

		engine->answered = list_delete_first(engine->answered);
		if (!run_guarded(engine, work, apply_step, &failure))
		{
			run_guarded(engine, work, failed_apply_step, &again);
			put_back(engine, work, &failure);
		}
		if (engine->in_flight == in_flight)
			finish_work(work);
	}
}
