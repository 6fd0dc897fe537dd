/*-------------------------------------------------------------------------
 *
 * decision.h
 *		What all decisions about a review have in common.
 *
 * A decision opens the review (review.h), changes what its transition says,
 * writes the audit row, and tells who listens, in one transaction.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_DECISION_H
#define LEARN_PG_REVIEW_DECISION_H

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "lib/stringinfo.h"

#include "pg/review/review.h"
#include "pg/statement.h"

/* Who decides about what, and when. */
typedef struct LearnDecision
{
	LearnIdentity identity;
	LearnReview review;
	TimestampTz at;
} LearnDecision;

/*
 * Begins a decision: connects to SPI, sees to it that a human decides who may
 * call this function and is the reviewer named (NULL: whoever it is), and
 * locks the review.  Raises 42501, or what learn_review_open() raises.
 */
extern void learn_decision_begin(LearnDecision *decision,
								 FunctionCallInfo fcinfo, const char *id,
								 LearnReviewAction action,
								 const char *reviewer);

/*
 * Runs the statement that gives the review its new status.
 */
extern void learn_decision_queue(const LearnReview *review, const char *status,
								 LearnStatement *statement, Datum *values,
								 const bool *nulls);

/*
 * The same for a statement whose arguments, as many as it declares, are the
 * id, the actor, the time, and words, which may be NULL.
 */
extern void learn_decision_enter(const LearnDecision *decision,
								 const char *status, LearnStatement *statement,
								 const char *words);

/* Archives a runbook of this digest; reason is of learn.archive_reason. */
extern void learn_decision_archive(const char *id, const char *digest,
								   const char *reason, TimestampTz at);

/* The row of the audit log about a decision. */
typedef struct LearnDecisionEntry
{
	const char *action;
	const char *digest_before; /* may be NULL */
	const char *digest_after;  /* may be NULL */
	const char *key;           /* of the words in the details */
	const char *words;         /* what was said; NULL: nothing */
	const char *risks;         /* acknowledged, a JSON array; NULL: n/a */
} LearnDecisionEntry;

/* Writes it. */
extern void learn_decision_audit(const LearnIdentity *identity,
								 const LearnReview *review,
								 const LearnDecisionEntry *entry);

/* Sends the event to who listens (notify.h). */
extern void learn_decision_notify(const LearnDecision *decision,
								  const char *event, const char *status);

/*
 * Begins what the caller gets: the id, the status, and under the names given
 * who decided and when.
 */
extern void learn_decision_receipt(StringInfo receipt,
								   const LearnDecision *decision,
								   const char *status, const char *by,
								   const char *at);

#endif /* LEARN_PG_REVIEW_DECISION_H */
