/*-------------------------------------------------------------------------
 *
 * redact_pairs.c
 *		Finds secrets by the names before them, and what separates the two.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_pairs.h"

#include <string.h>

#include "core/redact_values.h"

/* How far a name and its value are apart at most, where lines end between. */
#define APART_MAX 64

/* The longest scheme of a header's credentials. */
#define SCHEME_MAX 32

typedef enum Separator
{
	SEPARATOR_NONE,
	SEPARATOR_EQUALS,
	SEPARATOR_COLON,
	SEPARATOR_TAG,  /* of an XML element */
	SEPARATOR_CALL, /* the parenthesis before an argument */
	SEPARATOR_LIST  /* the comma behind the first argument of a call */
} Separator;

/* Schemes of an Authorization header, in lower case. */
static const char *const schemes[] = {
	"bearer ", "basic ",     "token ",     "apikey ", "api-key ", "bot ",
	"jwt ",    "negotiate ", "ntlm ",      "key ",    "splunk ",  "dpop ",
	"aws ",    "geniekey ",  "sharedkey ", "hmac ",   NULL,
};

/* Those with parts, name=value. */
static const char *const long_schemes[] = {
	"digest ", "aws4-hmac-sha256 ",      "oauth ", "hawk ",
	"mac ",    "sharedaccesssignature ", NULL,
};

/*
 * What separates a name from a value, from the place where the name and its
 * quotes end; *at moves behind it.
 */
static Separator
read_separator(const LearnRedactText *text, size_t *at)
{
	char first = learn_redact_at(text, *at);
	char second = learn_redact_at(text, *at + 1);

	if (first == '=' ||
		((first == ':' || first == '+' || first == '?') && second == '='))
	{
		*at += first == '=' ? 1 : 2;
		while (learn_redact_at(text, *at) == '=' ||
			   learn_redact_at(text, *at) == '>')
			(*at)++;
		return learn_redact_begins(text, *at, "~ ", false) ? SEPARATOR_NONE
														   : SEPARATOR_EQUALS;
	}
	if (learn_redact_begins(text, *at, "%3d", true))
	{
		*at += strlen("%3d");
		return SEPARATOR_EQUALS;
	}
	if (first != ':' || second == ':' || second == '?' || second == '/' ||
		learn_redact_begins(text, *at, ":\\/", false))
		return SEPARATOR_NONE;

	/* ${NAME:-value} */
	*at += second == '-' ? 2 : 1;
	return SEPARATOR_COLON;
}

/*
 * The length of what closes a name: its quotes, a bracket around them, or the
 * asterisks of Markdown.
 */
static size_t
name_closes(const LearnRedactText *text, size_t end)
{
	size_t quote = learn_redact_quote(text, end);
	size_t at = end + quote;

	/* Quotes are quoted by doubling them, too. */
	if (quote > 0 && quote == learn_redact_quote(text, at) &&
		memcmp(text->start + end, text->start + at, quote) == 0)
		at += quote;
	at += learn_redact_entity(text, at);
	if (learn_redact_at(text, at) == ']')
		at++;
	while (learn_redact_at(text, at) == '*' && at - end < 2)
		at++;
	return at - end;
}

/* Is a name the first argument of a call, ('name', …)? */
static bool
is_argument(const LearnRedactText *text, size_t start)
{
	size_t at = start;

	if (!learn_redact_in(learn_redact_before(text, at), LEARN_SET_QUOTE))
		return false;
	at--;
	while (learn_redact_before(text, at) == '\\' && start - at < APART_MAX)
		at--;
	if (learn_redact_before(text, at) == ' ')
		at--;
	return learn_redact_before(text, at) == '(';
}

/*
 * Where a value starts that stands behind a separator.  A member of JSON that
 * was laid out may have its value further down.
 */
static size_t
find_start(const LearnRedactText *text, size_t at, bool quoted)
{
	size_t limit = at + APART_MAX;

	at += learn_redact_blanks(text, at);
	while (quoted && at < limit)
	{
		size_t length = learn_redact_line_end(text, at);

		if (length == 0)
			break;
		at += length;
		at += learn_redact_blanks(text, at);
	}
	return at + learn_redact_entity(text, at);
}

/*
 * Finds the separator behind a name, and where the value starts.
 */
static Separator
find_separator(const LearnRedactText *text, size_t start, size_t end,
			   size_t *at)
{
	Separator separator;
	size_t closes = name_closes(text, end);
	char next = learn_redact_at(text, end);
	size_t blanks;

	if (next == '>' && learn_redact_before(text, start) == '<')
	{
		*at = end + 1;
		return SEPARATOR_TAG;
	}
	if (next == '(' && learn_redact_quote(text, end + 1) > 0)
	{
		*at = end + 1;
		return SEPARATOR_CALL;
	}
	blanks = learn_redact_blanks(text, end + closes);
	*at = end + closes + blanks;
	if (closes > 0 && learn_redact_at(text, *at) == ',' &&
		is_argument(text, start))
	{
		*at = find_start(text, *at + 1, false);
		return learn_redact_quote(text, *at) > 0 ? SEPARATOR_LIST
												 : SEPARATOR_NONE;
	}

	/* A variable of psql, :'name' */
	if (blanks > 0 && learn_redact_at(text, *at) == ':' &&
		learn_redact_quote(text, *at + 1) > 0)
		return SEPARATOR_NONE;
	separator = read_separator(text, at);
	if (learn_redact_before(text, start) == '*' &&
		learn_redact_begins(text, *at, "**", false))
		*at += 2;
	*at = find_start(text, *at, closes > 0);
	return separator;
}

