/*-------------------------------------------------------------------------
 *
 * classify.c
 *		The built-in classifier: why did this execution fail?
 *
 * Every rule is asked.  The surest answer wins; when a different answer is
 * nearly as sure, the winner's confidence is lowered, because telemetry that
 * points two ways is how a classifier comes to be confidently wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "core/classify.h"

#include <stdlib.h>
#include <string.h>

#include "core/evidence.h"
#include "core/rules.h"

/* Answers less sure than this (percent) are not given. */
#define FLOOR 40

/* A rival closer than this (percent points) casts doubt ... */
#define RIVAL_MARGIN 6

/* ... and costs this many. */
#define RIVAL_COST 12

/* The longest piece of telemetry quoted, in bytes. */
#define QUOTE_LIMIT 80
#define ACTION_LIMIT 60

/*
 * Appends at most limit bytes of a text, its quotes and control characters
 * made harmless.
 */
static void
append_quoted(LearnBuffer *buffer, const char *text, size_t length,
			  size_t limit)
{
	size_t taken = learn_pattern_clip(text, length, limit);

	learn_buffer_append(buffer, "\"", 1);
	for (size_t i = 0; i < taken; i++)
	{
		char c = text[i];

		if (c == '"')
			c = '\'';
		else if ((unsigned char) c < ' ' || c == 0x7F)
			c = ' ';
		learn_buffer_append(buffer, &c, 1);
	}
	learn_buffer_append_string(buffer, taken < length ? "...\"" : "\"");
}

/*
 * "step 2 ("restart service") failed" or what happened instead.
 */
static void
append_outcome(LearnBuffer *buffer, const LearnFacts *facts)
{
	if (facts->failed != NULL)
	{
		learn_buffer_append_format(buffer, "step %d ", facts->failed->number);
		if (facts->failed->action[0] != '\0')
		{
			learn_buffer_append_string(buffer, "(");
			append_quoted(buffer, facts->failed->action,
						  strlen(facts->failed->action), ACTION_LIMIT);
			learn_buffer_append_string(buffer, ") ");
		}
		learn_buffer_append_string(buffer, "failed");
	}
	else if (facts->step_count > 0)
		learn_buffer_append_string(buffer, "every step succeeded");
	else
		learn_buffer_append_string(buffer, "no step was reported");
	if (facts->failed == NULL && facts->verification == LEARN_VERIFIED_FAILED)
		learn_buffer_append_string(buffer,
								   ", but the verification did not pass");
}

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

static LearnStatus
finish(LearnBuffer *reasoning, LearnCategory *category, LearnProblem *problem)
{
	category->reasoning = learn_buffer_detach(reasoning, NULL);
	if (category->reasoning != NULL)
		return LEARN_OK;
	learn_category_free(category);
	return out_of_memory(problem);
}

/*
 * No answer: says what was there to read and what was not.
 */
static LearnStatus
abstain(const LearnFacts *facts, const LearnEvidence *evidence,
		const LearnRuleMatch *weak, LearnCategory *category,
		LearnProblem *problem)
{
	LearnBuffer reasoning;

	learn_buffer_init(&reasoning, 0);
	append_outcome(&reasoning, facts);
	if (weak->type != LEARN_FAILURE_UNKNOWN)
		learn_buffer_append_format(&reasoning,
								   "; the evidence is too weak (%s)",
								   weak->reason);
	else if ((evidence->circumstances & LEARN_NO_MESSAGE) != 0)
		learn_buffer_append_string(
			&reasoning, "; there is no error text, and nothing in the state "
						"that any rule knows");
	else
		learn_buffer_append_string(
			&reasoning, "; no rule knows its error text, and nothing in the "
						"state says more");
	category->type = LEARN_FAILURE_UNKNOWN;
	category->confidence = 0;
	return finish(&reasoning, category, problem);
}

static LearnStatus
answer(const LearnFacts *facts, const LearnRuleMatch *best, int confidence,
	   LearnCategory *category, LearnProblem *problem)
{
	LearnBuffer reasoning;

	learn_buffer_init(&reasoning, 0);
	append_outcome(&reasoning, facts);
	learn_buffer_append_format(&reasoning, ": %s", best->reason);
	if (best->found.length > 0)
	{
		learn_buffer_append_format(&reasoning, " (%s has ",
								   learn_evidence_text_name(best->text));
		append_quoted(&reasoning, best->found.start, best->found.length,
					  QUOTE_LIMIT);
		learn_buffer_append_string(&reasoning, ")");
	}
	category->type = best->type;
	category->confidence = confidence / 100.0;
	return finish(&reasoning, category, problem);
}

