/*-------------------------------------------------------------------------
 *
 * journal_recover.c
 *		What dead runs have left becomes results.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/spool/journal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "executor/spool/journal_line.h"
#include "executor/spool/spool_file.h"

/* What a journal tells, while it is read. */
typedef struct Story
{
	json_object *execution; /* owned: what was known at the start */
	json_object *trace;     /* owned: the steps */
	json_object *running;   /* borrowed: the step that has not ended */
	char at[64];            /* when the last line was written */
	int retries;
} Story;

static int
number_of(json_object *step)
{
	return (int) learn_json_get_number(step, "step_number", 0);
}

/*
 * Takes what a line has.  False: it is no line of a journal, or memory is out.
 */
static bool
take_line(Story *story, json_object *line)
{
	json_object *execution =
		learn_json_get_typed(line, LEARN_JOURNAL_EXECUTION, json_type_object);
	json_object *begins =
		learn_json_get_typed(line, LEARN_JOURNAL_BEGINS, json_type_object);
	json_object *ended =
		learn_json_get_typed(line, LEARN_JOURNAL_ENDED, json_type_object);
	size_t last = json_object_array_length(story->trace);

	if ((story->execution == NULL) != (execution != NULL))
		return false;
	if (execution != NULL)
		story->execution = json_object_get(execution);
	else if (begins != NULL)
	{
		if (!learn_json_append(story->trace, json_object_get(begins)))
			return false;
		story->running = begins;
	}
	else if (ended != NULL)
	{
		/* In the place of what was known of it before. */
		if (json_object_array_put_idx(story->trace,
									  story->running != NULL ? last - 1 : last,
									  json_object_get(ended)) != 0)
			return false;
		story->running = NULL;
		story->retries +=
			(int) learn_json_get_number(ended, "attempts", 1) - 1;
	}
	else
		return false;
	snprintf(story->at, sizeof(story->at), "%s",
			 learn_json_get_string(line, LEARN_JOURNAL_AT, ""));
	return true;
}

/*
 * Reads the lines of a journal, up to one that was not written to its end.
 */
static void
read_story(const LearnBuffer *text, Story *story)
{
	const char *at = text->data;
	const char *end = text->data + text->length;
	bool good = true;

	while (good && at < end)
	{
		const char *newline = memchr(at, '\n', (size_t) (end - at));
		json_object *line = NULL;

		good = newline != NULL &&
			   learn_json_parse(at, (size_t) (newline - at), &line, NULL) ==
				   LEARN_OK &&
			   take_line(story, line);
		json_object_put(line);
		if (good)
			at = newline + 1;
	}
}

/* Says in the result, and at the step that ran, how the run ended. */
static bool
tell_end(const Story *story)
{
	json_object *step = story->running;
	size_t count = json_object_array_length(story->trace);
	LearnProblem message;

	if (step != NULL)
	{
		learn_problem_set(&message, LEARN_OK, NULL,
						  "the executor ended during step %d (%s)",
						  number_of(step),
						  learn_json_get_string(step, "action", ""));
		return learn_json_add(step, "success", json_object_new_boolean(0)) &&
			   learn_json_add(step, "error",
							  json_object_new_string(
								  "the executor ended while this step ran")) &&
			   learn_json_add(story->execution, "error_step",
							  json_object_new_int(number_of(step))) &&
			   learn_json_add(story->execution, "error_message",
							  json_object_new_string(message.message));
	}
	step = json_object_array_get_idx(story->trace, count - 1);
	learn_problem_set(&message, LEARN_OK, NULL,
					  "the executor ended after step %d (%s), before another "
					  "one was started",
					  number_of(step),
					  learn_json_get_string(step, "action", ""));
	return learn_json_add(story->execution, "error_message",
						  json_object_new_string(message.message));
}

/* Completes the execution.  False: no memory. */
static bool
complete_execution(const Story *story)
{
	json_object *execution = story->execution;
	json_object *tags = json_object_new_array();

	if (!learn_json_append(tags, json_object_new_string("interrupted")))
	{
		json_object_put(tags);
		return false;
	}
	return learn_json_add(execution, "tags", tags) && tell_end(story) &&
		   learn_json_add(execution, "completed_at",
						  json_object_new_string(story->at)) &&
		   learn_json_add(execution, "status",
						  json_object_new_string("failure")) &&
		   learn_json_add(execution, "success", json_object_new_boolean(0)) &&
		   learn_json_share(execution, "executed_steps", story->trace) &&
		   learn_json_add(execution, "retry_count",
						  json_object_new_int(story->retries)) &&
		   learn_json_add(execution, "manual_intervention_needed",
						  json_object_new_boolean(1));
}

