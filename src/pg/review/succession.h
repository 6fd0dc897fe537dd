/*-------------------------------------------------------------------------
 *
 * succession.h
 *		What gives way when a draft is approved.
 *
 * A draft takes the place of the version it was made from, its parent, which
 * must still be the one in use.  A branch is a draft that begins a line of
 * its own, for some hosts, beside its parent's, and leaves the parent there.
 * Branches of a version that gives way are withdrawn: what they differ from
 * is no longer what runs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_SUCCESSION_H
#define LEARN_PG_REVIEW_SUCCESSION_H

#include "pg/review/decision.h"

/*
 * Locks the parent.  Raises PT409 unless it is in use with the content that
 * the draft was made from, and, for the first of a line, unless that line has
 * no version in use.
 */
extern void learn_succession_check(const LearnReview *review);

/* The version that gives way to this draft, or NULL. */
extern const char *learn_succession_superseded(const LearnReview *review);

/* Archives it, if there is one, after learn_succession_check(). */
extern void learn_succession_supersede(const LearnDecision *decision);

/*
 * Withdraws the other drafts made from it.  Returns their ids as a JSON array.
 */
extern char *learn_succession_withdraw(const LearnDecision *decision);

#endif /* LEARN_PG_REVIEW_SUCCESSION_H */
