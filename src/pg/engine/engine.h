/*-------------------------------------------------------------------------
 *
 * engine.h
 *		Does jobs: claims them, sends their requests, applies what came back.
 *
 * The worker drives it with a transaction around each step and none in
 * between; learn_run_jobs() drives the same steps inside the caller's
 * transaction.
 *
 *		claim	 transaction	lease due jobs
 *		prepare	 transaction	read the facts of each; do it, or send its request
 *		receive	 none			take the replies that have come
 *		apply	 transaction	store what follows from each reply
 *
 * Jobs of one kind go through a step together, in one subtransaction and with
 * a few statements for all of them.  When that fails, each goes through it
 * alone: what fails then is put back with its error, the others go on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_ENGINE_H
#define LEARN_PG_ENGINE_ENGINE_H

#include "lib/ilist.h"
#include "nodes/pg_list.h"
#include "utils/date.h"
#include "utils/uuid.h"

#include "core/draft.h"
#include "core/facts.h"
#include "core/failure_type.h"
#include "core/prompt.h"
#include "core/signature.h"
#include "llm/breaker.h"
#include "llm/client.h"
#include "pg/engine/guarded.h"
#include "pg/engine/jobs.h"
#include "pg/engine/run.h"

/* Whom requests go to; each has its own limit and its own breaker. */
typedef enum LearnRemote
{
	LEARN_REMOTE_MODEL,
	LEARN_REMOTE_WEBHOOK
} LearnRemote;

#define LEARN_REMOTES 2

/* What is to become of a job after a step. */
typedef enum LearnNext
{
	LEARN_NEXT_NOTHING, /* it is settled */
	LEARN_NEXT_SEND,    /* its request is ready */
	LEARN_NEXT_DEFER,   /* it needs a request, and none may be sent now */
	LEARN_NEXT_WAIT,    /* the same is being asked: it waits for the answer */
	LEARN_NEXT_AGAIN,   /* the same request once more, with a higher limit */
	LEARN_NEXT_FAIL,    /* it is put back, see error */
	LEARN_NEXT_FAILED   /* it was put back, see error */
} LearnNext;

typedef struct LearnEngine
{
	MemoryContext context;       /* owns all below */
	MemoryContext batch_context; /* reset after each step of a batch */
	LearnTransport *transport;   /* NULL until a request is first sent */
	dlist_head works;            /* LearnWork: all that is leased */
	List *claimed;               /* LearnWork: to be prepared */
	List *again;    /* LearnWork: asked again once there is room */
	List *answered; /* LearnWork: to be applied */
	int in_flight[LEARN_REMOTES]; /* requests sent and not received */
	LearnBreaker breakers[LEARN_REMOTES];
	int done;            /* jobs settled since the driver last looked */
	bool progress;       /* some of these were learning, not telling of it */
	int failed;          /* attempts that failed since then */
	char *last_error;    /* of the latest of those, or NULL */
	int deferred;        /* jobs put back until a request may be sent */
	int64 look_ahead_at; /* not before this, in ms of a monotonic clock */
	int suspects;        /* jobs to do first, one at a time */
	bool held;           /* an answer waits for a lock that somebody has */
	int64 budget_at;     /* not before this is the budget asked again, in ms */
	bool over_budget;    /* that it has no room was said */
	List *touched;       /* see patterns.c */
	TimestampTz patterns_at; /* no patterns are extracted before this time */
	bool cancellable;        /* a query cancel ends all, not one job */
} LearnEngine;

/*
 * One job under way.  It lives in a memory context of its own, whose deletion
 * frees what core/ and llm/ have allocated for it.
 */
typedef struct LearnWork
{
	LearnJob job;
	dlist_node node; /* in engine->works */
	MemoryContext context;
	const struct LearnKind *kind;

	LearnRun *run; /* analyze, once a model is asked: what ran; in context */

	/* For the record of what a model is asked; in context, or NULL. */
	const char *runbook_id;
	const char *client_id;

	LearnNext next;
	char *error; /* in context: why it failed, or why an answer that
				  * settled it could not be used; else NULL */

	uint64 ticket; /* of its request, for the breaker */

	/* notify: what is to be sent; in context. */
	struct LearnDelivery *delivery;

	/* The question under way, if any. */
	const char *model;
	const char *prompt_version; /* as in learn.llm_calls; in context */
	pg_uuid_t exchange;         /* in learn.llm_exchanges, once it is there */
	char *prompt_digest;
	int max_tokens;
	bool cap_raised;     /* max_tokens was doubled already */
	char *reserved;      /* of the budget, as numeric; in context, or NULL */
	DateADT reserved_on; /* the day, where there is something reserved */

	/* Malloc'ed by core/ and llm/. */
	LearnFacts facts;
	LearnSignature signature;
	LearnPrompt prompt;
	LearnDisguise *disguise; /* of the question, for the answer; or NULL */
	LearnModelReply reply;
	LearnCategory category;
	LearnDraft draft;
} LearnWork;

