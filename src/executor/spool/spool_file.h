/*-------------------------------------------------------------------------
 *
 * spool_file.h
 *		Files of the spool, as they come about and are read.
 *
 * Private to the spool and its journals.  Whoever works on a file in running/
 * holds its lock, an flock(): it goes with the process, however that ends, and
 * belongs to the open file, so that another part of the same process cannot
 * take it for free, nor lose it by closing another descriptor, as with
 * fcntl()'s.  It also goes to a child that neither runs another program
 * (O_CLOEXEC) nor closes what it has inherited: there must be none that lives
 * on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SPOOL_SPOOL_FILE_H
#define LEARN_EXECUTOR_SPOOL_SPOOL_FILE_H

#include <stdbool.h>

#include "core/buffer.h"
#include "core/json.h"
#include "executor/spool/execution_id.h"
#include "executor/spool/spool.h"

/* Longest name of a file in the spool, and the terminator. */
#define LEARN_SPOOL_NAME_SIZE (LEARN_EXECUTION_ID_MAX + 40)

/* What a file may have, in bytes, to be read at all. */
#define LEARN_SPOOL_FILE_MAX (64 * 1024 * 1024)

/* How names end: a run's journal, or its result on the way to ready/. */
#define LEARN_SPOOL_JOURNAL ".journal"
#define LEARN_SPOOL_RESULT ".json"

/* The name of a run's file in running/. */
extern void learn_spool_journal_name(const char *execution_id,
									 char name[LEARN_SPOOL_NAME_SIZE]);

/*
 * Writes text to a file in running/ that takes the place of the one of this
 * name, if there is one, at once and complete, and is on disk then.  *file is
 * open, locked and the caller's to close.  LEARN_INVALID: *file is -1, and
 * nothing has changed; or it is open, and who loses power may lose its name.
 */
extern LearnStatus learn_spool_file_write(const LearnSpool *spool,
										  const char *name,
										  const LearnBuffer *text, int *file,
										  LearnProblem *problem);

/*
 * Appends text to an open file, and waits until it is on disk.  Once that has
 * failed nothing can be said about the file: what the system could not write
 * it may have forgotten.
 */
extern bool learn_spool_file_append(int file, const char *text, size_t length);

/*
 * Opens and locks a file in running/ that is there already.  LEARN_NOTHING:
 * it is not there any more, or somebody works on it.
 */
extern LearnStatus learn_spool_file_lock(const LearnSpool *spool,
										 const char *name, int *file,
										 LearnProblem *problem);

/* Reads an open file into a buffer; errno says why not. */
extern bool learn_spool_file_read(int file, LearnBuffer *text);

/* Removes what writers have left in running/ that did not live to rename it. */
extern void learn_spool_file_clean(const LearnSpool *spool);

/*
 * The names in a directory that end like this, in order, as a new array of
 * strings; NULL when out of memory or when they cannot be read (*problem).
 */
extern json_object *learn_spool_names(const LearnSpool *spool, int directory,
									  const char *ending,
									  LearnProblem *problem);

/*
 * Finds the result of an execution in a directory.  LEARN_NOTHING: there is
 * none.
 */
extern LearnStatus learn_spool_find(const LearnSpool *spool, int directory,
									const char *execution_id,
									char name[LEARN_SPOOL_NAME_SIZE],
									LearnProblem *problem);

/* How many bytes the files in a directory have; -1: cannot be told. */
extern long long learn_spool_bytes(const LearnSpool *spool, int directory,
								   LearnProblem *problem);

/* Waits until the names in a directory are on disk. */
extern bool learn_spool_sync(int directory);

/*
 * Removes a file for good; that it is not there is as good.
 */
extern LearnStatus learn_spool_unlink(const LearnSpool *spool, int directory,
									  const char *name, LearnProblem *problem);

/* Moves a file for good. */
extern LearnStatus learn_spool_move(const LearnSpool *spool, int from,
									const char *old_name, int to,
									const char *new_name,
									LearnProblem *problem);

/* Counts a result that could not be kept. */
extern void learn_spool_count_dropped(const LearnSpool *spool,
									  const char *name);

/* Says what the system said, after "could not …". */
extern LearnStatus learn_spool_fail(const LearnSpool *spool,
									LearnProblem *problem, const char *doing,
									const char *name);

#endif /* LEARN_EXECUTOR_SPOOL_SPOOL_FILE_H */
