/*-------------------------------------------------------------------------
 *
 * redact_judge.c
 *		Is what stands where a secret would stand one?
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_judge.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/redact_text.h"
#include "core/redact_words.h"

/* How much of a secret may be shown before the asterisks of a mask. */
#define SHOWN_MAX 4

/* From how many characters on a value of digits alone is long. */
#define LONG_DIGITS_MIN 20

#define UUID_LENGTH 36

/* The longest prefix of a key, and the shortest value behind one. */
#define PREFIX_MAX 10
#define PREFIXED_MIN 30

/* The shortest run that is dense, and one with letters of one case. */
#define DENSE_MIN 24
#define DENSE_ONE_CASE_MIN 32

/* A value, as those below see it. */
typedef struct Counts
{
	size_t letters;
	size_t digits;
	size_t lower;
	size_t upper;
	size_t others;
} Counts;

static bool
is_in(char character, unsigned sets)
{
	return learn_redact_in(character, sets);
}

static Counts
count(const char *value, size_t length)
{
	Counts counts = {0};

	for (size_t i = 0; i < length; i++)
	{
		unsigned sets = learn_redact_sets[(unsigned char) value[i]];

		counts.lower += (sets & LEARN_SET_LOWER) != 0 ||
						((unsigned char) value[i] & 0x80) != 0;
		counts.upper += (sets & LEARN_SET_UPPER) != 0;
		counts.digits += (sets & LEARN_SET_DIGIT) != 0;
	}
	counts.letters = counts.lower + counts.upper;
	counts.others = length - counts.letters - counts.digits;
	return counts;
}

/*
 * Does a run of letters and digits look random?  Words of program text do
 * not: they are letters and then digits, or capitals at the starts of words.
 */
static bool
is_random_run(const char *run, size_t length, const Counts *counts)
{
	size_t changes = 0;
	size_t cases = 0;

	if (counts->letters == 0 || length < 6)
		return false;
	for (size_t i = 1; i < length; i++)
	{
		bool digit = is_in(run[i], LEARN_SET_DIGIT);
		bool earlier = is_in(run[i - 1], LEARN_SET_DIGIT);

		changes += digit != earlier;
		cases += !digit && !earlier &&
				 is_in(run[i], LEARN_SET_UPPER) !=
					 is_in(run[i - 1], LEARN_SET_UPPER);
	}
	if (counts->digits > 0)
		return changes >= 2 || length >= 16 || (length >= 8 && cases >= 3);
	return length >= 24 || (length >= 16 && cases * 100 >= length * 43);
}

bool
learn_redact_is_random(const char *value, size_t length)
{
	bool mixed = false;
	bool lower = false;
	bool upper = false;
	size_t end;

	if (length < 8 || memcmp(value, "0x", 2) == 0)
		return false;
	for (size_t at = 0; at < length; at = end + 1)
	{
		Counts counts;

		for (end = at; end < length && is_in(value[end], LEARN_SET_ALNUM);)
			end++;
		if (end == at)
			continue;
		counts = count(value + at, end - at);
		if (is_random_run(value + at, end - at, &counts))
			return true;
		mixed = mixed || (counts.digits > 0 && counts.letters > 0);
		lower = lower || counts.lower > 0;
		upper = upper || counts.upper > 0;
	}
	return mixed && length >= 20 && lower && upper;
}

/* Is it made of digits alone, and more of them than numbers have? */
static bool
is_long_number(const char *value, size_t length)
{
	size_t digits = 0;

	while (digits < length && is_in(value[digits], LEARN_SET_DIGIT))
		digits++;
	return digits == length && length >= LONG_DIGITS_MIN;
}

/* Is it written as a UUID is, whatever its letters are? */
static bool
is_uuid(const char *value, size_t length)
{
	for (size_t i = 0; length == UUID_LENGTH && i < length; i++)
	{
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? value[i] != '-' : !is_in(value[i], LEARN_SET_ALNUM))
			return false;
	}
	return length == UUID_LENGTH;
}

bool
learn_redact_is_long(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (!is_in(value[i], LEARN_SET_BASE64 | LEARN_SET_NAME))
			return false;
	}
	return length >= LEARN_REDACT_LONG_MIN &&
		   (learn_redact_is_random(value, length) ||
			is_long_number(value, length) || is_uuid(value, length));
}

