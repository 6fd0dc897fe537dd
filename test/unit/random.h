/*-------------------------------------------------------------------------
 *
 * random.h
 *		Random numbers for the unit tests: the same in every run, so that a
 *		failure can be repeated.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_RANDOM_H
#define LEARN_TEST_RANDOM_H

#include <stdint.h>

/* A number from 0 to limit - 1; *random is anything but 0 at first. */
static inline int
random_below(uint64_t *random, int limit)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return (int) (*random % (uint64_t) limit);
}

#endif /* LEARN_TEST_RANDOM_H */
