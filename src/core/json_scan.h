/*-------------------------------------------------------------------------
 *
 * json_scan.h
 *		The letters of JSON: what json-c's parser is lenient about.
 *
 * Even in its strict mode json-c takes NaN, 1., -.5, 'single quotes', raw
 * control characters, overlong UTF-8 and lone surrogates, and silently turns
 * an integer that is too large into another one.  None of these survives a
 * trip through jsonb, so they are refused before json-c sees the text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_SCAN_H
#define LEARN_CORE_JSON_SCAN_H

#include "core/problem.h"

/*
 * Checks strings, numbers and words of a JSON text of length bytes, in one
 * pass and without recursion.  Its structure is left to the parser.  LEARN_OK,
 * or LEARN_INVALID with the reason and the byte in *problem.
 */
extern LearnStatus learn_json_scan(const char *text, size_t length,
								   LearnProblem *problem);

#endif /* LEARN_CORE_JSON_SCAN_H */
