/*-------------------------------------------------------------------------
 *
 * engine.c
 *		What the engine has under way: its jobs, its requests, its room.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "common/pg_prng.h"
#include "executor/spi.h"
#include "portability/instr_time.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/engine/engine.h"
#include "pg/redaction.h"
#include "pg/settings.h"

/* What limits a claim is the length of the transactions that follow. */
#define CLAIM_MAX 200

/*
 * How many jobs are looked at while there is no room for requests: few, so
 * that a slot that frees meanwhile does not wait long.
 */
#define LOOK_AHEAD 32

/*
 * Milliseconds until the next look ahead after one that found mostly jobs
 * that must wait: they are looked at again when their turn comes.
 */
#define LOOK_AHEAD_DELAY 100

/* Requests to the webhook under way at once. */
#define WEBHOOK_REQUESTS_MAX 4

/* Requests that fail in a row until an endpoint is left in peace. */
#define OUTAGES 5

/* How long a budget that had no room is not asked again, in milliseconds. */
#define BUDGET_DELAY 60000

static const LearnKind *const kinds[] = {&learn_kind_analyze,
										 &learn_kind_improve,
										 &learn_kind_revise,
										 &learn_kind_notify};

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
	dlist_init(&engine->works);
	engine->batch_context =
		AllocSetContextCreate(context, "learn batch", ALLOCSET_DEFAULT_SIZES);
	callback->func = destroy_transport;
	callback->arg = engine;
	MemoryContextRegisterResetCallback(context, callback);
	return engine;
}

LearnTransport *
learn_engine_transport(LearnEngine *engine)
{
	LearnProblem problem;

	if (engine->transport == NULL)
		engine->transport = learn_transport_create(&problem);
	if (engine->transport == NULL)
		elog(ERROR, "could not start the HTTP transport: %s", problem.message);
	return engine->transport;
}

int
learn_engine_descriptor(const LearnEngine *engine)
{
	return engine->transport == NULL
			   ? -1
			   : learn_transport_descriptor(engine->transport);
}

/*
 * The breakers' clock.
 */
static int64
milliseconds(void)
{
	instr_time now;

	INSTR_TIME_SET_CURRENT(now);
	return (int64) INSTR_TIME_GET_MILLISEC(now);
}

int
learn_engine_room(LearnEngine *engine, LearnRemote remote)
{
	int limit = remote == LEARN_REMOTE_WEBHOOK
					? WEBHOOK_REQUESTS_MAX
					: learn_setting_max_concurrent_requests;

	/* The built-in engine answers at once. */
	if (remote == LEARN_REMOTE_MODEL && !learn_settings_have_endpoint())
		return CLAIM_MAX;
	if (remote == LEARN_REMOTE_MODEL && milliseconds() < engine->budget_at)
		return 0;
	return learn_breaker_allows(&engine->breakers[remote], milliseconds(),
								engine->in_flight[remote], limit);
}

void
learn_engine_close_budget(LearnEngine *engine)
{
	engine->budget_at = milliseconds() + BUDGET_DELAY;
}

void
learn_engine_reopen_budget(LearnEngine *engine)
{
	engine->budget_at = 0;
}

long
learn_engine_next_room(const LearnEngine *engine)
{
	int64 now = milliseconds();
	long wait = LONG_MAX;

	for (int i = 0; i < LEARN_REMOTES; i++)
	{
		int64 next = learn_breaker_next(&engine->breakers[i], now);

		if (next >= 0)
			wait = Min(wait, (long) (next - now));
	}
	if (engine->budget_at > now)
		wait = Min(wait, (long) (engine->budget_at - now));
	if (engine->look_ahead_at > now)
		wait = Min(wait, (long) (engine->look_ahead_at - now));
	return wait;
}

/*
 * Is it time to look ahead?  With nothing in flight there is nobody to be in
 * the way of.
 */
static bool
may_look_ahead(const LearnEngine *engine)
{
	return learn_engine_in_flight(engine) == 0 ||
		   milliseconds() >= engine->look_ahead_at;
}

bool
learn_engine_may_look(LearnEngine *engine)
{
	return learn_engine_room(engine, LEARN_REMOTE_MODEL) > 0 ||
		   may_look_ahead(engine);
}

LearnBreakerState
learn_engine_breaker_state(const LearnEngine *engine, LearnRemote remote)
{
	return learn_breaker_state(&engine->breakers[remote], milliseconds());
}

