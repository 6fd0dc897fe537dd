/*-------------------------------------------------------------------------
 *
 * action_directory.h
 *		The directory into which users put their actions.
 *
 * What lies there is run.  So nobody but root and this user may be able to
 * change what its path leads to: neither the programs nor the directory nor
 * any directory above.  Once that is known, names in it stay what they were
 * when they were checked, and a program can be run by its path, as a script
 * must be: its interpreter opens it again.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_ACTION_DIRECTORY_H
#define LEARN_EXECUTOR_STEPS_ACTION_DIRECTORY_H

#include "core/json.h"
#include "core/problem.h"

typedef struct LearnActionDirectory
{
	const char *path; /* borrowed */
	int file;         /* descriptor; -1: not open */
} LearnActionDirectory;

/*
 * Opens the directory at an absolute path without symbolic links.
 * LEARN_INVALID: it cannot be opened, or others can change what is run from
 * it.  The directory is the caller's to close in any case.
 */
extern LearnStatus learn_action_directory_open(const char *path,
											   LearnActionDirectory *directory,
											   LearnProblem *problem);

/*
 * May the program of this name, which has no "/" in it, be run?
 * LEARN_NOTHING: there is none.  LEARN_INVALID: no, and *problem (which may
 * be NULL) says why.
 */
extern LearnStatus learn_action_directory_check(
	const LearnActionDirectory *directory, const char *name,
	LearnProblem *problem);

/*
 * Appends the names of all that may be run and that is_name accepts to an
 * array.  LEARN_INVALID: the directory cannot be read.
 */
extern LearnStatus learn_action_directory_list(
	const LearnActionDirectory *directory, bool (*is_name)(const char *name),
	json_object *names, LearnProblem *problem);

/* Closes it; safe after a failed open, and twice. */
extern void learn_action_directory_close(LearnActionDirectory *directory);

#endif /* LEARN_EXECUTOR_STEPS_ACTION_DIRECTORY_H */
