/*-------------------------------------------------------------------------
 *
 * test_draft_refusal.c
 *		Unit tests of what keeps a draft out of the review queue, and of where
 *		one applies.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "draft_case.h"

static void
expect_refused(const char *parent, const char *root, const char *proposal,
			   const char *message)
{
	Attempt attempt;

	start(&attempt, parent, proposal);
	give(&attempt, root);
	finish(&attempt);
	assert_int_equal(attempt.status, LEARN_REFUSED);
	assert_string_equal(attempt.problem.where, "");
	assert_string_equal(attempt.problem.message, message);
	end(&attempt);
}

/*
 * Another name, id, text, or order of what is a set, and what says nothing.
 */
static void
test_same_as_parent(void **state)
{
	static const char message[] =
		"does the same as its parent: only texts differ, if anything";
	static const char *const proposals[] = {
		PARENT,
		"{'name':'n','platform':'linux',"
		"'incident_types':['oom','service_crash','oom']" PARENT_TAIL,
		WITH_STEPS("{'id':'check','action':'check','command':'c',"
				   "'because':{'text':'new'}}," RESTART),
		WITH_STEPS("{'id':'look','action':'check','command':'c',"
				   "'description':'Looks'}," RESTART),
		"{'name':'better','description':'much','severity':'critical',"
		"'compliance':['all'],'platform':'linux',"
		"'incident_types':['oom','service_crash']" PARENT_TAIL,
		WITH_STEPS(CHECK ",{'id':'restart','action':'restart','command':'r',"
						 "'timeout':5.0,'optional':false,'params':{}}"),
		"{" HEAD ",'steps':[" CHECK "," RESTART "],'parameters':{},"
		"'rollback':[{'action':'undo','command':'u'}],"
		"'verification':{'method':'port','port':80,'description':'d'}}",
		"{'applies_to':{'hosts':'web*'}," HEAD PARENT_TAIL,
	};

	(void) state;
	for (size_t i = 0; i < sizeof(proposals) / sizeof(proposals[0]); i++)
		expect_problem(PARENT, proposals[i], LEARN_REFUSED, "", message);
}

/* What looks alike, and is another thing to an executor. */
static void
test_small_changes_count(void **state)
{
	static const char *const proposals[] = {
		WITH_STEPS(RESTART "," CHECK),
		WITH_STEPS(CHECK ",{'id':'restart','action':'restart','command':'r',"
						 "'timeout':5,'optional':true}"),
		WITH_STEPS(CHECK ",{'id':'restart','action':'start','command':'r',"
						 "'timeout':5}"),
		WITH_STEPS(CHECK ",{'id':'restart','action':'restart','command':'r',"
						 "'timeout':5,'params':{'force':false}}"),
		"{" HEAD ",'parameters':{'A':{'default':false}}" PARENT_TAIL,
		"{" HEAD ",'evidence_required':['log']" PARENT_TAIL,
		"{" HEAD ",'steps':[" CHECK "," RESTART "]}",
		"{" HEAD ",'steps':[" CHECK "," RESTART "],'rollback':["
		"{'id':'undo','action':'undo','command':'u'}],'verification':"
		"{'method':'state','path':'a','equals':false}}",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(proposals) / sizeof(proposals[0]); i++)
	{
		Attempt attempt;

		start(&attempt, PARENT, proposals[i]);
		expect(&attempt, NULL, NULL);
	}
}

static void
test_repeat_of_rejected(void **state)
{
	static const char slower[] = WITH_STEPS(CHECK ",{" SLOWER "}");
	static const char rejected[] =
		"{'rejected':[null,7,{},{'runbook_id':'RB-1-v2','content':"
		"{'id':'RB-1-v2','name':'other','platform':'linux',"
		"'incident_types':['service_crash','oom'],'steps':[" CHECK
		",{'id':'again','action':'restart','command':'r','timeout':60.0,"
		"'because':{'text':'it was slow'}},null,"
		"{'id':'restart','action':'restart','command':'r','timeout':60}],"
		"'rollback':7}},"
		"{'runbook_id':'RB-1-v3','content':"
		"{'id':'RB-1-v3','name':'other','platform':'linux',"
		"'incident_types':['service_crash','oom'],'steps':[" CHECK
		",{'id':'again','action':'restart','command':'r','timeout':60.0,"
		"'because':{'text':'it was slow'}}],'rollback':["
		"{'id':'undo','action':'undo','command':'u'}],"
		"'verification':{'method':'port','port':80}}}]}";
	Attempt attempt;

	(void) state;
	expect_refused(PARENT, rejected, slower,
				   "does the same as the rejected draft \"RB-1-v3\"");

	/* A branch is not what was rejected for all. */
	start(&attempt, PARENT, slower);
	give(&attempt, rejected);
	json_object_object_add(attempt.parent, "applies_to",
						   json_of("{'hosts':'web*'}"));
	expect(&attempt, NULL, NULL);
	start(&attempt, PARENT,
		  WITH_STEPS(CHECK ",{'id':'restart','action':'restart',"
						   "'command':'r','timeout':61}"));
	give(&attempt, rejected);
	expect(&attempt, NULL, NULL);
}

#define FOUND(name) " contains the name of a client or host \"" name "\""

#define NAMES                                                                 \
	"{'private_names':['acme','db7.acme.example','10.1.2.3',7,null,'web']}"

