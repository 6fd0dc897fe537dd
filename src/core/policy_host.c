/*-------------------------------------------------------------------------
 *
 * policy_host.c
 *		The hosts that a command names, and whether they are foreign.
 *
 * A runbook that is to run at many clients has hosts as parameters.  One that
 * is written out and is not of a private network is somebody else's.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <arpa/inet.h>

/* The longest name of a host. */
#define HOST_MAX 253

/* Names that nobody can have: of private networks, and reserved ones. */
static const char *const reserved[] = {
	"local",       "localhost",  "localdomain", "internal", "intranet",
	"private",     "lan",        "corp",        "home",     "test",
	"example",     "invalid",    "arpa",        "svc",      "example.com",
	"example.net", "example.org"};

/*
 * The ends of most names of hosts.  Others are taken for one only where
 * nothing but a host can stand: script.sh is a file.
 */
static const char *const usual_ends[] = {"com",   "net",  "org",  "info",
										 "biz",   "xyz",  "top",  "online",
										 "site",  "club", "ru",   "cn",
										 "su",    "tk",   "ml",   "ga",
										 "onion", "dev",  "cloud"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_host_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
		   c == '-' || c == '.' || c == '_';
}

/* Is a host (or domain) of this name, or below it? */
static bool
is_below(const char *host, size_t length, const char *domain)
{
	size_t wanted = strlen(domain);

	return length >= wanted &&
		   strncasecmp(host + length - wanted, domain, wanted) == 0 &&
		   (length == wanted || host[length - wanted - 1] == '.');
}

static bool
is_any_below(const char *host, size_t length, const char *const *domains,
			 size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (is_below(host, length, domains[i]))
			return true;
	}
	return false;
}

/* Is an IPv4 address one of the Internet's? */
static bool
is_public(const uint8_t *a)
{
	if (a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224)
		return false;
	if ((a[0] == 172 && a[1] >= 16 && a[1] < 32) ||
		(a[0] == 192 && a[1] == 168) || (a[0] == 169 && a[1] == 254) ||
		(a[0] == 100 && a[1] >= 64 && a[1] < 128))
		return false;
	return !((a[0] == 192 && a[1] == 0 && a[2] == 2) ||
			 (a[0] == 198 && a[1] == 51 && a[2] == 100) ||
			 (a[0] == 203 && a[1] == 0 && a[2] == 113));
}

/*
 * Is the text, of this length, the name or address of a foreign host?  certain
 * tells that it is a host, whatever it looks like.
 */
static bool
is_foreign(const LearnPolicyNode *node, const char *host, size_t length,
		   bool certain)
{
	char name[HOST_MAX + 1];
	uint8_t address[4];

	while (length > 0 && host[length - 1] == '.')
		length--;
	if (length < 4 || length > HOST_MAX || memchr(host, '.', length) == NULL ||
		host[0] == '.')
		return false;
	memcpy(name, host, length);
	name[length] = '\0';
	for (int i = 0; i < node->item_count; i++)
	{
		if (learn_policy_glob(node->items[i], name, length, true, false))
			return false;
	}
	if (inet_pton(AF_INET, name, address) == 1)
		return is_public(address);
	if (is_digit(name[length - 1]) ||
		is_any_below(name, length, reserved, COUNT(reserved)))
		return false;
	return certain ||
		   is_any_below(name, length, usual_ends, COUNT(usual_ends));
}

/* The length of what could be a host at the start of text. */
static size_t
host_length(const char *text, size_t left)
{
	size_t length = 0;

	while (length < left && is_host_character(text[length]))
		length++;
	return length;
}

/*
 * Looks behind a "//" (of a URL, or of a share of Windows) at a host.
 */
static bool
is_foreign_url(const LearnPolicyNode *node, const char *text, size_t left)
{
	size_t authority = 0;
	size_t user = 0;
	size_t length;

	while (authority < left &&
		   strchr("/\\?# \t\r\n\"'<>|", text[authority]) == NULL)
	{
		authority++;
		if (text[authority - 1] == '@')
			user = authority;
	}
	length = host_length(text + user, authority - user);
	/* What goes on with a variable is not known. */
	if (user + length < authority && text[user + length] != ':' &&
		strchr("),;`]}", text[user + length]) == NULL)
		return false;
	return is_foreign(node, text + user, length, true);
}

/* May a host begin behind the character at a place? */
static bool
ends_part(const char *text, size_t length, size_t at)
{
	if (strchr("@=,\"'( \t\n", text[at]) != NULL)
		return true;
	if (text[at] == ':')
		return at + 1 < length && text[at + 1] != '/';
	return text[at] == '/' && at >= 8 &&
		   (strncmp(text + at - 8, "/dev/tcp", 8) == 0 ||
			strncmp(text + at - 8, "/dev/udp", 8) == 0);
}

/* Do two slashes at a place begin what names a host: a URL, or a share? */
static bool
begins_authority(const LearnSimpleCommand *command, const char *text,
				 size_t length, size_t at)
{
	if (at + 1 >= length || text[at + 1] != text[at])
		return false;
	if (text[at] == '/')
		return at > 0 && text[at - 1] == ':';
	return text[at] == '\\' && command->shell != LEARN_SHELL_SH &&
		   (at == 0 || !is_host_character(text[at - 1]));
}

/* Does a command take user@host? */
static bool
logs_in(const LearnSimpleCommand *command)
{
	static const char *const programs[] = {"ssh",     "sftp",        "mosh",
										   "autossh", "ssh-copy-id", "plink",
										   "rsh"};

	for (size_t i = 0; i < COUNT(programs); i++)
	{
		if (strcmp(command->program, programs[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Is there a foreign host where a part of a word begins?  With a user before
 * it and a path behind it, it is one whatever it looks like.
 */
static bool
is_foreign_part(const LearnPolicyNode *node, const LearnSimpleCommand *command,
				const char *text, size_t length, size_t at)
{
	size_t host = host_length(text + at, length - at);
	size_t end = at + host;
	bool of_user = at > 0 && text[at - 1] == '@';

	if (host == 0 || (end < length && strchr(":/,\"') ;", text[end]) == NULL))
		return false;
	if (of_user && end == length && !logs_in(command))
		return false; /* an e-mail address */
	return is_foreign(node, text + at, host, of_user);
}

static bool
names_foreign(const LearnPolicyNode *node, const LearnSimpleCommand *command,
			  const LearnWord *word)
{
	const char *text = word->text;
	bool begins = true;

	for (size_t i = 0; i < word->length; i++)
	{
		if (begins_authority(command, text, word->length, i))
		{
			if (is_foreign_url(node, text + i + 2, word->length - i - 2))
				return true;
			i++;
			begins = false;
			continue;
		}
		if (begins && is_foreign_part(node, command, text, word->length, i))
			return true;
		begins = ends_part(text, word->length, i);
	}
	return false;
}

bool
learn_policy_foreign_host(LearnPolicyScan *scan, const LearnPolicyNode *node,
						  int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];

	for (int i = 0; i < command->word_count; i++)
	{
		if (names_foreign(node, command, &command->words[i]))
			return true;
	}
	for (int i = 0; i < command->assignment_count; i++)
	{
		if (names_foreign(node, command, &command->assignments[i]))
			return true;
	}
	for (int i = 0; i < command->redirection_count; i++)
	{
		if (names_foreign(node, command, &command->redirections[i].target))
			return true;
	}
	return false;
}
