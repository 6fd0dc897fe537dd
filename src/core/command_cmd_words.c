/*-------------------------------------------------------------------------
 *
 * command_cmd_words.c
 *		The words and redirections of a command of cmd.exe.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_cmd.h"

#include <string.h>
#include <strings.h>

/* The longest name of a command that is built in. */
#define BUILT_IN_MAX 8

/* The longest operator of a redirection, with a terminator. */
#define OPERATOR_MAX 8

/* Where we are within a word. */
typedef struct WordState
{
	LearnCmdRules rules;
	bool quoted;      /* for cmd.exe: operators mean nothing */
	bool word_quoted; /* for the program: blanks belong to the word */
	size_t slashes;   /* backslashes just before */
} WordState;

char
learn_cmd_peek(const LearnCmdText *text, size_t offset)
{
	return offset < text->length - text->at ? text->start[text->at + offset]
											: '\0';
}

static bool
is_one_of(char character, const char *characters)
{
	return character != '\0' && strchr(characters, character) != NULL;
}

/* A letter or digit, which means nothing wherever it stands. */
static bool
is_plain(char character)
{
	return ((character | 0x20) >= 'a' && (character | 0x20) <= 'z') ||
		   (character >= '0' && character <= '9');
}

/* The length of a caret and the line end that it takes away; 0: none here. */
static size_t
continuation_length(const LearnCmdText *text)
{
	if (learn_cmd_peek(text, 0) != '^')
		return 0;
	if (learn_cmd_peek(text, 1) == '\r' && learn_cmd_peek(text, 2) == '\n')
		return 3;
	return learn_cmd_peek(text, 1) == '\n' ? 2 : 0;
}

void
learn_cmd_skip_blanks(LearnCmdText *text)
{
	for (;;)
	{
		size_t length = continuation_length(text);

		if (length == 0 && !is_one_of(learn_cmd_peek(text, 0), " \t\v\f"))
			break;
		text->at += length > 0 ? length : 1;
	}
}

bool
learn_cmd_is_end(const LearnCmdText *text)
{
	char character = learn_cmd_peek(text, 0);

	return text->at >= text->length || is_one_of(character, "\r\n&|") ||
		   (character == ')' && text->open > 0);
}

/* Appends bytes to a word, but NUL, which would hide what is behind it. */
static void
append(LearnCmdText *text, LearnCmdWord *word, const char *data, size_t length)
{
	if (length == 1 && *data == '\0')
		return;
	if (!learn_buffer_append(&word->text, data, length))
		text->reader->failed = true;
}

static bool
is_name_character(char character)
{
	return is_plain(character) || is_one_of(character, "_.()-#$@+'") ||
		   (character & 0x80) != 0;
}

/*
 * The length of what is expanded from the "%" or "!" here; 0: it is a
 * character like others.  A name ends at what cannot be in a command's
 * variable, so that no command hides between two of them.
 */
static size_t
expansion_length(const LearnCmdText *text)
{
	char sign = learn_cmd_peek(text, 0);
	char next = learn_cmd_peek(text, 1);
	size_t length = 1;

	if (sign == '%' && next == '%')
		return 2 + (is_name_character(learn_cmd_peek(text, 2)) ? 1 : 0);
	while (is_name_character(learn_cmd_peek(text, length)))
		length++;
	if (length > 1 && learn_cmd_peek(text, length) == ':')
	{
		size_t end = length + 1;

		while (learn_cmd_peek(text, end) != '\0' &&
			   !is_one_of(learn_cmd_peek(text, end), "%!&|<>\r\n\""))
			end++;
		length = learn_cmd_peek(text, end) == sign ? end : length;
	}
	if (length > 1 && learn_cmd_peek(text, length) == sign)
		return length + 1;
	if (sign == '%' && (is_one_of(next, "*~") || is_name_character(next)))
		return 2; /* %1, %*, and the %i of a loop */
	return 0;
}

