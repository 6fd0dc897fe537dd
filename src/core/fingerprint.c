/*-------------------------------------------------------------------------
 *
 * fingerprint.c
 *		What stays of a message when all that varies is taken out of it.
 *
 * Text is cleaned (fingerprint_clean.h), taken apart at its marks (here) and
 * into chunks (fingerprint_chunk.h), and written again (fingerprint_writer.h).
 * The marks are not written.  So whoever looks at one may only conclude that
 * something varies, or that nothing follows from it: what stays must be seen
 * to stay when its template is read in turn, which has no marks.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint.h"

#include <string.h>

#include "core/fingerprint_chunk.h"
#include "core/fingerprint_clean.h"
#include "core/fingerprint_prefix.h"
#include "core/fingerprint_words.h"
#include "core/fingerprint_writer.h"

/* Longest text that is read, in bytes. */
#define TEXT_MAX 65536

/* Longest text in quotes, and longest element of a list. */
#define QUOTED_MAX 256
#define ELEMENT_MAX 64

/* So many words in quotes are a sentence, which is read like all text. */
#define SENTENCE_WORDS 3

/* Without brackets, so many words with commas between them are a list. */
#define LIST_WORDS 3

/* Being read. */
typedef struct Reader
{
	const char *text; /* cleaned, and terminated */
	const char *at;
	const char *end;
	LearnTemplateWriter writer;
	const char *closing; /* the quote that ends a sentence, or NULL */
	const char *no_list; /* before this place, no list starts */
	bool value;          /* what follows is the value of something */
	bool introduced;     /* a colon, or an opening bracket, was just read */
} Reader;

static const char *
skip_spaces(const char *at)
{
	return at + strspn(at, " ");
}

/*
 * The place behind a list of words with commas between them, or NULL.  In
 * brackets, which it must fill, two will do.  *stopped is how far it was read.
 */
static const char *
end_of_list(const char *at, char bracket, const char **stopped)
{
	int words = 0;

	for (;; words++)
	{
		const char *word = at;

		while (learn_chunk_is_in_word(*at) ||
			   (*at != '\0' && strchr("-./'\"", *at) != NULL))
			at++;
		*stopped = at;
		if (at == word || at - word > ELEMENT_MAX)
			return NULL;
		if (*at != ',')
			break;
		at = skip_spaces(at + 1);
	}
	if (bracket != '\0')
		return words > 0 && *at == bracket ? at : NULL;
	if (*at == ' ')
		return words >= LIST_WORDS ? at : NULL;
	return words >= LIST_WORDS - 1 && (*at == '\0' || strchr(";.)]}", *at))
			   ? at
			   : NULL;
}

/*
 * The quote that closes the one at a place, or NULL.
 */
static const char *
closing_quote(const Reader *reader, const char *at)
{
	char quote = *at;
	const char *limit =
		reader->end - at > QUOTED_MAX ? at + QUOTED_MAX : reader->end;

	for (at++; at < limit; at++)
	{
		if (*at == quote && (quote == '"' || !learn_chunk_is_in_word(at[1])))
			return at;
	}
	return NULL;
}

static int
count_words(const char *at, const char *end)
{
	int words = 0;

	while (at < end)
	{
		const char *space = memchr(at, ' ', (size_t) (end - at));

		words += *at != ' ' && !learn_chunk_is_digit(*at);
		at = space != NULL ? space + 1 : end;
	}
	return words;
}

/*
 * Is text in quotes the name of a member, as in JSON?
 */
static bool
is_key(const Reader *reader, const char *open, const char *after)
{
	const char *before = open;

	while (before > reader->text && before[-1] == ' ')
		before--;
	return *after == ':' && before > reader->text &&
		   (before[-1] == '{' || before[-1] == ',');
}

/*
 * Is the word at a place one that says what is in quotes before it?
 */
static bool
is_kind(const char *at)
{
	static const char unknown_to_windows[] = "is not recognized as ";
	LearnSpan word;

	if (!learn_chunk_is_in_word(*at))
		return false;
	word = learn_chunk_next_word(at);
	return (learn_fingerprint_word(word.start, word.length) &
			LEARN_WORD_KIND) != 0 ||
		   strncmp(at, unknown_to_windows, sizeof(unknown_to_windows) - 1) ==
			   0;
}

/*
 * Does text in quotes mean something?  It does when it is a sentence, or when
 * the words around it say so.  Paths are read the same with and without.
 */
static bool
is_meaningful(const Reader *reader, const char *open, const char *close)
{
	int words = count_words(open + 1, close);

	if ((reader->writer.expects & LEARN_WORD_TELLS) != 0)
		return true;
	if ((reader->writer.expects & LEARN_WORD_SAYS) != 0 &&
		(words > 1 || reader->introduced))
		return true;
	if (open[1] == '/' || (open[2] == ':' && open[3] == '\\'))
		return learn_chunk_read(open + 1, reader->end).end == close;
	return words >= SENTENCE_WORDS || is_kind(skip_spaces(close + 1));
}

