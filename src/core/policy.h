/*-------------------------------------------------------------------------
 *
 * policy.h
 *		Which runbooks may not run, or not without a second look.
 *
 * Rules are data: a JSON array of objects with the members name, severity,
 * message, and rule, an object that says what matches (policy_rule.h).  What
 * they look at is not the text of a command but what the shell would make of
 * it (command.h).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_POLICY_H
#define LEARN_CORE_POLICY_H

#include "core/command.h"
#include "core/findings.h"
#include "core/json.h"
#include "core/problem.h"

/* Compiled rules; immutable, so that several may use them. */
typedef struct LearnPolicy LearnPolicy;

/*
 * Compiles rules, JSON text of length bytes.  LEARN_OK: *policy is the
 * caller's, learn_policy_free().  LEARN_INVALID: the problem's where is the
 * rule's name and the member in it that cannot be used.
 */
extern LearnStatus learn_policy_compile(const char *rules, size_t length,
										LearnPolicy **policy,
										LearnProblem *problem);

/* Safe on NULL. */
extern void learn_policy_free(LearnPolicy *policy);

/*
 * Adds what the rules have to say about a runbook to the findings: the
 * finding's name is the rule's, its where the path of the command or member
 * ("steps[2].command").  Each rule is found once for each step at most.  What
 * cannot be read (no object, a command that is no string) is not the policy's
 * business.  When dangers or errors have to be dropped because there are too
 * many findings, one of severity error, "too-many-findings", says so.
 * LEARN_OUT_OF_MEMORY when not everything was looked at: then nothing may be
 * let through.
 */
extern LearnStatus learn_policy_check(const LearnPolicy *policy,
									  json_object *runbook,
									  LearnFindings *findings);

/* The same for one command alone; where names it in the findings. */
extern LearnStatus learn_policy_check_command(const LearnPolicy *policy,
											  LearnShell shell,
											  const char *command,
											  size_t length, const char *where,
											  LearnFindings *findings);

#endif /* LEARN_CORE_POLICY_H */
