/*-------------------------------------------------------------------------
 *
 * wait.c
 *		Waiting for a descriptor, not longer than there is time.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/wait.h"

#include "executor/process/interrupt.h"
#include "executor/process/signals.h"
#include "executor/verify/method.h"

static LearnVerdict
wait_held(const LearnSignals *signals, struct pollfd *awaited, double deadline,
		  LearnBuffer *seen)
{
	for (;;)
	{
		double left = deadline - learn_monotonic_seconds();

		if (learn_interrupt_count() > 0)
			return learn_verify_unknown(seen, LEARN_VERIFY_STOPPED);
		learn_signals_poll(signals, awaited, 1, left);
		if (awaited->revents != 0)
			return LEARN_VERDICT_PASSED;
		if (left <= 0)
			return learn_verify_failed(seen, LEARN_VERIFY_LATE);
	}
}

LearnVerdict
learn_verify_wait(int descriptor, short events, double deadline,
				  LearnBuffer *seen)
{
	struct pollfd awaited = {.fd = descriptor, .events = events};
	LearnSignals signals;
	LearnVerdict verdict;

	learn_signals_hold(&signals);
	verdict = wait_held(&signals, &awaited, deadline, seen);
	learn_signals_release(&signals);
	return verdict;
}
