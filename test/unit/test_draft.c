/*-------------------------------------------------------------------------
 *
 * test_draft.c
 *		Unit tests of the gate that every draft passes.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "draft_case.h"

static void
expect_invalid(const char *parent, const char *proposal, const char *where,
			   const char *message)
{
	expect_problem(parent, proposal, LEARN_INVALID, where, message);
}

static void
test_wrapped_and_bare(void **state)
{
	static const char content[] = CONTENT(CHECK ",{" SLOWER "," NO_REASON "}");
	static const char changes[] =
		"[{'step':'restart','what':'changed timeout',"
		"'why':'no reason was given'}]";
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT, WITH_STEPS(CHECK ",{" SLOWER "}"));
	expect(&attempt, content, changes);
	start(&attempt, PARENT,
		  "{'runbook':" WITH_STEPS(CHECK ",{" SLOWER "}") "}");
	expect(&attempt, content, changes);
	start(&attempt, PARENT,
		  "{'runbook':" WITH_STEPS(CHECK ",{" SLOWER "}") ",'changes':null,"
														  "'steps':[]}");
	expect(&attempt, content, changes);
}

/*
 * The reason comes from the claim that names the step by id, action or
 * position, in this order.
 */
static void
test_reasons(void **state)
{
	static const struct
	{
		const char *changes;
		const char *why;
	} cases[] = {
		{"[{'step':'restart','what':'lie','why':'slow'}]", "slow"},
		{"[{'step':2,'why':'slow'}]", "slow"},
		{"[{'step':'2','why':'slow'}]", "slow"},
		{"[{'step':'Step 2','why':'slow'}]", "slow"},
		{"[{'step':2,'why':'position'},{'step':'restart','why':'id'}]", "id"},
		{"[{'step':'restart','why':' \\n '},{'step':'restart','why':'slow'}]",
		 "slow"},
		{"[{'step':'restart','why':'\\u200b\\u202e'}]", "no reason was given"},
		{"[{'step':'restart','why':'a\\nb\\u202ec\\u0085d\\u001b[0m'}]",
		 "a b c d [0m"},
		{"[{'step':1,'why':'other'}]", "no reason was given"},
		{"[{'step':'check','why':'other'}]", "no reason was given"},
		{"[{'step':'restart'},{'why':'x'},1,null,'restart',[]]",
		 "no reason was given"},
		{"[{'step':'restart','why':{'a':1}}]", "no reason was given"},
		{"{'step':'restart','why':'x'}", "no reason was given"},
		{"'restart'", "no reason was given"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Attempt attempt;
		char proposal[2000];
		char content[2000];
		char changes[1000];

		snprintf(proposal, sizeof(proposal), "{'runbook':%s,'changes':%s}",
				 WITH_STEPS(CHECK ",{" SLOWER "}"), cases[i].changes);
		snprintf(content, sizeof(content),
				 CONTENT(CHECK ",{" SLOWER "," BECAUSE("%s") "}"),
				 cases[i].why);
		snprintf(changes, sizeof(changes),
				 "[{'step':'restart','what':'changed timeout','why':'%s'}]",
				 cases[i].why);
		start(&attempt, PARENT, proposal);
		expect(&attempt, content, changes);
	}
}

static void
test_reason_is_bounded(void **state)
{
	json_object *why;
	json_object *claim;
	Attempt attempt;
	char text[6001];
	json_object *content;
	const char *reason;

	(void) state;
	/* 3-byte characters: 2000 bytes are not at a boundary. */
	for (int i = 0; i < 6000; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	text[6000] = '\0';
	start(&attempt, PARENT,
		  "{'runbook':" WITH_STEPS(
			  CHECK ",{" SLOWER "}") ","
									 "'changes':[{'step':'restart'}]}");
	why = json_object_new_string(text);
	claim =
		json_object_array_get_idx(learn_json_get(attempt.proposal, "changes"),
								  0);
	json_object_object_add(claim, "why", why);
	finish(&attempt);
	assert_int_equal(attempt.status, LEARN_OK);

	content = json_of(attempt.draft.content);
	reason = learn_json_get_string(
		learn_json_get(
			json_object_array_get_idx(learn_json_get(content, "steps"), 1),
			"because"),
		"text", "");
	assert_int_equal(strlen(reason), 1998);
	assert_memory_equal(reason, text, 1998);
	json_object_put(content);
	end(&attempt);
}

/*
 * Nobody cites executions that the engine did not see, in steps or rollback.
 */
static void
test_evidence_is_ours(void **state)
{
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT,
		  "{'id':'x'," HEAD ",'steps':["
		  "{'id':'wait','action':'wait','params':{},'because':{'text':'new',"
		  "'executions':['exec-2','exec-3']}},"
		  "{'id':'check','action':'check','command':'c',"
		  "'because':{'text':'forged','executions':['exec-4']}},"
		  "{" SLOWER ",'because':{'text':'late'}}],"
		  "'rollback':[{'id':'undo','action':'undo','command':'v',"
		  "'because':{'text':'undo it','executions':['exec-5']}}],"
		  "'verification':{'method':'port','port':80}}");
	expect(
		&attempt,
		"{'id':'RB-1-v2'," HEAD ",'steps':["
		"{'id':'wait','action':'wait','params':{}," BECAUSE(
			"new") "}," CHECK ",{" SLOWER
				   "," BECAUSE(
					   "late") "}],"
							   "'rollback':[{'id':'undo','action':'undo','command':'v'," BECAUSE(
								   "undo it") "}],"
											  "'verification':{'method':'port','port':80}}",
		"[{'step':'wait','what':'added as step 1','why':'new'},"
		"{'step':'restart','what':'changed timeout','why':'late'},"
		"{'step':'rollback','what':'changed',"
		"'why':'no reason was given'}]");

	/* Without an execution there is nothing to cite. */
	start(&attempt, PARENT,
		  WITH_STEPS(CHECK ",{" SLOWER ",'because':{'text':'late',"
						   "'executions':['exec-2']}}"));
	attempt.facts.execution_id = "";
	expect(&attempt, CONTENT(CHECK ",{" SLOWER ",'because':{'text':'late'}}"),
		   NULL);
}

/*
 * The parent's reason does not explain a new change.
 */
static void
test_stale_reason(void **state)
{
	Attempt attempt;

	(void) state;
	start(
		&attempt, PARENT,
		WITH_STEPS(
			"{'id':'check','action':'check','command':'d',"
			"'because':{'text':'parent','executions':['exec-1']}}," RESTART));
	expect(&attempt,
		   CONTENT("{'id':'check','action':'check','command':'d'," NO_REASON
				   "}," RESTART),
		   "[{'step':'check','what':'changed command',"
		   "'why':'no reason was given'}]");
}

static void
test_unchanged_steps_are_the_parents(void **state)
{
	Attempt attempt;

	(void) state;
	/* Reason dropped, forged, and a number spelt otherwise. */
	start(
		&attempt, PARENT,
		"{'runbook':" WITH_STEPS(
			"{'id':'check','action':'check','command':'c'},"
			"{'id':'new','action':'a','params':{}},"
			"{'id':'restart','action':'restart','command':'r',"
			"'timeout':5.0,'because':{'text':'forged'}}") ",'changes':[{'step':'restart','what':'x','why':'never done'}]}");
	finish(&attempt);
	assert_int_equal(attempt.status, LEARN_OK);
	assert_non_null(strstr(attempt.draft.content, "\"timeout\":5}"));
	assert_null(strstr(attempt.draft.content, "forged"));
	assert_null(strstr(attempt.draft.changes, "never done"));
	learn_draft_free(&attempt.draft);
	expect(&attempt,
		   CONTENT(CHECK ",{'id':'new','action':'a','params':{}," NO_REASON
						 "}," RESTART),
		   "[{'step':'new','what':'added as step 2',"
		   "'why':'no reason was given'}]");
}

/*
 * Claims of changes that are not there vanish; changes that nobody claims are
 * listed.
 */
static void
test_changes_are_the_real_ones(void **state)
{
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT,
		  "{'runbook':{'name':'m','platform':'linux',"
		  "'incident_types':['oom','service_crash'],"
		  "'steps':[" RESTART ",{'id':'k','action':'check','command':'c'},"
		  "{'action':'log','command':'l'}]},"
		  "'changes':[{'step':'backup','what':'added','why':'safety'},"
		  "{'step':'name','what':'','why':'clearer'},"
		  "{'step':'log','what':'removed','why':'to see'}]}");
	expect(&attempt,
		   "{'id':'RB-1-v2','name':'m','platform':'linux',"
		   "'incident_types':['service_crash','oom'],"
		   "'steps':[" RESTART
		   ",{'id':'k','action':'check','command':'c'," NO_REASON "},"
		   "{'action':'log','command':'l'," BECAUSE("to see") "}]}",
		   "[{'step':'log','what':'added as step 3','why':'to see'},"
		   "{'step':'k','what':'changed id','why':'no reason was given'},"
		   "{'step':'restart','what':'moved from position 2 to 1',"
		   "'why':'no reason was given'},"
		   "{'step':'rollback','what':'changed from 1 to 0 steps',"
		   "'why':'no reason was given'},"
		   "{'step':'verification','what':'removed',"
		   "'why':'no reason was given'},"
		   "{'step':'name','what':'changed','why':'clearer'}]");
}

