/*-------------------------------------------------------------------------
 *
 * redact_bare.c
 *		Finds secrets by the names before them, with nothing but blanks between
 *		the two; and those that a line of a known form has.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_pairs.h"

#include <string.h>

#include "core/redact_values.h"

/* How far back, or ahead, the words are that tell what a line is about. */
#define AROUND_MAX 96

/* Names of settings, which their values follow. */
static const char *const directives[] = {
	"requirepass", "masterauth", "bindpw", "rootbindpw", "rootpw", "auth-pass",
};

/* Words, before a name, of commands that set it. */
static const char *const setters[] = {
	"set", "setx", "setenv", "env", "arg", "-x", "-gx", "-ux",
};

/* What stands between a name and a value in a sentence. */
typedef struct Phrase
{
	const char *words;
	const char *until; /* behind what, in the same line, the value starts */
} Phrase;

static const Phrase phrases[] = {
	{" is: ", NULL},        {" is generated for ", ": "},
	{" is ", NULL},         {" was ", NULL},
	{" to ", NULL},         {" for ", ": "},
	{" of ", ": "},         {" set to ", NULL},
	{" changed to ", NULL},
};

/* Is this word, in lower case, the text from start to end? */
static bool
is_word(const LearnRedactText *text, size_t start, size_t end,
		const char *word)
{
	return end - start == strlen(word) &&
		   learn_redact_begins(text, start, word, true);
}

static bool
is_one_of(const LearnRedactText *text, size_t start, size_t end,
		  const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (is_word(text, start, end, words[i]))
			return true;
	}
	return false;
}

/* Does a string of SQL begin at a place? */
static bool
is_quoted(const LearnRedactText *text, size_t at)
{
	size_t quote = learn_redact_quote(text, at);

	return quote > 0 && text->start[at + quote - 1] != '`';
}

/*
 * Where the word that ends before a place and its blanks starts; *end becomes
 * its end.  Both are the place when there is none nearby.
 */
static size_t
word_before(const LearnRedactText *text, size_t at, size_t *end)
{
	size_t start;

	*end = at;
	while (*end > text->floor && at - *end < AROUND_MAX &&
		   learn_redact_in(text->start[*end - 1], LEARN_SET_SPACE))
		(*end)--;
	start = *end;
	while (start > text->floor && *end - start < AROUND_MAX &&
		   (unsigned char) text->start[start - 1] > ' ')
		start--;
	return start;
}

/*
 * An option of a command, and the word behind it.
 */
static bool
find_option(const LearnRedactText *text, size_t start, size_t end,
			const LearnRedactName *name, LearnRedactFound *found)
{
	char before = learn_redact_before(text, start);
	size_t at = learn_redact_next_word(text, end);

	if (at == 0 ||
		(before != '\0' &&
		 !learn_redact_in(before, LEARN_SET_SPACE | LEARN_SET_QUOTE) &&
		 !learn_redact_is_one_of(before, "[(,;|&")))
		return false;
	if (learn_redact_at(text, at) == '-' &&
		learn_redact_in(learn_redact_at(text, at + 1),
						LEARN_SET_LETTER | LEARN_SET_DASH))
		return false;
	return learn_redact_find_value(text, at, LEARN_END_WORD, name, found);
}

/*
 * IDENTIFIED BY 'value' and IDENTIFIED WITH plugin BY 'value', of SQL; the
 * name is BY.  Much else is identified by something in prose.
 */
static bool
find_identified(const LearnRedactText *text, size_t start, size_t end,
				LearnRedactFound *found)
{
	static const LearnRedactName name = {LEARN_STRENGTH_ANY,
										 LEARN_REDACT_PASSWORD,
										 LEARN_FORM_VALUE};
	size_t at = end + learn_redact_blanks(text, end);
	size_t word_end;
	size_t word = word_before(text, start, &word_end);

	if (!is_word(text, word, word_end, "identified"))
	{
		word = word_before(text, word, &word_end);
		if (!is_word(text, word, word_end, "with"))
			return false;
		word = word_before(text, word, &word_end);
		if (!is_word(text, word, word_end, "identified"))
			return false;
	}
	if (learn_redact_begins(text, at, "password ", true))
		at += strlen("password ");
	if (learn_redact_begins(text, at, "values ", true))
		at += strlen("values ");
	return (is_quoted(text, at) || text->start[start] == 'B') &&
		   learn_redact_find_value(text, at, LEARN_END_PAIR, &name, found);
}

/*
 * machine host login user password value, of .netrc, and commands alike.
 */
static bool
find_login(const LearnRedactText *text, size_t start, size_t end,
		   const LearnRedactName *name, LearnRedactFound *found)
{
	static const char *const words[] = {"login", "user", "username",
										"connect"};
	LearnRedactName weaker = *name;
	size_t user_end;
	size_t user = word_before(text, start, &user_end);
	size_t word_end;
	size_t word = word_before(text, user, &word_end);
	size_t at = learn_redact_next_word(text, end);

	if (at == 0 || user == user_end ||
		!is_one_of(text, word, word_end, words,
				   sizeof(words) / sizeof(words[0])))
		return false;
	if (!is_word(text, word, word_end, "login"))
		weaker.strength = LEARN_STRENGTH_UNUSUAL;
	return learn_redact_find_value(text, at, LEARN_END_WORD, &weaker, found);
}

/*
 * The value in a sentence such as "the password is value".
 */
