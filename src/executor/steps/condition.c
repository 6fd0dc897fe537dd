/*-------------------------------------------------------------------------
 *
 * condition.c
 *		Is what a command did what was asked for?
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/condition.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "executor/steps/match.h"

/* Bytes of a text that is worth quoting. */
#define QUOTED_MAX 200

/* A text without white space at its ends; borrowed. */
typedef struct Trimmed
{
	const char *start;
	size_t length;
} Trimmed;

static Trimmed
trim(const char *text)
{
	static const char blanks[] = " \t\r\n\f\v";
	Trimmed trimmed;

	trimmed.start = text + strspn(text, blanks);
	trimmed.length = strlen(trimmed.start);
	while (trimmed.length > 0 &&
		   strchr(blanks, trimmed.start[trimmed.length - 1]) != NULL)
		trimmed.length--;
	return trimmed;
}

/* Appends a text in quotes, if it is short and of one line. */
static bool
append_quoted(LearnBuffer *why, Trimmed text)
{
	if (text.length > QUOTED_MAX ||
		memchr(text.start, '\n', text.length) != NULL)
		return false;
	return learn_buffer_append_format(why, "\"%.*s\"", (int) text.length,
									  text.start);
}

/* Appends why a command that did not end by itself meets no condition. */
static void
append_ending(LearnBuffer *why, const LearnOutcome *outcome)
{
	if (outcome->ending == LEARN_ENDED_LATE)
		learn_buffer_append_string(why, "the command took too long");
	else if (outcome->ending == LEARN_ENDED_INTERRUPTED)
		learn_buffer_append_string(why, "the executor was told to stop");
	else
		learn_buffer_append_string(why, outcome->problem.message);
}

static LearnStatus
check_equal(Trimmed output, Trimmed expected, LearnBuffer *why)
{
	if (output.length == expected.length &&
		memcmp(output.start, expected.start, output.length) == 0)
		return LEARN_OK;
	learn_buffer_append_string(why, "the output is ");
	if (append_quoted(why, output))
		learn_buffer_append_string(why, ", ");
	learn_buffer_append_string(why, "not ");
	if (!append_quoted(why, expected))
		learn_buffer_append_string(why, "what was expected");
	return LEARN_NOTHING;
}

static LearnStatus
check_match(Trimmed output, const char *expression, LearnBuffer *why)
{
	char *text = strndup(output.start, output.length);
	LearnProblem problem;
	LearnStatus status = LEARN_OUT_OF_MEMORY;

	if (text != NULL)
		status = learn_match(expression, text, &problem);
	free(text);
	if (status == LEARN_INVALID)
		learn_buffer_append_string(why, problem.message);
	else if (status == LEARN_NOTHING)
	{
		learn_buffer_append_string(why, "the output ");
		if (append_quoted(why, output))
			learn_buffer_append_string(why, " ");
		learn_buffer_append_string(why, "does not match ");
		if (!append_quoted(why, (Trimmed){expression, strlen(expression)}))
			learn_buffer_append_string(why, "what was expected");
	}
	return status;
}

/* Appends to why unless the condition is met. */
static LearnStatus
check(json_object *condition, const LearnOutcome *outcome, LearnBuffer *why)
{
	double code = learn_json_get_number(condition, "exit_code", 0);
	const char *expected =
		learn_json_get_string(condition, "output_equals", NULL);
	const char *expression =
		learn_json_get_string(condition, "output_matches", NULL);
	LearnStatus status = LEARN_OK;

	if (outcome->ending != LEARN_ENDED_NORMALLY)
	{
		append_ending(why, outcome);
		return LEARN_INVALID;
	}
	if (outcome->exit_code != code)
	{
		learn_buffer_append_format(why, "the exit code is %d, not %.0f",
								   outcome->exit_code, code);
		return LEARN_NOTHING;
	}
	if (expected != NULL)
		status = check_equal(trim(outcome->output), trim(expected), why);
	if (status == LEARN_OK && expression != NULL)
		status = check_match(trim(outcome->output), expression, why);
	return status;
}

LearnStatus
learn_condition_check(json_object *condition, const LearnOutcome *outcome,
					  char **why)
{
	LearnBuffer buffer;
	LearnStatus status;

	learn_buffer_init(&buffer, 0);
	status = check(condition, outcome, &buffer);
	*why = status == LEARN_OK || status == LEARN_OUT_OF_MEMORY
			   ? NULL
			   : learn_buffer_detach(&buffer, NULL);
	learn_buffer_free(&buffer);
	return status;
}
