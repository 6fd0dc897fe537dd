/*-------------------------------------------------------------------------
 *
 * test_json_value.c
 *		Unit tests of JSON as it was read: values, their members and numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <math.h>

#include "core/json_number.h"
#include "json_text.h"

static void
test_getters(void **state)
{
	LearnArena arena;
	const LearnValue *value;

	(void) state;
	learn_arena_init(&arena);
	value = value_of(&arena, "{'s':'t','n':1.5,'i':-3,'b':true,'f':false,"
							 "'z':null,'a':[1],'':'empty'}");
	assert_string_equal(learn_value_get_string(value, "s", "?"), "t");
	assert_string_equal(learn_value_get_string(value, "", "?"), "empty");
	assert_string_equal(learn_value_get_string(value, "n", "?"), "?");
	assert_null(learn_value_get_string(value, "z", NULL));
	assert_true(learn_value_get_number(value, "n", 0) == 1.5);
	assert_true(learn_value_get_number(value, "i", 0) == -3);
	assert_true(learn_value_get_number(value, "s", -1) == -1);
	assert_true(learn_value_is_true(learn_value_get(value, "b")));
	assert_false(learn_value_is_true(learn_value_get(value, "f")));
	assert_false(learn_value_is_true(NULL));
	assert_null(learn_value_get(value, "z"));
	assert_true(learn_value_has(value, "z"));
	assert_false(learn_value_has(value, "x"));
	assert_null(learn_value_get(NULL, "z"));
	assert_null(learn_value_get(learn_value_get(value, "a"), "z"));
	assert_null(learn_value_get_typed(value, "s", LEARN_VALUE_INTEGER));
	assert_non_null(learn_value_get_typed(value, "a", LEARN_VALUE_ARRAY));
	learn_arena_free(&arena);
	learn_arena_free(&arena);
}

/* An object of so many members, every name three times, in some order. */
static char *
shuffled_object(int count, unsigned step)
{
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	for (int round = 0; round < 3; round++)
	{
		for (int i = 0; i < count; i++)
			learn_buffer_append_format(&text, "%s\"k%u\":%d",
									   text.length == 0 ? "{" : ",",
									   (unsigned) i * step % (unsigned) count,
									   round * count + i);
	}
	learn_buffer_append_string(&text, "}");
	return learn_buffer_detach(&text, NULL);
}

/* Of one name the first place and the last value count, as for json-c. */
static void
test_duplicates(void **state)
{
	static const int counts[] = {1, 2, 5, 12, 13, 97, 5003};

	(void) state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
	{
		int count = counts[i];
		char *text = shuffled_object(count, 7919);
		json_object *expected = json_tokener_parse(text);
		json_object *built;
		LearnArena arena;
		const LearnValue *value;
		uint32_t members = 0;

		learn_arena_init(&arena);
		value = value_of(&arena, text);
		assert_int_equal(value->length, count);
		for (const LearnValue *member = value->first; member != NULL;
			 member = member->next)
		{
			assert_ptr_equal(learn_value_get(value, member->name), member);
			assert_ptr_equal(learn_value_get_like(value, member), member);
			members++;
		}
		assert_int_equal(members, count);
		assert_null(learn_value_get(value, "k"));
		assert_null(learn_value_get(value, "k10000"));
		assert_true(learn_json_build(value, &built));
		assert_string_equal(json_object_to_json_string(built),
							json_object_to_json_string(expected));
		json_object_put(built);
		json_object_put(expected);
		learn_arena_free(&arena);
		free(text);
	}
}

/* Written the same as by json-c, whatever it is. */
static void
test_build(void **state)
{
	static const char *const texts[] = {
		"null",
		"[]",
		"{}",
		"[null,true,false,\"\",\"a\\u00e9\\ud83d\\ude00\\n/\"]",
		"[0,-0,1,-1,1.50,-0.0,1E5,1e-7,0.1]",
		"[9223372036854775807,9223372036854775808,18446744073709551615]",
		"[-9223372036854775808,123456789012345678901234567890.5]",
		"{\"b\":{\"c\":[[{}]],\"a\":1},\"a\":null}",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		json_object *expected = json_tokener_parse(texts[i]);
		json_object *built = json_of(texts[i]);

		assert_string_equal(json_object_to_json_string(built),
							json_object_to_json_string(expected));
		json_object_put(built);
		json_object_put(expected);
	}
}

static void
test_equals_scalar(void **state)
{
	static const char *const texts[] = {
		"null",
		"true",
		"false",
		"0",
		"-0",
		"0.0",
		"-0.0",
		"1",
		"1.0",
		"10e-1",
		"1.5",
		"'1'",
		"''",
		"[1]",
		"{}",
		"'true'",
		"18446744073709551615",
		"18446744073709551616.0",
		"9007199254740993",
		"9007199254740992.0",
		"-9223372036854775808",
		"-9223372036854775808.0",
		"-1",
		"-1.0",
	};
	size_t count = sizeof(texts) / sizeof(*texts);

	(void) state;
	for (size_t i = 0; i < count * count; i++)
	{
		const char *left = texts[i / count];
		const char *right = texts[i % count];
		json_object *objects[] = {json_of(left), json_of(right)};
		LearnArena arena;
		const LearnValue *scalar;

		learn_arena_init(&arena);
		scalar = value_of(&arena, right);
		if (scalar->text != NULL &&
			learn_value_equals_scalar(value_of(&arena, left), scalar) !=
				learn_json_equal(objects[0], objects[1]))
			fail_msg("%s and %s", left, right);
		learn_arena_free(&arena);
		json_object_put(objects[0]);
		json_object_put(objects[1]);
	}
}

/* The nearest double is the one that strtod() finds. */
static void
test_nearest_double(void **state)
{
	uint64_t random = 1;
	double number;
	char text[64];

	(void) state;
	for (int i = 0; i < 50000; i++)
	{
		int digits;

		random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
		digits = 1 + (int) ((random >> 32) % 19);
		snprintf(text, sizeof(text), "%s%.*s.%.*se%d",
				 random % 2 == 0 ? "-" : "", 1 + digits / 3,
				 "1234567890123456789" + digits % 7, digits,
				 "9876543210987654321", (int) ((random >> 40) % 60) - 30);
		assert_true(learn_json_nearest_double(text, &number));
		if (number != strtod(text, NULL))
			fail_msg("%s is not %.17g", text, number);
	}
	assert_true(learn_json_nearest_double("-1e999", &number));
	assert_true(isinf(number) && number < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_getters),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_build),
		cmocka_unit_test(test_equals_scalar),
		cmocka_unit_test(test_nearest_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
