/*-------------------------------------------------------------------------
 *
 * rules.h
 *		The rules by which the built-in classifier tells failures apart.
 *
 * A rule is data: patterns (pattern.h) that texts of the evidence must or
 * must not hold, and circumstances that must be given.  All of a rule's
 * conditions must hold.  Where no rule is sure, hints are added up.  The tables
 * are in rules_table.c.
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

/*
 * A weak sign: says little alone, but several add up.  What speaks against a
 * type has a negative weight.
 */
typedef struct LearnHint
{
	unsigned when; /* as of a rule */
	LearnEvidenceText text;
	const char *pattern; /* NULL: the circumstances are all it asks for */
	signed char weights[LEARN_FAILURE_TYPES]; /* by type */
	const char *reason; /* completes "the step failed: ..." */
} LearnHint;

/* What a classifier knows.  The arrays are borrowed. */
typedef struct LearnRuleTable
{
	const LearnRule *rules;
	int rule_count;
	const LearnHint *hints;
	int hint_count;
} LearnRuleTable;

/* The one that is built in; rules and hints are in order of subject. */
extern const LearnRuleTable learn_rule_table;

/* What a rule or hint found, for the reasoning. */
typedef struct LearnRuleMatch
{
	LearnFailureType type;  /* UNKNOWN: nothing matched */
	int confidence;         /* percent */
	const char *reason;     /* borrowed from the table */
	LearnEvidenceText text; /* where its first pattern matched */
	LearnSpan found;        /* length 0 when the rule has no pattern */
} LearnRuleMatch;

/*
 * All patterns of the table as one set, which the caller frees with
 * learn_pattern_set_free().  NULL: no memory.
 */
extern LearnPatternSet *learn_rules_patterns(const LearnRuleTable *table);

/* A search of the evidence of one failure for what the rules know. */
typedef struct LearnRuleSearch
{
	const LearnRuleTable *table;                  /* borrowed */
	const LearnEvidence *evidence;                /* borrowed */
	LearnPatternScan scans[LEARN_EVIDENCE_TEXTS]; /* read when first needed */
} LearnRuleSearch;

/* Starts a search; false, with nothing to free: no memory. */
extern bool learn_rule_search_init(LearnRuleSearch *search,
								   const LearnRuleTable *table,
								   const LearnPatternSet *patterns,
								   const LearnEvidence *evidence);

/*
 * Do all conditions of the rule with this index in the table hold?  Fills
 * *match when they do.
 */
extern bool learn_rule_matches(int rule, LearnRuleSearch *search,
							   LearnRuleMatch *match);

/*
 * Adds up the hints.  Fills *match with the type that they speak for, and the
 * strongest hint of it; false when they are too few or contradict each other.
 */
extern bool learn_hints_match(LearnRuleSearch *search, LearnRuleMatch *match);

/* Frees what the search owns. */
extern void learn_rule_search_free(LearnRuleSearch *search);

#endif /* LEARN_CORE_RULES_H */