/*
 * A header's credentials: those behind its scheme, or all when they look like
 * some.
 */
static bool
find_credentials(const LearnRedactText *text, size_t at,
				 const LearnRedactName *name, LearnRedactFound *found)
{
	LearnRedactName whole = *name;
	size_t start = at + learn_redact_quote(text, at);
	size_t length = learn_redact_begins_one(text, start, long_schemes);
	size_t word;

	if (length > 0)
	{
		start += length + learn_redact_blanks(text, start + length);
		whole.strength = LEARN_STRENGTH_UNUSUAL;
		return learn_redact_find_value(text, start, LEARN_END_LINE, &whole,
									   found);
	}
	length = learn_redact_begins_one(text, start, schemes);
	if (length == 0)
	{
		if (learn_redact_find_value(text, start, LEARN_END_PAIR, name, found))
			return true;

		/* A scheme of somebody's own */
		length = learn_redact_run(text, start, LEARN_SET_NAME, SCHEME_MAX);
		return learn_redact_at(text, start + length) == ' ' &&
			   learn_redact_find_value(text, start + length + 1,
									   LEARN_END_PAIR, name, found);
	}

	/* "Authorization: Bearer token required" has none. */
	start += length + learn_redact_blanks(text, start + length);
	word = learn_redact_run(text, start, LEARN_SET_LOWER, LEARN_REDACT_LOOK);
	if (word < LEARN_REDACT_LOOK &&
		!learn_redact_in(learn_redact_at(text, start + word),
						 LEARN_SET_NAME | LEARN_SET_BASE64) &&
		word > 0)
		return false;
	whole.strength = LEARN_STRENGTH_ANY;
	return learn_redact_find_value(text, start, LEARN_END_PAIR, &whole, found);
}

/*
 * Cookies, each name=value, as they stand in a header.
 */
static bool
find_cookies(const LearnRedactText *text, size_t at,
			 const LearnRedactName *name, LearnRedactFound *found)
{
	LearnRedactName whole = *name;
	size_t start = at + learn_redact_quote(text, at);
	size_t length =
		learn_redact_run(text, start, LEARN_SET_NAME, LEARN_REDACT_LOOK);

	if (learn_redact_at(text, start + length) != '=' &&
		learn_redact_mark(text, start, NULL) == 0)
		return learn_redact_find_value(text, at, LEARN_END_PAIR, name, found);
	whole.strength = LEARN_STRENGTH_ANY;
	return learn_redact_find_value(text, at, LEARN_END_LINE, &whole, found);
}

/*
 * Is what stands behind "name:" the words of a message?  A password is not
 * followed by another word, unless that is the name of something else.
 */
static bool
is_message(const LearnRedactText *text, size_t at)
{
	LearnRedactValue value =
		learn_redact_value(text, at, LEARN_END_PAIR, LEARN_REDACT_LOOK);
	size_t letters =
		learn_redact_run(text, value.start, LEARN_SET_LETTER | LEARN_SET_DASH,
						 value.end - value.start);
	size_t digits = learn_redact_run(text, value.start, LEARN_SET_DIGIT,
									 value.end - value.start);
	size_t next = value.end + learn_redact_blanks(text, value.end);
	size_t word;

	if (value.quoted || value.end == value.start)
		return false;
	if (letters + 1 == value.end - value.start && next > value.end &&
		text->start[value.end - 1] == ':')
		return true; /* "Password: su: failed" */
	if (digits > 0 && learn_redact_at(text, value.start + digits) == ':')
		return true; /* passwd:12: is a line of a file */
	if (letters < value.end - value.start && digits < value.end - value.start)
		return false;
	if (next == value.end)
		return false;
	word = learn_redact_run(text, next, LEARN_SET_NAME, LEARN_REDACT_LOOK);
	return (word > 0 &&
			!learn_redact_in(learn_redact_at(text, next + word),
							 LEARN_SET_COLON | LEARN_SET_EQUALS)) ||
		   learn_redact_mark(text, next, NULL) > 0;
}

/* Is the name that of a file, in a path? */
static bool
is_in_path(const LearnRedactText *text, size_t start)
{
	return learn_redact_before(text, start) == '/' &&
		   learn_redact_in(learn_redact_before(text, start - 1),
						   LEARN_SET_NAME);
}

