/*-------------------------------------------------------------------------
 *
 * steps.c
 *		The engine's steps: preparing jobs and applying answers, in batches.
 *
 * A step may be run twice for the same work: once together with others and,
 * when that failed, once alone.  So what a step changes beyond the database
 * is counted and cleaned up only after it has succeeded.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "portability/instr_time.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/engine/ask.h"
#include "pg/engine/budget.h"
#include "pg/engine/engine.h"
#include "pg/engine/exchanges.h"
#include "pg/redaction.h"
#include "pg/settings.h"

/*
 * A transaction that has lasted this long, in milliseconds, takes no further
 * batch: what it sees and what it wrote must not hold back vacuum.
 */
#define TRANSACTION_TIME 15

/* Time kept in hand when an answer waits for a lock, in milliseconds. */
#define LEASE_MARGIN 5000

/*
 * Takes the first works of a list, as many as share a step.
 */
static LearnBatch *
take_batch(LearnEngine *engine, List **list)
{
	LearnBatch *batch =
		MemoryContextAllocZero(engine->batch_context, sizeof(*batch));
	const LearnKind *kind = ((LearnWork *) linitial(*list))->kind;

	batch->engine = engine;
	batch->context = engine->batch_context;
	batch->works =
		MemoryContextAlloc(batch->context, sizeof(LearnWork *) * kind->batch);
	while (batch->count < list_length(*list) && batch->count < kind->batch)
	{
		LearnWork *work = list_nth(*list, batch->count);

		if (work->kind != kind)
			break;
		batch->works[batch->count++] = work;
	}
	*list = list_delete_first_n(*list, batch->count);
	return batch;
}

/*
 * Notes a failed attempt for the driver.
 */
static void
note_failure(LearnEngine *engine, const LearnWork *work, const char *error)
{
	/* It may quote the failure, or what a model has made of it. */
	const char *told = learn_without_secrets(error);

	ereport(LOG,
			(errmsg("attempt %d to %s \"%s\" failed: %s", work->job.attempts,
					work->job.kind, work->job.subject, told)));
	engine->failed++;
	if (engine->last_error != NULL)
		pfree(engine->last_error);
	engine->last_error =
		MemoryContextStrdup(engine->context,
							psprintf("%s of \"%s\": %s", work->job.kind,
									 work->job.subject, told));
}

/* A work to be put back, and why. */
typedef struct PutBack
{
	LearnEngine *engine;
	LearnWork *work;
	const LearnFailure *failure;
	bool unsent; /* its question was written down, and not sent */
} PutBack;

static void
put_back_step(void *argument)
{
	const PutBack *back = argument;

	if (learn_budget_return(back->work))
		learn_engine_reopen_budget(back->engine);
	if (back->unsent)
		learn_exchange_withdraw(back->work);
	if (learn_failure_was_held(back->failure))
		learn_job_delay(&back->work->job, learn_setting_retry_delay,
						back->failure->message);
	else
		learn_job_fail(&back->work->job, back->failure->message);
}

/*
 * Puts a job back after its step raised.  Where even that cannot be done, its
 * lease expires by itself.
 */
static void
put_back(LearnEngine *engine, LearnWork *work, const LearnFailure *failure,
		 bool unsent)
{
	PutBack back = {engine, work, failure, unsent};
	LearnFailure again;

	note_failure(engine, work, failure->message);
	if (!learn_run_guarded(engine->batch_context, put_back_step, &back,
						   engine->cancellable, &again))
		ereport(LOG, (errmsg("could not put back job \"%s\": %s",
							 work->job.subject, again.message)));
}

/*
 * Counts what became of a work.  Returns whether it is over.
 */
static bool
tally(LearnEngine *engine, LearnWork *work)
{
	if (work->error != NULL)
		note_failure(engine, work, work->error);
	switch (work->next)
	{
		case LEARN_NEXT_NOTHING:
			/* Done without asking anybody: look for more of these. */
			if (work->reply.owner == NULL)
				engine->look_ahead_at = 0;
			engine->done++;
			engine->progress =
				engine->progress || work->kind->remote != LEARN_REMOTE_WEBHOOK;
			return true;
		case LEARN_NEXT_DEFER:
		case LEARN_NEXT_WAIT:
			engine->deferred++;
			return true;
		case LEARN_NEXT_FAIL:
		case LEARN_NEXT_FAILED:
			return true;
		case LEARN_NEXT_SEND:
		case LEARN_NEXT_AGAIN:
			return false;
	}
	return true;
}

static void
reset_works(LearnBatch *batch)
{
	for (int i = 0; i < batch->count; i++)
	{
		batch->works[i]->next = LEARN_NEXT_NOTHING;
		batch->works[i]->error = NULL;
	}
}

/*
 * Buries the jobs whose attempts are used up; the others are moved to the
 * front.  Returns how many these are.
 */
