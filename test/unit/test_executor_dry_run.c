/*-------------------------------------------------------------------------
 *
 * test_executor_dry_run.c
 *		Unit tests of what a run would do.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/report/dry_run.h"
#include "json_text.h"
#include "said.h"

/* What is said of a runbook, of which a parameter HOST is "web1". */
static json_object *
dry_run_of(json_object *runbook)
{
	LearnActions actions = {NULL};
	LearnValues values = {0};
	json_object *dry_run;

	assert_true(learn_values_set(&values, "HOST", strlen("HOST"), "web1"));
	dry_run = learn_dry_run("RB-A", "00ff", runbook, &values, &actions);
	learn_values_free(&values);
	assert_non_null(dry_run);
	return dry_run;
}

static const char runbook_text[] =
	"{'steps':[{'action':'clean','command':'rm a\\nrm b'},"
	"{'action':'wait','params':{'seconds':1}},"
	"{'action':'conjure','description':'by hand'}],"
	"'rollback':[{'action':'undo','command':'true'}],"
	"'verification':{'method':'command','command':'true'}}";

static void
test_document(void **state)
{
	json_object *runbook = json_of(runbook_text);
	json_object *before = json_of(runbook_text);
	json_object *dry_run = dry_run_of(runbook);
	json_object *expected =
		json_of("{'outcome':'dry run','runbook_id':'RB-A','digest':'00ff',"
				"'parameters':{'HOST':'web1'},'steps':["
				"{'action':'clean','command':'rm a\\nrm b','step_number':1},"
				"{'action':'wait','params':{'seconds':1},'step_number':2,"
				"'known':true},"
				"{'action':'conjure','description':'by hand','step_number':3,"
				"'known':false}],"
				"'rollback':[{'action':'undo','command':'true',"
				"'step_number':4}],"
				"'verification':{'method':'command','command':'true'}}");

	(void) state;
	if (!learn_json_equal(dry_run, expected))
		fail_msg("%s", json_object_to_json_string(dry_run));
	/* The runbook is as it was: its digest was checked. */
	assert_true(learn_json_equal(runbook, before));
	json_object_put(expected);
	json_object_put(dry_run);
	json_object_put(before);
	json_object_put(runbook);
}

static void
test_text(void **state)
{
	json_object *runbook = json_of(runbook_text);
	json_object *dry_run = dry_run_of(runbook);
	Said said;

	(void) state;
	listen_to_output(&said);
	learn_dry_run_write(dry_run);
	expect_said(
		&said,
		"would run RB-A, SHA-256 00ff\n"
		"  HOST = web1\n"
		"steps:\n"
		"  step 1 clean\n"
		"      rm a\n"
		"      rm b\n"
		"  step 2 wait\n"
		"      { \"seconds\": 1 }\n"
		"  step 3 conjure: by hand\n"
		"      this action is not known here: the step would fail\n"
		"if one fails:\n"
		"  step 4 undo\n"
		"      true\n"
		"verification: {\"method\":\"command\",\"command\":\"true\"}\n");
	json_object_put(dry_run);
	json_object_put(runbook);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
