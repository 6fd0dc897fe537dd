/*-------------------------------------------------------------------------
 *
 * command_sh_document.c
 *		Here-documents for sh.
 *
 * They come behind the end of the line on which they are announced, several
 * in turn; a command is not finished before it has its own.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh_list.h"

#include <stdlib.h>
#include <string.h>

/*
 * Makes room for so many more; false: no memory.
 */
static bool
make_room(LearnShList *list, void **items, int wanted, int *capacity,
		  size_t size)
{
	int more = *capacity == 0 ? 4 : *capacity * 2;
	void *grown;

	if (wanted <= *capacity)
		return true;
	if (more < wanted)
		more = wanted;
	grown = realloc(*items, (size_t) more * size);
	if (grown == NULL)
	{
		list->text->reader->failed = true;
		list->text->stopped = true;
		return false;
	}
	*items = grown;
	*capacity = more;
	return true;
}

void
learn_sh_expect_document(LearnShList *list, LearnShCommand *command, bool tabs)
{
	if (!make_room(list, (void **) &list->documents, list->document_count + 1,
				   &list->document_capacity, sizeof(*list->documents)))
		return;
	list->documents[list->document_count++] = (LearnShDocument){
		.command = list->waiting_count,
		.redirection = command->draft.redirection_count - 1,
		.tabs = tabs,
	};
}

void
learn_sh_wait(LearnShList *list, LearnShCommand *command)
{
	if (!make_room(list, (void **) &list->waiting, list->waiting_count + 1,
				   &list->waiting_capacity, sizeof(*list->waiting)))
	{
		learn_command_draft_free(&command->draft);
		return;
	}
	list->waiting[list->waiting_count++] =
		(LearnShWaiting){command->index, command->draft, command->place};
	memset(&command->draft, 0, sizeof(command->draft));
}

/*
 * The length of the line at a place without its newline.
 */
static size_t
line_length(const LearnShText *text, size_t at)
{
	const char *start = text->text + at;
	const char *end =
		at < text->length ? memchr(start, '\n', text->length - at) : NULL;

	return end == NULL ? text->length - at : (size_t) (end - start);
}

