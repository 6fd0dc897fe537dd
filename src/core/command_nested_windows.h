/*-------------------------------------------------------------------------
 *
 * command_nested_windows.h
 *		What those share who know which programs of Windows run what is in
 *		their arguments.  Internal to command_nested_windows*.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_NESTED_WINDOWS_H
#define LEARN_CORE_COMMAND_NESTED_WINDOWS_H

#include "core/command_reader.h"

/* A finished command whose arguments are looked at. */
typedef struct LearnWindowsCommand
{
	LearnCommandReader *reader;
	LearnSimpleCommand command; /* a copy: the list may move */
	int index;
	LearnCommandPlace place;  /* the command's */
	LearnCommandPlace inside; /* of what it runs; nesting is yet to be set */
} LearnWindowsCommand;

/* What a program does with its arguments. */
typedef void (*LearnWindowsReader)(LearnWindowsCommand *nested);

/* The text of a word of the command; "" behind the last one. */
extern const char *learn_windows_text(const LearnWindowsCommand *nested,
									  int at);

/* Is a word this text, in any case? */
extern bool learn_windows_is(const LearnWindowsCommand *nested, int at,
							 const char *text);

/* Is what it says known before it runs? */
extern bool learn_windows_is_known(const LearnWindowsCommand *nested, int at);

/* Has a text this in it, in any case? */
extern bool learn_windows_contains(const char *text, const char *part);

/*
 * The name of a parameter of PowerShell, without its dash (or "/"); NULL: the
 * word is none.
 */
extern const char *learn_windows_parameter(const LearnWindowsCommand *nested,
										   int at);

/*
 * Is this name, or its beginning of so many characters at least, that of a
 * parameter?  What is behind a colon does not count.
 */
extern bool learn_windows_is_parameter(const char *name, const char *full,
									   size_t shortest);

/* The value of a parameter of PowerShell; NULL: it has none that is known. */
extern const char *learn_windows_value(const LearnWindowsCommand *nested,
									   const char *full, size_t shortest);

/* Has a text read by the rules of a shell. */
extern void learn_windows_read(LearnWindowsCommand *nested, LearnShell shell,
							   const char *text, LearnNesting nesting);

/*
 * The same for the words from one on, as the text that they are together: what
 * was quoted is quoted again when there are several.
 */
extern void learn_windows_read_words(LearnWindowsCommand *nested,
									 LearnShell shell, int first,
									 LearnNesting nesting);

/* Adds the command that the words from one on are. */
extern void learn_windows_run_words(LearnWindowsCommand *nested, int first,
									LearnNesting nesting);

/*
 * Adds the command of a line that no shell reads; program, when it is not
 * NULL, is its first word.
 */
extern void learn_windows_run_line(LearnWindowsCommand *nested,
								   const char *program, const char *line,
								   LearnNesting nesting);

/* The words from first up to last, with blanks between; the caller frees. */
extern char *learn_windows_join(LearnWindowsCommand *nested, int first,
								int last);

/*
 * What the command before it in the pipeline writes, when that is a constant;
 * the caller frees it.  NULL: it is not known, or there is no memory.
 */
extern char *learn_windows_input(LearnWindowsCommand *nested);

/* What reads the arguments of a cmdlet or method; NULL: nothing is run. */
extern LearnWindowsReader learn_windows_cmdlet(const char *program);

/* Reads base64 of a script. */
extern void learn_windows_read_encoded(LearnWindowsCommand *nested,
									   const char *encoded, bool either);

#endif /* LEARN_CORE_COMMAND_NESTED_WINDOWS_H */
