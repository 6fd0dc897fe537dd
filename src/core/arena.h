/*-------------------------------------------------------------------------
 *
 * arena.h
 *		Memory for many small things that are freed together.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_ARENA_H
#define LEARN_CORE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct LearnArena
{
	struct LearnArenaBlock *blocks; /* owned; the newest first */
	char *free;                     /* what is left of the newest block */
	size_t left;
} LearnArena;

/* Starts an empty arena, which owns nothing. */
extern void learn_arena_init(LearnArena *arena);

/*
 * Sees to it that size bytes are taken from one block, so that a caller who
 * knows how much it will need pays for one allocation.  False: no memory.
 */
extern bool learn_arena_reserve(LearnArena *arena, size_t size);

/*
 * Memory for anything made of pointers, numbers and characters; its content
 * is undefined.  It lives as long as the arena.  NULL: no memory.
 */
extern void *learn_arena_allocate(LearnArena *arena, size_t size);

/* A copy of length bytes with a terminator; NULL: no memory. */
extern char *learn_arena_copy(LearnArena *arena, const char *text,
							  size_t length);

/* Frees everything and resets the arena; safe when only zeroed. */
extern void learn_arena_free(LearnArena *arena);

#endif /* LEARN_CORE_ARENA_H */
