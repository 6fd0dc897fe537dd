/*-------------------------------------------------------------------------
 *
 * redact.c
 *		Takes secrets out of text.
 *
 * Texts that are known to be secret go first, wherever they stand; then the
 * text is read for what looks like a secret, or stands where one would, until
 * a reading finds nothing.  See redact_text.h for why a reading is linear, and
 * why the second one is nearly always the last.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact.h"

#include <string.h>

#include "core/redact_commands.h"
#include "core/redact_known.h"
#include "core/redact_names.h"
#include "core/redact_pairs.h"
#include "core/redact_shapes.h"

/*
 * More readings than this are not needed unless somebody wrote a text to need
 * them: in each, the end of what is no secret as a whole would have to be one.
 */
#define READINGS_MAX 8

/* One reading of a text. */
typedef struct Pass
{
	LearnRedactText text;
	LearnRedactShapes shapes;
	LearnRedactCommand command;
	size_t name; /* where the latest name starts */
	size_t done; /* what is before is in the buffer */
	LearnBuffer *buffer;
	size_t count; /* of the secrets found */
} Pass;

/*
 * Is there a secret behind the name that ends at a place?
 */
static bool
find_named(Pass *pass, size_t at, LearnRedactFound *found)
{
	learn_redact_follow_word(&pass->command, &pass->text, pass->name, at);
	return learn_redact_find_pair(&pass->text, pass->name, at, found) ||
		   learn_redact_find_bare(&pass->text, pass->name, at, found) ||
		   learn_redact_find_piped(&pass->text, pass->name, at, found);
}

/*
 * Is there a secret at a place, or does one follow what ends there?
 */
static bool
find_at(Pass *pass, size_t at, LearnRedactFound *found)
{
	const LearnRedactText *text = &pass->text;
	char character = text->start[at];
	char before = learn_redact_before(text, at);
	bool named = learn_redact_in(before, LEARN_SET_NAME);

	if (learn_redact_in(character, LEARN_SET_NAME))
	{
		if (!named)
			pass->name = at;
	}
	else if (named && find_named(pass, at, found))
		return true;
	if (learn_redact_starts_line(text, at) &&
		learn_redact_find_pgpass(text, at, found))
		return true;
	if (learn_redact_is_edge(text, at) &&
		learn_redact_find_shape(&pass->shapes, text, at, found))
		return true;
	switch (character)
	{
		case ':':
			return learn_redact_find_url(text, at, found);
		case '-':
			return learn_redact_find_block(text, at, found) ||
				   learn_redact_find_option(text, at, &pass->command, found);
		case '<':
			return learn_redact_find_here_string(text, at, found);
		case '/':
			return learn_redact_find_option(text, at, &pass->command, found);
		default:
			return false;
	}
}

/*
 * Replaces what was found, unless it is a mark already; returns where to read
 * on, which is not before "at".
 */
static size_t
replace(Pass *pass, size_t at, const LearnRedactFound *found)
{
	LearnRedactText *text = &pass->text;
	size_t mark = learn_redact_mark(text, found->start, NULL);

	learn_redact_follow(&pass->command, text, at, found->start);
	if (mark == 0 || mark != found->end - found->start)
	{
		learn_buffer_append(pass->buffer, text->start + pass->done,
							found->start - pass->done);
		learn_buffer_append_string(pass->buffer,
								   learn_redact_mark_of(found->kind));
		pass->done = found->end;
		pass->count++;
	}
	text->floor = found->end;
	return found->end > at ? found->end : at;
}

/*
 * Reads text once, and appends it without what looks like a secret; or
 * nothing, when there is none.  Returns how many there were.
 */
static size_t
read_once(LearnBuffer *buffer, const char *start, size_t length)
{
	Pass pass = {.text = {start, length, 0}, .buffer = buffer};
	size_t at = 0;

	learn_redact_index_shapes(&pass.shapes);
	while (at < length)
	{
		size_t mark = learn_redact_mark(&pass.text, at, NULL);
		LearnRedactFound found;

		if (mark > 0)
		{
			at += mark;
			pass.text.floor = at;
		}
		else if (find_at(&pass, at, &found))
			at = replace(&pass, at, &found);
		else
		{
			learn_redact_follow(&pass.command, &pass.text, at, at + 1);
			at++;
		}
	}
	if (pass.count > 0)
		learn_buffer_append(buffer, start + pass.done, length - pass.done);
	return pass.count;
}

/*
 * Appends text without what looks like a secret.
 */
static bool
append_without_secrets(LearnBuffer *buffer, const char *text, size_t length,
					   size_t *count)
{
	LearnBuffer latest;
	bool failed = false;
	size_t found = 1;

	learn_buffer_init(&latest, 0);
	for (int reading = 0; reading < READINGS_MAX && found > 0 && !failed;
		 reading++)
	{
		LearnBuffer next;

		learn_buffer_init(&next, 0);
		found = read_once(&next, text, length);
		failed = next.failed;
		if (found == 0 || failed)
		{
			learn_buffer_free(&next);
			continue;
		}
		*count += found;
		learn_buffer_free(&latest);
		latest = next;
		text = latest.data;
		length = latest.length;
	}
	buffer->failed = buffer->failed || failed;
	learn_buffer_append(buffer, text, length);
	learn_buffer_free(&latest);
	return !buffer->failed;
}

/*
 * Is what a member of this name holds a secret as a whole?  There, a token
 * need not look like one: nobody writes messages into such a member.
 */
static bool
is_whole(const char *name, const char *text, size_t length,
		 LearnRedactKind *kind)
{
	LearnRedactText value = {text, length, 0};
	LearnRedactName tells;

	if (name == NULL || !learn_redact_name_is_telling(name, &tells) ||
		learn_redact_mark(&value, 0, NULL) == length)
		return false;
	*kind = tells.kind;
	if (tells.strength >= LEARN_STRENGTH_RANDOM)
		tells.strength = tells.strength == LEARN_STRENGTH_ANY
							 ? LEARN_STRENGTH_ANY
							 : LEARN_STRENGTH_LETTERS;
	return learn_redact_is_secret(text, length, false, tells.strength);
}

bool
learn_redact_append_named(LearnBuffer *buffer, const char *name,
						  const char *text, size_t length,
						  const LearnRedactRules *rules, size_t *count)
{
	LearnBuffer unknown;
	LearnRedactKind kind;
	size_t replaced = 0;
	bool done;

	learn_buffer_init(&unknown, 0);
	done = learn_redact_known(&unknown, text, length,
							  rules != NULL ? rules->known : NULL, &replaced);
	if (replaced > 0)
	{
		text = unknown.data;
		length = unknown.length;
	}
	if (done && is_whole(name, text, length, &kind))
	{
		done = learn_buffer_append_string(buffer, learn_redact_mark_of(kind));
		replaced++;
	}
	else if (done)
		done = append_without_secrets(buffer, text, length, &replaced);
	else
		buffer->failed = true;
	learn_buffer_free(&unknown);
	if (count != NULL)
		*count += replaced;
	return done;
}

bool
learn_redact_append(LearnBuffer *buffer, const char *text, size_t length,
					const LearnRedactRules *rules, size_t *count)
{
	return learn_redact_append_named(buffer, NULL, text, length, rules, count);
}

bool
learn_redact_is_telling(const char *name)
{
	LearnRedactName tells;

	return learn_redact_name_is_telling(name, &tells);
}
