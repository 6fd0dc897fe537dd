/*-------------------------------------------------------------------------
 *
 * redact_bare.c
 *		Finds secrets by the names before them, with only blanks between the
 *		two; and those that a line of a known form has.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_pairs.h"

#include <string.h>

#include "core/redact_values.h"

/* How far back, or ahead, the words are that tell what a line is about. */
#define AROUND_MAX 64

/* The digits of a port. */
#define PORT_DIGITS_MAX 5

/* Names of settings, which their values follow. */
static const char *const directives[] = {
	"requirepass", "masterauth", "bindpw",    "rootbindpw",
	"rootpw",      "auth-pass",  "auth_pass", "insecure-password",
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
	bool below;        /* but in a line of its own */
} Phrase;

static const Phrase phrases[] = {
	{" is: ", NULL, false},    {" is generated for ", ": ", false},
	{" is ", NULL, false},     {" was ", NULL, false},
	{" to ", NULL, false},     {" for ", ": ", false},
	{" for ", " = ", false},   {" of ", ": ", false},
	{" set to ", NULL, false}, {" changed to ", NULL, false},
	{" to ", ":", true},
};

/* Is this word, in lower case, the text from start to end? */
static bool
is_word(const LearnRedactText *text, size_t start, size_t end,
		const char *word)
{
	return learn_redact_begins(text, start, word, true) &&
		   end - start == strlen(word);
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
	size_t escape;

	*end = at;
	while (*end > text->floor && at - *end < AROUND_MAX &&
		   learn_redact_in(text->start[*end - 1], LEARN_SET_SPACE))
		(*end)--;
	start = *end;
	while (start > text->floor && *end - start < AROUND_MAX &&
		   (unsigned char) text->start[start - 1] > ' ' &&
		   !learn_redact_in(text->start[start - 1], LEARN_SET_QUOTE))
		start--;
	escape = learn_redact_line_end(text, start);
	return start + escape < *end ? start + escape : start;
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
		   learn_redact_find_value(text, at, LEARN_END_PAIR,
								   &learn_redact_password, found);
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
		!is_word(text, start, end, "password") ||
		!is_one_of(text, word, word_end, words,
				   sizeof(words) / sizeof(words[0])))
		return false;
	if (!is_word(text, word, word_end, "login"))
		weaker.strength = LEARN_STRENGTH_UNUSUAL;
	return learn_redact_find_value(text, at, LEARN_END_WORD, &weaker, found);
}

/*
 * Where the value starts in a sentence with this phrase, which begins at the
 * place given; 0: the sentence has none.
 */
static size_t
find_in_phrase(const LearnRedactText *text, size_t at, const Phrase *phrase)
{
	size_t limit;

	if (!learn_redact_begins(text, at, phrase->words, true))
		return 0;
	at += strlen(phrase->words);
	if (phrase->until == NULL)
		return at;
	for (limit = at + AROUND_MAX; at < limit && at < text->length; at++)
	{
		char character = text->start[at];

		if (character == phrase->until[0] &&
			learn_redact_begins(text, at, phrase->until, false))
			return at + strlen(phrase->until);
		if (learn_redact_in(character, LEARN_SET_LINE_END) ||
			character == '\\' || character == '[')
			break;
	}
	return 0;
}

/* Where the line starts that follows a place, and empty lines; or there. */
static size_t
skip_lines(const LearnRedactText *text, size_t at)
{
	size_t length;

	for (int lines = 0;
		 lines < 3 && (length = learn_redact_line_end(text, at)) > 0; lines++)
		at += length;
	return at;
}

/*
 * The value in a sentence such as "the password is value".
 */
static bool
find_phrase(const LearnRedactText *text, size_t end,
			const LearnRedactName *name, LearnRedactFound *found)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
	{
		LearnRedactName weaker = *name;
		size_t at = find_in_phrase(text, end, &phrases[i]);

		if (at > 0 && phrases[i].below)
			at = skip_lines(text, at);
		if (at == 0)
			continue;
		if (!is_quoted(text, at))
			weaker.strength = LEARN_STRENGTH_UNUSUAL;
		if (learn_redact_find_value(text, at, LEARN_END_PAIR, &weaker, found))
			return true;
	}
	return false;
}

