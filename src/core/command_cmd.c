/*-------------------------------------------------------------------------
 *
 * command_cmd.c
 *		Reads the language of cmd.exe: lines, blocks and what leads to
 *		commands.
 *
 * Parentheses only group, and what stands behind "if" or in a loop is there
 * whether it runs or not, so a text is one sequence of commands.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_cmd.h"

#include <string.h>
#include <strings.h>

/* The sequence of commands that is read. */
typedef struct Sequence
{
	LearnCmdText text;
	LearnCommandPlace place;
	int pipeline; /* of the latest command */
	int pipeline_place;
	bool piped; /* it writes into a pipe */
} Sequence;

static bool
is_word(const LearnCmdWord *word, const char *name)
{
	return word->text.data != NULL && strcasecmp(word->text.data, name) == 0;
}

/* Reads a word and frees it: is it this one? */
static bool
skip_word(LearnCmdText *text, LearnCmdRules rules, const char *name)
{
	LearnCmdText start = *text;
	LearnCmdWord word;
	bool found;

	learn_cmd_word(text, rules, &word);
	found = is_word(&word, name);
	learn_buffer_free(&word.text);
	if (found)
		learn_cmd_skip_blanks(text);
	else if (!text->reader->failed)
		*text = start;
	return found;
}

static void
skip_one(LearnCmdText *text, LearnCmdRules rules)
{
	LearnCmdWord word;

	learn_cmd_word(text, rules, &word);
	learn_buffer_free(&word.text);
	learn_cmd_skip_blanks(text);
}

/* Goes over the condition behind "if". */
static void
skip_condition(LearnCmdText *text)
{
	static const char *const tests[] = {"exist", "defined", "errorlevel",
										"cmdextversion"};

	learn_cmd_skip_blanks(text);
	while (skip_word(text, LEARN_CMD_OPERAND, "/i") ||
		   skip_word(text, LEARN_CMD_OPERAND, "not"))
		;
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
	{
		if (skip_word(text, LEARN_CMD_OPERAND, tests[i]))
		{
			skip_one(text, LEARN_CMD_ECHO);
			return;
		}
	}
	skip_one(text, LEARN_CMD_OPERAND);
	if (learn_cmd_peek(text, 0) == '=')
	{
		while (learn_cmd_peek(text, 0) == '=')
			text->at++;
		learn_cmd_skip_blanks(text);
	}
	else
		skip_one(text, LEARN_CMD_OPERAND); /* EQU, LSS … */
	skip_one(text, LEARN_CMD_OPERAND);
}

static void
skip_line(LearnCmdText *text)
{
	while (text->at < text->length &&
		   strchr("\r\n", text->start[text->at]) == NULL)
		text->at++;
}

/*
 * The end of the set of a loop, which begins behind its parenthesis: the
 * closing one, or the end of the text.
 */
static size_t
set_end(const LearnCmdText *text)
{
	bool quoted = false;
	char first = learn_cmd_peek(text, 0);
	size_t end = text->at;

	for (; end < text->length; end++)
	{
		char character = text->start[end];

		if (character == '"')
			quoted = !quoted;
		else if (character == '^' && !quoted)
			end++;
		else if (character == ')' && !quoted &&
				 ((first != '\'' && first != '`') ||
				  (end > text->at + 1 && text->start[end - 1] == first)))
			return end;
	}
	return text->length;
}

/* The command of "for /f", without the carets that are for the outer one. */
static void
read_set(Sequence *sequence, int index, size_t start, size_t end)
{
	LearnCmdText *text = &sequence->text;
	LearnCommandPlace inside = {index, LEARN_IN_SUBSTITUTION,
								sequence->place.depth + 1};
	LearnBuffer line;
	bool quoted = false;

	learn_buffer_init(&line, 0);
	for (size_t at = start; at < end; at++)
	{
		quoted = quoted != (text->start[at] == '"');
		if (text->start[at] == '^' && !quoted && at + 1 < end)
			at++;
		learn_buffer_append(&line, text->start + at, 1);
	}
	if (line.failed)
		text->reader->failed = true;
	else if (line.length > 0)
		learn_command_read(text->reader, LEARN_SHELL_CMD, line.data,
						   line.length, &inside);
	learn_buffer_free(&line);
}

/* The set of a loop, whose parenthesis is here, as one word. */
static void
read_loop_set(Sequence *sequence, LearnCommandDraft *draft, size_t *start,
			  size_t *end)
{
	LearnCmdText *text = &sequence->text;
	LearnWord word = {.start = text->at};

	text->at++;
	learn_cmd_skip_blanks(text);
	*start = text->at;
	*end = set_end(text);
	text->at = *end < text->length ? *end + 1 : *end;
	if (*end == text->length)
		learn_command_incomplete(text->reader,
								 "a closing parenthesis is missing");
	word.text = text->start + word.start;
	word.length = text->at - word.start;
	word.end = text->at;
	word.expands = memchr(word.text, '%', word.length) != NULL;
	learn_command_add_word(text->reader, draft, &word);
}

