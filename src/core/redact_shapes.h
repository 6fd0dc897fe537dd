/*-------------------------------------------------------------------------
 *
 * redact_shapes.h
 *		Finds secrets that are known by what they look like.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_SHAPES_H
#define LEARN_CORE_REDACT_SHAPES_H

#include "core/redact_text.h"

/* How many shapes there may be. */
#define LEARN_REDACT_SHAPES_MAX 256

/* The shapes by their first character; made for each text. */
typedef struct LearnRedactShapes
{
	/* Numbers of shapes, from 1; 0: none. */
	unsigned char first[256];
	unsigned char next[LEARN_REDACT_SHAPES_MAX];
	unsigned char any; /* the first of those that begin with any of a set */

	/* Before this place nothing is a key by how mixed it is alone. */
	size_t quiet;
} LearnRedactShapes;

extern void learn_redact_index_shapes(LearnRedactShapes *index);

/*
 * Notes that a block such as a certificate begins or ends at a place, where
 * dashes are: one with a private key has been found before.
 */
extern void learn_redact_pass_block(LearnRedactShapes *index,
									const LearnRedactText *text, size_t at);

/*
 * Is there a key, a token or a hash of a known shape at a place, where a word
 * can begin?
 */
extern bool learn_redact_find_shape(const LearnRedactShapes *index,
									const LearnRedactText *text, size_t at,
									LearnRedactFound *found);

/*
 * Is there a block with a private key, in PEM or alike, with line ends or
 * escapes for them?  What was cut off before its end is one as well.
 */
extern bool learn_redact_find_block(const LearnRedactText *text, size_t at,
									LearnRedactFound *found);

/*
 * Does the URL whose "://" is at a place have credentials in it?  What is
 * found is the password, or the user when that is a token by itself.
 */
extern bool learn_redact_find_url(const LearnRedactText *text, size_t at,
								  LearnRedactFound *found);

#endif /* LEARN_CORE_REDACT_SHAPES_H */
