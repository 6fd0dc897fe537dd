/*-------------------------------------------------------------------------
 *
 * command_nested_wrappers.h
 *		The table of programs that run the command in their last arguments.
 *		Internal to command_nested_*.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_NESTED_WRAPPERS_H
#define LEARN_CORE_COMMAND_NESTED_WRAPPERS_H

#include "core/command_nested.h"

/* How what is behind the options is read. */
enum
{
	LEARN_WRAPPER_ASSIGNMENTS = 1 << 0, /* NAME=value before the command */
	LEARN_WRAPPER_JOINED = 1 << 1, /* the words are a script, with blanks */
	LEARN_WRAPPER_TEXT = 1 << 2,   /* a single word is a script */
	LEARN_WRAPPER_REMOTE = 1 << 3, /* on another host or in a container */
	LEARN_WRAPPER_SHELL = 1 << 4,  /* without a command: a shell */
	LEARN_WRAPPER_SCRIPT = 1 << 5, /* with a script's option: no command */
	LEARN_WRAPPER_DASHES = 1 << 6, /* behind "--" comes the command at once */
	LEARN_WRAPPER_COLONS = 1 << 7  /* the command ends before ":::" */
};

/* A program, or several that are called alike. */
typedef struct LearnWrapper
{
	const char *names;
	const char *subcommands; /* or NULL; "compose exec" is "compose/exec" */
	const char *values;      /* short options with a value */
	const char *long_values; /* long ones, without "--" */
	const char *scripts;     /* short options whose value is a script */
	const char *long_scripts;
	int operands; /* how many come before the command */
	int flags;
} LearnWrapper;

extern const LearnWrapper *learn_nested_wrappers(size_t *count);

/*
 * How many words it takes up to and with a subcommand of the wrapper, before
 * which there may be options; 0: it is not called.
 */
extern int learn_nested_find_subcommand(const LearnNested *nested,
										const LearnWrapper *wrapper);

#endif /* LEARN_CORE_COMMAND_NESTED_WRAPPERS_H */
