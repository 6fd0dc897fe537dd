/*-------------------------------------------------------------------------
 *
 * pattern.c
 *		Finds small patterns in normalised text, without backtracking.
 *
 *-------------------------------------------------------------------------
 */
#include "core/pattern.h"

#include <string.h>

size_t
learn_pattern_clip(const char *text, size_t length, size_t limit)
{
	if (length <= limit)
		return length;
	while (limit > 0 && ((unsigned char) text[limit] & 0xC0) == 0x80)
		limit--;
	return limit;
}

/*
 * What one character becomes, for those outside ASCII that have a plainer
 * form.  Returns how many bytes it had, 0 when it stays as it is.
 */
static size_t
plain_form(const unsigned char *text, size_t left, char *plain)
{
	if (left >= 3 && text[0] == 0xE2 && text[1] == 0x80)
	{
		if (text[2] >= 0x98 && text[2] <= 0x9B)
			return *plain = '\'', 3;
		if (text[2] >= 0x9C && text[2] <= 0x9F)
			return *plain = '"', 3;
		if (text[2] == 0xAF)
			return *plain = ' ', 3;
	}
	if (left >= 2 && text[0] == 0xC2)
	{
		if (text[1] == 0xA0)
			return *plain = ' ', 2;
		if (text[1] == 0xAB || text[1] == 0xBB)
			return *plain = '"', 2;
	}
	return 0;
}

/* What one byte of ASCII becomes. */
static char
plain_byte(unsigned char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return (char) (byte + ('a' - 'A'));
	if (byte <= ' ' || byte == 0x7F)
		return ' ';
	return byte == '`' ? '\'' : (char) byte;
}

/*
 * No character becomes longer, so the caller has made room for length bytes.
 */
static void
normalize_part(LearnBuffer *buffer, const char *text, size_t length)
{
	const unsigned char *in = (const unsigned char *) text;
	char *to = buffer->data + buffer->length;
	bool space = true; /* a field does not start with one */

	for (size_t i = 0; i < length; i++)
	{
		char out = (char) in[i];

		if (in[i] < 0x80)
			out = plain_byte(in[i]);
		else
		{
			size_t taken = plain_form(in + i, length - i, &out);

			if (taken > 0)
				i += taken - 1;
			else if (i > 0 && in[i - 1] == 0xC3 && in[i] <= 0x9E &&
					 in[i] != 0x97)
				out = (char) (in[i] + 0x20); /* the capitals of Latin-1 */
		}
		if (out == ' ' && space)
			continue;
		space = out == ' ';
		*to++ = out;
	}
	buffer->length = (size_t) (to - buffer->data);
	*to = '\0';
}

void
learn_pattern_normalize(LearnBuffer *buffer, const char *text, size_t limit)
{
	static const char field_end = LEARN_PATTERN_FIELD_END;
	size_t length = strlen(text);

	if (length <= limit)
	{
		if (!learn_buffer_reserve(buffer, length + 1))
			return;
		normalize_part(buffer, text, length);
	}
	else
	{
		size_t head = learn_pattern_clip(text, length, limit / 2);
		size_t tail = length - limit / 2;

		if (!learn_buffer_reserve(buffer, limit + 2))
			return;
		while (((unsigned char) text[tail] & 0xC0) == 0x80)
			tail++;
		normalize_part(buffer, text, head);
		learn_buffer_append(buffer, &field_end, 1);
		normalize_part(buffer, text + tail, length - tail);
	}
	learn_buffer_append(buffer, &field_end, 1);
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
		   ((unsigned char) c & 0x80) != 0;
}

/* The bytes of a piece without the marks for the edges of words. */
static LearnSpan
piece_literal(LearnSpan piece)
{
	if (piece.length > 0 && piece.start[0] == '~')
	{
		piece.start++;
		piece.length--;
	}
	if (piece.length > 0 && piece.start[piece.length - 1] == '~')
		piece.length--;
	return piece;
}

/*
 * Finds a piece (no operators but ~ at its ends) that starts in
 * [from, until) and ends before end.
 */
