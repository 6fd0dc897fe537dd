/*-------------------------------------------------------------------------
 *
 * redacted.h
 *		Redacts texts for the unit tests.
 *
 * Included after cmocka.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_REDACTED_H
#define LEARN_TEST_REDACTED_H

#include <stdlib.h>
#include <string.h>

#include "core/redact.h"

/*
 * Redacts text of length bytes, from a copy of its exact size, so that a read
 * beyond its end is caught.  The result is the caller's to free.
 */
static inline char *
redacted_by(const char *text, size_t length, const LearnRedactRules *rules,
			size_t *count)
{
	LearnBuffer buffer;
	char *copy = malloc(length + (length == 0));

	assert_non_null(copy);
	memcpy(copy, text, length);
	learn_buffer_init(&buffer, 0);
	*count = 0;
	assert_true(learn_redact_append(&buffer, copy, length, rules, count));
	free(copy);
	return learn_buffer_detach(&buffer, NULL);
}

/*
 * The same, with personal data; known is ended by NULL, or NULL.
 */
static inline char *
redacted(const char *text, size_t length, const char *const *known,
		 size_t *count)
{
	LearnRedactRules rules = {.known = known, .personal = true};

	return redacted_by(text, length, &rules, count);
}

#endif /* LEARN_TEST_REDACTED_H */