bool
learn_redact_is_glued(const char *value, size_t length)
{
	size_t end;

	if (is_uuid(value, length))
		return true;
	for (end = 0; end < length && is_in(value[end], LEARN_SET_ALNUM);)
		end++;
	return end >= LONG_DIGITS_MIN && learn_redact_is_long(value, end);
}

/*
 * How often a digit stands beside a letter, or a capital beside another, in a
 * hundred places.
 */
static size_t
changes_in(const char *run, size_t length)
{
	size_t changes = 0;

	for (size_t i = 1; i < length; i++)
		changes += is_in(run[i], LEARN_SET_DIGIT) !=
					   is_in(run[i - 1], LEARN_SET_DIGIT) ||
				   is_in(run[i], LEARN_SET_UPPER) !=
					   is_in(run[i - 1], LEARN_SET_UPPER);
	return changes * 100 / length;
}

/* Are the letters of one case, and more of them than digits of hex have? */
static bool
is_dense_in_one_case(const char *run, size_t length, const Counts *counts)
{
	size_t others = 0;

	if (length < DENSE_ONE_CASE_MIN || counts->others > 0 ||
		(counts->lower > 0 && counts->upper > 0) || counts->digits < 4)
		return false;
	for (size_t i = 0; i < length; i++)
		others += is_in(run[i], LEARN_SET_LOWER_OTHER | LEARN_SET_UPPER_OTHER);
	return others * 8 >= length && changes_in(run, length) >= 28;
}

/*
 * Is it a short word that says whose key it is, "_", and a long value: the
 * form that makers of keys give them by now?
 */
static bool
is_prefixed(const char *run, size_t length)
{
	size_t prefix = 0;
	Counts counts;

	while (prefix < length && is_in(run[prefix], LEARN_SET_LOWER))
		prefix++;
	if (prefix < 2 || prefix > PREFIX_MAX || prefix == length ||
		run[prefix] != '_' || length - prefix <= PREFIXED_MIN)
		return false;
	run += prefix + 1;
	length -= prefix + 1;
	counts = count(run, length);
	return counts.others == 0 && counts.digits >= 4 && counts.letters >= 4 &&
		   is_random_run(run, length, &counts);
}

bool
learn_redact_is_dense(const char *run, size_t length)
{
	Counts counts;

	if (length < DENSE_MIN)
		return false;
	counts = count(run, length);
	if (counts.lower >= 3 && counts.upper >= 3 && counts.digits >= 2 &&
		counts.others <= 2 + length / 16 && changes_in(run, length) >= 42)
		return true;
	return is_dense_in_one_case(run, length, &counts) ||
		   is_prefixed(run, length);
}

/*
 * Is it made of one character that is no text, however often; or the first
 * characters of a secret and then three asterisks?
 */
static bool
is_mask(const char *value, size_t length)
{
	size_t shown = 0;

	while (shown < length && shown < SHOWN_MAX &&
		   is_in(value[shown], LEARN_SET_ALNUM))
		shown++;
	if ((length >= shown + 3 && memcmp(value + shown, "***", 3) == 0) ||
		(length >= 6 && memcmp(value, "\u2022\u2022", 6) == 0))
		return true;
	for (size_t i = 0; i < length; i++)
	{
		if (value[i] != value[0])
			return false;
	}
	return learn_redact_is_one_of(value[0], "*.-?") ||
		   (length >= 3 && learn_redact_is_one_of(value[0], "xX#_"));
}

/* Is it the name of a variable, and nothing else? */
static bool
is_variable(const char *value, size_t length)
{
	if (length == 0 ||
		!is_in(value[0], LEARN_SET_LETTER | LEARN_SET_UNDERSCORE))
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (!is_in(value[i], LEARN_SET_WORD))
			return false;
	}
	return true;
}

/* $NAME, ${NAME}, $(command), $env:NAME, $object.member, $1 */
static bool
is_dollar_reference(const char *value, size_t length)
{
	size_t end = 1;

	if (length == 1 || learn_redact_is_one_of(value[1], "{($"))
		return true;
	while (end < length && is_in(value[end], LEARN_SET_DIGIT))
		end++;
	if (end > 1)
		return end == length;
	while (end < length && is_in(value[end], LEARN_SET_WORD))
		end++;
	return end > 1 && (end == length ||
					   learn_redact_is_one_of(value[end], ".:[(-/,;|)}]"));
}