/*
 * Asks every rule, and the hints.  *best is the surest match, *rival the
 * confidence of the surest match of another type, 0 when there is none.
 */
static void
ask_rules(LearnRuleSearch *search, LearnRuleMatch *best, int *rival)
{
	const LearnRuleTable *table = search->table;
	LearnRuleMatch by_type[LEARN_FAILURE_TYPES];
	LearnRuleMatch match;

	memset(by_type, 0, sizeof(by_type));
	memset(best, 0, sizeof(*best));
	for (int i = 0; i < table->rule_count; i++)
	{
		const LearnRule *rule = &table->rules[i];

		if (by_type[rule->type].confidence < rule->confidence &&
			learn_rule_matches(i, search, &match))
			by_type[rule->type] = match;
	}
	if (learn_hints_match(search, &match) &&
		by_type[match.type].confidence < match.confidence)
		by_type[match.type] = match;

	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		if (by_type[type].confidence > best->confidence)
			*best = by_type[type];
	}
	*rival = 0;
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		if ((int) best->type != type && by_type[type].confidence > *rival)
			*rival = by_type[type].confidence;
	}
}

/*
 * What the rules say, in words.
 */
static LearnStatus
conclude(const LearnFacts *facts, LearnRuleSearch *search,
		 LearnCategory *category, LearnProblem *problem)
{
	LearnRuleMatch best;
	int rival;
	int confidence;

	ask_rules(search, &best, &rival);
	if (facts->failed == NULL && facts->verification == LEARN_VERIFIED_PASSED)
		memset(&best, 0, sizeof(best)); /* it did not fail */
	if (best.confidence < FLOOR)
		return abstain(facts, search->evidence, &best, category, problem);
	confidence = best.confidence;
	if (confidence - rival < RIVAL_MARGIN)
		confidence -= RIVAL_COST;
	return answer(facts, &best, confidence, category, problem);
}

struct LearnClassifier
{
	const LearnRuleTable *table; /* borrowed */
	LearnPatternSet *rules;      /* owned, as the one below */
	LearnPatternSet *words;      /* those that gathering looks for */
};

LearnClassifier *
learn_classifier_create(void)
{
	return learn_classifier_create_from(&learn_rule_table);
}

LearnClassifier *
learn_classifier_create_from(const LearnRuleTable *table)
{
	LearnClassifier *classifier = calloc(1, sizeof(*classifier));

	if (classifier == NULL)
		return NULL;
	classifier->table = table;
	classifier->rules = learn_rules_patterns(table);
	classifier->words = learn_evidence_words();
	if (classifier->rules != NULL && classifier->words != NULL)
		return classifier;
	learn_classifier_free(classifier);
	return NULL;
}

void
learn_classifier_free(LearnClassifier *classifier)
{
	if (classifier == NULL)
		return;
	learn_pattern_set_free(classifier->rules);
	learn_pattern_set_free(classifier->words);
	free(classifier);
}

LearnStatus
learn_classify_facts(const LearnClassifier *classifier,
					 const LearnFacts *facts, LearnCategory *category,
					 LearnSignature *signature, LearnProblem *problem)
{
	LearnEvidence evidence;
	LearnRuleSearch search;
	LearnStatus status;

	memset(category, 0, sizeof(*category));
	status =
		learn_evidence_gather(classifier->words, facts, &evidence, problem);
	if (status != LEARN_OK)
		return status;
	if (learn_rule_search_init(&search, classifier->table, classifier->rules,
							   &evidence))
	{
		status = conclude(facts, &search, category, problem);
		learn_rule_search_free(&search);
	}
	else
		status = out_of_memory(problem);
	if (status == LEARN_OK && signature != NULL)
	{
		status = learn_signature_of(facts, &evidence, signature, problem);
		if (status != LEARN_OK)
			learn_category_free(category);
	}
	learn_evidence_free(&evidence);
	return status;
}

LearnStatus
learn_classify(const char *text, size_t length, LearnCategory *category,
			   LearnProblem *problem)
{
	LearnClassifier *classifier;
	LearnFacts facts;
	LearnStatus status;

	memset(category, 0, sizeof(*category));
	status = learn_facts_read(text, length, &facts, problem);
	if (status != LEARN_OK)
		return status;
	classifier = learn_classifier_create();
	if (classifier != NULL)
		status =
			learn_classify_facts(classifier, &facts, category, NULL, problem);
	else
		status = out_of_memory(problem);
	learn_classifier_free(classifier);
	learn_facts_free(&facts);
	return status;
}
