/*-------------------------------------------------------------------------
 *
 * command_sh_reserved.c
 *		Reserved words of sh, and the compound commands that they make.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh_list.h"

#include <string.h>

/* The longest of them. */
#define RESERVED_MAX 8

typedef enum ReservedKind
{
	RESERVED_BEGIN,    /* opens a frame */
	RESERVED_END,      /* closes one */
	RESERVED_BETWEEN,  /* stands between commands of a frame */
	RESERVED_BEFORE,   /* stands before a command */
	RESERVED_LOOP,     /* for, select */
	RESERVED_CASE,     /* case */
	RESERVED_FUNCTION, /* function */
	RESERVED_TEST,     /* [[ */
	RESERVED_TIME,     /* time */
	RESERVED_COPROCESS /* coproc */
} ReservedKind;

typedef struct Reserved
{
	char name[RESERVED_MAX + 1];
	ReservedKind kind;
	LearnShFrameKind frame; /* which one it opens, closes or stands in */
} Reserved;

static const Reserved reserved_words[] = {
	{"!", RESERVED_BEFORE, LEARN_SH_LIST},
	{"{", RESERVED_BEGIN, LEARN_SH_BRACE},
	{"}", RESERVED_END, LEARN_SH_BRACE},
	{"if", RESERVED_BEGIN, LEARN_SH_IF},
	{"then", RESERVED_BETWEEN, LEARN_SH_IF},
	{"elif", RESERVED_BETWEEN, LEARN_SH_IF},
	{"else", RESERVED_BETWEEN, LEARN_SH_IF},
	{"fi", RESERVED_END, LEARN_SH_IF},
	{"while", RESERVED_BEGIN, LEARN_SH_LOOP},
	{"until", RESERVED_BEGIN, LEARN_SH_LOOP},
	{"do", RESERVED_BETWEEN, LEARN_SH_LOOP},
	{"done", RESERVED_END, LEARN_SH_LOOP},
	{"esac", RESERVED_END, LEARN_SH_CASE},
	{"for", RESERVED_LOOP, LEARN_SH_LOOP},
	{"select", RESERVED_LOOP, LEARN_SH_LOOP},
	{"case", RESERVED_CASE, LEARN_SH_CASE},
	{"function", RESERVED_FUNCTION, LEARN_SH_LIST},
	{"[[", RESERVED_TEST, LEARN_SH_LIST},
	{"time", RESERVED_TIME, LEARN_SH_LIST},
	{"coproc", RESERVED_COPROCESS, LEARN_SH_LIST},
};

/*
 * Reads the plain letters of a word, if they are few enough to be a reserved
 * one, and tells where it ends.
 */
static void
read_letters(const LearnShText *text, char *name, size_t *end)
{
	size_t length = 0;
	size_t at = text->at;

	while (at < text->length && !learn_sh_ends_word(text->text[at]) &&
		   length <= RESERVED_MAX)
	{
		if (text->text[at] == '\\' && at + 1 < text->length &&
			text->text[at + 1] == '\n')
			at += 2;
		else
			name[length++] = text->text[at++];
	}
	name[length] = '\0';
	*end = at;
}

/* Is a certain word next? */
static bool
is_next(const LearnShText *text, const char *word, size_t *end)
{
	char name[RESERVED_MAX + 2];

	read_letters(text, name, end);
	return strcmp(name, word) == 0;
}

/*
 * The reserved word at the current place and where it ends; NULL: none.
 */
static const Reserved *
find_reserved(const LearnShText *text, size_t *end)
{
	char name[RESERVED_MAX + 2];

	read_letters(text, name, end);
	for (size_t i = 0; i < sizeof(reserved_words) / sizeof(Reserved); i++)
	{
		if (strcmp(reserved_words[i].name, name) == 0)
			return &reserved_words[i];
	}
	return NULL;
}

/* Does a compound command begin here? */
static bool
begins_compound(const LearnShText *text)
{
	size_t end;
	const Reserved *reserved = find_reserved(text, &end);

	return learn_sh_peek(text, 0) == '(' ||
		   (reserved != NULL && reserved->kind != RESERVED_END &&
			reserved->kind != RESERVED_BETWEEN);
}

/*
 * Reads the word at the current place into a command.
 */
static bool
add_next_word(LearnShList *list, LearnShCommand *command)
{
	LearnShText *text = list->text;
	LearnShWord word;
	bool read;

	learn_sh_skip_blanks(text);
	read = learn_sh_read_word(text, &word);
	if (read)
		learn_sh_add_fields(text, &command->draft, &word);
	learn_sh_forget(text, word.first);
	return read;
}

