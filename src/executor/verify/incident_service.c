/*-------------------------------------------------------------------------
 *
 * incident_service.c
 *		Is a service that had crashed up, and does it stay so?
 *
 * What crashes on and on, and is started again and again, is up each time
 * somebody looks.  So it is looked at twice, and its processes must be the
 * same.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

#include <string.h>

#include "executor/process/interrupt.h"
#include "executor/verify/lasting.h"

LearnVerdict
learn_incident_is_up(const char *service, const char *condition,
					 LearnBuffer *seen)
{
	static const char *const up[] = {"active", "reloading", "running"};

	learn_buffer_append_format(seen, "%s is %s", service, condition);
	for (size_t i = 0; i < sizeof(up) / sizeof(up[0]); i++)
	{
		if (strcmp(condition, up[i]) == 0)
			return LEARN_VERDICT_PASSED;
	}
	return strncmp(condition, "active (", strlen("active (")) == 0
			   ? LEARN_VERDICT_UNKNOWN
			   : LEARN_VERDICT_FAILED;
}

static LearnVerdict
look(const LearnQuestion *question, const char *service, LearnBuffer *seen)
{
	json_object *state;
	json_object *services;
	const char *condition;
	LearnVerdict verdict;

	if (!learn_incident_capture(question, "services", &state, &services, seen))
		return LEARN_VERDICT_UNKNOWN;
	condition = learn_json_get_string(services, service, NULL);
	verdict =
		condition != NULL
			? learn_incident_is_up(service, condition, seen)
			: learn_verify_unknown(
				  seen, "the state of this host does not tell of %s", service);
	json_object_put(state);
	return verdict;
}

/* Is it still up after a while, by the same processes? */
static LearnVerdict
look_again(const LearnQuestion *question, const char *service,
		   const LearnProcesses *processes, LearnBuffer *seen)
{
	LearnVerdict verdict;
	bool live;

	if (!learn_interrupt_sleep(question->interval, false))
		return learn_verify_unknown(seen, LEARN_VERIFY_STOPPED);
	verdict = look(question, service, seen);
	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	if (!learn_lasting_check("", processes, &live))
		return learn_verify_out_of_memory(seen);
	if (!live)
		return learn_verify_failed(seen, ", but has restarted within %g s",
								   question->interval);
	learn_buffer_append_format(seen, ", and has been for %g s",
							   question->interval);
	return LEARN_VERDICT_PASSED;
}

static LearnVerdict
look_twice(const LearnQuestion *question, const char *service,
		   LearnBuffer *seen)
{
	size_t kept = seen->length;
	LearnVerdict verdict = look(question, service, seen);
	LearnProcesses processes;

	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	learn_buffer_truncate(seen, kept);
	if (learn_lasting_find("", service, &processes))
		verdict = look_again(question, service, &processes, seen);
	else
		verdict = learn_verify_out_of_memory(seen);
	learn_processes_free(&processes);
	return verdict;
}

LearnVerdict
learn_incident_service_crash(const LearnQuestion *question, LearnBuffer *seen)
{
	static const char *const endings[] = {"SERVICE", "SERVICE_NAME", "PROCESS",
										  "PROCESS_NAME", NULL};
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	const LearnGivenValue *item;
	int at = 0;
	int count = 0;

	while (verdict == LEARN_VERDICT_PASSED &&
		   (item = learn_incident_next(question, endings, &at)) != NULL)
	{
		if (count++ > 0)
			learn_buffer_append_string(seen, "; ");
		verdict = look_twice(question, item->value, seen);
	}
	if (count == 0)
		return learn_verify_unknown(
			seen, "no SERVICE or PROCESS parameter says what to look at");
	return verdict;
}
