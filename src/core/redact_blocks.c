/*-------------------------------------------------------------------------
 *
 * redact_blocks.c
 *		Finds blocks with private keys, and credentials in URLs.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_shapes.h"

#include <string.h>

#include "core/redact_judge.h"

/* The longest label, such as "RSA PRIVATE KEY". */
#define LABEL_MAX 64

/* A shorter line of a key may be a word of something else. */
#define KEY_LINE_MIN 40

/* The most backslashes before a slash. */
#define BACKSLASHES_MAX 7

/* How far a password with a slash in it is looked for. */
#define SLASHED_MAX 128

/* Headers of a PEM block, in lower case. */
static const char *const block_headers[] = {"proc-type: ", "dek-info: ",
											"comment: ", "version: ", NULL};

/*
 * The length of "-----BEGIN RSA PRIVATE KEY-----" and the like; 0: none.
 */
static size_t
block_start(const LearnRedactText *text, size_t at)
{
	size_t dashes = learn_redact_run(text, at, LEARN_SET_DASH, 6);
	size_t blank = learn_redact_at(text, at + dashes) == ' ';
	size_t label = at + dashes + blank;
	size_t length;

	/* A sixth dash is that of a line which a patch removes. */
	if (dashes < 4 || learn_redact_before(text, at) == '-' ||
		!learn_redact_begins(text, label, "BEGIN ", false))
		return 0;
	label += strlen("BEGIN ");
	length =
		learn_redact_run(text, label,
						 LEARN_SET_UPPER | LEARN_SET_DIGIT | LEARN_SET_BLANK,
						 LABEL_MAX);
	if (learn_redact_search(text->start + label, length, "PRIVATE KEY") ==
			length ||
		learn_redact_run(text, label + length, LEARN_SET_DASH, 4) < 4)
		return 0;
	label += length;
	return label + learn_redact_run(text, label, LEARN_SET_DASH, 5) - at;
}

/*
 * The length of the line that ends a block; 0: none.
 */
static size_t
block_end(const LearnRedactText *text, size_t at)
{
	size_t dashes = learn_redact_run(text, at, LEARN_SET_DASH, 6);
	size_t blank = learn_redact_at(text, at + dashes) == ' ';
	size_t label = at + dashes + blank;

	if (dashes < 4 || !learn_redact_begins(text, label, "END ", false))
		return 0;
	label += strlen("END ");
	label +=
		learn_redact_run(text, label,
						 LEARN_SET_UPPER | LEARN_SET_DIGIT | LEARN_SET_BLANK,
						 LABEL_MAX);
	return label + learn_redact_run(text, label, LEARN_SET_DASH, 5) - at;
}

/*
 * The length of what stands between the lines of a block, or may: line ends,
 * indentation, and how strings are put together; 0: nothing of it.
 */
static size_t
between_lines(const LearnRedactText *text, size_t at)
{
	size_t length = learn_redact_line_end(text, at);
	char character = learn_redact_at(text, at);

	if (length == 0)
		length = learn_redact_quote(text, at);
	if (length == 0 &&
		(learn_redact_is_one_of(character, " \t,\\|>#.;)") ||
		 (learn_redact_is_one_of(character, "+-") &&
		  learn_redact_starts_line(text, at) &&
		  (character == '+' || learn_redact_at(text, at + 1) != '-'))))
		length = 1;
	return length;
}

/* Does a run of base64 have what words do not: digits, capitals in a row? */
static bool
is_no_word(const LearnRedactText *text, size_t start, size_t end)
{
	bool lower = false;
	bool row = false;

	for (size_t at = start; at < end; at++)
	{
		char earlier = at > start ? text->start[at - 1] : '\0';

		if (learn_redact_in(text->start[at], LEARN_SET_DIGIT))
			return true;
		lower = lower || learn_redact_in(text->start[at], LEARN_SET_LOWER);
		row = row || (learn_redact_in(text->start[at], LEARN_SET_UPPER) &&
					  learn_redact_in(earlier, LEARN_SET_UPPER));
	}
	return lower && row;
}

/*
 * Is a run of base64, which ends before end, a line of a key?  A short one may
 * be where the key ends: there is the end of the block or of the text, or it
 * is no word.
 */
static bool
is_key_line(const LearnRedactText *text, size_t start, size_t end)
{
	size_t after = end;
	size_t gap;

	if (end - start >= KEY_LINE_MIN)
		return true;
	if (text->start[end - 1] == '=' && (end - start) % 4 != 0)
		return false; /* not padding, but NAME= */
	if ((learn_redact_line_end(text, end) > 0 ||
		 learn_redact_quote(text, end) > 0) &&
		is_no_word(text, start, end))
		return true;
	while (after - end < LEARN_REDACT_LOOK &&
		   (gap = between_lines(text, after)) > 0)
		after += gap;
	return after >= text->length || block_end(text, after) > 0;
}