void
learn_engine_reset_breakers(LearnEngine *engine)
{
	for (int i = 0; i < LEARN_REMOTES; i++)
		learn_breaker_reset(&engine->breakers[i]);
	learn_engine_reopen_budget(engine);
}

void
learn_engine_sent(LearnEngine *engine, LearnWork *work)
{
	LearnRemote remote = work->kind->remote;

	engine->in_flight[remote]++;
	work->ticket = learn_breaker_sent(&engine->breakers[remote]);
}

/*
 * Tells the breaker how a request ended.
 */
static void
tell_breaker(LearnEngine *engine, const LearnWork *work)
{
	const LearnBreakerPolicy policy = {OUTAGES, learn_setting_retry_delay,
									   learn_setting_max_retry_delay};
	const LearnModelReply *reply = &work->reply;
	LearnBreakerVerdict verdict = LEARN_BREAKER_SUCCESS;
	int64 retry_after = -1;

	if (reply->outcome == LEARN_MODEL_RATE_LIMITED ||
		(reply->outcome == LEARN_MODEL_UNAVAILABLE && reply->retry_after >= 0))
	{
		verdict = LEARN_BREAKER_PAUSE;
		if (reply->retry_after >= 0)
			retry_after = Min((int64) reply->retry_after * 1000,
							  (int64) learn_setting_max_retry_delay);
	}
	else if (reply->outcome == LEARN_MODEL_UNAVAILABLE ||
			 reply->http_status == 401 || reply->http_status == 403)
		verdict = LEARN_BREAKER_OUTAGE;
	learn_breaker_report(&engine->breakers[work->kind->remote], &policy,
						 work->ticket, milliseconds(),
						 pg_prng_double(&pg_global_prng_state), verdict,
						 retry_after);
}

int
learn_engine_in_flight(const LearnEngine *engine)
{
	return engine->in_flight[LEARN_REMOTE_MODEL] +
		   engine->in_flight[LEARN_REMOTE_WEBHOOK];
}

/*
 * Frees what core/ and llm/ allocated, however the work ends.  When the engine
 * ends, its works go before it: their contexts are children of its.
 */
static void
free_foreign(void *argument)
{
	LearnWork *work = argument;

	dlist_delete(&work->node);
	learn_facts_free(&work->facts);
	learn_signature_free(&work->signature);
	learn_prompt_free(&work->prompt);
	learn_disguise_free(work->disguise);
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
	dlist_push_tail(&engine->works, &work->node);
	callback->func = free_foreign;
	callback->arg = work;
	MemoryContextRegisterResetCallback(context, callback);
	MemoryContextSwitchTo(previous);
	if (work->kind == NULL)
		elog(ERROR, "jobs of kind \"%s\" are not known", job->kind);
	return work;
}

void
learn_work_free(LearnWork *work)
{
	MemoryContextDelete(work->context);
}

void
learn_work_fail(LearnWork *work, const char *reason)
{
	work->next = LEARN_NEXT_FAIL;
	work->error =
		MemoryContextStrdup(work->context, learn_without_secrets(reason));
}

bool
learn_batch_may_send(LearnBatch *batch, LearnWork *work)
{
	work->next = batch->room > 0 ? LEARN_NEXT_SEND : LEARN_NEXT_DEFER;
	if (batch->room > 0)
		batch->room--;
	return work->next == LEARN_NEXT_SEND;
}

bool
learn_engine_is_asking(const LearnEngine *engine, const LearnWork *work)
{
	TimestampTz now = GetCurrentTimestamp();
	dlist_iter iterator;

	dlist_foreach(iterator, (dlist_head *) &engine->works)
	{
		const LearnWork *other =
			dlist_container(LearnWork, node, iterator.cur);

		/* An answer is worth nothing to who has lost the lease meanwhile. */
		if (other != work && other->run != NULL &&
			other->job.lease_until > now &&
			strcmp(other->job.subject, work->job.subject) != 0 &&
			(other->next == LEARN_NEXT_SEND ||
			 other->next == LEARN_NEXT_AGAIN || other->reply.owner != NULL) &&
			strcmp(other->run->signature, work->run->signature) == 0)
			return true;
	}
	return false;
}

/* A claim: how many of which jobs, and how many there were. */
typedef struct Claim
{
	LearnEngine *engine;
	int limit;
	bool look_ahead;
	int count;
} Claim;

