/*-------------------------------------------------------------------------
 *
 * child.h
 *		Processes that the executor has started.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PROCESS_CHILD_H
#define LEARN_EXECUTOR_PROCESS_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * For a copy of the executor that was just forked, to do one thing of its own:
 * has it forget whose copy it is.  Signals do what they do by default, and of
 * the descriptors only those below first stay open, so that no lock and no
 * connection of the executor's lives on in it.
 */
extern void learn_child_forget(int first);

/* Has the child ended?  It stays, as does its number. */
extern bool learn_child_has_ended(pid_t child);

/*
 * Lets go of a child that has ended, or (patient) will: its exit code, or
 * 128 + N for signal N, as a shell has it; -1 when it is not known, because it
 * has not ended, or somebody else was told.
 */
extern int learn_child_reap(pid_t child, bool patient);

/*
 * Does anybody in a process group run, whose leader is a child that was not
 * let go of?  True also where it cannot be told.
 */
extern bool learn_child_group_runs(pid_t group);

#endif /* LEARN_EXECUTOR_PROCESS_CHILD_H */
