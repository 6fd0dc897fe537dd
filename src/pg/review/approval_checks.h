/*-------------------------------------------------------------------------
 *
 * approval_checks.h
 *		All that an approval asks for.
 *
 * Checked under the lock that learn_review_open() takes, against what is
 * committed by then, whatever snapshot the caller's transaction has.  What a
 * reviewer can do least about comes first.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_APPROVAL_CHECKS_H
#define LEARN_PG_REVIEW_APPROVAL_CHECKS_H

#include "pg/review/review.h"

/* An approval that somebody wants to give. */
typedef struct LearnApproval
{
	const LearnReview *review;
	const LearnIdentity *identity;
	const char *digest; /* of what was read; NULL: not said */
	Datum risks;        /* text[], the names of those acknowledged */
	int required;       /* how many people must approve */

	/* Set by learn_approval_check(). */
	int given;                /* how many have, the caller among them */
	char *acknowledged_risks; /* each name once, a JSON array */
} LearnApproval;

/*
 * Raises unless the caller may approve the draft, and nothing is missing but
 * the approvals of others: 42501 for its author; PT409 when the caller has
 * approved it already and more must follow, when its content or its parent
 * has changed, when it is not valid, is not tested as learn.require_passing_test
 * asks, or has risks that are not acknowledged; 22023 for a digest that is
 * needed and for names that are no risks of it.
 */
extern void learn_approval_check(LearnApproval *approval);

#endif /* LEARN_PG_REVIEW_APPROVAL_CHECKS_H */