/* A quote here: it begins or ends something, or is a character. */
static void
take_quote(LearnCmdText *text, WordState *state, LearnCmdWord *word,
		   bool escaped)
{
	bool literal = state->slashes % 2 == 1;

	text->at++;
	word->quoted = true;
	if (!escaped && state->rules != LEARN_CMD_ARGUMENTS)
		state->quoted = !state->quoted;
	if (state->rules == LEARN_CMD_LINE)
		append(text, word, "\"", 1);
	if (state->rules != LEARN_CMD_PROGRAM &&
		state->rules != LEARN_CMD_ARGUMENTS)
	{
		state->word_quoted = state->quoted;
		return;
	}

	/* Before a quote, two backslashes are one. */
	learn_buffer_truncate(&word->text,
						  word->text.length - (state->slashes + 1) / 2);
	state->slashes = 0;
	if (literal)
		append(text, word, "\"", 1);
	else if (state->word_quoted && learn_cmd_peek(text, 0) == '"')
	{
		append(text, word, "\"", 1); /* doubled: one, and still quoted */
		text->at++;
		if (state->rules != LEARN_CMD_ARGUMENTS)
			state->quoted = !state->quoted;
	}
	else
		state->word_quoted = !state->word_quoted;
}

/* Does the name of a program that is built in end here: "cd..", "del/q"? */
static bool
ends_built_in(const LearnCmdText *text, const LearnCmdWord *word)
{
	static const char *const endings[] = {".exe", ".com", ".bat", ".cmd"};
	char character = learn_cmd_peek(text, 0);

	if (!is_one_of(character, ".\\:+[](\"") ||
		!learn_cmd_is_built_in(word->text.data, word->text.length))
		return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
	{
		if (text->length - text->at >= 4 &&
			strncasecmp(text->start + text->at, endings[i], 4) == 0)
			return false;
	}
	return true;
}

/* Does the word end here, by the rules that it is read by? */
static bool
ends_word(const LearnCmdText *text, const WordState *state,
		  const LearnCmdWord *word)
{
	char character = learn_cmd_peek(text, 0);
	bool empty = text->at == word->start;

	if (text->at >= text->length || is_one_of(character, "\r\n"))
		return true;
	if (!state->quoted &&
		(learn_cmd_is_end(text) || is_one_of(character, "<>")))
		return true;
	if (state->word_quoted || state->rules == LEARN_CMD_REST ||
		state->rules == LEARN_CMD_LINE)
		return false;
	if (is_one_of(character, " \t\v\f"))
		return true;
	switch (state->rules)
	{
		case LEARN_CMD_FILES:
			return is_one_of(character, ",;=") || (character == '/' && !empty);
		case LEARN_CMD_NAME:
			return is_one_of(character, ",;=") ||
				   (character == '/' && !empty) || ends_built_in(text, word);
		case LEARN_CMD_OPERAND:
			return character == '(' || character == '=';
		default:
			return false;
	}
}

/* A caret here: what is behind it means nothing; false: it is quoted. */
static bool
take_caret(LearnCmdText *text, WordState *state, LearnCmdWord *word)
{
	size_t continued = continuation_length(text);

	if (learn_cmd_peek(text, 0) != '^' || state->quoted)
		return false;
	word->quoted = true;
	if (continued > 0)
	{
		text->at += continued;
		return true;
	}
	text->at++;
	if (text->at >= text->length)
		return true;
	if (learn_cmd_peek(text, 0) == '"')
		take_quote(text, state, word, true);
	else
	{
		state->slashes =
			learn_cmd_peek(text, 0) == '\\' ? state->slashes + 1 : 0;
		append(text, word, text->start + text->at, 1);
		text->at++;
	}
	return true;
}

void
learn_cmd_word(LearnCmdText *text, LearnCmdRules rules, LearnCmdWord *word)
{
	WordState state = {.rules = rules, .quoted = rules == LEARN_CMD_ARGUMENTS};

	memset(word, 0, sizeof(*word));
	learn_buffer_init(&word->text, 0);
	word->start = text->at;
	while (!ends_word(text, &state, word))
	{
		char character = learn_cmd_peek(text, 0);
		size_t length = 0;

		if (take_caret(text, &state, word))
			continue;
		if (character == '"')
		{
			take_quote(text, &state, word, false);
			continue;
		}
		if (character == '%' || character == '!')
			length = expansion_length(text);
		word->expands = word->expands || length > 0 ||
						((character == '*' || character == '?') &&
						 rules != LEARN_CMD_NAME && !state.quoted);
		length = length > 0 ? length : 1;
		while (is_plain(character) && is_plain(learn_cmd_peek(text, length)))
			length++;
		append(text, word, text->start + text->at, length);
		state.slashes = character == '\\' ? state.slashes + 1 : 0;
		text->at += length;
	}
	word->end = text->at;
}