/*
 * A loop, behind its "for": its words up to its set, and over the "do".
 */
static void
read_for(Sequence *sequence, LearnCommandDraft *draft)
{
	LearnCmdText *text = &sequence->text;
	int index = learn_command_begin(text->reader);
	size_t start = 0;
	size_t end = 0;

	draft->command.pipeline = text->reader->pipelines++;
	learn_cmd_skip_blanks(text);
	while (!learn_cmd_is_end(text) && learn_cmd_peek(text, 0) != '(')
	{
		LearnCmdWord word;
		size_t at = text->at;

		learn_cmd_word(text, LEARN_CMD_OPERAND, &word);
		learn_cmd_add(text, draft, &word);
		learn_cmd_skip_blanks(text);
		if (text->at == at) /* what is no word, such as ">" */
			text->at++;
	}
	if (learn_cmd_peek(text, 0) == '(')
		read_loop_set(sequence, draft, &start, &end);
	else
		learn_command_incomplete(text->reader, "the set of a loop is missing");
	learn_command_finish(text->reader, index, draft, &sequence->place);
	while (end > start && strchr(" \t", text->start[end - 1]) != NULL)
		end--;
	if (index >= 0 && end - start >= 2 &&
		(text->start[start] == '\'' || text->start[start] == '`') &&
		text->start[end - 1] == text->start[start])
		read_set(sequence, index, start + 1, end - 1);
	learn_cmd_skip_blanks(text);
	skip_word(text, LEARN_CMD_OPERAND, "do");
	if (index < 0)
		text->at = text->length;
}

/* Does a pipe follow, maybe behind the end of a block? */
static bool
is_piped(const Sequence *sequence)
{
	LearnCmdText ahead = sequence->text;

	learn_cmd_skip_blanks(&ahead);
	while (ahead.open > 0 && learn_cmd_peek(&ahead, 0) == ')')
	{
		ahead.open--;
		ahead.at++;
		learn_cmd_skip_blanks(&ahead);
	}
	return learn_cmd_peek(&ahead, 0) == '|' &&
		   learn_cmd_peek(&ahead, 1) != '|';
}

/* "set" has one word, which assigns; its options are words before it. */
static void
read_set_words(LearnCmdText *text, LearnCommandDraft *draft)
{
	LearnCmdWord word;
	LearnWord assignment;

	while (learn_cmd_peek(text, 0) == '/')
	{
		learn_cmd_word(text, LEARN_CMD_ECHO, &word);
		learn_cmd_add(text, draft, &word);
		learn_cmd_skip_blanks(text);
	}
	if (learn_cmd_is_end(text))
		return;
	learn_cmd_word(text, LEARN_CMD_REST, &word);
	learn_cmd_add(text, draft, &word);
	if (draft->word_count == 0)
		return;
	assignment = draft->words[draft->word_count - 1];
	if (strchr(assignment.text, '=') != NULL)
		learn_command_add_assignment(text->reader, draft, &assignment);
}

/* Is it the option of cmd.exe behind which a line stands? */
static bool
is_line_option(const LearnCommandDraft *draft)
{
	const char *word =
		draft->word_count > 1 ? draft->words[draft->word_count - 1].text : "";

	return word[0] == '/' && strchr("cCkKrR", word[1]) != NULL &&
		   word[1] != '\0' && word[2] == '\0';
}

/* The line behind "cmd /c"; quotes around all of it are not its own. */
static void
read_line(LearnCmdText *text, LearnCommandDraft *draft)
{
	LearnCmdWord word;
	char *last;

	learn_cmd_word(text, LEARN_CMD_LINE, &word);
	if (word.text.length > 1 && word.text.data[0] == '"')
	{
		memmove(word.text.data, word.text.data + 1, word.text.length);
		word.text.length--;
		last = strrchr(word.text.data, '"');
		if (last != NULL)
			memmove(last, last + 1, strlen(last));
		learn_buffer_truncate(&word.text, strlen(word.text.data));
	}
	learn_cmd_add(text, draft, &word);
}

