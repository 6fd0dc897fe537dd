/*-------------------------------------------------------------------------
 *
 * prompts.h
 *		The questions to models, in the words that are active.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_PROMPTS_H
#define LEARN_PG_ENGINE_PROMPTS_H

#include "pg/engine/engine.h"

/*
 * Renders the question of a work into work->prompt, in work->disguise, and says
 * in work->prompt_version by which wording.  The wording is read once for each
 * batch.  Raises when none is active, or when what must be in the question
 * does not fit into it.  The caller is connected to SPI.
 */
extern void learn_prompts_render(LearnBatch *batch, LearnWork *work,
								 const LearnFacts *facts);

#endif /* LEARN_PG_ENGINE_PROMPTS_H */
