/*-------------------------------------------------------------------------
 *
 * redact_text.h
 *		What those who look for secrets share: the text, its characters, and
 *		the marks that stand where secrets were.
 *
 * A text is read once, from its start to its end.  Whoever recognises a
 * secret looks from there: back no further than the floor, and ahead either
 * over what is replaced then, or no further than a constant.  So the time is
 * linear whatever the text is.
 *
 * A mark is read as one character that is not part of anything, and nobody
 * looks beyond it for what is before.  What stood in its place is passed over
 * in the same way.  So when a text is read again, what was found is found to
 * be done; and what was none is none again, unless what made it none was in a
 * secret that begins within it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_TEXT_H
#define LEARN_CORE_REDACT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/* How far a look ahead goes that may find nothing, in bytes. */
#define LEARN_REDACT_LOOK 64

typedef enum LearnRedactKind
{
	LEARN_REDACT_PASSWORD,
	LEARN_REDACT_TOKEN,
	LEARN_REDACT_KEY,
	LEARN_REDACT_PRIVATE_KEY,
	LEARN_REDACT_COOKIE,
	LEARN_REDACT_URL,
	LEARN_REDACT_HASH,
	LEARN_REDACT_EMAIL,
	LEARN_REDACT_TELEPHONE,
	LEARN_REDACT_IDENTITY,
	LEARN_REDACT_CARD,
	LEARN_REDACT_ACCOUNT,
	LEARN_REDACT_MEDICAL,
	LEARN_REDACT_BIRTH,
	LEARN_REDACT_TEXT, /* too much of it looks like secrets */
	LEARN_REDACT_KNOWN
} LearnRedactKind;

#define LEARN_REDACT_KINDS (LEARN_REDACT_KNOWN + 1)

/* A text that is being redacted; borrowed. */
typedef struct LearnRedactText
{
	const char *start;
	size_t length;
	size_t floor; /* behind the latest mark: nobody looks before it */
} LearnRedactText;

/* A secret, or a mark that stands where one was. */
typedef struct LearnRedactFound
{
	size_t start;
	size_t end;
	LearnRedactKind kind;
} LearnRedactFound;

/* Sets of characters, to be added up. */
enum
{
	LEARN_SET_DIGIT = 1 << 0,
	LEARN_SET_LOWER_HEX = 1 << 1,   /* a to f */
	LEARN_SET_UPPER_HEX = 1 << 2,   /* A to F */
	LEARN_SET_LOWER_OTHER = 1 << 3, /* g to z */
	LEARN_SET_UPPER_OTHER = 1 << 4, /* G to Z */
	LEARN_SET_UNDERSCORE = 1 << 5,
	LEARN_SET_DASH = 1 << 6,
	LEARN_SET_DOT = 1 << 7,
	LEARN_SET_SLASH = 1 << 8,
	LEARN_SET_PLUS = 1 << 9,
	LEARN_SET_EQUALS = 1 << 10,
	LEARN_SET_COLON = 1 << 11,
	LEARN_SET_DOLLAR = 1 << 12,
	LEARN_SET_COMMA = 1 << 13,
	LEARN_SET_PERCENT = 1 << 14,
	LEARN_SET_BLANK = 1 << 15,    /* and tab */
	LEARN_SET_LINE_END = 1 << 16, /* and carriage return */
	LEARN_SET_QUOTE = 1 << 17,    /* and apostrophe, and backtick */
	LEARN_SET_BACKSLASH = 1 << 18,
	LEARN_SET_AT = 1 << 19,

	LEARN_SET_HEX = LEARN_SET_DIGIT | LEARN_SET_LOWER_HEX,
	LEARN_SET_LOWER = LEARN_SET_LOWER_HEX | LEARN_SET_LOWER_OTHER,
	LEARN_SET_UPPER = LEARN_SET_UPPER_HEX | LEARN_SET_UPPER_OTHER,
	LEARN_SET_LETTER = LEARN_SET_LOWER | LEARN_SET_UPPER,
	LEARN_SET_ALNUM = LEARN_SET_LETTER | LEARN_SET_DIGIT,
	LEARN_SET_WORD = LEARN_SET_ALNUM | LEARN_SET_UNDERSCORE,
	LEARN_SET_BASE64URL = LEARN_SET_WORD | LEARN_SET_DASH,
	LEARN_SET_BASE64 =
		LEARN_SET_ALNUM | LEARN_SET_PLUS | LEARN_SET_SLASH | LEARN_SET_EQUALS,
	LEARN_SET_NAME = LEARN_SET_BASE64URL | LEARN_SET_DOT,
	LEARN_SET_SPACE = LEARN_SET_BLANK | LEARN_SET_LINE_END
};

