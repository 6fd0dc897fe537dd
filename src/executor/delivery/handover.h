/*-------------------------------------------------------------------------
 *
 * handover.h
 *		Hands a report over: to the spool, and from there to the database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DELIVERY_HANDOVER_H
#define LEARN_EXECUTOR_DELIVERY_HANDOVER_H

#include <stdbool.h>

#include "core/json.h"
#include "executor/database/database.h"
#include "executor/spool/journal.h"
#include "executor/spool/spool.h"

/* What became of a report. */
typedef struct LearnFate
{
	bool delivered;
	const char *words;    /* the same, for people to read; static storage */
	LearnProblem problem; /* why it was not */
} LearnFate;

/*
 * Hands a report over, redacted, with all that waits before it.  The journal
 * ends with the report being in the spool.  Without a spool, or when nothing
 * more fits into it, the database is the only one to take it.
 */
extern void learn_hand_over(const LearnConnection *connection,
							LearnSpool *spool, LearnJournal *journal,
							json_object *execution, LearnFate *fate);

#endif /* LEARN_EXECUTOR_DELIVERY_HANDOVER_H */
