/*-------------------------------------------------------------------------
 *
 * deadlines.c
 *		Who is due next: a binary heap.
 *
 *-------------------------------------------------------------------------
 */
#include "deadlines.h"

#include <err.h>
#include <stdlib.h>

static void
put(Deadlines *deadlines, size_t place, Deadline *deadline)
{
	deadlines->heap[place] = deadline;
	deadline->place = place;
}

/*
 * Puts a deadline where it belongs, given that the place is free.
 */
static void
settle(Deadlines *deadlines, size_t place, Deadline *deadline)
{
	Deadline **heap = deadlines->heap;

	while (place > 1 && heap[place / 2]->due > deadline->due)
	{
		put(deadlines, place, heap[place / 2]);
		place /= 2;
	}
	for (;;)
	{
		size_t child = 2 * place;

		if (child < deadlines->count &&
			heap[child + 1]->due < heap[child]->due)
			child++;
		if (child > deadlines->count || heap[child]->due >= deadline->due)
			break;
		put(deadlines, place, heap[child]);
		place = child;
	}
	put(deadlines, place, deadline);
}

void
deadlines_add(Deadlines *deadlines, Deadline *deadline)
{
	if (deadlines->count + 1 >= deadlines->capacity)
	{
		size_t capacity =
			deadlines->capacity == 0 ? 1024 : 2 * deadlines->capacity;
		Deadline **heap =
			realloc(deadlines->heap, capacity * sizeof(Deadline *));

		if (heap == NULL)
			err(1, "deadlines");
		deadlines->heap = heap;
		deadlines->capacity = capacity;
	}
	deadlines->count++;
	settle(deadlines, deadlines->count, deadline);
}

void
deadlines_remove(Deadlines *deadlines, Deadline *deadline)
{
	size_t place = deadline->place;
	Deadline *last;

	if (place == 0)
		return;
	deadline->place = 0;
	last = deadlines->heap[deadlines->count--];
	if (last != deadline)
		settle(deadlines, place, last);
}

Deadline *
deadlines_first(const Deadlines *deadlines)
{
	return deadlines->count > 0 ? deadlines->heap[1] : NULL;
}
