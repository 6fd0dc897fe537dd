/*-------------------------------------------------------------------------
 *
 * drafts.h
 *		How runbooks come in: generated, written again, submitted, imported.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_DRAFTS_H
#define LEARN_PG_DRAFTS_H

/* What the engine wrote. */
typedef struct LearnGenerated
{
	const char *content;      /* JSON text of the runbook, finished */
	const char *changes;      /* JSON text: [{step, what, why}] */
	const char *parent;       /* the runbook it was made from */
	const char *execution_id; /* the failure it was made from */
	const char *engine;       /* "learn (builtin)" or "learn (model)" */
	const char *model;        /* the model, or "builtin" */
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

#endif /* LEARN_PG_DRAFTS_H */