/* Names and addresses of clients, wherever they stand in a draft. */
static void
test_private(void **state)
{
	static const struct
	{
		const char *proposal;
		const char *message;
	} cases[] = {
		{WITH_STEPS("{'action':'a','command':'rm /opt/ACME-app/lock'}"),
		 "steps[0].command" FOUND("acme")},
		{WITH_STEPS(
			 CHECK ",{'action':'a','params':{'to':[1,['DB7.acme.example']]}}"),
		 "steps[1].params.to[1][0]" FOUND("db7.acme.example")},
		{WITH_STEPS("{'action':'a','params':{'acme_size':1}}"),
		 "steps[0].params.acme_size" FOUND("acme")},
		{WITH_STEPS("{'action':'a','command':'x','because':"
					"{'text':'it failed at Acme'}}"),
		 "steps[0].because.text" FOUND("acme")},
		{"{" HEAD ",'description':'for acme','steps':[" RESTART "]}",
		 "description" FOUND("acme")},
		{"{" HEAD ",'steps':[" RESTART "],'verification':{'method':'port',"
		 "'port':80,'host':'10.1.2.3'}}",
		 "verification.host" FOUND("10.1.2.3")},
		{"{" HEAD ",'steps':[" RESTART "],'parameters':{'TO':{'default':"
		 "'ops@firm.io'}}}",
		 "parameters.TO.default contains the e-mail address \"ops@firm.io\""},
		{WITH_STEPS("{'action':'a','command':'ping 10.9.8.7;x'}"),
		 "steps[0].command contains the IP address \"10.9.8.7\""},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		expect_refused(PARENT, NAMES, cases[i].proposal, cases[i].message);
	}
}

/* What the parent says already is no news, and where it applies is a name. */
static void
test_known_to_parent(void **state)
{
	static const char parent[] =
		"{'id':'RB-ACME-1'," HEAD ",'applies_to':{'clients':['umbrella']},"
		"'steps':[{'id':'a','action':'a',"
		"'command':'ping 10.9.8.7 /opt/acme'}]}";
	Attempt attempt;

	(void) state;
	start(&attempt, parent,
		  "{" HEAD ",'steps':[{'id':'a','action':'a',"
		  "'command':'ls /srv/acme; ping -c 1 10.9.8.7'}]}");
	give(&attempt, "{'private_names':['acme','umbrella'],'scope':"
				   "{'clients':['umbrella'],'hosts':'acme*'}}");
	attempt.facts.next_id = "RB-ACME-1-v2";
	expect(&attempt, NULL, NULL);

	expect_refused(parent, "{'private_names':['acme','umbrella']}",
				   "{" HEAD ",'steps':[{'id':'a','action':'a',"
				   "'command':'ls /srv/umbrella'}]}",
				   "steps[0].command" FOUND("umbrella"));
}

/*
 * Where a branch applies: the scope says, and the parent where it does not.
 */
static void
test_branch(void **state)
{
	static const struct
	{
		const char *scope;
		const char *parent; /* its applies_to, or NULL */
		const char *expected;
	} cases[] = {
		{"null", NULL, NULL},
		{"{}", NULL, NULL},
		{"7", "{'hosts':'web*'}", "{'hosts':'web*'}"},
		{"{'clients':['acme'],'hosts':null}", NULL, "{'clients':['acme']}"},
		{"{'clients':['acme']}", "{'hosts':'web*','clients':['acme','b']}",
		 "{'hosts':'web*','clients':['acme']}"},
		{"{'platform_version':'12','hosts':'web7'}", "{'hosts':'web*'}",
		 "{'hosts':'web7','platform_version':'12'}"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Attempt attempt;
		char root[200];
		json_object *content;
		json_object *expected =
			cases[i].expected != NULL ? json_of(cases[i].expected) : NULL;

		snprintf(root, sizeof(root),
				 "{'private_names':['acme','web7'],'scope':%s}",
				 cases[i].scope);
		start(&attempt, PARENT,
			  "{'applies_to':{'hosts':'*'}," HEAD ",'steps':[" RESTART "]}");
		give(&attempt, root);
		if (cases[i].parent != NULL)
			json_object_object_add(attempt.parent, "applies_to",
								   json_of(cases[i].parent));
		finish(&attempt);
		assert_int_equal(attempt.status, LEARN_OK);
		content = json_of(attempt.draft.content);
		assert_true(
			learn_json_equal(learn_json_get(content, "applies_to"), expected));
		json_object_put(content);
		json_object_put(expected);
		end(&attempt);
	}

	/* Same steps elsewhere are no other runbook. */
	expect_refused(PARENT, "{'scope':{'hosts':'web*'}}", PARENT,
				   "does the same as its parent: only texts differ, if "
				   "anything");
}

static void
test_unusable_scope(void **state)
{
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT, WITH_STEPS(RESTART));
	give(&attempt, "{'scope':{'hosts':['a'],'all':true}}");
	finish(&attempt);
	assert_int_equal(attempt.status, LEARN_INVALID);
	assert_string_equal(attempt.problem.where, "applies_to.hosts");
	end(&attempt);
}

/* What supports a remedy may be cited, and nothing else; each once. */
static void
test_executions_of_remedies(void **state)
{
	Attempt attempt;

	(void) state;
	start(&attempt, PARENT,
		  WITH_STEPS(CHECK ",{" SLOWER ",'because':{'text':'late','executions'"
						   ":['exec-3','exec-4','exec-9','exec-3','exec-2',"
						   "'exec-1']}}"));
	give(&attempt, "{'remedies':[7,{'executions':'exec-4'},"
				   "{'executions':['exec-2',7]},{'executions':['exec-3']}]}");
	expect(&attempt,
		   CONTENT(CHECK ",{" SLOWER ",'because':{'text':'late',"
						 "'executions':['exec-9','exec-3','exec-2']}}"),
		   NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_parent),
		cmocka_unit_test(test_small_changes_count),
		cmocka_unit_test(test_repeat_of_rejected),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_known_to_parent),
		cmocka_unit_test(test_branch),
		cmocka_unit_test(test_unusable_scope),
		cmocka_unit_test(test_executions_of_remedies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
