/*-------------------------------------------------------------------------
 *
 * test_json.c
 *		Unit tests of strict JSON.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "json_text.h"

static LearnStatus
parse_bytes(const char *text, size_t length, char *message)
{
	json_object *value;
	LearnProblem problem = {{0}, {0}};
	LearnStatus status = learn_json_parse(text, length, &value, &problem);

	if (status != LEARN_OK)
		assert_null(value);
	assert_int_equal(learn_json_check(text, length, NULL), status);
	json_object_put(value);
	if (message != NULL)
		strcpy(message, problem.message);
	return status;
}

static void
test_accepts(void **state)
{
	static const char *const texts[] = {
		"null",
		" true ",
		"false\n",
		"0",
		"-0",
		"-1.5e-3",
		"1E5",
		"18446744073709551615",
		"-9223372036854775808",
		"1.7976931348623157e308",
		"1e-999",
		"\"\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\"",
		"\"\\ud83d\\ude00\"",
		"\"\\\\u0000\"",
		"\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\"",
		"\"\x7f\"",
		"[]",
		"{}",
		" { \"a\" : [ 1 , { } ] } ",
		"{\"\":1}",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		if (parse_bytes(texts[i], strlen(texts[i]), NULL) != LEARN_OK)
			fail_msg("refused: %s", texts[i]);
	}
}

static void
test_refuses(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"NaN",
		"nan",
		"[NaN]",
		"Infinity",
		"-Infinity",
		"-Inf",
		"1e999",
		"[{\"a\":-1e999}]",
		"18446744073709551616",
		"-9223372036854775809",
		"123456789012345678901234567890",
		"01",
		"-01",
		"1.",
		"[1.]",
		".5",
		"-.5",
		"-",
		"+1",
		"1e",
		"1e+",
		"0x10",
		"1_0",
		"1.5.5",
		"--1",
		"'a'",
		"{'a':1}",
		"{a:1}",
		"[1,]",
		"{\"a\":1,}",
		"[1 2]",
		"{\"a\" 1}",
		"{\"a\":1 \"b\":2}",
		"{1:2}",
		"/**/1",
		"1//",
		"True",
		"TRUE",
		"nUll",
		"tru",
		"truex",
		"truetrue",
		"\"a\tb\"",
		"\"\x01\"",
		"{\"a\nb\":1}",
		"\"\\q\"",
		"\"\\x41\"",
		"\"\\u12\"",
		"\"\\u00g0\"",
		"\"\\u0000\"",
		"{\"a\\u0000b\":1}",
		"\"\\ud800\"",
		"\"\\ud800x\"",
		"\"\\ud800\\u0041\"",
		"\"\\udc00\"",
		"\"\xff\"",
		"\"\xc0\x80\"",
		"\"\xc1\xbf\"",
		"\"\xe0\x80\x80\"",
		"\"\xed\xa0\x80\"",
		"\"\xf0\x80\x80\x80\"",
		"\"\xf4\x90\x80\x80\"",
		"\"\xf8\x88\x80\x80\x80\"",
		"\"\xc3\"",
		"\"\xe2\x82\"",
		"\"\x80\"",
		"\xef\xbb\xbf"
		"1",
		"1 2",
		"{}{}",
		"[1]x",
		"1\v",
		"\f1",
		"[",
		"]",
		"{",
		"[[]",
		"\"",
		"\"\\",
		"\"\\u",
		"\"abc",
		",",
		":",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		char *exact = malloc(strlen(texts[i]) + 1);
		char message[sizeof(((LearnProblem *) NULL)->message)];

		/* Without a terminator, so that reading beyond the end shows. */
		memcpy(exact, texts[i], strlen(texts[i]));
		exact = realloc(exact, strlen(texts[i]) > 0 ? strlen(texts[i]) : 1);
		if (parse_bytes(exact, strlen(texts[i]), message) != LEARN_INVALID)
			fail_msg("accepted: %s", texts[i]);
		assert_true(strlen(message) > 0);
		free(exact);
	}
	assert_int_equal(parse_bytes("1\0", 2, NULL), LEARN_INVALID);
	assert_int_equal(parse_bytes("\"a\0b\"", 5, NULL), LEARN_INVALID);
}

