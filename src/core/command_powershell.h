/*-------------------------------------------------------------------------
 *
 * command_powershell.h
 *		What the parts of the reader of PowerShell share.  Internal to
 *		command_powershell*.c.
 *
 * The grammar is that of Windows PowerShell 5.1, with what PowerShell 7 adds
 * (&& || ?: ?? and a background &).  A text is read once, from its start to
 * its end, in the two modes that PowerShell has: commands, whose words are
 * mostly bare, and expressions.
 *
 * What the list shows of it:
 *
 * - An expression whose value goes into a pipeline or a file, or which has
 *   commands in it, is the command Write-Output, which is what PowerShell does
 *   with it; the commands in it are its substitutions.  "'calc' | iex" is
 *   Write-Output | Invoke-Expression.
 * - A call of a method is a command: "system.io.file::delete" of a type, whose
 *   name is in full and in lower case, ".downloadstring" of anything else.
 *   Its arguments are its words; what it is called on is before it, a
 *   substitution of the same command.
 * - An assignment is "$name=value" of the command behind it, or of one without
 *   words; the value is as it is written where it cannot be told.
 * - "& { … }" is the command "&", whose block is its argument.
 * - Constants are computed, since names are hidden in them: "& ('i'+'ex')" is
 *   Invoke-Expression.  Strings that are joined (+, -join), formatted (-f),
 *   replaced, indexed, or made of numbers ([char]) count as constants.
 * - Elements of a list are words of their own: "Stop-Service a,b" has three.
 *   A program gets its words as they are written: "rundll32 a.dll,Entry".
 * - The typographic dash before a parameter's name becomes the usual one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_COMMAND_POWERSHELL_H
#define LEARN_CORE_COMMAND_POWERSHELL_H

#include "core/command_reader.h"

/* So many brackets may be open: the stack has to suffice. */
#define LEARN_POWERSHELL_OPEN_MAX 64

/* The text that is read. */
typedef struct LearnPowerShellText
{
	LearnCommandReader *reader;
	const char *start;
	size_t length;
	size_t at;       /* where the reading is; the end when it is given up */
	int open;        /* brackets that are open here */
	size_t work;     /* bytes that may still be written to compute constants */
	bool commas_end; /* a comma ends an expression: it is an argument */
} LearnPowerShellText;

/*
 * A simple command, or an expression, while it is read.  It takes its place
 * in the list when something belongs to it, or else at its end, if at all.
 */
typedef struct LearnPowerShellElement
{
	LearnCommandDraft draft;
	LearnCommandPlace place;              /* parent, when outer is NULL */
	struct LearnPowerShellElement *outer; /* what it belongs to, or NULL */
	int index;           /* its place in the list; -1: not there yet */
	LearnNesting blocks; /* how blocks among its arguments belong to it */
} LearnPowerShellElement;

/* What an expression gives, as far as its text tells. */
typedef struct LearnPowerShellValue
{
	LearnBuffer text; /* its elements, each but the last ended by NUL */
	int count;        /* of elements */
	bool known;       /* text says what it is, but for what expands */
	bool expands;
	bool quoted;
	bool number;
	bool block;   /* a script block */
	size_t start; /* where it is written */
	size_t name;  /* the same, without the types before it */
	size_t end;
} LearnPowerShellValue;

/* Where statements stand. */
typedef struct LearnPowerShellScope
{
	LearnPowerShellElement *outer; /* what they belong to, or NULL */
	LearnCommandPlace place;       /* the same, when outer is NULL */
	LearnPowerShellValue *value; /* gets the value of the only one, or NULL */
	int statements;              /* read so far */
} LearnPowerShellScope;

/* ---- characters (command_powershell_text.c) */

extern bool learn_powershell_at_end(const LearnPowerShellText *text);

/* The byte that is offset bytes ahead; NUL behind the end. */
extern char learn_powershell_peek(const LearnPowerShellText *text,
								  size_t offset);

/* Does it mean nothing wherever it stands: a letter, a digit, "_", "."? */
extern bool learn_powershell_is_plain(char character);

/* Does this string of ASCII stand here? */
extern bool learn_powershell_is(const LearnPowerShellText *text,
								const char *string);

/* The length of the blank, line end or dash that begins here; 0: none. */
extern size_t learn_powershell_blank(const LearnPowerShellText *text);
extern size_t learn_powershell_line_end(const LearnPowerShellText *text);
extern size_t learn_powershell_dash(const LearnPowerShellText *text,
									size_t at);

/* The length of the quote at a place, which is ' or " in *kind; 0: none. */
extern size_t learn_powershell_quote(const LearnPowerShellText *text,
									 size_t at, char *kind);

/* The bytes of the character at a place. */
extern size_t learn_powershell_character_length(
	const LearnPowerShellText *text, size_t at);