/*
 * Text in quotes varies as a whole, or is read as if there were none.
 */
static void
read_quote(Reader *reader)
{
	const char *open = reader->at++;
	const char *close;

	if (open == reader->closing || (*open == '\'' && open > reader->text &&
									learn_chunk_is_in_word(open[-1])))
		return;
	close = closing_quote(reader, open);
	if (close == NULL)
		return;
	if (is_key(reader, open, close + 1))
	{
		reader->writer.expects = 0;
		reader->closing = close;
	}
	else if (is_meaningful(reader, open, close))
		reader->closing = close;
	else
	{
		learn_template_variable(&reader->writer);
		reader->at = close + 1;
	}
}

/*
 * Does the last word introduce a value that means something?
 */
static bool
value_tells(const Reader *reader)
{
	return (reader->writer.last &
			(LEARN_WORD_TELLS | LEARN_WORD_SAYS | LEARN_WORD_CODE)) != 0;
}

/*
 * What is behind an equals sign varies, unless it is known to mean something,
 * or has a structure of its own.
 */
static void
read_equals_sign(Reader *reader)
{
	const char *at = reader->at + strspn(reader->at, "=>~");
	bool empty;

	reader->at = at;
	at = skip_spaces(at);
	empty = *at == '\0';
	if (learn_chunk_is_in_word(*at))
		empty = at[learn_chunk_next_word(at).length] == '=';
	if (empty)
		learn_template_variable(&reader->writer);
	else if (value_tells(reader))
		reader->introduced = true;
	else if (strchr("([{<", *at) == NULL)
	{
		reader->at = at;
		reader->value = true;
	}
}

static void
read_colon(Reader *reader)
{
	const char *colon = reader->at++;

	reader->introduced = true;
	if (colon > reader->text && colon - 1 == reader->closing &&
		!value_tells(reader))
	{
		/* A member, as in JSON. */
		reader->at = skip_spaces(reader->at);
		reader->value = strchr("[{", *reader->at) == NULL;
	}
}

static void
read_value(Reader *reader)
{
	const char *close = NULL;

	reader->value = false;
	if (*reader->at == '"' || *reader->at == '\'')
		close = closing_quote(reader, reader->at);
	if (close != NULL)
		reader->at = close + 1;
	else
		reader->at += 1 + strcspn(reader->at + 1, " ,;)]}>\"'|");
	learn_template_variable(&reader->writer);
}

static void
read_bracket(Reader *reader)
{
	char closing = *reader->at == '(' ? ')' : *reader->at == '[' ? ']' : '}';
	const char *list;
	const char *stopped;

	reader->at++;
	list = end_of_list(skip_spaces(reader->at), closing, &stopped);
	if (list != NULL)
	{
		learn_template_variable(&reader->writer);
		reader->at = list;
	}
	reader->introduced = true;
}

static void
read_mark(Reader *reader)
{
	switch (*reader->at)
	{
		case '=':
			read_equals_sign(reader);
			break;
		case ':':
			read_colon(reader);
			break;
		case '"':
		case '\'':
			read_quote(reader);
			break;
		case '(':
		case '[':
		case '{':
			read_bracket(reader);
			break;
		case ' ':
			reader->at++;
			break;
		default:
			if (strncmp(reader->at, LEARN_FINGERPRINT_PLACEHOLDER,
						LEARN_FINGERPRINT_PLACEHOLDER_LENGTH) == 0)
			{
				learn_template_variable(&reader->writer);
				reader->at += LEARN_FINGERPRINT_PLACEHOLDER_LENGTH;
			}
			else
				reader->at++;
			reader->introduced = false;
			break;
	}
}

/*
 * The version of HTTP, in front of the status that a server gave, says that
 * the latter is a code; but only failures are told apart.
 */
static void
read_protocol(Reader *reader, const LearnChunk *chunk)
{
	static const LearnSpan http = {"http", 4};
	const char *after = chunk->end + (*chunk->end == '"' ? 1 : 0);

	after = skip_spaces(after);
	if ((*after == '4' || *after == '5') && learn_chunk_is_digit(after[1]) &&
		learn_chunk_is_digit(after[2]) && !learn_chunk_is_in_word(after[3]))
	{
		learn_template_word(&reader->writer, http,
							learn_fingerprint_word("http", 4));
		reader->at = after;
	}
	else
		learn_template_variable(&reader->writer);
}

/*
 * A word that says what it means, unless its neighbours say otherwise.
 */
