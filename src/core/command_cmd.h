/*-------------------------------------------------------------------------
 *
 * command_cmd.h
 *		What the parts of the reader of cmd.exe share.  Internal to
 *		command_cmd*.c.
 *
 * cmd.exe looks at a line for its operators, and hands the rest to the program
 * as it is; each program makes words of it by itself.  Those that are built in
 * have rules of their own, the others have those of Microsoft's C library.
 * The list shows words by these rules; but
 *
 * - "set" has one word behind its options, which is an assignment as well;
 * - "cmd /c" has one word behind it: the line that it reads, with its quotes;
 * - "if", "else" and "do" are not shown: what is behind them is;
 * - "for" is shown, with its set as one word; the command of "for /f" is its
 *   substitution.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_CMD_H
#define LEARN_CORE_COMMAND_CMD_H

#include "core/command_reader.h"

typedef struct LearnCmdText
{
	LearnCommandReader *reader;
	const char *start;
	size_t length;
	size_t at; /* where the reading is; the end when it is given up */
	int open;  /* parentheses that are open here */
} LearnCmdText;

/* By whose rules a line becomes words. */
typedef enum LearnCmdRules
{
	LEARN_CMD_PROGRAM,   /* the C library's: \" is a quote */
	LEARN_CMD_ARGUMENTS, /* the same, when no cmd.exe looks at the line */
	LEARN_CMD_ECHO,      /* built in: blanks are between words */
	LEARN_CMD_FILES,     /* built in: so are , ; = and before each / */
	LEARN_CMD_NAME,      /* the name of a program: ends at / , ; = too */
	LEARN_CMD_OPERAND,   /* of "if": ends at "==" and "(" too */
	LEARN_CMD_REST,      /* all of it is one word: of "set" */
	LEARN_CMD_LINE       /* the same, and quotes stay: of "cmd /c" */
} LearnCmdRules;

/* One word while it is read; the caller frees its text. */
typedef struct LearnCmdWord
{
	LearnBuffer text;
	bool expands;
	bool quoted;
	size_t start;
	size_t end;
} LearnCmdWord;

/* The byte that is offset bytes ahead; NUL behind the end. */
extern char learn_cmd_peek(const LearnCmdText *text, size_t offset);

/* Goes over blanks, and over line ends behind a caret. */
extern void learn_cmd_skip_blanks(LearnCmdText *text);

/* Does a command end here: at a line end, or an operator? */
extern bool learn_cmd_is_end(const LearnCmdText *text);

/* Reads one word from here; it may be empty. */
extern void learn_cmd_word(LearnCmdText *text, LearnCmdRules rules,
						   LearnCmdWord *word);

/* A redirection, if one begins here. */
extern bool learn_cmd_redirection(LearnCmdText *text,
								  LearnCommandDraft *draft);

/* The rules for what is behind the name of a program, without its path. */
extern LearnCmdRules learn_cmd_rules(const char *program);

/* Is it built into cmd.exe? */
extern bool learn_cmd_is_built_in(const char *name, size_t length);

/* Adds a word to a draft, and frees it. */
extern void learn_cmd_add(LearnCmdText *text, LearnCommandDraft *draft,
						  LearnCmdWord *word);

#endif /* LEARN_CORE_COMMAND_CMD_H */
