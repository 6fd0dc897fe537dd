/*-------------------------------------------------------------------------
 *
 * character.h
 *		Single characters of text from elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_CHARACTER_H
#define LEARN_CORE_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads the character at text, of which left bytes (at least one) are valid
 * UTF-8.  Returns its length in bytes.
 */
extern size_t learn_character_read(const char *text, size_t left,
								   uint32_t *character);

/*
 * Writes a character as UTF-8, up to four bytes.  Returns how many; 0: there
 * is no such character.
 */
extern size_t learn_character_write(uint32_t character, char *bytes);

/*
 * Does a character hide something from whoever reads the text?  Those that do
 * are control characters, leave no mark, or turn the direction of writing.
 */
extern bool learn_character_is_unseen(uint32_t character);

#endif /* LEARN_CORE_CHARACTER_H */