/*
 * net user name value, of Windows; the name is "user".
 */
static bool
find_net_user(const LearnRedactText *text, size_t start, size_t end,
			  LearnRedactFound *found)
{
	size_t word_end;
	size_t word = word_before(text, start, &word_end);
	size_t at = learn_redact_next_word(text, end);
	LearnRedactValue user;

	if (at == 0 || (!is_word(text, word, word_end, "net") &&
					!is_word(text, word, word_end, "net.exe")))
		return false;
	user = learn_redact_value(text, at, LEARN_END_WORD, LEARN_REDACT_LOOK);
	at = learn_redact_next_word(text, user.end + user.quoted);
	return at > 0 && text->start[at] != '/' &&
		   learn_redact_find_value(text, at, LEARN_END_WORD,
								   &learn_redact_password, found);
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

/*
 * The value of a setting, behind options that say how it is written.
 */
static bool
find_setting(const LearnRedactText *text, size_t at,
			 const LearnRedactName *name, LearnRedactFound *found)
{
	if (learn_redact_begins(text, at, "--", false))
	{
		at +=
			learn_redact_run(text, at, LEARN_SET_BASE64URL, LEARN_REDACT_LOOK);
		at += learn_redact_blanks(text, at);
	}
	return learn_redact_find_value(text, at, LEARN_END_WORD, name, found);
}

/*
 * SET name value, and alike.  Only a name like DB_PASSWORD is surely one that
 * is set: "set password again" is not.
 */
static bool
find_set(const LearnRedactText *text, size_t start, size_t end,
		 const LearnRedactName *name, LearnRedactFound *found)
{
	LearnRedactName weaker = *name;
	size_t setter_end;
	size_t setter = word_before(text, start, &setter_end);

	if (setter_end + learn_redact_blanks(text, setter_end) != start ||
		!is_one_of(text, setter, setter_end, setters,
				   sizeof(setters) / sizeof(setters[0])))
		return false;
	if (memchr(text->start + start, '_', end - start) == NULL &&
		weaker.strength > LEARN_STRENGTH_UNUSUAL)
		weaker.strength = LEARN_STRENGTH_UNUSUAL;
	return learn_redact_find_value(text, end + learn_redact_blanks(text, end),
								   LEARN_END_WORD, &weaker, found);
}

/*
 * A long value with nothing but blanks before it, "token value".
 */
static bool
find_beside(const LearnRedactText *text, size_t at,
			const LearnRedactName *name, LearnRedactFound *found)
{
	LearnRedactName weaker = *name;
	size_t start = at + learn_redact_quote(text, at);

	if (learn_redact_run(text, start, LEARN_SET_BASE64 | LEARN_SET_NAME,
						 LEARN_REDACT_LONG_MIN) < LEARN_REDACT_LONG_MIN)
		return false;
	weaker.strength = LEARN_STRENGTH_LONG;
	return learn_redact_find_value(text, at, LEARN_END_PAIR, &weaker, found);
}

bool
learn_redact_find_bare(const LearnRedactText *text, size_t start, size_t end,
					   LearnRedactFound *found)
{
	LearnRedactName name;
	size_t at = end + learn_redact_blanks(text, end);

	if (learn_redact_next_word(text, end) == 0)
		return false;
	if (is_word(text, start, end, "by"))
		return find_identified(text, start, end, found);
	if (is_word(text, start, end, "bearer"))
		return find_bearer(text, end, found);
	if (is_word(text, start, end, "user"))
		return find_net_user(text, start, end, found);
	if (!learn_redact_name_tells(text, start, end, &name))
		return false;
	if (text->start[start] == '-')
		return find_option(text, start, end, &name, found);
	if (at == end)
		return false;
	if (is_one_of(text, start, end, directives,
				  sizeof(directives) / sizeof(directives[0])))
		return find_setting(text, at, &name, found);

	if (find_set(text, start, end, &name, found) ||
		find_beside(text, at, &name, found))
		return true;
	if (name.strength != LEARN_STRENGTH_ANY)
		return false;

	/* PASSWORD 'value', of SQL */
	if (is_quoted(text, at) && is_word(text, start, end, "password"))
		return learn_redact_find_value(text, at, LEARN_END_PAIR, &name, found);
	return find_login(text, start, end, &name, found) ||
		   find_phrase(text, end, &name, found);
}

/* Does a word that tells of a secret end before a place? */
static bool
ends_telling(const LearnRedactText *text, size_t at)
{
	static const char *const words[] = {"secret",  "token",   "key",
										"private", "access",  "hook",
										"hooks",   "webhook", "webhooks"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		size_t length = strlen(words[i]);

		if (at - text->floor >= length &&
			learn_redact_begins(text, at - length, words[i], true))
			return true;
	}
	return false;
}

bool
learn_redact_find_glued(const LearnRedactText *text, size_t at,
						LearnRedactFound *found)
{
	unsigned sets = text->start[at] == '/'
						? LEARN_SET_BASE64URL | LEARN_SET_SLASH
						: LEARN_SET_BASE64URL;
	size_t length;

	if (!learn_redact_is_one_of(learn_redact_before(text, at),
								"tnyeskTNYESK") ||
		!ends_telling(text, at))
		return false;
	length =
		learn_redact_run(text, at + 1, LEARN_SET_BASE64URL, LEARN_REDACT_LOOK);
	if (!learn_redact_is_glued(text->start + at + 1, length))
		return false;
	found->start = at + 1;
	found->end = at + 1 + learn_redact_run(text, at + 1, sets, text->length);
	found->kind = LEARN_REDACT_KEY;
	return true;
}

/* The fields of a line of .pgpass, up to the last one. */
typedef struct PgpassLine
{
	LearnRedactText fields[4]; /* host, port, database and user */
} PgpassLine;

/* Is a field of a line an asterisk, or has its first character these sets? */
static bool
is_field(const LearnRedactText *field, unsigned sets)
{
	return (field->length == 1 && field->start[0] == '*') ||
		   learn_redact_in(field->start[0], sets);
}

/*
 * Could it be such a line?  Times, addresses and places in files have colons,
 * too.
 */
static bool
is_pgpass(const PgpassLine *line)
{
	const LearnRedactText *host = &line->fields[0];
	const LearnRedactText *port = &line->fields[1];
	size_t digits =
		learn_redact_run(port, 0, LEARN_SET_DIGIT, PORT_DIGITS_MAX);

	return (learn_redact_in(host->start[0], LEARN_SET_LETTER) ||
			is_field(host, 0) ||
			memchr(host->start, '.', host->length) != NULL) &&
		   (is_field(port, 0) || digits == port->length) &&
		   is_field(&line->fields[2],
					LEARN_SET_LETTER | LEARN_SET_UNDERSCORE) &&
		   is_field(&line->fields[3], LEARN_SET_LETTER | LEARN_SET_UNDERSCORE);
}

/* Is the rest of the line one field, without blanks? */
static bool
is_last_field(const LearnRedactText *text, size_t at)
{
	for (size_t end = at; end < at + AROUND_MAX && end < text->length; end++)
	{
		if (learn_redact_line_end(text, end) > 0 ||
			learn_redact_quote(text, end) > 0)
			break;
		if ((unsigned char) text->start[end] <= ' ' ||
			(text->start[end] == ':' && text->start[end - 1] != '\\'))
			return false;
	}
	return true;
}

bool
learn_redact_find_pgpass(const LearnRedactText *text, size_t at,
						 LearnRedactFound *found)
{
	PgpassLine line;

	for (int i = 0; i < 4; i++)
	{
		size_t start = at;

		while (at - start < AROUND_MAX && at < text->length &&
			   (learn_redact_in(text->start[at], LEARN_SET_NAME) ||
				text->start[at] == '*'))
			at++;
		if (at == start || learn_redact_at(text, at) != ':')
			return false;
		line.fields[i] = (LearnRedactText){text->start + start, at - start, 0};
		at++;
	}
	return is_pgpass(&line) && is_last_field(text, at) &&
		   learn_redact_find_value(text, at, LEARN_END_LINE,
								   &learn_redact_password, found);
}
