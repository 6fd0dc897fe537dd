/*-------------------------------------------------------------------------
 *
 * rules.c
 *		Asks whether a rule holds for a failure, and adds up hints.
 *
 *-------------------------------------------------------------------------
 */
#include "core/rules.h"

#include <stdlib.h>
#include <string.h>

/* What the hints for a type must weigh to count, and more than any other. */
#define LEAST_WEIGHT 2
#define LEAST_MARGIN 1

/* The confidence of an answer by hints: by how much they outweigh others. */
#define HINT_CONFIDENCE 35
#define HINT_CONFIDENCE_STEP 5
#define HINT_CONFIDENCE_MOST 65

/* How many patterns each rule has a place for. */
#define RULE_PATTERNS (2 * LEARN_EVIDENCE_TEXTS)

/*
 * The place of a pattern in the set of all: rule by rule, what it must hold
 * before what it must not; behind the rules, the hints.
 */
static size_t
pattern_index(int rule, bool lacks, int text)
{
	return (size_t) rule * RULE_PATTERNS + (lacks ? LEARN_EVIDENCE_TEXTS : 0) +
		   (size_t) text;
}

static size_t
hint_index(const LearnRuleTable *table, int hint)
{
	return pattern_index(table->rule_count, false, 0) + (size_t) hint;
}

LearnPatternSet *
learn_rules_patterns(const LearnRuleTable *table)
{
	size_t count = hint_index(table, table->hint_count);
	const char **patterns = malloc(count * sizeof(*patterns));
	LearnPatternSet *set;

	if (patterns == NULL)
		return NULL;
	for (int rule = 0; rule < table->rule_count; rule++)
	{
		const LearnRule *from = &table->rules[rule];

		memcpy(&patterns[pattern_index(rule, false, 0)], from->has,
			   sizeof(from->has));
		memcpy(&patterns[pattern_index(rule, true, 0)], from->lacks,
			   sizeof(from->lacks));
	}
	for (int hint = 0; hint < table->hint_count; hint++)
		patterns[hint_index(table, hint)] = table->hints[hint].pattern;
	set = learn_pattern_set_create(patterns, count);
	free(patterns);
	return set;
}

bool
learn_rule_search_init(LearnRuleSearch *search, const LearnRuleTable *table,
					   const LearnPatternSet *patterns,
					   const LearnEvidence *evidence)
{
	memset(search, 0, sizeof(*search));
	search->table = table;
	search->evidence = evidence;
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
	{
		if (!learn_pattern_scan_init(&search->scans[text], patterns))
		{
			learn_rule_search_free(search);
			return false;
		}
	}
	return true;
}

void
learn_rule_search_free(LearnRuleSearch *search)
{
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
		learn_pattern_scan_free(&search->scans[text]);
}

/*
 * Does the text hold the pattern with this index?  Most texts are never asked
 * about, and so never read.
 */
static bool
shows(LearnRuleSearch *search, int text, size_t pattern, LearnSpan *found)
{
	const LearnBuffer *buffer = &search->evidence->texts[text];
	LearnPatternScan *scan = &search->scans[text];

	if (buffer->data == NULL)
		return false;
	if (scan->text == NULL)
		learn_pattern_scan(scan, buffer->data, buffer->length);
	return learn_pattern_scan_shows(scan, pattern, found);
}

/* Are all these circumstances given? */
static bool
given(const LearnRuleSearch *search, unsigned when)
{
	return (search->evidence->circumstances & when) == when;
}

bool
learn_rule_matches(int rule, LearnRuleSearch *search, LearnRuleMatch *match)
{
	const LearnRule *asked = &search->table->rules[rule];

	memset(match, 0, sizeof(*match));
	match->type = asked->type;
	match->confidence = asked->confidence;
	match->reason = asked->reason;
	if (!given(search, asked->when))
		return false;
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
	{
		LearnSpan found;

		if (asked->has[text] == NULL)
			continue;
		if (!shows(search, text, pattern_index(rule, false, text), &found))
			return false;
		if (match->found.length == 0)
		{
			match->text = (LearnEvidenceText) text;
			match->found = found;
		}
	}
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
	{
		if (asked->lacks[text] != NULL &&
			shows(search, text, pattern_index(rule, true, text), NULL))
			return false;
	}
	return true;
}

/*
 * Adds the weights of all hints that hold.  strongest is, by type, the hint
 * that says most for it.
 */
static void
weigh_hints(LearnRuleSearch *search, int *weights, LearnRuleMatch *strongest)
{
	const LearnRuleTable *table = search->table;
	int most[LEARN_FAILURE_TYPES] = {0};

	for (int i = 0; i < table->hint_count; i++)
	{
		const LearnHint *hint = &table->hints[i];
		LearnSpan found = {NULL, 0};

		if (!given(search, hint->when) ||
			(hint->pattern != NULL &&
			 !shows(search, hint->text, hint_index(table, i), &found)))
			continue;
		for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
		{
			weights[type] += hint->weights[type];
			if (hint->weights[type] <= most[type])
				continue;
			most[type] = hint->weights[type];
			strongest[type].type = (LearnFailureType) type;
			strongest[type].reason = hint->reason;
			strongest[type].text = hint->text;
			strongest[type].found = found;
		}
	}
}

bool
learn_hints_match(LearnRuleSearch *search, LearnRuleMatch *match)
{
	int weights[LEARN_FAILURE_TYPES] = {0};
	LearnRuleMatch strongest[LEARN_FAILURE_TYPES];
	int best = 0;
	int second = 0;

	memset(strongest, 0, sizeof(strongest));
	weigh_hints(search, weights, strongest);
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		if (weights[type] > weights[best])
			best = type;
	}
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		if (type != best && weights[type] > second)
			second = weights[type];
	}
	if (weights[best] < LEAST_WEIGHT || weights[best] - second < LEAST_MARGIN)
		return false;
	*match = strongest[best];
	match->confidence =
		HINT_CONFIDENCE + HINT_CONFIDENCE_STEP * (weights[best] - second);
	if (match->confidence > HINT_CONFIDENCE_MOST)
		match->confidence = HINT_CONFIDENCE_MOST;
	return true;
}
