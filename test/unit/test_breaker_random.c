/*-------------------------------------------------------------------------
 *
 * test_breaker_random.c
 *		The circuit breaker under whatever may happen: its promises hold.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "llm/breaker.h"

/* A small generator, so that a failure can be repeated. */
static uint64_t seed;

static uint64_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static int
random_below(int limit)
{
	return (int) (next_random() % (uint64_t) limit);
}

/* What may happen to a breaker, and what is known of it from outside. */
typedef struct World
{
	LearnBreaker breaker;
	LearnBreakerPolicy policy;
	int64_t now;
	int maximum;
	uint64_t tickets[64]; /* of the requests in flight */
	int in_flight;
	int64_t closed_until; /* nothing may be sent before */
	int answered;         /* successes since traffic was last stopped */
} World;

static void
check_world(World *world)
{
	LearnBreaker *breaker = &world->breaker;
	int allowed = learn_breaker_allows(breaker, world->now, world->in_flight,
									   world->maximum);
	int64_t next = learn_breaker_next(breaker, world->now);

	assert_true(allowed >= 0);
	assert_true(next == -1 || next > world->now);
	assert_true(breaker->in_flight <= world->in_flight);
	if (world->now < world->closed_until)
		assert_int_equal(allowed, 0);
	if (next != -1)
		assert_int_equal(allowed, 0);
	if (breaker->state != LEARN_BREAKER_CLOSED)
		assert_true(allowed + breaker->in_flight <= 1);
	else
		assert_true(allowed == 0 ||
					allowed + world->in_flight <= world->maximum);

	/* No herd: one more at once than have succeeded so far. */
	if (breaker->window > 0)
		assert_true(breaker->in_flight + allowed <= world->answered + 1);
}

/*
 * Whatever state it is in: when all is quiet and time passes, requests may be
 * sent, and when they succeed traffic is back at its full.
 */
static void
check_recovery(World world)
{
	LearnBreaker *breaker = &world.breaker;
	int64_t next = learn_breaker_next(breaker, world.now);

	if (next != -1)
		world.now = next;
	for (int i = 0; i < 100; i++)
	{
		uint64_t ticket;

		assert_true(
			learn_breaker_allows(breaker, world.now, 0, world.maximum) > 0);
		ticket = learn_breaker_sent(breaker);
		learn_breaker_report(breaker, &world.policy, ticket, world.now, 0.0,
							 LEARN_BREAKER_SUCCESS, -1);
	}
	assert_int_equal(learn_breaker_allows(breaker, world.now, 0,
										  world.maximum),
					 world.maximum);
	assert_int_equal(learn_breaker_state(breaker, world.now),
					 LEARN_BREAKER_CLOSED);
}

static void
end_request(World *world, LearnBreakerVerdict verdict, int64_t retry_after)
{
	int which = random_below(world->in_flight);
	uint64_t ticket = world->tickets[which];
	LearnBreaker before = world->breaker;
	double random = (double) (next_random() >> 11) / 9007199254740992.0;

	world->tickets[which] = world->tickets[--world->in_flight];
	learn_breaker_report(&world->breaker, &world->policy, ticket, world->now,
						 random, verdict, retry_after);

	if (verdict != LEARN_BREAKER_SUCCESS && retry_after > 0 &&
		world->closed_until < world->now + retry_after)
		world->closed_until = world->now + retry_after;
	if (verdict == LEARN_BREAKER_SUCCESS && ticket == before.epoch)
		world->answered++;
	if (world->breaker.epoch == before.epoch)
		return;
	if (world->breaker.state == LEARN_BREAKER_OPEN)
		assert_true(learn_breaker_next(&world->breaker, world->now) >=
					world->now + world->policy.base_delay_ms / 2);
	if (verdict != LEARN_BREAKER_SUCCESS)
		world->answered = 0;
}

static void
take_step(World *world)
{
	static const int64_t retry_after[] = {-1, -1, 0, 1, 500, 20000};
	int allowed = learn_breaker_allows(&world->breaker, world->now,
									   world->in_flight, world->maximum);
	int choice = random_below(100);

	if (choice < 40 && allowed > 0 && world->in_flight < 64)
		world->tickets[world->in_flight++] =
			learn_breaker_sent(&world->breaker);
	else if (choice < 85 && world->in_flight > 0)
		end_request(world,
					(LearnBreakerVerdict) (random_below(4) < 2
											   ? LEARN_BREAKER_SUCCESS
											   : random_below(3)),
					retry_after[random_below(6)]);
	else if (choice < 88 && world->in_flight > 0)
		world->in_flight--; /* lost */
	else if (choice < 90)
		world->maximum = 1 + random_below(32);
	else
		world->now += random_below(3000);
}

static void
test_whatever_happens(void **state)
{
	(void) state;
	for (int run = 1; run <= 300; run++)
	{
		World world = {.maximum = 1 + run % 32};

		seed = (uint64_t) run * 0x9E3779B97F4A7C15u;
		world.policy.outages = 1 + run % 7;
		world.policy.base_delay_ms = 2 + run % 1000;
		world.policy.max_delay_ms = 4000 + run;
		for (int step = 0; step < 2000; step++)
		{
			take_step(&world);
			check_world(&world);
			if (step % 10 == 0)
				check_recovery(world);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whatever_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
