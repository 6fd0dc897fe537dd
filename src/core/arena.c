/*-------------------------------------------------------------------------
 *
 * arena.c
 *		Memory for many small things that are freed together.
 *
 *-------------------------------------------------------------------------
 */
#include "core/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What pointers, 64-bit integers and doubles need. */
#define ALIGNMENT 8

/* The smallest block, in bytes. */
#define BLOCK_MIN 4096

typedef struct LearnArenaBlock
{
	struct LearnArenaBlock *next;
	size_t size; /* of the memory behind this header */
} LearnArenaBlock;

void
learn_arena_init(LearnArena *arena)
{
	memset(arena, 0, sizeof(*arena));
}

/*
 * Adds a block of at least size bytes.  Blocks double, so that their number
 * stays small whatever is read.
 */
static bool
add_block(LearnArena *arena, size_t size)
{
	size_t wanted = arena->blocks != NULL ? arena->blocks->size : 0;
	LearnArenaBlock *block;

	if (wanted > SIZE_MAX / 4 || size > SIZE_MAX / 4)
		return false;
	wanted *= 2;
	if (wanted < BLOCK_MIN)
		wanted = BLOCK_MIN;
	if (wanted < size)
		wanted = size;
	block = malloc(sizeof(*block) + wanted);
	if (block == NULL)
		return false;
	block->next = arena->blocks;
	block->size = wanted;
	arena->blocks = block;
	arena->free = (char *) (block + 1);
	arena->left = wanted;
	return true;
}

bool
learn_arena_reserve(LearnArena *arena, size_t size)
{
	return size <= arena->left || add_block(arena, size);
}

void *
learn_arena_allocate(LearnArena *arena, size_t size)
{
	size_t rounded = (size + ALIGNMENT - 1) & ~(size_t) (ALIGNMENT - 1);
	void *memory;

	if (rounded < size)
		return NULL;
	if (rounded > arena->left && !add_block(arena, rounded))
		return NULL;
	memory = arena->free;
	arena->free += rounded;
	arena->left -= rounded;
	return memory;
}

char *
learn_arena_copy(LearnArena *arena, const char *text, size_t length)
{
	char *copy = learn_arena_allocate(arena, length + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void
learn_arena_free(LearnArena *arena)
{
	while (arena->blocks != NULL)
	{
		LearnArenaBlock *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	learn_arena_init(arena);
}
