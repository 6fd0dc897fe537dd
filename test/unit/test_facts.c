/*-------------------------------------------------------------------------
 *
 * test_facts.c
 *		Unit tests of facts.c: reading everything known about a failure.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/facts.h"

static void
read_ok(const char *text, LearnFacts *facts)
{
	LearnProblem problem;

	assert_int_equal(learn_facts_read(text, strlen(text), facts, &problem),
					 LEARN_OK);
}

static void
refuse(const char *text)
{
	LearnFacts facts;
	LearnProblem problem = {"", ""};

	assert_int_equal(learn_facts_read(text, strlen(text), &facts, &problem),
					 LEARN_INVALID);
	assert_string_not_equal(problem.message, "");
	assert_null(facts.root);
}

static void
test_empty_execution(void **state)
{
	LearnFacts facts;

	(void) state;
	read_ok("{}", &facts);
	assert_string_equal(facts.execution_id, "");
	assert_string_equal(facts.error_message, "");
	assert_string_equal(facts.next_id, "");
	assert_int_equal(facts.step_count, 0);
	assert_null(facts.failed);
	assert_false(facts.exit_code_known);
	assert_int_equal(facts.verification, LEARN_VERIFIED_UNKNOWN);
	learn_facts_free(&facts);
	learn_facts_free(&facts);
}

static void
test_whole_document(void **state)
{
	LearnFacts facts;

	(void) state;
	read_ok("{\"execution\": {\"execution_id\": \"exec-1\","
			" \"platform\": \"linux\", \"verification_passed\": false,"
			" \"error_step\": 1, \"state_after\": {\"a\": 1},"
			" \"executed_steps\": ["
			"  {\"action\": \"one\", \"success\": false, \"exit_code\": 7,"
			"   \"duration_seconds\": 1.5, \"output\": [\"x\"]},"
			"  {\"action\": \"two\", \"success\": false}]},"
			" \"analysis\": {\"failure_type\": \"permission_denied\"},"
			" \"runbook\": {\"id\": \"RB-X\"}, \"rejected\": [],"
			" \"requested_changes\": \"more\", \"next_id\": \"RB-X-v2\"}",
			&facts);
	assert_string_equal(facts.execution_id, "exec-1");
	assert_string_equal(facts.failure_type, "permission_denied");
	assert_string_equal(facts.requested_changes, "more");
	assert_string_equal(facts.next_id, "RB-X-v2");
	assert_non_null(facts.runbook);
	assert_non_null(facts.rejected);
	assert_non_null(facts.state_after);
	assert_null(facts.state_before);
	assert_int_equal(facts.verification, LEARN_VERIFIED_FAILED);
	assert_int_equal(facts.step_count, 2);
	assert_ptr_equal(facts.failed, &facts.steps[0]);
	assert_true(facts.exit_code_known);
	assert_int_equal(facts.exit_code, 7);
	assert_string_equal(facts.steps[0].output, "[ \"x\" ]");
	assert_true(facts.steps[1].duration < 0);
	assert_int_equal(facts.steps[1].number, 2);
	learn_facts_free(&facts);
}

/* Without error_step, or with one that names no step, the last failure. */
static void
test_failed_step(void **state)
{
	LearnFacts facts;

	(void) state;
	read_ok("{\"error_step\": 9, \"exit_code\": 4294967295, \"steps\": ["
			"{\"success\": false}, {\"success\": false, \"step_number\": 5},"
			"{\"success\": true}, {\"action\": \"unknown\"}, 17, null]}",
			&facts);
	assert_int_equal(facts.step_count, 4);
	assert_ptr_equal(facts.failed, &facts.steps[1]);
	assert_int_equal(facts.failed->number, 5);
	assert_int_equal(facts.exit_code, -1);
	assert_false(facts.steps[3].success_known);
	learn_facts_free(&facts);

	read_ok("{\"executed_steps\": [{\"success\": true}], \"exit_code\": 1e99}",
			&facts);
	assert_null(facts.failed);
	assert_false(facts.exit_code_known);
	learn_facts_free(&facts);
}

/* A column named like a member of the document is no such member. */
static void
test_lone_execution_has_no_surroundings(void **state)
{
	LearnFacts facts;

	(void) state;
	read_ok("{\"runbook\": {\"id\": \"RB-X\"}, \"next_id\": \"RB-Y\"}",
			&facts);
	assert_null(facts.runbook);
	assert_string_equal(facts.next_id, "");
	learn_facts_free(&facts);
}

static void
test_refused(void **state)
{
	(void) state;
	refuse("");
	refuse("[]");
	refuse("null");
	refuse("\"text\"");
	refuse("{\"execution\": 1}");
	refuse("{\"execution\": null}");
	refuse("{\"error_message\": \"\\u0000\"}");
	refuse("{\"error_message\": \"\xff\"}");
}

/* What is of another type than it should be is absent. */
static void
test_surroundings(void **state)
{
	LearnFacts facts;

	(void) state;
	read_ok("{\"execution\": {}, \"group\": {}, \"versions\": [],"
			" \"remedies\": [], \"patterns\": {}, \"differences\": [],"
			" \"policy\": [], \"private_names\": [], \"scope\": {}}",
			&facts);
	assert_non_null(facts.group);
	assert_non_null(facts.versions);
	assert_non_null(facts.remedies);
	assert_non_null(facts.patterns);
	assert_non_null(facts.differences);
	assert_non_null(facts.policy);
	assert_non_null(facts.private_names);
	assert_non_null(facts.scope);
	learn_facts_free(&facts);

	read_ok("{\"execution\": {}, \"group\": [], \"versions\": {},"
			" \"remedies\": null, \"patterns\": 1, \"policy\": \"x\","
			" \"private_names\": {}, \"scope\": null}",
			&facts);
	assert_null(facts.group);
	assert_null(facts.versions);
	assert_null(facts.remedies);
	assert_null(facts.patterns);
	assert_null(facts.differences);
	assert_null(facts.policy);
	assert_null(facts.private_names);
	assert_null(facts.scope);
	learn_facts_free(&facts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_execution),
		cmocka_unit_test(test_whole_document),
		cmocka_unit_test(test_failed_step),
		cmocka_unit_test(test_lone_execution_has_no_surroundings),
		cmocka_unit_test(test_surroundings),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
