/*-------------------------------------------------------------------------
 *
 * clue_search.h
 *		Finds values in messages and commands by the words around them.
 *
 * Used by clues.c only.  The tables of words are in clue_search.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_CLUE_SEARCH_H
#define LEARN_CORE_CLUE_SEARCH_H

#include "core/clues.h"

/* Searches head and tail of a message; false when out of memory. */
extern bool learn_clue_search_message(LearnClues *clues, const char *message);

/* Searches a command for what it starts or listens on. */
extern void learn_clue_search_command(LearnClues *clues, const char *command);

/* Stores a value if it is safe and the first of its kind. */
extern void learn_clue_store(LearnClues *clues, LearnClueKind kind,
							 const char *text, size_t length);

#endif /* LEARN_CORE_CLUE_SEARCH_H */
