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
#include "core/redact_marks.h"
#include "core/redact_names.h"
#include "core/redact_pairs.h"
#include "core/redact_personal.h"
#include "core/redact_shapes.h"

/*
 * More readings than this are not needed unless somebody wrote a text to need
 * them: in each, the end of what is no secret as a whole would have to be one.
 * Such a text goes as a whole.
 */
#define READINGS_MAX 8

/* What is asked for. */
typedef struct Manner
{
	const LearnRedactMarks *marks;
	bool personal; /* is personal data looked for, too? */
} Manner;

/* One reading of a text. */
typedef struct Pass
{
	LearnRedactText text;
	LearnRedactShapes shapes;
	LearnRedactCommand command;
	size_t name; /* where the latest name starts */
	size_t done; /* what is before is in the buffer */
	LearnBuffer *buffer;
	const Manner *manner;
	size_t count; /* of what was found */
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
find_secret(Pass *pass, size_t at, LearnRedactFound *found)
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
			learn_redact_pass_block(&pass->shapes, text, at);
			return learn_redact_find_block(text, at, found) ||
				   learn_redact_find_option(text, at, &pass->command, found) ||
				   learn_redact_find_glued(text, at, found);
		case '_':
		case '.':
			return learn_redact_find_glued(text, at, found);
		case '<':
			return learn_redact_find_here_string(text, at, found);
		case '/':
			return learn_redact_find_option(text, at, &pass->command, found) ||
				   learn_redact_find_glued(text, at, found);
		default:
			return false;
	}
}

/*
 * The same for personal data.
 */
static bool
find_personal(Pass *pass, size_t at, LearnRedactFound *found)
{
	const LearnRedactText *text = &pass->text;
	char character = text->start[at];

	if (character == '@' || character == '%')
		return learn_redact_find_email(text, at, found);
	if (!learn_redact_in(character, LEARN_SET_NAME) &&
		learn_redact_in(learn_redact_before(text, at), LEARN_SET_NAME) &&
		learn_redact_find_told(text, pass->name, at, found))
		return true;
	return learn_redact_find_number(text, at, found);
}

/*
 * Is what stands at a place within a word, where nothing begins or ends?
 * Before it are no letters that could be an escape's, as in \\n and %20.
 */
static bool
is_inner(const LearnRedactText *text, size_t at)
{
	return at > text->floor + 2 &&
		   learn_redact_in(text->start[at], LEARN_SET_ALNUM) &&
		   learn_redact_in(text->start[at - 1], LEARN_SET_ALNUM) &&
		   text->start[at - 2] != '\\' && text->start[at - 3] != '%';
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
		learn_redact_mark_write(pass->manner->marks, pass->buffer, found->kind,
								text->start + found->start,
								found->end - found->start);
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
read_once(LearnBuffer *buffer, const char *start, size_t length,
		  const Manner *manner)
{
	Pass pass = {.text = {start, length, 0},
				 .buffer = buffer,
				 .manner = manner};
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
		else if (!is_inner(&pass.text, at) &&
				 (find_secret(&pass, at, &found) ||
				  (manner->personal && find_personal(&pass, at, &found))))
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
 * Makes of a text one without what looks like a secret.  False when there is
 * none, and nothing is written.
 */
static bool
write_without_secrets(LearnBuffer *left, const char *text, size_t length,
					  const Manner *manner, size_t *count)
{
	size_t found = read_once(left, text, length, manner);
	size_t readings = 1;

	if (found == 0)
		return false;
	while (found > 0 && !left->failed)
	{
		LearnBuffer next;

		*count += found;
		learn_buffer_init(&next, 0);
		if (readings++ < READINGS_MAX)
			found = read_once(&next, left->data, left->length, manner);
		else
		{
			learn_redact_mark_write(manner->marks, &next, LEARN_REDACT_TEXT,
									left->data, left->length);
			found = 0;
			*count += 1;
		}
		if (next.length > 0 || next.failed)
		{
			learn_buffer_free(left);
			*left = next;
		}
	}
	return true;
}

/*
 * Is what a member of this name holds a secret as a whole?  There, a token
 * need not look like one: nobody writes messages into such a member.
 */
static bool
is_whole(const char *name, const char *text, size_t length,
		 const Manner *manner, LearnRedactKind *kind)
{
	LearnRedactText value = {text, length, 0};
	LearnRedactName tells;

	if (name != NULL && manner->personal &&
		learn_redact_is_told(name, &value, kind))
		return true;
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

/*
 * Appends a text in which nothing is known to be secret.
 */
static void
append_unknown(LearnBuffer *buffer, const char *name, const char *text,
			   size_t length, const Manner *manner, size_t *count)
{
	LearnBuffer left;
	LearnRedactKind kind;

	if (is_whole(name, text, length, manner, &kind))
	{
		(*count)++;
		learn_redact_mark_write(manner->marks, buffer, kind, text, length);
		return;
	}
	learn_buffer_init(&left, 0);
	if (write_without_secrets(&left, text, length, manner, count))
	{
		text = left.data;
		length = left.length;
		buffer->failed = buffer->failed || left.failed;
	}

	/* What is left may be one where the text was, say, a URL. */
	if (is_whole(name, text, length, manner, &kind))
		learn_redact_mark_write(manner->marks, buffer, kind, text, length);
	else
		learn_buffer_append(buffer, text, length);
	learn_buffer_free(&left);
}

bool
learn_redact_append_marked(LearnBuffer *buffer, const char *name,
						   const char *text, size_t length,
						   const LearnRedactRules *rules,
						   const LearnRedactMarks *marks, size_t *count)
{
	LearnBuffer unknown;
	Manner manner = {marks, rules != NULL && rules->personal};
	size_t replaced = 0;

	learn_buffer_init(&unknown, 0);
	if (!learn_redact_known(&unknown, text, length,
							rules != NULL ? rules->known : NULL, marks,
							&replaced))
		buffer->failed = true;
	else if (replaced > 0)
		append_unknown(buffer, name, unknown.data, unknown.length, &manner,
					   &replaced);
	else
		append_unknown(buffer, name, text, length, &manner, &replaced);
	learn_buffer_free(&unknown);
	if (count != NULL)
		*count += replaced;
	return !buffer->failed;
}

bool
learn_redact_append_named(LearnBuffer *buffer, const char *name,
						  const char *text, size_t length,
						  const LearnRedactRules *rules, size_t *count)
{
	static const LearnRedactMarks plain = {NULL, NULL};

	return learn_redact_append_marked(buffer, name, text, length, rules,
									  &plain, count);
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

	return learn_redact_name_is_telling(name, &tells) &&
		   tells.strength > LEARN_STRENGTH_LONG;
}

bool
learn_redact_has_mark(const char *text, size_t length)
{
	LearnRedactText whole = {text, length, 0};

	for (size_t at = 0; at < length; at++)
	{
		if (learn_redact_mark(&whole, at, NULL) > 0)
			return true;
	}
	return false;
}
