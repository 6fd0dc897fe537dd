/*-------------------------------------------------------------------------
 *
 * method.c
 *		What the ways to verify have in common.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/method.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/parameters.h"
#include "executor/report/redaction.h"

/* Bytes of what a program wrote that are quoted. */
#define QUOTE_MAX 200

/* What a line may begin or end with, and nobody misses. */
static const char blanks[] = " \t\r\n\v\f";

__attribute__((format(printf, 2, 0))) static void
append_arguments(LearnBuffer *seen, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0 || !learn_buffer_reserve(seen, (size_t) length))
		return;
	vsnprintf(seen->data + seen->length, (size_t) length + 1, format,
			  arguments);
	seen->length += (size_t) length;
}

LearnVerdict
learn_verify_unknown(LearnBuffer *seen, const char *format, ...)
{
	va_list arguments;

	learn_buffer_append_string(seen, "not known: ");
	va_start(arguments, format);
	append_arguments(seen, format, arguments);
	va_end(arguments);
	return LEARN_VERDICT_UNKNOWN;
}

LearnVerdict
learn_verify_failed(LearnBuffer *seen, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append_arguments(seen, format, arguments);
	va_end(arguments);
	return LEARN_VERDICT_FAILED;
}

LearnVerdict
learn_verify_out_of_memory(LearnBuffer *seen)
{
	seen->failed = true;
	return LEARN_VERDICT_UNKNOWN;
}

bool
learn_question_fill(const LearnQuestion *question, const char *text,
					LearnBuffer *filled, LearnBuffer *seen)
{
	const LearnValues *values = question->request->about->values;
	char name[LEARN_PARAMETER_MAX + 1];

	for (const char *at = text; (at = strstr(at, "${")) != NULL; at++)
	{
		if (!learn_parameter_read(at, name) ||
			learn_values_get(values, name) != NULL)
			continue;
		learn_verify_unknown(seen, "the parameter %s has no value", name);
		return false;
	}
	learn_buffer_init(filled, 0);
	if (learn_values_fill(values, text, filled) &&
		learn_buffer_append(filled, "", 0))
		return true;
	learn_verify_out_of_memory(seen);
	learn_buffer_free(filled);
	return false;
}

/* Does a byte stand inside a character of UTF-8? */
static bool
is_inside(char byte)
{
	return ((unsigned char) byte & 0xC0) == 0x80;
}

/* The first or last line of text that is more than blanks; may be empty. */
static const char *
find_line(const char *text, bool last, size_t *length)
{
	const char *line = text + strspn(text, blanks);
	const char *end = line + strlen(line);

	while (end > line && strchr(blanks, end[-1]) != NULL)
		end--;
	if (last)
	{
		for (const char *at = line; at < end; at++)
		{
			if (*at == '\n')
				line = at + 1;
		}
		line += strspn(line, blanks);
	}
	else
		end = line + strcspn(line, "\r\n");
	*length = end - line;
	return line;
}

json_object *
learn_question_redact(const LearnQuestion *question, const char *text)
{
	json_object *whole = json_object_new_string(text);
	json_object *redacted =
		whole == NULL
			? NULL
			: learn_redacted(whole, question->request->about->values);

	json_object_put(whole);
	return redacted;
}

bool
learn_verify_append_cut(LearnBuffer *seen, const char *text, size_t length,
						size_t limit)
{
	size_t kept = limit;

	if (length <= limit)
		return learn_buffer_append(seen, text, length);
	while (kept > 0 && is_inside(text[kept]))
		kept--;
	learn_buffer_append(seen, text, kept);
	return learn_buffer_append_string(seen, "...");
}

bool
learn_question_quote(const LearnQuestion *question, const char *before,
					 const char *output, bool last, LearnBuffer *seen)
{
	json_object *redacted = learn_question_redact(question, output);
	const char *line;
	size_t length;

	if (redacted == NULL)
	{
		learn_verify_out_of_memory(seen);
		return false;
	}
	line = find_line(json_object_get_string(redacted), last, &length);
	if (length > 0)
	{
		learn_buffer_append_string(seen, before);
		learn_verify_append_cut(seen, line, length, QUOTE_MAX);
	}
	json_object_put(redacted);
	return length > 0;
}
