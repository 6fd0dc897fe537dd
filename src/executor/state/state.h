/*-------------------------------------------------------------------------
 *
 * state.h
 *		The state of this host, as far as a run is about it.
 *
 * Each part of the state is a file under state/.  All of it is cheap and of
 * bounded size; what this system does not tell is absent, never guessed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_STATE_H
#define LEARN_EXECUTOR_STATE_STATE_H

#include "core/json.h"
#include "executor/steps/values.h"

/* What the state is wanted for; borrowed. */
typedef struct LearnStateRequest
{
	const char *incident_type;
	json_object *runbook; /* valid */
	const LearnValues *values;
} LearnStateRequest;

/*
 * The state as a new object: always "platform_version" (as in VERSION_ID of
 * os-release), "disk", "memory" and "cpu"; the other parts by incident type
 * and by what the runbook asks for, in parameters, params and verification.
 * NULL when out of memory.
 *
 *	{"platform_version": "12",
 *	 "services": {"nginx": "active"},
 *	 "ports": {"80": "listening", "8080": "closed"},
 *	 "listeners": {"80": ["nginx (4711)"]},
 *	 "disk": {"/": {"used_percent": 41, "free_mb": 90211,
 *					"inodes_used_percent": 3},
 *			  "/usr": {"read_only": true}},
 *	 "memory": {"total_mb": …, "available_mb": …, "used_percent": …,
 *				"swap_total_mb": …, "swap_used_mb": …,
 *				"resident_mb": {"nginx": …}},
 *	 "cpu": {"load_1m": …, "load_5m": …, "processors": …,
 *			 "used_percent": …},
 *	 "processes": {"count": …, "top_cpu": [{"pid": …, "name": "…",
 *				   "cpu_percent": …}], "top_memory": [{…, "rss_mb": …}]},
 *	 "certificates": {"/etc/x.pem": {"days_left": 12, "expires_at": "…"}},
 *	 "files": {"/backup/last": {"exists": true, "age_seconds": 61,
 *							   "size": 1}}}
 *
 * A service is what systemd says of the unit ("active", "failed", "inactive",
 * "activating (auto-restart)", "active (exited)"), or "running" or "not
 * running" when there is no such unit.  A certificate that is not valid yet
 * has "not_yet_valid": true.  A "directory": true has the age and size of the
 * newest file in it, if there is one.  Where a disk, certificate or file could
 * not be looked at, the reason is its "error"; what is not on a local file
 * system is not looked at, as that could wait for ever.
 *
 * How busy processors are is asked for an interval of 0.2 s, when the incident
 * or the verification is about that; all the rest takes no time to speak of.
 */
extern json_object *learn_state_capture(const LearnStateRequest *request);

/*
 * The value at a dotted path of a state, borrowed; NULL: there is none.  A
 * member whose name holds dots is found all the same ("disk./.used_percent",
 * "certificates./etc/x.pem.days_left"): the longest name that fits is taken.
 */
extern json_object *learn_state_get(json_object *state, const char *path);

#endif /* LEARN_EXECUTOR_STATE_STATE_H */
