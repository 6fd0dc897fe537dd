/*-------------------------------------------------------------------------
 *
 * dialect.h
 *		How one kind of model endpoint is spoken to.
 *
 * A dialect is a table of two pure functions; adding a provider means adding
 * one file with one table and a line in dialect.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_DIALECT_H
#define LEARN_LLM_DIALECT_H

#include "core/buffer.h"
#include "core/problem.h"
#include "llm/client.h"

typedef struct LearnDialect
{
	const char *name; /* as in learn.dialect */

	/*
	 * Appends the URL, the request headers ("Name: value" each, through
	 * add_header) and the body for a call.
	 */
	LearnStatus (*build)(const LearnEndpoint *endpoint,
						 const LearnModelCall *call, LearnBuffer *url,
						 LearnBuffer *body,
						 bool (*add_header)(void *context, const char *name,
											const char *value),
						 void *context, LearnProblem *problem);

	/*
	 * Reads the body of a 2xx answer into reply: outcome, text, tokens, model.
	 */
	void (*read)(const char *body, size_t length, LearnModelReply *reply);
} LearnDialect;

/* NULL when there is none of that name. */
extern const LearnDialect *learn_dialect_find(const char *name);

extern const LearnDialect learn_dialect_openai;

#endif /* LEARN_LLM_DIALECT_H */
