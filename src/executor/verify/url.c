/*-------------------------------------------------------------------------
 *
 * url.c
 *		The URL that a verification asks for.
 *
 * Read strictly: who reads a URL more kindly than the server, or than curl,
 * asks somebody else than the reviewer thought.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"

#define PORT_DIGITS_MAX 5
#define PORT_MAX 65535

/* What the name of a host, or an IPv4 address, may consist of. */
static const char host_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "abcdefghijklmnopqrstuvwxyz0123456789.-_";

/* The longest name of a host. */
#define HOST_MAX 255

static LearnStatus
refuse(LearnProblem *problem, const char *reason)
{
	return learn_problem_set(problem, LEARN_INVALID, "", "%s", reason);
}

bool
learn_url_read_port(const char *text, size_t length, int *port)
{
	*port = 0;
	if (length == 0 || length > PORT_DIGITS_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return false;
		*port = *port * 10 + (text[i] - '0');
	}
	return *port >= 1 && *port <= PORT_MAX;
}

static bool
is_printable(const char *text)
{
	for (; *text != '\0'; text++)
	{
		if (*text <= ' ' || *text > '~')
			return false;
	}
	return true;
}

/* Takes the host from the start of the authority; *rest is what follows. */
static LearnStatus
read_host(const char *authority, size_t length, LearnUrl *url,
		  const char **rest, LearnProblem *problem)
{
	const char *end;
	bool in_brackets = length > 0 && authority[0] == '[';

	*rest = authority + length;
	if (in_brackets)
	{
		end = memchr(authority, ']', length);
		if (end == NULL)
			return refuse(problem, "the host of the URL lacks a bracket");
		authority++;
		*rest = end + 1;
	}
	else
	{
		size_t host_length = strspn(authority, host_bytes);

		end = authority + (host_length < length ? host_length : length);
		*rest = end;
	}
	url->host = strndup(authority, end - authority);
	if (url->host == NULL)
		return LEARN_OUT_OF_MEMORY;
	if (in_brackets)
	{
		struct in6_addr address;

		if (inet_pton(AF_INET6, url->host, &address) != 1)
			return refuse(problem, "the URL has no valid IPv6 address");
	}
	else if (url->host[0] == '\0' || strlen(url->host) > HOST_MAX)
		return refuse(problem, "the URL has no valid host");
	return LEARN_OK;
}

/* Takes host and port apart; a port may be empty, as RFC 3986 has it. */
static LearnStatus
read_authority(const char *authority, size_t length, LearnUrl *url,
			   LearnProblem *problem)
{
	const char *rest;
	size_t left;
	LearnStatus status;

	if (memchr(authority, '@', length) != NULL)
		return refuse(problem, "the URL has credentials");
	status = read_host(authority, length, url, &rest, problem);
	if (status != LEARN_OK)
		return status;
	url->port = url->secure ? 443 : 80;
	left = length - (size_t) (rest - authority);
	if (left > 0 && *rest != ':')
		return refuse(problem, "the URL has no valid host");
	if (left > 1 && !learn_url_read_port(rest + 1, left - 1, &url->port))
		return refuse(problem, "the URL has no valid port");
	url->authority = strndup(authority, left == 1 ? length - 1 : length);
	return url->authority != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}

/*
 * The URL with "..." for each value in its query, and for what has no name
 * there.
 */
static char *
show(const char *whole)
{
	const char *at = whole + strcspn(whole, "?");
	LearnBuffer shown;

	learn_buffer_init(&shown, 0);
	learn_buffer_append(&shown, whole, at - whole);
	while (*at != '\0')
	{
		size_t name = 1 + strcspn(at + 1, "=&");
		size_t length = 1 + strcspn(at + 1, "&");

		/* What stands between two names, ? or &, is part of the first. */
		learn_buffer_append(&shown, at, name < length ? name + 1 : 1);
		if (length > 1)
			learn_buffer_append_string(&shown, "...");
		at += length;
	}
	return learn_buffer_detach(&shown, NULL);
}

/* The path, "/" when there is none, and the query. */
static char *
build_target(const char *text)
{
	LearnBuffer target;

	learn_buffer_init(&target, 0);
	if (*text != '/')
		learn_buffer_append_string(&target, "/");
	learn_buffer_append_string(&target, text);
	return learn_buffer_detach(&target, NULL);
}

LearnStatus
learn_url_read(const char *text, LearnUrl *url, LearnProblem *problem)
{
	size_t scheme_length;
	size_t length;
	LearnStatus status;

	*url = (LearnUrl){.secure = strncmp(text, "https:", 6) == 0};
	scheme_length = strlen(url->secure ? "https://" : "http://");
	if (strncmp(text, url->secure ? "https://" : "http://", scheme_length) !=
		0)
		return refuse(problem, "the URL begins with neither http:// nor "
							   "https://");
	if (!is_printable(text))
		return refuse(problem, "the URL has a blank, a control character or "
							   "one beyond ASCII");

	url->whole = strndup(text, strcspn(text, "#"));
	if (url->whole == NULL)
		return LEARN_OUT_OF_MEMORY;
	text = url->whole + scheme_length;
	length = strcspn(text, "/?");
	status = read_authority(text, length, url, problem);
	if (status != LEARN_OK)
		return status;
	url->target = build_target(text + length);
	url->shown = show(url->whole);
	return url->target != NULL && url->shown != NULL ? LEARN_OK
													 : LEARN_OUT_OF_MEMORY;
}

void
learn_url_free(LearnUrl *url)
{
	free(url->whole);
	free(url->host);
	free(url->authority);
	free(url->target);
	free(url->shown);
	*url = (LearnUrl){0};
}