static void
write_word(Reader *reader, const LearnChunk *chunk)
{
	if (((chunk->is & LEARN_WORD_DATE) != 0 &&
		 learn_prefix_is_date(chunk->end)) ||
		learn_template_names(&reader->writer, chunk->is, chunk->end))
		learn_template_variable(&reader->writer);
	else
		learn_template_word(&reader->writer, chunk->text, chunk->is);
}

static void
read_word(Reader *reader, const LearnChunk *chunk)
{
	const char *list = NULL;

	if (*chunk->end == ',' && chunk->text.start >= reader->no_list)
		list = end_of_list(chunk->text.start, '\0', &reader->no_list);
	if (list != NULL)
		reader->at = list;
	if (list != NULL ||
		(reader->introduced && (chunk->is & LEARN_WORD_SWITCH) != 0 &&
		 !learn_chunk_is_in_word(*skip_spaces(chunk->end))))
		learn_template_variable(&reader->writer);
	else
		write_word(reader, chunk);
}

/*
 * The name of a program or package, without its digits.
 */
static void
read_name(Reader *reader, const LearnChunk *chunk)
{
	char name[LEARN_CHUNK_NAME_MAX + 1];
	size_t length = learn_chunk_plain_name(chunk->text, name);
	LearnChunk plain = {LEARN_CHUNK_NOTHING};

	/* Of the name of a program, more than its suffix must stay. */
	name[length] = '\0';
	if (length > 1 && (chunk->shape != LEARN_CHUNK_PROGRAM ||
					   memchr(name, '.', length) != NULL))
		plain = learn_chunk_read(name, name + length);
	if (plain.shape == LEARN_CHUNK_WORD && plain.text.length == length)
	{
		plain.end = chunk->end;
		write_word(reader, &plain);
	}
	else
		learn_template_variable(&reader->writer);
}

static void
read_chunk(Reader *reader)
{
	LearnChunk chunk = learn_chunk_read(reader->at, reader->end);
	LearnTemplateWriter *writer = &reader->writer;
	bool named = (writer->expects & LEARN_WORD_TELLS) != 0;

	reader->at = chunk.end;
	switch (chunk.shape)
	{
		case LEARN_CHUNK_NOTHING:
			break;
		case LEARN_CHUNK_WORD:
			read_word(reader, &chunk);
			break;
		case LEARN_CHUNK_PATH:
			learn_template_word(writer, chunk.text, 0);
			if (chunk.cut)
				learn_template_variable(writer);
			break;
		case LEARN_CHUNK_PROTOCOL:
			read_protocol(reader, &chunk);
			break;
		case LEARN_CHUNK_PROGRAM:
			read_name(reader, &chunk);
			break;
		case LEARN_CHUNK_DOTTED:
			if (named)
				learn_template_word(writer, chunk.text, 0);
			else
				learn_template_variable(writer);
			break;
		case LEARN_CHUNK_NAME:
			if (learn_template_code(writer, &chunk))
				break;
			if (named)
				read_name(reader, &chunk);
			else
				learn_template_variable(writer);
			break;
		case LEARN_CHUNK_CODE:
			if (!learn_template_code(writer, &chunk))
				learn_template_variable(writer);
			break;
		case LEARN_CHUNK_VARIABLE:
			learn_template_variable(writer);
			break;
	}
	reader->introduced = false;
}

/*
 * May a chunk start here?
 */
static bool
starts_chunk(const Reader *reader)
{
	const char *at = reader->at;

	if (learn_chunk_is_in_word(*at) || *at == '/')
		return true;
	if (*at == '\\')
		return at[1] == '\\' || learn_chunk_is_in_word(at[1]);
	if (*at == '-')
		return learn_chunk_is_digit(at[1]) &&
			   (at == reader->text || strchr(" =:([{,", at[-1]) != NULL);
	return (*at == '.' || *at == '~') &&
		   (at[1] == '/' || (at[1] == '.' && at[2] == '/'));
}

static void
read_text(Reader *reader)
{
	while (reader->at < reader->end && !reader->writer.full)
	{
		if (reader->value)
			read_value(reader);
		else if (starts_chunk(reader))
			read_chunk(reader);
		else
			read_mark(reader);
	}
}

bool
learn_fingerprint_template(LearnBuffer *buffer, const char *text,
						   size_t length)
{
	LearnBuffer clean;
	Reader reader;

	learn_buffer_init(&clean, 0);
	if (learn_fingerprint_clean(&clean, text,
								length < TEXT_MAX ? length : TEXT_MAX))
	{
		memset(&reader, 0, sizeof(reader));
		reader.text = clean.data;
		reader.end = clean.data + clean.length;
		reader.at = learn_prefix_skip(reader.text, reader.end);
		learn_template_start(&reader.writer, buffer);
		learn_buffer_reserve(buffer, clean.length);
		read_text(&reader);
		learn_template_finish(&reader.writer);
	}
	else
		buffer->failed = true;
	learn_buffer_free(&clean);
	return !buffer->failed;
}
