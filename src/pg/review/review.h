/*-------------------------------------------------------------------------
 *
 * review.h
 *		The one state machine of reviews.
 *
 *	 action			 from									to
 *	 claim			 pending_review, in_review				in_review
 *	 take_over		 pending_review, in_review				in_review
 *	 endorse		 pending_review, in_review				pending_review
 *	 approve		 pending_review, in_review				approved
 *	 reject			 pending_review, in_review, needs_changes	rejected
 *	 request_changes pending_review, in_review				needs_changes
 *	 add_test		 pending_review, in_review, needs_changes	(same)
 *	 revise			 needs_changes							pending_review
 *	 edit			 pending_review, in_review, needs_changes	pending_review
 *	 regenerate		 pending_review, in_review, needs_changes	needs_changes
 *	 withdraw		 pending_review, in_review, needs_changes	withdrawn
 *
 * An action on a decided review is a conflict (PT409), as is one on a review
 * that somebody else has claimed, unless it takes that claim over.  Approving
 * is endorsing until as many people have as must.  Every action changes the review, the
 * runbook and the audit log in one transaction.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_REVIEW_H
#define LEARN_PG_REVIEW_REVIEW_H

#include "pg/review/identity.h"

typedef enum LearnReviewAction
{
	LEARN_REVIEW_CLAIM,
	LEARN_REVIEW_TAKE_OVER,
	LEARN_REVIEW_APPROVE,
	LEARN_REVIEW_REJECT,
	LEARN_REVIEW_REQUEST_CHANGES,
	LEARN_REVIEW_ADD_TEST,
	LEARN_REVIEW_REVISE,
	LEARN_REVIEW_EDIT,
	LEARN_REVIEW_REGENERATE,
	LEARN_REVIEW_WITHDRAW
} LearnReviewAction;

/* A runbook and its review, locked until the transaction ends. */
typedef struct LearnReview
{
	char *id;
	char *runbook_status;
	char *origin;
	char *digest;
	int revision;
	char *parent_runbook; /* NULL: none */
	char *parent_digest;
	char *status; /* of the review */
	char *priority;
	char *claimed_by;  /* NULL: nobody, or the claim has expired */
	char *reviewed_by; /* who decided or asked for changes, or NULL */
	char *requested_changes;
	char *failure_execution_id; /* NULL: not made from a failure */
} LearnReview;

/*
 * Locks a review and checks that the action may be taken on it by this actor
 * (NULL: by the engine).  Raises PT404 when there is no such runbook or
 * nothing to review about it, and PT409 when the action comes too late.  The
 * caller is connected to SPI.
 */
extern void learn_review_open(LearnReview *review, const char *id,
							  LearnReviewAction action, const char *actor);

/*
 * Raises the same when the action, by anybody, would come too late as things
 * stand, and locks nothing: for functions that only read.
 */
extern void learn_review_peek(const char *id, LearnReviewAction action);

/*
 * Raises PT409 when digest, unless NULL, is of another content.  reader is the
 * function that shows what there is now.
 */
extern void learn_review_match_digest(const LearnReview *review,
									  const char *digest, const char *reader);

/*
 * What the actor read must be what there is now.  digest is of what was read;
 * it may be NULL where there is one content that can have been read: the draft
 * was never written again, or the actor has claimed it since.  Raises PT409 or
 * 22023.
 */
extern void learn_review_check_digest(const LearnReview *review,
									  const char *digest, const char *actor);

#endif /* LEARN_PG_REVIEW_REVIEW_H */
