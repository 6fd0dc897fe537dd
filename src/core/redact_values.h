/*-------------------------------------------------------------------------
 *
 * redact_values.h
 *		Where a value that stands behind a name ends.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_VALUES_H
#define LEARN_CORE_REDACT_VALUES_H

#include "core/redact_names.h"

typedef struct LearnRedactValue
{
	size_t start;
	size_t end;
	bool quoted;
} LearnRedactValue;

/* What a value without quotes ends before, besides blanks and line ends. */
typedef enum LearnRedactEnd
{
	LEARN_END_PAIR, /* what separates it from another pair, or closes a list */
	LEARN_END_PART, /* a semicolon: blanks are part of it */
	LEARN_END_WORD, /* nothing else: it is a word of a command */
	LEARN_END_TAG,  /* the tag that closes an XML element */
	LEARN_END_LINE  /* line ends only; or the quote around the whole line */
} LearnRedactEnd;

/* How many blanks and tabs stand at a place. */
extern size_t learn_redact_blanks(const LearnRedactText *text, size_t at);

/*
 * The value at a place, at most so many bytes of it.  A mark is one character
 * of it, whatever is in it.
 */
extern LearnRedactValue learn_redact_value(const LearnRedactText *text,
										   size_t at, LearnRedactEnd ending,
										   size_t most);

/*
 * Where the next word of a command starts, from the end of one: behind blanks,
 * a continued line, or the quotes and the comma of a list.  0: there is none.
 */
extern size_t learn_redact_next_word(const LearnRedactText *text, size_t at);

/*
 * Is the value at a place a secret?  *found is then all of it; or the mark
 * that it is.
 */
extern bool learn_redact_find_value(const LearnRedactText *text, size_t at,
									LearnRedactEnd ending,
									const LearnRedactName *name,
									LearnRedactFound *found);

#endif /* LEARN_CORE_REDACT_VALUES_H */
