/*-------------------------------------------------------------------------
 *
 * match.h
 *		Regular expressions from elsewhere, without trust.
 *
 * The C library's can take hours and all of the memory for an expression of a
 * few characters, and some have crashed it.  So they are tried by a copy of
 * the executor that has little time and little memory.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_MATCH_H
#define LEARN_EXECUTOR_STEPS_MATCH_H

#include "core/problem.h"

/* Seconds of a processor, and of the clock, for one expression and text. */
#define LEARN_MATCH_CPU 2
#define LEARN_MATCH_TIMEOUT 20

/*
 * Is there a match of a POSIX extended regular expression anywhere in a text,
 * ^ and $ being the ends of a line?  Beyond POSIX \d, \D, \s, \S, \w, \W, \b,
 * \B, \n and \t are what everybody takes them for, \d, \s, \w, \n and \t in
 * brackets too; of others that POSIX does not know none is guessed.
 *
 * LEARN_OK: there is.  LEARN_NOTHING: there is none.  LEARN_INVALID: the
 * expression cannot be read, or takes too long; see the problem.
 * LEARN_OUT_OF_MEMORY.
 */
extern LearnStatus learn_match(const char *expression, const char *text,
							   LearnProblem *problem);

#endif /* LEARN_EXECUTOR_STEPS_MATCH_H */
