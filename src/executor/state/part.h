/*-------------------------------------------------------------------------
 *
 * part.h
 *		One look at this host, and the parts of the state that come of it.
 *
 * Each part is a file; state.c has the list of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_PART_H
#define LEARN_EXECUTOR_STATE_PART_H

#include "core/json.h"
#include "executor/state/mounts.h"
#include "executor/state/processes.h"
#include "executor/state/wanted.h"

/* What several parts need. */
typedef struct LearnLook
{
	const char *root; /* before /proc, /etc and /run; "" but in tests */
	LearnWanted wanted;
	LearnMounts mounts;
	LearnProcesses processes; /* none where no part needs them */
} LearnLook;

/*
 * A part adds what it is about to the state; false: no memory.  It adds
 * nothing that nobody wants, or that this system does not tell.
 */
typedef bool LearnStatePart(const LearnLook *look, json_object *state);

extern LearnStatePart learn_state_add_platform;
extern LearnStatePart learn_state_add_services;
extern LearnStatePart learn_state_add_ports;
extern LearnStatePart learn_state_add_disk;
extern LearnStatePart learn_state_add_memory;
extern LearnStatePart learn_state_add_activity;
extern LearnStatePart learn_state_add_certificates;
extern LearnStatePart learn_state_add_files;

/*
 * What tests use, and learn_state_capture() is with "" for root: the state as
 * the files below root tell it.
 */
extern json_object *learn_state_capture_below(
	const char *root, const LearnStateRequest *request);

/* Adds a new, empty object to one, and returns it, borrowed; NULL: no memory.
 */
extern json_object *learn_state_open(json_object *object, const char *name);

/* Adds a number with so many digits behind the point; 0: an integer. */
extern bool learn_state_add_number(json_object *object, const char *name,
								   double value, int digits);

/* Adds a text, which is UTF-8, or any bytes, made valid. */
extern bool learn_state_add_text(json_object *object, const char *name,
								 const char *text);
extern bool learn_state_add_bytes(json_object *object, const char *name,
								  const char *bytes);

/* Adds {"name": {"error": reason}}. */
extern bool learn_state_add_error(json_object *object, const char *name,
								  const char *reason);

/*
 * Adds a part that has an entry for each of some names, if there are any;
 * false: no memory.
 */
typedef bool LearnStateEntry(const LearnLook *look, json_object *part,
							 const char *name);

extern bool learn_state_add_each(const LearnLook *look, json_object *state,
								 const char *part, const LearnNames *names,
								 LearnStateEntry *add);

/*
 * How much memory a service or process of this name has, with all processes
 * that it started, in megabytes; negative: none runs.
 */
extern double learn_state_resident(const LearnLook *look, const char *name);

#endif /* LEARN_EXECUTOR_STATE_PART_H */
