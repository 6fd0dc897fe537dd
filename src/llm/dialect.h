/*-------------------------------------------------------------------------
 *
 * dialect.h
 *		How one kind of model endpoint is spoken to.
 *
 * A dialect is a table of pure functions; adding a provider means adding one
 * file with one table and a line in dialect.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_DIALECT_H
#define LEARN_LLM_DIALECT_H

#include "core/buffer.h"
#include "core/problem.h"
#include "llm/client.h"
#include "llm/headers.h"
#include "llm/reader.h"

/* A request in the making; what it holds is freed by who began it. */
typedef struct LearnOutgoingRequest
{
	LearnBuffer url;
	LearnHeaders headers;
	LearnBuffer body;
} LearnOutgoingRequest;

typedef struct LearnDialect
{
	const char *name;   /* as in learn.dialect */
	LearnReader reader; /* of the answers */

	/* What this dialect wants of an endpoint; NULL: nothing particular. */
	LearnStatus (*check)(const LearnEndpoint *endpoint, LearnProblem *problem);

	/*
	 * Fills an empty request for a call to an endpoint that has passed check.
	 * Memory that runs out in a buffer is noticed by the caller.
	 */
	LearnStatus (*compose)(const LearnEndpoint *endpoint,
						   const LearnModelCall *call,
						   LearnOutgoingRequest *request,
						   LearnProblem *problem);
} LearnDialect;

/* NULL when there is none of that name. */
extern const LearnDialect *learn_dialect_find(const char *name);

/* Appends the names of all, with commas between them. */
extern void learn_dialect_append_names(LearnBuffer *names);

extern const LearnDialect learn_dialect_openai;
extern const LearnDialect learn_dialect_azure;
extern const LearnDialect learn_dialect_anthropic;

#endif /* LEARN_LLM_DIALECT_H */
