/*-------------------------------------------------------------------------
 *
 * runbook_policy.c
 *		What the rules of a policy find in a runbook that is given as text.
 *
 *-------------------------------------------------------------------------
 */
#include "core/runbook_policy.h"

#include "core/policy.h"

LearnStatus
learn_runbook_check_policy(const LearnPolicy *policy, const char *content,
						   size_t length, LearnFindings *findings,
						   LearnProblem *problem)
{
	json_object *runbook = NULL;
	LearnStatus status = learn_json_parse(content, length, &runbook, problem);

	if (status != LEARN_OK)
		return status;
	status = learn_policy_check(policy, runbook, findings);
	json_object_put(runbook);
	return findings->failed ? LEARN_OUT_OF_MEMORY : status;
}
