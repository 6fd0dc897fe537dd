/*-------------------------------------------------------------------------
 *
 * json_scan.h
 *		The letters of JSON: what json-c's parser is lenient about.
 *
 * Even in its strict mode json-c takes NaN, 1., -.5, 'single quotes', raw
 * control characters, overlong UTF-8 and lone surrogates, and silently turns
 * an integer that is too large into another one.  None of these survives a
 * trip through jsonb, so they are refused before json-c sees the text.  With
 * the comma that nothing follows, and comments, that is all that the strict
 * mode is for; it is not used, since that of json-c 0.18 refuses whatever is
 * not ASCII.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_SCAN_H
#define LEARN_CORE_JSON_SCAN_H

#include "core/problem.h"

/*
 * Checks strings, numbers, words and commas of a JSON text of length bytes, in
 * one pass and without recursion.  The rest of its structure is left to the
 * parser.  LEARN_OK,
 * or LEARN_INVALID with the reason and the byte in *problem.
 */
extern LearnStatus learn_json_scan(const char *text, size_t length,
								   LearnProblem *problem);

#endif /* LEARN_CORE_JSON_SCAN_H */
