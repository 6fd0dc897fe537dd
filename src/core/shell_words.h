/*-------------------------------------------------------------------------
 *
 * shell_words.h
 *		The words of a command for sh.
 *
 * As much of sh's grammar as it takes to tell a command word from an argument
 * or a string; nothing is expanded.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_SHELL_WORDS_H
#define LEARN_CORE_SHELL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Where a simple command is within a text. */
typedef struct LearnShellCommand
{
	size_t word;      /* where the command word starts */
	size_t arguments; /* where it ends */
	size_t end;       /* where the simple command ends */
} LearnShellCommand;

/*
 * The end of the word at "at": quotes and backslashes taken into account.
 */
extern size_t learn_shell_word_end(const char *text, size_t at);

/*
 * Finds the next simple command at or after *at, and moves *at behind it.
 * Words such as "if" or "sudo", and assignments, lead to a command word.
 */
extern bool learn_shell_next(const char *text, size_t *at,
							 LearnShellCommand *simple);

#endif /* LEARN_CORE_SHELL_WORDS_H */
