/*-------------------------------------------------------------------------
 *
 * rules_table.c
 *		The rules of the built-in classifier, by subject.
 *
 * How to write a rule: name a kind of failure, not one failure.  Patterns
 * hold words that a tool prints on every machine, never a host, a product's
 * configuration or a sentence of one report.  The broader the words, the
 * lower the confidence; from 80 on, a rule speaks for itself without a model
 * or a human being asked, so it must be right nine times out of ten.
 *
 *-------------------------------------------------------------------------
 */
#include "core/rules.h"
#include "core/rules_words.h"

static const LearnRule rules[] = {
#include "core/rules_access.h"
#include "core/rules_remote.h"
#include "core/rules_host.h"
#include "core/rules_runbook.h"
#include "core/rules_exit.h"
#include "core/rules_state.h"
#include "core/rules_broad.h"
};

static const LearnHint hints[] = {
#include "core/rules_hints.h"
};

const LearnRuleTable learn_rule_table = {
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(*rules),
	.hints = hints,
	.hint_count = sizeof(hints) / sizeof(*hints),
};
