/*-------------------------------------------------------------------------
 *
 * monotonic.h
 *		The clock that all programs of the benchmark share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_MONOTONIC_H
#define BENCH_MONOTONIC_H

#include <stdint.h>
#include <time.h>

#define NANOSECONDS_PER_SECOND INT64_C(1000000000)
#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)

/* Nanoseconds; the same for all processes of a machine. */
static inline int64_t
monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NANOSECONDS_PER_SECOND + now.tv_nsec;
}

#endif /* BENCH_MONOTONIC_H */
