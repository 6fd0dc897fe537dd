/*-------------------------------------------------------------------------
 *
 * verdicts.h
 *		What the rules in force say of runbooks.
 *
 * The rules are read from learn.policies and compiled once per process, and
 * again when they have changed.  What they say of a content is remembered by
 * the content's digest, so that a runbook that is handed out again and again
 * is looked at once.
 *
 * Nothing here lets anything through that was not looked at: when the rules
 * cannot be read or used, or memory is out, every function raises.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_VERDICTS_H
#define LEARN_PG_REVIEW_VERDICTS_H

#include "core/findings.h"
#include "pg/digest.h"

/* One finding; name, where and message are never NULL. */
typedef struct LearnVerdictFinding
{
	LearnSeverity severity;
	const char *name; /* of the rule */
	const char *where;
	const char *message;
} LearnVerdictFinding;

typedef struct LearnVerdict
{
	char digest[LEARN_DIGEST_LENGTH]; /* of the content; not terminated */
	int count;
	const LearnVerdictFinding *findings;
} LearnVerdict;

/*
 * What the rules say of a content, JSON text of length bytes.  digest is its
 * digest, or NULL when the caller does not know it.  A content that cannot be
 * read has one finding, an error of the name LEARN_VERDICT_UNREADABLE.  The
 * verdict lives until the next call of a function here.
 */
extern const LearnVerdict *learn_verdict(const char *content, size_t length,
										 const char *digest);

#define LEARN_VERDICT_UNREADABLE "unreadable"

/*
 * The same when it is known already, so that its content need not be fetched;
 * else NULL.
 */
extern const LearnVerdict *learn_verdict_known(const char *digest);

/*
 * The errors of a verdict, each a line "where: message (name)", palloc'ed.
 * NULL: there is none, so it may be used.
 */
extern char *learn_verdict_errors(const LearnVerdict *verdict);

/*
 * The same as "where (name); where (name)", without the messages, which may
 * quote the content.
 */
extern char *learn_verdict_refusal(const LearnVerdict *verdict);

/*
 * Can the rules in force be used?  NULL when they can, else why not, palloc'ed.
 * For those who change them; all others raise by themselves.
 */
extern char *learn_verdict_obstacle(void);

/*
 * Can these rules be used, a JSON array as core/policy.h wants it?  LEARN_OK,
 * LEARN_INVALID with the reason in *problem, or LEARN_OUT_OF_MEMORY.
 */
extern LearnStatus learn_verdict_try(const char *policy,
									 LearnProblem *problem);

#endif /* LEARN_PG_REVIEW_VERDICTS_H */
