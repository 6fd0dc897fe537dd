/*-------------------------------------------------------------------------
 *
 * jobs.h
 *		Work that waits: claimed under a lease, settled or put back.
 *
 * A claimed job stays in the table until its effects are committed, in the
 * same transaction that deletes it.  Whoever comes back with a token that is
 * not the row's any more has lost the lease and changes nothing.
 *
 * All functions here need a transaction and a connection to SPI.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_JOBS_H
#define LEARN_PG_ENGINE_JOBS_H

#include "datatype/timestamp.h"
#include "utils/uuid.h"

typedef struct LearnJob
{
	int64 id;
	char *kind; /* as in learn.job_kind */
	char *subject;
	char *execution_id; /* improve: the failure to learn from */
	int attempts;       /* this one included */
	TimestampTz created_at;
	TimestampTz lease_until;
	pg_uuid_t token;
} LearnJob;

/*
 * Adds a job; a dead one is revived.  False: one is there already, and stays.
 */
extern bool learn_job_add(const char *kind, const char *subject,
						  const char *execution_id);

/*
 * Drops a job that is not wanted any more, leased or not.  False: a transaction
 * that is still open has it, and it is left, since who has claimed a job may
 * wait for a lock of ours; it will find that it is not wanted.
 */
extern bool learn_job_drop(const char *kind, const char *subject);

/*
 * Around claims: keeps those of the worker, which commits them at once, and
 * those by hand, whose transaction goes on, out of each other's way.  A claim
 * skips what is locked, but what was taken and committed since it began to
 * look it locks before it sees that, and keeps that lock until its transaction
 * ends: the worker would wait for it, holding what the other may wait for.
 */
extern void learn_jobs_begin_claim(bool by_hand);
extern void learn_jobs_end_claim(bool by_hand);

/*
 * Claims up to limit jobs of this need (as in learn.job_need) that are due,
 * oldest first, without waiting for others that claim.  Returns the number
 * claimed; *jobs and what they point to are allocated in context.
 */
extern int learn_jobs_claim(const char *need, int limit, MemoryContext context,
							LearnJob **jobs);

/* The same for this one job, due or not; returns 0 or 1. */
extern int learn_job_claim(const char *kind, const char *subject,
						   MemoryContext context, LearnJob **jobs);

/* Deletes a job that is done.  False: the lease was lost, do nothing. */
extern bool learn_job_settle(const LearnJob *job);

/* The same for many; settled[i] says it of jobs[i]. */
extern void learn_jobs_settle(const LearnJob *const *jobs, int count,
							  bool *settled);

/*
 * Puts a job back after a failure: for another attempt after a growing,
 * random delay, or among the dead when no attempt is left.
 */
extern void learn_job_fail(const LearnJob *job, const char *error);

/* Puts a job among the dead at once: no attempt can mend this. */
extern void learn_job_bury(const LearnJob *job, const char *error);

/* Puts a job back for later without using up the attempt. */
extern void learn_job_delay(const LearnJob *job, int64 milliseconds,
							const char *error);

/*
 * Puts jobs back until a request may be sent: that a model must be asked is
 * remembered with them.  One that has a signature waits for the answer that
 * somebody has asked for about it, until learn_jobs_wake(), or as long as a
 * lease lasts if that never comes.  The attempt is not used up.
 */
extern void learn_jobs_defer(const LearnJob *const *jobs,
							 const char *const *signatures, int count);

/* Makes the jobs due that wait for an answer about these signatures. */
extern void learn_jobs_wake(const char *const *signatures, int count);

/*
 * Lets jobs that were restored from a dump be claimed, and jobs that were
 * replicated, unless a subscription still brings their publisher's.  Leases
 * they carry are of another server.
 */
extern void learn_jobs_admit_held(void);

/* Gives back leases, attempts not counted; not of rows that are locked. */
extern void learn_jobs_release(const LearnJob *const *jobs, int count);

/*
 * When the next job is due that can be claimed, with or without those of which
 * nobody knows what they need, or that need a request to the model or to the
 * webhook; DT_NOEND when there is none.
 */
extern TimestampTz learn_jobs_next_due(bool with_unknown, bool with_model,
									   bool with_webhook);

#endif /* LEARN_PG_ENGINE_JOBS_H */
