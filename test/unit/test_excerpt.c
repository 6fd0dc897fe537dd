/*-------------------------------------------------------------------------
 *
 * test_excerpt.c
 *		Unit tests of excerpt.c: foreign JSON, shortened until it fits.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/excerpt.h"
#include "core/json_read.h"
#include "json_text.h"

static void
test_excerpt(void **state)
{
	static const struct
	{
		const char *json;
		size_t string_max;
		size_t limit;
		const char *excerpt; /* NULL: does not fit */
	} cases[] = {
		{"null", 10, 4, "null"},
		{"null", 10, 3, NULL},
		{"null", 10, 0, NULL},
		{"[1,2.5,true,{\"a\":[]}]", 10, 100, "[1,2.5,true,{\"a\":[]}]"},
		{"\"0123456789\"", 10, 100, "\"0123456789\""},
		{"\"0123456789x\"", 10, 100,
		 "\"01234 [... 1 bytes left out ...] 6789x\""},
		{"\"\\\"\\\\\\n\\t\\u0001/\"", 10, 100, "\"\\\"\\\\\\n\\t\\u0001/\""},
		{"\"\xC3\xA4\xC3\xA4\xC3\xA4\"", 5, 100,
		 "\"\xC3\xA4 [... 2 bytes left out ...] \xC3\xA4\""},
		{"{\"a\\u200b\":1}", 10, 100, "{\"a\xEF\xBF\xBD\":1}"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		const LearnValue *value;
		LearnArena arena;
		LearnBuffer buffer;
		LearnExcerptRules rules = {.string_max = cases[i].string_max,
								   .limit = cases[i].limit};
		bool fits;

		learn_arena_init(&arena);
		learn_buffer_init(&buffer, 0);
		learn_buffer_append_string(&buffer, "");
		assert_int_equal(learn_json_read(&arena, cases[i].json,
										 strlen(cases[i].json), &value, NULL),
						 LEARN_OK);
		fits = learn_excerpt_append(&buffer, value, &rules);
		assert_true(fits == (cases[i].excerpt != NULL));
		assert_string_equal(buffer.data, fits ? cases[i].excerpt : "");
		assert_int_equal(buffer.limit, 0);
		learn_buffer_free(&buffer);
		learn_arena_free(&arena);
	}
}

/* Of 205 elements the first and last 100 are shown, of members the first. */
static void
test_excerpt_of_many(void **state)
{
	LearnBuffer array;
	LearnBuffer object;
	LearnBuffer excerpt;
	LearnArena arena;
	const LearnValue *value;
	LearnExcerptRules rules = {.string_max = 100, .limit = 10000};

	(void) state;
	learn_arena_init(&arena);
	learn_buffer_init(&array, 0);
	learn_buffer_init(&object, 0);
	learn_buffer_init(&excerpt, 0);
	for (int i = 0; i < 205; i++)
	{
		learn_buffer_append_format(&array, "%s%d", i == 0 ? "[" : ",", i);
		learn_buffer_append_format(&object, "%s\"m%d\":%d", i == 0 ? "{" : ",",
								   i, i);
	}
	learn_buffer_append_string(&array, "]");
	learn_buffer_append_string(&object, "}");

	assert_int_equal(learn_json_read(&arena, array.data, array.length, &value,
									 NULL),
					 LEARN_OK);
	assert_true(learn_excerpt_append(&excerpt, value, &rules));
	assert_non_null(
		strstr(excerpt.data, ",98,99,\"[... 5 elements left out ...]\",105,"));
	assert_memory_equal(excerpt.data + excerpt.length - 5, ",204]", 5);

	learn_buffer_truncate(&excerpt, 0);
	assert_int_equal(learn_json_read(&arena, object.data, object.length,
									 &value, NULL),
					 LEARN_OK);
	assert_true(learn_excerpt_append(&excerpt, value, &rules));
	assert_non_null(
		strstr(excerpt.data, ",\"m199\":199,\"...\":\"5 members left out\"}"));

	/* With less room, fewer. */
	learn_buffer_truncate(&excerpt, 0);
	rules.limit = 1500;
	assert_true(learn_excerpt_append(&excerpt, value, &rules));
	assert_non_null(strstr(excerpt.data,
						   ",\"m149\":149,\"...\":\"55 members left out\"}"));
	learn_buffer_free(&array);
	learn_buffer_free(&object);
	learn_buffer_free(&excerpt);
	learn_arena_free(&arena);
}

/* Members that are hidden, and names that are private, are not shown. */
static void
test_excerpt_without(void **state)
{
	static const char *const hidden[] = {"host", "client", NULL};
	static const struct
	{
		const char *json;
		const char *excerpt;
	} cases[] = {
		{"{'host': 1, 'a': [{'client': {}, 'b': 2}], 'hosts': 3}",
		 "{\"a\":[{\"b\":2}],\"hosts\":3}"},
		{"{'client': 1}", "{}"},
		{"['web-1', 'WEB-1.', 'web-10', 'xweb-1', 'an acme_db', 'acmé']",
		 "[\"[name 2]\",\"[name 2].\",\"web-10\",\"xweb-1\",\"an [name 1]_db\","
		 "\"acm\xC3\xA9\"]"},
		{"{'acme\\nacme': '\\u0061cme'}",
		 "{\"[name 1]\\n[name 1]\":\"[name 1]\"}"},
		{"'0123456789012345678 acme acme 0123456789012345678'",
		 "\"0123456789012345678  [... 9 bytes left out ...]  "
		 "0123456789012345678\""},
	};
	LearnPseudonyms names;
	LearnFacts facts;
	static const char text[] = "{\"execution\": {\"hostname\": \"web-1\"}, "
							   "\"private_names\": [\"ACME\"]}";

	(void) state;
	assert_int_equal(learn_facts_read(text, strlen(text), &facts, NULL),
					 LEARN_OK);
	assert_true(learn_pseudonyms_collect(&names, &facts));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		LearnArena arena;
		LearnBuffer buffer;
		LearnExcerptRules rules = {.string_max = 44,
								   .limit = 1000,
								   .hidden = hidden,
								   .names = &names};

		learn_arena_init(&arena);
		learn_buffer_init(&buffer, 0);
		assert_true(learn_excerpt_append(&buffer,
										 value_of(&arena, cases[i].json),
										 &rules));
		assert_string_equal(buffer.data, cases[i].excerpt);
		learn_buffer_free(&buffer);
		learn_arena_free(&arena);
	}
	learn_pseudonyms_free(&names);
	learn_facts_free(&facts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_excerpt_of_many),
		cmocka_unit_test(test_excerpt_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
