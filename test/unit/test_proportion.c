/*-------------------------------------------------------------------------
 *
 * test_proportion.c
 *		Unit tests of what successes say about proportions.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <math.h>

#include "core/proportion.h"

/* 97.5 % of the standard normal distribution lie below. */
#define Z 1.959963984540054

static double
greater(int64_t successes, int64_t trials, int64_t other_successes,
		int64_t other_trials)
{
	return learn_proportion_greater((LearnProportion){successes, trials},
									(LearnProportion){other_successes,
													  other_trials});
}

static void
assert_near(double value, double expected, double error)
{
	if (!(fabs(value - expected) <= error))
		fail_msg("%.15g is not %.15g", value, expected);
}

/*
 * The logarithm of a density that is 1 at its maximum.
 */
static double
log_density(LearnProportion seen, double x)
{
	double successes = (double) seen.successes;
	double failures = (double) (seen.trials - seen.successes);
	double mode = successes / (successes + failures);
	double result = 0;

	if (successes > 0)
		result += successes * log1p((x - mode) / mode);
	if (failures > 0)
		result += failures * log1p((mode - x) / (1 - mode));
	return result;
}

/*
 * The same probability by integrating the two densities over what matters of
 * them, in steps that are small for both.
 */
static double
integrate(LearnProportion one, LearnProportion other, int steps)
{
	double from = 1;
	double to = 0;
	const LearnProportion both[] = {one, other};
	double mass[2] = {0, 0};
	double result = 0;

	for (int i = 0; i < 2; i++)
	{
		double trials = (double) both[i].trials;
		double mean = ((double) both[i].successes + 1) / (trials + 2);
		double deviation = sqrt(mean * (1 - mean) / (trials + 3));

		from = fmax(0, fmin(from, mean - 12 * deviation));
		to = fmin(1, fmax(to, mean + 12 * deviation));
	}
	for (int i = 0; i < steps; i++)
	{
		double x = from + (to - from) * (i + 0.5) / steps;
		double weight = exp(log_density(one, x));
		double other_weight = exp(log_density(other, x));

		result += weight * (mass[1] + other_weight / 2);
		mass[0] += weight;
		mass[1] += other_weight;
	}
	return result / mass[0] / mass[1];
}

/*
 * The ends of the interval are where the trials would just be too far off: the
 * two solutions p of (rate - p)^2 = Z^2 p (1 - p) / trials.
 */
