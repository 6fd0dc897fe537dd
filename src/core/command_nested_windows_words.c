/*-------------------------------------------------------------------------
 *
 * command_nested_windows_words.c
 *		Arguments that are commands: how they become words or a text again.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested_windows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/command_cmd.h"
#include "core/command_powershell.h"

const char *
learn_windows_text(const LearnWindowsCommand *nested, int at)
{
	return at >= 0 && at < nested->command.word_count
			   ? nested->command.words[at].text
			   : "";
}

bool
learn_windows_is(const LearnWindowsCommand *nested, int at, const char *text)
{
	return strcasecmp(learn_windows_text(nested, at), text) == 0;
}

bool
learn_windows_is_known(const LearnWindowsCommand *nested, int at)
{
	return at < nested->command.word_count &&
		   (nested->command.words[at].quoted ||
			!nested->command.words[at].expands);
}

bool
learn_windows_contains(const char *text, const char *part)
{
	size_t length = strlen(part);

	for (; *text != '\0'; text++)
	{
		if (strncasecmp(text, part, length) == 0)
			return true;
	}
	return false;
}

const char *
learn_windows_parameter(const LearnWindowsCommand *nested, int at)
{
	const char *text = learn_windows_text(nested, at);
	LearnPowerShellText dash = {.start = text, .length = strlen(text)};
	size_t length = text[0] == '/' ? 1 : learn_powershell_dash(&dash, 0);

	if (length == 0 ||
		(nested->command.shell == LEARN_SHELL_POWERSHELL &&
		 nested->command.words[at].quoted && strchr(text, ' ') != NULL) ||
		(((unsigned char) text[length] | 0x20) < 'a' ||
		 ((unsigned char) text[length] | 0x20) > 'z'))
		return NULL;
	return text + length;
}

bool
learn_windows_is_parameter(const char *name, const char *full, size_t shortest)
{
	size_t length = strcspn(name, ":");

	return length >= shortest && length <= strlen(full) &&
		   strncasecmp(name, full, length) == 0;
}

const char *
learn_windows_value(const LearnWindowsCommand *nested, const char *full,
					size_t shortest)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const char *name = learn_windows_parameter(nested, i);
		const char *colon;

		if (name == NULL || !learn_windows_is_parameter(name, full, shortest))
			continue;
		colon = strchr(name, ':');
		if (colon != NULL && colon[1] != '\0')
			return colon + 1;
		return learn_windows_is_known(nested, i + 1)
				   ? learn_windows_text(nested, i + 1)
				   : NULL;
	}
	return NULL;
}

void
learn_windows_read(LearnWindowsCommand *nested, LearnShell shell,
				   const char *text, LearnNesting nesting)
{
	nested->inside.nesting = nesting;
	learn_command_read(nested->reader, shell, text, strlen(text),
					   &nested->inside);
}

/* A word as it has to be written for a shell to take it for one. */
static void
append_quoted(LearnBuffer *line, LearnShell shell, const LearnWord *word)
{
	bool plain = !word->quoted || word->length == 0;

	if (shell == LEARN_SHELL_SH && !plain)
	{
		learn_buffer_append_string(line, "'");
		for (size_t i = 0; i < word->length; i++)
		{
			if (word->text[i] == '\'')
				learn_buffer_append_string(line, "'\\'");
			learn_buffer_append(line, word->text + i, 1);
		}
		learn_buffer_append_string(line, "'");
		return;
	}
	plain = plain || strpbrk(word->text, " \t&|<>^()") == NULL ||
			strchr(word->text, '"') != NULL;
	if (!plain)
		learn_buffer_append_string(line, "\"");
	learn_buffer_append(line, word->text, word->length);
	if (!plain)
		learn_buffer_append_string(line, "\"");
}

void
learn_windows_read_words(LearnWindowsCommand *nested, LearnShell shell,
						 int first, LearnNesting nesting)
{
	LearnBuffer line;

	if (first >= nested->command.word_count)
		return;
	if (first == nested->command.word_count - 1)
	{
		learn_windows_read(nested, shell, learn_windows_text(nested, first),
						   nesting);
		return;
	}
	learn_buffer_init(&line, 0);
	for (int i = first; i < nested->command.word_count; i++)
	{
		if (i > first)
			learn_buffer_append_string(&line, " ");
		append_quoted(&line, shell, &nested->command.words[i]);
	}
	if (line.failed)
		nested->reader->failed = true;
	else
		learn_windows_read(nested, shell, line.data, nesting);
	learn_buffer_free(&line);
}

void
learn_windows_run_words(LearnWindowsCommand *nested, int first,
						LearnNesting nesting)
{
	learn_command_add_wrapped(nested->reader, nested->index, first,
							  nested->command.word_count - first, nesting,
							  &nested->place);
}

