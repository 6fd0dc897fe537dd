/*-------------------------------------------------------------------------
 *
 * disguise_hosts.c
 *		Finds the names of hosts, and addresses, in text.
 *
 *-------------------------------------------------------------------------
 */
#include "core/disguise_hosts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/private_addresses.h"
#include "core/private_names.h"

/* The longest name of a host (RFC 1035), and the shortest that tells. */
#define NAME_MAX_LENGTH 253
#define NAME_MIN_LENGTH 4

/* What a name is made of. */
#define LABELS (LEARN_SET_ALNUM | LEARN_SET_DASH | LEARN_SET_DOT)

/* A domain that hosts are under. */
typedef struct Domain
{
	const char *name;
	int labels; /* that a name has at least, so that it is no file's */
} Domain;

/* Sorted by name. */
static const Domain domains[] = {
	{"ai", 2},     {"app", 3},      {"arpa", 2},  {"at", 3},   {"au", 3},
	{"be", 3},     {"biz", 2},      {"br", 3},    {"ca", 2},   {"ch", 2},
	{"cloud", 3},  {"cn", 2},       {"co", 3},    {"com", 2},  {"corp", 2},
	{"cz", 2},     {"de", 2},       {"dev", 3},   {"dk", 2},   {"edu", 2},
	{"es", 3},     {"eu", 2},       {"fi", 2},    {"fr", 2},   {"gov", 2},
	{"health", 3}, {"home", 3},     {"host", 3},  {"hu", 2},   {"ie", 2},
	{"il", 3},     {"in", 3},       {"info", 3},  {"int", 3},  {"internal", 2},
	{"intra", 2},  {"intranet", 2}, {"io", 3},    {"it", 3},   {"jp", 2},
	{"kr", 2},     {"lan", 2},      {"local", 2}, {"me", 3},   {"mil", 2},
	{"mx", 2},     {"net", 2},      {"nl", 2},    {"no", 3},   {"nz", 2},
	{"online", 3}, {"org", 2},      {"pl", 3},    {"pt", 2},   {"ro", 2},
	{"ru", 2},     {"se", 2},       {"sg", 2},    {"site", 3}, {"systems", 3},
	{"tech", 3},   {"tr", 3},       {"tw", 2},    {"ua", 2},   {"uk", 2},
	{"us", 3},     {"za", 3},
};

/* Members that hold names of hosts, in lower case and sorted. */
static const char *const host_members[] = {
	"computer_name", "computername", "fqdn",     "host",
	"host_name",     "hostname",     "machine",  "machine_name",
	"node",          "node_name",    "nodename", "server",
	"server_name",   "target_host",
};

static int
compare_domains(const void *name, const void *domain)
{
	return strcmp(name, ((const Domain *) domain)->name);
}

static int
compare_members(const void *name, const void *member)
{
	return strcasecmp(name, *(const char *const *) member);
}

size_t
learn_disguise_address(const LearnRedactText *text, size_t at)
{
	return learn_redact_in(text->start[at],
						   LEARN_SET_HEX | LEARN_SET_UPPER_HEX)
			   ? learn_private_address_at(text->start, text->length, at)
			   : 0;
}

/* Is it a name like host-1, which differs from any word? */
static bool
is_numbered(const char *text, size_t length)
{
	bool letter = false;
	bool other = false;

	for (size_t i = 0; i < length; i++)
	{
		letter = letter || learn_redact_in(text[i], LEARN_SET_LETTER);
		other = other || !learn_redact_in(text[i], LEARN_SET_LETTER);
	}
	return letter && other;
}

bool
learn_disguise_is_name(const char *text, size_t length)
{
	LearnRedactText whole = {text, length, 0};
	char lower[NAME_MAX_LENGTH + 1];

	if (length < NAME_MIN_LENGTH || length > NAME_MAX_LENGTH ||
		!learn_redact_in(text[0], LEARN_SET_ALNUM) ||
		!learn_redact_in(text[length - 1], LEARN_SET_ALNUM) ||
		learn_redact_run(&whole, 0, LABELS, length) < length ||
		!learn_private_domain(text, length))
		return false;
	if (is_numbered(text, length))
		return true;
	for (size_t i = 0; i < length; i++)
		lower[i] = learn_redact_in(text[i], LEARN_SET_UPPER)
					   ? (char) (text[i] - 'A' + 'a')
					   : text[i];
	lower[length] = '\0';
	return learn_redact_in(text[0], LEARN_SET_LETTER) &&
		   !learn_private_word_is_common(lower);
}

bool
learn_disguise_names_host(const char *name)
{
	return bsearch(name, host_members,
				   sizeof(host_members) / sizeof(host_members[0]),
				   sizeof(host_members[0]), compare_members) != NULL;
}

/* Does a name end as those of hosts do? */
static bool
has_domain(const LearnRedactText *text, size_t at, size_t length)
{
	char domain[16];
	const Domain *found;
	size_t last = length;
	size_t size;
	int labels = 1;

	while (last > 0 && text->start[at + last - 1] != '.')
		last--;
	size = length - last;
	if (last == 0 || size >= sizeof(domain))
		return false;
	for (size_t i = 0; i < size; i++)
		domain[i] =
			learn_redact_in(text->start[at + last + i], LEARN_SET_UPPER)
				? (char) (text->start[at + last + i] - 'A' + 'a')
				: text->start[at + last + i];
	domain[size] = '\0';
	for (size_t i = 0; i < length; i++)
		labels += text->start[at + i] == '.';
	found = bsearch(domain, domains, sizeof(domains) / sizeof(domains[0]),
					sizeof(domains[0]), compare_domains);
	return found != NULL && labels >= found->labels;
}

/*
 * Is what begins at a place the name of a host by what stands before it: the
 * slashes of a URL, or a user and "@"?
 */
static bool
is_placed(const LearnRedactText *text, size_t at)
{
	char before = learn_redact_before(text, at);

	if (before == '/')
		return at > 2 && text->start[at - 2] == '/' &&
			   text->start[at - 3] == ':';
	return before == '@' && at > 1 &&
		   (learn_redact_in(text->start[at - 2], LEARN_SET_WORD) ||
			text->start[at - 2] == ']');
}

size_t
learn_disguise_host(const LearnRedactText *text, size_t at, size_t *name)
{
	size_t length;
	char before = learn_redact_before(text, at);

	*name = 0;
	if (!learn_redact_in(text->start[at], LEARN_SET_ALNUM) ||
		learn_redact_in(before, LABELS))
		return 0;
	length = learn_redact_run(text, at, LABELS, NAME_MAX_LENGTH + 1);
	if (length > NAME_MAX_LENGTH)
		return 0;
	while (!learn_redact_in(text->start[at + length - 1], LEARN_SET_ALNUM))
		length--;
	*name = length;
	if (!learn_private_domain(text->start + at, length) ||
		!is_numbered(text->start + at, length))
		return is_placed(text, at) &&
					   learn_disguise_is_name(text->start + at, length)
				   ? length
				   : 0;
	return is_placed(text, at) ||
				   (before != '/' && has_domain(text, at, length))
			   ? length
			   : 0;
}
