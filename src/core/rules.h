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

/*
 * All patterns of the table as one set, which the caller frees with
 * learn_pattern_set_free().  NULL: no memory.
 */
extern LearnPatternSet *learn_rules_patterns(void);

/* A search of the evidence of one failure for what the rules know. */
typedef struct LearnRuleSearch
{
	const LearnEvidence *evidence;                /* borrowed */
	LearnPatternScan scans[LEARN_EVIDENCE_TEXTS]; /* read when first needed */
} LearnRuleSearch;

/* Starts a search; false, with nothing to free: no memory. */
extern bool learn_rule_search_init(LearnRuleSearch *search,
								   const LearnPatternSet *patterns,
								   const LearnEvidence *evidence);

/*
 * Do all conditions of the rule with this index in the table hold?  Fills
 * *match when they do.
 */
extern bool learn_rule_matches(int rule, LearnRuleSearch *search,
							   LearnRuleMatch *match);

/* Frees what the search owns. */
extern void learn_rule_search_free(LearnRuleSearch *search);

#endif /* LEARN_CORE_RULES_H */