/* %NAME%, %s, %(name)s, %{name} */
static bool
is_percent_reference(const char *value, size_t length)
{
	if (length > 2 && value[length - 1] == '%')
		return is_variable(value + 1, length - 2);
	return length == 2
			   ? is_in(value[1], LEARN_SET_LOWER_OTHER | LEARN_SET_DIGIT) ||
					 value[1] == 'd'
			   : length > 2 && (value[1] == '(' || value[1] == '{');
}

/* {{ name }}, {name}, {% name %}, {"an": "object"} */
static bool
is_brace_reference(const char *value, size_t length)
{
	size_t end = 1;

	if (length == 1 || learn_redact_is_one_of(value[1], "{%$}\"'\\ "))
		return true;
	while (end < length && is_in(value[end], LEARN_SET_NAME))
		end++;
	return end > 1 && end < length &&
		   (value[end] == ':' || (value[end] == '}' && end + 1 == length));
}

static bool
begins_reference(const char *value, size_t length)
{
	for (size_t i = 0;
		 i < sizeof(reference_starts) / sizeof(reference_starts[0]); i++)
	{
		size_t start;

		if (reference_starts[i][0] != value[0])
			continue;
		start = strlen(reference_starts[i]);
		if (length >= start && memcmp(value, reference_starts[i], start) == 0)
			return true;
	}
	return false;
}

/* <password>, or "<your", when that is cut off at the blank */
static bool
is_placeholder(const char *value, size_t length)
{
	size_t end = 1;

	while (end < length && is_in(value[end], LEARN_SET_NAME | LEARN_SET_BLANK))
		end++;
	if (length < 2 || !is_in(value[1], LEARN_SET_LETTER))
		return false;
	return end == length ? count(value, length).digits == 0
						 : value[end] == '>' && end + 1 == length;
}

bool
learn_redact_is_reference(const char *value, size_t length)
{
	if (length == 0 || is_mask(value, length) ||
		begins_reference(value, length))
		return true;
	switch (value[0])
	{
		case '$':
			return is_dollar_reference(value, length);
		case '%':
			return is_percent_reference(value, length);
		case '{':
			return is_brace_reference(value, length);
		case '<':
			return is_placeholder(value, length);
		case '#':
			return length > 1 && value[1] == '{';
		case ':':
			return is_variable(value + 1, length - 1) &&
				   count(value, length).digits == 0;
		case '@':
			return length > 1 && (learn_redact_is_one_of(value[1], "/.{") ||
								  is_variable(value + 1, length - 1));
		default:
			return false;
	}
}

/*
 * Where the host ends in \\host\share, with any number of backslashes; the
 * length when there is no share.
 */
static size_t
share_host(const char *value, size_t length)
{
	size_t start = 0;
	size_t end;

	while (start < length && value[start] == '\\')
		start++;
	for (end = start; end < length && is_in(value[end], LEARN_SET_NAME);)
		end++;
	return start > 1 && end > start ? end : length;
}

/* Is it a path?  Not when a part of it is random: base64 has slashes too. */
static bool
is_path(const char *value, size_t length)
{
	size_t at = 0;
	size_t end;

	if (length > 2 && is_in(value[0], LEARN_SET_LETTER) && value[1] == ':' &&
		(value[2] == '\\' || value[2] == '/'))
		at = 2;
	else if (value[0] == '\\')
		at = share_host(value, length);
	else
	{
		while (at < length && learn_redact_is_one_of(value[at], ".~"))
			at++;
	}
	if (at >= length || (value[at] != '/' && value[at] != '\\'))
		return false;
	for (; at < length; at = end + 1)
	{
		for (end = at;
			 end < length && value[end] != '/' && value[end] != '\\';)
			end++;
		if (learn_redact_is_random(value + at, end - at))
			return false;
	}
	return true;
}

