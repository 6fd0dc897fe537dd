/*-------------------------------------------------------------------------
 *
 * breaker.c
 *		How many requests an endpoint is spared, and until when.
 *
 * Each change of state begins an epoch.  A request's ticket is the epoch in
 * which it was sent, and its end counts in that epoch only; so a hundred
 * requests that fail together open the breaker once, and an answer that was
 * long under way neither closes nor opens it.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/breaker.h"

#include <limits.h>
#include <stdbool.h>

/* Doublings of a delay beyond which it is the longest anyway. */
#define DOUBLINGS_MAX 40

const char *
learn_breaker_state_name(LearnBreakerState state)
{
	switch (state)
	{
		case LEARN_BREAKER_CLOSED:
			return "closed";
		case LEARN_BREAKER_PAUSED:
			return "paused";
		case LEARN_BREAKER_OPEN:
			return "open";
		case LEARN_BREAKER_PROBING:
			return "probing";
	}
	return "closed";
}

void
learn_breaker_reset(LearnBreaker *breaker)
{
	const LearnBreaker fresh = {.epoch = breaker->epoch + 1};

	*breaker = fresh;
}

LearnBreakerState
learn_breaker_state(const LearnBreaker *breaker, int64_t now)
{
	if (breaker->state == LEARN_BREAKER_CLOSED && now < breaker->not_before)
		return LEARN_BREAKER_PAUSED;
	return breaker->state;
}

static int
at_least_zero(int number)
{
	return number > 0 ? number : 0;
}

int
learn_breaker_allows(LearnBreaker *breaker, int64_t now, int in_flight,
					 int maximum)
{
	int room = maximum - in_flight;

	if (breaker->in_flight > in_flight)
		breaker->in_flight = at_least_zero(in_flight);
	if (now < breaker->not_before || maximum <= 0)
		return 0;

	/*
	 * Requests that were sent to an endpoint that has gone may hang for long;
	 * the probe does not wait for them.
	 */
	if (breaker->state != LEARN_BREAKER_CLOSED)
		return breaker->in_flight == 0 ? 1 : 0;

	/* As many as the caller would have succeeded: the start is over. */
	if (breaker->window > maximum)
	{
		breaker->window = 0;
		breaker->stops = 0;
	}
	if (breaker->window > 0 && room > breaker->window - breaker->in_flight)
		room = breaker->window - breaker->in_flight;
	return at_least_zero(room);
}

/*
 * What was sent so far matters no more.
 */
static void
begin_epoch(LearnBreaker *breaker, LearnBreakerState state)
{
	breaker->state = state;
	breaker->epoch++;
	breaker->in_flight = 0;
	breaker->outages = 0;
}

uint64_t
learn_breaker_sent(LearnBreaker *breaker)
{
	if (breaker->state != LEARN_BREAKER_CLOSED)
		begin_epoch(breaker, LEARN_BREAKER_PROBING);
	breaker->in_flight++;
	return breaker->epoch;
}

static void
wait_at_least(LearnBreaker *breaker, int64_t now, int64_t delay)
{
	int64_t until;

	if (__builtin_add_overflow(now, delay, &until))
		until = INT64_MAX;
	if (until > breaker->not_before)
		breaker->not_before = until;
}

/*
 * Longer each time, between half and the whole of it: workers that were
 * stopped together shall not come back together.
 */
static int64_t
delay_after(const LearnBreakerPolicy *policy, int stops, double random)
{
	int64_t delay = policy->base_delay_ms;
	int64_t half;

	for (int i = 1; i < stops && i < DOUBLINGS_MAX; i++)
	{
		if (delay > policy->max_delay_ms / 2)
			delay = policy->max_delay_ms;
		else
			delay *= 2;
	}
	if (delay > policy->max_delay_ms)
		delay = policy->max_delay_ms;
	half = delay / 2;
	delay = half + (int64_t) ((double) (delay - half) * random);
	return delay > 0 ? delay : 1;
}

static void
start_slowly(LearnBreaker *breaker)
{
	breaker->window = 1;
	breaker->successes = 0;
}

/*
 * Stops all traffic: until the endpoint wants it again, if it said when.
 */
static void
stop(LearnBreaker *breaker, const LearnBreakerPolicy *policy,
	 LearnBreakerState state, int64_t now, double random,
	 int64_t retry_after_ms)
{
	begin_epoch(breaker, state);
	start_slowly(breaker);
	if (breaker->stops < INT_MAX)
		breaker->stops++;
	if (state == LEARN_BREAKER_OPEN || retry_after_ms <= 0)
		wait_at_least(breaker, now,
					  delay_after(policy, breaker->stops, random));
}

static void
succeed(LearnBreaker *breaker)
{
	breaker->outages = 0;
	if (breaker->state == LEARN_BREAKER_PROBING)
	{
		begin_epoch(breaker, LEARN_BREAKER_CLOSED);
		start_slowly(breaker);
	}
	else if (breaker->window > 0 && ++breaker->successes >= breaker->window)
	{
		breaker->successes = 0;
		if (breaker->window <= INT_MAX / 2)
			breaker->window *= 2;
	}
}

void
learn_breaker_report(LearnBreaker *breaker, const LearnBreakerPolicy *policy,
					 uint64_t ticket, int64_t now, double random,
					 LearnBreakerVerdict verdict, int64_t retry_after_ms)
{
	if (verdict != LEARN_BREAKER_SUCCESS && retry_after_ms > 0)
		wait_at_least(breaker, now, retry_after_ms);
	if (ticket != breaker->epoch)
		return;
	if (breaker->in_flight > 0)
		breaker->in_flight--;

	switch (verdict)
	{
		case LEARN_BREAKER_SUCCESS:
			succeed(breaker);
			break;
		case LEARN_BREAKER_PAUSE:
			stop(breaker, policy, LEARN_BREAKER_CLOSED, now, random,
				 retry_after_ms);
			break;
		case LEARN_BREAKER_OUTAGE:
			if (breaker->window > 0)
				start_slowly(breaker);
			if (breaker->state == LEARN_BREAKER_PROBING ||
				++breaker->outages >= policy->outages)
				stop(breaker, policy, LEARN_BREAKER_OPEN, now, random,
					 retry_after_ms);
			break;
	}
}

int64_t
learn_breaker_next(const LearnBreaker *breaker, int64_t now)
{
	return now < breaker->not_before ? breaker->not_before : -1;
}
