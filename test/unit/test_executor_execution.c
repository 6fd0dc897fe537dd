/*-------------------------------------------------------------------------
 *
 * test_executor_execution.c
 *		Unit tests of the executor's report.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/report/execution.h"
#include "json_text.h"

/* A report, from what came of a run. */
static json_object *
report(const char *trace, int failed, const char *message, bool interrupted,
	   LearnVerdict verdict)
{
	LearnExecutionStart start = {.execution_id = "exec-1",
								 .runbook_id = "RB-A",
								 .incident_type = "disk_full",
								 .hostname = "web1",
								 .platform = "linux"};
	LearnStepsResult steps = {.trace = json_of(trace),
							  .failed_number = failed,
							  .message = (char *) message,
							  .retries = 2,
							  .interrupted = interrupted};
	LearnVerification verification = {
		verdict,
		(char *) (verdict == LEARN_VERDICT_UNKNOWN ? NULL : "port: x"), 0.8};
	json_object *state = json_of("{'disk':{}}");
	LearnExecutionEnd end = {&steps, &verification, state, 15};
	json_object *execution = learn_execution_begin(&start, state);

	assert_non_null(execution);
	assert_true(learn_execution_end(execution, &end));
	json_object_put(state);
	json_object_put(steps.trace);
	return execution;
}

/* Checks the members, in which ' stands for ". */
static void
check(json_object *execution, const char *outcome, const char *members)
{
	json_object *expected = json_of(members);

	assert_string_equal(learn_execution_outcome(execution), outcome);
	json_object_object_foreach (expected, name, value)
	{
		json_object *found = NULL;
		bool there = json_object_object_get_ex(execution, name, &found);

		/* null: it must not be there. */
		if (value == NULL ? there : !learn_json_equal(found, value))
			fail_msg("%s is %s", name, json_object_to_json_string(found));
	}
	json_object_put(expected);
	json_object_put(execution);
}

static void
test_verified(void **state)
{
	(void) state;
	check(report("[]", 0, NULL, false, LEARN_VERDICT_PASSED), "verified",
		  "{'execution_id':'exec-1','status':'success','success':true,"
		  "'verification_passed':true,'verification_method':'port: x',"
		  "'confidence':0.8,'retry_count':2,'error_message':null,"
		  "'error_step':null,'manual_intervention_needed':false,"
		  "'state_before':{'disk':{}},'state_after':{'disk':{}},"
		  "'incident_id':null,'client_id':null,'staging':null,'tags':null}");
}

static void
test_unverified(void **state)
{
	(void) state;
	check(report("[]", 0, NULL, false, LEARN_VERDICT_UNKNOWN), "unverified",
		  "{'status':'success','success':true,'verification_passed':null,"
		  "'confidence':null,'manual_intervention_needed':false}");
}

static void
test_refuted(void **state)
{
	(void) state;
	check(report("[]", 0, NULL, false, LEARN_VERDICT_FAILED), "failed",
		  "{'status':'partial','success':false,'verification_passed':false,"
		  "'error_message':'verification failed: port: x',"
		  "'error_step':null,'manual_intervention_needed':true}");
}

static void
test_failed(void **state)
{
	(void) state;
	check(report("[{'step_number':1,'action':'a'}]", 1, "no such file", false,
				 LEARN_VERDICT_PASSED),
		  "failed",
		  "{'status':'failure','success':false,'verification_passed':true,"
		  "'error_message':'no such file','error_step':1}");
}

static void
test_interrupted(void **state)
{
	(void) state;
	check(report("[{'step_number':1,'action':'a'},"
				 "{'step_number':2,'action':'b','phase':'rollback'}]",
				 1, "x", true, LEARN_VERDICT_UNKNOWN),
		  "failed",
		  "{'status':'failure','tags':['interrupted'],'error_step':1,"
		  "'error_message':'the executor was told to stop (signal 15) during "
		  "step 1 (a)'}");
	/* It was between two steps: the rollback came later. */
	check(report("[{'step_number':1,'action':'a'},"
				 "{'step_number':2,'action':'b','phase':'rollback'}]",
				 0, NULL, true, LEARN_VERDICT_UNKNOWN),
		  "failed",
		  "{'status':'failure','error_step':null,"
		  "'error_message':'the executor was told to stop (signal 15) after "
		  "step 1 (a)'}");
}

static void
test_staging(void **state)
{
	LearnExecutionStart start = {.execution_id = "exec-1", .digest = "ab"};
	json_object *execution = learn_execution_begin(&start, NULL);
	json_object *expected = json_of("{'digest':'ab'}");

	(void) state;
	assert_true(
		learn_json_equal(learn_json_get(execution, "staging"), expected));
	json_object_put(expected);
	json_object_put(execution);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verified),    cmocka_unit_test(test_unverified),
		cmocka_unit_test(test_refuted),     cmocka_unit_test(test_failed),
		cmocka_unit_test(test_interrupted), cmocka_unit_test(test_staging),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