/* Goes over blanks, comments and continued lines; or over line ends too. */
extern void learn_powershell_skip_blanks(LearnPowerShellText *text);
extern void learn_powershell_skip_lines(LearnPowerShellText *text);

/* The word that stands here, letters only: is it this one, in any case? */
extern bool learn_powershell_is_word(const LearnPowerShellText *text,
									 const char *word);

/* Part of a name? */
extern bool learn_powershell_is_name(const LearnPowerShellText *text,
									 size_t at);

/* The end of the variable at the "$" at a place; the place itself: none. */
extern size_t learn_powershell_variable_end(const LearnPowerShellText *text,
											size_t at);

/* Gives the reading up: the reason is noted, and the rest is not read. */
extern void learn_powershell_stop(LearnPowerShellText *text,
								  const char *reason);

/* A bracket opens, or closes again.  False: too many are open. */
extern bool learn_powershell_open(LearnPowerShellText *text);
extern void learn_powershell_close(LearnPowerShellText *text);

/* ---- strings (command_powershell_strings.c); each adds to a value */

/* The string at a quote here, and the here-string at an "@" here. */
extern void learn_powershell_string(LearnPowerShellText *text,
									LearnPowerShellElement *element,
									LearnPowerShellValue *value);
extern bool learn_powershell_here_string(LearnPowerShellText *text,
										 LearnPowerShellElement *element,
										 LearnPowerShellValue *value);

/* The character behind a backtick here. */
extern void learn_powershell_escape(LearnPowerShellText *text,
									LearnPowerShellValue *value);

/* What begins with a "$" here, as it is written; the commands in it. */
extern void learn_powershell_dollar(LearnPowerShellText *text,
									LearnPowerShellElement *element,
									LearnPowerShellValue *value);

/* ---- values (command_powershell_value.c, …_compute.c) */

/* Starts a value that is written from here on; the caller frees it. */
extern void learn_powershell_value_init(LearnPowerShellText *text,
										LearnPowerShellValue *value);
extern void learn_powershell_value_free(LearnPowerShellValue *value);

/* Forgets what it is: only how it is written is known. */
extern void learn_powershell_value_unknown(LearnPowerShellValue *value);

/* Adds text to its only element. */
extern void learn_powershell_value_append(LearnPowerShellText *text,
										  LearnPowerShellValue *value,
										  const char *data, size_t length);

/* May so many bytes still be written?  Then they are spent. */
extern bool learn_powershell_spend(LearnPowerShellText *text, size_t bytes);

/*
 * Computes with constants: each changes its first operand, which becomes
 * unknown when it is none.  The binary operators are "+", ",", "..", and those
 * with a dash by their names without it.
 */
extern void learn_powershell_compute(LearnPowerShellText *text,
									 const char *operator,
									 LearnPowerShellValue * left,
									 const LearnPowerShellValue *right);
extern void learn_powershell_compute_join(LearnPowerShellText *text,
										  LearnPowerShellValue *value);
extern void learn_powershell_compute_index(LearnPowerShellText *text,
										   LearnPowerShellValue *value,
										   const LearnPowerShellValue *index);

/* [char], [char[]], [string] …: type is in lower case, without brackets. */
extern void learn_powershell_compute_cast(LearnPowerShellText *text,
										  const char *type,
										  LearnPowerShellValue *value);

/* A method by its name, in lower case; arguments has two at most. */
extern void learn_powershell_compute_method(
	LearnPowerShellText *text, const char *method, LearnPowerShellValue *value,
	const LearnPowerShellValue *arguments, int argument_count);

/* A variable that is the same everywhere becomes its value. */
extern void learn_powershell_constant(LearnPowerShellText *text,
									  LearnPowerShellValue *value);

/* ---- elements (command_powershell.c) */

extern void learn_powershell_element_init(LearnPowerShellElement *element,
										  const LearnPowerShellScope *scope);

/* What belongs to an element: its scope. */
extern LearnPowerShellScope learn_powershell_inside(
	LearnPowerShellElement *element, LearnNesting nesting);

/* Gives it its place in the list.  False: there is none. */
extern bool learn_powershell_begin(LearnPowerShellText *text,
								   LearnPowerShellElement *element);

/* Adds a word of its own making, or what a value is: split: each element. */
extern void learn_powershell_add(LearnPowerShellText *text,
								 LearnPowerShellElement *element,
								 const char *word);
extern void learn_powershell_add_value(LearnPowerShellText *text,
									   LearnPowerShellElement *element,
									   const LearnPowerShellValue *value,
									   bool split);

/* Ends an element: into the list if it has a place there; frees it. */
extern void learn_powershell_finish(LearnPowerShellText *text,
									LearnPowerShellElement *element);

/* ---- statements (command_powershell.c) */

