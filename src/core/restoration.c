/*-------------------------------------------------------------------------
 *
 * restoration.c
 *		Puts back into an answer what its question was without.
 *
 *-------------------------------------------------------------------------
 */
#include "core/restoration.h"

#include <ctype.h>
#include <string.h>

#include "core/replacements.h"

/*
 * Where the first mark begins in a text; its end if there is none.  *length is
 * set to the mark's.
 */
static const char *
find_mark(const char *text, const char *end, size_t *length)
{
	const size_t opening = strlen(LEARN_REDACTED);

	for (; (size_t) (end - text) > opening; text++)
	{
		const char *closing;

		text = memchr(text, '[', (size_t) (end - text) - opening);
		if (text == NULL)
			return end;
		if (memcmp(text, LEARN_REDACTED, opening) != 0)
			continue;
		closing = memchr(text, ']', (size_t) (end - text));
		if (closing == NULL)
			return end;
		*length = (size_t) (closing - text) + 1;
		return text;
	}
	return end;
}

/*
 * Does a text stand in a value, in a string, as a member's name or as a
 * number?  The reader has bounded the depth of the recursion.
 */
static bool
stands_in(const LearnValue *value, const char *text)
{
	if (value == NULL)
		return false;
	if ((value->name != NULL && strstr(value->name, text) != NULL) ||
		(value->text != NULL && strstr(value->text, text) != NULL))
		return true;
	for (const LearnValue *child = value->first; child != NULL;
		 child = child->next)
	{
		if (stands_in(child, text))
			return true;
	}
	return false;
}

/*
 * What a mark stands for; nothing when it was never given, or stands for what
 * must not be put back.  False when the buffer fails.
 */
static bool
read_mark(const LearnRestoration *restoration, LearnBuffer *meaning,
		  const char *mark, size_t length)
{
	if (!learn_disguise_restore(restoration->disguise, meaning, mark, length))
		return false;
	if (meaning->length == length && memcmp(meaning->data, mark, length) == 0)
		learn_buffer_truncate(meaning, 0);
	for (int i = 0; i < LEARN_ORIGINALS && meaning->length > 0; i++)
	{
		if (stands_in(restoration->originals[i], meaning->data))
			return true;
	}
	learn_buffer_truncate(meaning, 0);
	return true;
}

/*
 * Appends a mark, or what it stands for.
 */
static bool
restore_mark(const LearnRestoration *restoration, LearnBuffer *buffer,
			 const char *mark, size_t length)
{
	LearnBuffer meaning;
	bool done;

	learn_buffer_init(&meaning, 0);
	done = read_mark(restoration, &meaning, mark, length) &&
		   (meaning.length > 0
				? learn_buffer_append(buffer, meaning.data, meaning.length)
				: learn_buffer_append(buffer, mark, length));
	learn_buffer_free(&meaning);
	return done;
}

/*
 * The first host's replacement in a text; end when there is none.
 */
static const char *
find_host(const char *text, const char *end, size_t *length)
{
	static const char domain[] = LEARN_NOBODYS_DOMAIN;
	const size_t size = sizeof(domain) - 1;
	const char *name = end;

	for (const char *at = text; (size_t) (end - at) >= size; at++)
	{
		if (memcmp(at, domain, size) != 0)
			continue;
		name = at;
		while (name > text &&
			   (isalnum((unsigned char) name[-1]) || name[-1] == '-'))
			name--;
		*length = (size_t) (at - name) + size;
		break;
	}
	return name;
}

/*
 * Puts hosts back: into what is made from originals only those that stand in
 * them, since a question also tells of what happened elsewhere.
 */
static bool
restore_hosts(const LearnRestoration *restoration, LearnBuffer *buffer,
			  const char *text, size_t length)
{
	const char *end = text + length;
	bool has_originals = false;
	bool done = true;

	for (int i = 0; i < LEARN_ORIGINALS; i++)
		has_originals = has_originals || restoration->originals[i] != NULL;
	if (!has_originals)
		return learn_disguise_restore(restoration->disguise, buffer, text,
									  length);
	while (done && text < end)
	{
		size_t found = 0;
		const char *host = find_host(text, end, &found);

		done = learn_buffer_append(buffer, text, (size_t) (host - text)) &&
			   (found == 0 || restore_mark(restoration, buffer, host, found));
		text = host + found;
	}
	return done;
}

bool
learn_restore_text(const LearnRestoration *restoration, LearnBuffer *buffer,
				   const char *text, size_t length)
{
	const char *end = text + length;
	bool done = true;

	if (restoration->disguise == NULL)
		return learn_buffer_append(buffer, text, length);
	while (done && text < end)
	{
		size_t marked = 0;
		const char *mark = find_mark(text, end, &marked);

		done =
			restore_hosts(restoration, buffer, text, (size_t) (mark - text)) &&
			(marked == 0 || restore_mark(restoration, buffer, mark, marked));
		text = mark + marked;
	}
	return done;
}

/*
 * The number that is called so and is written so, in a value; NULL: none.
 */
static const LearnValue *
find_number(const LearnValue *value, const char *name, const char *text)
{
	const LearnValue *found = NULL;

	if (value == NULL)
		return NULL;
	if (learn_value_is_number(value) && value->name != NULL &&
		strcmp(value->name, name) == 0 && strcmp(value->text, text) == 0)
		return value;
	for (const LearnValue *child = value->first;
		 child != NULL && found == NULL; child = child->next)
		found = find_number(child, name, text);
	return found;
}

/*
 * Makes a string the number that it was.
 */
static void
restore_number(const LearnRestoration *restoration, LearnValue *string)
{
	const LearnValue *number = NULL;

	for (int i = 0; i < LEARN_ORIGINALS && number == NULL; i++)
		number =
			find_number(restoration->originals[i], string->name, string->text);
	if (number == NULL)
		return;
	string->type = number->type;
	string->number = number->number;
}

static bool
restore_string(const LearnRestoration *restoration, LearnArena *arena,
			   LearnValue *string)
{
	LearnBuffer restored;
	size_t marked = 0;
	bool whole;
	bool done;

	learn_buffer_init(&restored, 0);
	done = learn_restore_text(restoration, &restored, string->text,
							  string->length) &&
		   restored.length <= UINT32_MAX;
	whole = find_mark(string->text, string->text + string->length, &marked) ==
				string->text &&
			marked == string->length;
	if (done && restored.length > 0)
	{
		string->text = learn_arena_copy(arena, restored.data, restored.length);
		string->length = (uint32_t) restored.length;
		done = string->text != NULL;
		if (done && whole && marked > 0 && string->name != NULL)
			restore_number(restoration, string);
	}
	learn_buffer_free(&restored);
	return done;
}

bool
learn_restore_value(const LearnRestoration *restoration, LearnArena *arena,
					LearnValue *value)
{
	if (restoration->disguise == NULL)
		return true;
	if (value->type == LEARN_VALUE_STRING)
		return restore_string(restoration, arena, value);
	for (LearnValue *child = value->first; child != NULL; child = child->next)
	{
		if (!learn_restore_value(restoration, arena, child))
			return false;
	}
	return true;
}
