/*-------------------------------------------------------------------------
 *
 * latency.h
 *		How long a model takes to answer.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include <stdbool.h>
#include <stdint.h>

#define LATENCY_CARDS 100

/*
 * Either the same for each answer, or heavy-tailed.  The latter deals from a
 * deck of 100 cards that is shuffled whenever it is used up, so that any 100
 * answers in a row from the start of a deck have exactly the distribution,
 * and the same seed gives the same sequence: half the cards are 50 ms, one is
 * 20 s, and the 49 in between follow the power law that joins the two,
 *
 *		share of answers slower than t = 0.5 * (50 ms / t) ^ 0.653
 *
 * The mean of a deck is 0.54 s, of which 0.20 s are the one card of 20 s.
 */
typedef struct Latency
{
	int64_t fixed; /* nanoseconds; when not heavy-tailed */
	bool tail;
	int64_t cards[LATENCY_CARDS];
	int dealt;
	uint64_t random;
} Latency;

extern void latency_set_fixed(Latency *latency, int64_t nanoseconds);
extern void latency_set_tail(Latency *latency, uint64_t seed);

/* The latency of the next answer, in nanoseconds. */
extern int64_t latency_next(Latency *latency);

/* The mean over a deck, in nanoseconds. */
extern int64_t latency_mean(const Latency *latency);

#endif /* BENCH_LATENCY_H */
