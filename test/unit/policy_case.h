/*-------------------------------------------------------------------------
 *
 * policy_case.h
 *		What tests of the policy share: the shipped rules, and their findings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_POLICY_CASE_H
#define LEARN_TEST_POLICY_CASE_H

#include "unit.h"

#include "core/policy.h"

/* The JSON array of sql/49_policy_rules*.sql, embedded by make. */
static const char shipped_rules[] =
#include "policy_rules.inc"
	;

static inline LearnPolicy *
compiled(const char *rules)
{
	LearnPolicy *policy;
	LearnProblem problem = {"", ""};

	if (learn_policy_compile(rules, strlen(rules), &policy, &problem) !=
		LEARN_OK)
		fail_msg("%s: %s", problem.where, problem.message);
	return policy;
}

/* The caller frees the findings. */
static inline LearnFindings
findings_of(const LearnPolicy *policy, LearnShell shell, const char *command)
{
	LearnFindings findings = {0};

	assert_int_equal(learn_policy_check_command(policy, shell, command,
												strlen(command), "command",
												&findings),
					 LEARN_OK);
	return findings;
}

static inline const LearnFinding *
finding_named(const LearnFindings *findings, const char *name)
{
	for (int i = 0; i < findings->count; i++)
	{
		if (strcmp(findings->items[i].name, name) == 0)
			return &findings->items[i];
	}
	return NULL;
}

static inline void
print_findings(const LearnFindings *findings)
{
	for (int i = 0; i < findings->count; i++)
		print_error("  %s %s: %s\n",
					learn_severity_name(findings->items[i].severity),
					findings->items[i].name,
					findings->items[i].problem.message);
}

#endif /* LEARN_TEST_POLICY_CASE_H */
