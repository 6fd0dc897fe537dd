/*-------------------------------------------------------------------------
 *
 * latency.c
 *		How long a model takes to answer.
 *
 *-------------------------------------------------------------------------
 */
#include "latency.h"

#include <math.h>

#include "monotonic.h"

#define FASTEST 0.050 /* seconds; half of the answers */
#define SLOWEST 20.0  /* one in LATENCY_CARDS */

void
latency_set_fixed(Latency *latency, int64_t nanoseconds)
{
	latency->tail = false;
	latency->fixed = nanoseconds;
}

void
latency_set_tail(Latency *latency, uint64_t seed)
{
	/* Half at the fastest, one card at the slowest: both are on this curve. */
	double exponent = log(0.5 * LATENCY_CARDS) / log(SLOWEST / FASTEST);

	for (int i = 0; i < LATENCY_CARDS; i++)
	{
		double slower = 1 - (i + 0.5) / LATENCY_CARDS;
		double seconds = FASTEST;

		if (i == LATENCY_CARDS - 1)
			seconds = SLOWEST;
		else if (slower < 0.5)
			seconds = FASTEST * pow(0.5 / slower, 1 / exponent);
		latency->cards[i] = (int64_t) (seconds * NANOSECONDS_PER_SECOND);
	}
	latency->tail = true;
	latency->dealt = LATENCY_CARDS;
	latency->random = seed;
}

/* splitmix64 */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void
shuffle(Latency *latency)
{
	for (int i = LATENCY_CARDS - 1; i > 0; i--)
	{
		int other = (int) (next_random(&latency->random) % (uint64_t) (i + 1));
		int64_t card = latency->cards[i];

		latency->cards[i] = latency->cards[other];
		latency->cards[other] = card;
	}
	latency->dealt = 0;
}

int64_t
latency_next(Latency *latency)
{
	if (!latency->tail)
		return latency->fixed;
	if (latency->dealt == LATENCY_CARDS)
		shuffle(latency);
	return latency->cards[latency->dealt++];
}

int64_t
latency_mean(const Latency *latency)
{
	int64_t sum = 0;

	if (!latency->tail)
		return latency->fixed;
	for (int i = 0; i < LATENCY_CARDS; i++)
		sum += latency->cards[i];
	return sum / LATENCY_CARDS;
}
