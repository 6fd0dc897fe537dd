/*-------------------------------------------------------------------------
 *
 * spool.h
 *		Results that wait for the database.
 *
 * A directory of this user's alone:
 *
 *	running/	a journal for each run (journal.h)
 *	ready/		a result in a file each, their names in the order in which the
 *				runs ended
 *	refused/	those that the database will never take, and why
 *	dropped		how many did not fit
 *
 * A result appears in ready/ at once and complete, or not at all: it is
 * written elsewhere, synced, and renamed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SPOOL_SPOOL_H
#define LEARN_EXECUTOR_SPOOL_SPOOL_H

#include <stdbool.h>

#include "core/json.h"
#include "core/problem.h"

/* Bytes of waiting results that are kept, unless configured otherwise. */
#define LEARN_SPOOL_LIMIT (64LL * 1024 * 1024)

typedef struct LearnSpool
{
	char *path;    /* malloc'ed */
	int directory; /* file descriptors; -1: none */
	int running;
	int ready;
	int refused;
	long long limit; /* bytes in ready/ */
} LearnSpool;

/* One that is not open. */
#define LEARN_SPOOL_CLOSED                                                    \
	((LearnSpool){.directory = -1, .running = -1, .ready = -1, .refused = -1})

/*
 * Opens the directory, made where it is not there.  LEARN_INVALID: it cannot
 * be used, or belongs to or is open to somebody else.  The spool is the
 * caller's to close in any case.
 */
extern LearnStatus learn_spool_open(const char *path, long long limit,
									LearnSpool *spool, LearnProblem *problem);

/*
 * Puts a result, a document with an execution_id, into ready/.  One that is
 * there already stays.  Of a result that does not fit any more the outputs of
 * the steps and the states are left out, which its notes say; LEARN_REFUSED:
 * not even so, what waits longer is kept.  LEARN_INVALID: it could not be
 * written.
 */
extern LearnStatus learn_spool_put(LearnSpool *spool, json_object *execution,
								   LearnProblem *problem);

/*
 * The names of the files in ready/, in order, as a new array of strings; NULL
 * when out of memory or when they cannot be read (*problem).
 */
extern json_object *learn_spool_list(const LearnSpool *spool,
									 LearnProblem *problem);

/*
 * The document in one of them, the caller's.  LEARN_NOTHING: it is not there
 * any more.  LEARN_INVALID: it is none.  LEARN_REFUSED: the system does not
 * let it be read now.
 */
extern LearnStatus learn_spool_read(const LearnSpool *spool, const char *name,
									json_object **execution,
									LearnProblem *problem);

/* Removes one that was delivered. */
extern LearnStatus learn_spool_remove(LearnSpool *spool, const char *name,
									  LearnProblem *problem);

/*
 * Moves one that was refused to refused/, with the reason beside it.
 * LEARN_NOTHING: it is not there any more.  LEARN_REFUSED: there was no room,
 * so it was dropped.  LEARN_INVALID: it could not be moved, and waits.
 */
extern LearnStatus learn_spool_refuse(LearnSpool *spool, const char *name,
									  const char *reason,
									  LearnProblem *problem);

/* How many wait in ready/. */
extern int learn_spool_count(const LearnSpool *spool);

/* Was the result of this id refused?  *problem says why. */
extern bool learn_spool_was_refused(const LearnSpool *spool,
									const char *execution_id,
									LearnProblem *problem);

/* How many results were dropped since this was asked last. */
extern long learn_spool_take_dropped(LearnSpool *spool);

/* Closes it; safe after a failed open, and twice. */
extern void learn_spool_close(LearnSpool *spool);

#endif /* LEARN_EXECUTOR_SPOOL_SPOOL_H */