/*
 * Where the program in a line ends that has blanks in its path and no quotes
 * around it; 0: it has none.
 */
static size_t
path_length(const char *line)
{
	const char *blank = strchr(line, ' ');

	if (line[0] == '"' || blank == NULL || strchr(line, '\\') == NULL ||
		strchr(line, '\\') > blank)
		return 0;
	for (const char *at = line; *at != '\0'; at++)
	{
		if (strncasecmp(at, ".exe", 4) == 0 && (at[4] == ' ' || at[4] == '\0'))
			return (size_t) (at - line) + 4;
		if (*at == '"' || *at == '/' || *at == ',')
			break;
	}
	return 0;
}

/* The words of a line, for a command that is made of it. */
static void
add_line(LearnWindowsCommand *nested, LearnCommandDraft *draft,
		 const char *line)
{
	LearnCmdText text = {.reader = nested->reader,
						 .start = line,
						 .length = strlen(line)};
	size_t path = draft->word_count == 0 ? path_length(line) : 0;

	if (path > 0)
	{
		LearnWord word = {line, path, false, true, 0, path};

		if (!learn_command_add_word(nested->reader, draft, &word))
			return;
		text.at = path;
	}
	while (text.at < text.length)
	{
		LearnCmdWord word;

		if (strchr(" \t\r\n\v\f", line[text.at]) != NULL)
		{
			text.at++;
			continue;
		}
		learn_cmd_word(&text, LEARN_CMD_ARGUMENTS, &word);
		learn_cmd_add(&text, draft, &word);
	}
}

void
learn_windows_run_line(LearnWindowsCommand *nested, const char *program,
					   const char *line, LearnNesting nesting)
{
	LearnCommandDraft draft;
	int index;

	if ((program == NULL || *program == '\0') && *line == '\0')
		return;
	if (!learn_command_may_read(nested->reader, strlen(line), &nested->inside))
		return;
	index = learn_command_begin(nested->reader);
	if (index < 0)
		return;
	memset(&draft, 0, sizeof(draft));
	draft.command.shell = LEARN_SHELL_CMD;
	draft.command.pipeline = nested->reader->pipelines++;
	draft.command.ends_pipeline = true;
	if (program != NULL && *program != '\0')
	{
		LearnWord word = {program, strlen(program), false, true, 0, 0};

		/* A variable is one of PowerShell. */
		word.expands = program[0] == '$' || program[0] == '(';
		if (word.expands)
			draft.command.shell = LEARN_SHELL_POWERSHELL;
		learn_command_add_word(nested->reader, &draft, &word);
	}
	add_line(nested, &draft, line);
	nested->inside.nesting = nesting;
	learn_command_finish(nested->reader, index, &draft, &nested->inside);
}

char *
learn_windows_join(LearnWindowsCommand *nested, int first, int last)
{
	LearnBuffer line;
	char *joined;

	learn_buffer_init(&line, 0);
	for (int i = first; i <= last && i < nested->command.word_count; i++)
	{
		if (i > first)
			learn_buffer_append_string(&line, " ");
		learn_buffer_append_string(&line, learn_windows_text(nested, i));
	}
	joined = learn_buffer_detach(&line, NULL);
	nested->reader->failed = nested->reader->failed || joined == NULL;
	return joined;
}

char *
learn_windows_input(LearnWindowsCommand *nested)
{
	const LearnCommands *commands = nested->reader->commands;
	const LearnSimpleCommand *before = NULL;
	LearnWindowsCommand writer = *nested;

	for (int i = nested->index - 1;
		 i >= 0 && nested->command.pipeline_place > 0; i--)
	{
		before = &commands->items[i];
		if (before->pipeline == nested->command.pipeline &&
			before->pipeline_place == nested->command.pipeline_place - 1)
			break;
		before = NULL;
	}
	if (before == NULL || (strcmp(before->program, "write-output") != 0 &&
						   strcmp(before->program, "echo") != 0))
		return NULL;
	writer.command = *before;
	for (int i = 1; i < before->word_count; i++)
	{
		if (!learn_windows_is_known(&writer, i))
			return NULL;
	}
	return learn_windows_join(&writer, 1, before->word_count - 1);
}

void
learn_windows_read_encoded(LearnWindowsCommand *nested, const char *encoded,
						   bool either)
{
	size_t length;
	bool failed;
	char *text = learn_powershell_decode(encoded, strlen(encoded), either,
										 &length, &failed);

	nested->reader->failed = nested->reader->failed || failed;
	nested->inside.nesting = LEARN_IN_ENCODED;
	if (text != NULL)
		learn_command_read(nested->reader, LEARN_SHELL_POWERSHELL, text,
						   length, &nested->inside);
	else if (!either && !failed)
		learn_command_incomplete(nested->reader,
								 "an encoded command cannot be decoded");
	free(text);
}
