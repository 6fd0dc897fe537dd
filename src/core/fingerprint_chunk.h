/*-------------------------------------------------------------------------
 *
 * fingerprint_chunk.h
 *		What a piece of text without spaces is, judging by its shape.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_CHUNK_H
#define LEARN_CORE_FINGERPRINT_CHUNK_H

#include <stdbool.h>

#include "core/pattern.h"

/* Longest word, and longest name with dots in it, in bytes. */
#define LEARN_CHUNK_WORD_MAX 64
#define LEARN_CHUNK_NAME_MAX 128

typedef enum LearnChunkShape
{
	LEARN_CHUNK_NOTHING,  /* only marks */
	LEARN_CHUNK_WORD,     /* a word, or a name that says what it means */
	LEARN_CHUNK_PATH,     /* a path of which something stays */
	LEARN_CHUNK_DOTTED,   /* a name of three parts or more, without digits */
	LEARN_CHUNK_CODE,     /* with digits, short enough for a code */
	LEARN_CHUNK_NAME,     /* the same, and it begins like a word */
	LEARN_CHUNK_PROGRAM,  /* the name of a program or unit, with digits */
	LEARN_CHUNK_PROTOCOL, /* the version of HTTP */
	LEARN_CHUNK_VARIABLE
} LearnChunkShape;

typedef struct LearnChunk
{
	LearnChunkShape shape;
	LearnSpan text;  /* what of it can stay; borrowed */
	bool cut;        /* of a path: something came after that */
	unsigned is;     /* what the word is, see fingerprint_words.h */
	const char *end; /* where reading goes on */
} LearnChunk;

/*
 * Reads the chunk at the beginning of text, which was cleaned
 * (fingerprint_clean.h) and goes to end, where there is a NUL.  The time is
 * linear in the length of the chunk; it is never empty.
 */
extern LearnChunk learn_chunk_read(const char *text, const char *end);

/*
 * The name without its digits, versions and instances, so that
 * "php8.2-fpm.service" becomes "php-fpm.service", and "getty@tty1.service"
 * "getty.service".  Returns how many bytes were written to name, at most
 * LEARN_CHUNK_NAME_MAX; 0: nothing stays.
 */
extern size_t learn_chunk_plain_name(LearnSpan text, char *name);

/* Is this a byte of a letter of any script, a digit or "_"? */
extern bool learn_chunk_is_in_word(char c);

extern bool learn_chunk_is_digit(char c);

/*
 * The next word, past all marks; empty when there is a placeholder before it,
 * or none.
 */
extern LearnSpan learn_chunk_next_word(const char *text);

#endif /* LEARN_CORE_FINGERPRINT_CHUNK_H */
