/*-------------------------------------------------------------------------
 *
 * openai.h
 *		The chat completions protocol, for dialects that only wrap it up
 *		differently.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_OPENAI_H
#define LEARN_LLM_OPENAI_H

#include "llm/dialect.h"

#define LEARN_COMPLETIONS_PATH "/chat/completions"

/* Appends the body of a call. */
extern LearnStatus learn_openai_append_body(const LearnEndpoint *endpoint,
											const LearnModelCall *call,
											LearnBuffer *body,
											LearnProblem *problem);

/* Reads an answer, as LearnReader wants it. */
extern void learn_openai_read(const char *body, size_t length,
							  LearnModelReply *reply);

#endif /* LEARN_LLM_OPENAI_H */
