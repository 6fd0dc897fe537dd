/*-------------------------------------------------------------------------
 *
 * redact_letters.h
 *		The letters and digits of a name, as those read them who know names
 *		that tell something.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_LETTERS_H
#define LEARN_CORE_REDACT_LETTERS_H

#include <stdint.h>

#include "core/redact_text.h"

/* How much of a name is looked at, from its end, and of the words before. */
#define LEARN_REDACT_NAME_MAX 44
#define LEARN_REDACT_EARLIER_MAX 20

typedef struct LearnRedactLetters
{
	char letters[LEARN_REDACT_NAME_MAX + LEARN_REDACT_EARLIER_MAX];
	size_t length;
	uint64_t starts; /* a bit for each of them that starts a word */
	size_t own;      /* where the name itself starts */
} LearnRedactLetters;

/*
 * Reads the name in a text, from start to end, in lower case, and the one or
 * two words before it.  The words of a name are told apart by "_", "-", "."
 * and capitals.
 */
extern void learn_redact_read_letters(LearnRedactLetters *letters,
									  const LearnRedactText *text,
									  size_t start, size_t end);

/* Does a word start, or does the name end, at a place in the letters? */
static inline bool
learn_redact_starts_word(const LearnRedactLetters *letters, size_t at)
{
	return at >= letters->length || (letters->starts >> at & 1) != 0;
}

#endif /* LEARN_CORE_REDACT_LETTERS_H */
