/*-------------------------------------------------------------------------
 *
 * test_breaker.c
 *		The circuit breaker: its states one by one.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <limits.h>

#include "llm/breaker.h"

static const LearnBreakerPolicy policy = {
	.outages = 3,
	.base_delay_ms = 1000,
	.max_delay_ms = 60000,
};

/* Sends a request and reports its end at once. */
static void
request(LearnBreaker *breaker, int64_t now, double random,
		LearnBreakerVerdict verdict, int64_t retry_after_ms)
{
	uint64_t ticket = learn_breaker_sent(breaker);

	learn_breaker_report(breaker, &policy, ticket, now, random, verdict,
						 retry_after_ms);
}

/* A breaker that has just opened for the first time. */
static LearnBreaker
opened(int64_t now, double random)
{
	LearnBreaker breaker = {0};

	for (int i = 0; i < policy.outages; i++)
		request(&breaker, now, random, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, now), LEARN_BREAKER_OPEN);
	return breaker;
}

static void
test_names(void **state)
{
	(void) state;
	assert_string_equal(learn_breaker_state_name(LEARN_BREAKER_CLOSED),
						"closed");
	assert_string_equal(learn_breaker_state_name(LEARN_BREAKER_PAUSED),
						"paused");
	assert_string_equal(learn_breaker_state_name(LEARN_BREAKER_OPEN), "open");
	assert_string_equal(learn_breaker_state_name(LEARN_BREAKER_PROBING),
						"probing");
}

static void
test_zeroed_is_closed(void **state)
{
	LearnBreaker breaker = {0};

	(void) state;
	assert_int_equal(learn_breaker_state(&breaker, 5), LEARN_BREAKER_CLOSED);
	assert_int_equal(learn_breaker_allows(&breaker, 5, 0, 16), 16);
	assert_int_equal(learn_breaker_allows(&breaker, 5, 15, 16), 1);
	assert_int_equal(learn_breaker_allows(&breaker, 5, 16, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, 5, 40, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, 5, 0, 0), 0);
	assert_int_equal(learn_breaker_next(&breaker, 5), -1);
}

static void
test_opens_after_outages_in_a_row(void **state)
{
	LearnBreaker breaker = {0};

	(void) state;
	for (int i = 0; i < 10; i++)
	{
		request(&breaker, 7, 0.5, LEARN_BREAKER_OUTAGE, -1);
		request(&breaker, 7, 0.5, LEARN_BREAKER_OUTAGE, -1);
		request(&breaker, 7, 0.5, LEARN_BREAKER_SUCCESS, -1);
	}
	assert_int_equal(learn_breaker_state(&breaker, 7), LEARN_BREAKER_CLOSED);
	assert_int_equal(learn_breaker_allows(&breaker, 7, 0, 16), 16);

	request(&breaker, 7, 0.5, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 7, 0.5, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, 7), LEARN_BREAKER_CLOSED);
	request(&breaker, 7, 0.5, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, 7), LEARN_BREAKER_OPEN);
	assert_int_equal(learn_breaker_allows(&breaker, 7, 0, 16), 0);

	/* Three quarters of the delay: between half and the whole of it. */
	assert_int_equal(learn_breaker_next(&breaker, 7), 757);
	assert_int_equal(learn_breaker_allows(&breaker, 756, 0, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, 757, 0, 16), 1);
	assert_int_equal(learn_breaker_next(&breaker, 757), -1);
}

static void
test_one_probe(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);
	uint64_t probe;

	(void) state;
	assert_int_equal(learn_breaker_state(&breaker, 500), LEARN_BREAKER_OPEN);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 0, 0), 0);
	probe = learn_breaker_sent(&breaker);
	assert_int_equal(learn_breaker_state(&breaker, 500),
					 LEARN_BREAKER_PROBING);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 1, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, INT64_MAX, 1, 16), 0);
	assert_int_equal(learn_breaker_next(&breaker, 500), -1);

	learn_breaker_report(&breaker, &policy, probe, 600, 0.0,
						 LEARN_BREAKER_SUCCESS, -1);
	assert_int_equal(learn_breaker_state(&breaker, 600), LEARN_BREAKER_CLOSED);
	assert_int_equal(learn_breaker_allows(&breaker, 600, 0, 16), 1);
}

/*
 * Requests that were under way when the breaker opened may hang for minutes.
 */
static void
test_probe_does_not_wait_for_others(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);
	uint64_t probe;

	(void) state;
	assert_int_equal(learn_breaker_allows(&breaker, 500, 15, 16), 1);
	probe = learn_breaker_sent(&breaker);
	learn_breaker_report(&breaker, &policy, probe, 500, 0.0,
						 LEARN_BREAKER_SUCCESS, -1);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 15, 16), 1);
	(void) learn_breaker_sent(&breaker);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 16, 16), 0);
}

