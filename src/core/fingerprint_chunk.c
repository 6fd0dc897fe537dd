/*-------------------------------------------------------------------------
 *
 * fingerprint_chunk.c
 *		What a piece of text without spaces is, judging by its shape.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint_chunk.h"

#include <string.h>

#include "core/fingerprint.h"
#include "core/fingerprint_path.h"
#include "core/fingerprint_words.h"

/* Most digits of a number that can be a code; longest other code. */
#define NUMBER_DIGITS_MAX 10
#define CODE_MAX 12

/* Longest name with digits that can be that of a program or package. */
#define NAME_MAX 24

/* So many letters from a to f, and nothing else, are a number. */
#define HEXADECIMAL_MIN 8

/* Longest address or time before its last colon, in bytes. */
#define GROUP_MAX 64

/* Marks that are part of a chunk inside it, not at its ends. */
#define OTHER_MARKS "+&%~#$@"
#define TRIMMED "-_.'" OTHER_MARKS

/* What a stretch of text is made of. */
typedef struct Content
{
	const char *start;
	const char *end;
	size_t digits;
	size_t hexadecimal; /* letters that are hexadecimal digits */
	size_t letters;     /* all others */
	size_t colons;
	size_t slashes;
	size_t backslashes;
	size_t dots;
	size_t others; /* of OTHER_MARKS */
	bool url;
	bool foreign; /* has letters outside ASCII */
} Content;

bool
learn_chunk_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || ((unsigned char) c & 0x80) != 0;
}

bool
learn_chunk_is_in_word(char c)
{
	return is_letter(c) || learn_chunk_is_digit(c) || c == '_';
}

LearnSpan
learn_chunk_next_word(const char *text)
{
	LearnSpan word = {text, 0};

	while (*word.start != '\0' &&
		   (!learn_chunk_is_in_word(*word.start) || *word.start == '_'))
	{
		if (strncmp(word.start, LEARN_FINGERPRINT_PLACEHOLDER,
					LEARN_FINGERPRINT_PLACEHOLDER_LENGTH) == 0)
			return word;
		word.start++;
	}
	while (learn_chunk_is_in_word(word.start[word.length]))
		word.length++;
	while (word.length > 0 && word.start[word.length - 1] == '_')
		word.length--;
	return word;
}

static unsigned
what_is(const char *start, const char *end)
{
	return learn_fingerprint_word(start, (size_t) (end - start));
}

static bool
ends_with(const Content *content, const char *tail)
{
	size_t length = strlen(tail);

	return (size_t) (content->end - content->start) >= length &&
		   memcmp(content->end - length, tail, length) == 0;
}

/*
 * Counts a mark; false: no chunk goes on with it.
 */
static bool
count_mark(Content *content, const char *at)
{
	switch (*at)
	{
		case '-':
			return at[1] != '>';
		case '_':
			return true;
		case '.':
			/* An ellipsis ends what is before it. */
			if (at[1] == '.' && content->slashes == 0)
				return false;
			content->dots++;
			return true;
		case '/':
			content->slashes++;
			return true;
		case '\\':
			content->backslashes++;
			return true;
		case '\'':
			return at > content->start && is_letter(at[-1]) &&
				   is_letter(at[1]);
		default:
			if (memchr(OTHER_MARKS, *at, sizeof(OTHER_MARKS) - 1) == NULL)
				return false;
			content->others++;
			return true;
	}
}

static bool
count_byte(Content *content, const char *at)
{
	char c = *at;

	if (learn_chunk_is_digit(c))
		content->digits++;
	else if (c >= 'a' && c <= 'f')
		content->hexadecimal++;
	else if (is_letter(c))
	{
		content->letters++;
		content->foreign |= ((unsigned char) c & 0x80) != 0;
	}
	else
		return count_mark(content, at);
	return true;
}

/*
 * The rest of an address with a scheme, or of a query: it has marks that
 * nothing else has.
 */
static const char *
end_of_url(const char *at)
{
	size_t length = strcspn(at, " \"'<>|");

	while (length > 0 && strchr(").,;:!?]}", at[length - 1]) != NULL)
		length--;
	return at + length;
}

/*
 * Are its colons those of an address or a time?
 */
static bool
is_colon_group(const Content *content)
{
	if (content->letters > 0 || content->slashes > 0 ||
		content->backslashes > 0 || content->end[-1] == ':')
		return false;
	if (content->colons >= 5)
		return true;
	return content->digits > 0 &&
		   (content->colons > 1 || content->hexadecimal == 0);
}

