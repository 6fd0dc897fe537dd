/*-------------------------------------------------------------------------
 *
 * names.c
 *		A few names, each once.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/state/names.h"

#include <stdlib.h>
#include <string.h>

static bool
is_fit(const char *text, size_t length)
{
	if (length == 0 || length > LEARN_NAME_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if ((unsigned char) text[i] < ' ' || text[i] == 0x7F)
			return false;
	}
	return true;
}

bool
learn_names_have(const LearnNames *names, const char *text, size_t length)
{
	for (int i = 0; i < names->count; i++)
	{
		if (strlen(names->items[i]) == length &&
			memcmp(names->items[i], text, length) == 0)
			return true;
	}
	return false;
}

bool
learn_names_add(LearnNames *names, const char *text, size_t length)
{
	char *copy;

	if (names->count == LEARN_NAMES_MAX || !is_fit(text, length) ||
		learn_names_have(names, text, length))
		return true;
	copy = strndup(text, length);
	if (copy == NULL)
		return false;
	names->items[names->count++] = copy;
	return true;
}

void
learn_names_free(LearnNames *names)
{
	while (names->count > 0)
		free(names->items[--names->count]);
}