/* The sets of each character. */
extern const unsigned learn_redact_sets[256];

/* Is a character in one of these sets? */
static inline bool
learn_redact_in(char character, unsigned sets)
{
	return (learn_redact_sets[(unsigned char) character] & sets) != 0;
}

/* Is it one of these characters?  NUL, which a text may hold, never is. */
extern bool learn_redact_is_one_of(char character, const char *characters);

/* The character at a place; NUL when that is outside of the text. */
static inline char
learn_redact_at(const LearnRedactText *text, size_t at)
{
	return at < text->length ? text->start[at] : '\0';
}

/* The one before it; NUL when nobody may look there. */
static inline char
learn_redact_before(const LearnRedactText *text, size_t at)
{
	return at > text->floor ? text->start[at - 1] : '\0';
}

/* How many characters of these sets stand at a place, at most so many. */
static inline size_t
learn_redact_run(const LearnRedactText *text, size_t at, unsigned sets,
				 size_t most)
{
	size_t length = 0;

	while (length < most && at + length < text->length &&
		   learn_redact_in(text->start[at + length], sets))
		length++;
	return length;
}

/* Where a word stands in so many bytes of text; most: nowhere. */
extern size_t learn_redact_search(const char *text, size_t most,
								  const char *word);

/* For the function below, when the first character is right. */
extern bool learn_redact_goes_on(const LearnRedactText *text, size_t at,
								 const char *word, bool any_case);

/* Do these words stand there?  word is in lower case if any_case is true. */
static inline bool
learn_redact_begins(const LearnRedactText *text, size_t at, const char *word,
					bool any_case)
{
	char character = learn_redact_at(text, at);

	if (any_case && learn_redact_in(character, LEARN_SET_UPPER))
		character = (char) (character - 'A' + 'a');
	return word[0] == '\0' || (character == word[0] &&
							   learn_redact_goes_on(text, at, word, any_case));
}

/*
 * For the three below, where there is a character that one may begin with.
 * A mark may have a number (disguise.h), else it is 0.
 */
extern size_t learn_redact_mark_read(const LearnRedactText *text, size_t at,
									 LearnRedactKind *kind,
									 unsigned long *number);
extern size_t learn_redact_quote_length(const LearnRedactText *text,
										size_t at);
extern size_t learn_redact_line_end_length(const LearnRedactText *text,
										   size_t at);

/*
 * The length of the one of these words, in lower case and ended by NULL, that
 * stands there; 0: none does.
 */
extern size_t learn_redact_begins_one(const LearnRedactText *text, size_t at,
									  const char *const *words);

/*
 * The length of the mark at a place; 0: there is none.  Its kind is told when
 * that is asked for.
 */
static inline size_t
learn_redact_mark(const LearnRedactText *text, size_t at,
				  LearnRedactKind *kind)
{
	LearnRedactKind read;
	unsigned long number;

	return learn_redact_at(text, at) == '['
			   ? learn_redact_mark_read(text, at, kind != NULL ? kind : &read,
										&number)
			   : 0;
}

/* Appends a mark, with its number unless that is 0. */
extern bool learn_redact_mark_append(LearnBuffer *buffer, LearnRedactKind kind,
									 unsigned long number);

/*
 * Can a word begin at a place?  Before it stands no letter or digit, or one
 * that belongs to an escape: \n, or %20.
 */
extern bool learn_redact_is_edge(const LearnRedactText *text, size_t at);

/*
 * Does a line start at a place: behind a line's end, an escape that stands for
 * one, or the quote that opens a text?
 */
extern bool learn_redact_starts_line(const LearnRedactText *text, size_t at);

/*
 * The length of an opening or closing quote at a place, with the backslashes
 * that it has where the text is quoted itself; 0: there is none.
 */
static inline size_t
learn_redact_quote(const LearnRedactText *text, size_t at)
{
	return learn_redact_in(learn_redact_at(text, at),
						   LEARN_SET_QUOTE | LEARN_SET_BACKSLASH)
			   ? learn_redact_quote_length(text, at)
			   : 0;
}

/* The length of a quote as HTML and XML write it in text; 0: there is none. */
extern size_t learn_redact_entity(const LearnRedactText *text, size_t at);

/* The length of a line's end, or of an escape that stands for one; or 0. */
static inline size_t
learn_redact_line_end(const LearnRedactText *text, size_t at)
{
	return learn_redact_in(learn_redact_at(text, at),
						   LEARN_SET_LINE_END | LEARN_SET_BACKSLASH)
			   ? learn_redact_line_end_length(text, at)
			   : 0;
}

#endif /* LEARN_CORE_REDACT_TEXT_H */
