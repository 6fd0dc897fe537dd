/*-------------------------------------------------------------------------
 *
 * fingerprint_prefix.c
 *		What a log writes in front of a message.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint_prefix.h"

#include <string.h>

#include "core/fingerprint_chunk.h"
#include "core/fingerprint_words.h"

/* Longest name of a time zone, in bytes. */
#define ZONE_MAX 4

/* How far reading has come. */
typedef struct Prefix
{
	const char *at;   /* behind what belongs to the prefix */
	const char *open; /* the mark before the chunk, or NULL */
	bool stamped;     /* a date or time was there */
	bool host;        /* and so was a host */
} Prefix;

/* What the next word is. */
static unsigned
next_is(const char *after)
{
	LearnSpan next = learn_chunk_next_word(after);

	return learn_fingerprint_word(next.start, next.length);
}

static bool
digit_follows(const char *after)
{
	LearnSpan next = learn_chunk_next_word(after);

	return next.length > 0 && learn_chunk_is_digit(*next.start);
}

bool
learn_prefix_is_date(const char *after)
{
	return digit_follows(after) || (next_is(after) & LEARN_WORD_DATE) != 0;
}

/*
 * Does a host stand here: a word, and behind it a program with the number of
 * its process, or a colon?
 */
static bool
is_host(const char *after)
{
	const char *at = after + 1;

	if (*after != ' ' || !learn_chunk_is_in_word(*at))
		return false;
	while (learn_chunk_is_in_word(*at) || *at == '-' || *at == '.' ||
		   *at == '/')
		at++;
	return *at == ':' || (*at == '[' && learn_chunk_is_digit(at[1]));
}

/*
 * Does a number, or what has one, belong to the date?
 */
static bool
is_part_of_date(Prefix *prefix, const LearnChunk *chunk)
{
	if (chunk->shape == LEARN_CHUNK_VARIABLE)
		prefix->stamped = true;
	else if (!prefix->stamped)
		/* The day before the month. */
		return chunk->shape == LEARN_CHUNK_CODE &&
			   (next_is(chunk->end) & LEARN_WORD_DATE) != 0;
	return true;
}

/*
 * Does a word belong to the prefix?
 */
static bool
is_part(Prefix *prefix, const LearnChunk *chunk)
{
	const char *after = chunk->end;
	bool apart = *after == ':' || (prefix->open != NULL &&
								   *prefix->open == '[' && *after == ']');

	if ((chunk->is & LEARN_WORD_DATE) != 0 && learn_prefix_is_date(after))
	{
		prefix->stamped = true;
		return true;
	}
	if ((chunk->is & LEARN_WORD_LEVEL) != 0 && (prefix->stamped || apart) &&
		!digit_follows(after))
		return true;
	if (!prefix->stamped)
		return false;
	if ((chunk->is & LEARN_WORD_UNIT) != 0 && chunk->text.length <= ZONE_MAX)
		return true;
	if (prefix->open != NULL && strchr("])>", *after) != NULL)
		return *after != '\0';
	if (prefix->host || !is_host(after))
		return false;
	prefix->host = true;
	return true;
}

const char *
learn_prefix_skip(const char *text, const char *end)
{
	Prefix prefix = {.at = text};

	while (prefix.at < end)
	{
		const char *at = prefix.at + strspn(prefix.at, " [(<|-*#");
		LearnChunk chunk;

		if (!learn_chunk_is_in_word(*at))
			break;
		prefix.open =
			at > prefix.at && strchr("[(<", at[-1]) != NULL ? at - 1 : NULL;
		chunk = learn_chunk_read(at, end);
		if (learn_chunk_is_digit(*at) ? !is_part_of_date(&prefix, &chunk)
									  : !is_part(&prefix, &chunk))
			break;
		prefix.at = chunk.end + strspn(chunk.end, "]):,|>");
	}
	return prefix.at;
}
