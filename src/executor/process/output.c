/*-------------------------------------------------------------------------
 *
 * output.c
 *		What a program writes: its beginning and its end.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/process/output.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "executor/process/process.h"

/* Bytes of the head, and of the tail. */
#define HALF ((size_t) LEARN_PROCESS_OUTPUT_MAX / 2)

/* How far from where it must end a part may be cut, for a better place. */
#define LINE_MAX_BYTES 2048

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Some of what was written, as bytes. */
typedef struct Part
{
	const unsigned char *bytes;
	size_t length;
} Part;

/* A character as it is written, and as text. */
typedef struct Character
{
	size_t length;    /* bytes it takes */
	const char *text; /* what it becomes */
	size_t text_length;
} Character;

bool
learn_output_init(LearnOutput *output)
{
	output->total = 0;
	output->kept = malloc(2 * HALF);
	return output->kept != NULL;
}

void
learn_output_add(LearnOutput *output, const char *data, size_t length)
{
	/* The head first. */
	if (output->total < HALF)
	{
		size_t room = HALF - (size_t) output->total;
		size_t taken = length < room ? length : room;

		memcpy(output->kept + output->total, data, taken);
		output->total += taken;
		data += taken;
		length -= taken;
	}
	/* Of the rest no more than the ring holds. */
	if (length > HALF)
	{
		output->total += length - HALF;
		data += length - HALF;
		length = HALF;
	}
	while (length > 0)
	{
		size_t at = (size_t) (output->total % HALF);
		size_t taken = length < HALF - at ? length : HALF - at;

		memcpy(output->kept + HALF + at, data, taken);
		output->total += taken;
		data += taken;
		length -= taken;
	}
}

/*
 * How many bytes from the start of a part, at least one, are one character of
 * well-formed UTF-8; 0: they are none.
 */
static size_t
well_formed_length(Part part)
{
	unsigned char lead = part.bytes[0];
	unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || length > part.length)
		return 0;
	for (size_t i = 1; i < length; i++)
	{
		if (part.bytes[i] < low || part.bytes[i] > high)
			return 0;
		low = 0x80;
		high = 0xBF;
	}
	return length;
}

/* Is this well-formed character a control character, and neither a tab nor a
 * line end? */
static bool
is_control(const unsigned char *bytes)
{
	return (bytes[0] < ' ' && bytes[0] != '\t' && bytes[0] != '\n') ||
		   bytes[0] == 0x7F || (bytes[0] == 0xC2 && bytes[1] < 0xA0);
}

/* Reads the character at the start of a part that is not empty. */
static Character
read_character(Part part)
{
	Character character = {well_formed_length(part), (const char *) part.bytes,
						   0};

	character.text_length = character.length;
	if (part.length >= 2 && memcmp(part.bytes, "\r\n", 2) == 0)
		character = (Character){2, "\n", 1};
	else if (character.length == 0 || is_control(part.bytes))
	{
		if (character.length == 0)
			character.length = 1;
		character.text = REPLACEMENT;
		character.text_length = sizeof(REPLACEMENT) - 1;
	}
	return character;
}

/* The part without so many bytes at its start. */
static Part
skip(Part part, size_t length)
{
	return (Part){part.bytes + length, part.length - length};
}

/* Bytes of a part as text. */
static size_t
text_length(Part part)
{
	size_t length = 0;

	while (part.length > 0)
	{
		Character character = read_character(part);

		length += character.text_length;
		part = skip(part, character.length);
	}
	return length;
}

static void
append_text(LearnBuffer *buffer, Part part)
{
	while (part.length > 0)
	{
		Character character = read_character(part);

		learn_buffer_append(buffer, character.text, character.text_length);
		part = skip(part, character.length);
	}
}

/* Does a line end with this byte, or (blanks) a word? */
static bool
is_end(unsigned char byte, bool blanks)
{
	return byte == '\n' ||
		   (blanks && (byte == ' ' || byte == '\t' || byte == '\r'));
}

/*
 * Shortens a head to where it may end: behind the last line end, else behind
 * the last blank, in reach.
 */
