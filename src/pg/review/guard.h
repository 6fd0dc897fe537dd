/*-------------------------------------------------------------------------
 *
 * guard.h
 *		Who may change runbooks, reviews and the audit log: this code only.
 *
 * The tables carry AFTER triggers that see the row as it was finally stored,
 * and let it pass only when the state machine has announced exactly that
 * change just before.  The announcement lives in this process's memory, so no
 * role and no setting can make one from SQL, a superuser's neither.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_GUARD_H
#define LEARN_PG_REVIEW_GUARD_H

#include "pg/statement.h"

typedef enum LearnGuardedTable
{
	LEARN_GUARD_RUNBOOKS,
	LEARN_GUARD_REVIEW_QUEUE,
	LEARN_GUARD_REVIEW_ARCHIVE,
	LEARN_GUARD_AUDIT_LOG
} LearnGuardedTable;

/* One change of one row. */
typedef struct LearnAnnouncement
{
	LearnGuardedTable table;
	const char *id;     /* runbook id; audit_log: the seq */
	const char *status; /* the status the row will have; NULL: any */
	const char *digest; /* runbooks: the digest it will have */
	bool leaves;        /* the row is deleted; its status is the last */

	/* What the same statement changes after it, or NULL. */
	const struct LearnAnnouncement *next;
} LearnAnnouncement;

/*
 * Runs a statement that changes exactly the announced row of one guarded
 * table, and then what is announced next.  Raises if it changed none or more,
 * or if what was stored is not what was announced.
 */
extern void learn_guard_run(const LearnAnnouncement *announcement,
							LearnStatement *statement, Datum *values,
							const bool *nulls);

/*
 * Has the audit log begun here, so that no dump can be on its way into this
 * database any more?  Needs no connection to SPI.
 */
extern bool learn_guard_log_has_begun(void);

#endif /* LEARN_PG_REVIEW_GUARD_H */
