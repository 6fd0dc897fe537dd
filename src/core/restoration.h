/*-------------------------------------------------------------------------
 *
 * restoration.h
 *		Puts back into an answer what its question was without.
 *
 * Names of hosts and addresses are put back wherever they stand (disguise.h).
 * What is secret or personal is put back only where a runbook gets back what
 * it had: a secret that somebody's telemetry held must not get into a runbook
 * that runs everywhere, nor into a sentence that everybody reads.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RESTORATION_H
#define LEARN_CORE_RESTORATION_H

#include "core/arena.h"
#include "core/buffer.h"
#include "core/disguise.h"
#include "core/json_value.h"

/* How many documents an answer may come from: a runbook, and a draft of it. */
#define LEARN_ORIGINALS 2

/* All is borrowed. */
typedef struct LearnRestoration
{
	const LearnDisguise *disguise; /* NULL: nothing was taken out */

	/* What these hold is put back; any may be NULL. */
	const LearnValue *originals[LEARN_ORIGINALS];
} LearnRestoration;

/* Appends a text with what may be put back; false when the buffer fails. */
extern bool learn_restore_text(const LearnRestoration *restoration,
							   LearnBuffer *buffer, const char *text,
							   size_t length);

/*
 * Puts back into all strings of a value, which lives in the arena and is
 * changed.  Where a number of one of the originals was taken out, it becomes a
 * number again.  Names of members stay.  False: no memory.
 */
extern bool learn_restore_value(const LearnRestoration *restoration,
								LearnArena *arena, LearnValue *value);

#endif /* LEARN_CORE_RESTORATION_H */
