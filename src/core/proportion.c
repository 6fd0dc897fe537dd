/*-------------------------------------------------------------------------
 *
 * proportion.c
 *		What a number of successes says about how often something succeeds.
 *
 * The interval is the score interval of E. B. Wilson, "Probable inference, the
 * law of succession, and statistical inference", Journal of the American
 * Statistical Association 22 (1927).  Unlike the textbook's normal interval it
 * stays within 0 and 1 and does not shrink to a point when all trials, or
 * none, were successes.
 *
 * Two proportions are compared by what is known of them after the trials when
 * nothing was known before: Beta(1 + successes, 1 + failures) each.  No
 * integral is needed, since with whole numbers such a variable is one of the
 * order statistics of uniform variables: the a-th smallest of a + b - 1 is
 * Beta(a, b).  Take one such sample for each proportion and sort both
 * together.  Of the first a1 + a2 - 1 values, K are of the second sample, and
 * these two either hold its a2-th smallest (K >= a2) or the a1-th of the
 * first, but not both; so the first proportion is the greater one exactly
 * when K >= a2.  All orders being equally likely, K has the hypergeometric
 * distribution, whose weights follow from each other by one multiplication.
 *
 *-------------------------------------------------------------------------
 */
#include "core/proportion.h"

#include <math.h>

/* 97.5 % of the standard normal distribution lie below. */
#define Z 1.959963984540054

/* Weights of less than this part of the largest do not show in a sum. */
#define NEGLIGIBLE 1e-20

/*
 * Where the standard deviation of K is larger, which takes some thousand
 * million trials, the normal distribution takes its place.  What is wrong then
 * is the next term of its expansion (by Edgeworth), 0.4 / 6 of the skewness of
 * K at most; and that is less than 1 / deviation: 0.000004.  A sum would have
 * hundreds of thousands of terms.
 */
#define DEVIATION_MAX 20000.0

bool
learn_proportion_is_possible(LearnProportion seen)
{
	return seen.successes >= 0 && seen.successes <= seen.trials &&
		   seen.trials <= LEARN_PROPORTION_TRIALS_MAX;
}

void
learn_proportion_interval(LearnProportion seen, double *low, double *high)
{
	double trials = (double) seen.trials;
	double rate;
	double center;
	double half;

	*low = 0;
	*high = 1;
	if (seen.trials == 0)
		return;
	rate = (double) seen.successes / trials;
	center = (rate + Z * Z / (2 * trials)) / (1 + Z * Z / trials);
	half = Z *
		   sqrt(rate * (1 - rate) / trials + Z * Z / (4 * trials * trials)) /
		   (1 + Z * Z / trials);

	/* At the ends the two are equal, but for rounding. */
	if (seen.successes > 0)
		*low = fmax(center - half, 0);
	if (seen.successes < seen.trials)
		*high = fmin(center + half, 1);
}

/*
 * Of so many values some are of the second sample, and some are drawn: whole
 * numbers.
 */
typedef struct Draw
{
	double values;
	double second;
	double drawn;
} Draw;

/*
 * The weight of k + 1 among those drawn, as a multiple of that of k.
 */
static double
weight_ratio(const Draw *draw, double k)
{
	return (draw->second - k) / (k + 1) * (draw->drawn - k) /
		   (draw->values - draw->second - draw->drawn + k + 1);
}

/*
 * The share of the weights that belongs to at least this number: from the most
 * likely number, whose weight is 1, down and up until nothing is to be added.
 */
static double
share_from(const Draw *draw, double least)
{
	double lowest = fmax(0, draw->drawn - (draw->values - draw->second));
	double highest = fmin(draw->drawn, draw->second);
	double mode =
		fmax(lowest,
			 fmin(highest, floor((draw->drawn + 1) *
								 ((draw->second + 1) / (draw->values + 2)))));
	double weight = 1;
	double from_least = mode >= least ? 1 : 0;
	double below = mode >= least ? 0 : 1;

	for (double k = mode; k < highest && weight > NEGLIGIBLE; k++)
	{
		weight *= weight_ratio(draw, k);
		if (k + 1 >= least)
			from_least += weight;
		else
			below += weight;
	}
	weight = 1;
	for (double k = mode - 1; k >= lowest && weight > NEGLIGIBLE; k--)
	{
		weight /= weight_ratio(draw, k);
		if (k >= least)
			from_least += weight;
		else
			below += weight;
	}
	return from_least / (from_least + below);
}

double
learn_proportion_greater(LearnProportion one, LearnProportion other)
{
	/* a1 + b1 - 1 values are of the first sample, and so on. */
	double first = (double) one.trials + 1;
	double second = (double) other.trials + 1;
	Draw draw = {first + second, second,
				 (double) one.successes + (double) other.successes + 1};
	double least = (double) other.successes + 1;
	double mean = draw.drawn * (second / draw.values);
	double deviation = sqrt(mean * (first / draw.values) *
							((draw.values - draw.drawn) / (draw.values - 1)));

	if (deviation > DEVIATION_MAX)
		return 0.5 * erfc((least - 0.5 - mean) / deviation / sqrt(2));
	return share_from(&draw, least);
}
