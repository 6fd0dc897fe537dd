/*-------------------------------------------------------------------------
 *
 * glob.c
 *		The pattern of a runbook's hosts.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/glob.h"

#include <stddef.h>

/* The next character of UTF-8. */
static const char *
next_character(const char *text)
{
	text++;
	while (((unsigned char) *text & 0xC0) == 0x80)
		text++;
	return text;
}

/*
 * Where something else than what a * stands for does not match, only the last
 * * has to be tried with more: so it takes length times length at most.
 */
bool
learn_glob_matches(const char *pattern, const char *name)
{
	const char *after_star = NULL;
	const char *from = NULL;

	while (*name != '\0')
	{
		if (*pattern == '*')
		{
			after_star = ++pattern;
			from = name;
		}
		else if (*pattern == '?')
		{
			pattern++;
			name = next_character(name);
		}
		else if (*pattern == *name)
		{
			pattern++;
			name++;
		}
		else if (after_star != NULL)
		{
			pattern = after_star;
			from = next_character(from);
			name = from;
		}
		else
			return false;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
