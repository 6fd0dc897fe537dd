/*-------------------------------------------------------------------------
 *
 * command_nested.h
 *		What programs of Unix run that stands in their arguments.  Internal
 *		to command_nested_*.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_NESTED_H
#define LEARN_CORE_COMMAND_NESTED_H

#include "core/command_reader.h"

/* A finished command whose arguments are looked at. */
typedef struct LearnNested
{
	LearnCommandReader *reader;
	int index;
	const LearnCommandPlace *place;
	LearnSimpleCommand command; /* a copy: the list moves when it grows */
} LearnNested;

/* Who reads commands from its standard input? */
typedef enum LearnStdin
{
	LEARN_STDIN_OTHER,  /* it is no script */
	LEARN_STDIN_SCRIPT, /* a shell, at, batch */
	LEARN_STDIN_REMOTE, /* a shell elsewhere */
	LEARN_STDIN_CRONTAB
} LearnStdin;

/* command_nested_unix.c */

/* Has a text read that the command runs. */
extern void learn_nested_script(const LearnNested *nested, const char *text,
								size_t length, LearnNesting nesting);

/* Has the words from first up to end read as one text, with blanks between. */
extern void learn_nested_joined(const LearnNested *nested, int first, int end,
								LearnNesting nesting);

/* The text of a word; "" when there is none. */
extern const char *learn_nested_word(const LearnNested *nested, int at);

/* Is a word one of a list that is separated by blanks? */
extern bool learn_nested_is_one_of(const char *word, size_t length,
								   const char *list);

/* command_nested_wrappers.c: sudo, env, ssh and the like. */

/* Reads what a wrapper runs; false: the program is none. */
extern bool learn_nested_read_wrapper(const LearnNested *nested);

/* What its standard input is, when it passes it on itself. */
extern LearnStdin learn_nested_wrapper_stdin(const LearnNested *nested);

/* command_nested_shells.c */

/* Is it a shell of Unix? */
extern bool learn_nested_is_shell(const char *program);

/* Reads "sh -c"; false: the program is no shell. */
extern bool learn_nested_read_shell(const LearnNested *nested);

/* What the standard input of a command is for it. */
extern LearnStdin learn_nested_stdin(const LearnNested *nested);

/* command_nested_stdin.c */

/*
 * Reads a text that is the standard input of the command at index, as that
 * would, or as the command does that it runs elsewhere.
 */
extern void learn_nested_feed(LearnCommandReader *reader, int index,
							  const char *text, size_t length,
							  LearnNesting nesting);

/* Has a text read as a script of the command at index. */
extern void learn_nested_run(LearnCommandReader *reader, int index,
							 const char *text, size_t length,
							 LearnNesting nesting);

/* command_nested_code.c: texts of other languages, and what they run. */
extern void learn_nested_read_code(const LearnNested *nested);

/* command_nested_options.c: options whose value is a command. */
extern void learn_nested_read_options(const LearnNested *nested);

/* command_nested_output.c: what is known of the output of commands. */

/*
 * Appends what a command writes, as far as that stands in the text; depth is
 * how many commands in the pipeline have been asked.  False: it is not known.
 * *encoded is set when it was decoded on its way.
 */
extern bool learn_nested_output(LearnCommandReader *reader, int index,
								LearnBuffer *output, bool *encoded, int depth);

/* Appends what it reads from the command before it; the same otherwise. */
extern bool learn_nested_input(LearnCommandReader *reader, int index,
							   LearnBuffer *input, bool *encoded, int depth);

#endif /* LEARN_CORE_COMMAND_NESTED_H */
