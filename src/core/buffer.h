/*-------------------------------------------------------------------------
 *
 * buffer.h
 *		A string that grows, on malloc.
 *
 * A failed allocation or an exceeded limit is remembered: later appends do
 * nothing, and the writer asks once, at the end.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_BUFFER_H
#define LEARN_CORE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct LearnBuffer
{
	char *data;    /* NULL at first, then NUL-terminated */
	size_t length; /* bytes, without the terminator */
	size_t capacity;
	size_t limit; /* longest length allowed; 0: none */
	bool failed;  /* out of memory, or over the limit */
} LearnBuffer;

/* Starts an empty buffer; limit 0 means unlimited. */
extern void learn_buffer_init(LearnBuffer *buffer, size_t limit);

/*
 * Makes room for so many more bytes at once, for who knows how many will come.
 * Returns false, and fails the buffer, when they cannot be had.
 */
extern bool learn_buffer_reserve(LearnBuffer *buffer, size_t more);

/* Appends length bytes; returns false, and changes nothing, on failure. */
extern bool learn_buffer_append(LearnBuffer *buffer, const char *data,
								size_t length);

/* Appends a NUL-terminated string. */
extern bool learn_buffer_append_string(LearnBuffer *buffer,
									   const char *string);

/* Appends formatted text. */
extern bool learn_buffer_append_format(LearnBuffer *buffer, const char *format,
									   ...)
	__attribute__((format(printf, 2, 3)));

/* Shortens to length bytes (no effect when already shorter). */
extern void learn_buffer_truncate(LearnBuffer *buffer, size_t length);

/*
 * Hands the text over to the caller, who frees it with free(), and resets the
 * buffer.  Returns NULL when the buffer has failed; an empty buffer gives "".
 */
extern char *learn_buffer_detach(LearnBuffer *buffer, size_t *length);

/* Frees the text; safe on a buffer that was only zeroed, and twice. */
extern void learn_buffer_free(LearnBuffer *buffer);

#endif /* LEARN_CORE_BUFFER_H */
