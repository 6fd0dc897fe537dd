/*-------------------------------------------------------------------------
 *
 * json_read.h
 *		Reads JSON, by the letter.
 *
 * json-c's own parser is not used.  Even in its strict mode it takes NaN, 1.,
 * -.5, 'single quotes', raw control characters, overlong UTF-8 and lone
 * surrogates, and silently turns an integer that is too large into another
 * one; none of these survives a trip through jsonb.  And it allocates each
 * value by itself, which is most of what reading costs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_READ_H
#define LEARN_CORE_JSON_READ_H

#include "core/arena.h"
#include "core/json_value.h"
#include "core/problem.h"

/* Deepest nesting accepted, as in a telemetry state nobody would read. */
#define LEARN_JSON_DEPTH 64

/*
 * Reads exactly one JSON value of length bytes, by the letter of RFC 8259:
 * UTF-8, no trailing bytes but white space, depth at most LEARN_JSON_DEPTH; of
 * duplicate names the last one wins (as in jsonb).  Refused as well are U+0000
 * in a string or name, since PostgreSQL's text cannot hold one, and numbers
 * that would become another value here: integers beyond 64 bits, 1e999.
 * One pass, without recursion.
 *
 * LEARN_OK: *value lives in the arena, never NULL.  Otherwise LEARN_INVALID
 * or LEARN_OUT_OF_MEMORY with the reason, and the byte, in *problem; the
 * arena is the caller's to free all the same.
 */
extern LearnStatus learn_json_read(LearnArena *arena, const char *text,
								   size_t length, const LearnValue **value,
								   LearnProblem *problem);

/* The same for those who only want to know whether it can be read. */
extern LearnStatus learn_json_check(const char *text, size_t length,
									LearnProblem *problem);

#endif /* LEARN_CORE_JSON_READ_H */
