/*-------------------------------------------------------------------------
 *
 * disguise.c
 *		What is taken out of texts that somebody else will read, and put back
 *		into the answer.
 *
 * What was taken out is numbered in the order in which it was first seen; the
 * number is in what stands in its place.  A text may hold what looks like such
 * a replacement already: that is taken out, too, so that the only ones which
 * anybody reads are those that were given.
 *
 *-------------------------------------------------------------------------
 */
#include "core/disguise.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "core/disguise_hosts.h"
#include "core/redact_marks.h"

/* More would not have a mark that is read again. */
#define ENTRIES_MAX 999999999

/*
 * What a text was when it was taken out.  Known texts have marks of their own
 * also where they are found by their look elsewhere, since they may be only a
 * part of a secret.
 */
typedef enum Sort
{
	SORT_SECRET,
	SORT_KNOWN,
	SORT_HOST,
	SORT_ADDRESS
} Sort;

/* A text that was taken out. */
typedef struct Entry
{
	Sort sort;
	LearnRedactKind kind; /* of a secret's mark */
	unsigned long number;
	size_t length;
	const char *text; /* in the same allocation, or borrowed for a search */
} Entry;

struct LearnDisguise
{
	bool hosts;
	void *tree;      /* of the entries, by sort and text */
	Entry **entries; /* owned, by number */
	size_t count;
	size_t capacity;
};

/* What stands before the number of a host's replacement, by its sort. */
static const char *const host_starts[] = {
	[SORT_HOST] = "host-",
	[SORT_ADDRESS] = "address-",
};

#define HOST_END ".invalid"

static int
compare_entries(const void *left, const void *right)
{
	const Entry *a = left;
	const Entry *b = right;

	if (a->sort != b->sort)
		return a->sort < b->sort ? -1 : 1;
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return memcmp(a->text, b->text, a->length);
}

LearnDisguise *
learn_disguise_create(bool hosts)
{
	LearnDisguise *disguise = calloc(1, sizeof(*disguise));

	if (disguise != NULL)
		disguise->hosts = hosts;
	return disguise;
}

void
learn_disguise_free(LearnDisguise *disguise)
{
	if (disguise == NULL)
		return;
	for (size_t i = 0; i < disguise->count; i++)
	{
		Entry *entry = disguise->entries[i];

		tdelete(entry, &disguise->tree, compare_entries);
		explicit_bzero(entry, sizeof(*entry) + entry->length);
		free(entry);
	}
	free(disguise->entries);
	free(disguise);
}

static const Entry *
find_entry(const LearnDisguise *disguise, Sort sort, const char *text,
		   size_t length)
{
	const Entry wanted = {.sort = sort, .length = length, .text = text};
	Entry *const *node = tfind(&wanted, &disguise->tree, compare_entries);

	return node != NULL ? *node : NULL;
}

/* Makes room for another entry. */
static bool
reserve_entry(LearnDisguise *disguise)
{
	size_t capacity = disguise->capacity * 2 + 16;
	Entry **grown;

	if (disguise->count < disguise->capacity)
		return true;
	grown = realloc(disguise->entries, capacity * sizeof(*grown));
	if (grown == NULL)
		return false;
	disguise->entries = grown;
	disguise->capacity = capacity;
	return true;
}

/*
 * The entry of a text, a new one if it was not seen before; NULL: no memory.
 */
static const Entry *
get_entry(LearnDisguise *disguise, Sort sort, LearnRedactKind kind,
		  const char *text, size_t length)
{
	const Entry *known = find_entry(disguise, sort, text, length);
	Entry *entry;
	char *copy;

	if (known != NULL)
		return known;
	if (disguise->count >= ENTRIES_MAX || !reserve_entry(disguise))
		return NULL;
	entry = malloc(sizeof(*entry) + length);
	if (entry == NULL)
		return NULL;
	copy = (char *) (entry + 1);
	memcpy(copy, text, length);
	*entry = (Entry){sort, kind, disguise->count + 1, length, copy};
	if (tsearch(entry, &disguise->tree, compare_entries) == NULL)
	{
		explicit_bzero(entry, sizeof(*entry) + length);
		free(entry);
		return NULL;
	}
	disguise->entries[disguise->count++] = entry;
	return entry;
}

/* The entry of a number, if it is of this sort; NULL: there is none. */
static const Entry *
numbered_entry(const LearnDisguise *disguise, unsigned long number, bool host)
{
	const Entry *entry;

	if (number == 0 || number > disguise->count)
		return NULL;
	entry = disguise->entries[number - 1];
	return (entry->sort >= SORT_HOST) == host ? entry : NULL;
}

/* The entry whose mark stands at a place; NULL: there is none. */
static const Entry *
marked_entry(const LearnDisguise *disguise, const LearnRedactText *text,
			 size_t at, size_t *length)
{
	LearnRedactKind kind;
	unsigned long number;
	const Entry *entry;

	*length = learn_redact_mark_read(text, at, &kind, &number);
	if (*length == 0)
		return NULL;
	entry = numbered_entry(disguise, number, false);
	return entry != NULL && entry->kind == kind ? entry : NULL;
}

