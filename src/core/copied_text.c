/*-------------------------------------------------------------------------
 *
 * copied_text.c
 *		Finds what a text has in common with many others, at some length.
 *
 * The places where a word begins are sorted by what stands there, so that a
 * place of the text is looked up among them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/copied_text.h"

#include <stdlib.h>
#include <string.h>

/* May a copy begin behind this character: is it no part of a word? */
static bool
separates(char c)
{
	return c == '\0' || strchr(" \n\"'();|&={}$<>,[]", c) != NULL;
}

/*
 * May a copy begin here?  before is what stands in front of it.
 */
static bool
begins_word(char before, const char *at)
{
	return separates(before) && !separates(*at);
}

/* How much of what stands here is in the same field, up to left bytes. */
static size_t
field_length(const char *at, size_t left)
{
	const char *end = memchr(at, LEARN_PATTERN_FIELD_END, left);

	return end != NULL ? (size_t) (end - at) : left;
}

static int
compare_places(const void *left, const void *right)
{
	return memcmp(*(const char *const *) left, *(const char *const *) right,
				  LEARN_COPY_MIN);
}

bool
learn_copied_text_index(LearnCopiedText *originals, LearnBuffer *text)
{
	size_t field_end = 0;
	size_t words = 0;

	memset(originals, 0, sizeof(*originals));
	originals->text = *text;
	learn_buffer_init(text, 0);
	if (originals->text.failed)
		return false;
	for (size_t i = 0; i < originals->text.length; i++)
		words += separates(originals->text.data[i]);
	originals->places = calloc(words + 1, sizeof(*originals->places));
	if (originals->places == NULL)
		return false;

	for (size_t i = 0; i < originals->text.length; i++)
	{
		const char *at = originals->text.data + i;

		if (i >= field_end)
			field_end = i + field_length(at, originals->text.length - i) + 1;
		if (field_end - 1 - i >= LEARN_COPY_MIN &&
			begins_word(i > 0 ? at[-1] : '\0', at))
			originals->places[originals->count++] = at;
	}
	qsort(originals->places, originals->count, sizeof(*originals->places),
		  compare_places);
	return true;
}

/*
 * How far the text goes on like the originals at a place that begins alike.
 */
static size_t
common_length(const LearnCopiedText *originals, const char *place,
			  const char *text, size_t length)
{
	size_t left =
		(size_t) (originals->text.data + originals->text.length - place);
	size_t common = LEARN_COPY_MIN;

	while (common < length && common < left && text[common] == place[common] &&
		   text[common] != LEARN_PATTERN_FIELD_END)
		common++;
	while (common > 0 && text[common - 1] == ' ')
		common--;
	return common;
}

bool
learn_copied_text_find(const LearnCopiedText *originals, const char *text,
					   size_t length, LearnSpan *found)
{
	for (size_t i = 0; i + LEARN_COPY_MIN <= length; i++)
	{
		const char *at = text + i;
		const char *const *place;

		if (!begins_word(i > 0 ? at[-1] : '\0', at))
			continue;
		place = bsearch(&at, originals->places, originals->count,
						sizeof(*originals->places), compare_places);
		if (place == NULL)
			continue;
		found->start = at;
		found->length = common_length(originals, *place, at, length - i);
		if (found->length >= LEARN_COPY_MIN &&
			memchr(found->start, ' ', found->length) != NULL)
			return true;
	}
	return false;
}

void
learn_copied_text_free(LearnCopiedText *originals)
{
	learn_buffer_free(&originals->text);
	free(originals->places);
	memset(originals, 0, sizeof(*originals));
}
