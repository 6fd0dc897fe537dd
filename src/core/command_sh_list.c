/*-------------------------------------------------------------------------
 *
 * command_sh_list.c
 *		Lists of commands for sh, and the operators between them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh_list.h"

#include <string.h>

/*
 * Reads ";", or one of the three that end a part of "case".
 */
static void
read_semicolon(LearnShList *list)
{
	LearnShText *text = list->text;
	LearnShFrame *frame = learn_sh_frame(list);
	char next = learn_sh_peek(text, 1);

	learn_sh_end_list(list, false);
	text->at++;
	if (next != ';' && next != '&')
		return;
	if (frame->kind != LEARN_SH_CASE)
		learn_command_incomplete(text->reader, "unexpected \";%c\"", next);
	else
		frame->header = true;
	text->at += next == ';' && learn_sh_peek(text, 1) == '&' ? 2 : 1;
}

/*
 * Reads "&" or "&&"; false: it begins a redirection.
 */
static bool
read_ampersand(LearnShList *list)
{
	LearnShText *text = list->text;
	char next = learn_sh_peek(text, 1);

	if (next == '>')
		return false;
	if (next == '&')
		learn_sh_end_pipeline(list, false);
	else
		learn_sh_end_list(list, true);
	text->at += next == '&' ? 2 : 1;
	list->continues = next == '&';
	return true;
}

/*
 * Reads "|", "|&" or "||".
 */
static void
read_bar(LearnShList *list)
{
	LearnShText *text = list->text;
	char next = learn_sh_peek(text, 1);

	learn_sh_end_pipeline(list, next != '|');
	text->at += next == '|' || next == '&' ? 2 : 1;
	list->continues = true;
}

/*
 * Reads ")", which ends a group or this list.
 */
static void
read_closing(LearnShList *list)
{
	LearnShText *text = list->text;
	bool open = false;

	for (int i = list->depth; i > 0; i--)
		open = open || list->frames[i].kind == LEARN_SH_PARENTHESIS;
	text->at++;
	if (open)
		learn_sh_close(list, LEARN_SH_PARENTHESIS);
	else if (list->closing == ')')
		list->closed = true;
	else
		learn_command_incomplete(text->reader, "unexpected \")\"");
}

static void
read_parenthesis(LearnShList *list)
{
	LearnShText *text = list->text;

	if (learn_sh_peek(text, 1) == '(')
	{
		text->at += 2;
		if (learn_sh_read_arithmetic_command(list))
			return;
		text->at -= 2;
	}
	if (text->stopped)
		return;
	text->at++;
	learn_sh_open(list, LEARN_SH_PARENTHESIS);
}

/*
 * Reads the next thing of a list.
 */
static void
read_next(LearnShList *list)
{
	LearnShText *text = list->text;

	switch (learn_sh_peek(text, 0))
	{
		case '\n':
			text->at++;
			learn_sh_read_documents(list);
			if (!list->continues)
				learn_sh_end_list(list, false);
			return;
		case ';':
			read_semicolon(list);
			return;
		case '|':
			read_bar(list);
			return;
		case ')':
			read_closing(list);
			return;
		case '(':
			read_parenthesis(list);
			return;
		case '&':
			if (read_ampersand(list))
				return;
			break;
		default:
			if (learn_sh_read_reserved(list))
				return;
			break;
	}
	learn_sh_read_command(list);
}

/*
 * Begins a list.  The frames need not be cleared: each is when it opens.
 */
static void
begin_list(LearnShText *text, LearnShList *list,
		   const LearnCommandPlace *place, char closing)
{
	memset(list, 0, offsetof(LearnShList, frames));
	list->frames[0] = (LearnShFrame){
		.kind = LEARN_SH_LIST,
		.place = *place,
		.list = text->reader->commands->count,
		.compound = -1,
	};
	list->text = text;
	list->outer = text->list;
	list->closing = closing;
	list->function = -1;
	text->list = list;
}

/*
 * Ends it, whether or not it was read to its end.
 */
static void
end_list(LearnShText *text, LearnShList *list)
{
	if (!list->closed && list->closing != '\0')
		learn_command_incomplete(text->reader, "missing \"%c\"",
								 list->closing);
	else if (list->depth > 0)
		learn_command_incomplete(text->reader,
								 "missing end of a compound command");
	while (list->depth > 0)
		learn_sh_close(list, learn_sh_frame(list)->kind);
	learn_sh_end_list(list, false);
	text->list = list->outer;
	learn_sh_end_documents(list);
}

void
learn_sh_read_list(LearnShText *text, const LearnCommandPlace *place,
				   char closing)
{
	LearnShList list;

	begin_list(text, &list, place, closing);
	while (!list.closed)
	{
		learn_sh_skip_blanks(text);
		if (learn_sh_at_end(text) || text->reader->failed)
			break;
		if (learn_sh_frame(&list)->kind == LEARN_SH_CASE &&
			learn_sh_frame(&list)->header)
			learn_sh_read_patterns(&list);
		else
			read_next(&list);
	}
	end_list(text, &list);
}

void
learn_sh_read_script(LearnCommandReader *reader, const char *script,
					 size_t length, size_t base,
					 const LearnCommandPlace *place)
{
	LearnShText text = {.reader = reader,
						.text = script,
						.length = length,
						.base = base,
						.owner = -1};

	if (!learn_command_may_read(reader, length, place))
		return;

	/* A word without letters has a place among them as well. */
	if (learn_buffer_reserve(&text.letters, 1) &&
		learn_buffer_reserve(&text.marks, 1))
		learn_sh_read_list(&text, place, '\0');
	else
		reader->failed = true;
	learn_buffer_free(&text.letters);
	learn_buffer_free(&text.marks);
}

void
learn_command_read_sh(LearnCommandReader *reader, const char *script,
					  size_t length, const LearnCommandPlace *place)
{
	learn_sh_read_script(reader, script, length, 0, place);
}
