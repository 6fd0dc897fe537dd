/*-------------------------------------------------------------------------
 *
 * rules.h
 *		The rules by which the built-in classifier tells failures apart.
 *
 * A rule is data: patterns (pattern.h) that texts of the evidence must or
 * must not hold, and circumstances that must be given.  All of a rule's
 * conditions must hold.  The table is in rules_table.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RULES_H
#define LEARN_CORE_RULES_H

#include "core/evidence.h"
#include "core/failure_type.h"

typedef struct LearnRule
{
	LearnFailureType type;
	int confidence; /* percent: how often it is right when it matches */
	unsigned when;  /* LEARN_STEP_FAILED ...: all of them must be given */
	const char *has[LEARN_EVIDENCE_TEXTS];   /* NULL: no condition */
	const char *lacks[LEARN_EVIDENCE_TEXTS]; /* NULL: no condition */
	const char *reason; /* completes "the step failed: ..." */
} LearnRule;

/* What a rule found, for the reasoning. */
typedef struct LearnRuleMatch
{
	const LearnRule *rule;
	LearnEvidenceText text; /* where its first pattern matched */
	LearnSpan found;        /* length 0 when the rule has no pattern */
} LearnRuleMatch;

/* The table, in order of subject. */
extern const LearnRule learn_rules[];
extern const int learn_rule_count;

/* Do all conditions of the rule hold?  Fills *match when they do. */
extern bool learn_rule_matches(const LearnRule *rule,
							   const LearnEvidence *evidence,
							   LearnRuleMatch *match);

#endif /* LEARN_CORE_RULES_H */
