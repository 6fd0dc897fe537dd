/*-------------------------------------------------------------------------
 *
 * audit.h
 *		The audit log: who did what to which content.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_AUDIT_H
#define LEARN_PG_REVIEW_AUDIT_H

#include "pg/review/identity.h"

typedef struct LearnAuditEntry
{
	const char *action;
	const char *object_id;
	const char *digest_before; /* may be NULL */
	const char *digest_after;  /* may be NULL */
	const char *details;       /* JSON object as text; NULL: empty */
} LearnAuditEntry;

/*
 * Locks the log for this transaction.  Whoever changes runbooks or reviews
 * takes this lock before any row's, so that no two can wait for each other.
 */
extern void learn_audit_lock(void);

/* The same without waiting: false when somebody else has it. */
extern bool learn_audit_try_lock(void);

/*
 * Appends an entry, sealing the one before it, in the current transaction;
 * the caller is connected to SPI.  Takes a lock that is held until the
 * transaction ends, so that entries are in the order of their commits.
 */
extern void learn_audit_write(const LearnIdentity *identity,
							  const LearnAuditEntry *entry);

#endif /* LEARN_PG_REVIEW_AUDIT_H */
