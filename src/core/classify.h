/*-------------------------------------------------------------------------
 *
 * classify.h
 *		The built-in classifier: why did this execution fail?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_CLASSIFY_H
#define LEARN_CORE_CLASSIFY_H

#include "core/facts.h"
#include "core/failure_type.h"
#include "core/signature.h"

/*
 * The rules, made ready for use.  Making one takes as long as classifying
 * some executions, so who classifies many keeps one; it never changes.
 */
typedef struct LearnClassifier LearnClassifier;

struct LearnRuleTable; /* rules.h */

/* With the rules that are built in.  NULL: no memory. */
extern LearnClassifier *learn_classifier_create(void);

/* With these, which must live as long as the classifier.  NULL: no memory. */
extern LearnClassifier *learn_classifier_create_from(
	const struct LearnRuleTable *table);

/* Frees the classifier; NULL is allowed. */
extern void learn_classifier_free(LearnClassifier *classifier);

/*
 * Fills *category, which the caller frees with learn_category_free().  The
 * classifier may abstain: type LEARN_FAILURE_UNKNOWN, confidence 0, and a
 * reasoning that says what was missing.  Deterministic.  The time is linear
 * in the length of the texts, which are read up to a bound.  Unless signature
 * is NULL, it is filled as learn_signature_of() does, with the same evidence,
 * and the caller's as well.
 */
extern LearnStatus learn_classify_facts(const LearnClassifier *classifier,
										const LearnFacts *facts,
										LearnCategory *category,
										LearnSignature *signature,
										LearnProblem *problem);

/*
 * The same for one facts document (or an execution alone, see facts.h) and a
 * classifier of its own.
 */
extern LearnStatus learn_classify(const char *facts, size_t length,
								  LearnCategory *category,
								  LearnProblem *problem);

#endif /* LEARN_CORE_CLASSIFY_H */
