/*-------------------------------------------------------------------------
 *
 * prompt_data.h
 *		The data part of a question to a model.
 *
 * One JSON object whose members are sections: the incident, the error, the
 * steps ...  They stand in the order of their usefulness.  Each takes what it
 * needs, up to its own limit and to what is left of the whole; where that is
 * too little for even the shortest excerpt, this section and all behind it are
 * left out, and the member "left_out" names them.  So with less room they
 * disappear from the end, whatever their sizes.
 *
 * The runbook, and the draft under revision, are shown whole and as they are,
 * but for secrets and personal data.  Everything else is an excerpt
 * (excerpt.h) without these, and without private names.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROMPT_DATA_H
#define LEARN_CORE_PROMPT_DATA_H

#include "core/buffer.h"
#include "core/disguise.h"
#include "core/facts.h"
#include "core/prompt_words.h"

/*
 * Appends what a question of this purpose shows of the facts, in disguise, at
 * most limit bytes.  LEARN_INVALID when something that must be shown whole
 * does not fit; the problem is there.
 */
extern LearnStatus learn_prompt_data_append(
	LearnBuffer *buffer, const LearnFacts *facts, LearnPromptPurpose purpose,
	LearnDisguise *disguise, size_t limit, LearnProblem *problem);

#endif /* LEARN_CORE_PROMPT_DATA_H */
