/*-------------------------------------------------------------------------
 *
 * failure_type.c
 *		The six reasons why a runbook execution fails.
 *
 *-------------------------------------------------------------------------
 */
#include "core/failure_type.h"

#include <stdlib.h>
#include <string.h>

static const struct
{
	const char *name;
	const char *meaning;
	bool improvable;
} failure_types[LEARN_FAILURE_TYPES] = {
	[LEARN_FAILURE_UNKNOWN] = {NULL, NULL, false},
	[LEARN_FAILURE_WRONG_DIAGNOSIS] = {"wrong_diagnosis",
									   "the incident was misclassified",
									   false},
	[LEARN_FAILURE_WRONG_RUNBOOK] =
		{"wrong_runbook",
		 "right incident type, but the wrong remedy was chosen", false},
	[LEARN_FAILURE_RUNBOOK_INSUFFICIENT] =
		{"runbook_insufficient",
		 "the runbook is incomplete or has bugs: missing prerequisite, "
		 "wrong parameter, wrong order, no wait",
		 true},
	[LEARN_FAILURE_ENVIRONMENT_DIFFERENCE] =
		{"environment_difference",
		 "the runbook is right, this environment differs: OS version, "
		 "missing tool, path",
		 true},
	[LEARN_FAILURE_EXTERNAL_DEPENDENCY] =
		{"external_dependency",
		 "an outside service or resource was unavailable", false},
	[LEARN_FAILURE_PERMISSION_DENIED] =
		{"permission_denied", "access or authentication was refused", false},
};

const char *
learn_failure_type_name(LearnFailureType type)
{
	return failure_types[type].name;
}

const char *
learn_failure_type_meaning(LearnFailureType type)
{
	return failure_types[type].meaning;
}

LearnFailureType
learn_failure_type_parse(const char *name, size_t length)
{
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		if (strlen(failure_types[type].name) == length &&
			memcmp(failure_types[type].name, name, length) == 0)
			return (LearnFailureType) type;
	}
	return LEARN_FAILURE_UNKNOWN;
}

bool
learn_failure_type_improvable(LearnFailureType type)
{
	return failure_types[type].improvable;
}

void
learn_category_free(LearnCategory *category)
{
	free(category->reasoning);
	memset(category, 0, sizeof(*category));
}