static void
skip_newlines(LearnShText *text)
{
	learn_sh_skip_blanks(text);
	while (learn_sh_peek(text, 0) == '\n')
	{
		text->at++;
		learn_sh_skip_blanks(text);
	}
}

/*
 * Begins the command that a compound one has for its own words.
 */
static bool
begin_compound(LearnShList *list, LearnShCommand *command,
			   const Reserved *reserved)
{
	if (!learn_sh_begin(list, command))
		return false;
	learn_sh_add_literal(list, command, reserved->name, strlen(reserved->name),
						 list->text->at);
	return true;
}

/*
 * Reads "for NAME in WORDS" or "for ((…))"; then "do" comes, or "{".
 */
static void
read_loop(LearnShList *list, const Reserved *reserved)
{
	LearnShText *text = list->text;
	LearnShCommand command;
	size_t end;

	learn_sh_open(list, LEARN_SH_LOOP);
	if (text->stopped || !begin_compound(list, &command, reserved))
		return;
	learn_sh_frame(list)->header = true;
	learn_sh_skip_blanks(text);
	if (learn_sh_peek(text, 0) == '(' && learn_sh_peek(text, 1) == '(')
	{
		LearnShWord word = {.first = text->letters.length};

		text->at += 2;
		if (!learn_sh_read_arithmetic(text, &word))
			learn_command_incomplete(text->reader, "missing \"))\"");
		learn_sh_forget(text, word.first);
	}
	else
	{
		add_next_word(list, &command);
		skip_newlines(text);
		if (is_next(text, "in", &end))
		{
			while (add_next_word(list, &command))
				;
		}
	}
	learn_sh_finish(list, &command);
}

/*
 * Reads "case WORD in"; then its patterns come.
 */
static void
read_case(LearnShList *list, const Reserved *reserved)
{
	LearnShText *text = list->text;
	LearnShCommand command;
	size_t end;

	learn_sh_open(list, LEARN_SH_CASE);
	if (text->stopped || !begin_compound(list, &command, reserved))
		return;
	learn_sh_frame(list)->owner = command.index;
	add_next_word(list, &command);
	skip_newlines(text);
	if (is_next(text, "in", &end))
	{
		text->at = end;
		learn_sh_frame(list)->header = true;
	}
	else
		learn_command_incomplete(text->reader, "\"case\" without \"in\"");
	learn_sh_finish(list, &command);
}

void
learn_sh_read_patterns(LearnShList *list)
{
	LearnShText *text = list->text;
	LearnShFrame *frame = learn_sh_frame(list);
	LearnShWord word;
	size_t end;

	skip_newlines(text);
	if (is_next(text, "esac", &end))
	{
		text->at = end;
		learn_sh_close(list, LEARN_SH_CASE);
		return;
	}
	if (learn_sh_peek(text, 0) == '(')
		text->at++;
	text->owner = frame->owner;
	text->depth = frame->place.depth;
	do
	{
		skip_newlines(text);
		learn_sh_read_word(text, &word);
		learn_sh_forget(text, word.first);
		learn_sh_skip_blanks(text);
	} while (learn_sh_peek(text, 0) == '|' && ++text->at);
	frame->header = false;
	if (learn_sh_peek(text, 0) == ')')
		text->at++;
	else
		learn_command_incomplete(text->reader,
								 "missing \")\" behind a pattern");
}

/*
 * Reads "function NAME" and "()" behind it; its body comes next.
 */
static void
read_function(LearnShList *list, const Reserved *reserved)
{
	LearnShText *text = list->text;
	LearnShCommand command;
	size_t at;

	if (!begin_compound(list, &command, reserved))
		return;
	add_next_word(list, &command);
	learn_sh_skip_blanks(text);
	at = text->at;
	if (learn_sh_peek(text, 0) == '(')
	{
		text->at++;
		learn_sh_skip_blanks(text);
		if (learn_sh_peek(text, 0) == ')')
			text->at++;
		else
			text->at = at; /* the body, in parentheses */
	}
	learn_sh_finish(list, &command);
	list->function = command.index;
	list->continues = true;
}

/*
 * "[[ a && b ]]" is one command for bash, and two for others.  What follows
 * an operator is hardly meant as a command when it is a variable or begins
 * like the operator of a test.
 */
static bool
may_be_command(const LearnShText *text, size_t at)
{
	while (at < text->length && strchr("&|;( \t\n\"", text->text[at]) != NULL)
		at++;
	if (at + 1 < text->length && text->text[at] == '$')
		return text->text[at + 1] == '(' || text->text[at + 1] == '{';
	return at < text->length && strchr("-!)]", text->text[at]) == NULL;
}