/*
 * The length of what looks like a host's replacement at a place; 0: there is
 * none.  Its sort and number are told.
 */
static size_t
read_host(const LearnRedactText *text, size_t at, Sort *sort,
		  unsigned long *number)
{
	char first = learn_redact_at(text, at);
	size_t start;
	size_t digits;

	if (first != 'h' && first != 'a')
		return 0;
	*sort = first == 'h' ? SORT_HOST : SORT_ADDRESS;
	*number = 0;
	start = at + strlen(host_starts[*sort]);
	if (!learn_redact_begins(text, at, host_starts[*sort], false) ||
		learn_redact_at(text, start) == '0')
		return 0;
	digits = learn_redact_run(text, start, LEARN_SET_DIGIT, 10);
	if (digits == 0 || digits > 9 ||
		!learn_redact_begins(text, start + digits, HOST_END, false))
		return 0;
	for (size_t i = 0; i < digits; i++)
		*number =
			*number * 10 + (unsigned long) (text->start[start + i] - '0');
	return start + digits + strlen(HOST_END) - at;
}

/* The entry whose replacement stands at a place; NULL: there is none. */
static const Entry *
replaced_entry(const LearnDisguise *disguise, const LearnRedactText *text,
			   size_t at, size_t *length)
{
	const Entry *entry;
	unsigned long number;
	Sort sort;

	if (learn_redact_at(text, at) == '[')
		return marked_entry(disguise, text, at, length);
	*length = read_host(text, at, &sort, &number);
	entry = *length > 0 ? numbered_entry(disguise, number, true) : NULL;
	return entry != NULL && entry->sort == sort ? entry : NULL;
}

/*
 * Appends text with what was taken out put back: hosts only when they are
 * asked for.
 */
static bool
put_back(const LearnDisguise *disguise, LearnBuffer *buffer,
		 const LearnRedactText *text, bool hosts)
{
	size_t done = 0;
	size_t at = 0;

	while (at < text->length)
	{
		size_t length = 0;
		const Entry *entry = text->start[at] == '[' || hosts
								 ? replaced_entry(disguise, text, at, &length)
								 : NULL;

		if (entry == NULL)
		{
			at++;
			continue;
		}
		learn_buffer_append(buffer, text->start + done, at - done);
		learn_buffer_append(buffer, entry->text, entry->length);
		at += length;
		done = at;
	}
	return learn_buffer_append(buffer, text->start + done,
							   text->length - done);
}

bool
learn_disguise_restore(const LearnDisguise *disguise, LearnBuffer *buffer,
					   const char *text, size_t length)
{
	LearnRedactText whole = {text, length, 0};

	return put_back(disguise, buffer, &whole, true);
}

/*
 * Writes the mark of a secret, in which others may have been found before: of
 * the whole, as it was (LearnRedactMarkWriter).
 */
static bool
write_mark(void *context, LearnBuffer *buffer, LearnRedactKind kind,
		   const char *text, size_t length)
{
	LearnDisguise *disguise = context;
	LearnRedactText whole = {text, length, 0};
	LearnBuffer original;
	const Entry *entry = NULL;

	learn_buffer_init(&original, 0);
	if (put_back(disguise, &original, &whole, false))
		entry =
			get_entry(disguise,
					  kind == LEARN_REDACT_KNOWN ? SORT_KNOWN : SORT_SECRET,
					  kind, original.data, original.length);
	if (original.data != NULL)
		explicit_bzero(original.data, original.length);
	learn_buffer_free(&original);
	return entry != NULL &&
		   learn_redact_mark_append(buffer, entry->kind, entry->number);
}

/*
 * Appends text in which each mark with a number has one that is given here;
 * or nothing, when it has none.
 */
static bool
rename_marks(LearnDisguise *disguise, LearnBuffer *buffer,
			 const LearnRedactText *text)
{
	size_t done = 0;
	size_t at = 0;

	while (at < text->length)
	{
		LearnRedactKind kind = LEARN_REDACT_KNOWN;
		unsigned long number = 0;
		size_t mark = text->start[at] == '['
						  ? learn_redact_mark_read(text, at, &kind, &number)
						  : 0;
		const Entry *entry;

		if (number == 0)
		{
			at += mark > 0 ? mark : 1;
			continue;
		}
		entry =
			get_entry(disguise,
					  kind == LEARN_REDACT_KNOWN ? SORT_KNOWN : SORT_SECRET,
					  kind, text->start + at, mark);
		if (entry == NULL)
			return false;
		learn_buffer_append(buffer, text->start + done, at - done);
		learn_redact_mark_append(buffer, entry->kind, entry->number);
		at += mark;
		done = at;
	}
	if (done > 0)
		learn_buffer_append(buffer, text->start + done, text->length - done);
	return !buffer->failed;
}