/*
 * Makes a result of a journal.  LEARN_NOTHING: the run did nothing.
 * LEARN_REFUSED: it is no journal.
 */
static LearnStatus
tell(const LearnBuffer *text, json_object **execution)
{
	Story story = {.trace = json_object_new_array()};
	LearnStatus status = LEARN_OK;

	if (story.trace == NULL)
		return LEARN_OUT_OF_MEMORY;
	read_story(text, &story);
	if (story.execution == NULL)
		status = LEARN_REFUSED;
	else if (json_object_array_length(story.trace) == 0)
		status = LEARN_NOTHING;
	else if (complete_execution(&story))
		*execution = json_object_get(story.execution);
	else
		status = LEARN_OUT_OF_MEMORY;
	json_object_put(story.execution);
	json_object_put(story.trace);
	return status;
}

/*
 * Reads a file of running/: a result that did not get any further, which is
 * one object without a line end, or else a journal.
 */
static LearnStatus
read_run(const LearnSpool *spool, const char *name, int file,
		 json_object **execution, LearnProblem *problem)
{
	LearnBuffer text = {0};
	LearnStatus status = LEARN_INVALID;

	*execution = NULL;
	if (!learn_spool_file_read(file, &text))
		learn_spool_fail(spool, problem, "read", name);
	else if (memchr(text.data, '\n', text.length) == NULL &&
			 learn_json_parse(text.data, text.length, execution, NULL) ==
				 LEARN_OK &&
			 learn_json_get(*execution, "status") != NULL)
		status = LEARN_OK;
	else
	{
		json_object_put(*execution);
		*execution = NULL;
		status = tell(&text, execution);
		if (status == LEARN_REFUSED)
			learn_problem_set(problem, status, spool->path,
							  "\"%s\" is no journal", name);
		if (status == LEARN_OUT_OF_MEMORY)
			learn_problem_set(problem, status, spool->path, "out of memory");
	}
	learn_buffer_free(&text);
	return status;
}

/* Does what has to be done about one file of running/, which is locked. */
static LearnStatus
recover(LearnSpool *spool, const char *name, int file, LearnNoRoom no_room,
		LearnProblem *problem)
{
	json_object *execution;
	LearnStatus status = read_run(spool, name, file, &execution, problem);

	if (status == LEARN_NOTHING)
	{
		status = learn_spool_unlink(spool, spool->running, name, problem);
		return status == LEARN_OK ? LEARN_NOTHING : status;
	}
	if (status == LEARN_REFUSED)
		learn_spool_move(spool, spool->running, name, spool->refused, name,
						 NULL);
	if (status != LEARN_OK)
		return status;
	status = learn_spool_put(spool, execution, problem);
	json_object_put(execution);
	if (status == LEARN_REFUSED && no_room == LEARN_NO_ROOM_DROP)
	{
		learn_spool_count_dropped(spool, name);
		learn_spool_unlink(spool, spool->running, name, NULL);
	}
	return status == LEARN_REFUSED ? LEARN_NOTHING : status;
}

LearnStatus
learn_journal_recover(LearnSpool *spool, LearnNoRoom no_room, int *count,
					  LearnProblem *problem)
{
	LearnStatus result = LEARN_OK;
	json_object *names;

	*count = 0;
	if (spool->path == NULL)
		return LEARN_OK;
	names =
		learn_spool_names(spool, spool->running, LEARN_SPOOL_JOURNAL, problem);
	if (names == NULL)
		return LEARN_INVALID;
	for (size_t i = 0; i < json_object_array_length(names); i++)
	{
		const char *name =
			json_object_get_string(json_object_array_get_idx(names, i));
		int file;
		LearnStatus status =
			learn_spool_file_lock(spool, name, &file, problem);

		if (status == LEARN_OK)
		{
			status = recover(spool, name, file, no_room, problem);
			close(file);
		}
		if (status == LEARN_OK)
			(*count)++;
		else if (status != LEARN_NOTHING)
			result = status == LEARN_OUT_OF_MEMORY ? status : LEARN_INVALID;
	}
	json_object_put(names);
	return result;
}