/*
 * Reads "[[ … ]]".
 */
static void
read_test(LearnShList *list, const Reserved *reserved)
{
	LearnShText *text = list->text;
	LearnShCommand command;
	bool parenthesis = false; /* which others do not understand at all */
	size_t end;

	if (!begin_compound(list, &command, reserved))
		return;
	for (;;)
	{
		size_t start;

		learn_sh_skip_blanks(text);
		start = text->at;
		if (is_next(text, "]]", &end))
		{
			text->at = end;
			break;
		}
		if (add_next_word(list, &command))
			continue;
		if (learn_sh_at_end(text))
		{
			learn_command_incomplete(text->reader, "missing \"]]\"");
			break;
		}
		parenthesis = parenthesis || text->text[start] == '(';
		if (!parenthesis && strchr("&|;\n", text->text[start]) != NULL &&
			may_be_command(text, start))
		{
			text->reader->doubtful = true;
			if (text->reader->plain)
				break;
		}
		text->at += learn_sh_peek(text, 1) == text->text[start] ? 2 : 1;
		learn_sh_add_literal(list, &command, text->text + start,
							 text->at - start, start);
	}
	while (!text->stopped)
	{
		learn_sh_skip_blanks(text);
		if (!learn_sh_read_redirection(list, &command))
			break;
	}
	learn_sh_finish(list, &command);
}

/*
 * Reads the name of a coprocess behind "coproc", which it has only before a
 * compound command.
 */
static void
read_coprocess(LearnShText *text)
{
	size_t start;
	size_t length;

	learn_sh_skip_blanks(text);
	start = text->at;
	length = learn_sh_name_length(text->text + start, text->length - start);
	if (length == 0 || begins_compound(text))
		return;
	text->at += length;
	learn_sh_skip_blanks(text);
	if (!begins_compound(text))
		text->at = start;
}

/*
 * "time" stands before a command, and is a program when it has options.
 */
static bool
read_time(LearnShText *text, size_t end)
{
	size_t start = text->at;
	size_t option;

	text->at = end;
	learn_sh_skip_blanks(text);
	if (is_next(text, "-p", &option))
	{
		text->at = option;
		learn_sh_skip_blanks(text);
	}
	if (learn_sh_peek(text, 0) != '-')
		return true;
	text->at = start;
	return false;
}

/*
 * Reads a word that opens, closes or divides a compound command.
 */
static void
read_frame(LearnShList *list, const Reserved *reserved)
{
	LearnShFrame *frame = learn_sh_frame(list);

	if (reserved->kind == RESERVED_BEGIN)
	{
		if (frame->kind == LEARN_SH_LOOP && frame->header)
		{
			frame->kind = reserved->frame; /* for …; { …; } */
			frame->header = false;
		}
		else
			learn_sh_open(list, reserved->frame);
		return;
	}
	if (reserved->kind == RESERVED_BETWEEN)
	{
		if (frame->kind != reserved->frame)
			learn_command_incomplete(list->text->reader, "unexpected \"%s\"",
									 reserved->name);
		frame->header = false;
		learn_sh_end_list(list, false);
		list->continues = true;
		return;
	}
	if (reserved->frame == LEARN_SH_BRACE && list->depth == 0 &&
		list->closing == '}')
		list->closed = true;
	else
		learn_sh_close(list, reserved->frame);
}

bool
learn_sh_read_reserved(LearnShList *list)
{
	LearnShText *text = list->text;
	size_t end;
	const Reserved *reserved = find_reserved(text, &end);

	if (reserved == NULL ||
		(reserved->kind == RESERVED_TIME && !read_time(text, end)))
		return false;
	if (reserved->kind != RESERVED_TIME)
		text->at = end;
	switch (reserved->kind)
	{
		case RESERVED_BEGIN:
		case RESERVED_BETWEEN:
		case RESERVED_END:
			read_frame(list, reserved);
			break;
		case RESERVED_LOOP:
			read_loop(list, reserved);
			break;
		case RESERVED_CASE:
			read_case(list, reserved);
			break;
		case RESERVED_FUNCTION:
			read_function(list, reserved);
			break;
		case RESERVED_TEST:
			read_test(list, reserved);
			break;
		case RESERVED_COPROCESS:
			read_coprocess(text);
			break;
		case RESERVED_TIME:
		case RESERVED_BEFORE:
			break;
	}
	return true;
}
