/*-------------------------------------------------------------------------
 *
 * private_addresses.c
 *		Finds addresses of machines and people in a text.
 *
 *-------------------------------------------------------------------------
 */
#include "core/private_addresses.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <arpa/inet.h>
#include <netinet/in.h>

/* The longest part of an e-mail address before the "@" (RFC 5321). */
#define LOCAL_PART_MAX 64

/* The text that is searched. */
typedef struct Text
{
	const char *start;
	size_t length;
} Text;

/* The character at a position; NUL outside of the text. */
static char
at(const Text *text, size_t position)
{
	return position < text->length ? text->start[position] : '\0';
}

static char
before(const Text *text, size_t position)
{
	return position > 0 ? text->start[position - 1] : '\0';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   ((unsigned char) c & 0x80) != 0;
}

static bool
is_word(char c)
{
	return is_digit(c) || is_letter(c) || c == '_';
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Could an IPv4 address be somebody's? */
static bool
is_private_ipv4(const uint8_t *bytes)
{
	if (bytes[0] == 127 || bytes[0] >= 224)
		return false; /* loopback; multicast, reserved, masks, broadcast */
	if ((bytes[0] | bytes[1] | bytes[2] | bytes[3]) == 0)
		return false;
	if (bytes[0] == 192 && bytes[1] == 0 && bytes[2] == 2)
		return false;
	if (bytes[0] == 198 && bytes[1] == 51 && bytes[2] == 100)
		return false;
	return !(bytes[0] == 203 && bytes[1] == 0 && bytes[2] == 113);
}

/*
 * Is what stands before position one of "v1.2.3.4" and "nginx-1.2.3.4"?  An
 * option that is glued to its value, "-h10.1.2.3", is not.
 */
static bool
begins_version(const Text *text, size_t position)
{
	char previous = before(text, position);
	char earlier = position > 1 ? text->start[position - 2] : '\0';
	char first = position > 2 ? text->start[position - 3] : ' ';

	if (previous == '-')
		return is_word(earlier) && !is_digit(earlier);
	return is_word(previous) && !(is_letter(previous) && earlier == '-' &&
								  !is_word(first) && first != '-');
}

/*
 * The length of the IPv4 address at position; 0: there is none.
 */
static size_t
ipv4_length(const Text *text, size_t position, uint8_t *bytes)
{
	size_t i = position;

	if (before(text, position) == '.' || begins_version(text, position))
		return 0;
	for (int part = 0; part < 4; part++)
	{
		unsigned value = 0;
		size_t start;

		if (part > 0 && at(text, i++) != '.')
			return 0;
		for (start = i; is_digit(at(text, i)) && i - start < 4; i++)
			value = value * 10 + (unsigned) (at(text, i) - '0');
		if (i == start || value > 255)
			return 0;
		bytes[part] = (uint8_t) value;
	}
	if (is_word(at(text, i)) ||
		(at(text, i) == '.' && is_word(at(text, i + 1))))
		return 0;
	return i - position;
}

/* Could an IPv6 address be somebody's: global, local to a site or link? */
static bool
is_private_ipv6(const uint8_t *bytes)
{
	static const uint8_t documentation[] = {0x20, 0x01, 0x0d, 0xb8};

	if (memcmp(bytes, documentation, sizeof(documentation)) == 0)
		return false;
	return (bytes[0] & 0xE0) == 0x20 || (bytes[0] & 0xFE) == 0xFC ||
		   (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80);
}

/*
 * The same for IPv6.  What ends a sentence or begins a port is cut off.
 */
static size_t
ipv6_length(const Text *text, size_t position, uint8_t *bytes)
{
	char copy[INET6_ADDRSTRLEN];
	size_t length = 0;

	if (is_word(before(text, position)))
		return 0;
	while (is_hex(at(text, position + length)) ||
		   at(text, position + length) == ':' ||
		   at(text, position + length) == '.')
	{
		if (length == sizeof(copy) - 1)
			return 0;
		copy[length] = at(text, position + length);
		length++;
	}
	if (is_word(at(text, position + length)))
		return 0;
	for (; length > 2; length--)
	{
		copy[length] = '\0';
		if (inet_pton(AF_INET6, copy, bytes) == 1)
			return length;
		if (copy[length - 1] != ':' && copy[length - 1] != '.')
			return 0;
	}
	return 0;
}

/*
 * The length of the hardware address, six pairs of digits, at position; 0:
 * there is none, or it is the one of all zeros or all ones.
 */
static size_t
hardware_length(const Text *text, size_t position)
{
	char separator = at(text, position + 2);
	size_t zeros = 0;
	size_t ones = 0;

	if ((separator != ':' && separator != '-') ||
		is_word(before(text, position)) || before(text, position) == separator)
		return 0;
	for (size_t i = 0; i < 17; i++)
	{
		char c = at(text, position + i);

		if (i % 3 == 2 ? c != separator : !is_hex(c))
			return 0;
		zeros += c == '0';
		ones += c == 'f' || c == 'F';
	}
	if (is_word(at(text, position + 17)) ||
		at(text, position + 17) == separator || zeros == 12 || ones == 12)
		return 0;
	return 17;
}

/* Does the domain end with one of these, as a whole label or more? */
static bool
has_suffix(const char *domain, size_t length, const char *const *suffixes,
		   size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		size_t size = strlen(suffixes[i]);

		if (length >= size &&
			strncasecmp(domain + length - size, suffixes[i], size) == 0 &&
			(length == size || domain[length - size - 1] == '.'))
			return true;
	}
	return false;
}

