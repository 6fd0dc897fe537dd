/*-------------------------------------------------------------------------
 *
 * incident.c
 *		What a run is about, as its report will name it.
 *
 * Who mistypes the number of an incident must learn it while nothing has
 * happened yet, not from a report that nobody can deliver any more.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/incident.h"

#include <string.h>

#include "executor/utf8.h"

/* Longest name of a type or number, in bytes. */
#define NAME_MAX_BYTES 128

/* What the database takes as the name of a type, or the number of one. */
static LearnStatus
check_name(const char *name, const char *option, LearnProblem *problem)
{
	static const char bytes[] = "-._:abcdefghijklmnopqrstuvwxyz"
								"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t length = name == NULL ? 0 : strlen(name);

	if (name == NULL ||
		(length >= 1 && length <= NAME_MAX_BYTES &&
		 strspn(name, bytes) == length && strchr("-._:", name[0]) == NULL))
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, option,
							 "it must be 1 to %d letters, digits or ._:- and "
							 "start with a letter or digit",
							 NAME_MAX_BYTES);
}

static LearnStatus
check_text(const char *text, const char *option, LearnProblem *problem)
{
	if (text == NULL || learn_is_utf8(text, strlen(text)))
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, option,
							 "it is not UTF-8");
}

LearnStatus
learn_incident_check(const LearnOptions *options, LearnProblem *problem)
{
	LearnStatus status =
		check_name(options->incident_type, "--incident-type", problem);

	if (status == LEARN_OK)
		status = check_name(options->incident_id, "--incident-id", problem);
	if (status == LEARN_OK)
		status = check_text(options->client, "--client", problem);
	if (status == LEARN_OK)
		status = check_text(options->hostname, "--hostname", problem);
	return status;
}
