/*-------------------------------------------------------------------------
 *
 * redact_known.h
 *		Takes texts that are known to be secret out of text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_KNOWN_H
#define LEARN_CORE_REDACT_KNOWN_H

#include "core/redact_marks.h"

/*
 * Appends text without the known texts (ended by NULL; NULL: none), or nothing
 * when there are none of them in it; *count is increased by how many there
 * were.  Where two of them overlap, both are replaced as one.  Marks are left
 * alone.  False when out of memory, or the buffer fails.
 */
extern bool learn_redact_known(LearnBuffer *buffer, const char *text,
							   size_t length, const char *const *known,
							   const LearnRedactMarks *marks, size_t *count);

#endif /* LEARN_CORE_REDACT_KNOWN_H */
