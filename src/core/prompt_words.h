/*-------------------------------------------------------------------------
 *
 * prompt_words.h
 *		The wording of a question to a model: what administrators may edit.
 *
 * A wording has two parts: who the model is to be (system), and what it is
 * asked and by which rules (instructions).  In the instructions placeholders
 * stand for what only the code knows:
 *
 *	{{failure_types}}	a line for each type of failure, with its meaning, and
 *						one for "unknown"
 *	{{schema}}			the JSON Schema of the answer
 *
 * What keeps a question safe is no part of the wording; see prompt.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROMPT_WORDS_H
#define LEARN_CORE_PROMPT_WORDS_H

#include <stdbool.h>

#include "core/buffer.h"
#include "core/problem.h"

typedef enum LearnPromptPurpose
{
	LEARN_PROMPT_CATEGORIZE, /* why did it fail? */
	LEARN_PROMPT_IMPROVE,    /* write a better version */
	LEARN_PROMPT_REVISE      /* write a draft again, as a reviewer asked */
} LearnPromptPurpose;

#define LEARN_PROMPT_PURPOSES (LEARN_PROMPT_REVISE + 1)

/* The longest wording, both parts together, in bytes. */
#define LEARN_PROMPT_WORDS_MAX 24000

/* The strings are the caller's. */
typedef struct LearnPromptWords
{
	LearnPromptPurpose purpose;
	const char *system;       /* UTF-8 */
	const char *instructions; /* UTF-8 */
} LearnPromptWords;

/* "categorize", "improve" or "revise". */
extern const char *learn_prompt_purpose_name(LearnPromptPurpose purpose);

/* The purpose of that name; false when there is none. */
extern bool learn_prompt_purpose_parse(const char *name,
									   LearnPromptPurpose *purpose);

/*
 * May these words be used?  LEARN_INVALID when a part is blank, when both
 * together are too long, or when something in double braces is not one of the
 * placeholders above; the problem is at "system" or "instructions".
 */
extern LearnStatus learn_prompt_words_check(const LearnPromptWords *words,
											LearnProblem *problem);

/*
 * Appends the instructions with the placeholders replaced.  *has_schema says
 * whether the schema was among them.  LEARN_INVALID as above.
 */
extern LearnStatus learn_prompt_words_append(LearnBuffer *buffer,
											 const LearnPromptWords *words,
											 const char *schema,
											 bool *has_schema,
											 LearnProblem *problem);

#endif /* LEARN_CORE_PROMPT_WORDS_H */
