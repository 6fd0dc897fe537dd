/*-------------------------------------------------------------------------
 *
 * clue_runbook.h
 *		Clues as the runbook itself names them.
 *
 * Used by clues.c only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_CLUE_RUNBOOK_H
#define LEARN_CORE_CLUE_RUNBOOK_H

#include "core/clues.h"

/*
 * Prefers what the step's command calls the clue to its value.  Returns
 * whether the command names it, by a parameter or literally.
 */
extern bool learn_clue_prefer_runbook(const LearnFacts *facts,
									  const char *command, LearnClueKind kind,
									  LearnClue *clue);

/* Finds the script that the command runs and the messages complain of. */
extern void learn_clue_find_script(const LearnFacts *facts,
								   const char *command, LearnClues *clues);

#endif /* LEARN_CORE_CLUE_RUNBOOK_H */
