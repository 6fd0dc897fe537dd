/*-------------------------------------------------------------------------
 *
 * test_executor_redaction.c
 *		Unit tests of what takes secrets out of documents.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/report/redaction.h"
#include "json_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Gives values; the caller frees them. */
static LearnValues
values_of(const char *const *given)
{
	LearnValues values = {NULL, 0, 0};

	for (; *given != NULL; given++)
		assert_int_equal(learn_values_add(&values, *given, NULL), LEARN_OK);
	return values;
}

/* Expects what a document becomes, and that it is not touched itself. */
static void
expect(const char *document, const LearnValues *values, const char *expected)
{
	json_object *value = json_of(document);
	json_object *before = json_of(document);
	json_object *copy = learn_redacted(value, values);
	json_object *again = learn_redacted(copy, values);

	assert_non_null(copy);
	assert_true(learn_json_equal(value, before));
	assert_true(learn_json_equal(copy, again));
	json_object_put(value);
	json_object_put(before);
	json_object_put(again);
	assert_json_text(learn_json_text(copy, NULL), expected);
	json_object_put(copy);
}

static void
test_strings(void **state)
{
	static const char *const cases[][2] = {
		{"{'output': 'password=hunter2 ok', 'n': 5}",
		 "{'output': 'password=[redacted: password] ok', 'n': 5}"},
		{"[['a', {'b': ['mysql -phunter2']}], null, true, 1.5]",
		 "[['a', {'b': ['mysql -p[redacted: password]']}], null, true, 1.5]"},
		{"{'steps': [], 'state': {}}", "{'steps': [], 'state': {}}"},
		{"{'password=hunter2': 'x'}", "{'password=hunter2': 'x'}"},
		{"{'a': ''}", "{'a': ''}"},
		{"'token: expired'", "'token: expired'"},
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i][0], NULL, cases[i][1]);
}

/* A member's name tells what is below it. */
static void
test_names(void **state)
{
	static const char *const cases[][2] = {
		{"{'password': 'x'}", "{'password': '[redacted: password]'}"},
		{"{'dbPassword': 'correct horse'}",
		 "{'dbPassword': '[redacted: password]'}"},
		{"{'password': 12345}", "{'password': '[redacted: password]'}"},
		{"{'api_token': 'abc'}", "{'api_token': '[redacted: token]'}"},
		{"{'API Key': 'abc'}", "{'API Key': '[redacted: key]'}"},
		{"{'credentials': {'user': 'bob', 'list': ['hunter2']}}",
		 "{'credentials': {'user': '[redacted: password]', "
		 "'list': ['[redacted: password]']}}"},
		{"{'secrets': {'password': {'value': 'x'}}}",
		 "{'secrets': {'password': {'value': '[redacted: password]'}}}"},
		{"{'password': [{'a': 'x'}, ['y']], 'b': 'x'}",
		 "{'password': [{'a': '[redacted: password]'}, "
		 "['[redacted: password]']], 'b': 'x'}"},

		/* what is no secret */
		{"{'password': '${DB_PASSWORD}'}", "{'password': '${DB_PASSWORD}'}"},
		{"{'password': null, 'token': false}",
		 "{'password': null, 'token': false}"},
		{"{'password': '[redacted: password]'}",
		 "{'password': '[redacted: password]'}"},
		{"{'password_file': '/etc/pw', 'max_tokens': 5}",
		 "{'password_file': '/etc/pw', 'max_tokens': 5}"},
		{"{'token': 5, 'auth': 'degraded'}",
		 "{'token': 5, 'auth': 'degraded'}"},
		{"{'token': 'expired'}", "{'token': 'expired'}"},
		{"{'password': 'https://u:p@h/'}",
		 "{'password': 'https://u:[redacted: url credentials]@h/'}"},
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i][0], NULL, cases[i][1]);
}