/*
 * Leases jobs of one need and makes work of them.
 */
static int
claim_of_need(Claim *claim, const char *need, int limit)
{
	LearnEngine *engine = claim->engine;
	MemoryContext previous;
	LearnJob *jobs;
	int count;

	limit = Min(limit, claim->limit - claim->count);
	if (limit <= 0)
		return 0;
	count = learn_jobs_claim(need, limit, CurTransactionContext, &jobs);
	previous = MemoryContextSwitchTo(engine->context);
	for (int i = 0; i < count; i++)
		engine->claimed =
			lappend(engine->claimed, create_work(engine, &jobs[i]));
	MemoryContextSwitchTo(previous);
	claim->count += count;
	return count;
}

/*
 * What was found to need a model goes first: it has waited longer.
 */
static void
claim_step(void *argument)
{
	Claim *claim = argument;
	LearnEngine *engine = claim->engine;
	int room = learn_engine_room(engine, LEARN_REMOTE_MODEL) -
			   list_length(engine->claimed) - list_length(engine->again);
	int unknown;

	learn_jobs_begin_claim(engine->cancellable);
	unknown = room - claim_of_need(claim, "model", room);
	claim_of_need(claim, "webhook",
				  learn_engine_room(engine, LEARN_REMOTE_WEBHOOK));
	if (room <= 0 && claim->look_ahead && may_look_ahead(engine))
	{
		unknown = LOOK_AHEAD;
		engine->look_ahead_at = milliseconds() + LOOK_AHEAD_DELAY;
	}
	claim_of_need(claim, "nothing", unknown);

	/* New work shows that whatever restored the old is done. */
	if (claim->count > 0)
		learn_jobs_admit_held();
	learn_jobs_end_claim(engine->cancellable);
}

int
learn_engine_claim(LearnEngine *engine, int limit, bool look_ahead)
{
	Claim claim = {engine, Min(limit, CLAIM_MAX), look_ahead, 0};
	int before = list_length(engine->claimed);
	LearnFailure failure;

	/*
	 * One of these may have ended the process that had them before: what it
	 * does again must cost the others nothing.
	 */
	if (engine->suspects > 0)
		claim.limit = learn_engine_in_flight(engine) > 0 ? 0 : 1;
	if (claim.limit <= 0)
		return 0;

	if (!learn_run_guarded(engine->batch_context, claim_step, &claim,
						   engine->cancellable, &failure))
	{
		ereport(LOG, (errmsg("could not claim jobs: %s", failure.message)));
		for (int i = before; i < list_length(engine->claimed); i++)
			learn_work_free(list_nth(engine->claimed, i));
		engine->claimed = list_truncate(engine->claimed, before);
		claim.count = 0;
	}
	MemoryContextReset(engine->batch_context);
	engine->suspects = Max(engine->suspects - claim.count, 0);
	return claim.count;
}

bool
learn_engine_claim_one(LearnEngine *engine, const char *kind,
					   const char *subject)
{
	LearnJob *job;
	int count;

	SPI_connect();
	learn_jobs_begin_claim(engine->cancellable);
	count = learn_job_claim(kind, subject, CurrentMemoryContext, &job);
	learn_jobs_end_claim(engine->cancellable);
	if (count == 1)
	{
		LearnWork *work = create_work(engine, job);
		MemoryContext previous = MemoryContextSwitchTo(engine->context);

		engine->claimed = lappend(engine->claimed, work);
		MemoryContextSwitchTo(previous);
	}
	SPI_finish();
	return count == 1;
}

void
learn_engine_release(LearnEngine *engine)
{
	const LearnJob **jobs;
	int count = 0;
	dlist_iter iterator;

	dlist_foreach(iterator, &engine->works) count++;
	if (count == 0)
		return;
	jobs = palloc(sizeof(LearnJob *) * count);
	count = 0;
	dlist_foreach(iterator, &engine->works)
	{
		jobs[count++] = &dlist_container(LearnWork, node, iterator.cur)->job;
	}
	learn_jobs_release(jobs, count);
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
		engine->in_flight[work->kind->remote]--;
		tell_breaker(engine, work);
		previous = MemoryContextSwitchTo(engine->context);
		engine->answered = lappend(engine->answered, work);
		MemoryContextSwitchTo(previous);
	}
}
