/*-------------------------------------------------------------------------
 *
 * incident_cpu.c
 *		Have the processors that were busy time again?
 *
 * The state is that of a fraction of a second, in which even who is busy may
 * happen to wait.  So it is looked at twice.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

#include "executor/process/interrupt.h"

/* Percent that may be used, where no parameter says how much. */
#define CPU_LIMIT 80.0

static LearnVerdict
look(const LearnQuestion *question, double limit, LearnBuffer *seen)
{
	json_object *state;
	json_object *cpu;
	double used;

	if (!learn_incident_capture(question, "cpu", &state, &cpu, seen))
		return LEARN_VERDICT_UNKNOWN;
	used = learn_json_get_number(cpu, "used_percent", -1);
	json_object_put(state);
	if (used < 0)
		return learn_verify_unknown(
			seen,
			"the state of this host does not tell how busy its processors are");
	learn_buffer_append_format(seen, "the processors are used by %.15g %%",
							   used);
	if (used < limit)
		return LEARN_VERDICT_PASSED;
	return learn_verify_failed(seen, ", expected below %.15g %%", limit);
}

LearnVerdict
learn_incident_high_cpu(const LearnQuestion *question, LearnBuffer *seen)
{
	LearnVerdict verdict;
	double limit;

	if (!learn_incident_limit(question, CPU_LIMIT, &limit, seen))
		return LEARN_VERDICT_UNKNOWN;
	verdict = look(question, limit, seen);
	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	learn_buffer_append_format(seen, "; %g s later, ", question->interval);
	if (!learn_interrupt_sleep(question->interval, false))
		return learn_verify_unknown(seen, LEARN_VERIFY_STOPPED);
	return look(question, limit, seen);
}
