/*-------------------------------------------------------------------------
 *
 * improve.h
 *		The built-in improver: composes a draft from known remedies.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_H
#define LEARN_CORE_IMPROVE_H

#include "core/draft.h"
#include "core/problem.h"

/* What stands in generated_by and generation_model of its drafts. */
#define LEARN_IMPROVE_ENGINE "builtin"

/*
 * Reads a facts document and proposes the next version of its runbook.
 *
 * LEARN_OK: *draft is finished (draft.h) and the caller's.  LEARN_NOTHING: no
 * remedy fits, or a reviewer asked for changes in words, which this engine
 * cannot follow; *problem says which.  LEARN_REFUSED: what it has to propose
 * must not be queued (draft.h).  LEARN_INVALID: the facts are unusable.
 */
extern LearnStatus learn_improve(const char *facts, size_t length,
								 LearnDraft *draft, LearnProblem *problem);

#endif /* LEARN_CORE_IMPROVE_H */
