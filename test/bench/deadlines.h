/*-------------------------------------------------------------------------
 *
 * deadlines.h
 *		Who is due next: a binary heap.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_DEADLINES_H
#define BENCH_DEADLINES_H

#include <stddef.h>
#include <stdint.h>

/* Part of whatever is to be due; in one heap at most. */
typedef struct Deadline
{
	int64_t due;  /* nanoseconds, CLOCK_MONOTONIC */
	size_t place; /* where it stands in the heap, from 1 on; 0: nowhere */
} Deadline;

typedef struct Deadlines
{
	Deadline **heap; /* the first element is not used */
	size_t count;
	size_t capacity;
} Deadlines;

/* Ends the program when memory runs out. */
extern void deadlines_add(Deadlines *deadlines, Deadline *deadline);
extern void deadlines_remove(Deadlines *deadlines, Deadline *deadline);

/* The earliest; NULL: there is none. */
extern Deadline *deadlines_first(const Deadlines *deadlines);

#endif /* BENCH_DEADLINES_H */
