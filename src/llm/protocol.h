/*-------------------------------------------------------------------------
 *
 * protocol.h
 *		What the dialects have in common: pieces of a request, and of reading
 *		an answer.
 *
 * What comes back is a stranger's text: every member is looked up by name and
 * type, and whatever is not as expected makes the answer malformed.  Reasons
 * are in our words.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_PROTOCOL_H
#define LEARN_LLM_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/json_value.h"
#include "core/problem.h"
#include "llm/client.h"

/*
 * The length of a URL without its query, and without slashes at the end; the
 * query, with its question mark, goes to *query ("" when there is none).
 */
extern size_t learn_protocol_url_length(const char *url, const char **query);

/* Does the text of this length end with ending? */
extern bool learn_protocol_ends_with(const char *text, size_t length,
									 const char *ending);

/*
 * Appends what comes before a value, as it is, and then the value as a JSON
 * string.
 */
extern void learn_protocol_append_string(LearnBuffer *body, const char *before,
										 const char *value);

/*
 * Appends what comes before the schema of a call's answer, and then the schema
 * as it is, if it is JSON.
 */
extern LearnStatus learn_protocol_append_schema(LearnBuffer *body,
												const char *before,
												const LearnModelCall *call,
												LearnProblem *problem);

/* There is no answer: says why. */
extern void learn_protocol_give_up(LearnModelReply *reply,
								   LearnModelOutcome outcome,
								   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Parses an answer, which must be a JSON object, takes the model's name from
 * it and has the rest read by read_answer; the values are gone afterwards.
 * When it cannot be parsed, the reason is in the reply.
 */
extern void learn_protocol_read(const char *body, size_t length,
								LearnModelReply *reply,
								void (*read_answer)(const LearnValue *answer,
													LearnModelReply *reply));

/* A number of tokens as in a member of usage; -1: not told, or nonsense. */
extern long learn_protocol_tokens(const LearnValue *usage, const char *name);

/*
 * Ends reading with the text that was collected: moves it into the reply, as
 * an answer or, cut off, as a part of one, which may be empty.
 */
extern void learn_protocol_take_text(LearnModelReply *reply, LearnBuffer *text,
									 bool cut_off);

#endif /* LEARN_LLM_PROTOCOL_H */
