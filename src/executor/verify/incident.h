/*-------------------------------------------------------------------------
 *
 * incident.h
 *		What is known of types of incidents: how to see that one is over.
 *
 * Which service, disk or file an incident is about, parameters of the runbook
 * tell by the last words of their names, as they tell the state (state.h).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_INCIDENT_H
#define LEARN_EXECUTOR_VERIFY_INCIDENT_H

#include "executor/verify/method.h"

extern LearnMethodLook learn_incident_service_crash;
extern LearnMethodLook learn_incident_disk_full;
extern LearnMethodLook learn_incident_high_cpu;
extern LearnMethodLook learn_incident_memory_leak;
extern LearnMethodLook learn_incident_cert_expiry;
extern LearnMethodLook learn_incident_backup_failure;

/*
 * The next parameter from *at on, at first 0, that has a value and a name that
 * ends with one of these words (WEB_SERVICE with SERVICE); NULL: no more.
 */
extern const LearnGivenValue *learn_incident_next(
	const LearnQuestion *question, const char *const *endings, int *at);

/*
 * The number that such a parameter holds, else fallback.  False: it holds
 * none, or not one from low to high, which seen then says.
 */
extern bool learn_incident_number(const LearnQuestion *question,
								  const char *const *endings, double fallback,
								  double low, double high, double *number,
								  LearnBuffer *seen);

/* The percentage below which use must be; likewise. */
extern bool learn_incident_limit(const LearnQuestion *question,
								 double fallback, double *limit,
								 LearnBuffer *seen);

/*
 * Captures the state, the caller's to put; *part, borrowed, is that part of
 * it, or NULL where the state has none.  False: out of memory.
 */
extern bool learn_incident_capture(const LearnQuestion *question,
								   const char *name, json_object **state,
								   json_object **part, LearnBuffer *seen);

/*
 * Is a service up that is in this condition, in the words of the state?  Not
 * known is it of a unit that is active, and of which nothing runs.
 */
extern LearnVerdict learn_incident_is_up(const char *service,
										 const char *condition,
										 LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_INCIDENT_H */
