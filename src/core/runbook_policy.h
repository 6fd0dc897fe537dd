/*-------------------------------------------------------------------------
 *
 * runbook_policy.h
 *		What the rules of a policy find in a runbook that is given as text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RUNBOOK_POLICY_H
#define LEARN_CORE_RUNBOOK_POLICY_H

#include "core/findings.h"
#include "core/problem.h"

/* Named only: pg/ includes this and must not see json-c (policy.h). */
struct LearnPolicy;

/*
 * Reads JSON text of length bytes and adds what the rules find in it.
 * LEARN_OK: all of it was looked at.  LEARN_INVALID: it cannot be read, so
 * nobody knows what is in it; the reason is in *problem.
 * LEARN_OUT_OF_MEMORY: not everything was looked at.
 */
extern LearnStatus learn_runbook_check_policy(const struct LearnPolicy *policy,
											  const char *content,
											  size_t length,
											  LearnFindings *findings,
											  LearnProblem *problem);

#endif /* LEARN_CORE_RUNBOOK_POLICY_H */
