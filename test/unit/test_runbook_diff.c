/*-------------------------------------------------------------------------
 *
 * test_runbook_diff.c
 *		Unit tests of the comparison of runbooks.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/runbook_diff.h"
#include "json_text.h"

/*
 * Compares two literals with a third, in which members that are empty in the
 * difference are left out.
 */
static void
check_difference(const char *before_literal, const char *after_literal,
				 const char *expected_literal)
{
	json_object *before = json_of(before_literal);
	json_object *after = json_of(after_literal);
	json_object *expected = json_of(
		"{'steps_added':[],'steps_removed':[],'steps_modified':[],"
		"'steps_moved':[],'rollback':null,'verification':null,'other':[]}");
	json_object *given = json_of(expected_literal);
	size_t before_length;
	size_t after_length;
	char *before_text = learn_json_text(before, &before_length);
	char *after_text = learn_json_text(after, &after_length);
	char *difference;
	char *expected_text;

	json_object_object_foreach (given, name, member)
		json_object_object_add(expected, name, json_object_get(member));
	json_object_object_add(expected, "identical",
						   json_object_new_boolean(
							   json_object_object_length(given) == 0));
	expected_text = learn_json_text(expected, NULL);

	assert_int_equal(learn_runbook_diff(before_text, before_length, after_text,
										after_length, &difference, NULL),
					 LEARN_OK);
	assert_json_text(difference, expected_text);
	free(expected_text);
	free(before_text);
	free(after_text);
	json_object_put(given);
	json_object_put(expected);
	json_object_put(before);
	json_object_put(after);
}

static void
test_identical(void **state)
{
	(void) state;
	check_difference("{}", "{}", "{}");
	check_difference(
		"{'id':'RB-1','name':'n','steps':[{'id':'a','timeout':5,"
		"'because':{'text':'x'}}],'rollback':[]}",
		"{'steps':[{'timeout':5.0,'id':'a','because':{'text':'y'}}],"
		"'name':'n','id':'RB-1-v2'}",
		"{}");
}

static void
test_added_and_removed(void **state)
{
	(void) state;
	check_difference(
		"{'steps':[{'id':'a','action':'x'},{'id':'b','action':'y'}]}",
		"{'steps':[{'id':'c','action':'y','command':'z'},"
		"{'id':'a','action':'x'}]}",
		"{'steps_added':[{'position':1,'step':"
		"{'id':'c','action':'y','command':'z'}}],"
		"'steps_removed':[{'position':2,'step':{'id':'b','action':'y'}}]}");
	check_difference("{}", "{'steps':[{'action':'x'}]}",
					 "{'steps_added':[{'position':1,'step':{'action':'x'}}]}");
	check_difference(
		"{'steps':[{'action':'x'}]}", "{'steps':[]}",
		"{'steps_removed':[{'position':1,'step':{'action':'x'}}]}");
}

static void
test_modified_field_by_field(void **state)
{
	(void) state;
	check_difference(
		"{'steps':[{'id':'a','action':'x','timeout':5,'optional':true,"
		"'params':{'p':1}}]}",
		"{'steps':[{'id':'a','action':'w','timeout':60,'params':{'p':2},"
		"'retry':{'attempts':2},'because':{'text':'t'}}]}",
		"{'steps_modified':[{'position':1,'previous_position':1,'id':'a',"
		"'action':'w','changes':["
		"{'field':'action','before':'x','after':'w'},"
		"{'field':'timeout','before':5,'after':60},"
		"{'field':'optional','before':true,'after':null},"
		"{'field':'params','before':{'p':1},'after':{'p':2}},"
		"{'field':'retry','before':null,'after':{'attempts':2}}]}]}");
}

/*
 * A step that only got another name is not a new one.
 */
static void
test_renamed(void **state)
{
	(void) state;
	check_difference(
		"{'steps':[{'id':'a','action':'x','command':'c'}]}",
		"{'steps':[{'id':'b','action':'x','command':'c'}]}",
		"{'steps_modified':[{'position':1,'previous_position':1,'id':'b',"
		"'action':'x','changes':[{'field':'id','before':'a','after':'b'}]}]}");
}

