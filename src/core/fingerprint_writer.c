/*-------------------------------------------------------------------------
 *
 * fingerprint_writer.c
 *		Writes a template, word by word.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint_writer.h"

#include <string.h>

#include "core/fingerprint.h"
#include "core/fingerprint_words.h"

/* Longest template, in bytes. */
#define TEMPLATE_MAX 16384

/* Longest code, in bytes. */
#define CODE_MAX 12

/* Shortest word whose plural is the same as its singular after a number. */
#define PLURAL_MIN 4

#define ANNOUNCES (LEARN_WORD_CODE | LEARN_WORD_TELLS | LEARN_WORD_SAYS)

static bool
is_word(LearnSpan span, const char *word)
{
	return span.length == strlen(word) &&
		   memcmp(span.start, word, span.length) == 0;
}

void
learn_template_start(LearnTemplateWriter *writer, LearnBuffer *buffer)
{
	memset(writer, 0, sizeof(*writer));
	writer->buffer = buffer;
	writer->begin = buffer->length;
}

static void
append(LearnTemplateWriter *writer, const char *text, size_t length)
{
	LearnBuffer *buffer = writer->buffer;
	size_t written = buffer->length - writer->begin;

	if (written + 1 + length > TEMPLATE_MAX)
	{
		writer->full = true;
		return;
	}
	if (written > 0)
		learn_buffer_append(buffer, " ", 1);
	learn_buffer_append(buffer, text, length);
}

void
learn_template_variable(LearnTemplateWriter *writer)
{
	writer->expects = 0;
	writer->last = 0;
	writer->any_varied = true;
	if (writer->joined)
	{
		/* "1 and 2" is as good as "1". */
		learn_buffer_truncate(writer->buffer, writer->joint);
		writer->joined = false;
		writer->varied = true;
	}

	/* Many in a row are one, and those in front of all words are none. */
	if (!writer->varied && writer->buffer->length > writer->begin)
		append(writer, LEARN_FINGERPRINT_PLACEHOLDER,
			   LEARN_FINGERPRINT_PLACEHOLDER_LENGTH);
	writer->varied = true;
}

/*
 * Is it the plural of a word, as far as letters tell?
 */
static bool
is_plural(LearnSpan word, unsigned is)
{
	if ((is & LEARN_WORD_SINGULAR) != 0 || word.length < PLURAL_MIN ||
		word.start[word.length - 1] != 's' ||
		strchr("siu_", word.start[word.length - 2]) != NULL)
		return false;
	for (size_t i = 0; i < word.length; i++)
	{
		if (!learn_chunk_is_in_word(word.start[i]) ||
			learn_chunk_is_digit(word.start[i]))
			return false;
	}
	return true;
}

/*
 * Remembers what a word announces.  Some words may stand between the one that
 * announces and what is announced.
 */
static void
announce(LearnTemplateWriter *writer, LearnSpan word, unsigned is)
{
	unsigned before = writer->expects;

	if ((is & LEARN_WORD_BETWEEN) == 0)
		writer->expects = 0;
	writer->expects |= is & ANNOUNCES;
	if ((is & LEARN_WORD_CODE) != 0)
	{
		bool first = (before & LEARN_WORD_CODE) == 0;

		writer->counted =
			(first || writer->counted) && (is & LEARN_WORD_COUNTED) != 0;
		writer->status = first && is_word(word, "status");
	}
}

void
learn_template_word(LearnTemplateWriter *writer, LearnSpan word, unsigned is)
{
	if (writer->varied)
	{
		/* After a number, one and many are the same, and units are none. */
		if (is_plural(word, is))
		{
			word.length--;
			is = learn_fingerprint_word(word.start, word.length);
		}
		if ((is & LEARN_WORD_UNIT) != 0)
			return;
	}
	if ((writer->last & LEARN_WORD_NAMES) != 0 &&
		(is & LEARN_WORD_ORDINARY) == 0)
	{
		learn_template_variable(writer);
		return;
	}
	writer->joined =
		writer->varied && (is_word(word, "and") || is_word(word, "or"));
	writer->joint = writer->buffer->length;
	append(writer, word.start, word.length);
	writer->varied = false;
	writer->last = is;
	announce(writer, word, is);
}

/*
 * Is a number one of several figures: is the next thing one more, with its
 * own name ("status: 200 length: 1893")?
 */
static bool
is_figure(const char *after)
{
	LearnSpan name = learn_chunk_next_word(after);
	const char *mark = name.start + name.length;

	if (name.length == 0 || (*mark != ':' && *mark != '='))
		return false;
	mark++;
	return learn_chunk_is_digit(*mark == ' ' ? mark[1] : *mark);
}

/*
 * Is a number where a code is expected one of things, of seconds ...?
 */
static bool
is_count(const LearnTemplateWriter *writer, const char *after)
{
	LearnSpan next;
	unsigned is;

	if (writer->status && is_figure(after))
		return true;
	if (!writer->counted)
		return false;
	next = learn_chunk_next_word(after);
	is = learn_fingerprint_word(next.start, next.length);
	return (is & LEARN_WORD_UNIT) != 0 || is_plural(next, is);
}

bool
learn_template_code(LearnTemplateWriter *writer, const LearnChunk *chunk)
{
	if ((writer->expects & LEARN_WORD_CODE) == 0 ||
		chunk->text.length > CODE_MAX || is_count(writer, chunk->end))
		return false;
	learn_template_word(writer, chunk->text, 0);
	writer->expects = 0;
	return true;
}

bool
learn_template_names(const LearnTemplateWriter *writer, unsigned is,
					 const char *next)
{
	if ((is & LEARN_WORD_ORDINARY) != 0)
		return false;
	if ((writer->last & LEARN_WORD_FOR) != 0)
		return is_word(learn_chunk_next_word(next), "from");
	if ((writer->last & LEARN_WORD_AT) != 0)
		return (next[0] == ':' && learn_chunk_is_digit(next[1]) &&
				learn_chunk_is_digit(next[2])) ||
			   is_word(learn_chunk_next_word(next), "port");
	return false;
}

void
learn_template_finish(LearnTemplateWriter *writer)
{
	static const char tail[] = " " LEARN_FINGERPRINT_PLACEHOLDER;
	LearnBuffer *buffer = writer->buffer;
	size_t written = buffer->length - writer->begin;
	size_t length = sizeof(tail) - 1;

	if (written == 0 && writer->any_varied)
		append(writer, LEARN_FINGERPRINT_PLACEHOLDER,
			   LEARN_FINGERPRINT_PLACEHOLDER_LENGTH);
	else if (written > length &&
			 memcmp(buffer->data + buffer->length - length, tail, length) == 0)
		learn_buffer_truncate(buffer, buffer->length - length);
}