static void
test_delay_grows_to_its_maximum(void **state)
{
	static const int64_t delays[] = {1000,  2000,  4000,  8000, 16000,
									 32000, 60000, 60000, 60000};
	LearnBreaker breaker = opened(0, 0.9999999);
	int64_t now = 0;

	(void) state;
	for (size_t i = 0; i < sizeof(delays) / sizeof(*delays); i++)
	{
		assert_in_range(learn_breaker_next(&breaker, now) - now, delays[i] - 1,
						delays[i]);
		now = learn_breaker_next(&breaker, now);
		assert_int_equal(learn_breaker_allows(&breaker, now, 0, 16), 1);
		request(&breaker, now, 0.9999999, LEARN_BREAKER_OUTAGE, -1);
		assert_int_equal(learn_breaker_state(&breaker, now),
						 LEARN_BREAKER_OPEN);
	}
	for (int i = 0; i < 200; i++)
		request(&breaker, now, 0.0, LEARN_BREAKER_OUTAGE, -1);
	assert_in_range(learn_breaker_next(&breaker, now) - now, 30000, 60000);
}

static void
test_delay_is_never_zero(void **state)
{
	static const LearnBreakerPolicy policies[] = {
		{1, 0, 0},
		{1, 1, 1},
		{0, 1, 0},
		{1, -5, -5},
		{1, INT64_MAX, INT64_MAX},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++)
	{
		LearnBreaker breaker = {0};

		for (int j = 0; j < 100; j++)
		{
			uint64_t ticket = learn_breaker_sent(&breaker);

			learn_breaker_report(&breaker, &policies[i], ticket, 1000, 0.0,
								 LEARN_BREAKER_OUTAGE, -1);
		}
		assert_int_equal(breaker.state, LEARN_BREAKER_OPEN);
		assert_true(learn_breaker_next(&breaker, 1000) > 1000);
	}
}

static void
test_retry_after_keeps_it_open(void **state)
{
	LearnBreaker breaker = {0};

	(void) state;
	request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, 90000);
	assert_int_equal(learn_breaker_next(&breaker, 0), 90000);
	assert_int_equal(learn_breaker_allows(&breaker, 89999, 0, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, 90000, 0, 16), 1);

	/* A patience shorter than the delay does not shorten it. */
	request(&breaker, 90000, 0.0, LEARN_BREAKER_OUTAGE, 10);
	assert_int_equal(learn_breaker_next(&breaker, 90000), 91000);
	request(&breaker, 91000, 0.0, LEARN_BREAKER_OUTAGE, INT64_MAX);
	assert_int_equal(learn_breaker_next(&breaker, 91000), INT64_MAX);
}

/*
 * Sends and answers as many requests as are allowed; returns how many.
 */
static int
round_of_successes(LearnBreaker *breaker, int64_t now, int maximum)
{
	int count = learn_breaker_allows(breaker, now, 0, maximum);
	uint64_t ticket = 0;

	for (int i = 0; i < count; i++)
	{
		assert_int_equal(learn_breaker_allows(breaker, now, i, maximum),
						 count - i);
		ticket = learn_breaker_sent(breaker);
	}
	for (int i = 0; i < count; i++)
		learn_breaker_report(breaker, &policy, ticket, now, 0.0,
							 LEARN_BREAKER_SUCCESS, -1);
	return count;
}

static void
test_slow_start(void **state)
{
	static const int rounds[] = {1, 1, 2, 4, 8, 16, 20, 20};
	LearnBreaker breaker = opened(0, 0.0);

	(void) state;
	for (size_t i = 0; i < sizeof(rounds) / sizeof(*rounds); i++)
		assert_int_equal(round_of_successes(&breaker, 1000, 20), rounds[i]);

	/* It is over: a single outage changes nothing, a new opening is short. */
	request(&breaker, 1000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 0, 20), 20);
	request(&breaker, 1000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 1000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_next(&breaker, 1000), 1500);
}

/*
 * The window counts what was sent since; older requests count in the maximum.
 */
static void
test_window_and_older_requests(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);
	uint64_t ticket;

	(void) state;
	for (int i = 0; i < 3; i++)
		(void) round_of_successes(&breaker, 1000, 20);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 10, 20), 4);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 17, 20), 3);
	ticket = learn_breaker_sent(&breaker);
	for (int i = 0; i < 3; i++)
		(void) learn_breaker_sent(&breaker);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 14, 20), 0);
	learn_breaker_report(&breaker, &policy, ticket, 1000, 0.0,
						 LEARN_BREAKER_SUCCESS, -1);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 13, 20), 1);
}

static void
test_window_does_not_overflow(void **state)
{
	LearnBreaker breaker = {.window = INT_MAX, .successes = INT_MAX - 1};

	(void) state;
	request(&breaker, 0, 0.0, LEARN_BREAKER_SUCCESS, -1);
	assert_int_equal(breaker.window, INT_MAX);
	assert_int_equal(breaker.successes, 0);
}

