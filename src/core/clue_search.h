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

/* Is a clue of this kind a path? */
extern bool learn_clue_is_path(LearnClueKind kind);

/*
 * How many bytes at the beginning of text a safe path could have, up to a
 * delimiter; 0 when more follows, so that the path would be cut off.
 */
extern size_t learn_clue_path_length(const char *text);

/*
 * Could a value of this kind be of the platform?  A path of Windows begins
 * with a drive, any other with a slash.
 */
extern bool learn_clue_fits_platform(LearnClueKind kind, const char *value,
									 const char *platform);

#endif /* LEARN_CORE_CLUE_SEARCH_H */