/*
 * What a colon inside a chunk is: the end of it, a part of it, or the beginning
 * of an address with a scheme.
 */
static bool
goes_on_after_colon(const Content *content, const char *at)
{
	if (at == content->start + 1 && (at[1] == '\\' || at[1] == '/'))
		return true; /* that of a drive */
	return at[1] != ' ' && at[1] != '\0' && content->letters == 0 &&
		   content->slashes == 0 && at - content->start < GROUP_MAX;
}

/*
 * Finds the end of a chunk, and counts what is in it.  A colon ends it that is
 * no part of an address, a time or a path.
 */
static Content
scan(const char *text, const char *end)
{
	bool drive = text[1] == ':' && (text[2] == '\\' || text[2] == '/');
	Content content = {.start = text};
	Content before_colon = content;
	const char *at;

	for (at = text; at < end; at++)
	{
		if (*at == ':')
		{
			if (at[1] == '/' && at[2] == '/')
			{
				content.url = true;
				at = end_of_url(at);
				break;
			}
			if (!goes_on_after_colon(&content, at))
				break;
			if (content.colons++ == 0)
			{
				before_colon = content;
				before_colon.colons = 0;
				before_colon.end = at;
			}
		}
		else if (!count_byte(&content, at))
		{
			const char *after = at;

			if (*at == ' ' && content.backslashes > 0)
				after = learn_fingerprint_path_space(text, at, end);
			if (after == at)
				break;
			at = after - 1;
		}
		else if (content.colons > 0 && content.letters > 0 && !drive)
			break;
	}
	if (*at == '?' && content.slashes > 0)
	{
		content.url = true;
		at = end_of_url(at);
	}
	content.end = at;
	if (content.colons == 0 || content.url || drive ||
		is_colon_group(&content))
		return content;
	return before_colon;
}

static LearnChunk
make(LearnChunkShape shape, const Content *content)
{
	LearnChunk chunk = {.shape = shape};

	chunk.text.start = content->start;
	chunk.text.length = (size_t) (content->end - content->start);
	return chunk;
}

/* Where the part of a name starts that is behind its last dot. */
static const char *
last_part(const Content *content)
{
	const char *at = content->end;

	while (at > content->start && at[-1] != '.')
		at--;
	return at;
}

/*
 * A name with dots and without digits: of a host, a file, a class ...
 */
static LearnChunkShape
shape_of_dotted(const Content *content)
{
	const char *dot =
		memchr(content->start, '.', (size_t) (content->end - content->start));
	unsigned last = what_is(last_part(content), content->end);

	if (content->end - content->start > LEARN_CHUNK_NAME_MAX ||
		(last & LEARN_WORD_DATA) != 0)
		return LEARN_CHUNK_VARIABLE;
	if ((last & (LEARN_WORD_PROGRAM | LEARN_WORD_SOURCE)) != 0)
		return LEARN_CHUNK_WORD;

	/* A domain the other way round is the name of a class or application. */
	if ((last & LEARN_WORD_DOMAIN) != 0 && dot - content->start > 1 &&
		(what_is(content->start, dot) & LEARN_WORD_DOMAIN) == 0)
		return LEARN_CHUNK_VARIABLE;
	if (content->dots == 1 || ends_with(content, "exception") ||
		ends_with(content, "error"))
		return LEARN_CHUNK_WORD;
	return LEARN_CHUNK_DOTTED;
}

static LearnChunk
chunk_of_path(const Content *content)
{
	LearnChunk chunk = make(LEARN_CHUNK_PATH, content);
	size_t fixed =
		learn_fingerprint_fixed_path(chunk.text.start, chunk.text.length);

	if (fixed == 0)
		return make(LEARN_CHUNK_VARIABLE, content);
	chunk.cut = fixed < chunk.text.length;
	chunk.text.length = fixed;
	return chunk;
}

/*
 * What has a slash in it: a path, the version of a protocol, a pair of words,
 * a number with a word ("203/exec").
 */