static void
test_outage_in_slow_start(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);

	(void) state;
	for (int i = 0; i < 4; i++)
		(void) round_of_successes(&breaker, 1000, 20);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 0, 20), 8);
	request(&breaker, 1000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_allows(&breaker, 1000, 0, 20), 1);

	/* Not long back and away again: twice the first delay. */
	request(&breaker, 1000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 1000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_next(&breaker, 1000), 2000);
}

static void
test_maximum_of_one(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);

	(void) state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(round_of_successes(&breaker, 1000, 1), 1);
	assert_int_equal(breaker.window, 0);
	assert_int_equal(breaker.stops, 0);
}

static void
test_pause(void **state)
{
	LearnBreaker breaker = {0};

	(void) state;
	request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 0, 0.0, LEARN_BREAKER_PAUSE, 30000);
	assert_int_equal(learn_breaker_state(&breaker, 0), LEARN_BREAKER_PAUSED);
	assert_int_equal(learn_breaker_next(&breaker, 0), 30000);
	assert_int_equal(learn_breaker_allows(&breaker, 29999, 0, 16), 0);
	assert_int_equal(learn_breaker_state(&breaker, 30000),
					 LEARN_BREAKER_CLOSED);
	assert_int_equal(learn_breaker_allows(&breaker, 30000, 0, 16), 1);
	assert_int_equal(round_of_successes(&breaker, 30000, 16), 1);
	assert_int_equal(round_of_successes(&breaker, 30000, 16), 2);

	/* Neither it nor what came before it counts as an outage. */
	request(&breaker, 30000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 30000, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 30000, 0.0, LEARN_BREAKER_PAUSE, 1);
	request(&breaker, 30001, 0.0, LEARN_BREAKER_OUTAGE, -1);
	request(&breaker, 30001, 0.0, LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, 30001),
					 LEARN_BREAKER_CLOSED);

	/* An answer that has come needs no patience. */
	request(&breaker, 30001, 0.0, LEARN_BREAKER_SUCCESS, 5000);
	assert_int_equal(learn_breaker_next(&breaker, 30001), -1);
}

/*
 * An endpoint that does not say how long: longer each time.
 */
static void
test_pause_without_end(void **state)
{
	LearnBreaker breaker = {0};
	int64_t now = 0;

	(void) state;
	for (int64_t expected = 500; expected <= 8000; expected *= 2)
	{
		assert_int_equal(learn_breaker_allows(&breaker, now, 0, 1), 1);
		request(&breaker, now, 0.0, LEARN_BREAKER_PAUSE, -1);
		assert_int_equal(learn_breaker_next(&breaker, now), now + expected);
		now += expected;
		assert_int_equal(learn_breaker_state(&breaker, now),
						 LEARN_BREAKER_CLOSED);
	}
}

/*
 * All that were under way are told to wait: one pause, as long as the longest.
 */
static void
test_many_are_told_to_wait(void **state)
{
	LearnBreaker breaker = {0};
	uint64_t ticket = 0;

	(void) state;
	for (int i = 0; i < 50; i++)
		ticket = learn_breaker_sent(&breaker);
	for (int i = 0; i < 50; i++)
		learn_breaker_report(&breaker, &policy, ticket, i, 0.0,
							 LEARN_BREAKER_PAUSE, i == 20 ? 9000 : 1000);
	assert_int_equal(breaker.stops, 1);
	assert_int_equal(learn_breaker_next(&breaker, 49), 9020);
	assert_int_equal(learn_breaker_state(&breaker, 49), LEARN_BREAKER_PAUSED);
}

static void
test_probe_is_told_to_wait(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);

	(void) state;
	request(&breaker, 500, 0.0, LEARN_BREAKER_PAUSE, 2000);
	assert_int_equal(learn_breaker_state(&breaker, 500), LEARN_BREAKER_PAUSED);
	assert_int_equal(learn_breaker_next(&breaker, 500), 2500);
	assert_int_equal(learn_breaker_allows(&breaker, 2500, 0, 16), 1);
}

/*
 * What was sent before the breaker opened changes nothing when it ends.
 */