bool
learn_redact_find_block(const LearnRedactText *text, size_t at,
						LearnRedactFound *found)
{
	size_t next = at + block_start(text, at);
	bool ended = false;

	if (next == at)
		return false;
	found->start = at;
	found->end = 0;
	found->kind = LEARN_REDACT_PRIVATE_KEY;
	while (!ended && next < text->length)
	{
		size_t gap = between_lines(text, next);
		LearnRedactKind kind = LEARN_REDACT_KNOWN;
		size_t mark = learn_redact_mark(text, next, &kind);
		size_t last = found->end > 0 ? block_end(text, next) : 0;
		size_t line =
			learn_redact_run(text, next, LEARN_SET_BASE64, text->length);

		ended = last > 0;
		if (gap > 0)
		{
			next += gap;
			continue;
		}
		if ((mark > 0 && kind == LEARN_REDACT_KNOWN) || last > 0)
			next += mark + last;
		else if (learn_redact_begins_one(text, next, block_headers) > 0)
		{
			while (next < text->length &&
				   learn_redact_line_end(text, next) == 0)
				next++;
		}
		else if (line > 0 && is_key_line(text, next, next + line))
			next += line;
		else
			break;
		found->end = next;
	}
	return found->end > 0;
}

/*
 * Where the user and password of a URL may end, from their start; the colon
 * between them and the last "@" are noted, 0 if there is none.
 */
static size_t
scan_authority(const LearnRedactText *text, size_t start, size_t *colon,
			   size_t *sign)
{
	size_t at = start;

	*colon = 0;
	*sign = 0;
	while (at < text->length)
	{
		char character = learn_redact_at(text, at);
		size_t mark = learn_redact_mark(text, at, NULL);

		if (mark > 0)
		{
			at += mark;
			continue;
		}
		if ((unsigned char) character <= ' ' ||
			learn_redact_in(character, LEARN_SET_QUOTE | LEARN_SET_SLASH) ||
			character == '?' || character == '#' || character == '\\')
			break;
		if (character == ':' && *colon == 0 && *sign == 0)
			*colon = at;
		if (character == '@')
			*sign = at;
		at++;
	}
	return at;
}

/*
 * Some write a password with a slash as it is where a database has no other
 * use for one: finds the "@" behind it, or 0.
 */
static size_t
find_slashed(const LearnRedactText *text, size_t scheme_end, size_t colon,
			 size_t slash)
{
	static const char *const schemes[] = {
		"postgres", "postgresql", "mysql", "mariadb", "mongodb",
		"redis",    "rediss",     "amqp",  "amqps",   "sqlserver",
	};
	size_t digits = learn_redact_run(text, colon + 1, LEARN_SET_DIGIT, 6);
	bool known = false;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
	{
		size_t length = strlen(schemes[i]);

		known = known || (scheme_end >= text->floor + length &&
						  memcmp(text->start + scheme_end - length, schemes[i],
								 length) == 0);
	}
	if (!known || colon == 0 || colon + 1 + digits == slash)
		return 0;
	for (size_t at = slash; at < text->length && at - slash < SLASHED_MAX;
		 at++)
	{
		char character = text->start[at];

		if ((unsigned char) character <= ' ' || character == '[' ||
			learn_redact_in(character, LEARN_SET_QUOTE))
			return 0;
		if (character == '@')
			return at;
	}
	return 0;
}

/* How many backslashes stand at a place; JSON may have some before "/". */
static size_t
backslashes(const LearnRedactText *text, size_t at)
{
	size_t count = 0;

	while (count < BACKSLASHES_MAX &&
		   learn_redact_at(text, at + count) == '\\')
		count++;
	return count;
}

bool
learn_redact_find_url(const LearnRedactText *text, size_t at,
					  LearnRedactFound *found)
{
	size_t start = at + 1;
	size_t colon;
	size_t sign;
	size_t end;

	for (int slashes = 0; slashes < 2; slashes++)
	{
		start += backslashes(text, start);
		if (learn_redact_at(text, start) != '/')
			return false;
		start++;
	}
	if (!learn_redact_in(learn_redact_before(text, at), LEARN_SET_ALNUM))
		return false;
	end = scan_authority(text, start, &colon, &sign);
	if (sign == 0 && colon != 0 && learn_redact_at(text, end) == '/')
		sign = find_slashed(text, at, colon, end);
	if (sign == 0)
		return false;

	found->kind = LEARN_REDACT_URL;
	found->end = sign;
	found->start = colon != 0 ? colon + 1 : start;
	if (learn_redact_mark(text, found->start, NULL) == sign - found->start)
		return found->start < sign;
	if (colon == 0)
		return learn_redact_is_random(text->start + start, sign - start);
	return !learn_redact_is_reference(text->start + found->start,
									  sign - found->start);
}