bool
learn_private_domain(const char *domain, size_t length)
{
	static const char *const reserved[] = {
		/* RFC 2606 */
		"example.com", "example.net", "example.org", "example", "invalid",
		"test", "localhost", "localdomain",
		/* systemd units made of a template */
		"service", "socket", "timer", "mount", "automount", "target", "path",
		"slice", "scope", "device", "swap"};

	return !has_suffix(domain, length, reserved,
					   sizeof(reserved) / sizeof(reserved[0]));
}

/*
 * The e-mail address around the "@" at position: its span, if there is one.
 */
static bool
find_email(const Text *text, size_t position, LearnSpan *found)
{
	size_t start = position;
	size_t end = position + 1;
	size_t dot = 0;

	while (start > 0 && position - start < LOCAL_PART_MAX &&
		   (is_word(text->start[start - 1]) ||
			strchr(".%+-", text->start[start - 1]) != NULL) &&
		   text->start[start - 1] != '\0')
		start--;
	while (is_word(at(text, end)) ||
		   ((at(text, end) == '.' || at(text, end) == '-') &&
			is_word(at(text, end + 1))))
	{
		if (at(text, end) == '.')
			dot = end;
		end++;
	}

	/* The top-level domain is of letters, so that this is no version. */
	if (start == position || dot <= position + 1 || end - dot < 3)
		return false;
	for (size_t i = dot + 1; i < end; i++)
	{
		if (!is_letter(at(text, i)))
			return false;
	}
	found->start = text->start + start;
	found->length = end - start;
	return learn_private_domain(text->start + position + 1,
								end - position - 1);
}

/*
 * Looks for an address of a machine that starts at position.
 */
static bool
find_machine(const Text *text, size_t position, LearnSpan *found,
			 const char **what)
{
	uint8_t bytes[sizeof(struct in6_addr)];
	char c = at(text, position);

	*what = "the IP address";
	found->start = text->start + position;
	found->length = is_digit(c) ? ipv4_length(text, position, bytes) : 0;
	if (found->length > 0)
		return is_private_ipv4(bytes);
	if (!is_hex(c))
		return false;
	found->length = ipv6_length(text, position, bytes);
	if (found->length > 0)
		return is_private_ipv6(bytes);
	*what = "the hardware address";
	found->length = hardware_length(text, position);
	return found->length > 0;
}

/*
 * The same, or an e-mail address around an "@" there.
 */
static bool
find_at(const Text *text, size_t position, LearnSpan *found, const char **what)
{
	if (at(text, position) != '@')
		return find_machine(text, position, found, what);
	*what = "the e-mail address";
	return find_email(text, position, found);
}

size_t
learn_private_address_at(const char *start, size_t length, size_t position)
{
	Text text = {start, length};
	LearnSpan found;
	const char *kind;

	return find_machine(&text, position, &found, &kind) ? found.length : 0;
}

bool
learn_private_address_find(const char *start, size_t length, LearnSpan *found,
						   const char **what)
{
	Text text = {start, length};
	const char *kind;

	for (size_t i = 0; i < length; i++)
	{
		if (find_at(&text, i, found, what != NULL ? what : &kind))
			return true;
	}
	return false;
}
