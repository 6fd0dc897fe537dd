/*-------------------------------------------------------------------------
 *
 * fingerprint_clean.h
 *		Text made plain: one case, one kind of space, quote and dash.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_CLEAN_H
#define LEARN_CORE_FINGERPRINT_CLEAN_H

#include "core/buffer.h"

/*
 * Appends text in lower case (ASCII, Latin, Greek and Cyrillic letters), with
 * white space, control characters, pictures and bytes that are no UTF-8 as one
 * space, typographic quotes, dashes and punctuation as their ASCII forms, and
 * without the escape sequences of terminals.  Words and numbers of ASCII get
 * spaces around them in scripts that use none.  What is appended is valid
 * UTF-8, at most twice as long as text, and holds no NUL.  Returns false when the buffer
 * fails.
 */
extern bool learn_fingerprint_clean(LearnBuffer *buffer, const char *text,
									size_t length);

#endif /* LEARN_CORE_FINGERPRINT_CLEAN_H */