static int
bury_exhausted(LearnBatch *batch)
{
	int left = 0;

	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];

		if (work->job.attempts <= learn_setting_max_attempts)
		{
			batch->works[i] = batch->works[left];
			batch->works[left++] = work;
			continue;
		}
		learn_work_fail(
			work,
			"every attempt ended without a word; the server must have stopped each time");
		learn_job_bury(&work->job, work->error);
		work->next = LEARN_NEXT_FAILED;
	}
	return left;
}

/*
 * Puts back the jobs that must wait until a request may be sent, or until the
 * answer to the same question is there.
 */
static void
defer(const LearnBatch *batch)
{
	const LearnJob **jobs = palloc(sizeof(LearnJob *) * Max(batch->count, 1));
	const char **signatures = palloc(sizeof(char *) * Max(batch->count, 1));
	int count = 0;

	for (int i = 0; i < batch->count; i++)
	{
		const LearnWork *work = batch->works[i];

		if (work->next != LEARN_NEXT_DEFER && work->next != LEARN_NEXT_WAIT)
			continue;
		signatures[count] =
			work->next == LEARN_NEXT_WAIT ? work->run->signature : NULL;
		jobs[count++] = &work->job;
	}
	if (count > 0)
		learn_jobs_defer(jobs, signatures, count);
}

static void
prepare_step(void *argument)
{
	LearnBatch *batch = argument;
	LearnBatch live = *batch;

	reset_works(batch);
	live.count = bury_exhausted(batch);
	live.room =
		learn_engine_room(batch->engine, batch->works[0]->kind->remote);
	if (live.count > 0)
		live.works[0]->kind->prepare(&live);
	learn_budget_reserve(&live);
	learn_exchanges_begin(&live);
	defer(&live);
}

/*
 * Sends the requests of a batch, from the one whose turn it is on.
 */
static void
send_step(void *argument)
{
	LearnBatch *batch = argument;

	for (; batch->sent < batch->count; batch->sent++)
	{
		LearnWork *work = batch->works[batch->sent];

		if (work->next != LEARN_NEXT_SEND)
			continue;
		work->kind->send(batch->engine, work);
		learn_engine_sent(batch->engine, work);
	}
}

/*
 * Sends what was prepared; what cannot be sent is put back.
 */
static void
send_requests(LearnBatch *batch)
{
	LearnFailure failure;

	while (batch->sent < batch->count &&
		   !learn_run_guarded(batch->context, send_step, batch,
							  batch->engine->cancellable, &failure))
	{
		LearnWork *work = batch->works[batch->sent++];

		put_back(batch->engine, work, &failure, true);
		work->next = LEARN_NEXT_FAILED;
	}
}

/*
 * Prepares a batch; false when that failed.
 */
static bool
prepare_batch(LearnBatch *batch, LearnFailure *failure)
{
	if (!learn_run_guarded(batch->context, prepare_step, batch,
						   batch->engine->cancellable, failure))
		return false;
	send_requests(batch);
	for (int i = 0; i < batch->count; i++)
	{
		if (tally(batch->engine, batch->works[i]))
			learn_work_free(batch->works[i]);
	}
	return true;
}

/*
 * Has this transaction lasted long enough?
 */
static bool
time_is_up(const LearnEngine *engine, const instr_time *start)
{
	instr_time now;

	/* By hand the transaction is the caller's, however long. */
	if (engine->cancellable)
		return false;
	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, *start);
	return INSTR_TIME_GET_MILLISEC(now) >= TRANSACTION_TIME;
}

/*
 * Brings what is to be asked again to the front, as far as there is room; it
 * keeps its lease until then.  Where that has run out, the job is due again,
 * and whoever claims it asks.
 */
static void
admit_again(LearnEngine *engine)
{
	int room = learn_engine_room(engine, LEARN_REMOTE_MODEL);
	MemoryContext previous = MemoryContextSwitchTo(engine->context);

	while (engine->again != NIL && room > 0)
	{
		LearnWork *work = linitial(engine->again);

		engine->again = list_delete_first(engine->again);
		if (GetCurrentTimestamp() >= work->job.lease_until)
		{
			learn_work_free(work);
			continue;
		}
		engine->claimed = lcons(work, engine->claimed);
		room--;
	}
	MemoryContextSwitchTo(previous);
}

/*
 * Somebody holds a lock that a step has waited for in vain: the rest of this
 * transaction does not wait again, or a batch would wait for each of its jobs.
 */
static void
stop_waiting(const LearnEngine *engine, const LearnFailure *failure)
{
	if (!engine->cancellable && learn_failure_was_held(failure))
		(void) set_config_option("lock_timeout", "1ms", PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0,
								 false);
}