/* The words behind the name of a program, and the redirections. */
static void
read_words(LearnCmdText *text, LearnCommandDraft *draft, const char *program)
{
	bool shell =
		strcasecmp(program, "cmd") == 0 || strcasecmp(program, "cmd.exe") == 0;
	LearnCmdRules rules = shell ? LEARN_CMD_FILES : learn_cmd_rules(program);

	for (;;)
	{
		size_t start;
		LearnCmdWord word;

		learn_cmd_skip_blanks(text);
		if (learn_cmd_redirection(text, draft))
			continue;
		if (learn_cmd_is_end(text))
			break;
		start = text->at;
		if (rules == LEARN_CMD_FILES && text->start[start] != '\0' &&
			strchr(",;=", text->start[start]) != NULL)
			text->at++;
		else if (rules == LEARN_CMD_REST)
			read_set_words(text, draft);
		else if (shell && is_line_option(draft))
			read_line(text, draft);
		else
		{
			learn_cmd_word(text, rules, &word);
			learn_cmd_add(text, draft, &word);
		}
		if (text->at == start)
			text->at++; /* a character that only separates */
	}
}

/* The name of a program without its path. */
static const char *
without_path(const LearnCmdWord *word)
{
	const char *name = word->text.data != NULL ? word->text.data : "";
	const char *last = strrchr(name, '\\');

	return last != NULL ? last + 1 : name;
}

/* A simple command, whose first word has been read. */
static void
read_command(Sequence *sequence, LearnCmdWord *name, LearnCommandDraft *draft)
{
	LearnCmdText *text = &sequence->text;
	int index = learn_command_begin(text->reader);
	LearnBuffer program;

	if (index < 0)
		text->at = text->length;
	if (is_word(name, "%comspec%"))
	{
		learn_buffer_truncate(&name->text, 0);
		learn_buffer_append_string(&name->text,
								   "C:\\Windows\\system32\\cmd.exe");
		name->expands = false;
	}
	learn_buffer_init(&program, 0);
	learn_buffer_append_string(&program, without_path(name));
	if (name->end > name->start)
		learn_cmd_add(text, draft, name);
	else
		learn_buffer_free(&name->text);
	if (program.failed)
		text->reader->failed = true;
	else
		read_words(text, draft, program.data);
	learn_buffer_free(&program);
	sequence->pipeline_place =
		sequence->piped ? sequence->pipeline_place + 1 : 0;
	if (!sequence->piped)
		sequence->pipeline = text->reader->pipelines++;
	sequence->piped = is_piped(sequence);
	draft->command.pipeline = sequence->pipeline;
	draft->command.pipeline_place = sequence->pipeline_place;
	draft->command.ends_pipeline = !sequence->piped;
	learn_command_finish(text->reader, index, draft, &sequence->place);
}

/*
 * Goes over what may stand before a command: blanks and line ends, operators,
 * parentheses, "@".  False at the end.
 */
static bool
skip_before(Sequence *sequence)
{
	LearnCmdText *text = &sequence->text;

	for (;;)
	{
		char character;

		learn_cmd_skip_blanks(text);
		if (text->at >= text->length)
			return false;
		character = learn_cmd_peek(text, 0);
		if (character == '(')
			text->open++;
		else if (character == ')' && text->open > 0)
			text->open--;
		else if (character == '\0' || strchr("\r\n&|@,;=)", character) == NULL)
			return true;
		text->at++;
	}
}

/* What stands where a command may: one, or what leads to one. */
static void
read_next(Sequence *sequence)
{
	LearnCmdText *text = &sequence->text;
	LearnCommandDraft draft;
	LearnCmdWord word;

	memset(&draft, 0, sizeof(draft));
	draft.command.shell = LEARN_SHELL_CMD;
	draft.command.ends_pipeline = true;
	if (learn_cmd_peek(text, 0) == ':')
	{
		skip_line(text); /* a label, or a comment */
		return;
	}
	while (learn_cmd_redirection(text, &draft))
		learn_cmd_skip_blanks(text);
	learn_cmd_word(text, LEARN_CMD_NAME, &word);
	if (draft.redirection_count > 0 ||
		!learn_cmd_is_built_in(word.text.data, word.text.length))
		read_command(sequence, &word, &draft);
	else if (is_word(&word, "if"))
		skip_condition(text);
	else if (is_word(&word, "for"))
	{
		learn_cmd_add(text, &draft, &word);
		read_for(sequence, &draft);
		return;
	}
	else if (is_word(&word, "rem"))
	{
		learn_cmd_skip_blanks(text);
		if (!learn_cmd_is_end(text))
			skip_line(text);
	}
	else if (!is_word(&word, "else"))
	{
		read_command(sequence, &word, &draft);
		return;
	}
	learn_buffer_free(&word.text);
}

void
learn_command_read_cmd(LearnCommandReader *reader, const char *text,
					   size_t length, const LearnCommandPlace *place)
{
	Sequence sequence = {
		.text = {.reader = reader, .start = text, .length = length},
		.place = *place,
	};

	while (!reader->failed && skip_before(&sequence))
	{
		size_t start = sequence.text.at;

		read_next(&sequence);
		if (sequence.text.at == start)
			sequence.text.at++;
	}
	if (sequence.text.open > 0)
		learn_command_incomplete(reader, "a closing parenthesis is missing");
}