static void
test_old_reports(void **state)
{
	static const LearnBreakerVerdict verdicts[] = {LEARN_BREAKER_SUCCESS,
												   LEARN_BREAKER_OUTAGE,
												   LEARN_BREAKER_PAUSE};

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		LearnBreaker breaker = {0};
		uint64_t old = learn_breaker_sent(&breaker);
		LearnBreaker before;
		uint64_t probe;

		for (int j = 0; j < policy.outages; j++)
			request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);

		before = breaker;
		learn_breaker_report(&breaker, &policy, old, 100, 0.0, verdicts[i],
							 -1);
		assert_memory_equal(&before, &breaker, sizeof(breaker)); /* open */

		probe = learn_breaker_sent(&breaker);
		before = breaker;
		learn_breaker_report(&breaker, &policy, old, 600, 0.0, verdicts[i],
							 -1);
		assert_memory_equal(&before, &breaker, sizeof(breaker)); /* probing */

		learn_breaker_report(&breaker, &policy, probe, 700, 0.0,
							 LEARN_BREAKER_SUCCESS, -1);
		before = breaker;
		learn_breaker_report(&breaker, &policy, old, 800, 0.0, verdicts[i],
							 -1);
		assert_memory_equal(&before, &breaker, sizeof(breaker)); /* closed */
	}
}

static void
test_old_patience_counts(void **state)
{
	LearnBreaker breaker = {0};
	uint64_t old = learn_breaker_sent(&breaker);

	(void) state;
	for (int j = 0; j < policy.outages; j++)
		request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);
	learn_breaker_report(&breaker, &policy, old, 100, 0.0, LEARN_BREAKER_PAUSE,
						 7000);
	assert_int_equal(learn_breaker_state(&breaker, 100), LEARN_BREAKER_OPEN);
	assert_int_equal(learn_breaker_next(&breaker, 100), 7100);
}

static void
test_reset(void **state)
{
	LearnBreaker breaker = {0};
	uint64_t old = learn_breaker_sent(&breaker);

	(void) state;
	for (int i = 0; i < policy.outages; i++)
		request(&breaker, 0, 0.0, LEARN_BREAKER_OUTAGE, -1);
	learn_breaker_reset(&breaker);
	assert_int_equal(learn_breaker_state(&breaker, 0), LEARN_BREAKER_CLOSED);
	assert_int_equal(learn_breaker_allows(&breaker, 0, 1, 16), 15);
	assert_int_equal(learn_breaker_next(&breaker, 0), -1);
	for (int i = 0; i < policy.outages; i++)
		learn_breaker_report(&breaker, &policy, old, 0, 0.0,
							 LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, 0), LEARN_BREAKER_CLOSED);

	/* Also when it is reset before anything else happens to it. */
	learn_breaker_reset(&breaker);
	old = learn_breaker_sent(&breaker);
	learn_breaker_reset(&breaker);
	for (int i = 0; i < policy.outages; i++)
		learn_breaker_report(&breaker, &policy, old, 0, 0.0,
							 LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, 0), LEARN_BREAKER_CLOSED);
}

/*
 * A probe that nobody will report, because its job vanished.
 */
static void
test_lost_probe(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);
	uint64_t lost = learn_breaker_sent(&breaker);
	uint64_t probe;

	(void) state;
	assert_int_equal(learn_breaker_allows(&breaker, 500, 1, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 0, 16), 1);
	probe = learn_breaker_sent(&breaker);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 1, 16), 0);

	/* Should it turn up after all, it is not the probe. */
	learn_breaker_report(&breaker, &policy, lost, 600, 0.0,
						 LEARN_BREAKER_OUTAGE, -1);
	assert_int_equal(learn_breaker_state(&breaker, 600),
					 LEARN_BREAKER_PROBING);
	learn_breaker_report(&breaker, &policy, probe, 600, 0.0,
						 LEARN_BREAKER_SUCCESS, -1);
	assert_int_equal(learn_breaker_state(&breaker, 600), LEARN_BREAKER_CLOSED);
}

static void
test_lost_in_slow_start(void **state)
{
	LearnBreaker breaker = opened(0, 0.0);

	(void) state;
	assert_int_equal(round_of_successes(&breaker, 500, 16), 1);
	(void) learn_breaker_sent(&breaker);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 1, 16), 0);
	assert_int_equal(learn_breaker_allows(&breaker, 500, 0, 16), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_zeroed_is_closed),
		cmocka_unit_test(test_opens_after_outages_in_a_row),
		cmocka_unit_test(test_one_probe),
		cmocka_unit_test(test_probe_does_not_wait_for_others),
		cmocka_unit_test(test_delay_grows_to_its_maximum),
		cmocka_unit_test(test_delay_is_never_zero),
		cmocka_unit_test(test_retry_after_keeps_it_open),
		cmocka_unit_test(test_slow_start),
		cmocka_unit_test(test_window_and_older_requests),
		cmocka_unit_test(test_window_does_not_overflow),
		cmocka_unit_test(test_outage_in_slow_start),
		cmocka_unit_test(test_maximum_of_one),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_pause_without_end),
		cmocka_unit_test(test_many_are_told_to_wait),
		cmocka_unit_test(test_probe_is_told_to_wait),
		cmocka_unit_test(test_old_reports),
		cmocka_unit_test(test_old_patience_counts),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_lost_probe),
		cmocka_unit_test(test_lost_in_slow_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
