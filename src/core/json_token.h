/*-------------------------------------------------------------------------
 *
 * json_token.h
 *		The letters of JSON: its strings, numbers and words.
 *
 * Private to json_read.c.  A text without its quotes and escapes, or a number,
 * is never longer than its source; so all of them, each with a terminator,
 * fit one piece of memory as long as the source and one byte more.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_TOKEN_H
#define LEARN_CORE_JSON_TOKEN_H

#include "core/json_value.h"

/*
 * The text being read.  Each function stops behind what it took; when one
 * returns false, "at" is where the reason stands.
 */
typedef struct LearnTokens
{
	const unsigned char *start;
	const unsigned char *at;
	const unsigned char *end;
	char *free;         /* where the next text goes */
	bool infinite;      /* a number was too large for a double */
	bool out_of_memory; /* why a function returned false; else ... */
	const char *reason; /* ... this; NULL: the text ends in the middle */
} LearnTokens;

/* Set the reason, and return false. */
extern bool learn_token_fail(LearnTokens *tokens, const char *reason);
extern bool learn_token_fail_memory(LearnTokens *tokens);

static inline void
learn_token_skip_space(LearnTokens *tokens)
{
	while (tokens->at < tokens->end && *tokens->at <= ' ' &&
		   (*tokens->at == ' ' || *tokens->at == '\n' || *tokens->at == '\t' ||
			*tokens->at == '\r'))
		tokens->at++;
}

/* A string, of which the quote is next. */
extern bool learn_token_string(LearnTokens *tokens, const char **text,
							   uint32_t *length);

/* A number, of which a sign or digit is next. */
extern bool learn_token_number(LearnTokens *tokens, LearnValue *value);

/* true, false or null. */
extern bool learn_token_word(LearnTokens *tokens, LearnValue *value);

#endif /* LEARN_CORE_JSON_TOKEN_H */
