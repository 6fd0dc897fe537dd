/*-------------------------------------------------------------------------
 *
 * redact_judge.h
 *		Is what stands where a secret would stand one?
 *
 * All look at a value alone.  The time is linear in its length.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_JUDGE_H
#define LEARN_CORE_REDACT_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

/* How sure a name is that what it names is a secret. */
typedef enum LearnRedactStrength
{
	LEARN_STRENGTH_NONE,    /* it is none */
	LEARN_STRENGTH_LONG,    /* when it is long and looks random */
	LEARN_STRENGTH_HINT,    /* when it looks random, wherever it stands */
	LEARN_STRENGTH_RANDOM,  /* the same, as keys and tokens do in text */
	LEARN_STRENGTH_UNUSUAL, /* when it looks like no word or number */
	LEARN_STRENGTH_LETTERS, /* when there is a letter in it */
	LEARN_STRENGTH_ANY      /* whatever it looks like, as passwords do */
} LearnRedactStrength;

/* From how many characters on a value is long. */
#define LEARN_REDACT_LONG_MIN 16

/* Does a value look as if nobody had thought of it, and no word were in it? */
extern bool learn_redact_is_random(const char *value, size_t length);

/* The same, but so long that it is no name or number of something. */
extern bool learn_redact_is_long(const char *value, size_t length);

/*
 * Is a run of letters and digits so mixed, or a prefix with so long a value
 * behind it, that nothing but a key or token looks like it?
 */
extern bool learn_redact_is_dense(const char *run, size_t length);

/* Is it a long value that is in one piece, or written as a UUID is? */
extern bool learn_redact_is_glued(const char *value, size_t length);

/* Does it stand for a secret that is elsewhere, or was taken out by others? */
extern bool learn_redact_is_reference(const char *value, size_t length);

/*
 * Is it a secret, judging by how sure the name is?  bare: it has no quotes
 * around it.
 */
extern bool learn_redact_is_secret(const char *value, size_t length, bool bare,
								   LearnRedactStrength strength);

/* Is a word one that messages have where a secret would stand? */
extern bool learn_redact_is_message_word(const char *word, size_t length);

#endif /* LEARN_CORE_REDACT_JUDGE_H */
