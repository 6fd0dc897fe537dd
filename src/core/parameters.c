/*-------------------------------------------------------------------------
 *
 * parameters.c
 *		How the commands of a runbook use its parameters.
 *
 *-------------------------------------------------------------------------
 */
#include "core/parameters.h"

#include <stddef.h>
#include <string.h>

static const char name_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/*
 * Copies the name of a parameter that text begins with; its length, or 0 when
 * there is none.
 */
static size_t
read_name(const char *text, char *name)
{
	size_t length = strspn(text, name_bytes);

	if (text[0] < 'A' || text[0] > 'Z' || length > LEARN_PARAMETER_MAX)
		return 0;
	memcpy(name, text, length);
	name[length] = '\0';
	return length;
}

bool
learn_parameter_read(const char *text, char *name)
{
	size_t length;

	if (strncmp(text, "${", 2) != 0)
		return false;
	length = read_name(text + 2, name);
	return length > 0 && text[2 + length] == '}';
}

bool
learn_parameter_next(const char **at, char *name)
{
	const char *dollar = *at;

	while ((dollar = strchr(dollar, '$')) != NULL)
	{
		const char *word = dollar + 1;
		size_t length;

		if (learn_parameter_read(dollar, name))
		{
			*at = dollar + strlen(name) + 3;
			return true;
		}
		if (strncmp(word, "env:", 4) == 0)
			word += 4;
		length = read_name(word, name);
		dollar = word + length;

		/* $Name is another variable than $N. */
		if (length > 0 && (*dollar < 'a' || *dollar > 'z'))
		{
			*at = dollar;
			return true;
		}
	}
	return false;
}

/* Is the word in front of at this one? */
static bool
follows(const char *command, const char *at, const char *word)
{
	size_t length = strlen(word);

	while (at > command && at[-1] == ' ')
		at--;
	return (size_t) (at - command) >= length &&
		   memcmp(at - length, word, length) == 0;
}

bool
learn_parameter_is_set(const char *command, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = strstr(command, name); at != NULL;
		 at = strstr(at + length, name))
	{
		char before = at == command ? ' ' : at[-1];

		if (strchr(" \t\n;&|($", before) == NULL ||
			(at[length] != '\0' && strchr(name_bytes, at[length]) != NULL))
			continue;
		if (at[length + strspn(at + length, " ")] == '=' ||
			(before == ' ' &&
			 (follows(command, at, "for") || follows(command, at, "read") ||
			  follows(command, at, "read -r"))))
			return true;
	}
	return false;
}
