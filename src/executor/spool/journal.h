/*-------------------------------------------------------------------------
 *
 * journal.h
 *		What a run has done so far, in case it does not live to tell.
 *
 * A journal is a file in the spool's running/, locked by the process that
 * writes it: a line of JSON when it starts, before each step and after it,
 * each synced before the run goes on.  When the lock is free and the file
 * still there, the run is dead, and what it did becomes a result: which steps
 * ran, and which one ran when it died.  A run that died before its first step
 * has done nothing, and leaves nothing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SPOOL_JOURNAL_H
#define LEARN_EXECUTOR_SPOOL_JOURNAL_H

#include "core/buffer.h"
#include "core/json.h"
#include "core/problem.h"
#include "executor/spool/spool.h"

typedef struct LearnJournal
{
	LearnSpool *spool; /* borrowed; NULL: there is no journal */
	char *name;        /* malloc'ed */
	int file;          /* locked; -1: none yet */
	LearnBuffer text;  /* all that the file should have */
	bool broken;       /* it could not be written: better no journal than none
						* of the run.  On a full disk that is to be expected,
						* and each line tries again */
	LearnProblem problem; /* why */
} LearnJournal;

/*
 * Starts a journal.  execution: what is known at the start (execution_id,
 * runbook_id, incident, host, started_at, state_before), already redacted.
 * LEARN_INVALID, with the reason in the journal: it cannot be written; the
 * run may go on without.
 */
extern LearnStatus learn_journal_begin(LearnJournal *journal,
									   LearnSpool *spool,
									   json_object *execution);

/* A step begins, has ended; step as in steps.h, already redacted. */
extern void learn_journal_step_begins(LearnJournal *journal,
									  json_object *step);
extern void learn_journal_step_ended(LearnJournal *journal, json_object *step);

/*
 * The run is over: its result goes to ready/, and the journal goes.  As
 * learn_spool_put().  Without a journal too.  When that fails, what there is
 * of the run stays in running/, for learn_journal_recover(), unless the result
 * is delivered otherwise and the journal is discarded.
 */
extern LearnStatus learn_journal_finish(LearnJournal *journal,
										LearnSpool *spool,
										json_object *execution,
										LearnProblem *problem);

/* The run is over, and nobody is to be told, or somebody was. */
extern void learn_journal_discard(LearnJournal *journal);

/* Frees what a journal owns; safe when only zeroed, and twice. */
extern void learn_journal_close(LearnJournal *journal);

/* What becomes of a result for which the spool has no room. */
typedef enum LearnNoRoom
{
	LEARN_NO_ROOM_WAIT, /* it stays in running/: there may be some later */
	LEARN_NO_ROOM_DROP  /* it is dropped, and counted */
} LearnNoRoom;

/*
 * Makes results of the journals of dead runs, and brings those to ready/ that
 * were on their way.  *count: how many.  What cannot be read is skipped, with the last reason in *problem
 * (LEARN_INVALID); nobody will ever read it, so it goes to refused/.
 */
extern LearnStatus learn_journal_recover(LearnSpool *spool,
										 LearnNoRoom no_room, int *count,
										 LearnProblem *problem);

#endif /* LEARN_EXECUTOR_SPOOL_JOURNAL_H */
