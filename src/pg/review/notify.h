/*-------------------------------------------------------------------------
 *
 * notify.h
 *		Tells reviewers and stakeholders: NOTIFY learn_review.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_NOTIFY_H
#define LEARN_PG_REVIEW_NOTIFY_H

/*
 * Sends {"event", "runbook_id", "status", "priority"} on channel learn_review
 * when the transaction commits.  priority may be NULL.  The caller is
 * connected to SPI.
 */
extern void learn_notify_review(const char *event, const char *runbook_id,
								const char *status, const char *priority);

#endif /* LEARN_PG_REVIEW_NOTIFY_H */
