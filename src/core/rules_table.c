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

const LearnRule learn_rules[] = {
#include "core/rules_outside.h"
#include "core/rules_inside.h"
};

const int learn_rule_count = sizeof(learn_rules) / sizeof(*learn_rules);
