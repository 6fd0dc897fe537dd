/*-------------------------------------------------------------------------
 *
 * lasting.h
 *		By which processes a service runs, and whether they live on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_LASTING_H
#define LEARN_EXECUTOR_VERIFY_LASTING_H

#include <stdbool.h>

#include "executor/state/processes.h"

/*
 * Finds, below root ("" but in tests), the processes of the systemd unit of
 * that name or, where there are none, those that are called so; of them only
 * those that no other one of them has started, since a service may well
 * replace its workers.  None are found where the system does not show them.
 * False: out of memory.  The processes are the caller's to free in any case.
 */
extern bool learn_lasting_find(const char *root, const char *name,
							   LearnProcesses *found);

/* Sets *live: do all of them live on?  False: out of memory. */
extern bool learn_lasting_check(const char *root, const LearnProcesses *found,
								bool *live);

#endif /* LEARN_EXECUTOR_VERIFY_LASTING_H */
