/*-------------------------------------------------------------------------
 *
 * command_sh_text.c
 *		The text of a script for sh, byte by byte.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh.h"

#include <string.h>

bool
learn_sh_at_end(const LearnShText *text)
{
	return text->stopped || text->at >= text->length;
}

char
learn_sh_peek(const LearnShText *text, size_t distance)
{
	if (text->stopped || distance >= text->length - text->at)
		return '\0';
	return text->text[text->at + distance];
}

void
learn_sh_skip_continuations(LearnShText *text)
{
	while (learn_sh_peek(text, 0) == '\\' && learn_sh_peek(text, 1) == '\n')
		text->at += 2;
}

void
learn_sh_skip_blanks(LearnShText *text)
{
	for (;;)
	{
		char byte;

		learn_sh_skip_continuations(text);
		byte = learn_sh_peek(text, 0);
		if (byte == '#')
		{
			const char *start = text->text + text->at;
			const char *end = memchr(start, '\n', text->length - text->at);

			text->at =
				end == NULL ? text->length : (size_t) (end - text->text);
			return;
		}
		if (byte != ' ' && byte != '\t')
			return;
		text->at++;
	}
}

bool
learn_sh_ends_word(char byte)
{
	return byte != '\0' && strchr(" \t\n;&|()<>", byte) != NULL;
}

static bool
is_name_byte(char byte, bool first)
{
	return byte == '_' || (byte >= 'a' && byte <= 'z') ||
		   (byte >= 'A' && byte <= 'Z') ||
		   (!first && byte >= '0' && byte <= '9');
}

size_t
learn_sh_name_length(const char *text, size_t length)
{
	size_t name = 0;

	while (name < length && is_name_byte(text[name], name == 0))
		name++;
	return name;
}

void
learn_sh_stop(LearnShText *text, const char *why)
{
	learn_command_exceeds(text->reader, why);
	text->stopped = true;
	text->at = text->length;
}

void
learn_sh_put_text(LearnShText *text, const char *letters, size_t length,
				  char mark)
{
	size_t end = text->marks.length;

	if (!learn_buffer_append(&text->letters, letters, length) ||
		!learn_buffer_append(&text->marks, letters, length))
	{
		learn_buffer_truncate(&text->letters, end); /* as long as the marks */
		text->reader->failed = true;
		text->stopped = true;
		return;
	}
	memset(text->marks.data + end, mark, length);
}

void
learn_sh_put(LearnShText *text, char letter, char mark)
{
	learn_sh_put_text(text, &letter, 1, mark);
}

void
learn_sh_forget(LearnShText *text, size_t first)
{
	learn_buffer_truncate(&text->letters, first);
	learn_buffer_truncate(&text->marks, first);
}
