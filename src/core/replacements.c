/*-------------------------------------------------------------------------
 *
 * replacements.c
 *		Finds what a model was shown in the place of something else.
 *
 *-------------------------------------------------------------------------
 */
#include "core/replacements.h"

#include <string.h>

/* What names of hosts are made of. */
static const char host_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

/*
 * The length of what stands for a name at a place; 0: there is none.
 */
static size_t
pseudonym_length(const char *text)
{
	size_t length = strlen(LEARN_PSEUDONYM);
	size_t digits;

	if (strncmp(text, LEARN_PSEUDONYM, length) != 0)
		return 0;
	digits = strspn(text + length, "0123456789");
	return digits > 0 && text[length + digits] == ']' ? length + digits + 1
													  : 0;
}

/*
 * The length of what stands for a secret, or began to; 0: there is none.
 */
static size_t
mark_length(const char *text)
{
	size_t length;

	if (strncmp(text, LEARN_REDACTED, strlen(LEARN_REDACTED)) != 0)
		return 0;
	length = strcspn(text, "]");
	return length + (text[length] == ']');
}

/*
 * The length of what stands for a host, when a name of "length" characters is
 * it; else 0.
 */
static size_t
host_length(const char *name, size_t length)
{
	const size_t domain = strlen(LEARN_NOBODYS_DOMAIN);

	/* What ends a sentence. */
	while (length > 0 && name[length - 1] == '.')
		length--;
	return length > domain && memcmp(name + length - domain,
									 LEARN_NOBODYS_DOMAIN, domain) == 0
			   ? length
			   : 0;
}

bool
learn_replacement_find(const char *text, LearnSpan *found, const char **what)
{
	for (size_t name; *text != '\0'; text += name > 0 ? name : 1)
	{
		name = strspn(text, host_characters);
		found->start = text;
		*what = "what stands for a name,";
		found->length = pseudonym_length(text);
		if (found->length > 0)
			return true;
		*what = "what stands for a secret,";
		found->length = mark_length(text);
		if (found->length > 0)
			return true;
		*what = "what stands for a host,";
		found->length = host_length(text, name);
		if (found->length > 0)
			return true;
	}
	return false;
}
