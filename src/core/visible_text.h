/*-------------------------------------------------------------------------
 *
 * visible_text.h
 *		Text from elsewhere in which nothing hides.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_VISIBLE_TEXT_H
#define LEARN_CORE_VISIBLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/*
 * Appends text, which is valid UTF-8, so that what is read is what is there:
 * characters that cannot be seen (character.h), tabs and line ends among them,
 * and blanks that are no spaces become escapes, \u202e or, beyond four digits,
 * \u{e0041}.  A backslash that would be read as the beginning of one becomes
 * \u005c; all others stay as they are, so that commands stay readable.  No two
 * texts look the same.
 */
extern bool learn_visible_append(LearnBuffer *buffer, const char *text,
								 size_t length);

/* Appends one character as an escape. */
extern bool learn_visible_append_escape(LearnBuffer *buffer,
										unsigned int character);

#endif /* LEARN_CORE_VISIBLE_TEXT_H */
