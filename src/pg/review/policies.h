/*-------------------------------------------------------------------------
 *
 * policies.h
 *		Where the rules of learn.policies decide.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_POLICIES_H
#define LEARN_PG_REVIEW_POLICIES_H

/*
 * All here raise when nobody can tell (verdicts.h), and need no connection to
 * SPI.
 */

/* Raises with this SQLSTATE when the rules in force forbid a content, JSON
 * text. */
extern void learn_policy_require(const char *content, int sqlstate);

/*
 * By which rules they forbid it, and where, in one line without a word of the
 * content; palloc'ed.  NULL: they do not.
 */
extern char *learn_policy_refusal(const char *content);

/*
 * The errors that they find in a runbook that is stored with this digest, one
 * a line, palloc'ed.  NULL: there is none.
 */
extern char *learn_policy_errors_of_stored(const char *id, const char *digest);

#endif /* LEARN_PG_REVIEW_POLICIES_H */