static void
test_depth(void **state)
{
	char text[2 * (LEARN_JSON_DEPTH + 10)];
	size_t deepest = 0;

	(void) state;
	for (size_t depth = 1; depth < LEARN_JSON_DEPTH + 5; depth++)
	{
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		if (parse_bytes(text, 2 * depth, NULL) == LEARN_OK)
			deepest = depth;
	}
	assert_in_range(deepest, LEARN_JSON_DEPTH - 1, LEARN_JSON_DEPTH);
}

static void
test_messages_name_the_byte(void **state)
{
	char message[sizeof(((LearnProblem *) NULL)->message)];

	(void) state;
	assert_int_equal(parse_bytes("[1, NaN]", 8, message), LEARN_INVALID);
	assert_string_equal(
		message, "JSON text is malformed at byte 5: unexpected character");
	assert_int_equal(parse_bytes("[\"secret\\q\"]", 12, message),
					 LEARN_INVALID);
	assert_null(strstr(message, "secret"));
}

static void
test_getters(void **state)
{
	json_object *value =
		json_of("{'s':'t','n':1.5,'i':3,'b':true,'z':null,'s':'last'}");

	(void) state;
	assert_string_equal(learn_json_get_string(value, "s", "?"), "last");
	assert_string_equal(learn_json_get_string(value, "n", "?"), "?");
	assert_null(learn_json_get_string(value, "z", NULL));
	assert_true(learn_json_get_number(value, "n", 0) == 1.5);
	assert_true(learn_json_get_number(value, "i", 0) == 3);
	assert_true(learn_json_get_number(value, "s", -1) == -1);
	assert_true(learn_json_get_boolean(value, "b", false));
	assert_true(learn_json_get_boolean(value, "s", true));
	assert_null(learn_json_get(value, "z"));
	assert_null(learn_json_get(NULL, "z"));
	assert_null(learn_json_get(learn_json_get(value, "s"), "z"));
	assert_null(learn_json_get_typed(value, "s", json_type_int));
	json_object_put(value);
}

static void
test_compare_numbers(void **state)
{
	/* In ascending order; those on one line are equal. */
	static const char *const lines[][2] = {
		{"-1e300", "-1e300"},
		{"-9223372036854775808", "-9223372036854775808.0"},
		{"-9223372036854775807", "-9223372036854775807"},
		{"-1.5", "-1.5"},
		{"-1", "-1.0"},
		{"-0.5", "-5e-1"},
		{"0", "-0.0"},
		{"0.5", "0.50"},
		{"1", "1.0"},
		{"1.5", "1.5"},
		{"9007199254740992", "9007199254740992.0"},
		{"9007199254740993", "9007199254740993"},
		{"9223372036854775807", "9223372036854775807"},
		{"9223372036854775808", "9223372036854775808.0"},
		{"18446744073709551615", "18446744073709551615"},
		{"18446744073709551616.0", "1.8446744073709551616e19"},
		{"1e300", "1e300"},
	};
	size_t count = sizeof(lines) / sizeof(lines[0]);

	(void) state;
	for (size_t i = 0; i < 2 * count; i++)
	{
		for (size_t j = 0; j < 2 * count; j++)
		{
			json_object *left = json_of(lines[i / 2][i % 2]);
			json_object *right = json_of(lines[j / 2][j % 2]);
			int order = learn_json_compare_numbers(left, right);
			int expected = (i / 2 > j / 2) - (i / 2 < j / 2);

			if (order != expected)
				fail_msg("%s and %s compare as %d", lines[i / 2][i % 2],
						 lines[j / 2][j % 2], order);
			assert_int_equal(learn_json_equal(left, right), expected == 0);
			json_object_put(left);
			json_object_put(right);
		}
	}
}

