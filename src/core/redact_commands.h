/*-------------------------------------------------------------------------
 *
 * redact_commands.h
 *		Finds secrets that are given to known programs.
 *
 * What "-p" means depends on the program; so who reads a text from its start
 * to its end follows the commands in it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_COMMANDS_H
#define LEARN_CORE_REDACT_COMMANDS_H

#include "core/redact_text.h"

/* The command in which a place is; all zero at first. */
typedef struct LearnRedactCommand
{
	int family; /* of programs that its own belongs to; 0: none */
	char quote; /* that is open in it; NUL: none */
} LearnRedactCommand;

/* Reads on, from a place to another, over what is no word. */
extern void learn_redact_follow(LearnRedactCommand *command,
								const LearnRedactText *text, size_t from,
								size_t to);

/* Reads a word, from start to end, which may be a program's name. */
extern void learn_redact_follow_word(LearnRedactCommand *command,
									 const LearnRedactText *text, size_t start,
									 size_t end);

/* Does an option at a place have a secret, in this command? */
extern bool learn_redact_find_option(const LearnRedactText *text, size_t at,
									 const LearnRedactCommand *command,
									 LearnRedactFound *found);

/*
 * Does a word, from start to end, begin a command that hands a secret on:
 * echo secret | passwd --stdin, or 'secret' | ConvertTo-SecureString?
 */
extern bool learn_redact_find_piped(const LearnRedactText *text, size_t start,
									size_t end, LearnRedactFound *found);

/* The same for: passwd --stdin <<< secret; at a place where "<" is. */
extern bool learn_redact_find_here_string(const LearnRedactText *text,
										  size_t at, LearnRedactFound *found);

#endif /* LEARN_CORE_REDACT_COMMANDS_H */
