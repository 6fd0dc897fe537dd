/*-------------------------------------------------------------------------
 *
 * pseudonyms.c
 *		Numbers in place of private names, in text that others will read.
 *
 *-------------------------------------------------------------------------
 */
#include "core/pseudonyms.h"

#include <stdlib.h>
#include <string.h>

/* A text that names are looked for in. */
typedef struct Text
{
	const char *start;
	size_t length;
} Text;

/*
 * A byte of a text in lower case, for ASCII and Latin-1, as names are.
 */
static unsigned char
fold(const Text *text, size_t at)
{
	unsigned char byte = (unsigned char) text->start[at];

	if (byte >= 'A' && byte <= 'Z')
		return byte + ('a' - 'A');
	if (byte >= 0x80 && byte <= 0x9E && byte != 0x97 && at > 0 &&
		(unsigned char) text->start[at - 1] == 0xC3)
		return byte + 0x20;
	return byte;
}

static bool
is_word(const Text *text, size_t at)
{
	unsigned char byte;

	if (at >= text->length)
		return false;
	byte = fold(text, at);
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
		   byte >= 0x80;
}

/*
 * Is a name before (negative) or after (positive) a piece of text that ends
 * with a word, or does it begin with it (0)?  *rest is then what follows in
 * the name.
 */
static int
compare(const LearnPrivateName *name, const Text *text, size_t at, size_t end,
		const char **rest)
{
	const char *words = name->words;

	for (; at < end; at++, words++)
	{
		unsigned char letter = is_word(text, at) ? fold(text, at) : ' ';

		if ((unsigned char) *words != letter)
			return (int) (unsigned char) *words - (int) letter;
	}
	if (*words != ' ')
		return (int) (unsigned char) *words - ' ';
	*rest = words + 1;
	return 0;
}

/*
 * The place of the first name that is not before a piece of text.
 */
static size_t
first_name(const LearnPrivateNames *names, const Text *text, size_t at,
		   size_t end)
{
	size_t low = 0;
	size_t high = names->count;
	const char *rest;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (compare(&names->items[middle], text, at, end, &rest) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The number of the longest name that begins exactly there; 0: none does.
 */
static size_t
name_at(const LearnPrivateNames *names, const Text *text, size_t at,
		size_t *found)
{
	size_t end = at;
	size_t number = 0;

	if (at > 0 && is_word(text, at - 1))
		return 0;

	/* Word by word, for as long as there are names that begin like this. */
	while (is_word(text, end))
	{
		const char *rest;
		size_t first;

		while (is_word(text, end))
			end++;
		first = first_name(names, text, at, end);
		if (first == names->count ||
			compare(&names->items[first], text, at, end, &rest) != 0)
			break;
		if (*rest == '\0')
		{
			number = first + 1;
			*found = end - at;
		}
		end++;
	}
	return number;
}

/*
 * Reads the names of the facts, those of the execution before them.
 */
static bool
read_names(LearnPrivateNames *names, const LearnFacts *facts)
{
	const LearnValue *own[] = {learn_value_get(facts->execution, "client_id"),
							   learn_value_get(facts->execution, "hostname")};
	LearnValue list = {.type = LEARN_VALUE_ARRAY};
	LearnValue copies[sizeof(own) / sizeof(*own)];

	if (facts->private_names != NULL)
		list = *facts->private_names;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
	{
		if (own[i] == NULL)
			continue;
		copies[i] = *own[i];
		copies[i].next = list.first;
		list.first = &copies[i];
		list.length++;
	}
	return learn_private_names_read(names, &list);
}

bool
learn_pseudonyms_collect(LearnPseudonyms *pseudonyms, const LearnFacts *facts)
{
	memset(pseudonyms, 0, sizeof(*pseudonyms));
	if (!read_names(&pseudonyms->names, facts))
		return false;
	for (size_t i = 0; i < pseudonyms->names.count; i++)
	{
		const LearnPrivateName *name = &pseudonyms->names.items[i];
		unsigned char first = (unsigned char) name->words[0];

		if (name->length > pseudonyms->longest)
			pseudonyms->longest = name->length;
		pseudonyms->begins[first] = true;
		if (first >= 'a' && first <= 'z')
			pseudonyms->begins[first - ('a' - 'A')] = true;
	}
	return true;
}

size_t
learn_pseudonyms_find(const LearnPseudonyms *pseudonyms, const char *text,
					  size_t length, size_t *at, size_t *found)
{
	const Text whole = {text, length};

	for (size_t position = *at; position < length; position++)
	{
		size_t number =
			pseudonyms->begins[(unsigned char) text[position]]
				? name_at(&pseudonyms->names, &whole, position, found)
				: 0;

		if (number > 0)
		{
			*at = position;
			return number;
		}
	}
	return 0;
}

/*
 * Finds the name that a cut at this position would go through.
 */
static bool
name_around(const LearnPseudonyms *pseudonyms, const Text *text, size_t cut,
			size_t *begin, size_t *end)
{
	size_t at = cut > pseudonyms->longest ? cut - pseudonyms->longest : 0;
	size_t found;

	for (; at < cut; at++)
	{
		if (name_at(&pseudonyms->names, text, at, &found) > 0 &&
			at + found > cut)
		{
			*begin = at;
			*end = at + found;
			return true;
		}
	}
	return false;
}

void
learn_pseudonyms_spare(const LearnPseudonyms *pseudonyms, const char *text,
					   size_t length, size_t *head, size_t *tail)
{
	const Text whole = {text, length};
	size_t begin;
	size_t end;

	if (name_around(pseudonyms, &whole, *head, &begin, &end))
		*head = begin;
	if (name_around(pseudonyms, &whole, *tail, &begin, &end))
		*tail = end;
}

void
learn_pseudonyms_free(LearnPseudonyms *pseudonyms)
{
	learn_private_names_free(&pseudonyms->names);
	memset(pseudonyms, 0, sizeof(*pseudonyms));
}
