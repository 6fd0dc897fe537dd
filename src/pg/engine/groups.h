/*-------------------------------------------------------------------------
 *
 * groups.h
 *		Failures that are the same problem, and the one answer to all of them.
 *
 * All functions here need a transaction and a connection to SPI.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_GROUPS_H
#define LEARN_PG_ENGINE_GROUPS_H

#include "pg/engine/run.h"

/* What is known of a group. */
typedef struct LearnGroup
{
	int64 occurrences; /* 0: it is new, and the rest is empty */

	/*
	 * Is there an answer that holds for the next failure too?  By a human it
	 * counts more than what the rules say; see answers_for() in groups.c.
	 */
	bool answered;
	bool by_human;
	char *type; /* NULL: nobody can tell */
	char *reasoning;
	double confidence;

	char *no_draft_reason; /* why no draft is written now, or NULL */
	char *no_draft_for;    /* from this version */
} LearnGroup;

/*
 * Reads the groups of runs (those without a signature have none), in their
 * order, into the current memory context.
 */
extern LearnGroup *learn_groups_read(const LearnRun *const *runs, int count);

/*
 * Counts failures into their groups, and keeps what the rules or a model said
 * of them.  Returns the groups as they are then, in the order of runs.
 */
extern LearnGroup *learn_groups_count(const LearnRun *const *runs, int count);

/*
 * Locks the group of an execution for this transaction, if it has one.  Who
 * needs the lock of the audit log as well takes this one first: it may be held
 * while a model is asked, and nobody who decides is to wait for that.
 */
extern void learn_group_lock(const char *execution_id);

/*
 * Writes no draft for the group of an execution, from the version that it ran,
 * before learn.recheck_after, for this reason.
 */
extern void learn_group_refuse_draft(const char *execution_id,
									 const char *reason);

#endif /* LEARN_PG_ENGINE_GROUPS_H */
