/*-------------------------------------------------------------------------
 *
 * command_reader.h
 *		What those who read commands share.  Internal to command*.c.
 *
 * command.c owns the list; command_sh*.c, command_powershell*.c and
 * command_cmd*.c read texts and add what they find; command_nested*.c knows
 * which programs run what stands in their arguments, and has that read in
 * turn.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_READER_H
#define LEARN_CORE_COMMAND_READER_H

#include "core/buffer.h"
#include "core/command.h"

/* A list that is being made. */
typedef struct LearnCommandReader
{
	LearnCommands *commands;
	int capacity;
	int pipelines; /* numbers given so far */
	size_t budget; /* how many bytes may still be read, all levels together */
	int words;     /* how many there are, of all commands */
	bool plain;    /* sh: no more than POSIX has */
	bool doubtful; /* sh: read by POSIX alone, there may be other commands */
	bool exceeded; /* a limit was reached */
	bool failed;   /* out of memory */
} LearnCommandReader;

/* The most words, assignments and redirections of all commands together. */
#define LEARN_COMMAND_WORDS_MAX 262144

/* Where what is read belongs. */
typedef struct LearnCommandPlace
{
	int parent;
	LearnNesting nesting;
	int depth;
} LearnCommandPlace;

/* A simple command while its words come in. */
typedef struct LearnCommandDraft
{
	LearnSimpleCommand command; /* without its lists */
	LearnWord *words;           /* malloc'ed, as are the two below */
	int word_count;
	int word_capacity;
	LearnWord *assignments;
	int assignment_count;
	int assignment_capacity;
	LearnRedirection *redirections;
	int redirection_count;
	int redirection_capacity;
} LearnCommandDraft;

/* Reads a text by the rules of a shell; adds what it finds. */
extern void learn_command_read_sh(LearnCommandReader *reader, const char *text,
								  size_t length,
								  const LearnCommandPlace *place);
extern void learn_command_read_powershell(LearnCommandReader *reader,
										  const char *text, size_t length,
										  const LearnCommandPlace *place);
extern void learn_command_read_cmd(LearnCommandReader *reader,
								   const char *text, size_t length,
								   const LearnCommandPlace *place);

/*
 * Any of them.  Deeper than LEARN_COMMAND_DEPTH_MAX, or more than the budget:
 * incomplete instead.  Whoever has a text of its own read (an argument, what
 * was decoded, a here-document) goes through this.
 */
extern void learn_command_read(LearnCommandReader *reader, LearnShell shell,
							   const char *text, size_t length,
							   const LearnCommandPlace *place);

/*
 * May a text of this length be read, so deep?  If so, it is taken from the
 * budget; else the list is incomplete.  For those who do not go through
 * learn_command_read().
 */
extern bool learn_command_may_read(LearnCommandReader *reader, size_t length,
								   const LearnCommandPlace *place);

/*
 * Reserves the next place in the list for a command that begins here, so that
 * what is nested in its words comes behind it.  Returns its index, or -1 when
 * there is no room (the list is incomplete then) or no memory.
 */
extern int learn_command_begin(LearnCommandReader *reader);

/*
 * Add to a draft; the texts are copied into the arena.  False: no memory, and
 * the reader has failed.  What is more than LEARN_COMMAND_WORDS_MAX is left
 * out, and the list incomplete.
 */
extern bool learn_command_add_word(LearnCommandReader *reader,
								   LearnCommandDraft *draft,
								   const LearnWord *word);
extern bool learn_command_add_assignment(LearnCommandReader *reader,
										 LearnCommandDraft *draft,
										 const LearnWord *word);
extern bool learn_command_add_redirection(LearnCommandReader *reader,
										  LearnCommandDraft *draft,
										  const char *sign,
										  const LearnWord *target);

/*
 * Finishes the command at index with what the draft holds, names its program,
 * frees the draft, and reads what the program is going to run.  The draft's
 * command has the shell and what concerns the pipeline; parent and nesting
 * are the place's.  With an index of -1 the draft is only freed.
 */
extern void learn_command_finish(LearnCommandReader *reader, int index,
								 LearnCommandDraft *draft,
								 const LearnCommandPlace *place);

/*
 * Adds the command that stands in the words of the finished one at index, from
 * words[first] on, count of them, as "sudo" and "find -exec" have it; reads
 * what it runs in turn.  It shares words and redirections with the one at
 * index, stands in the same pipeline, and place is that one's.
 */
extern void learn_command_add_wrapped(LearnCommandReader *reader, int index,
									  int first, int count,
									  LearnNesting nesting,
									  const LearnCommandPlace *place);

/* Was a command added so, out of the words of another one? */
extern bool learn_command_is_wrapped(const LearnSimpleCommand *command,
									 const LearnSimpleCommand *parent);

/* Names the program of a command that has its words; false: no memory. */
extern bool learn_command_name_program(LearnCommandReader *reader,
									   LearnSimpleCommand *command);

/* Moves the draft's lists into the arena, for its command; false: no memory. */
extern bool learn_command_draft_settle(LearnCommandReader *reader,
									   LearnCommandDraft *draft);

/* Frees the draft; safe when only zeroed. */
extern void learn_command_draft_free(LearnCommandDraft *draft);

/* Notes that the text was not read to its end; the first reason stays. */
extern void learn_command_incomplete(LearnCommandReader *reader,
									 const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, because something is more than a limit allows. */
extern void learn_command_exceeds(LearnCommandReader *reader,
								  const char *what);

/*
 * The commands that stand in the arguments of the finished command at index:
 * for what runs on Unix, and for what runs on Windows (each looks at the
 * program and does nothing when it does not know it).
 */
extern void learn_command_read_nested_unix(LearnCommandReader *reader,
										   int index,
										   const LearnCommandPlace *place);
extern void learn_command_read_nested_windows(LearnCommandReader *reader,
											  int index,
											  const LearnCommandPlace *place);

/*
 * The scripts that commands of the list write for others that run them; to be
 * called when all is read.
 */
extern void learn_command_read_piped_unix(LearnCommandReader *reader);

/*
 * The full name of an alias or program of PowerShell, in lower case; the name
 * itself (which is in lower case) when it is no alias.
 */
extern const char *learn_powershell_full_name(const char *name);

#endif /* LEARN_CORE_COMMAND_READER_H */
