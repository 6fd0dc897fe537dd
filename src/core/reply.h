/*-------------------------------------------------------------------------
 *
 * reply.h
 *		Reads what a model answered.
 *
 * An answer is a stranger's text.  It is accepted as JSON by itself, inside
 * Markdown fences, or as the first complete object in surrounding chatter;
 * anything else is invalid, and the problem says why without quoting it.
 *
 * disguise is what the question was rendered with (prompt.h), NULL when it was
 * rendered as it is; what was taken out is put back (restoration.h).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REPLY_H
#define LEARN_CORE_REPLY_H

#include "core/disguise.h"
#include "core/draft.h"
#include "core/failure_type.h"
#include "core/problem.h"

/*
 * Reads {"failure_type", "reasoning", "confidence"}.  LEARN_OK: *category is
 * the caller's.  A type outside the six, a missing or empty reasoning, a
 * confidence that is no number from 0 to 1 make it invalid; a model may
 * answer "unknown" to abstain.  Reasoning is cut at 2000 bytes and control
 * characters in it become spaces.
 */
extern LearnStatus learn_reply_category(const char *text, size_t length,
										const LearnDisguise *disguise,
										LearnCategory *category,
										LearnProblem *problem);

/*
 * Reads a proposal and finishes it (draft.h).  facts is the facts document
 * that the request was rendered from.
 */
extern LearnStatus learn_reply_draft(const char *text, size_t length,
									 const LearnDisguise *disguise,
									 const char *facts, size_t facts_length,
									 LearnDraft *draft, LearnProblem *problem);

#endif /* LEARN_CORE_REPLY_H */
