/*-------------------------------------------------------------------------
 *
 * command_sh_list.h
 *		A list of commands for sh while it is read.  Internal to
 *		command_sh_*.c.
 *
 * Compound commands are no commands of their own in the list that is made:
 * what stands in "if", loops and groups is listed as if it stood there alone,
 * but in the pipelines that the whole stands in.  What they have besides
 * commands becomes one: "for", "case", "select", "[[" and "((" with their
 * words; "function" with its name, whose body belongs to it (LEARN_IN_BLOCK);
 * and a command without words for the redirections behind an end.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_SH_LIST_H
#define LEARN_CORE_COMMAND_SH_LIST_H

#include "core/command_sh.h"

/* How many compound commands may be open at once. */
#define LEARN_SH_FRAMES_MAX 100

/* What is open. */
typedef enum LearnShFrameKind
{
	LEARN_SH_LIST, /* the list itself */
	LEARN_SH_IF,
	LEARN_SH_LOOP,
	LEARN_SH_CASE,
	LEARN_SH_BRACE,
	LEARN_SH_PARENTHESIS
} LearnShFrameKind;

typedef struct LearnShFrame
{
	LearnShFrameKind kind;
	LearnCommandPlace place; /* where its commands belong */
	bool header;             /* "case": patterns come; "for": "do" does */
	int owner;               /* "case": the command that has its words */
	int pipeline;            /* of the pipeline that is open, or 0 */
	int pipeline_place;
	int list;     /* the first command of what "&" would end */
	int compound; /* the first command of the compound that ended, or -1 */
	bool ended;   /* a compound command has just ended */
} LearnShFrame;

/* A command that waits for its here-documents. */
typedef struct LearnShWaiting
{
	int index;
	LearnCommandDraft draft;
	LearnCommandPlace place;
} LearnShWaiting;

/* A here-document to come; until then the target is its delimiter. */
typedef struct LearnShDocument
{
	int command; /* the command that waits for it */
	int redirection;
	bool tabs; /* <<- */
} LearnShDocument;

typedef struct LearnShList
{
	LearnShText *text;
	struct LearnShList *outer; /* of the same text, or NULL */
	char closing;
	bool closed;    /* the closing byte was read */
	bool continues; /* an operator was read that needs another command */
	int function;   /* its body comes next, or -1 */
	int depth;      /* the frame that is open */
	LearnShWaiting *waiting;
	int waiting_count;
	int waiting_capacity;
	LearnShDocument *documents;
	int document_count;
	int document_capacity;
	LearnShFrame frames[LEARN_SH_FRAMES_MAX];
} LearnShList;

/* A simple command that is being read. */
typedef struct LearnShCommand
{
	int index;
	LearnCommandDraft draft;
	LearnCommandPlace place;
	int documents; /* how many the list had before */
} LearnShCommand;

/* command_sh_frames.c: compound commands, pipelines, the end of commands. */
extern LearnShFrame *learn_sh_frame(LearnShList *list);
extern void learn_sh_open(LearnShList *list, LearnShFrameKind kind);
extern void learn_sh_close(LearnShList *list, LearnShFrameKind kind);

/*
 * What stands before an operator is over; piped: the next command reads what
 * it writes.
 */
extern void learn_sh_end_pipeline(LearnShList *list, bool piped);

/* A new list begins behind ";", a newline or "&"; the last was run by "&". */
extern void learn_sh_end_list(LearnShList *list, bool in_background);

/* Begins a command; false: it cannot be, and reading has stopped. */
extern bool learn_sh_begin(LearnShList *list, LearnShCommand *command);

/* Finishes it, or lets it wait for its here-documents. */
extern void learn_sh_finish(LearnShList *list, LearnShCommand *command);

/* Adds a word that is not in the text, or as it is there. */
extern void learn_sh_add_literal(LearnShList *list, LearnShCommand *command,
								 const char *letters, size_t length,
								 size_t start);

/* command_sh_redirection.c */

/* Reads a redirection; false: there is none at the current place. */
extern bool learn_sh_read_redirection(LearnShList *list,
									  LearnShCommand *command);

/* command_sh_document.c */

/* Notes that the last redirection of a command is a here-document. */
extern void learn_sh_expect_document(LearnShList *list,
									 LearnShCommand *command, bool tabs);

/* Lets a command wait until its here-documents have been read. */
extern void learn_sh_wait(LearnShList *list, LearnShCommand *command);

/* Reads the here-documents that are expected, behind a newline. */
extern void learn_sh_read_documents(LearnShList *list);

/* Settles those that have not come when the list is over. */
extern void learn_sh_end_documents(LearnShList *list);

/* command_sh_command.c: what begins with a word. */
extern void learn_sh_read_command(LearnShList *list);

/* Reads "((…))" behind "(("; false: these are two parentheses. */
extern bool learn_sh_read_arithmetic_command(LearnShList *list);

/* command_sh_reserved.c: what begins with a reserved word. */

/* Reads it and what belongs to it; false: there is none. */
extern bool learn_sh_read_reserved(LearnShList *list);

/* Reads the patterns of "case", up to and with their ")". */
extern void learn_sh_read_patterns(LearnShList *list);

#endif /* LEARN_CORE_COMMAND_SH_LIST_H */
