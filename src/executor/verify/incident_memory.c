/*-------------------------------------------------------------------------
 *
 * incident_memory.c
 *		Is there memory again, and has who leaked it given it back?
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

/* Percent that may be used, where no parameter says how much. */
#define MEMORY_LIMIT 90.0

/* How much can be had is what counts, caches left aside. */
static LearnVerdict
look_at_memory(json_object *memory, double limit, LearnBuffer *seen)
{
	double total = learn_json_get_number(memory, "total_mb", 0);
	double available = learn_json_get_number(memory, "available_mb", -1);
	double share;

	if (total <= 0 || available < 0)
		return learn_verify_unknown(seen, "the state of this host does not "
										  "tell how much memory is available");
	share = 100 * available / total;
	learn_buffer_append_format(seen, "%.1f %% of the memory available", share);
	if (share > 100 - limit)
		return LEARN_VERDICT_PASSED;
	return learn_verify_failed(seen, ", expected more than %.15g %%",
							   100 - limit);
}

/* How many megabytes a service or process holds; -1: not known. */
static double
resident(json_object *memory, const char *name)
{
	return learn_json_get_number(learn_json_get(memory, "resident_mb"), name,
								 -1);
}

/*
 * What leaked must hold no more than it did.  A process may have been ended
 * for that; a service must be up again, for those who need it.
 */
static LearnVerdict
look_at_culprit(const LearnQuestion *question, json_object *state,
				const char *name, bool is_service, LearnBuffer *seen)
{
	json_object *earlier = question->request->state_before;
	double before = resident(learn_json_get(earlier, "memory"), name);
	double now = resident(learn_json_get(state, "memory"), name);
	const char *condition =
		learn_json_get_string(learn_json_get(state, "services"), name, NULL);
	LearnVerdict verdict;

	learn_buffer_append_string(seen, ", ");
	if (condition == NULL)
		return learn_verify_unknown(
			seen, "the state of this host does not tell of %s", name);
	verdict = learn_incident_is_up(name, condition, seen);
	if (verdict == LEARN_VERDICT_FAILED && !is_service)
		return LEARN_VERDICT_PASSED;
	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	learn_buffer_append_string(seen, ", ");
	if (before < 0 || now < 0)
		return learn_verify_unknown(
			seen, "the states do not tell how much memory it held");
	learn_buffer_append_format(seen, "holds %.15g MB and held %.15g", now,
							   before);
	return now <= before ? LEARN_VERDICT_PASSED : LEARN_VERDICT_FAILED;
}

/* All that parameters name. */
static LearnVerdict
look_at_culprits(const LearnQuestion *question, json_object *state,
				 bool are_services, LearnBuffer *seen)
{
	static const char *const services[] = {"SERVICE", "SERVICE_NAME", NULL};
	static const char *const processes[] = {"PROCESS", "PROCESS_NAME", NULL};
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	const LearnGivenValue *item;
	int at = 0;

	while (verdict == LEARN_VERDICT_PASSED &&
		   (item = learn_incident_next(
				question, are_services ? services : processes, &at)) != NULL)
		verdict =
			look_at_culprit(question, state, item->value, are_services, seen);
	return verdict;
}

LearnVerdict
learn_incident_memory_leak(const LearnQuestion *question, LearnBuffer *seen)
{
	LearnVerdict verdict;
	json_object *state;
	json_object *memory;
	double limit;

	if (!learn_incident_limit(question, MEMORY_LIMIT, &limit, seen) ||
		!learn_incident_capture(question, "memory", &state, &memory, seen))
		return LEARN_VERDICT_UNKNOWN;
	verdict = look_at_memory(memory, limit, seen);
	if (verdict == LEARN_VERDICT_PASSED)
		verdict = look_at_culprits(question, state, true, seen);
	if (verdict == LEARN_VERDICT_PASSED)
		verdict = look_at_culprits(question, state, false, seen);
	json_object_put(state);
	return verdict;
}
