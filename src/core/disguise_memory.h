/*-------------------------------------------------------------------------
 *
 * disguise_memory.h
 *		A disguise that knows again what it has seen lately.
 *
 * To look for secrets takes far longer than to copy a text, telemetry says the
 * same again and again, and what is to be shortened is tried out several
 * times.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DISGUISE_MEMORY_H
#define LEARN_CORE_DISGUISE_MEMORY_H

#include "core/arena.h"
#include "core/disguise.h"

/* How many texts are known again, at most. */
#define LEARN_DISGUISE_MEMORY 1024

typedef struct LearnDisguiseMemory
{
	LearnDisguise *disguise; /* borrowed */
	LearnArena arena;        /* owned; the texts live in it */
	const struct LearnDisguisedText *texts[LEARN_DISGUISE_MEMORY];
} LearnDisguiseMemory;

/* Starts a memory of nothing. */
extern void learn_disguise_memory_init(LearnDisguiseMemory *memory,
									   LearnDisguise *disguise);

/*
 * learn_disguise_append() with a memory for its context, as redact_document.h
 * wants it; the rules must be the same for all texts.  Where memory is short,
 * less is known again.
 */
extern bool learn_disguise_memory_append(void *context, LearnBuffer *buffer,
										 const char *name, const char *text,
										 size_t length,
										 const LearnRedactRules *rules,
										 size_t *count);

/* Frees what is remembered, and not the disguise. */
extern void learn_disguise_memory_free(LearnDisguiseMemory *memory);

#endif /* LEARN_CORE_DISGUISE_MEMORY_H */
