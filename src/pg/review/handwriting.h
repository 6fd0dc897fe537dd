/*-------------------------------------------------------------------------
 *
 * handwriting.h
 *		Runbooks that humans write, on their way into the review queue.
 *
 * Nothing in them is put in order, as is done with what the engine writes:
 * they are checked, and described for the reviewer.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_HANDWRITING_H
#define LEARN_PG_REVIEW_HANDWRITING_H

#include "utils/jsonb.h"

#include "pg/review/review.h"

/* The version in use that a draft is to replace, or to be a branch of. */
typedef struct LearnParent
{
	char *id; /* NULL: there is none */
	char *digest;
	char *content; /* JSON text */
	char *platform;
	char *applies_to; /* JSON text; NULL: anywhere */
} LearnParent;

/*
 * Finds the version in use of the line that a runbook of this id is of.  The
 * caller is connected to SPI, as for all functions here.
 */
extern void learn_parent_find(LearnParent *parent, const char *id);

/* A content that somebody hands in for a draft. */
typedef struct LearnHandwritten
{
	char *content; /* JSON text, with the draft's id in it */
	char *digest;
	LearnParent parent;
	char *changes; /* JSON text, as in learn.runbooks */
} LearnHandwritten;

/*
 * Reads the content of a runbook that is to become the next version of a line,
 * under this id.  Raises 22023 when it is not valid, or cannot take the place
 * of the version in use.
 */
extern void learn_handwriting_read(LearnHandwritten *written, Datum content,
								   const char *id);

/*
 * The same for the next revision of a draft, under the draft's id.  Its parent
 * is the version that is in use now, whatever it was made from.
 */
extern void learn_handwriting_read_revision(LearnHandwritten *written,
											Datum content,
											const LearnReview *review);

/* Is the draft, with this content, made from another version than before? */
extern bool learn_handwriting_has_new_parent(const LearnHandwritten *written,
											 const LearnReview *review);

/*
 * Makes it the next revision of the draft, which is in the hands of humans
 * from then on.
 */
extern void learn_handwriting_store(const LearnHandwritten *written,
									const LearnReview *review,
									const char *author);

/*
 * Writes the audit row about it.  review is of the draft as it was before;
 * NULL: there was none.  notes may be NULL.
 */
extern void learn_handwriting_audit(const LearnHandwritten *written,
									const LearnReview *review,
									const LearnIdentity *identity,
									const char *action, const char *id,
									const char *notes);

#endif /* LEARN_PG_REVIEW_HANDWRITING_H */
