/*-------------------------------------------------------------------------
 *
 * json_text.h
 *		JSON literals for the unit tests.
 *
 * Included after cmocka.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_JSON_TEXT_H
#define LEARN_TEST_JSON_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "core/json.h"

/* Reads a literal, in which ' stands for ", into an arena. */
static inline const LearnValue *
value_of(LearnArena *arena, const char *literal)
{
	char *text = strdup(literal);
	const LearnValue *value;
	LearnProblem problem = {{0}, {0}};

	assert_non_null(text);
	for (char *at = text; *at != '\0'; at++)
		*at = *at == '\'' ? '"' : *at;
	if (learn_json_read(arena, text, strlen(text), &value, &problem) !=
		LEARN_OK)
		fail_msg("%s: %s", literal, problem.message);
	free(text);
	return value;
}

/* The same as an object of json-c, the caller's. */
static inline json_object *
json_of(const char *literal)
{
	LearnArena arena;
	json_object *object;

	learn_arena_init(&arena);
	assert_true(learn_json_build(value_of(&arena, literal), &object));
	learn_arena_free(&arena);
	return object;
}

/* Asserts that a JSON text equals a literal; takes and frees the text. */
static inline void
assert_json_text(char *text, const char *literal)
{
	json_object *expected = json_of(literal);
	json_object *value;
	bool equal;

	assert_non_null(text);
	assert_int_equal(learn_json_parse(text, strlen(text), &value, NULL),
					 LEARN_OK);
	equal = learn_json_equal(value, expected);
	json_object_put(value);
	json_object_put(expected);
	if (!equal)
		fail_msg("expected %s, got %s", literal, text);
	free(text);
}

#endif /* LEARN_TEST_JSON_TEXT_H */
