/*-------------------------------------------------------------------------
 *
 * redact_values.c
 *		Where a value that stands behind a name ends.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_values.h"

#include <string.h>

/* The longest name of a pair that may follow a value; the most blanks. */
#define NEXT_NAME_MAX 40
#define BLANKS_MAX 64

/* Brackets that are open within a value. */
typedef struct Brackets
{
	int round;
	int square;
	int curly;
} Brackets;

static bool
is_space(const LearnRedactText *text, size_t at)
{
	return at >= text->length || (unsigned char) text->start[at] <= ' ' ||
		   learn_redact_line_end(text, at) > 0;
}

size_t
learn_redact_blanks(const LearnRedactText *text, size_t at)
{
	return learn_redact_run(text, at, LEARN_SET_BLANK, BLANKS_MAX);
}

/*
 * Does a separator end a value?  It does when another pair, or nothing more
 * of this one, stands behind it; else it is a character of the value.
 */
static bool
separator_ends(const LearnRedactText *text, size_t at)
{
	size_t next = at + 1;
	size_t length;

	if (is_space(text, next) || learn_redact_quote(text, next) > 0 ||
		learn_redact_begins(text, at, "&&", false) ||
		learn_redact_begins(text, at, "&amp;", false) ||
		learn_redact_entity(text, at) > 0)
		return true;
	length = learn_redact_run(text, next, LEARN_SET_NAME | LEARN_SET_BLANK,
							  NEXT_NAME_MAX);
	return length > 0 && learn_redact_in(learn_redact_at(text, next + length),
										 LEARN_SET_EQUALS | LEARN_SET_COLON);
}

/*
 * Does a bracket close what was opened before the value?
 */
static bool
bracket_ends(const LearnRedactText *text, size_t at, int *open)
{
	char next = learn_redact_at(text, at + 1);

	if (*open > 0)
	{
		(*open)--;
		return false;
	}
	return is_space(text, at + 1) || learn_redact_quote(text, at + 1) > 0 ||
		   learn_redact_is_one_of(next, ",.:;)]}<|&");
}

/* A quote ends a value, but for the apostrophe in "don't". */
static bool
quote_ends(const LearnRedactText *text, size_t at, size_t quote)
{
	return !learn_redact_in(learn_redact_at(text, at + quote),
							LEARN_SET_ALNUM);
}

/*
 * Does a value that ends before what separates pairs end here?
 */
static bool
pair_ends(const LearnRedactText *text, size_t at, Brackets *open)
{
	size_t quote = learn_redact_quote(text, at);

	if (quote > 0)
		return quote_ends(text, at, quote);
	switch (text->start[at])
	{
		case ',':
		case ';':
		case '&':
			return separator_ends(text, at);
		case '%':
			return learn_redact_begins(text, at, "%26", false);
		case '(':
			open->round++;
			return false;
		case '[':
			open->square++;
			return false;
		case '{':
			open->curly++;
			return false;
		case ')':
			return bracket_ends(text, at, &open->round);
		case ']':
			return bracket_ends(text, at, &open->square);
		case '}':
			return bracket_ends(text, at, &open->curly);
		case '<':
			return learn_redact_at(text, at + 1) == '/' ||
				   learn_redact_begins(text, at, "<br", true);
		default:
			return false;
	}
}

/*
 * Does a value that is a line end here?  A quote ends it when the line was
 * quoted: what stands behind the quote is not of the line.
 */
static bool
line_ends(const LearnRedactText *text, size_t at)
{
	size_t quote = learn_redact_quote(text, at);
	size_t next = at + quote;

	if (quote > 0 && learn_redact_at(text, next) == ',')
	{
		next++;
		next += learn_redact_blanks(text, next);
		return is_space(text, next) || learn_redact_quote(text, next) > 0;
	}
	return learn_redact_line_end(text, at) > 0 ||
		   (quote > learn_redact_quote(text, next) &&
			(is_space(text, next) || learn_redact_quote(text, next) > 0 ||
			 learn_redact_is_one_of(learn_redact_at(text, next), ")]}")));
}