static LearnChunk
chunk_with_slash(const Content *content)
{
	size_t length = (size_t) (content->end - content->start);
	LearnChunk chunk;

	if (length <= 8 && length > 5 && memcmp(content->start, "http/", 5) == 0 &&
		content->digits > 0)
		return make(LEARN_CHUNK_PROTOCOL, content);
	if (content->start[0] == '/')
		return chunk_of_path(content);
	if (content->slashes == 1 && content->dots == 0 && content->others == 0 &&
		content->end[-1] != '/')
	{
		if (content->digits == 0 && length <= LEARN_CHUNK_WORD_MAX)
		{
			chunk = make(LEARN_CHUNK_WORD, content);
			chunk.is = what_is(content->start, content->end);
			return chunk;
		}
		if (content->digits <= 3 && length <= CODE_MAX &&
			learn_chunk_is_digit(content->start[0]) &&
			content->letters + content->hexadecimal > 0)
			return make(LEARN_CHUNK_CODE, content);
	}
	return make(LEARN_CHUNK_VARIABLE, content);
}

/*
 * A number in hexadecimal, with its 0x.  The codes of Windows (HRESULT and
 * NTSTATUS) are known by their first digits, wherever they stand.
 */
static LearnChunkShape
shape_of_hexadecimal(const Content *content)
{
	const char *digits = content->start + 2;

	if (content->letters != 1 || content->end - content->start > 10 ||
		content->dots + content->others > 0 || content->end == digits ||
		(size_t) (content->end - digits) !=
			content->digits - 1 + content->hexadecimal)
		return LEARN_CHUNK_VARIABLE;
	if (content->end - digits == 8 &&
		((memcmp(digits, "80", 2) == 0 && digits[2] <= '3') ||
		 memcmp(digits, "c00", 3) == 0 || memcmp(digits, "c19", 3) == 0))
		return LEARN_CHUNK_WORD;
	return LEARN_CHUNK_CODE;
}

/*
 * Is it written like the codes of a well-known maker: "ora-00942"?
 */
static bool
is_code_of_maker(const Content *content)
{
	static const char *const makers[] = {"aadsts", "amq",    "err", "lnk",
										 "msb",    "netsdk", "nu",  "ora",
										 "pls",    "rman",   "sp2", "tns"};
	const char *digits = content->end;
	size_t length;

	while (digits > content->start && learn_chunk_is_digit(digits[-1]))
		digits--;
	if (content->end - digits < 3 || content->end - digits > 6)
		return false;
	if (digits > content->start && (digits[-1] == '-' || digits[-1] == '_'))
		digits--;
	length = (size_t) (digits - content->start);
	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
	{
		if (strlen(makers[i]) == length &&
			memcmp(makers[i], content->start, length) == 0)
			return true;
	}
	return false;
}

/*
 * What has digits: a number, a code, a version, the name of one of many.
 */
static LearnChunkShape
shape_with_digits(const Content *content)
{
	size_t length = (size_t) (content->end - content->start);
	size_t sign = content->start[0] == '-' ? 1 : 0;

	if (content->digits + sign == length)
		return content->digits <= NUMBER_DIGITS_MAX ? LEARN_CHUNK_CODE
													: LEARN_CHUNK_VARIABLE;
	if (content->start[0] == '0' && content->start[1] == 'x')
		return shape_of_hexadecimal(content);
	if (is_code_of_maker(content))
		return LEARN_CHUNK_WORD;
	if (content->dots > 0 &&
		(what_is(last_part(content), content->end) & LEARN_WORD_PROGRAM) != 0)
		return LEARN_CHUNK_PROGRAM;
	if (content->others > 0)
		return LEARN_CHUNK_VARIABLE;
	if (!learn_chunk_is_digit(content->start[sign]))
		return length <= NAME_MAX ? LEARN_CHUNK_NAME : LEARN_CHUNK_VARIABLE;

	/* "500.19", or five digits and letters as in SQL. */
	if ((length <= 7 && content->digits + content->dots == length) ||
		(length == 5 && sign + content->dots == 0))
		return LEARN_CHUNK_CODE;
	return LEARN_CHUNK_VARIABLE;
}

static LearnChunkShape
shape_without_digits(const Content *content)
{
	size_t length = (size_t) (content->end - content->start);

	if (content->dots > 0)
		return shape_of_dotted(content);
	if (content->hexadecimal == length && length >= HEXADECIMAL_MIN)
		return LEARN_CHUNK_VARIABLE;
	if (length > 3 && content->end[-2] == '-')
		return LEARN_CHUNK_VARIABLE; /* one of many: "host-a" */

	/* Some scripts put no spaces between words. */
	return length <= LEARN_CHUNK_WORD_MAX || content->foreign
			   ? LEARN_CHUNK_WORD
			   : LEARN_CHUNK_VARIABLE;
}

