/*-------------------------------------------------------------------------
 *
 * client.h
 *		One question to a model: which endpoint, which model, what came back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_CLIENT_H
#define LEARN_LLM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/problem.h"
#include "llm/transport.h"

/* Structured output: what the endpoint is asked to enforce. */
typedef enum LearnStructuredOutput
{
	LEARN_OUTPUT_JSON_SCHEMA, /* the answer's JSON Schema */
	LEARN_OUTPUT_JSON_OBJECT, /* any JSON object */
	LEARN_OUTPUT_TEXT         /* nothing: older servers refuse the others */
} LearnStructuredOutput;

/* Where and how to ask.  All strings are borrowed during the call. */
typedef struct LearnEndpoint
{
	const char *dialect; /* a name in dialect.c */
	const char *url;     /* base, such as https://api.openai.com/v1 */
	const char *key;     /* NULL: none is sent */
	const char *ca_file; /* NULL: the system's store */
	LearnStructuredOutput structured_output;
	long connect_timeout_ms;
	long timeout_ms;
	size_t reply_limit; /* bytes of the HTTP body */
} LearnEndpoint;

typedef struct LearnModelCall
{
	const char *model;
	const char *system;
	const char *user;
	const char *schema_name;
	const char *schema; /* JSON text */
	bool strict;
	int max_tokens;     /* of the answer */
	double temperature; /* negative: the model's own, also if refused */
} LearnModelCall;

typedef enum LearnModelOutcome
{
	LEARN_MODEL_ANSWERED,     /* text is there */
	LEARN_MODEL_CUT_OFF,      /* the answer hit max_tokens; text is the part */
	LEARN_MODEL_REFUSED,      /* the model or its filter declined */
	LEARN_MODEL_RATE_LIMITED, /* HTTP 429: come back later */
	LEARN_MODEL_UNAVAILABLE,  /* network, timeout, HTTP 408 and 5xx */
	LEARN_MODEL_MISCONFIGURED, /* other HTTP 3xx and 4xx: key, model, request */
	LEARN_MODEL_MALFORMED /* not an answer of this protocol, or too large */
} LearnModelOutcome;

typedef struct LearnModelReply
{
	void *owner; /* as given with the request */
	LearnModelOutcome outcome;
	char *text; /* malloc'ed valid UTF-8 without NUL, or NULL */
	size_t text_length;
	long http_status; /* 0: none */
	bool unreachable; /* nothing came back: the endpoint is away */
	long retry_after; /* seconds; -1: none */
	long tokens_in;   /* -1: not told */
	long tokens_out;  /* -1: not told */
	double seconds;
	char model[128]; /* the model that answered, as it says; "" */
	char error[320]; /* one precise reason unless ANSWERED; made of
								 * our words and curl's, never the server's */
} LearnModelReply;

/* "answered", "cut_off", ... as stored in learn.llm_calls. */
extern const char *learn_model_outcome_name(LearnModelOutcome outcome);

/*
 * Checks an endpoint (dialect, URL, key's characters) without using it.
 */
extern LearnStatus learn_client_check(const LearnEndpoint *endpoint,
									  LearnProblem *problem);

/*
 * Sends a call.  On LEARN_OK learn_client_next() will give its reply exactly
 * once.  Everything borrowed may go when this returns.
 */
extern LearnStatus learn_client_ask(LearnTransport *transport,
									const LearnEndpoint *endpoint,
									const LearnModelCall *call, void *owner,
									LearnProblem *problem);

/*
 * Takes one reply; false when none is ready.  The caller frees it with
 * learn_model_reply_free().  All requests of this transport must have been
 * started by learn_client_ask() or learn_webhook_send().
 */
extern bool learn_client_next(LearnTransport *transport,
							  LearnModelReply *reply);

/* Frees what the reply owns; safe when only zeroed. */
extern void learn_model_reply_free(LearnModelReply *reply);

#endif /* LEARN_LLM_CLIENT_H */
