/*-------------------------------------------------------------------------
 *
 * message.c
 *		What the executor says to whoever started it.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/message.h"

#include <stdlib.h>
#include <string.h>

#include "core/visible_text.h"

void
learn_message_write(FILE *stream, const char *text)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	if (!learn_visible_append(&buffer, text, strlen(text)))
		fputs("(out of memory)", stream);
	else if (buffer.length > 0)
		fwrite(buffer.data, 1, buffer.length, stream);
	learn_buffer_free(&buffer);
}

void
learn_message_write_member(const char *before, json_object *document,
						   const char *name)
{
	const char *text = learn_json_get_string(document, name, NULL);

	if (text == NULL)
		return;
	fputs(before, stdout);
	learn_message_write(stdout, text);
}

void
learn_message_write_lines(const char *text, int indent)
{
	while (*text != '\0')
	{
		size_t length = strcspn(text, "\n");
		char *line = strndup(text, length);

		printf("%*s", indent, "");
		if (line != NULL)
			learn_message_write(stdout, line);
		putchar('\n');
		free(line);
		text += length + (text[length] == '\n');
	}
}

bool
learn_message_write_json(json_object *document)
{
	const char *text =
		json_object_to_json_string_ext(document, JSON_C_TO_STRING_PLAIN);

	if (text == NULL)
		return false;
	puts(text);
	return true;
}

static void
write_problem(const char *severity, const LearnProblem *problem)
{
	fprintf(stderr, "learn-executor: %s", severity);
	if (problem->where[0] != '\0')
	{
		learn_message_write(stderr, problem->where);
		fputs(": ", stderr);
	}
	learn_message_write(stderr, problem->message);
	fputc('\n', stderr);
}

void
learn_message_error(const LearnProblem *problem)
{
	write_problem("", problem);
}

void
learn_message_warning(const LearnProblem *problem)
{
	write_problem("warning: ", problem);
}
