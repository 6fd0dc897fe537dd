/*-------------------------------------------------------------------------
 *
 * prompt_data.h
 *		The data part of a question to a model.
 *
 * One JSON object whose members are sections: the incident, the error, the
 * steps ...  A section takes what it needs, up to its own limit and to what is
 * left of the whole, so their order is the order of usefulness.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROMPT_DATA_H
#define LEARN_CORE_PROMPT_DATA_H

#include "core/buffer.h"
#include "core/facts.h"

typedef enum LearnPromptPurpose
{
	LEARN_PROMPT_CATEGORIZE,
	LEARN_PROMPT_IMPROVE
} LearnPromptPurpose;

/*
 * Appends what a question of this purpose shows of the facts.  LEARN_INVALID
 * when something that must be shown whole is too large.
 */
extern LearnStatus learn_prompt_data_append(LearnBuffer *buffer,
											const LearnFacts *facts,
											LearnPromptPurpose purpose,
											LearnProblem *problem);

#endif /* LEARN_CORE_PROMPT_DATA_H */