void
learn_cmd_add(LearnCmdText *text, LearnCommandDraft *draft, LearnCmdWord *word)
{
	LearnWord added = {
		.text = word->text.data != NULL ? word->text.data : "",
		.length = word->text.length,
		.expands = word->expands,
		.quoted = word->quoted,
		.start = word->start,
		.end = word->end,
	};

	learn_command_add_word(text->reader, draft, &added);
	learn_buffer_free(&word->text);
}

bool
learn_cmd_redirection(LearnCmdText *text, LearnCommandDraft *draft)
{
	char sign[OPERATOR_MAX] = "";
	size_t length = 0;
	LearnCmdWord word;
	LearnWord target = {"", 0, false, false, text->at, text->at};

	if (learn_cmd_peek(text, 0) >= '0' && learn_cmd_peek(text, 0) <= '9')
		length++;
	if (!is_one_of(learn_cmd_peek(text, length), "<>"))
		return false;
	length += learn_cmd_peek(text, length) == '>' &&
					  learn_cmd_peek(text, length + 1) == '>'
				  ? 2
				  : 1;
	if (learn_cmd_peek(text, length) == '&')
		length +=
			is_one_of(learn_cmd_peek(text, length + 1), "0123456789") ? 2 : 1;
	memcpy(sign, text->start + text->at, length);
	text->at += length;
	memset(&word, 0, sizeof(word));
	if (strchr(sign, '&') == NULL)
	{
		learn_cmd_skip_blanks(text);
		learn_cmd_word(text, LEARN_CMD_ECHO, &word);
		target.text = word.text.data != NULL ? word.text.data : "";
		target.length = word.text.length;
		target.expands = word.expands;
		target.quoted = word.quoted;
		target.end = word.end;
	}
	learn_command_add_redirection(text->reader, draft, sign, &target);
	learn_buffer_free(&word.text);
	return true;
}

/* Those that take files, and other switches behind "/" without a blank. */
static const char *const file_commands[] = {
	"cd",     "chdir", "copy",  "del", "dir", "erase",  "md",    "mkdir",
	"mklink", "move",  "pushd", "rd",  "ren", "rename", "rmdir", "type",
};

static const char *const other_commands[] = {
	"assoc", "break", "call",   "cls",   "color",    "date",
	"dpath", "echo",  "exit",   "ftype", "goto",     "path",
	"pause", "popd",  "prompt", "set",   "setlocal", "endlocal",
	"shift", "start", "time",   "title", "ver",      "verify",
	"vol",   "if",    "for",    "else",  "rem",
};

static bool
is_among(const char *const *names, size_t count, const char *name,
		 size_t length)
{
	for (size_t i = 0; i < count; i++)
	{
		if (strlen(names[i]) == length &&
			strncasecmp(names[i], name, length) == 0)
			return true;
	}
	return false;
}

#define AMONG(names, name, length)                                            \
	is_among(names, sizeof(names) / sizeof(*(names)), name, length)

bool
learn_cmd_is_built_in(const char *name, size_t length)
{
	return length > 0 && length <= BUILT_IN_MAX &&
		   (AMONG(file_commands, name, length) ||
			AMONG(other_commands, name, length));
}

LearnCmdRules
learn_cmd_rules(const char *program)
{
	size_t length = strlen(program);

	if (strcasecmp(program, "set") == 0)
		return LEARN_CMD_REST;
	if (AMONG(file_commands, program, length))
		return LEARN_CMD_FILES;

	/* What start and call are given is for a program. */
	if (strcasecmp(program, "start") != 0 &&
		strcasecmp(program, "call") != 0 &&
		AMONG(other_commands, program, length))
		return LEARN_CMD_ECHO;
	return LEARN_CMD_PROGRAM;
}
