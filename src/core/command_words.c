/*-------------------------------------------------------------------------
 *
 * command_words.c
 *		A simple command while its words come in, and the name of its program.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_reader.h"

#include <stdlib.h>
#include <string.h>

/*
 * Makes room for one more item of a list that is on malloc.
 */
static bool
make_room(LearnCommandReader *reader, void **items, int count, int *capacity,
		  size_t size)
{
	int wanted = *capacity == 0 ? 4 : *capacity * 2;
	void *grown;

	if (count < *capacity)
		return true;
	grown =
		wanted > *capacity ? realloc(*items, (size_t) wanted * size) : NULL;
	if (grown == NULL)
	{
		reader->failed = true;
		return false;
	}
	*items = grown;
	*capacity = wanted;
	return true;
}

/* Is there room for one more word?  If so, it is counted. */
static bool
count_word(LearnCommandReader *reader)
{
	if (reader->words == LEARN_COMMAND_WORDS_MAX)
	{
		learn_command_exceeds(reader, "too many words");
		return false;
	}
	reader->words++;
	return true;
}

/* A copy of a word whose text is in the arena. */
static bool
copy_word(LearnCommandReader *reader, const LearnWord *word, LearnWord *copy)
{
	*copy = *word;
	copy->text =
		learn_arena_copy(&reader->commands->arena, word->text, word->length);
	reader->failed = reader->failed || copy->text == NULL;
	return copy->text != NULL;
}

static bool
add_word(LearnCommandReader *reader, LearnWord **words, int *count,
		 int *capacity, const LearnWord *word)
{
	if (!count_word(reader))
		return true;
	if (!make_room(reader, (void **) words, *count, capacity,
				   sizeof(**words)) ||
		!copy_word(reader, word, &(*words)[*count]))
		return false;
	(*count)++;
	return true;
}

bool
learn_command_add_word(LearnCommandReader *reader, LearnCommandDraft *draft,
					   const LearnWord *word)
{
	return add_word(reader, &draft->words, &draft->word_count,
					&draft->word_capacity, word);
}

bool
learn_command_add_assignment(LearnCommandReader *reader,
							 LearnCommandDraft *draft, const LearnWord *word)
{
	return add_word(reader, &draft->assignments, &draft->assignment_count,
					&draft->assignment_capacity, word);
}

bool
learn_command_add_redirection(LearnCommandReader *reader,
							  LearnCommandDraft *draft, const char *sign,
							  const LearnWord *target)
{
	LearnRedirection added;
	char *copied;

	if (!count_word(reader))
		return true;
	if (!make_room(reader, (void **) &draft->redirections,
				   draft->redirection_count, &draft->redirection_capacity,
				   sizeof(*draft->redirections)) ||
		!copy_word(reader, target, &added.target))
		return false;
	copied = learn_arena_copy(&reader->commands->arena, sign, strlen(sign));
	if (copied == NULL)
	{
		reader->failed = true;
		return false;
	}
	added.operator= copied;
	draft->redirections[draft->redirection_count++] = added;
	return true;
}

/*
 * A copy in the arena of a list that is on malloc; NULL when it is empty, or
 * when there is no memory.
 */
static void *
settle_list(LearnCommandReader *reader, const void *items, int count,
			size_t size)
{
	void *copy;

	if (count == 0)
		return NULL;
	copy =
		learn_arena_allocate(&reader->commands->arena, (size_t) count * size);
	if (copy == NULL)
		reader->failed = true;
	else
		memcpy(copy, items, (size_t) count * size);
	return copy;
}

bool
learn_command_draft_settle(LearnCommandReader *reader,
						   LearnCommandDraft *draft)
{
	LearnSimpleCommand *command = &draft->command;

	command->program = "";
	command->words = settle_list(reader, draft->words, draft->word_count,
								 sizeof(*draft->words));
	command->word_count = draft->word_count;
	command->assignments =
		settle_list(reader, draft->assignments, draft->assignment_count,
					sizeof(*draft->assignments));
	command->assignment_count = draft->assignment_count;
	command->redirections =
		settle_list(reader, draft->redirections, draft->redirection_count,
					sizeof(*draft->redirections));
	command->redirection_count = draft->redirection_count;
	return !reader->failed;
}

void
learn_command_draft_free(LearnCommandDraft *draft)
{
	free(draft->words);
	free(draft->assignments);
	free(draft->redirections);
	memset(draft, 0, sizeof(*draft));
}

/*
 * The last component of a path.
 */
static const char *
base_name(LearnShell shell, const char *path)
{
	const char *base = path;

	for (const char *at = path; *at != '\0'; at++)
	{
		if (*at == '/' || (*at == '\\' && shell != LEARN_SHELL_SH))
			base = at + 1;
	}
	return base;
}

/*
 * Takes an ending off that Windows does not need to be told.
 */
static bool
drop_ending(LearnShell shell, char *name)
{
	static const char *const endings[] = {".exe", ".com", ".bat", ".cmd"};
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
	{
		if (length > 4 && strcmp(name + length - 4, endings[i]) == 0)
		{
			name[length - 4] = '\0';
			return true;
		}
		if (shell == LEARN_SHELL_SH)
			break; /* where the others are parts of names */
	}
	return false;
}

/*
 * Takes out what is empty unless a function or script was given arguments:
 * "r$@m" runs rm.
 */
static void
drop_positional(char *name)
{
	char *to = name;
	size_t length = strlen(name);

	for (const char *from = name; *from != '\0';)
	{
		if (length > 2 && from[0] == '$' && from[1] != '\0' &&
			strchr("@*123456789", from[1]) != NULL)
			from += 2;
		else
			*to++ = *from++;
	}
	*to = '\0';
}

/* Characters that tell that what is expanded is in the name itself. */
static const char *
unknown_characters(LearnShell shell)
{
	switch (shell)
	{
		case LEARN_SHELL_SH:
			return "$`(){}<>*?[~";
		case LEARN_SHELL_POWERSHELL:
			return "$`(){}*?[";
		case LEARN_SHELL_CMD:
			break;
	}
	return "%!";
}

bool
learn_command_name_program(LearnCommandReader *reader,
						   LearnSimpleCommand *command)
{
	const LearnWord *word = command->words;
	const char *base;
	char *name;
	size_t length;
	bool ended;

	command->program = "";
	if (command->word_count == 0)
		return true;
	base = base_name(command->shell, word->text);
	name = learn_arena_copy(&reader->commands->arena, base, strlen(base));
	if (name == NULL)
		return false;
	if (word->expands && command->shell == LEARN_SHELL_SH)
		drop_positional(name);
	if (word->expands &&
		strpbrk(name, unknown_characters(command->shell)) != NULL)
		return true;
	length = strlen(name);
	while (length > 0 && name[length - 1] == '\r')
		name[--length] = '\0';
	for (char *at = name; *at != '\0'; at++)
	{
		/* Also on Unix: a file system may not care, as that of macOS. */
		if (*at >= 'A' && *at <= 'Z')
			*at += 'a' - 'A';
	}
	ended = drop_ending(command->shell, name);
	command->program = name;
	if (command->shell == LEARN_SHELL_POWERSHELL && !ended &&
		base == word->text)
		command->program = learn_powershell_full_name(name);
	return true;
}
