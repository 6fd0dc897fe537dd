/*-------------------------------------------------------------------------
 *
 * command_sh_frames.c
 *		Where a command for sh stands: in which compound commands and pipeline.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh_list.h"

#include <string.h>

LearnShFrame *
learn_sh_frame(LearnShList *list)
{
	return &list->frames[list->depth];
}

/* A pipeline begins when a command of it does. */
static void
begin_pipeline(LearnShList *list)
{
	LearnShFrame *frame = learn_sh_frame(list);

	if (frame->pipeline == 0)
	{
		frame->pipeline = ++list->text->reader->pipelines;
		frame->pipeline_place = 0;
	}
	list->continues = false;
}

/* Where the next command belongs: mostly where the frame does. */
static LearnCommandPlace
next_place(LearnShList *list)
{
	LearnCommandPlace place = learn_sh_frame(list)->place;

	if (list->function >= 0)
	{
		place.parent = list->function;
		place.nesting = LEARN_IN_BLOCK;
		list->function = -1;
	}
	return place;
}

void
learn_sh_open(LearnShList *list, LearnShFrameKind kind)
{
	int count = list->text->reader->commands->count;
	LearnShFrame *frame;

	if (list->depth + 1 == LEARN_SH_FRAMES_MAX)
	{
		learn_sh_stop(list->text, "compound commands nest too deep");
		return;
	}
	begin_pipeline(list);
	frame = learn_sh_frame(list);
	frame->compound = count;
	frame->ended = false;
	frame[1] = (LearnShFrame){.kind = kind,
							  .place = next_place(list),
							  .list = count,
							  .compound = -1};
	list->depth++;
}

void
learn_sh_close(LearnShList *list, LearnShFrameKind kind)
{
	int depth = list->depth;

	while (depth > 0 && list->frames[depth].kind != kind)
		depth--;
	if (depth != list->depth || depth == 0)
		learn_command_incomplete(
			list->text->reader, "a compound command ends where it should not");
	if (depth == 0)
		return;
	while (list->depth >= depth)
	{
		learn_sh_end_pipeline(list, false);
		list->depth--;
	}
	learn_sh_frame(list)->ended = true;
}

/*
 * Puts the commands of a compound command, from first on, into the pipeline
 * that it is a part of.  Returns the last place that they have in it.
 */
static int
join_pipeline(LearnShList *list, const LearnShFrame *frame, bool piped)
{
	LearnCommands *commands = list->text->reader->commands;
	int last = frame->pipeline_place;

	for (int i = frame->compound; i < commands->count; i++)
	{
		LearnSimpleCommand *command = &commands->items[i];
		const LearnSimpleCommand *wrapper =
			command->parent < 0 ? NULL : &commands->items[command->parent];

		if (wrapper != NULL && learn_command_is_wrapped(command, wrapper))
		{
			command->pipeline = wrapper->pipeline;
			command->pipeline_place = wrapper->pipeline_place;
			command->ends_pipeline = wrapper->ends_pipeline;
		}
		else if (command->parent == frame->place.parent &&
				 command->nesting == frame->place.nesting)
		{
			command->pipeline = frame->pipeline;
			command->pipeline_place += frame->pipeline_place;
			command->ends_pipeline = command->ends_pipeline && !piped;
			if (command->pipeline_place > last)
				last = command->pipeline_place;
		}
	}
	return last;
}

void
learn_sh_end_pipeline(LearnShList *list, bool piped)
{
	LearnShFrame *frame = learn_sh_frame(list);
	int last = frame->pipeline_place;

	if (frame->compound >= 0 && (piped || frame->pipeline_place > 0))
		last = join_pipeline(list, frame, piped);
	frame->compound = -1;
	frame->ended = false;
	frame->pipeline_place = piped ? last + 1 : 0;
	if (!piped)
		frame->pipeline = 0;
}

void
learn_sh_end_list(LearnShList *list, bool in_background)
{
	LearnCommands *commands = list->text->reader->commands;
	LearnShFrame *frame = learn_sh_frame(list);

	learn_sh_end_pipeline(list, false);
	for (int i = frame->list; in_background && i < commands->count; i++)
		commands->items[i].in_background = true;
	frame->list = commands->count;
}

/* Does "|" come next, which is neither "||" nor the end? */
static bool
is_piped(LearnShList *list)
{
	return learn_sh_peek(list->text, 0) == '|' &&
		   learn_sh_peek(list->text, 1) != '|';
}

bool
learn_sh_begin(LearnShList *list, LearnShCommand *command)
{
	LearnShText *text = list->text;
	LearnShFrame *frame = learn_sh_frame(list);

	memset(command, 0, sizeof(*command));
	command->documents = list->document_count;
	command->index = learn_command_begin(text->reader);
	if (command->index < 0)
	{
		text->stopped = true;
		text->at = text->length;
		return false;
	}
	begin_pipeline(list);
	command->place = next_place(list);
	text->owner = command->index;
	text->depth = command->place.depth;
	text->reader->commands->items[command->index] = (LearnSimpleCommand){
		.shell = LEARN_SHELL_SH,
		.program = "",
		.pipeline = frame->pipeline,
		/* Behind the end of a compound command: counted from its start. */
		.pipeline_place = frame->compound < 0 ? frame->pipeline_place : 0,
		.parent = command->place.parent,
		.nesting = command->place.nesting,
	};
	return true;
}

void
learn_sh_finish(LearnShList *list, LearnShCommand *command)
{
	LearnSimpleCommand *item =
		&list->text->reader->commands->items[command->index];

	item->ends_pipeline = !is_piped(list);
	if (list->document_count > command->documents)
	{
		learn_sh_wait(list, command);
		return;
	}
	command->draft.command = *item;
	learn_command_finish(list->text->reader, command->index, &command->draft,
						 &command->place);
}

void
learn_sh_add_literal(LearnShList *list, LearnShCommand *command,
					 const char *letters, size_t length, size_t start)
{
	LearnWord word = {.text = letters,
					  .length = length,
					  .start = list->text->base + start,
					  .end = list->text->base + start + length};

	learn_command_add_word(list->text->reader, &command->draft, &word);
}