static void
test_moved(void **state)
{
	(void) state;
	/* One step went to the front: one move, not four. */
	check_difference(
		"{'steps':[{'id':'a'},{'id':'b'},{'id':'c'},{'id':'d'}]}",
		"{'steps':[{'id':'d'},{'id':'a'},{'id':'b'},{'id':'c'}]}",
		"{'steps_moved':[{'position':1,'previous_position':4,'id':'d',"
		"'action':null}]}");
	/* What only shifted, because of an insertion, did not move. */
	check_difference("{'steps':[{'id':'a'},{'id':'b'}]}",
					 "{'steps':[{'id':'n'},{'id':'a'},{'id':'b'}]}",
					 "{'steps_added':[{'position':1,'step':{'id':'n'}}]}");
}

static void
test_moved_and_modified(void **state)
{
	(void) state;
	check_difference(
		"{'steps':[{'id':'a'},{'id':'b'},{'id':'c','timeout':1}]}",
		"{'steps':[{'id':'c','timeout':2},{'id':'a'},{'id':'b'}]}",
		"{'steps_modified':[{'position':1,'previous_position':3,'id':'c',"
		"'action':null,'changes':[{'field':'timeout','before':1,'after':2}]}],"
		"'steps_moved':[{'position':1,'previous_position':3,'id':'c',"
		"'action':null}]}");
}

static void
test_without_ids(void **state)
{
	(void) state;
	/* By content first: the second step moved, and none was modified. */
	check_difference(
		"{'steps':[{'action':'run','command':'1'},"
		"{'action':'run','command':'2'},{'action':'run','command':'3'}]}",
		"{'steps':[{'action':'run','command':'3','because':{'text':'t'}},"
		"{'action':'run','command':'1'},{'action':'run','command':'2'}]}",
		"{'steps_moved':[{'position':1,'previous_position':3,'id':null,"
		"'action':'run'}]}");
	/* Then by action, in order. */
	check_difference(
		"{'steps':[{'action':'run','command':'1'},"
		"{'action':'run','command':'2'}]}",
		"{'steps':[{'action':'run','command':'3'},"
		"{'action':'run','command':'2'},{'action':'run','command':'4'}]}",
		"{'steps_modified':[{'position':1,'previous_position':1,'id':null,"
		"'action':'run','changes':[{'field':'command','before':'1',"
		"'after':'3'}]}],"
		"'steps_added':[{'position':3,'step':{'action':'run',"
		"'command':'4'}}]}");
	/* A step that got an id and another command. */
	check_difference(
		"{'steps':[{'action':'run','command':'1'}]}",
		"{'steps':[{'id':'r','action':'run','command':'2'}]}",
		"{'steps_modified':[{'position':1,'previous_position':1,'id':'r',"
		"'action':'run','changes':["
		"{'field':'command','before':'1','after':'2'},"
		"{'field':'id','before':null,'after':'r'}]}]}");
}

static void
test_duplicates(void **state)
{
	(void) state;
	check_difference(
		"{'steps':[{'action':'w'},{'action':'w'}]}",
		"{'steps':[{'action':'w'},{'action':'w'},{'action':'w'}]}",
		"{'steps_added':[{'position':3,'step':{'action':'w'}}]}");
	check_difference(
		"{'steps':[{'id':'a','timeout':1},{'id':'a','timeout':2}]}",
		"{'steps':[{'id':'a','timeout':1}]}",
		"{'steps_removed':[{'position':2,'step':{'id':'a','timeout':2}}]}");
}