/*
 * Where a value without quotes ends.
 */
static size_t
bare_end(const LearnRedactText *text, size_t at, LearnRedactEnd ending,
		 size_t limit)
{
	Brackets open = {0, 0, 0};

	while (at < limit)
	{
		size_t mark = learn_redact_mark(text, at, NULL);
		bool ends;

		if (mark > 0 || learn_redact_in(text->start[at], LEARN_SET_ALNUM))
		{
			at += mark > 0 ? mark : 1;
			continue;
		}
		if (ending == LEARN_END_LINE)
			ends = line_ends(text, at);
		else if (ending == LEARN_END_PART)
			ends = (text->start[at] == ';' && separator_ends(text, at)) ||
				   line_ends(text, at);
		else if (ending == LEARN_END_TAG)
			ends =
				text->start[at] == '<' || learn_redact_line_end(text, at) > 0;
		else
			ends = is_space(text, at) ||
				   (ending == LEARN_END_PAIR && pair_ends(text, at, &open)) ||
				   (ending == LEARN_END_WORD &&
					learn_redact_quote(text, at) > 0 &&
					quote_ends(text, at, learn_redact_quote(text, at)));
		if (ends)
			break;
		at++;
	}
	return at;
}

/*
 * How long the quotes are that repeat the one of so many bytes which opens a
 * value: 0, or one where the text is quoted by doubling quotes, or two where
 * three open a string.
 */
static size_t
repeated_quotes(const LearnRedactText *text, size_t at, size_t opening)
{
	const char *quote = text->start + at - opening;
	char next;

	if (text->length - at < opening ||
		memcmp(text->start + at, quote, opening) != 0)
		return 0;
	if (text->length - at >= 2 * opening &&
		memcmp(text->start + at + opening, quote, opening) == 0)
		return 2 * opening;
	next = learn_redact_at(text, at + opening);
	return is_space(text, at + opening) || next == '\\' ||
				   learn_redact_is_one_of(next, ",;:)]}&|<\"'")
			   ? 0
			   : opening;
}

/* Does a quote that stands twice stand for itself, within 'it''s'? */
static bool
is_doubled(const LearnRedactText *text, size_t at)
{
	return learn_redact_at(text, at + 1) == text->start[at] &&
		   learn_redact_in(learn_redact_at(text, at + 2), LEARN_SET_ALNUM);
}

/*
 * Where a quoted value ends that begins behind an opening quote of so many
 * bytes, backslashes included: before a quote with as many, or the end of the
 * line.
 */
static size_t
quoted_end(const LearnRedactText *text, size_t at, size_t opening,
		   size_t limit)
{
	char quote = text->start[at - 1];
	size_t repeated = repeated_quotes(text, at, opening);
	size_t backslashes = 0;

	at += repeated;
	while (at < limit && !learn_redact_in(text->start[at], LEARN_SET_LINE_END))
	{
		size_t mark = learn_redact_mark(text, at, NULL);
		char character = text->start[at];

		if (mark > 0)
		{
			at += mark;
			backslashes = 0;
			continue;
		}
		if (character == quote && backslashes + 1 < opening)
			return at - backslashes; /* the end of what is around it */
		if (character == quote &&
			(backslashes + 1 - opening) % (2 * opening) == 0)
		{
			if (opening > 1 || repeated > 0 || !is_doubled(text, at))
				return at - (opening - 1);
			at++;
		}
		if ((character == 'n' || character == 'r') && opening > 1 &&
			backslashes == opening / 2)
			return at - backslashes; /* the end of the line, in there */
		backslashes = character == '\\' ? backslashes + 1 : 0;
		at++;
	}
	return at;
}

/*
 * The length of what may stand directly before an opening quote: $'x', @"x",
 * b'x', or the bracket of a list.
 */
static size_t
quote_prefix(const LearnRedactText *text, size_t at)
{
	return learn_redact_is_one_of(learn_redact_at(text, at),
								  "$@[bBrRuUfFNE") &&
				   learn_redact_quote(text, at + 1) > 0
			   ? 1
			   : 0;
}