void
learn_engine_prepare(LearnEngine *engine)
{
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	admit_again(engine);
	while (engine->claimed != NIL && !time_is_up(engine, &start))
	{
		LearnBatch *batch = take_batch(engine, &engine->claimed);
		LearnFailure failure;

		if (!prepare_batch(batch, &failure))
		{
			stop_waiting(engine, &failure);
			for (int i = 0; i < batch->count; i++)
			{
				LearnBatch one = {engine, batch->context, &batch->works[i], 1};

				if (prepare_batch(&one, &failure))
					continue;
				batch->works[i]->reserved = NULL; /* undone with the step */
				put_back(engine, batch->works[i], &failure, false);
				learn_work_free(batch->works[i]);
			}
		}
		MemoryContextReset(engine->batch_context);
	}
}

/*
 * What follows from a reply that is no answer.
 */
static void
handle_no_answer(const LearnEngine *engine, LearnWork *work)
{
	if (work->reply.outcome == LEARN_MODEL_CUT_OFF && !work->cap_raised)
	{
		work->next = LEARN_NEXT_AGAIN;
		return;
	}
	learn_work_fail(work, work->reply.error);
	work->next = LEARN_NEXT_FAILED;
	learn_ask_put_back(engine, work);
}

static void
apply_step(void *argument)
{
	LearnBatch *batch = argument;
	LearnBatch answers = *batch;

	reset_works(batch);
	answers.works = palloc(sizeof(LearnWork *) * batch->count);
	answers.count = 0;
	for (int i = 0; i < batch->count; i++)
	{
		if (batch->works[i]->reply.outcome == LEARN_MODEL_ANSWERED)
			answers.works[answers.count++] = batch->works[i];
		else
			handle_no_answer(batch->engine, batch->works[i]);
	}
	if (answers.count > 0)
		answers.works[0]->kind->apply(&answers);
	for (int i = 0; i < answers.count; i++)
	{
		if (answers.works[i]->next == LEARN_NEXT_FAIL)
			learn_job_fail(&answers.works[i]->job, answers.works[i]->error);
	}
	learn_ask_record(batch);
}

/*
 * The call is recorded even when its answer could not be stored.
 */
static void
record_step(void *argument)
{
	LearnBatch *batch = argument;

	learn_work_fail(batch->works[0], "the answer could not be stored");
	learn_ask_record(batch);
}

/*
 * Applies a batch; false when that failed.
 */
static bool
apply_batch(LearnBatch *batch, LearnFailure *failure)
{
	LearnEngine *engine = batch->engine;

	if (!learn_run_guarded(batch->context, apply_step, batch,
						   engine->cancellable, failure))
		return false;
	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];

		if (tally(engine, work))
			learn_work_free(work);
		else
		{
			/* Asked again, with twice the length. */
			MemoryContext previous = MemoryContextSwitchTo(engine->context);

			learn_model_reply_free(&work->reply);
			work->cap_raised = true;
			engine->again = lappend(engine->again, work);
			MemoryContextSwitchTo(previous);
		}
	}
	return true;
}

/*
 * Keeps an answer that could not be stored because somebody holds a lock, as
 * long as its lease lasts: it was paid for.
 */
static bool
keep_answer(LearnEngine *engine, LearnWork *work)
{
	MemoryContext previous;

	if (engine->cancellable ||
		TimestampTzPlusMilliseconds(GetCurrentTimestamp(), LEASE_MARGIN) >
			work->job.lease_until)
		return false;
	previous = MemoryContextSwitchTo(engine->context);
	engine->answered = lappend(engine->answered, work);
	MemoryContextSwitchTo(previous);
	engine->held = true;
	return true;
}

/*
 * Applies the works of a batch that failed as a whole one by one.  After the
 * first that waited for a lock in vain the others are kept for the next turn,
 * so that our own locks are not held meanwhile.
 */
static void
apply_each(LearnBatch *batch)
{
	LearnEngine *engine = batch->engine;
	bool held = false;

	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];
		LearnBatch one = {engine, batch->context, &batch->works[i], 1};
		LearnFailure failure;
		LearnFailure again;

		if (held && keep_answer(engine, work))
			continue;
		if (apply_batch(&one, &failure))
			continue;
		if (learn_failure_was_held(&failure))
		{
			held = true;
			if (keep_answer(engine, work))
				continue;
		}
		learn_run_guarded(batch->context, record_step, &one,
						  engine->cancellable, &again);
		put_back(engine, work, &failure, false);
		learn_work_free(work);
	}
}

void
learn_engine_apply(LearnEngine *engine)
{
	int left = list_length(engine->answered);
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	engine->held = false;
	while (left > 0 && !time_is_up(engine, &start))
	{
		LearnBatch *batch = take_batch(engine, &engine->answered);
		LearnFailure failure;

		left -= batch->count;
		if (!apply_batch(batch, &failure))
		{
			stop_waiting(engine, &failure);
			apply_each(batch);
		}
		MemoryContextReset(engine->batch_context);
	}
}
