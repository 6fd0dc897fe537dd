/*-------------------------------------------------------------------------
 *
 * disguise_memory.c
 *		A disguise that knows again what it has seen lately.
 *
 * Each text has one place, by its hash; a later one of the same place takes
 * it over.
 *
 *-------------------------------------------------------------------------
 */
#include "core/disguise_memory.h"

#include <stdint.h>
#include <string.h>

/* What became of a text. */
typedef struct LearnDisguisedText
{
	const char *name; /* "" where there was none */
	const char *text;
	size_t length;
	const char *result;
	size_t result_length;
	size_t count; /* of what was replaced */
} LearnDisguisedText;

void
learn_disguise_memory_init(LearnDisguiseMemory *memory,
						   LearnDisguise *disguise)
{
	memset(memory, 0, sizeof(*memory));
	memory->disguise = disguise;
	learn_arena_init(&memory->arena);
}

void
learn_disguise_memory_free(LearnDisguiseMemory *memory)
{
	learn_arena_free(&memory->arena);
	memset(memory->texts, 0, sizeof(memory->texts));
}

/*
 * FNV-1a, continued; somebody who makes texts of one place only makes us slow.
 */
static uint64_t
hash_of(uint64_t hash, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char) text[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/*
 * The place of a text.
 */
static const LearnDisguisedText **
find_place(LearnDisguiseMemory *memory, const char *name, const char *text,
		   size_t length)
{
	uint64_t hash =
		hash_of(UINT64_C(0xCBF29CE484222325), name, strlen(name) + 1);

	hash = hash_of(hash, text, length);
	return &memory->texts[(hash ^ hash >> 32) % LEARN_DISGUISE_MEMORY];
}

/*
 * Remembers what became of a text, if there is memory for it.
 */
static void
remember(LearnDisguiseMemory *memory, const LearnDisguisedText **place,
		 const LearnDisguisedText *seen)
{
	LearnDisguisedText *kept =
		learn_arena_allocate(&memory->arena, sizeof(*kept));

	if (kept == NULL)
		return;
	*kept = *seen;
	kept->name =
		learn_arena_copy(&memory->arena, seen->name, strlen(seen->name));
	kept->text = learn_arena_copy(&memory->arena, seen->text, seen->length);
	kept->result =
		learn_arena_copy(&memory->arena, seen->result, seen->result_length);
	if (kept->name != NULL && kept->text != NULL && kept->result != NULL)
		*place = kept;
}

bool
learn_disguise_memory_append(void *context, LearnBuffer *buffer,
							 const char *name, const char *text, size_t length,
							 const LearnRedactRules *rules, size_t *count)
{
	LearnDisguiseMemory *memory = context;
	LearnDisguisedText seen = {.name = name != NULL ? name : "",
							   .text = text,
							   .length = length};
	const LearnDisguisedText **place =
		find_place(memory, seen.name, text, length);
	const LearnDisguisedText *known = *place;
	size_t start = buffer->length;

	if (known != NULL && known->length == length &&
		memcmp(known->text, text, length) == 0 &&
		strcmp(known->name, seen.name) == 0)
	{
		if (count != NULL)
			*count += known->count;
		return learn_buffer_append(buffer, known->result,
								   known->result_length);
	}
	if (!learn_disguise_append(memory->disguise, buffer, name, text, length,
							   rules, &seen.count))
		return false;
	if (count != NULL)
		*count += seen.count;
	seen.result_length = buffer->length - start;
	seen.result = seen.result_length > 0 ? buffer->data + start : "";
	remember(memory, place, &seen);
	return true;
}
