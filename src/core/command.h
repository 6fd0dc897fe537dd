/*-------------------------------------------------------------------------
 *
 * command.h
 *		What a command line does: its simple commands, as the shell sees them.
 *
 * For sh (POSIX, and what bash, dash, ksh and zsh have in common), Windows
 * PowerShell and PowerShell 7, and cmd.exe.  Nothing is run and nothing is
 * expanded: what a word will be when it runs is known only as far as its text
 * tells.  But what will be parsed again is parsed again here: substitutions,
 * the argument of "sh -c", a here-document for an interpreter, an encoded
 * command, the command behind sudo, xargs or find -exec, the script block of
 * Invoke-Command, "cmd /c".  All these commands are in one list; each says in
 * which other one it stands, and how.
 *
 * A text that cannot be parsed to its end still gives what was read, and says
 * so: whoever looks for dangers must not be blinded by a missing quote.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_H
#define LEARN_CORE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/problem.h"

/* The most simple commands that are read of a text, and how deep they nest. */
#define LEARN_COMMANDS_MAX 4096
#define LEARN_COMMAND_DEPTH_MAX 16

typedef enum LearnShell
{
	LEARN_SHELL_SH,
	LEARN_SHELL_POWERSHELL,
	LEARN_SHELL_CMD
} LearnShell;

/*
 * One word, without its quotes and escapes.  What is expanded when it runs
 * stays as it is written: $HOME, ${x:-y}, $(date), %TEMP%, $env:TEMP, globs.
 * All texts are in the arena of their LearnCommands.
 */
typedef struct LearnWord
{
	const char *text;
	size_t length;
	bool expands; /* variables, substitutions or globs decide what it is */
	bool quoted;  /* some of it was quoted or escaped */
	size_t start; /* where it stands, in the text of its own command's */
	size_t end;   /* script: the outermost one, or that of LEARN_IN_SCRIPT */
} LearnWord;

typedef struct LearnRedirection
{
	const char *operator; /* "<", ">", ">>", "2>", "&>", "<<", "<<<", "2>&1" */
	LearnWord target;     /* "<<": the body of the here-document; "2>&1": "" */
} LearnRedirection;

/* Why a command is in the list besides those that are written out. */
typedef enum LearnNesting
{
	LEARN_NESTED_NOT,      /* it stands by itself; parent is -1 */
	LEARN_IN_SUBSTITUTION, /* $(…), `…`, <(…), @(…) */
	LEARN_IN_SCRIPT,       /* a text that its parent runs: sh -c, eval, iex */
	LEARN_IN_ENCODED,      /* the same, which was encoded: -EncodedCommand */
	LEARN_BEHIND_WRAPPER, /* sudo, env, timeout, nohup, xargs, find -exec … */
	LEARN_IN_REMOTE,      /* run elsewhere: ssh, Invoke-Command, wsl, docker */
	LEARN_IN_BLOCK        /* a script block that is an argument: { … } */
} LearnNesting;

typedef struct LearnSimpleCommand
{
	LearnShell shell; /* whose rules it was read by */

	/*
	 * What runs, to be compared: the base name of words[0], in lower case and
	 * without .exe (for Windows, also without .com, .bat and .cmd), an alias
	 * of PowerShell by its full name ("invoke-expression" for iex;
	 * "remove-item" for rm), module prefixes left out.  "" when it is not
	 * known ($tool), or there is none (only assignments or redirections).
	 *
	 * For sh, compound commands have a command for what they have besides
	 * other commands: "for", "select", "case", "[[" and "((" with their words;
	 * "function" with its name, whose body belongs to it (LEARN_IN_BLOCK); and
	 * one without words for the redirections behind their end.  The commands
	 * of a group in a pipeline are in that pipeline; those that run one after
	 * the other have the same place in it.
	 */
	const char *program;
	const LearnWord *words; /* words[0]: the program as it is written */
	int word_count;
	const LearnWord *assignments; /* NAME=value before it, $name = value */
	int assignment_count;
	const LearnRedirection *redirections;
	int redirection_count;

	int pipeline;         /* commands of one pipeline have the same number */
	int pipeline_place;   /* 0 for the first of it */
	bool ends_pipeline;   /* nothing reads what it writes */
	bool in_background;   /* & */
	int parent;           /* index of the command it belongs to, or -1 */
	LearnNesting nesting; /* how it belongs to it */
} LearnSimpleCommand;

typedef struct LearnCommands
{
	LearnSimpleCommand *items; /* in the order in which they begin */
	int count;
	bool incomplete;  /* an end was missing, or it was too much or too deep */
	LearnProblem why; /* what was missing, when incomplete */
	LearnArena arena; /* owns everything */
} LearnCommands;

/*
 * Reads a text of length bytes (valid UTF-8).  The time is linear in length,
 * but for what is nested, which is read once for each level.  LEARN_OK, also
 * when commands->incomplete; or LEARN_OUT_OF_MEMORY.  The caller frees the
 * commands either way.
 */
extern LearnStatus learn_commands_parse(LearnShell shell, const char *text,
										size_t length,
										LearnCommands *commands);

/* Frees what they own; safe when only zeroed. */
extern void learn_commands_free(LearnCommands *commands);

/* "sh", "powershell" or "cmd"; false when it is none of them. */
extern bool learn_shell_by_name(const char *name, LearnShell *shell);

#endif /* LEARN_CORE_COMMAND_H */
