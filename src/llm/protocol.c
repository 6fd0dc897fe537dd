/*-------------------------------------------------------------------------
 *
 * protocol.c
 *		What the dialects have in common: pieces of a request, and of reading
 *		an answer.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/protocol.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"

/* More tokens than any answer has; a larger figure is nonsense. */
#define TOKENS_MAX 1000000000

size_t
learn_protocol_url_length(const char *url, const char **query)
{
	size_t length = strcspn(url, "?");

	*query = url + length;
	while (length > 0 && url[length - 1] == '/')
		length--;
	return length;
}

bool
learn_protocol_ends_with(const char *text, size_t length, const char *ending)
{
	size_t size = strlen(ending);

	return length >= size && memcmp(text + length - size, ending, size) == 0;
}

void
learn_protocol_append_string(LearnBuffer *body, const char *before,
							 const char *value)
{
	learn_buffer_append_string(body, before);
	learn_json_append_string(body, value, strlen(value));
}

LearnStatus
learn_protocol_append_schema(LearnBuffer *body, const char *before,
							 const LearnModelCall *call, LearnProblem *problem)
{
	size_t length = strlen(call->schema);

	learn_buffer_append_string(body, before);
	learn_buffer_append(body, call->schema, length);
	return learn_json_check(call->schema, length, problem);
}

void
learn_protocol_give_up(LearnModelReply *reply, LearnModelOutcome outcome,
					   const char *format, ...)
{
	va_list arguments;

	reply->outcome = outcome;
	va_start(arguments, format);
	vsnprintf(reply->error, sizeof(reply->error), format, arguments);
	va_end(arguments);
}

/*
 * The model's name goes into a table and into logs: visible ASCII only.
 */
static void
read_model(const LearnValue *answer, LearnModelReply *reply)
{
	snprintf(reply->model, sizeof(reply->model), "%s",
			 learn_value_get_string(answer, "model", ""));
	for (char *c = reply->model; *c != '\0'; c++)
	{
		if (*c <= ' ' || *c > '~')
			*c = '?';
	}
}

void
learn_protocol_read(const char *body, size_t length, LearnModelReply *reply,
					void (*read_answer)(const LearnValue *answer,
										LearnModelReply *reply))
{
	LearnArena arena;
	const LearnValue *answer;
	LearnProblem problem;
	LearnStatus status;

	learn_arena_init(&arena);
	status = learn_json_read(&arena, body, length, &answer, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_protocol_give_up(reply, LEARN_MODEL_UNAVAILABLE,
							   "out of memory");
	else if (status != LEARN_OK)
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer is not JSON: %.200s",
							   problem.message);
	else if (answer->type != LEARN_VALUE_OBJECT)
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer is JSON but not an object");
	else
	{
		read_model(answer, reply);
		read_answer(answer, reply);
	}
	learn_arena_free(&arena);
}

long
learn_protocol_tokens(const LearnValue *usage, const char *name)
{
	const LearnValue *number =
		learn_value_get_typed(usage, name, LEARN_VALUE_INTEGER);

	/* An integer within these limits is the nearest double itself. */
	if (number == NULL || number->number < 0 || number->number > TOKENS_MAX)
		return -1;
	return (long) number->number;
}

void
learn_protocol_take_text(LearnModelReply *reply, LearnBuffer *text,
						 bool cut_off)
{
	if (text->length == 0 && !text->failed && !cut_off)
	{
		learn_protocol_give_up(reply, LEARN_MODEL_MALFORMED,
							   "the answer's message has no content");
		return;
	}
	reply->text = learn_buffer_detach(text, &reply->text_length);
	if (reply->text == NULL)
		learn_protocol_give_up(reply, LEARN_MODEL_UNAVAILABLE,
							   "out of memory");
	else if (cut_off)
		learn_protocol_give_up(reply, LEARN_MODEL_CUT_OFF,
							   "the answer was cut off at its largest length");
	else
		reply->outcome = LEARN_MODEL_ANSWERED;
}