/*
 * An instance of a unit, or an address, an object ...
 */
static LearnChunkShape
shape_with_at_sign(const Content *content, const char *at_sign)
{
	const char *last = last_part(content);

	if (last < at_sign ||
		(what_is(last, content->end) & LEARN_WORD_PROGRAM) == 0 ||
		memchr(at_sign + 1, '@', (size_t) (content->end - at_sign - 1)) !=
			NULL)
		return LEARN_CHUNK_VARIABLE;
	return LEARN_CHUNK_PROGRAM;
}

/*
 * Something without slashes.
 */
static LearnChunk
chunk_of_name(const Content *content)
{
	unsigned is = what_is(content->start, content->end);
	const char *at_sign = NULL;
	LearnChunk chunk;

	if (content->others > 0)
		at_sign = memchr(content->start, '@',
						 (size_t) (content->end - content->start));

	if ((is & LEARN_WORD_HOST) != 0)
		return make(LEARN_CHUNK_VARIABLE, content);
	if ((is & LEARN_WORD_FIXED) != 0)
		chunk = make(LEARN_CHUNK_WORD, content);
	else if (at_sign != NULL)
		chunk = make(shape_with_at_sign(content, at_sign), content);
	else if (content->digits > 0)
		chunk = make(shape_with_digits(content), content);
	else
		chunk = make(shape_without_digits(content), content);
	chunk.is = is;
	return chunk;
}

static void
uncount(Content *content, char mark)
{
	content->dots -= mark == '.';
	content->others -= strchr(OTHER_MARKS, mark) != NULL;
}

/*
 * Takes marks off both ends, but not the sign of a number.
 */
static void
trim(Content *content)
{
	while (content->end > content->start &&
		   strchr(TRIMMED, content->end[-1]) != NULL)
		uncount(content, *--content->end);
	while (
		content->start < content->end &&
		strchr(TRIMMED, *content->start) != NULL &&
		!(*content->start == '-' && learn_chunk_is_digit(content->start[1])))
		uncount(content, *content->start++);
}

LearnChunk
learn_chunk_read(const char *text, const char *end)
{
	Content content = scan(text, end);
	const char *after = content.end > text ? content.end : text + 1;
	LearnChunk chunk;

	if (content.url || (content.colons > 0 && content.backslashes == 0))
		chunk = make(LEARN_CHUNK_VARIABLE, &content);
	else
	{
		if (content.slashes + content.backslashes == 0 ||
			learn_chunk_is_in_word(*text))
			trim(&content);
		while (content.end > content.start && content.end[-1] == '.')
			content.end--;
		if (content.end == content.start)
			chunk = make(LEARN_CHUNK_NOTHING, &content);
		else if (content.backslashes > 0)
			chunk = chunk_of_path(&content);
		else if (content.slashes > 0)
			chunk = chunk_with_slash(&content);
		else
			chunk = chunk_of_name(&content);
	}
	chunk.end = after;
	return chunk;
}

/*
 * How much of a part of a name stays: all when it has no digit, the letters
 * before its number, else nothing.
 */
static size_t
plain_part(const char *start, const char *end)
{
	const char *letters = start;
	const char *digits;

	while (letters < end && !learn_chunk_is_digit(*letters))
		letters++;
	for (digits = letters; digits < end; digits++)
	{
		if (!learn_chunk_is_digit(*digits))
			return 0;
	}
	return letters == end || letters - start >= 2 ? (size_t) (letters - start)
												  : 0;
}

size_t
learn_chunk_plain_name(LearnSpan text, char *name)
{
	const char *end = text.start + text.length;
	const char *at = text.start;
	const char *instance = memchr(at, '@', text.length);
	size_t written = 0;

	if (text.length > LEARN_CHUNK_NAME_MAX)
		return 0;
	while (at < end)
	{
		const char *stop;
		size_t stays;

		if (instance != NULL && at == instance + 1)
		{
			/* What is behind the sign is one of many, but for its suffix. */
			while (at < end && *at != '.')
				at++;
			at += at < end;
			instance = NULL;
		}
		for (stop = at;
			 stop < end && (is_letter(*stop) || learn_chunk_is_digit(*stop));)
			stop++;
		stays = plain_part(at, stop);
		if (stays > 0)
		{
			if (written > 0)
				name[written++] = at[-1];
			memcpy(name + written, at, stays);
			written += stays;
		}
		at = stop + 1;
	}
	return written;
}
