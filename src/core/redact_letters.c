/*-------------------------------------------------------------------------
 *
 * redact_letters.c
 *		The letters and digits of a name.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_letters.h"

/*
 * Adds the letters of a part of the text.
 */
static void
add_letters(LearnRedactLetters *letters, const LearnRedactText *text,
			size_t start, size_t end)
{
	bool separated = true;

	for (size_t at = start; at < end; at++)
	{
		char character = text->start[at];
		char earlier = at > start ? text->start[at - 1] : '\0';

		if (!learn_redact_in(character, LEARN_SET_ALNUM))
		{
			separated = true;
			continue;
		}
		if (learn_redact_in(character, LEARN_SET_UPPER))
		{
			separated =
				separated || !learn_redact_in(earlier, LEARN_SET_UPPER) ||
				(at + 1 < end &&
				 learn_redact_in(text->start[at + 1], LEARN_SET_LOWER));
			character = (char) (character - 'A' + 'a');
		}
		if (separated)
			letters->starts |= UINT64_C(1) << letters->length;
		letters->letters[letters->length++] = character;
		separated = false;
	}
}

/*
 * Where the one or two words before a name start, if a blank is all that
 * separates them.
 */
static size_t
find_earlier(const LearnRedactText *text, size_t start)
{
	size_t limit = start - text->floor > LEARN_REDACT_EARLIER_MAX
					   ? start - LEARN_REDACT_EARLIER_MAX
					   : text->floor;
	size_t at = start;

	for (int words = 0; words < 2; words++)
	{
		size_t word = at;

		if (word <= limit || text->start[word - 1] != ' ')
			break;
		word--;
		while (word > limit &&
			   learn_redact_in(text->start[word - 1], LEARN_SET_ALNUM))
			word--;
		if (word + 1 >= at)
			break;
		at = word;
	}
	return at;
}

void
learn_redact_read_letters(LearnRedactLetters *letters,
						  const LearnRedactText *text, size_t start,
						  size_t end)
{
	letters->length = 0;
	letters->starts = 0;
	if (end - start > LEARN_REDACT_NAME_MAX)
		start = end - LEARN_REDACT_NAME_MAX;
	add_letters(letters, text, find_earlier(text, start), start);
	letters->own = letters->length;
	add_letters(letters, text, start, end);
}
