/*-------------------------------------------------------------------------
 *
 * rules.c
 *		Asks whether a rule holds for a failure.
 *
 *-------------------------------------------------------------------------
 */
#include "core/rules.h"

#include <string.h>

bool
learn_rule_matches(const LearnRule *rule, const LearnEvidence *evidence,
				   LearnRuleMatch *match)
{
	memset(match, 0, sizeof(*match));
	match->rule = rule;
	if ((evidence->circumstances & rule->when) != rule->when)
		return false;
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
	{
		LearnSpan found;

		if (rule->has[text] == NULL)
			continue;
		if (!learn_evidence_shows(evidence, (LearnEvidenceText) text,
								  rule->has[text], &found))
			return false;
		if (match->found.length == 0)
		{
			match->text = (LearnEvidenceText) text;
			match->found = found;
		}
	}
	for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
	{
		if (rule->lacks[text] != NULL &&
			learn_evidence_shows(evidence, (LearnEvidenceText) text,
								 rule->lacks[text], NULL))
			return false;
	}
	return true;
}