/* Is it a URL?  Those are searched for credentials by themselves. */
static bool
is_url(const char *value, size_t length)
{
	size_t end = 0;

	while (end < length && is_in(value[end], LEARN_SET_NAME | LEARN_SET_PLUS))
		end++;
	return end > 0 && end + 3 <= length && value[end] == ':' &&
		   (value[end + 1] == '/' || value[end + 1] == '\\');
}

/* The call of a function, a list, or what begins a block. */
static bool
is_expression(const char *value, size_t length)
{
	size_t end = 0;

	if (value[0] == '[' ||
		(length <= 2 && learn_redact_is_one_of(value[0], "|>")))
		return true;
	end = value[0] == '(';
	while (end < length && is_in(value[end], LEARN_SET_NAME | LEARN_SET_COLON))
		end++;
	if (value[0] == '(')
		return length > 1 && is_in(value[1], LEARN_SET_LETTER) &&
			   (end == length || (value[end] == ')' && end + 1 == length));
	return end > 1 && end < length && value[end] == '(' &&
		   is_in(value[0], LEARN_SET_LETTER | LEARN_SET_UNDERSCORE);
}

static int
compare_words(const void *left, const void *right)
{
	return strcmp(left, *(const char *const *) right);
}

bool
learn_redact_is_message_word(const char *word, size_t length)
{
	char lower[MESSAGE_WORD_MAX + 1];

	while (length > 1 && memchr(".,;:!?)", word[length - 1], 7) != NULL)
		length--;
	if (length == 0 || length > MESSAGE_WORD_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		lower[i] = is_in(word[i], LEARN_SET_UPPER)
					   ? (char) (word[i] - 'A' + 'a')
					   : word[i];
	lower[length] = '\0';
	return bsearch(lower, message_words,
				   sizeof(message_words) / sizeof(message_words[0]),
				   sizeof(message_words[0]), compare_words) != NULL;
}

/* Does it look like a password rather than a word or a number? */
static bool
is_unusual(const char *value, size_t length)
{
	Counts counts = count(value, length);
	bool special = false;

	for (size_t i = 0; i < length; i++)
		special = special || learn_redact_is_one_of(value[i], "!@#$%^&*+=~?");
	return (length >= 5 && counts.letters > 0 &&
			(counts.digits > 0 || special ||
			 learn_redact_is_random(value, length))) ||
		   is_long_number(value, length);
}

/* The six bits of a character of base64; 64: it is none. */
static unsigned
base64_bits(char character)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = character != '\0' ? strchr(alphabet, character) : NULL;

	return at != NULL ? (unsigned) (at - alphabet) : 64;
}

/* Is it a user and a password, with a colon between them, in base64? */
static bool
is_encoded_pair(const char *value, size_t length)
{
	unsigned bits = 0;
	bool colon = false;

	if (length < 8 || length % 4 != 0)
		return false;
	for (size_t i = 0; i < length && value[i] != '='; i++)
	{
		unsigned next = base64_bits(value[i]);
		unsigned char byte;

		if (next == 64)
			return false;
		bits = bits << 6 | next;
		if (i % 4 == 0)
			continue;
		byte = (unsigned char) (bits >> (6 - 2 * (i % 4)));
		colon = colon || byte == ':';
		if (byte < ' ' || byte > '~')
			return false;
	}
	return colon;
}

bool
learn_redact_is_secret(const char *value, size_t length, bool bare,
					   LearnRedactStrength strength)
{
	if (strength == LEARN_STRENGTH_NONE ||
		(strength == LEARN_STRENGTH_LONG && length < LEARN_REDACT_LONG_MIN) ||
		learn_redact_is_reference(value, length) || is_path(value, length) ||
		is_url(value, length) || learn_redact_is_message_word(value, length) ||
		(bare && is_expression(value, length)))
		return false;
	if (length < 4 && count(value, length).others == length)
		return false; /* punctuation */
	switch (strength)
	{
		case LEARN_STRENGTH_ANY:
			return true;
		case LEARN_STRENGTH_LETTERS:
			return count(value, length).letters > 0;
		case LEARN_STRENGTH_UNUSUAL:
			return is_unusual(value, length);
		case LEARN_STRENGTH_LONG:
			return learn_redact_is_long(value, length);
		default:
			return learn_redact_is_random(value, length) ||
				   is_long_number(value, length) || is_uuid(value, length) ||
				   is_encoded_pair(value, length);
	}
}
