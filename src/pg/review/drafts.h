/*-------------------------------------------------------------------------
 *
 * drafts.h
 *		How the engine's drafts come in, and how any draft is written again.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_DRAFTS_H
#define LEARN_PG_REVIEW_DRAFTS_H

#include "pg/review/evidence.h"
#include "pg/review/identity.h"
#include "pg/review/review.h"

/* What the engine wrote. */
typedef struct LearnGenerated
{
	const char *content;      /* JSON text of the runbook, finished */
	const char *changes;      /* JSON text: [{step, what, why}] */
	const char *parent;       /* the runbook it was made from */
	const char *execution_id; /* the failure it was made from */
	const char *engine;       /* "learn (builtin)" or "learn (model)" */
	const char *model;        /* the model, or "builtin" */
	LearnAnswered answered;   /* the exchange it comes from, if any */
} LearnGenerated;

/*
 * Stores a generated draft as pending and queues it for review.  Needs a
 * transaction and a connection to SPI.  Raises when the line has a draft
 * under review already, or when the content is not a valid runbook.
 */
extern void learn_draft_store(const LearnGenerated *generated);

/*
 * Stores a draft that was written again as a reviewer asked: under the same
 * id, as the next revision.  Approvals, claims and tests of the content before
 * are void.  Raises PT409 when nobody asks for it any more.
 */
extern void learn_draft_revise(const char *id,
							   const LearnGenerated *generated);

/* A new content for a draft under review. */
typedef struct LearnRewriting
{
	const char *content;       /* JSON text */
	const char *changes;       /* JSON text, against the parent */
	const char *parent;        /* the runbook it is made from; NULL: none */
	const char *parent_digest; /* the digest of that */
	const char *origin;        /* who wrote it: generated or submitted */
	const char *author;        /* "learn", or the human */
	const char *engine;        /* NULL when a human wrote it */
	const char *model;         /* NULL when a human wrote it */
} LearnRewriting;

/*
 * Gives an opened draft a new content, keeps the old one as a revision, and
 * queues it again.  Returns the new digest.
 */
extern char *learn_draft_rewrite(const LearnReview *review,
								 const LearnRewriting *rewriting);

/* Raises PT409 unless the engine wrote what the draft holds now. */
extern void learn_draft_require_generated(const LearnReview *review);

/*
 * Raises 22023 unless content, JSON text, is a valid runbook, and one that the
 * policies in force do not forbid.
 */
extern void learn_draft_require_valid(const char *content);

/* Writes the audit row of an action that concerns a draft's content. */
extern void learn_draft_audit(const LearnIdentity *identity,
							  const char *action, const char *id,
							  const char *digest_before,
							  const char *digest_after, const char *details);

#endif /* LEARN_PG_REVIEW_DRAFTS_H */