static void
test_removed_step(void **state)
{
	Attempt attempt;

	(void) state;
	/* The reason why it was there is not the reason why it went. */
	start(&attempt, PARENT, "{'runbook':" WITH_STEPS(RESTART) "}");
	expect(&attempt, CONTENT(RESTART),
		   "[{'step':'check','what':'removed, was step 1',"
		   "'why':'no reason was given'}]");
	start(&attempt, PARENT,
		  "{'runbook':" WITH_STEPS(
			  RESTART) ","
					   "'changes':[{'step':'check','why':'it hangs'}]}");
	expect(&attempt, NULL,
		   "[{'step':'check','what':'removed, was step 1',"
		   "'why':'it hangs'}]");
}

static void
test_invalid(void **state)
{
	static const char other_steps[] = "'steps':[{" SLOWER "}]}";
	char proposal[1000];

	(void) state;
	expect_invalid(PARENT, "{}", "", "the proposal holds no runbook");
	expect_invalid(PARENT, "[1]", "", "the proposal holds no runbook");
	expect_invalid(PARENT, "null", "", "the proposal holds no runbook");
	expect_invalid(PARENT, "{'runbook':null,'steps':[]}", "",
				   "the proposal holds no runbook");
	expect_invalid(PARENT, "{'runbook':'RB-1'}", "",
				   "the proposal holds no runbook");
	expect_invalid("null", WITH_STEPS(CHECK), "",
				   "the runbook that ran is not known");

	snprintf(proposal, sizeof(proposal),
			 "{'name':'n','platform':'windows',"
			 "'incident_types':['service_crash','oom'],%s",
			 other_steps);
	expect_invalid(PARENT, proposal, "platform", "must be that of the parent");
	snprintf(proposal, sizeof(proposal),
			 "{'name':'n','platform':'linux',"
			 "'incident_types':['service_crash'],%s",
			 other_steps);
	expect_invalid(PARENT, proposal, "incident_types",
				   "must be those of the parent");
	snprintf(proposal, sizeof(proposal),
			 "{'name':'n','platform':'linux',"
			 "'incident_types':['service_crash','oom','disk_full'],%s",
			 other_steps);
	expect_invalid(PARENT, proposal, "incident_types",
				   "must be those of the parent");
	expect_invalid("{}", WITH_STEPS(CHECK), "platform",
				   "must be that of the parent");

	expect_invalid(PARENT, WITH_STEPS(CHECK "," CHECK), "steps[1].id",
				   "is the id of an earlier step");
	expect_invalid(PARENT,
				   WITH_STEPS("{'id':'undo','action':'a','params':{}}"),
				   "rollback[0].id", "is the id of an earlier step");
	expect_invalid(PARENT, WITH_STEPS("{'action':'a'}"), "steps[0]",
				   "must have \"command\" or \"params\"");
	expect_invalid(PARENT, WITH_STEPS("1"), "steps[0]",
				   "must be an object, not an integer");
	expect_invalid(PARENT,
				   WITH_STEPS("{'action':'a','params':{},'because':7}"),
				   "steps[0].because", "must be an object, not an integer");
	expect_invalid(PARENT, "{'steps':{}}", "name", "is required");
	expect_invalid(PARENT, "{'status':'active'," HEAD ",'steps':[" CHECK "]}",
				   "status", "is not allowed here");
}

