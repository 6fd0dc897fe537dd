/*-------------------------------------------------------------------------
 *
 * breaker.h
 *		How many requests an endpoint is spared, and until when.
 *
 * A circuit breaker: closed while the endpoint answers, open after several
 * outages in a row, and probing, with one request, once it has been open for
 * a while.  An endpoint that asks for patience is left in peace as long as it
 * asks, which is no outage.  Whichever it was, traffic comes back slowly: one
 * request at a time, then twice as many after each round that succeeded.
 *
 * A pure state machine: time and randomness come from the caller, so that it
 * can be tested, and nothing here can fail.  Times are milliseconds of a clock
 * that does not go backwards.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_BREAKER_H
#define LEARN_LLM_BREAKER_H

#include <stdint.h>

typedef enum LearnBreakerState
{
	LEARN_BREAKER_CLOSED,
	LEARN_BREAKER_PAUSED, /* closed, but the endpoint asked for patience */
	LEARN_BREAKER_OPEN,
	LEARN_BREAKER_PROBING /* one request is to find out */
} LearnBreakerState;

/* What the end of a request says about its endpoint. */
typedef enum LearnBreakerVerdict
{
	LEARN_BREAKER_SUCCESS, /* it is there, even if it refused the request */
	LEARN_BREAKER_OUTAGE,  /* unreachable, timed out, broken, or not for us */
	LEARN_BREAKER_PAUSE    /* it is there, and asked for patience */
} LearnBreakerVerdict;

/* When a breaker opens, and for how long. */
typedef struct LearnBreakerPolicy
{
	int outages;           /* as many in a row open it */
	int64_t base_delay_ms; /* the first time; doubled each time after */
	int64_t max_delay_ms;
} LearnBreakerPolicy;

/*
 * Zeroed, it is closed and knows nothing of the endpoint.  To be read by
 * anybody, written by the functions below only.
 */
typedef struct LearnBreaker
{
	LearnBreakerState state; /* never PAUSED: that depends on the time */
	int64_t not_before;      /* nothing is sent earlier than this */
	int outages;             /* in a row */
	int stops;               /* openings and pauses in a row */
	int window;              /* most in flight while starting; 0: any */
	int successes;           /* of this round, while starting */
	int in_flight;           /* sent in this epoch and not yet reported */
	uint64_t epoch;          /* tickets of older ones count no more */
} LearnBreaker;

/* "closed", "paused", ... as shown in learn_worker_status. */
extern const char *learn_breaker_state_name(LearnBreakerState state);

/*
 * Closes it, and forgets all it knows, for an endpoint that is another one
 * now.  Requests that are under way will not count.
 */
extern void learn_breaker_reset(LearnBreaker *breaker);

extern LearnBreakerState learn_breaker_state(const LearnBreaker *breaker,
											 int64_t now);

/*
 * How many more requests may be sent now, when in_flight have been sent to
 * this endpoint and not ended, and maximum is how many the caller would have.
 *
 * A request that is lost without a report is forgotten once in_flight shows
 * that it must be, at the latest when nothing is in flight.
 */
extern int learn_breaker_allows(LearnBreaker *breaker, int64_t now,
								int in_flight, int maximum);

/*
 * Notes that a request has been sent.  Returns the ticket with which its end
 * is to be reported.
 */
extern uint64_t learn_breaker_sent(LearnBreaker *breaker);

/*
 * Notes the end of a request.  retry_after_ms: how long the endpoint asked to
 * be left alone, or -1.  random: from 0 to just below 1.
 *
 * Of a request sent before the breaker opened, closed or paused nothing counts
 * but retry_after_ms: it tells how the endpoint was, not how it is.
 */
extern void learn_breaker_report(LearnBreaker *breaker,
								 const LearnBreakerPolicy *policy,
								 uint64_t ticket, int64_t now, double random,
								 LearnBreakerVerdict verdict,
								 int64_t retry_after_ms);

/*
 * When to ask learn_breaker_allows() again, if nothing is reported meanwhile;
 * always later than now.  -1: time alone will change nothing.
 */
extern int64_t learn_breaker_next(const LearnBreaker *breaker, int64_t now);

#endif /* LEARN_LLM_BREAKER_H */
