/*-------------------------------------------------------------------------
 *
 * redact_email.c
 *		Finds e-mail addresses.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_personal.h"

#include <string.h>

/* The longest parts of an address before and behind the "@" (RFC 5321). */
#define LOCAL_PART_MAX 64
#define DOMAIN_MAX 253

/* A top-level domain. */
#define TOP_MIN 2
#define TOP_MAX 18

/* Users that are no people, in lower case. */
static const char *const role_users[] = {
	"root",         "git",        "hg",        "svn",
	"postmaster",   "hostmaster", "webmaster", "mailer-daemon",
	"noreply",      "no-reply",   "no_reply",  "donotreply",
	"do-not-reply", "abuse",      "nobody",    "daemon",
	"www-data",     "postgres",   "bounce",    "bounces",
};

/* What a name with an "@" ends with when it is no address. */
static const char *const other_ends[] = {
	/* units of systemd made of a template */
	"service", "socket", "timer", "mount", "automount", "target", "path",
	"slice", "scope", "device", "swap",
	/* files */
	"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "ts", "jsx",
	"tsx", "json", "html", "xml", "yml", "yaml", "txt", "log", "conf", "tgz",
	"zip", "gz", "tar", "so", "py", "rb", "exe", "dll", "md", "jar"};

/* Is a part of a text one of these words, whatever its case? */
static bool
is_one(const LearnRedactText *text, size_t start, size_t length,
	   const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (strlen(words[i]) == length &&
			learn_redact_begins(text, start, words[i], true))
			return true;
	}
	return false;
}

#define IS_ONE(text, start, length, words)                                    \
	is_one(text, start, length, words, sizeof(words) / sizeof((words)[0]))

static bool
is_beyond_ascii(char character)
{
	return ((unsigned char) character & 0x80) != 0;
}

/*
 * Where the part before an "@" starts; the "@" itself: there is none.
 */
static size_t
local_start(const LearnRedactText *text, size_t sign)
{
	size_t start = sign;

	while (start > text->floor && sign - start <= LOCAL_PART_MAX &&
		   (learn_redact_in(text->start[start - 1], LEARN_SET_NAME) ||
			is_beyond_ascii(text->start[start - 1]) ||
			learn_redact_is_one_of(text->start[start - 1], "+")))
		start--;

	/* The letter of an escape is not part of it. */
	if (start > text->floor && text->start[start - 1] == '\\' &&
		learn_redact_is_one_of(text->start[start], "nrt"))
		start++;
	while (start < sign && learn_redact_is_one_of(text->start[start], ".-"))
		start++;
	if (sign - start > LOCAL_PART_MAX ||
		learn_redact_before(text, sign) == '.')
		return sign;
	return start;
}

/*
 * Where a domain that begins at a place ends; 0: it is none.
 */
static size_t
domain_end(const LearnRedactText *text, size_t start)
{
	size_t end = start;
	size_t dot = 0;
	size_t top;

	while (end - start <= DOMAIN_MAX)
	{
		char character = learn_redact_at(text, end);
		char next = learn_redact_at(text, end + 1);

		if (character == '.' || character == '-')
		{
			if (!learn_redact_in(next, LEARN_SET_ALNUM) &&
				!is_beyond_ascii(next) && !(character == '-' && next == '-'))
				break;
			dot = character == '.' ? end : dot;
		}
		else if (!learn_redact_in(character, LEARN_SET_ALNUM) &&
				 !is_beyond_ascii(character))
			break;
		end++;
	}
	if (dot <= start || end - start > DOMAIN_MAX)
		return 0;
	top = end - dot - 1;
	if (top < TOP_MIN || top > TOP_MAX ||
		(learn_redact_run(text, dot + 1, LEARN_SET_LETTER, top) < top &&
		 !learn_redact_begins(text, dot + 1, "xn--", true) &&
		 !is_beyond_ascii(text->start[dot + 1])) ||
		IS_ONE(text, dot + 1, top, other_ends))
		return 0;
	return end;
}

/* Is it a user at a host: of a URL, or of host:path? */
static bool
is_login(const LearnRedactText *text, size_t start, size_t end)
{
	char next = learn_redact_at(text, end + 1);

	if (learn_redact_before(text, start) == '/' && start > 1 &&
		learn_redact_before(text, start - 1) == '/')
		return true;
	return learn_redact_at(text, end) == ':' &&
		   learn_redact_is_one_of(next, "/~.$");
}

bool
learn_redact_find_email(const LearnRedactText *text, size_t at,
						LearnRedactFound *found)
{
	size_t sign = learn_redact_begins(text, at, "%40", false) ? 3 : 1;
	size_t start = at;
	size_t end;

	if (sign == 1 && text->start[at] != '@')
		return false;
	end = domain_end(text, at + sign);
	if (end > 0)
		start = local_start(text, at);
	if (start == at || IS_ONE(text, start, at - start, role_users) ||
		is_login(text, start, end))
		return false;
	found->start = start;
	found->end = end;
	found->kind = LEARN_REDACT_EMAIL;
	return true;
}