/*
 * A block of YAML, "|" and then lines that are indented: all of these lines.
 */
static bool
find_yaml_block(const LearnRedactText *text, size_t at,
				const LearnRedactName *name, LearnRedactFound *found)
{
	size_t line;
	size_t indent;

	if (!learn_redact_is_one_of(learn_redact_at(text, at), "|>"))
		return false;
	at += learn_redact_is_one_of(learn_redact_at(text, at + 1), "+-") ? 2 : 1;
	line = learn_redact_line_end(text, at);
	at += line;
	indent = learn_redact_blanks(text, at);
	if (line == 0 || indent == 0 ||
		!learn_redact_find_value(text, at + indent, LEARN_END_LINE, name,
								 found))
		return false;
	while (learn_redact_mark(text, found->start, NULL) == 0 &&
		   (line = learn_redact_line_end(text, found->end)) > 0 &&
		   learn_redact_blanks(text, found->end + line) >= indent)
		found->end = learn_redact_value(text, found->end + line + indent,
										LEARN_END_LINE, text->length)
						 .end;
	return true;
}

/* May the character at a place stand between a member and the next one? */
static bool
is_between(const LearnRedactText *text, size_t at)
{
	char character = text->start[at];

	if (learn_redact_is_one_of(character, "nrt"))
		return learn_redact_before(text, at) == '\\';
	return character == '\\' ||
		   learn_redact_in(character, LEARN_SET_SPACE | LEARN_SET_QUOTE |
										  LEARN_SET_COMMA);
}

/*
 * "name: DB_PASSWORD", then "value: x": the name that tells what a value is
 * of is the word before it.
 */
static bool
named_before(const LearnRedactText *text, size_t start, LearnRedactName *name)
{
	size_t end = start;
	size_t word;

	while (end > text->floor && start - end < APART_MAX &&
		   is_between(text, end - 1))
		end--;
	for (word = end; word > text->floor && end - word < APART_MAX &&
					 learn_redact_in(text->start[word - 1], LEARN_SET_NAME);)
		word--;
	return end < start && word < end &&
		   learn_redact_name_tells(text, word, end, name);
}

static bool
tells(const LearnRedactText *text, size_t start, size_t end,
	  LearnRedactName *name)
{
	if (end - start == 5 && learn_redact_begins(text, start, "value", true))
		return named_before(text, start, name);
	return learn_redact_name_tells(text, start, end, name);
}

/*
 * "name | value", a line of psql's expanded output: nothing else is in it.
 */
static bool
find_expanded(const LearnRedactText *text, size_t start, size_t end,
			  LearnRedactFound *found)
{
	LearnRedactName name;
	size_t at = end + learn_redact_blanks(text, end);
	LearnRedactValue value;

	/* The name may begin with the letter of an escape. */
	if (learn_redact_before(text, start) == '\\' &&
		learn_redact_is_one_of(text->start[start], "nr"))
		start++;
	if (at == end || !learn_redact_begins(text, at, "| ", false) ||
		!learn_redact_starts_line(text, start))
		return false;
	at += 2;
	value = learn_redact_value(text, at, LEARN_END_LINE, LEARN_REDACT_LOOK);
	return memchr(text->start + at, '|', value.end - at) == NULL &&
		   learn_redact_name_tells(text, start, end, &name) &&
		   learn_redact_find_value(text, at, LEARN_END_LINE, &name, found);
}

bool
learn_redact_find_pair(const LearnRedactText *text, size_t start, size_t end,
					   LearnRedactFound *found)
{
	LearnRedactName name;
	LearnRedactEnd ending = LEARN_END_PAIR;
	size_t at;
	Separator separator = find_separator(text, start, end, &at);

	if (separator == SEPARATOR_NONE)
		return find_expanded(text, start, end, found);
	if (!tells(text, start, end, &name))
		return false;
	if (name.form == LEARN_FORM_CREDENTIALS)
		return find_credentials(text, at, &name, found);
	if (name.form == LEARN_FORM_COOKIES && separator == SEPARATOR_COLON)
		return find_cookies(text, at, &name, found);
	if (separator == SEPARATOR_COLON)
	{
		if (learn_redact_before(text, start) == '$' ||
			is_in_path(text, start) || is_message(text, at))
			return false;
		if (find_yaml_block(text, at, &name, found))
			return true;
	}
	if (separator == SEPARATOR_EQUALS &&
		learn_redact_before(text, start) == ';')
		ending = LEARN_END_PART;
	if (separator == SEPARATOR_CALL && name.strength != LEARN_STRENGTH_ANY)
		return false;
	if (separator == SEPARATOR_TAG)
	{
		LearnRedactValue value =
			learn_redact_value(text, at, LEARN_END_TAG, LEARN_REDACT_LOOK);

		if (!learn_redact_begins(text, value.end, "</", false))
			return false;
		ending = LEARN_END_TAG;
	}
	return learn_redact_find_value(text, at, ending, &name, found);
}
