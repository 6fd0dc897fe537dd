/*-------------------------------------------------------------------------
 *
 * test_executor_summary.c
 *		Unit tests of what the executor says of a run.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/report/summary.h"
#include "json_text.h"
#include "said.h"

static void
expect_begin(const char *execution, const char *expected)
{
	json_object *document = json_of(execution);
	Said said;

	listen_to_output(&said);
	learn_summary_begin(document);
	expect_said(&said, expected);
	json_object_put(document);
}

static void
expect_step(const char *step, const char *expected)
{
	json_object *document = json_of(step);
	Said said;

	listen_to_output(&said);
	learn_summary_step(document);
	expect_said(&said, expected);
	json_object_put(document);
}

static void
expect_end(const char *execution, const char *expected)
{
	json_object *document = json_of(execution);
	Said said;

	listen_to_output(&said);
	learn_summary_end(document, "delivered");
	expect_said(&said, expected);
	json_object_put(document);
}

static void
test_begin(void **state)
{
	(void) state;
	expect_begin("{'runbook_id':'RB-A','hostname':'web1',"
				 "'incident_type':'disk_full','incident_id':'INC-1'}",
				 "RB-A on web1 for disk_full, INC-1\n");
	expect_begin("{'runbook_id':'RB-A','hostname':'web1',"
				 "'incident_type':'disk_full','staging':{'digest':'00'}}",
				 "RB-A on web1 for disk_full, a draft on staging\n");
}

static void
test_step(void **state)
{
	(void) state;
	expect_step("{'step_number':1,'action':'stop','success':true,"
				"'duration_seconds':1.25,'exit_code':0,'output':'done'}",
				"  step 1 stop: ok, 1.2 s\n");
	/* Why it failed: the last line, unless the executor knows better. */
	expect_step("{'step_number':2,'action':'stop','success':false,"
				"'duration_seconds':0.5,'exit_code':3,'attempts':2,"
				"'optional':true,'output':'first\\nlast'}",
				"  step 2 stop: failed, 0.5 s, exit code 3, 2 attempts, "
				"optional\n    last\n");
	expect_step("{'step_number':3,'action':'undo','success':false,"
				"'duration_seconds':9,'phase':'rollback','output':'text',"
				"'error':'it took too long'}",
				"  step 3 undo: failed, 9.0 s, rollback\n"
				"    it took too long\n");
	/* What a step wrote moves no terminal. */
	expect_step("{'step_number':4,'action':'show','success':false,"
				"'output':'\\u001b[2J'}",
				"  step 4 show: failed, 0.0 s\n    \\u001b[2J\n");
}

static void
test_end(void **state)
{
	(void) state;
	expect_end("{'execution_id':'exec-1','success':true,"
			   "'verification_passed':true,'confidence':0.9,"
			   "'verification_method':'port: 80 is open'}",
			   "  verification: passed, port: 80 is open (confidence 0.90)\n"
			   "verified\nexec-1 delivered\n");
	expect_end("{'execution_id':'exec-1','success':false,"
			   "'verification_passed':false,'confidence':0.9,"
			   "'error_message':'it is still full'}",
			   "  verification: failed (confidence 0.90)\n"
			   "failed: it is still full\nexec-1 delivered\n");
	expect_end("{'execution_id':'exec-1','success':true}",
			   "  verification: not known\nnot verified\nexec-1 delivered\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_begin),
		cmocka_unit_test(test_step),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