/* Works of one kind that go through a step together. */
typedef struct LearnBatch
{
	LearnEngine *engine;
	MemoryContext context; /* lives as long as the step and its tally */
	LearnWork **works;
	int count;
	const struct LearnWording *wording; /* of the questions, once read; in
										 * context */
	int room; /* prepare: how many requests may still be sent */
	int sent; /* send: how many works have had their turn */
} LearnBatch;

/*
 * What one kind of job is.  The functions are called inside a subtransaction
 * with SPI connected; a statement leaves its caller in SPI's memory, so what
 * must last is allocated in work->context explicitly.
 */
typedef struct LearnKind
{
	const char *name;    /* as in learn.job_kind */
	const char *purpose; /* as in learn.llm_calls; NULL: asks no model */
	double temperature;
	LearnRemote remote;
	int batch; /* how many may share a step */

	/*
	 * For each work: settles the job, or asks learn_batch_may_send() and, if
	 * so, renders its request.
	 */
	void (*prepare)(LearnBatch *batch);

	/*
	 * Sends what prepare has rendered; raises when it cannot be sent, with
	 * nothing in flight then.  Called last, for each work alone.
	 */
	void (*send)(LearnEngine *engine, LearnWork *work);

	/*
	 * Settles each job with the answer in its reply, or calls
	 * learn_work_fail().
	 */
	void (*apply)(LearnBatch *batch);
} LearnKind;

extern const LearnKind learn_kind_analyze;
extern const LearnKind learn_kind_improve;
extern const LearnKind learn_kind_revise;
extern const LearnKind learn_kind_notify;

/*
 * For prepare: may a request of this work be sent now?  Says so in work->next
 * and uses up room; a work that may not is put back until there is some.
 */
extern bool learn_batch_may_send(LearnBatch *batch, LearnWork *work);

/*
 * For prepare: is a model being asked, or about to be, about another failure
 * with the signature of this work's?
 */
extern bool learn_engine_is_asking(const LearnEngine *engine,
								   const LearnWork *work);

/*
 * Sends no request to the model for a while: the budget has no room.
 */
extern void learn_engine_close_budget(LearnEngine *engine);

/* Something reserved was given back: there may be room again. */
extern void learn_engine_reopen_budget(LearnEngine *engine);

/*
 * For prepare and apply: the job shall be put back, for this reason, which is
 * copied.
 */
extern void learn_work_fail(LearnWork *work, const char *reason);

/* Frees a work and all it owns. */
extern void learn_work_free(LearnWork *work);

/* A new engine, in a child of parent; deleting that context ends it. */
extern LearnEngine *learn_engine_create(MemoryContext parent);

/* The transport, started by whoever needs it first; raises if it cannot be. */
extern LearnTransport *learn_engine_transport(LearnEngine *engine);

/* The descriptor to wait for, or -1 when no request was sent yet. */
extern int learn_engine_descriptor(const LearnEngine *engine);

/* How many requests may be sent now. */
extern int learn_engine_room(LearnEngine *engine, LearnRemote remote);

/*
 * In how many milliseconds there may be more to do, room or a look ahead,
 * without anything happening meanwhile; LONG_MAX when there will not.
 */
extern long learn_engine_next_room(const LearnEngine *engine);

/*
 * May jobs of which nobody knows yet what they need be claimed, be it because
 * there is room for their requests, or to look ahead?
 */
extern bool learn_engine_may_look(LearnEngine *engine);

/* What the breaker of a remote does. */
extern LearnBreakerState learn_engine_breaker_state(const LearnEngine *engine,
													LearnRemote remote);

/*
 * Forgets what the breakers know: the settings may lead elsewhere now, or the
 * administrator may have mended something.
 */
extern void learn_engine_reset_breakers(LearnEngine *engine);

/* Notes that the request of a work has been sent. */
extern void learn_engine_sent(LearnEngine *engine, LearnWork *work);

/* All requests under way. */
extern int learn_engine_in_flight(const LearnEngine *engine);

/*
 * Claims up to limit jobs that are due, as far as there is room for their
 * requests.  look_ahead: where there is none, now and then some of which
 * nobody knows yet what they need, so that those which need no request go on.
 * Returns how many; 0 also when somebody else holds what it takes.  Needs a
 * transaction.
 */
extern int learn_engine_claim(LearnEngine *engine, int limit, bool look_ahead);

/* Claims this one job, due or not; false when it is not to be had. */
extern bool learn_engine_claim_one(LearnEngine *engine, const char *kind,
								   const char *subject);

/*
 * Prepares what is claimed, until the transaction has lasted long enough.
 * Needs a transaction.
 */
extern void learn_engine_prepare(LearnEngine *engine);

/*
 * Gives back all leases, attempts not counted: nobody will do this work.
 * Needs a transaction, and SPI.
 */
extern void learn_engine_release(LearnEngine *engine);

/*
 * Brings requests on their way and takes what replies have come.  Needs no
 * transaction.
 */
extern void learn_engine_receive(LearnEngine *engine);

/*
 * Applies what is answered, until the transaction has lasted long enough.
 * Needs a transaction.
 */
extern void learn_engine_apply(LearnEngine *engine);

#endif /* LEARN_PG_ENGINE_ENGINE_H */