static void
test_next_id_must_be_one(void **state)
{
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT, WITH_STEPS(CHECK));
	attempt.facts.next_id = "";
	finish(&attempt);
	assert_int_equal(attempt.status, LEARN_INVALID);
	assert_string_equal(attempt.problem.where, "id");
	end(&attempt);
}

/*
 * Where a draft may run: conditions are added when there is a reason for a
 * branch, and never taken away.
 */
static void
test_scope(void **state)
{
	static const struct
	{
		const char *failure_type;
		const char *requested_changes;
		const char *parent;   /* its applies_to, or NULL */
		const char *proposal; /* the same */
		const char *expected;
	} cases[] = {
		{"runbook_insufficient", "", NULL, "{'hosts':'web*'}", NULL},
		{"environment_difference", "", NULL, "{'hosts':'web*'}", NULL},
		{"runbook_insufficient", "only web", NULL, "{'hosts':'web*'}", NULL},
		{"runbook_insufficient", "", "{'hosts':'web*'}", NULL,
		 "{'hosts':'web*'}"},
		{"environment_difference", "", "{'hosts':'web*'}", "{'hosts':'*'}",
		 "{'hosts':'web*'}"},
		{"environment_difference", "all hosts", "{'hosts':'web*'}",
		 "{'hosts':'*','clients':['a'],'platform_version':'12'}",
		 "{'hosts':'web*'}"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Attempt attempt;
		json_object *content;
		json_object *expected =
			cases[i].expected != NULL ? json_of(cases[i].expected) : NULL;

		start(&attempt, PARENT, WITH_STEPS(RESTART));
		if (cases[i].parent != NULL)
			json_object_object_add(attempt.parent, "applies_to",
								   json_of(cases[i].parent));
		if (cases[i].proposal != NULL)
			json_object_object_add(attempt.proposal, "applies_to",
								   json_of(cases[i].proposal));
		attempt.facts.failure_type = cases[i].failure_type;
		attempt.facts.requested_changes = cases[i].requested_changes;
		finish(&attempt);
		assert_int_equal(attempt.status, LEARN_OK);
		content = json_of(attempt.draft.content);
		assert_true(
			learn_json_equal(learn_json_get(content, "applies_to"), expected));
		json_object_put(content);
		json_object_put(expected);
		end(&attempt);
	}
}

/*
 * The parent, not the draft under revision, is what changes are told against.
 */
static void
test_revision(void **state)
{
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT, WITH_STEPS(CHECK ",{" SLOWER "}"));
	attempt.facts.draft =
		value_of(&attempt.facts.arena,
				 "{'id':'RB-1-v2'," HEAD ",'steps':[" CHECK ",{" SLOWER "}]}");
	attempt.facts.requested_changes = "explain it";
	expect(&attempt, CONTENT(CHECK ",{" SLOWER "," NO_REASON "}"),
		   "[{'step':'restart','what':'changed timeout',"
		   "'why':'no reason was given'}]");
}

static void
test_size_limit(void **state)
{
	Attempt attempt;
	json_object *steps;
	char *text = malloc(16001);

	(void) state;
	memset(text, 'x', 16000);
	text[16000] = '\0';
	start(&attempt, PARENT, WITH_STEPS(RESTART));
	steps = learn_json_get(attempt.proposal, "steps");
	for (int i = 0; i < 70; i++)
	{
		json_object *step = json_of("{'action':'a'}");

		json_object_object_add(step, "command", json_object_new_string(text));
		json_object_array_add(steps, step);
	}
	finish(&attempt);
	assert_int_equal(attempt.status, LEARN_INVALID);
	assert_string_equal(attempt.problem.message,
						"the runbook has more than 1048576 bytes");
	end(&attempt);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrapped_and_bare),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_reason_is_bounded),
		cmocka_unit_test(test_evidence_is_ours),
		cmocka_unit_test(test_stale_reason),
		cmocka_unit_test(test_unchanged_steps_are_the_parents),
		cmocka_unit_test(test_changes_are_the_real_ones),
		cmocka_unit_test(test_removed_step),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_next_id_must_be_one),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_revision),
		cmocka_unit_test(test_size_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