/* Is it one word in brackets, "Password: [word]"? */
static bool
is_bracketed(const LearnRedactText *text, size_t at)
{
	size_t end = at + 1;

	if (learn_redact_at(text, at) != '[' ||
		learn_redact_mark(text, at, NULL) > 0)
		return false;
	while (end - at < LEARN_REDACT_LOOK && !is_space(text, end) &&
		   !learn_redact_is_one_of(text->start[end], "[]{},\"'"))
		end++;
	return end > at + 1 && learn_redact_at(text, end) == ']';
}

LearnRedactValue
learn_redact_value(const LearnRedactText *text, size_t at,
				   LearnRedactEnd ending, size_t most)
{
	LearnRedactValue value = {at, at, false};
	size_t prefix = quote_prefix(text, at);
	size_t quote = learn_redact_quote(text, at + prefix);
	size_t limit;

	value.quoted = quote > 0 && ending != LEARN_END_TAG;
	if (value.quoted)
		value.start = at + prefix + quote;
	limit =
		text->length - value.start > most ? value.start + most : text->length;
	if (!value.quoted)
	{
		value.start += is_bracketed(text, at);
		value.end = bare_end(text, value.start, ending, limit);
		return value;
	}
	value.end = quoted_end(text, value.start, quote, limit);
	value.start += repeated_quotes(text, value.start, quote);
	return value;
}

/*
 * The length of the backslash that continues a line, the line's end and the
 * next one's indentation; 0: nothing of it.
 */
static size_t
continued_line(const LearnRedactText *text, size_t at)
{
	size_t end = at;
	size_t line;

	while (end - at < LEARN_REDACT_LOOK && learn_redact_at(text, end) == '\\')
		end++;
	if (learn_redact_at(text, end) == '\n')
		line = end + 1;
	else if (end - at > 2 && learn_redact_at(text, end) == 'n')
		line = end + 1; /* both are quoted */
	else
		return 0;
	return line + learn_redact_blanks(text, line) - at;
}

size_t
learn_redact_next_word(const LearnRedactText *text, size_t at)
{
	size_t quote = learn_redact_quote(text, at);
	size_t next = at + quote;
	size_t blanks;

	if (quote > 0)
	{
		if (learn_redact_at(text, next) != ',')
			return 0;
		return next + 1 + learn_redact_blanks(text, next + 1);
	}
	blanks = learn_redact_blanks(text, at);
	next = at + blanks;
	if (blanks > 0 && learn_redact_at(text, next) == '\\')
		next += continued_line(text, next);
	return blanks > 0 && next < text->length ? next : 0;
}

/* Is it what a command prints, `command argument`? */
static bool
is_substitution(const LearnRedactText *text, const LearnRedactValue *value)
{
	return value->quoted && text->start[value->start - 1] == '`' &&
		   memchr(text->start + value->start, ' ',
				  value->end - value->start) != NULL;
}

bool
learn_redact_find_value(const LearnRedactText *text, size_t at,
						LearnRedactEnd ending, const LearnRedactName *name,
						LearnRedactFound *found)
{
	LearnRedactValue value =
		learn_redact_value(text, at, ending, LEARN_REDACT_LOOK);
	LearnRedactKind kind;
	size_t mark = learn_redact_mark(text, value.start, &kind);

	found->start = value.start;
	found->kind = name->kind;
	found->end = value.start + mark;

	/* What was found at other times is a whole value; what is known is not. */
	if (mark > 0 &&
		(kind != LEARN_REDACT_KNOWN || value.start + mark == value.end))
		return true;
	if (mark == 0 && (is_substitution(text, &value) ||
					  !learn_redact_is_secret(text->start + value.start,
											  value.end - value.start,
											  !value.quoted, name->strength)))
		return false;
	value = learn_redact_value(text, at, ending, text->length);
	found->end = value.end;
	return value.end > value.start;
}