/* Reads statements up to the closing bracket, and over it; NUL: to the end. */
extern void learn_powershell_statements(LearnPowerShellText *text,
										LearnPowerShellScope *scope,
										char closing);

/* One of them. */
extern void learn_powershell_statement(LearnPowerShellText *text,
									   LearnPowerShellScope *scope);

/* One pipeline, or several with && and || between them. */
extern void learn_powershell_pipelines(LearnPowerShellText *text,
									   LearnPowerShellScope *scope);

/* if, foreach, function …: false when no such statement begins here. */
extern bool learn_powershell_control(LearnPowerShellText *text,
									 LearnPowerShellScope *scope);

/* Does nothing of a statement follow here: its end, or an operator? */
extern bool learn_powershell_is_end(const LearnPowerShellText *text);

/* Do a pipe, and another command, follow? */
extern bool learn_powershell_is_piped(LearnPowerShellText *text);

/* ---- commands (command_powershell_words.c) */

/* Is the program named behind a call operator here?  Goes over it. */
extern bool learn_powershell_call_operator(LearnPowerShellText *text);

/* The words and redirections of a command. */
extern void learn_powershell_words(LearnPowerShellText *text,
								   LearnPowerShellElement *element,
								   bool called);

/* A redirection, if one begins here. */
extern bool learn_powershell_redirection(LearnPowerShellText *text,
										 LearnPowerShellElement *element);

/* One argument; commas belong to it when it is for a program. */
extern void learn_powershell_argument(LearnPowerShellText *text,
									  LearnPowerShellElement *element,
									  bool commas,
									  LearnPowerShellValue *value);

/* ---- expressions (command_powershell_expression.c, …_operand.c, …_members.c) */

/* Does an expression begin here, and no command? */
extern bool learn_powershell_is_expression(LearnPowerShellText *text);

/* The length of the number that begins here; 0: none. */
extern size_t learn_powershell_number(const LearnPowerShellText *text);

/* How strongly operators bind. */
typedef enum LearnPowerShellLevel
{
	LEARN_LEVEL_ANY,
	LEARN_LEVEL_LOGICAL,
	LEARN_LEVEL_COMPARISON,
	LEARN_LEVEL_SUM,
	LEARN_LEVEL_PRODUCT,
	LEARN_LEVEL_FORMAT,
	LEARN_LEVEL_RANGE,
	LEARN_LEVEL_COMMA,
	LEARN_LEVEL_OPERAND
} LearnPowerShellLevel;

/* An expression of operators of this level and above. */
extern void learn_powershell_expression(LearnPowerShellText *text,
										LearnPowerShellElement *element,
										LearnPowerShellLevel level,
										LearnPowerShellValue *value);

/*
 * The length of an operator here that has a name and one operand, as -not;
 * *joins: it is -join.
 */
extern size_t learn_powershell_named_sign(const LearnPowerShellText *text,
										  bool *joins);

/* An operand with its signs and types; or from its first character on. */
extern void learn_powershell_operand(LearnPowerShellText *text,
									 LearnPowerShellElement *element,
									 LearnPowerShellValue *value);
extern void learn_powershell_primary(LearnPowerShellText *text,
									 LearnPowerShellElement *element,
									 LearnPowerShellValue *value);

/* The members, calls and indexes behind an operand. */
extern void learn_powershell_members(LearnPowerShellText *text,
									 LearnPowerShellElement *element,
									 LearnPowerShellValue *value);

/*
 * A type, and what is behind it if something of it is meant; else false, and
 * it is for what follows.
 */
extern bool learn_powershell_typed(LearnPowerShellText *text,
								   LearnPowerShellElement *element,
								   LearnBuffer *name,
								   LearnPowerShellValue *value);

/*
 * The type in brackets here, in lower case, and the arguments of an attribute.
 */
extern void learn_powershell_type(LearnPowerShellText *text,
								  LearnPowerShellElement *element,
								  LearnBuffer *name);

/* The arguments of a call or an attribute, behind its "(". */
extern void learn_powershell_arguments(LearnPowerShellText *text,
									   LearnPowerShellElement *element,
									   LearnPowerShellValue *values, int room,
									   int *count);

/* ---- names (command_powershell_names.c) */

/* The name of a type in full; name is in lower case, and is replaced. */
extern void learn_powershell_type_name(LearnBuffer *name);

/* ---- nested (command_powershell_encoded.c) */

/*
 * What an encoded command is: base64 of UTF-16, or of UTF-8 when either is
 * allowed.  NULL: it is none, or there is no memory for it (*failed); the
 * caller frees it.
 */
extern char *learn_powershell_decode(const char *encoded, size_t length,
									 bool either, size_t *decoded,
									 bool *failed);

#endif /* LEARN_CORE_COMMAND_POWERSHELL_H */
