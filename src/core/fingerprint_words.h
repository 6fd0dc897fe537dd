/*-------------------------------------------------------------------------
 *
 * fingerprint_words.h
 *		Words that say what stands beside them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_WORDS_H
#define LEARN_CORE_FINGERPRINT_WORDS_H

#include <stddef.h>

/* What a word can be; one may be several things. */
enum
{
	LEARN_WORD_CODE = 1 << 0,      /* a number after it is a code */
	LEARN_WORD_COUNTED = 1 << 1,   /* or, as likely, a count */
	LEARN_WORD_BETWEEN = 1 << 2,   /* may stand between the two */
	LEARN_WORD_TELLS = 1 << 3,     /* tells what it introduces */
	LEARN_WORD_SAYS = 1 << 4,      /* it introduces a message */
	LEARN_WORD_KIND = 1 << 5,      /* tells what is before it */
	LEARN_WORD_NAMES = 1 << 6,     /* a name follows: of a user, a host */
	LEARN_WORD_ORDINARY = 1 << 7,  /* is not such a name */
	LEARN_WORD_AT = 1 << 8,        /* a host may follow */
	LEARN_WORD_FOR = 1 << 9,       /* a user may follow */
	LEARN_WORD_HOST = 1 << 10,     /* a host itself */
	LEARN_WORD_UNIT = 1 << 11,     /* of measurement */
	LEARN_WORD_DATE = 1 << 12,     /* of the calendar */
	LEARN_WORD_LEVEL = 1 << 13,    /* how bad a message is */
	LEARN_WORD_SINGULAR = 1 << 14, /* ends with s, and is no plural */
	LEARN_WORD_SWITCH = 1 << 15,   /* a value like true and false */
	LEARN_WORD_FIXED = 1 << 16,    /* a word in spite of its digits */
	LEARN_WORD_PROGRAM = 1 << 17,  /* ends the name of a program or unit */
	LEARN_WORD_SOURCE = 1 << 18,   /* ends the name of a file of a program */
	LEARN_WORD_DATA = 1 << 19,     /* ends the name of another file */
	LEARN_WORD_DOMAIN = 1 << 20    /* ends the name of a host */
};

/*
 * What a word in lower case is: some of the above, or 0.  The words are those
 * of messages everywhere: English ones, and the most common of a few other
 * languages.
 */
extern unsigned learn_fingerprint_word(const char *word, size_t length);

/* For tests: the words, in the order of the table; NULL behind the last. */
extern const char *learn_fingerprint_word_at(size_t index);

#endif /* LEARN_CORE_FINGERPRINT_WORDS_H */
