/*-------------------------------------------------------------------------
 *
 * proportion.h
 *		What a number of successes says about how often something succeeds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROPORTION_H
#define LEARN_CORE_PROPORTION_H

#include <stdbool.h>
#include <stdint.h>

/* More trials are refused; so are sums of such counts exact as double. */
#define LEARN_PROPORTION_TRIALS_MAX INT64_C(1000000000000000)

/* What was seen: so many successes among so many trials. */
typedef struct LearnProportion
{
	int64_t successes;
	int64_t trials;
} LearnProportion;

/*
 * Can that have been seen: no more successes than trials, none less than 0?
 * What follows is for such only.
 */
extern bool learn_proportion_is_possible(LearnProportion seen);

/*
 * The 95 % Wilson score interval of the true proportion; 0 and 1 when there
 * was no trial.
 */
extern void learn_proportion_interval(LearnProportion seen, double *low,
									  double *high);

/*
 * How probable it is that one true proportion is greater than another, when
 * any was as likely as any other before the trials.  0.5 when both have seen
 * the same; the probability of the opposite is the complement.  Takes time
 * that grows with the square root of the trials: a microsecond for hundreds,
 * a millisecond for a thousand million, and no more than some of these.
 */
extern double learn_proportion_greater(LearnProportion one,
									   LearnProportion other);

#endif /* LEARN_CORE_PROPORTION_H */
