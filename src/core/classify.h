/*-------------------------------------------------------------------------
 *
 * classify.h
 *		The built-in classifier: why did this execution fail?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_CLASSIFY_H
#define LEARN_CORE_CLASSIFY_H

#include "core/failure_type.h"
#include "core/problem.h"

/*
 * Reads a facts document (or an execution alone, see facts.h) and fills
 * *category, which the caller frees with learn_category_free().  The
 * classifier may abstain: type LEARN_FAILURE_UNKNOWN, confidence 0, and a
 * reasoning that says what was missing.  Deterministic.  The time is linear
 * in the length of the text, which is read up to a bound.
 */
extern LearnStatus learn_classify(const char *facts, size_t length,
								  LearnCategory *category,
								  LearnProblem *problem);

#endif /* LEARN_CORE_CLASSIFY_H */
