/*-------------------------------------------------------------------------
 *
 * fuzz.h
 *		What fuzz targets share.
 *
 * A target reads foreign bytes as the system would, under the sanitizers, and
 * states what must hold whatever they are.  libFuzzer calls it with one input
 * after another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_FUZZ_H
#define LEARN_TEST_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "executor/utf8.h"

/* Called by libFuzzer. */
extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a target returns for an input that is not worth keeping. */
#define FUZZ_USELESS (-1)

/* What must hold; the input is kept by libFuzzer when it does not. */
#define FUZZ_REQUIRE(condition)                                               \
	do                                                                        \
	{                                                                         \
		if (!(condition))                                                     \
		{                                                                     \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
					#condition);                                              \
			abort();                                                          \
		}                                                                     \
	} while (0)

/*
 * A copy of an input with a terminator, and nothing behind that; the caller's.
 */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	FUZZ_REQUIRE(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* What PostgreSQL's text can be: UTF-8 without NUL. */
static inline bool
fuzz_is_text(const uint8_t *data, size_t size)
{
	return size == 0 || (memchr(data, '\0', size) == NULL &&
						 learn_is_utf8((const char *) data, size));
}

/* Two inputs in one, with a line "=====" between them; texts as above. */
typedef struct FuzzPair
{
	char *first;
	size_t first_length;
	char *second;
	size_t second_length;
} FuzzPair;

#define FUZZ_BETWEEN "\n=====\n"

static inline FuzzPair
fuzz_pair(const uint8_t *data, size_t size)
{
	static const size_t gap = sizeof(FUZZ_BETWEEN) - 1;
	const uint8_t *between =
		size > 0 ? memmem(data, size, FUZZ_BETWEEN, gap) : NULL;
	FuzzPair pair;

	pair.first_length = between != NULL ? (size_t) (between - data) : size;
	pair.second_length = between != NULL ? size - pair.first_length - gap : 0;
	pair.first = fuzz_text(data, pair.first_length);
	pair.second =
		fuzz_text(between != NULL ? between + gap : data, pair.second_length);
	return pair;
}

static inline void
fuzz_pair_free(FuzzPair *pair)
{
	free(pair->first);
	free(pair->second);
}

/* Is what came out text, and JSON? */
static inline void
fuzz_require_json(const char *text)
{
	LearnProblem problem;

	FUZZ_REQUIRE(text != NULL);
	FUZZ_REQUIRE(learn_is_utf8(text, strlen(text)));
	FUZZ_REQUIRE(learn_json_check(text, strlen(text), &problem) == LEARN_OK);
}

/* Who was refused is told why, in valid UTF-8. */
static inline void
fuzz_require_reason(const LearnProblem *problem)
{
	FUZZ_REQUIRE(problem->message[0] != '\0');
	FUZZ_REQUIRE(learn_is_utf8(problem->message, strlen(problem->message)));
	FUZZ_REQUIRE(learn_is_utf8(problem->where, strlen(problem->where)));
}

#endif /* LEARN_TEST_FUZZ_H */