static void
end_well(Part *head)
{
	size_t reach =
		head->length > LINE_MAX_BYTES ? head->length - LINE_MAX_BYTES : 0;

	for (int blanks = 0; blanks < 2; blanks++)
	{
		for (size_t end = head->length; end > reach; end--)
		{
			if (is_end(head->bytes[end - 1], blanks))
			{
				head->length = end;
				return;
			}
		}
	}
}

/*
 * Has a tail start where it may: likewise, behind the first one in reach.
 */
static void
start_well(Part *tail)
{
	size_t reach =
		tail->length < LINE_MAX_BYTES ? tail->length : LINE_MAX_BYTES;

	for (int blanks = 0; blanks < 2; blanks++)
	{
		for (size_t start = 1; start < reach; start++)
		{
			if (is_end(tail->bytes[start - 1], blanks))
			{
				*tail = skip(*tail, start);
				return;
			}
		}
	}
}

/* Shortens a head until it fits as text, and cuts no character. */
static void
cut_head(Part *head)
{
	Part rest = *head;
	size_t length = 0;

	while (rest.length > 0)
	{
		Character character = read_character(rest);

		/* The last one may be longer than what is here of it. */
		if (length + character.text_length > HALF ||
			(well_formed_length(rest) == 0 && rest.length < 4))
			break;
		length += character.text_length;
		rest = skip(rest, character.length);
	}
	head->length -= rest.length;
	end_well(head);
}

/* The same for a tail and its start. */
static void
cut_tail(Part *tail)
{
	size_t length;

	/* What is left of a character. */
	for (int i = 0; i < 3 && tail->length > 0; i++)
	{
		if ((tail->bytes[0] & 0xC0) == 0x80)
			*tail = skip(*tail, 1);
	}
	length = text_length(*tail);
	while (length > HALF)
	{
		Character character = read_character(*tail);

		length -= character.text_length;
		*tail = skip(*tail, character.length);
	}
	start_well(tail);
}

/* What is kept, in its order, malloc'ed; its length in *length. */
static unsigned char *
unroll(const LearnOutput *output, size_t *length)
{
	unsigned char *bytes = malloc(2 * HALF);
	size_t end = (size_t) (output->total % HALF);

	*length = 2 * HALF;
	if (bytes == NULL)
		return NULL;
	if (output->total <= 2 * HALF)
	{
		*length = (size_t) output->total;
		memcpy(bytes, output->kept, *length);
		return bytes;
	}
	memcpy(bytes, output->kept, HALF);
	memcpy(bytes + HALF, output->kept + HALF + end, HALF - end);
	memcpy(bytes + 2 * HALF - end, output->kept + HALF, end);
	return bytes;
}

/* Head and tail, and between them how much is missing. */
static void
append_cut(LearnBuffer *buffer, Part all, unsigned long long total)
{
	Part head = {all.bytes, all.length < HALF ? all.length : HALF};
	Part tail = skip(all, head.length);

	cut_head(&head);
	cut_tail(&tail);
	append_text(buffer, head);
	if (buffer->length > 0 && buffer->data[buffer->length - 1] != '\n')
		learn_buffer_append_string(buffer, "\n");
	learn_buffer_append_format(buffer, "[... %llu bytes left out ...]\n",
							   total - head.length - tail.length);
	append_text(buffer, tail);
}

char *
learn_output_text(const LearnOutput *output)
{
	LearnBuffer buffer;
	size_t length;
	unsigned char *bytes = unroll(output, &length);
	Part all = {bytes, length};

	if (bytes == NULL)
		return NULL;
	learn_buffer_init(&buffer, 0);
	if (output->total == length && text_length(all) <= 2 * HALF)
		append_text(&buffer, all);
	else
		append_cut(&buffer, all, output->total);
	free(bytes);
	while (buffer.length > 0 &&
		   is_end((unsigned char) buffer.data[buffer.length - 1], true))
		learn_buffer_truncate(&buffer, buffer.length - 1);
	return learn_buffer_detach(&buffer, NULL);
}

void
learn_output_free(LearnOutput *output)
{
	free(output->kept);
	output->kept = NULL;
}
