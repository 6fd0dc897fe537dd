/*-------------------------------------------------------------------------
 *
 * engine.h
 *		Does jobs: claims them, asks the model, applies what came back.
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
 * A job that fails is rolled back to its own subtransaction and put back with
 * the error; the others go on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_ENGINE_H
#define LEARN_PG_ENGINE_ENGINE_H

#include "nodes/pg_list.h"

#include "core/draft.h"
#include "core/failure_type.h"
#include "core/prompt.h"
#include "llm/client.h"
#include "pg/engine/jobs.h"

/* How a step of a job failed. */
typedef struct LearnFailure
{
	char *message; /* in the job's context, or the engine's */
	int sqlstate;
} LearnFailure;

typedef struct LearnEngine
{
	MemoryContext context;     /* owns all below */
	LearnTransport *transport; /* NULL until a model is first asked */
	List *claimed;             /* LearnWork: to be prepared */
	List *answered;            /* LearnWork: to be applied */
	int in_flight;             /* requests sent and not received */
	int done;                  /* jobs settled since the driver last looked */
	int failed;                /* attempts that failed since then */
	char *last_error;          /* of the latest of those, or NULL */
	const LearnFailure *failure; /* why a job is being put back */
	int limit;                   /* how many a claim may take, and took */
	int deferred;     /* jobs put back until a request may be sent */
	int suspects;     /* jobs to do first, one at a time */
	bool cancellable; /* a query cancel ends all, not one job */
} LearnEngine;

/*
 * One job under way.  It lives in a memory context of its own, whose deletion
 * frees what core/ and llm/ have allocated for it.
 */
typedef struct LearnWork
{
	LearnJob job;
	MemoryContext context;
	const struct LearnKind *kind;

	bool may_ask; /* prepare: a request may be sent now */

	/* The question under way, if any. */
	const char *model;
	char *prompt_digest;
	int max_tokens;
	bool cap_raised; /* max_tokens was doubled already */

	/* Malloc'ed by core/ and llm/. */
	LearnPrompt prompt;
	LearnModelReply reply;
	LearnCategory category;
	LearnDraft draft;
} LearnWork;

typedef enum LearnPrepared
{
	LEARN_PREPARED_DONE, /* settled, nothing more to do */
	LEARN_PREPARED_ASK   /* work->prompt is to be sent; without may_ask it is
							not rendered, and the job is put back */
} LearnPrepared;

/*
 * What one kind of job is: two functions, both called inside a subtransaction
 * with SPI connected and work->context current.
 */
typedef struct LearnKind
{
	const char *name;    /* as in learn.job_kind */
	const char *purpose; /* as in learn.llm_calls */
	double temperature;

	/* Reads the facts; settles the job, or renders work->prompt. */
	LearnPrepared (*prepare)(LearnWork *work);

	/*
	 * Settles the job with the answer in work->reply.  Returns NULL, or why
	 * the answer cannot be used; the job is then put back, unless it was
	 * settled all the same (*settled).
	 */
	const char *(*apply)(LearnWork *work, bool *settled);
} LearnKind;

extern const LearnKind learn_kind_analyze;
extern const LearnKind learn_kind_improve;
extern const LearnKind learn_kind_revise;

/* A new engine, in a child of parent; deleting that context ends it. */
extern LearnEngine *learn_engine_create(MemoryContext parent);

/* The descriptor to wait for, or -1 when no model was asked yet. */
extern int learn_engine_descriptor(const LearnEngine *engine);

/* How many requests may be sent now. */
extern int learn_engine_room(const LearnEngine *engine);

/*
 * Claims up to limit jobs that are due, those that need a model only as far as
 * there is room for requests.  Returns how many; 0 also when somebody else
 * holds what it takes.  Needs a transaction.
 */
extern int learn_engine_claim(LearnEngine *engine, int limit);

/* Claims this one job, due or not; false when it is not to be had. */
extern bool learn_engine_claim_one(LearnEngine *engine, const char *kind,
								   const char *subject);

/* Prepares all that is claimed.  Needs a transaction. */
extern void learn_engine_prepare(LearnEngine *engine);

/* Takes what replies have come.  Needs no transaction. */
extern void learn_engine_receive(LearnEngine *engine);

/* Applies all that is answered.  Needs a transaction. */
extern void learn_engine_apply(LearnEngine *engine);

#endif /* LEARN_PG_ENGINE_ENGINE_H */