static void
test_interval(void **state)
{
	static const LearnProportion seen[] = {
		{0, 1},
		{1, 1},
		{1, 2},
		{0, 20},
		{20, 20},
		{10, 20},
		{81, 263},
		{999999999, 1000000000},
		{3, 1000},
		{500000, 1000000},
		{0, 1000000000},
		{LEARN_PROPORTION_TRIALS_MAX / 3, LEARN_PROPORTION_TRIALS_MAX},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
	{
		double trials = (double) seen[i].trials;
		double rate = (double) seen[i].successes / trials;
		double ends[2];

		learn_proportion_interval(seen[i], &ends[0], &ends[1]);
		assert_true(ends[0] >= 0 && ends[0] <= rate);
		assert_true(ends[1] <= 1 && ends[1] >= rate);
		for (int end = 0; end < 2; end++)
		{
			double expected = Z * Z * ends[end] * (1 - ends[end]);

			assert_near((rate - ends[end]) * (rate - ends[end]) * trials,
						expected, 1e-7 * expected + 1e-14);
		}
		if (seen[i].successes > 0)
			assert_true(ends[0] > 0);
		if (seen[i].successes < seen[i].trials)
			assert_true(ends[1] < 1);
	}
}

static void
test_interval_at_the_ends(void **state)
{
	double low;
	double high;

	(void) state;
	learn_proportion_interval((LearnProportion){0, 0}, &low, &high);
	assert_true(low == 0 && high == 1);
	learn_proportion_interval((LearnProportion){0, 7}, &low, &high);
	assert_true(low == 0);
	assert_near(high, Z * Z / (7 + Z * Z), 1e-15);
	learn_proportion_interval((LearnProportion){7, 7}, &low, &high);
	assert_true(high == 1);
	assert_near(low, 7 / (7 + Z * Z), 1e-15);
}

/*
 * Where the integral has a closed form.
 */
static void
test_greater_in_closed_form(void **state)
{
	static const int64_t counts[] = {0, 1, 2, 5, 17, 1000, 1000000000};

	(void) state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
	{
		for (size_t j = 0; j < sizeof(counts) / sizeof(*counts); j++)
		{
			int64_t a = counts[i];
			int64_t b = counts[j];
			double x = (double) a;
			double y = (double) b;

			/* No trials: the mean of the other decides. */
			assert_near(greater(0, 0, a, a + b), (y + 1) / (x + y + 2), 1e-12);
			assert_near(greater(a, a + b, 0, 0), (x + 1) / (x + y + 2), 1e-12);

			/* The greatest of a + 1 against that of b + 1 uniform ones. */
			assert_near(greater(a, a, b, b), (x + 1) / (x + y + 2), 1e-12);
			assert_near(greater(0, a, 0, b), (y + 1) / (x + y + 2), 1e-12);
		}
	}
}

static void
test_greater_against_integral(void **state)
{
	static const LearnProportion pairs[][2] = {
		{{1, 2}, {1, 3}},
		{{0, 1}, {19, 20}},
		{{5, 5}, {12, 20}},
		{{90, 100}, {80, 100}},
		{{81, 263}, {10, 11}},
		{{4, 4000}, {1, 5000}},
		{{999, 1000}, {9990, 9999}},
		{{123456, 234567}, {5, 10}},
		{{500300, 1000000}, {500000, 1000000}},
		{{500010000, 1000000000}, {500000000, 1000000000}},
		{{12, 1000000000}, {20, 1000000000}},
		{{500000000, 1000000000}, {7, 7}},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
	{
		LearnProportion one = pairs[i][0];
		LearnProportion other = pairs[i][1];

		/* One is a peak beside the other where they differ much in size. */
		int steps = one.trials > 1000 * other.trials ||
							other.trials > 1000 * one.trials
						? 2000000
						: 200000;

		assert_near(learn_proportion_greater(one, other),
					integrate(one, other, steps), 2e-6);
	}
}

/*
 * One that has seen more successes is greater with a higher probability, and
 * the opposite is the complement; 1 and 0 are never exceeded.
 */
static void
test_greater_is_consistent(void **state)
{
	static const int64_t trials[] = {1, 9, 100, 12345, 1000000000};

	(void) state;
	for (size_t i = 0; i < sizeof(trials) / sizeof(*trials); i++)
	{
		for (size_t j = 0; j < sizeof(trials) / sizeof(*trials); j++)
		{
			double before = -1;

			for (int64_t part = 0; part <= 8; part++)
			{
				double probability = greater(trials[i] / 8 * part, trials[i],
											 trials[j] / 2, trials[j]);

				assert_true(probability >= 0 && probability <= 1);
				assert_true(probability >= before);
				assert_near(greater(trials[j] / 2, trials[j],
									trials[i] / 8 * part, trials[i]),
							1 - probability, 1e-12);
				before = probability;
			}
		}
		assert_near(greater(trials[i] / 3, trials[i], trials[i] / 3,
							trials[i]),
					0.5, 1e-12);
	}
}

/*
 * Of very many trials the two are normal, with the known means and variances.
 */
static void
test_greater_for_very_many(void **state)
{
	static const int64_t sizes[] = {2000000000, 3000000000, 4000000000,
									INT64_C(100000000000),
									LEARN_PROPORTION_TRIALS_MAX};

	(void) state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		int64_t trials = sizes[i];
		double deviation = 0.5 / sqrt((double) trials);

		for (int step = -4; step <= 4; step++)
		{
			int64_t shift = (int64_t) (step * deviation * (double) trials);
			double expected =
				0.5 * erfc(-(double) shift / (double) trials / 2 / deviation);

			assert_near(greater(trials / 2 + shift, trials, trials / 2,
								trials),
						expected, 5e-6);
		}
	}

	/* Far from even, where the approximation is at its worst. */
	assert_near(greater(INT64_C(100001000), INT64_C(100000000000), 100000000,
						INT64_C(100000000000)),
				integrate((LearnProportion){100001000, 100000000000},
						  (LearnProportion){100000000, 100000000000}, 200000),
				5e-6);
	assert_true(greater(0, LEARN_PROPORTION_TRIALS_MAX,
						LEARN_PROPORTION_TRIALS_MAX,
						LEARN_PROPORTION_TRIALS_MAX) == 0);
	assert_true(greater(LEARN_PROPORTION_TRIALS_MAX,
						LEARN_PROPORTION_TRIALS_MAX, 0,
						LEARN_PROPORTION_TRIALS_MAX) == 1);
}

static void
test_is_possible(void **state)
{
	static const LearnProportion impossible[] = {
		{-1, 5},        {6, 5},         {0, -1},
		{-1, -1},       {INT64_MIN, 0}, {0, LEARN_PROPORTION_TRIALS_MAX + 1},
		{0, INT64_MAX},
	};
	static const LearnProportion possible[] = {
		{0, 0}, {0, 5}, {5, 5}, {0, LEARN_PROPORTION_TRIALS_MAX}};

	(void) state;
	for (size_t i = 0; i < sizeof(impossible) / sizeof(*impossible); i++)
		assert_false(learn_proportion_is_possible(impossible[i]));
	for (size_t i = 0; i < sizeof(possible) / sizeof(*possible); i++)
		assert_true(learn_proportion_is_possible(possible[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_interval_at_the_ends),
		cmocka_unit_test(test_greater_in_closed_form),
		cmocka_unit_test(test_greater_against_integral),
		cmocka_unit_test(test_greater_is_consistent),
		cmocka_unit_test(test_greater_for_very_many),
		cmocka_unit_test(test_is_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
