/*-------------------------------------------------------------------------
 *
 * command_sh.h
 *		The reader of sh in its parts.  Internal to command_sh*.c.
 *
 * Shells that all call themselves sh do not agree on where some words end:
 * "$'\''" is one word for bash, and the start of a quoted text for dash.  A
 * text is read as bash would; where others would see other commands in it,
 * that is noted (reader->doubtful), and all is read once more by the letter of
 * POSIX (reader->plain).  So the list has what either of them would run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_SH_H
#define LEARN_CORE_COMMAND_SH_H

#include "core/command_reader.h"

/*
 * What a letter of a word is, besides the letter.  The letters of the word
 * that is being read, and of those it stands in, are in one buffer, and their
 * marks in another.
 */
#define LEARN_SH_PLAIN 'p'  /* written without quotes */
#define LEARN_SH_QUOTED 'q' /* quoted or escaped */
#define LEARN_SH_RAW 'r'    /* of an expansion, as it is written */
#define LEARN_SH_SPLIT 's'  /* of $IFS: where it becomes two words */

/* A text while it is read. */
typedef struct LearnShText
{
	LearnCommandReader *reader;
	const char *text;
	size_t at;
	size_t length; /* where it ends for now: a here-document ends sooner */
	size_t base;   /* where it stands in its script */
	LearnBuffer letters;
	LearnBuffer marks;
	int owner;                /* the command whose words are read */
	int depth;                /* its depth */
	int nesting;              /* how many expansions are open */
	bool stopped;             /* it makes no sense to read on */
	struct LearnShList *list; /* the innermost one that is read, or NULL */
} LearnShText;

/* A word that was read; its letters are the last in the buffer. */
typedef struct LearnShWord
{
	size_t first; /* where they begin */
	size_t start; /* where it stands in the text */
	size_t end;
	bool expands;
	bool quoted;
	bool splits; /* has letters of $IFS */
	bool braces; /* has { outside quotes */
} LearnShWord;

/* command_sh_text.c: the smallest parts. */

/* The byte at a distance; '\0' behind the end. */
extern char learn_sh_peek(const LearnShText *text, size_t distance);

/* Are we at the end? */
extern bool learn_sh_at_end(const LearnShText *text);

/* Skips blanks, continued lines and comments. */
extern void learn_sh_skip_blanks(LearnShText *text);

/* Skips a backslash before a newline, and more of them. */
extern void learn_sh_skip_continuations(LearnShText *text);

/* Does a byte end a word that is not quoted? */
extern bool learn_sh_ends_word(char byte);

/* The length of the name of a variable at a place; 0: there is none. */
extern size_t learn_sh_name_length(const char *text, size_t length);

/* Gives up: what follows cannot be understood, or is too much. */
extern void learn_sh_stop(LearnShText *text, const char *why);

/* Adds a letter, or several with the same mark, to the word. */
extern void learn_sh_put(LearnShText *text, char letter, char mark);
extern void learn_sh_put_text(LearnShText *text, const char *letters,
							  size_t length, char mark);

/* Takes away the letters from first on. */
extern void learn_sh_forget(LearnShText *text, size_t first);

/* command_sh_word.c: words and quotes. */

/*
 * Reads a word at the current place.  False: there is none.  The caller
 * forgets its letters when it has used them.
 */
extern bool learn_sh_read_word(LearnShText *text, LearnShWord *word);

/* Reads a part of a word; false: it is over. */
extern bool learn_sh_read_part(LearnShText *text, LearnShWord *word);

/* Reads what stands between double quotes, behind the first of them. */
extern void learn_sh_read_double(LearnShText *text, LearnShWord *word);

/*
 * Reads a here-document, which is all of the text, up to its length; tabs:
 * those at the start of lines are left out.  Nothing expands when the word is
 * quoted.
 */
extern void learn_sh_read_document(LearnShText *text, LearnShWord *word,
								   bool tabs);

/* Reads '…' and $'…' behind the quote that begins it. */
extern void learn_sh_read_single(LearnShText *text);
extern void learn_sh_read_ansi(LearnShText *text);

/* Makes a word of its letters, for a draft. */
extern LearnWord learn_sh_make_word(const LearnShText *text,
									const LearnShWord *word);

/* command_sh_expansion.c: what begins with $ or `. */

/*
 * Enters an expansion, to be counted down in nesting when it is over; false:
 * it is the one too many, and reading has stopped.
 */
extern bool learn_sh_enter(LearnShText *text);

/*
 * Reads an expansion, which stays in the word as it is written, and the
 * commands in it.
 */
extern void learn_sh_read_dollar(LearnShText *text, LearnShWord *word,
								 bool in_double);
extern void learn_sh_read_backquotes(LearnShText *text, LearnShWord *word,
									 bool in_double);

/* Reads the commands in $(…) or <(…), behind "(", up to and with ")". */
extern void learn_sh_read_substitution(LearnShText *text, char closing);

/*
 * Reads an arithmetic expression behind "((", up to and with "))".  False, and
 * the place is the same as before, when it does not end so.
 */
extern bool learn_sh_read_arithmetic(LearnShText *text, LearnShWord *word);

/* command_sh_list.c: commands. */

/* Reads a text of its own, which stands at base in its script. */
extern void learn_sh_read_script(LearnCommandReader *reader, const char *text,
								 size_t length, size_t base,
								 const LearnCommandPlace *place);

/* command_sh_fields.c: one word that becomes several. */

/* Adds to a draft the words that a word becomes. */
extern bool learn_sh_add_fields(LearnShText *text, LearnCommandDraft *draft,
								const LearnShWord *word);

/*
 * Reads commands up to a closing ')' or '}' (which is read too), or with '\0'
 * to the end of the text.
 */
extern void learn_sh_read_list(LearnShText *text,
							   const LearnCommandPlace *place, char closing);

#endif /* LEARN_CORE_COMMAND_SH_H */
