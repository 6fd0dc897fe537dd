/*-------------------------------------------------------------------------
 *
 * notify.h
 *		Tells those whom it may concern: NOTIFY, and learn.webhook_url.
 *
 * All functions here take effect when the transaction commits, and the caller
 * is connected to SPI.  The webhook is told who did what to which runbook or
 * job; never what an execution reported, nor what anybody wrote.  In ids,
 * which others choose, secrets are redacted; who did it stays.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_NOTIFY_H
#define LEARN_PG_REVIEW_NOTIFY_H

#include "datatype/timestamp.h"

/* Is this an event that the webhook can be told of? */
extern bool learn_notify_is_event(const char *name);

/*
 * Something happened to a review: event is queued, revised, claimed,
 * changes_requested, endorsed (approved by one, more must follow), approved,
 * rejected, withdrawn, retired or rolled_back.  Sends {"event", "runbook_id",
 * "status", "priority"} on channel learn_review; the webhook, which is not
 * told of claims, is told the actor as well.
 */
extern void learn_notify_review(const char *event, const char *runbook_id,
								const char *status, const char *priority,
								const char *actor);

/*
 * A job is given up: {"event": "job_dead", "job", "kind", "subject",
 * "attempts"} on channel learn_jobs.  The webhook is not told of one that was
 * to tell it something.
 */
extern void learn_notify_job_dead(int64 id, const char *kind,
								  const char *subject, int attempts);

/*
 * That many jobs have been waiting since then, and nothing gets done:
 * {"event": "stalled", "jobs", "since"} on channel learn_jobs.
 */
extern void learn_notify_stalled(int64 jobs, TimestampTz since);

/*
 * The model's endpoint is away, or back: {"event": "breaker_opened"} or
 * {"event": "breaker_closed"} on channel learn_jobs.
 */
extern void learn_notify_breaker(bool opened);

/*
 * What the audit log ends with, for who keeps it elsewhere: {"event":
 * "audit_head", "seq", "hash", "continues"} on channel learn_audit.  continues:
 * the row that was told before is still there, as it was.
 */
extern void learn_notify_audit_head(int64 seq, const char *hash,
									bool continues);

#endif /* LEARN_PG_REVIEW_NOTIFY_H */