static void
test_odd_steps(void **state)
{
	(void) state;
	check_difference("{'steps':[1,'a',null,[2]]}", "{'steps':[[2],1,'b']}",
					 "{'steps_added':[{'position':3,'step':'b'}],"
					 "'steps_removed':[{'position':2,'step':'a'},"
					 "{'position':3,'step':null}],"
					 "'steps_moved':[{'position':1,'previous_position':4,"
					 "'id':null,'action':null}]}");
	check_difference("{'steps':{'a':1}}", "{'steps':7}", "{}");
}

static void
test_rollback_and_verification(void **state)
{
	(void) state;
	check_difference("{'rollback':[{'action':'a','because':{'text':'x'}}],"
					 "'verification':{'method':'port','port':80}}",
					 "{'rollback':[{'action':'a'}],"
					 "'verification':{'port':80.0,'method':'port'}}",
					 "{}");
	check_difference(
		"{'rollback':[{'action':'a'},{'action':'b'}]}",
		"{'rollback':[{'action':'b'},{'action':'a'}],"
		"'verification':{'method':'port','port':80}}",
		"{'rollback':{'before':[{'action':'a'},{'action':'b'}],"
		"'after':[{'action':'b'},{'action':'a'}]},"
		"'verification':{'before':null,'after':{'method':'port','port':80}}"
		"}");
	check_difference("{'rollback':[{'action':'a','timeout':1}]}", "{}",
					 "{'rollback':{'before':[{'action':'a','timeout':1}],"
					 "'after':[]}}");
}

static void
test_other(void **state)
{
	(void) state;
	check_difference(
		"{'id':'a','name':'n','severity':'low','applies_to':{'hosts':'a'}}",
		"{'id':'b','name':'m','applies_to':{'hosts':'b'},'compliance':[]}",
		"{'other':[{'field':'name','before':'n','after':'m'},"
		"{'field':'severity','before':'low','after':null},"
		"{'field':'applies_to','before':{'hosts':'a'},"
		"'after':{'hosts':'b'}},"
		"{'field':'compliance','before':null,'after':[]}]}");
}

static void
test_bad_input(void **state)
{
	char *difference;
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_runbook_diff("[]", 2, "{}", 2, &difference,
										&problem),
					 LEARN_INVALID);
	assert_string_equal(problem.where, "before");
	assert_int_equal(learn_runbook_diff("{}", 2, "null", 4, &difference,
										&problem),
					 LEARN_INVALID);
	assert_string_equal(problem.where, "after");
	assert_int_equal(learn_runbook_diff("{}", 2, "{", 1, &difference,
										&problem),
					 LEARN_INVALID);
	assert_null(difference);
}

/*
 * Many steps in reverse: the longest run is one step, all others moved.
 */
static void
test_many_steps(void **state)
{
	enum
	{
		COUNT = 20000
	};
	json_object *before = json_object_new_array();
	json_object *after = json_object_new_array();
	LearnStepPair *pairs;
	int moved = 0;

	(void) state;
	for (int i = 0; i < COUNT; i++)
	{
		json_object *step = json_of("{'action':'run'}");
		json_object *last = json_of("{'action':'run'}");

		json_object_object_add(step, "timeout", json_object_new_int(i));
		json_object_object_add(last, "timeout",
							   json_object_new_int(COUNT - 1 - i));
		json_object_array_add(before, step);
		json_object_array_add(after, last);
	}
	pairs = learn_runbook_pair_steps(before, after);
	assert_non_null(pairs);
	for (int i = 0; i < COUNT; i++)
	{
		assert_int_equal(pairs[i].previous, COUNT - 1 - i);
		assert_false(pairs[i].modified);
		moved += pairs[i].moved;
	}
	assert_int_equal(moved, COUNT - 1);
	free(pairs);
	json_object_put(before);
	json_object_put(after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identical),
		cmocka_unit_test(test_added_and_removed),
		cmocka_unit_test(test_modified_field_by_field),
		cmocka_unit_test(test_renamed),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_moved_and_modified),
		cmocka_unit_test(test_without_ids),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_odd_steps),
		cmocka_unit_test(test_rollback_and_verification),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_bad_input),
		cmocka_unit_test(test_many_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
