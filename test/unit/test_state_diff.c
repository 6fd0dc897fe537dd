/*-------------------------------------------------------------------------
 *
 * test_state_diff.c
 *		Unit tests of the comparison of states.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/state_diff.h"
#include "json_text.h"

static void
test_differences(void **state)
{
	static const struct
	{
		const char *before;
		const char *after;
		const char *difference;
	} cases[] = {
		{"{}", "{}", "{'added':{},'removed':{},'changed':{}}"},
		{"null", "null", "{'added':{},'removed':{},'changed':{}}"},
		{"{'a':1,'b':[1,{'c':2}]}", "{'b':[1.0,{'c':2}],'a':1.0}",
		 "{'added':{},'removed':{},'changed':{}}"},
		{"{'disk':{'used':97},'p':{'4711':{'n':'x'}}}",
		 "{'disk':{'used':41},'p':{},'services':{'nginx':'running'}}",
		 "{'added':{'services':{'nginx':'running'}},"
		 "'removed':{'p.4711':{'n':'x'}},"
		 "'changed':{'disk.used':{'before':97,'after':41}}}"},
		{"{'a':null}", "{}", "{'added':{},'removed':{'a':null},'changed':{}}"},
		{"{}", "{'a':null}", "{'added':{'a':null},'removed':{},'changed':{}}"},
		{"{'a':null}", "{'a':0}",
		 "{'added':{},'removed':{},'changed':{'a':{'before':null,'after':0}}"
		 "}"},
		{"{'a':[1,2,[3]]}", "{'a':[1,5,[4]]}",
		 "{'added':{},'removed':{},'changed':{"
		 "'a[1]':{'before':2,'after':5},'a[2][0]':{'before':3,'after':4}}}"},
		{"{'a':[1,2]}", "{'a':[1]}",
		 "{'added':{},'removed':{},'changed':{"
		 "'a':{'before':[1,2],'after':[1]}}}"},
		{"{'a':{}}", "{'a':[]}",
		 "{'added':{},'removed':{},'changed':{'a':{'before':{},'after':[]}}}"},
		{"{'a':'1'}", "{'a':1}",
		 "{'added':{},'removed':{},'changed':{'a':{'before':'1','after':1}}}"},
		{"9007199254740993", "9007199254740992.0",
		 "{'added':{},'removed':{},'changed':{'':{"
		 "'before':9007199254740993,'after':9007199254740992}}}"},
		{"null", "{'a':1}",
		 "{'added':{},'removed':{},'changed':{'':{'before':null,'after':{"
		 "'a':1}}}}"},
		{"[{'a':1}]", "[{'a':2,'b':3}]",
		 "{'added':{'[0].b':3},'removed':{},'changed':{'[0].a':{"
		 "'before':1,'after':2}}}"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		json_object *before = json_of(cases[i].before);
		json_object *after = json_of(cases[i].after);
		size_t before_length;
		size_t after_length;
		char *before_text = learn_json_text(before, &before_length);
		char *after_text = learn_json_text(after, &after_length);
		char *difference;

		assert_int_equal(learn_state_diff(before_text, before_length,
										  after_text, after_length,
										  &difference, NULL),
						 LEARN_OK);
		assert_json_text(difference, cases[i].difference);
		free(before_text);
		free(after_text);
		json_object_put(before);
		json_object_put(after);
	}
}

/*
 * Two different places never get the same path.
 */
static void
test_names_that_look_like_paths(void **state)
{
	static const char after[] =
		"{\"a\":{\"b\":1,\"[0]\":2,\"\":3},\"a.b\":4,\"a[0]\":5,"
		"\"it's\":6,\"q\\\"\":7,\"[\\\"x\\\"]\":{\"y.z\":{\"w\":8}}}";
	static const char before[] = "{\"a\":{},\"[\\\"x\\\"]\":{\"y.z\":{}}}";
	char *difference;

	(void) state;
	assert_int_equal(learn_state_diff(before, strlen(before), after,
									  strlen(after), &difference, NULL),
					 LEARN_OK);
	assert_string_equal(
		difference,
		"{\"added\":{\"a.b\":1,\"a[\\\"[0]\\\"]\":2,\"a[\\\"\\\"]\":3,"
		"\"[\\\"[\\\\\\\"x\\\\\\\"]\\\"][\\\"y.z\\\"].w\":8,"
		"\"[\\\"a.b\\\"]\":4,\"[\\\"a[0]\\\"]\":5,\"[\\\"it's\\\"]\":6,"
		"\"[\\\"q\\\\\\\"\\\"]\":7},\"removed\":{},\"changed\":{}}");
	free(difference);
}

static void
test_bad_input(void **state)
{
	static const char deep[] = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
							   "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
	char *difference = (char *) deep;
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_state_diff("{", 1, "{}", 2, &difference, &problem),
					 LEARN_INVALID);
	assert_null(difference);
	assert_int_equal(learn_state_diff("{}", 2, "", 0, &difference, &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_state_diff("{}", 2, deep, strlen(deep), &difference,
									  &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_state_diff("{}", 2, "NaN", 3, &difference,
									  &problem),
					 LEARN_INVALID);
}

static char *
many_members(const char *prefix, int first, int count, size_t *length)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	learn_buffer_append_format(&buffer, "{\"%s\":{", prefix);
	for (int i = 0; i < count; i++)
		learn_buffer_append_format(&buffer, "%s\"process%d\":{\"cpu\":%d}",
								   i > 0 ? "," : "", first + i, i);
	learn_buffer_append_string(&buffer, "}}");
	return learn_buffer_detach(&buffer, length);
}

static void
test_many_members(void **state)
{
	size_t before_length;
	size_t after_length;
	char *before = many_members("processes", 0, 100000, &before_length);
	char *after = many_members("processes", 50000, 100000, &after_length);
	char *difference;
	json_object *value;

	(void) state;
	assert_int_equal(learn_state_diff(before, before_length, after,
									  after_length, &difference, NULL),
					 LEARN_OK);
	assert_int_equal(learn_json_parse(difference, strlen(difference), &value,
									  NULL),
					 LEARN_OK);
	assert_int_equal(json_object_object_length(learn_json_get(value, "added")),
					 50000);
	assert_int_equal(
		json_object_object_length(learn_json_get(value, "removed")), 50000);
	assert_int_equal(
		json_object_object_length(learn_json_get(value, "changed")), 50000);
	json_object_put(value);
	free(difference);
	free(before);
	free(after);
}

/*
 * A long name around many members would multiply: 50 kB times 10000 here.
 */
static void
test_long_names_are_bounded(void **state)
{
	char *name = malloc(50001);
	size_t before_length;
	size_t after_length;
	char *before;
	char *after;
	char *difference;
	LearnProblem problem;

	(void) state;
	memset(name, 'n', 50000);
	name[50000] = '\0';
	before = many_members(name, 0, 10000, &before_length);
	after = many_members(name, 10000, 10000, &after_length);
	assert_int_equal(learn_state_diff(before, before_length, after,
									  after_length, &difference, &problem),
					 LEARN_INVALID);
	assert_null(difference);
	assert_string_equal(problem.message, "the difference is too large");
	free(before);
	free(after);
	free(name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_names_that_look_like_paths),
		cmocka_unit_test(test_bad_input),
		cmocka_unit_test(test_many_members),
		cmocka_unit_test(test_long_names_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