/* Appends what stands in the place of a host; false: no memory. */
static bool
write_host(LearnDisguise *disguise, LearnBuffer *buffer, Sort sort,
		   const char *text, size_t length)
{
	const Entry *entry =
		get_entry(disguise, sort, LEARN_REDACT_KNOWN, text, length);

	return entry != NULL &&
		   learn_buffer_append_format(buffer, "%s%lu" HOST_END,
									  host_starts[sort], entry->number);
}

/*
 * What is to be replaced at a place, if anything: *length is 0 if not.
 */
static void
find_host(const LearnDisguise *disguise, const LearnRedactText *text,
		  size_t at, Sort *sort, size_t *length)
{
	unsigned long number;
	size_t name;

	*length = read_host(text, at, sort, &number);
	if (*length > 0)
	{
		*sort = SORT_HOST;
		return;
	}
	*sort = SORT_ADDRESS;
	*length = learn_disguise_address(text, at);
	if (*length > 0)
		return;
	*sort = SORT_HOST;
	*length = learn_disguise_host(text, at, &name);

	/* One that is no host by its look may have been called one. */
	if (*length == 0 && name > 0 &&
		find_entry(disguise, SORT_HOST, text->start + at, name) != NULL)
		*length = name;
	for (size_t label = 0; *length == 0 && label < name; label++)
	{
		if (text->start[at + label] != '.')
			continue;
		if (find_entry(disguise, SORT_HOST, text->start + at, label) != NULL)
			*length = label;
		break;
	}
}

/*
 * Appends text, in which there are no secrets, without its hosts.
 */
static bool
append_without_hosts(LearnDisguise *disguise, LearnBuffer *buffer,
					 const LearnRedactText *text, size_t *count)
{
	size_t done = 0;
	size_t at = 0;

	while (at < text->length)
	{
		size_t mark = learn_redact_mark(text, at, NULL);
		size_t length = 0;
		Sort sort;

		if (mark == 0)
			find_host(disguise, text, at, &sort, &length);
		if (length == 0)
		{
			at += mark > 0 ? mark : 1;
			continue;
		}
		learn_buffer_append(buffer, text->start + done, at - done);
		if (!write_host(disguise, buffer, sort, text->start + at, length))
			return false;
		(*count)++;
		at += length;
		done = at;
	}
	return learn_buffer_append(buffer, text->start + done,
							   text->length - done);
}

bool
learn_disguise_add_host(LearnDisguise *disguise, const char *name)
{
	size_t length = strlen(name);
	size_t label = strcspn(name, ".");

	if (!disguise->hosts || !learn_disguise_is_name(name, length))
		return true;
	return get_entry(disguise, SORT_HOST, LEARN_REDACT_KNOWN, name, length) !=
			   NULL &&
		   (!learn_disguise_is_name(name, label) ||
			get_entry(disguise, SORT_HOST, LEARN_REDACT_KNOWN, name, label) !=
				NULL);
}

/*
 * Appends text without secrets, and without hosts when they go as well.
 */
static bool
append_left(LearnDisguise *disguise, LearnBuffer *buffer, const char *name,
			const LearnRedactText *text, size_t *count)
{
	if (!disguise->hosts)
		return learn_buffer_append(buffer, text->start, text->length);
	if (name != NULL && learn_disguise_names_host(name) &&
		learn_disguise_is_name(text->start, text->length))
	{
		char *host = strndup(text->start, text->length);
		bool done = host != NULL && learn_disguise_add_host(disguise, host);
		free(host);
		if (!done)
			return false;
	}
	return append_without_hosts(disguise, buffer, text, count);
}

bool
learn_disguise_append(LearnDisguise *disguise, LearnBuffer *buffer,
					  const char *name, const char *text, size_t length,
					  const LearnRedactRules *rules, size_t *count)
{
	const LearnRedactMarks marks = {write_mark, disguise};
	LearnRedactText whole = {text, length, 0};
	LearnBuffer renamed;
	LearnBuffer left;
	size_t replaced = 0;
	bool done;

	learn_buffer_init(&renamed, 0);
	learn_buffer_init(&left, 0);
	done = rename_marks(disguise, &renamed, &whole);
	if (renamed.length > 0)
		whole = (LearnRedactText){renamed.data, renamed.length, 0};
	done = done &&
		   learn_redact_append_marked(&left, name, whole.start, whole.length,
									  rules, &marks, &replaced);
	whole = (LearnRedactText){left.data, left.length, 0};
	done = done && append_left(disguise, buffer, name, &whole, &replaced);
	buffer->failed = buffer->failed || !done;
	learn_buffer_free(&renamed);
	learn_buffer_free(&left);
	if (count != NULL)
		*count += replaced;
	return !buffer->failed;
}
