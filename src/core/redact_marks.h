/*-------------------------------------------------------------------------
 *
 * redact_marks.h
 *		Redaction by somebody else's marks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_MARKS_H
#define LEARN_CORE_REDACT_MARKS_H

#include "core/redact.h"
#include "core/redact_text.h"

/*
 * Writes what stands in the place of a text, which must be a mark of the kind
 * (learn_redact_mark_append).  The text may hold marks that were written
 * before.  A false return fails the buffer.
 */
typedef bool (*LearnRedactMarkWriter)(void *context, LearnBuffer *buffer,
									  LearnRedactKind kind, const char *text,
									  size_t length);

/* Who writes the marks; without a writer they have no numbers. */
typedef struct LearnRedactMarks
{
	LearnRedactMarkWriter write;
	void *context; /* borrowed */
} LearnRedactMarks;

/* Has a mark written in the place of a text. */
static inline bool
learn_redact_mark_write(const LearnRedactMarks *marks, LearnBuffer *buffer,
						LearnRedactKind kind, const char *text, size_t length)
{
	if (marks->write == NULL)
		return learn_redact_mark_append(buffer, kind, 0);
	if (!marks->write(marks->context, buffer, kind, text, length))
		buffer->failed = true;
	return !buffer->failed;
}

/* As learn_redact_append_named(), with marks that somebody else writes. */
extern bool learn_redact_append_marked(LearnBuffer *buffer, const char *name,
									   const char *text, size_t length,
									   const LearnRedactRules *rules,
									   const LearnRedactMarks *marks,
									   size_t *count);

#endif /* LEARN_CORE_REDACT_MARKS_H */