static void
test_values(void **state)
{
	static const char *const given[] = {"DB_PASSWORD=hunter2",
										"API_TOKEN=unter2tail",
										"SERVICE=nginx", "OTHER_PASSWORD=abc",
										NULL};
	static const char *const none[] = {"SERVICE=nginx", NULL};
	LearnValues values = values_of(given);
	LearnValues harmless = values_of(none);

	(void) state;
	expect("{'a': 'hunter2 nginx', 'b': ['xhunter2y', 'hunter2tail abc']}",
		   &values,
		   "{'a': '[redacted: known] nginx', 'b': ['x[redacted: known]y', "
		   "'[redacted: known] abc']}");
	expect("{'a': 'hunter2 nginx'}", &harmless, "{'a': 'hunter2 nginx'}");
	learn_values_free(&values);
	learn_values_free(&harmless);
}

/* A program's output is not quite what was written, and may be quoted. */
static void
test_forms_of_values(void **state)
{
	static const char *const given[] = {"A_PASSWORD=hunter2\r",
										"B_PASSWORD=correct horse \n",
										"C_PASSWORD=battery\r\n\tstaple\r\n",
										"D_PASSWORD=b\001ell", NULL};
	LearnValues values = values_of(given);

	(void) state;
	expect("['hunter2', 'correct horse', 'b\\ufffdell']", &values,
		   "['[redacted: known]', '[redacted: known]', '[redacted: known]']");
	expect("['battery\\n\\tstaple', 'it is battery', 'staple.']", &values,
		   "['[redacted: known]', 'it is [redacted: known]', "
		   "'[redacted: known].']");
	learn_values_free(&values);
}

/* A report must stay one, whatever is secret. */
static void
test_own_members(void **state)
{
	static const char *const given[] = {"A_PASSWORD=linux",
										"B_PASSWORD=success", "C_TOKEN=2026",
										"D_TOKEN=RB-1", NULL};
	LearnValues values = values_of(given);

	(void) state;
	expect("{'execution_id': 'exec-20260101-1', 'runbook_id': 'RB-1', "
		   "'platform': 'linux', 'started_at': '2026-01-01', "
		   "'status': 'success', 'staging': {'digest': '2026'}, "
		   "'notes': 'success', 'executed_steps': [{'status': 'success'}]}",
		   &values,
		   "{'execution_id': 'exec-20260101-1', 'runbook_id': 'RB-1', "
		   "'platform': 'linux', 'started_at': '2026-01-01', "
		   "'status': 'success', 'staging': {'digest': '2026'}, "
		   "'notes': '[redacted: known]', "
		   "'executed_steps': [{'status': '[redacted: known]'}]}");
	learn_values_free(&values);
}

/* Who nests deeper loses what is there, and nothing else. */
static void
test_depth(void **state)
{
	json_object *document = json_object_new_string("password=x");
	json_object *copy;
	json_object *at;
	int depth = 0;

	(void) state;
	for (int i = 0; i < LEARN_REDACTED_DEPTH; i++)
	{
		json_object *array = json_object_new_array();

		json_object_array_add(array, document);
		document = array;
	}
	copy = learn_redacted(document, NULL);
	for (at = copy; json_object_is_type(at, json_type_array); depth++)
		at = json_object_array_get_idx(at, 0);
	assert_int_equal(depth, LEARN_REDACTED_DEPTH);
	assert_string_equal(json_object_get_string(at),
						"password=[redacted: password]");
	json_object_put(copy);

	for (int i = 0; i < 2000; i++)
	{
		json_object *array = json_object_new_array();

		json_object_array_add(array, document);
		document = array;
	}
	copy = learn_redacted(document, NULL);
	assert_non_null(copy);
	depth = 0;
	for (at = copy; json_object_is_type(at, json_type_array); depth++)
		at = json_object_array_get_idx(at, 0);
	assert_int_equal(depth, LEARN_REDACTED_DEPTH);
	assert_null(at);
	json_object_put(copy);
	json_object_put(document);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_forms_of_values),
		cmocka_unit_test(test_own_members),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
