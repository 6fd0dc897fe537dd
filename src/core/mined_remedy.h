/*-------------------------------------------------------------------------
 *
 * mined_remedy.h
 *		Learns a remedy from a version that succeeds where another failed.
 *
 * All documents are JSON text.  A mined remedy is
 *
 *	{"platform":   "linux",
 *	 "placement":  "before" | "after" | "instead" (of the step that failed),
 *	 "replaces":   {...},          with "instead": what that step did
 *	 "steps":      [{...}],        steps of a runbook without "because"
 *	 "parameters": {"NAME": {...}} those of the child that its steps use
 *	 "rollback":   [{...}],        steps that the child added to its rollback
 *	 "what":       "...",          for the reviewer: what it does
 *	 "why":        "..."}          and why; may be empty
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_MINED_REMEDY_H
#define LEARN_CORE_MINED_REMEDY_H

#include "core/problem.h"

/*
 * What the built-in improver puts in front of the reason of a mined remedy,
 * and what begins the part behind it about how well a remedy does.  A reason
 * that is learned is without both, or it would grow with every generation.
 */
#define LEARN_LEARNED_MARK "learned from executions: "
#define LEARN_RECORD_MARK " (worked in "

/*
 * The step of the parent that failed, by what is known of it: its id, else its
 * position with its action, else its action where no other step has it.  Of
 * all zero it is the last step that starts something, as after a run in which
 * every step went well and the verification did not.
 */
typedef struct LearnMinedStep
{
	const char *id;     /* NULL or "": not known */
	const char *action; /* likewise */
	int position;       /* from 1; 0: not known */
} LearnMinedStep;

/*
 * Finds what the child added, or put in the place of the step that failed.
 * LEARN_OK: *remedy is malloc'ed.  LEARN_NOTHING, with the reason, when that
 * does not explain why the child succeeds: when it changes, removes or moves
 * other steps, changes the parent's verification or parameters, or adds more
 * steps than make one remedy.  LEARN_INVALID: one of the two is no runbook.
 */
extern LearnStatus learn_mined_remedy(const char *parent, size_t parent_length,
									  const char *child, size_t child_length,
									  const LearnMinedStep *failed,
									  char **remedy, LearnProblem *problem);

/*
 * A text that is the same for two remedies with the same platform, placement
 * and steps, whatever these are called.  LEARN_OK: *key is malloc'ed.
 */
extern LearnStatus learn_mined_key(const char *remedy, size_t length,
								   char **key, LearnProblem *problem);

/*
 * LEARN_REFUSED, with the reason, when one of the names (an array of strings)
 * or an address is in a string of the remedy (private_names.h).
 */
extern LearnStatus learn_mined_check(const char *remedy, size_t length,
									 const char *names, size_t names_length,
									 LearnProblem *problem);

#endif /* LEARN_CORE_MINED_REMEDY_H */