/* Does a line go on behind its end, because of a backslash? */
static bool
is_continued(const char *line, size_t length)
{
	size_t backslashes = 0;

	while (backslashes < length && line[length - 1 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 1;
}

/*
 * Is the line at a place the delimiter?  Returns the length of what is, or 0
 * for none; the delimiter may be empty, and so *found tells.
 */
static size_t
match_delimiter(LearnShText *text, size_t at, const LearnWord *delimiter,
				bool *found)
{
	bool joins = !delimiter->quoted && !text->reader->plain;
	bool joined = false;
	size_t from = at;
	size_t matched = 0;

	for (;;)
	{
		while (joins && at + 1 < text->length && text->text[at] == '\\' &&
			   text->text[at + 1] == '\n')
		{
			at += 2;
			joined = true;
		}
		if (matched == delimiter->length || at >= text->length ||
			text->text[at] != delimiter->text[matched])
			break;
		at++;
		matched++;
	}
	*found = matched == delimiter->length &&
			 (at >= text->length || text->text[at] == '\n');
	if (*found && joined)
		text->reader->doubtful = true;
	return at - from;
}

/*
 * Finds the end of a here-document that begins here, and where the text goes
 * on; without a delimiter both are the end of the text.
 */
static size_t
find_end(LearnShText *text, const LearnWord *delimiter, bool tabs,
		 size_t *behind)
{
	bool continued = false;

	for (size_t at = text->at; at < text->length;)
	{
		size_t length = line_length(text, at);
		size_t indent = 0;
		size_t matched;
		bool found;

		while (tabs && indent < length && text->text[at + indent] == '\t')
			indent++;
		matched = match_delimiter(text, at + indent, delimiter, &found);
		if (found && !continued)
		{
			*behind = at + indent + matched;
			return at;
		}
		continued =
			!delimiter->quoted && is_continued(text->text + at, length);
		at += length < text->length - at ? length + 1 : length;
	}
	learn_command_incomplete(text->reader, "missing end of a here-document");
	*behind = text->length;
	return text->length;
}

/*
 * Reads a here-document, in place of its delimiter.
 */
static void
read_document(LearnShList *list, const LearnShDocument *document)
{
	LearnShText *text = list->text;
	LearnShWaiting *waiting = &list->waiting[document->command];
	LearnWord *target =
		&waiting->draft.redirections[document->redirection].target;
	LearnShWord word = {.first = text->letters.length,
						.start = text->at,
						.quoted = target->quoted};
	LearnWord made;
	size_t length = text->length;
	size_t behind;

	text->length = find_end(text, target, document->tabs, &behind);
	word.end = text->length;
	text->owner = waiting->index;
	text->depth = waiting->place.depth;
	text->list = NULL; /* whose documents are not read from this one */
	learn_sh_read_document(text, &word, document->tabs);
	text->list = list;
	made = learn_sh_make_word(text, &word);
	made.text = learn_arena_copy(&text->reader->commands->arena, made.text,
								 made.length);
	if (made.text == NULL)
		text->reader->failed = true;
	else
		*target = made;
	learn_sh_forget(text, word.first);
	text->length = length;
	text->at = text->stopped ? length : behind;
}

static void
finish_waiting(LearnShList *list)
{
	LearnCommandReader *reader = list->text->reader;

	for (int i = 0; i < list->waiting_count; i++)
	{
		LearnShWaiting *waiting = &list->waiting[i];

		waiting->draft.command = reader->commands->items[waiting->index];
		learn_command_finish(reader, waiting->index, &waiting->draft,
							 &waiting->place);
	}
	list->waiting_count = 0;
	list->document_count = 0;
}

void
learn_sh_read_documents(LearnShList *list)
{
	LearnShText *text = list->text;

	for (int i = 0; i < list->document_count && !text->reader->failed; i++)
	{
		/* Behind the delimiter of the one before. */
		if (i > 0 && learn_sh_peek(text, 0) == '\n')
			text->at++;
		read_document(list, &list->documents[i]);
	}
	if (list->document_count > 0 && learn_sh_peek(text, 0) == '\n')
		text->at++;
	finish_waiting(list);
}

/*
 * Hands the here-documents over to the list around this one; bash reads them
 * behind the line on which the substitution ends.
 */
static void
hand_over(LearnShList *list)
{
	LearnShList *outer = list->outer;
	int commands = list->waiting_count;
	int documents = list->document_count;

	if (!make_room(list, (void **) &outer->waiting,
				   outer->waiting_count + commands, &outer->waiting_capacity,
				   sizeof(*outer->waiting)) ||
		!make_room(list, (void **) &outer->documents,
				   outer->document_count + documents,
				   &outer->document_capacity, sizeof(*outer->documents)))
		return;

	/* Those of the command that is being read, which will wait behind. */
	for (int i = 0; i < outer->document_count; i++)
	{
		if (outer->documents[i].command == outer->waiting_count)
			outer->documents[i].command += commands;
	}
	for (int i = 0; i < documents; i++)
	{
		outer->documents[outer->document_count] = list->documents[i];
		outer->documents[outer->document_count++].command +=
			outer->waiting_count;
	}
	memcpy(outer->waiting + outer->waiting_count, list->waiting,
		   (size_t) commands * sizeof(*list->waiting));
	outer->waiting_count += commands;
	list->waiting_count = 0;
}

void
learn_sh_end_documents(LearnShList *list)
{
	LearnCommandReader *reader = list->text->reader;

	if (list->document_count > 0 && list->outer != NULL && !reader->plain &&
		!reader->failed)
	{
		reader->doubtful = true;
		hand_over(list);
	}
	for (int i = 0; i < list->document_count && list->waiting_count > 0; i++)
	{
		const LearnShDocument *document = &list->documents[i];
		LearnShWaiting *waiting = &list->waiting[document->command];

		waiting->draft.redirections[document->redirection].target =
			(LearnWord){.text = ""};
		if (list->outer == NULL)
			learn_command_incomplete(reader, "missing end of a here-document");
	}
	finish_waiting(list);
	free(list->waiting);
	free(list->documents);
}