static bool
find_phrase(const LearnRedactText *text, size_t end,
			const LearnRedactName *name, LearnRedactFound *found)
{
	LearnRedactName weaker = *name;

	weaker.strength = LEARN_STRENGTH_UNUSUAL;
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
	{
		const Phrase *phrase = &phrases[i];
		size_t at = end + strlen(phrase->words);
		size_t limit = at + AROUND_MAX;

		if (!learn_redact_begins(text, end, phrase->words, true))
			continue;
		if (phrase->until == NULL)
			return learn_redact_find_value(text, at, LEARN_END_PAIR, &weaker,
										   found);
		while (at < limit && learn_redact_line_end(text, at) == 0 &&
			   learn_redact_mark(text, at, NULL) == 0 &&
			   !learn_redact_begins(text, at, phrase->until, false))
			at++;
		if (!learn_redact_begins(text, at, phrase->until, false))
			return false;
		at += strlen(phrase->until);
		return learn_redact_find_value(text, at, LEARN_END_PAIR, &weaker,
									   found);
	}
	return false;
}

/*
 * Bearer value, wherever it stands.
 */
static bool
find_bearer(const LearnRedactText *text, size_t end, LearnRedactFound *found)
{
	static const LearnRedactName name = {LEARN_STRENGTH_RANDOM,
										 LEARN_REDACT_TOKEN, LEARN_FORM_VALUE};

	return learn_redact_at(text, end) == ' ' &&
		   learn_redact_find_value(text, end + 1, LEARN_END_PAIR, &name,
								   found);
}

bool
learn_redact_find_bare(const LearnRedactText *text, size_t start, size_t end,
					   LearnRedactFound *found)
{
	LearnRedactName name;
	size_t setter_end;
	size_t setter;
	size_t at = end + learn_redact_blanks(text, end);

	if (learn_redact_next_word(text, end) == 0)
		return false;
	if (is_word(text, start, end, "by"))
		return find_identified(text, start, end, found);
	if (is_word(text, start, end, "bearer"))
		return find_bearer(text, end, found);
	if (!learn_redact_name_tells(text, start, end, &name))
		return false;
	if (text->start[start] == '-')
		return find_option(text, start, end, &name, found);
	if (at == end)
		return false;
	if (is_one_of(text, start, end, directives,
				  sizeof(directives) / sizeof(directives[0])))
		return learn_redact_find_value(text, at, LEARN_END_WORD, &name, found);

	setter = word_before(text, start, &setter_end);
	if (is_one_of(text, setter, setter_end, setters,
				  sizeof(setters) / sizeof(setters[0])))
	{
		if (memchr(text->start + start, '_', end - start) == NULL &&
			name.strength > LEARN_STRENGTH_UNUSUAL)
			name.strength = LEARN_STRENGTH_UNUSUAL;
		if (learn_redact_find_value(text, at, LEARN_END_WORD, &name, found))
			return true;
	}
	if (name.strength != LEARN_STRENGTH_ANY)
		return false;

	/* PASSWORD 'value', of SQL */
	if (is_quoted(text, at) && is_word(text, start, end, "password"))
		return learn_redact_find_value(text, at, LEARN_END_PAIR, &name, found);
	return find_login(text, start, end, &name, found) ||
		   find_phrase(text, end, &name, found);
}

/* Is it the host of a line of .pgpass, or an asterisk? */
static bool
is_host(const char *field, size_t length)
{
	bool letters = false;

	for (size_t i = 0; i < length; i++)
	{
		if (!learn_redact_in(field[i], LEARN_SET_NAME) && field[i] != '*')
			return false;
		letters = letters || field[i] == '*' || field[i] == '.' ||
				  learn_redact_in(field[i], LEARN_SET_LETTER);
	}
	return length > 0 && letters;
}

bool
learn_redact_find_pgpass(const LearnRedactText *text, size_t at,
						 LearnRedactFound *found)
{
	static const LearnRedactName name = {LEARN_STRENGTH_ANY,
										 LEARN_REDACT_PASSWORD,
										 LEARN_FORM_VALUE};
	size_t starts[4];
	size_t lengths[4];

	for (int field = 0; field < 4; field++)
	{
		starts[field] = at;
		while (at - starts[field] < AROUND_MAX && at < text->length &&
			   (learn_redact_in(text->start[at], LEARN_SET_NAME) ||
				text->start[at] == '*'))
			at++;
		lengths[field] = at - starts[field];
		if (lengths[field] == 0 || learn_redact_at(text, at) != ':')
			return false;
		at++;
	}
	if (!is_host(text->start + starts[0], lengths[0]) ||
		!learn_redact_in(learn_redact_at(text, starts[3]),
						 LEARN_SET_LETTER | LEARN_SET_UNDERSCORE) ||
		learn_redact_in(learn_redact_at(text, starts[2]), LEARN_SET_DIGIT) ||
		learn_redact_run(text, starts[1], LEARN_SET_DIGIT, 5) != lengths[1])
	{
		if (text->start[starts[1]] != '*' || lengths[1] != 1)
			return false;
	}
	for (size_t end = at; end < at + AROUND_MAX; end++)
	{
		if (learn_redact_line_end(text, end) > 0 || end >= text->length)
			break;
		if ((unsigned char) text->start[end] <= ' ' ||
			(text->start[end] == ':' && text->start[end - 1] != '\\'))
			return false;
	}
	return learn_redact_find_value(text, at, LEARN_END_LINE, &name, found);
}