static void
test_equal(void **state)
{
	static const struct
	{
		const char *left;
		const char *right;
		bool equal;
	} cases[] = {
		{"null", "null", true},
		{"null", "false", false},
		{"'1'", "1", false},
		{"true", "true", true},
		{"true", "1", false},
		{"'a'", "'a'", true},
		{"'a'", "'ab'", false},
		{"{'a':1,'b':[2,{}]}", "{'b':[2.0,{}],'a':1}", true},
		{"{'a':null}", "{}", false},
		{"{'a':null}", "{'b':null}", false},
		{"[1,2]", "[2,1]", false},
		{"[1]", "[1,1]", false},
		{"[]", "{}", false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		json_object *left = json_of(cases[i].left);
		json_object *right = json_of(cases[i].right);

		assert_int_equal(learn_json_equal(left, right), cases[i].equal);
		assert_int_equal(learn_json_equal(right, left), cases[i].equal);
		json_object_put(left);
		json_object_put(right);
	}
}

/* Sets: neither order nor repetition counts; what is no array is empty. */
static void
test_subsets(void **state)
{
	static const struct
	{
		const char *array;
		const char *other;
		bool subset;
	} cases[] = {
		{"[]", "[]", true},
		{"[]", "[1]", true},
		{"[2,1,1]", "[1,2.0,3]", true},
		{"[1,4]", "[1,2,3]", false},
		{"['a']", "['A']", false},
		{"[[1]]", "[[1]]", true},
		{"null", "[1]", true},
		{"[1]", "null", false},
		{"{'a':1}", "[]", true},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		json_object *array = json_of(cases[i].array);
		json_object *other = json_of(cases[i].other);

		assert_int_equal(learn_json_is_subset(array, other), cases[i].subset);
		json_object_put(array);
		json_object_put(other);
	}
}

static void
test_sorted_text(void **state)
{
	json_object *value =
		json_of("{'b':[1.50,{'z':null,'a':'/\\n'}],'a\\u00e4':1,'a':true}");
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 0);
	assert_true(learn_json_append_sorted(&buffer, value));
	assert_string_equal(buffer.data,
						"{\"a\":true,\"a\xc3\xa4\":1,"
						"\"b\":[1.50,{\"a\":\"/\\n\",\"z\":null}]}");
	learn_buffer_free(&buffer);

	learn_buffer_init(&buffer, 10);
	assert_false(learn_json_append_sorted(&buffer, value));
	learn_buffer_free(&buffer);
	json_object_put(value);
}

static void
test_builders(void **state)
{
	json_object *inner = json_of("[1]");
	json_object *object = json_object_new_object();
	size_t length;
	char *text;

	(void) state;
	assert_true(learn_json_add(object, "a", json_object_new_int(1)));
	assert_false(learn_json_add(object, "b", NULL));
	assert_true(learn_json_share(object, "c", NULL));
	assert_true(learn_json_share(object, "d", inner));
	assert_false(learn_json_append(inner, NULL));
	assert_true(learn_json_append(inner, json_object_new_string("/")));
	text = learn_json_text(object, &length);
	assert_string_equal(text, "{\"a\":1,\"c\":null,\"d\":[1,\"/\"]}");
	assert_int_equal(length, strlen(text));
	free(text);
	json_object_put(object);
	assert_int_equal(json_object_array_length(inner), 2);
	json_object_put(inner);
}

static void
test_copy_is_deep(void **state)
{
	json_object *value = json_of("{'a':{'b':1}}");
	json_object *copy = learn_json_copy(value);

	(void) state;
	json_object_object_del(learn_json_get(copy, "a"), "b");
	assert_non_null(learn_json_get(learn_json_get(value, "a"), "b"));
	json_object_put(value);
	json_object_put(copy);
	assert_null(learn_json_copy(NULL));
}

/* The same bytes as json-c writes, whatever stands where. */
static void
test_append_string(void **state)
{
	char text[40];

	(void) state;
	for (size_t length = 0; length < sizeof(text); length++)
	{
		for (int byte = 1; byte < 0x100; byte++)
		{
			json_object *string;
			LearnBuffer buffer;

			memset(text, 'x', sizeof(text));
			if (length > 0)
				text[length / 2] = (char) byte;
			if (length > 2)
				text[length - 1] = (char) byte;
			string = json_object_new_string_len(text, (int) length);
			learn_buffer_init(&buffer, 0);
			assert_true(learn_json_append_string(&buffer, text, length));
			assert_string_equal(buffer.data,
								json_object_to_json_string_ext(
									string,
									JSON_C_TO_STRING_PLAIN |
										JSON_C_TO_STRING_NOSLASHESCAPE));
			learn_buffer_free(&buffer);
			json_object_put(string);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_messages_name_the_byte),
		cmocka_unit_test(test_getters),
		cmocka_unit_test(test_compare_numbers),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_subsets),
		cmocka_unit_test(test_sorted_text),
		cmocka_unit_test(test_builders),
		cmocka_unit_test(test_copy_is_deep),
		cmocka_unit_test(test_append_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
