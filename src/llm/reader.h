/*-------------------------------------------------------------------------
 *
 * reader.h
 *		Who makes a reply out of the answer to a request.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_READER_H
#define LEARN_LLM_READER_H

#include "llm/client.h"

/*
 * Given along with a request, and come back with its result: a static table,
 * because it must outlive the request.
 */
typedef struct LearnReader
{
	/*
	 * Reads the body of a 2xx answer into reply, of which everything that HTTP
	 * tells is filled: sets outcome, text, tokens, model, error.
	 */
	void (*read)(const char *body, size_t length, LearnModelReply *reply);

	/*
	 * The status of the answer says it all: a body that is too large, or ends
	 * early, is no failure; read() is then given what there is, or "".
	 */
	bool status_suffices;
} LearnReader;

#endif /* LEARN_LLM_READER_H */
