/*-------------------------------------------------------------------------
 *
 * output.h
 *		What a program writes: its beginning and its end.
 *
 * However much that is, the memory it takes is the same.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PROCESS_OUTPUT_H
#define LEARN_EXECUTOR_PROCESS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it is empty. */
typedef struct LearnOutput
{
	char *kept; /* malloc'ed: the first bytes, then a ring of the last */
	unsigned long long total; /* bytes written */
} LearnOutput;

/* Makes room; false: there is no memory. */
extern bool learn_output_init(LearnOutput *output);

/* Adds what was written next. */
extern void learn_output_add(LearnOutput *output, const char *data,
							 size_t length);

/*
 * What was written, as text, malloc'ed: valid UTF-8 without white space at its
 * end.  What is no UTF-8, U+0000 and control characters but tabs and line ends
 * are U+FFFD, CR LF is a line end.
 *
 * Of more than LEARN_PROCESS_OUTPUT_MAX bytes so many are kept, head and tail,
 * with a note of how many are missing between them.  Both are cut at the end
 * of a line, if there is one near, else at white space, so that the half of a
 * word that nobody recognises any more, such as a password, does not stay.
 *
 * NULL: there is no memory.
 */
extern char *learn_output_text(const LearnOutput *output);

/* Frees what is kept; safe when only zeroed, and twice. */
extern void learn_output_free(LearnOutput *output);

#endif /* LEARN_EXECUTOR_PROCESS_OUTPUT_H */
