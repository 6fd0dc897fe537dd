/*-------------------------------------------------------------------------
 *
 * rules.c
 *		Asks whether a rule holds for a failure.
 *
 *-------------------------------------------------------------------------
 */
#include "core/rules.h"

#include <stdlib.h>
#include <string.h>

/*
 * The place of a pattern in the set of all: rule by rule, what it must hold
 * before what it must not.
 */
static size_t
pattern_index(int rule, bool lacks, int text)
{
	return ((size_t) rule * 2 + (lacks ? 1 : 0)) * LEARN_EVIDENCE_TEXTS +
		   (size_t) text;
}

LearnPatternSet *
learn_rules_patterns(void)
{
	size_t count = pattern_index(learn_rule_count, false, 0);
	const char **patterns = malloc(count * sizeof(*patterns));
	LearnPatternSet *set;

	if (patterns == NULL)
		return NULL;
	for (int rule = 0; rule < learn_rule_count; rule++)
	{
		memcpy(&patterns[pattern_index(rule, false, 0)], learn_rules[rule].has,
			   sizeof(learn_rules[rule].has));
		memcpy(&patterns[pattern_index(rule, true, 0)],
			   learn_rules[rule].lacks, sizeof(learn_rules[rule].lacks));
	}
	set = learn_pattern_set_create(patterns, count);
	free(patterns);
	return set;
}

bool
learn_rule_search_init(LearnRuleSearch *search,
					   const LearnPatternSet *patterns,
					   const LearnEvidence *evidence)
{
	memset(search, 0, sizeof(*search));
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
 * Does the text hold this pattern of the rule?  Most texts are never asked
 * about, and so never read.
 */
static bool
shows(LearnRuleSearch *search, int rule, bool lacks, int text,
	  LearnSpan *found)
{
	const LearnBuffer *buffer = &search->evidence->texts[text];
	LearnPatternScan *scan = &search->scans[text];

	if (buffer->data == NULL)
		return false;
	if (scan->text == NULL)
		learn_pattern_scan(scan, buffer->data, buffer->length);
	return learn_pattern_scan_shows(scan, pattern_index(rule, lacks, text),
									found);
}

bool
learn_rule_matches(int rule, LearnRuleSearch *search, LearnRuleMatch *match)
{
	const LearnRule *asked = &learn_rules[rule];

	memset(match, 0, sizeof(*match));
	match->rule = asked;
	if ((search->evidence->circumstances & asked->when) != asked->when)
		return false;
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
	{
		LearnSpan found;

		if (asked->has[text] == NULL)
			continue;
		if (!shows(search, rule, false, text, &found))
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
			shows(search, rule, true, text, NULL))
			return false;
	}
	return true;
}