static const char *
find_piece(LearnSpan piece, const char *text, const char *from,
		   const char *until, const char *end)
{
	LearnSpan literal = piece_literal(piece);
	bool opens = literal.start > piece.start;
	bool closes = opens + literal.length < piece.length;

	if (literal.length == 0)
		return NULL;
	while (from < until && (size_t) (end - from) >= literal.length)
	{
		from = memchr(from, literal.start[0], (size_t) (until - from));
		if (from == NULL || (size_t) (end - from) < literal.length)
			return NULL;
		if (memcmp(from, literal.start, literal.length) == 0 &&
			(!opens || from == text || !is_word(from[-1])) &&
			(!closes || from + literal.length == end ||
			 !is_word(from[literal.length])))
			return from;
		from++;
	}
	return NULL;
}

/* Splits the next part off a pattern, up to the separator. */
static LearnSpan
next_part(LearnSpan *rest, char separator)
{
	LearnSpan part = *rest;
	const char *found = memchr(rest->start, separator, rest->length);

	if (found != NULL)
		part.length = (size_t) (found - rest->start);
	rest->start += part.length + (found != NULL ? 1 : 0);
	rest->length -= part.length + (found != NULL ? 1 : 0);
	return part;
}

/*
 * Finds pieces joined by "*".  For each place of the first piece the others
 * are taken greedily, each within a window of constant size, so that hostile
 * text costs a constant factor at most.
 */
static bool
find_sequence(LearnSpan sequence, const char *text, size_t length,
			  LearnSpan *found)
{
	const char *end = text + length;
	const char *from = text;
	LearnSpan first = next_part(&sequence, '*');

	for (;;)
	{
		LearnSpan rest = sequence;
		const char *start = find_piece(first, text, from, end, end);
		const char *at = start;
		size_t matched = piece_literal(first).length;

		if (start == NULL)
			return false;
		while (at != NULL && rest.length > 0)
		{
			LearnSpan piece = next_part(&rest, '*');
			const char *window = at + matched;
			const char *limit = (size_t) (end - window) > LEARN_PATTERN_GAP
									? window + LEARN_PATTERN_GAP
									: end;
			const char *field_end = memchr(window, LEARN_PATTERN_FIELD_END,
										   (size_t) (limit - window));

			at = find_piece(piece, text, window,
							field_end != NULL ? field_end : limit, end);
			matched = piece_literal(piece).length;
		}
		if (at != NULL)
		{
			found->start = start;
			found->length = (size_t) (at + matched - start);
			return true;
		}
		from = start + 1;
	}
}

LearnSpan
learn_pattern_next(LearnSpan *pattern)
{
	return next_part(pattern, '|');
}

LearnSpan
learn_pattern_literal(LearnSpan alternative)
{
	LearnSpan longest = {NULL, 0};

	while (alternative.length > 0)
	{
		LearnSpan sequence = next_part(&alternative, '&');

		do
		{
			LearnSpan piece = next_part(&sequence, '*');
			LearnSpan literal = piece_literal(piece);

			if (literal.length == 0)
				return literal;
			if (literal.length > longest.length)
				longest = literal;
		} while (sequence.length > 0);
	}
	return longest;
}

bool
learn_pattern_try(LearnSpan alternative, const char *text, size_t length,
				  LearnSpan *found)
{
	LearnSpan first = {NULL, 0};
	bool all = alternative.length > 0;

	while (all && alternative.length > 0)
	{
		LearnSpan place;

		all =
			find_sequence(next_part(&alternative, '&'), text, length, &place);
		if (all && first.start == NULL)
			first = place;
	}
	if (all && found != NULL)
		*found = first;
	return all;
}

bool
learn_pattern_find(const char *pattern, const char *text, size_t length,
				   LearnSpan *found)
{
	LearnSpan rest = {pattern, strlen(pattern)};

	while (rest.length > 0)
	{
		if (learn_pattern_try(learn_pattern_next(&rest), text, length, found))
			return true;
	}
	return false;
}
