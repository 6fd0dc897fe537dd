/*-------------------------------------------------------------------------
 *
 * test_mined_remedy.c
 *		Unit tests of what is learned from a version that succeeds.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/mined_remedy.h"
#include "json_text.h"

#define RUNBOOK(steps, more)                                                  \
	"{'id':'RB-1','name':'n','platform':'linux','incident_types':['x'],"      \
	"'steps':[" steps "]" more "}"
#define STEP(name) "{'id':'" name "','action':'" name "','command':'" name "'}"
#define LOOK STEP("look")
#define START STEP("start")
#define CLEAN STEP("clean")
#define FREE STEP("free")
#define CHECK STEP("check")
#define PARENT RUNBOOK(LOOK "," START "," CHECK, "")

static const LearnMinedStep start_failed = {"start", NULL, 0};

/* The JSON text of a literal, in which ' stands for "; the caller's. */
static char *
text_of(const char *literal)
{
	json_object *value = json_of(literal);
	char *text = learn_json_text(value, NULL);

	json_object_put(value);
	return text;
}

static LearnStatus
mine(const char *parent, const char *child, const LearnMinedStep *failed,
	 char **remedy, LearnProblem *problem)
{
	char *older = text_of(parent);
	char *newer = text_of(child);
	LearnStatus status =
		learn_mined_remedy(older, strlen(older), newer, strlen(newer), failed,
						   remedy, problem);

	free(older);
	free(newer);
	return status;
}

/* Expects a remedy with this placement and these steps. */
static void
expect_steps(const char *parent, const char *child,
			 const LearnMinedStep *failed, const char *placement,
			 const char *steps)
{
	LearnProblem problem = {"", ""};
	char *remedy;
	json_object *object;
	json_object *expected = json_of(steps);

	if (mine(parent, child, failed, &remedy, &problem) != LEARN_OK)
		fail_msg("%s: %s", child, problem.message);
	object = json_of(remedy);
	assert_string_equal(learn_json_get_string(object, "placement", ""),
						placement);
	assert_string_equal(learn_json_get_string(object, "platform", ""),
						"linux");
	if (!learn_json_equal(learn_json_get(object, "steps"), expected))
		fail_msg("expected %s, got %s", steps, remedy);
	json_object_put(object);
	json_object_put(expected);
	free(remedy);
}

static void
expect_nothing(const char *parent, const char *child,
			   const LearnMinedStep *failed, const char *reason)
{
	LearnProblem problem = {"", ""};
	char *remedy;

	assert_int_equal(mine(parent, child, failed, &remedy, &problem),
					 LEARN_NOTHING);
	assert_null(remedy);
	assert_string_equal(problem.message, reason);
}

static void
test_whole_remedy(void **state)
{
	char *remedy;

	(void) state;
	assert_int_equal(
		mine(RUNBOOK(START, ",'parameters':{'A':{}},'rollback':[" CHECK "]"),
			 RUNBOOK("{'id':'free','action':'free_port','command':"
					 "'fuser -k ${PORT} $A $B ${A:-x} $HOME',"
					 "'because':{'text':'learned from executions: it was "
					 "taken (worked in 3 of 4 attempts)',"
					 "'executions':['exec-1']}}," START,
					 ",'parameters':{'A':{},'PORT':{'required':true},"
					 "'UNDO':{},'OTHER':{}},"
					 "'rollback':[{'id':'undo','action':'u','params':"
					 "{'x':['$UNDO']},'because':{'text':'b'}}," CHECK "],"
					 "'verification':{'method':'port','port':80}"),
			 &start_failed, &remedy, NULL),
		LEARN_OK);
	assert_json_text(
		remedy,
		"{'platform':'linux','placement':'before','steps':[{'id':'free',"
		"'action':'free_port','command':'fuser -k ${PORT} $A $B ${A:-x} "
		"$HOME'}],"
		"'parameters':{'A':{},'PORT':{'required':true},'UNDO':{}},"
		"'rollback':[{'id':'undo','action':'u','params':{'x':['$UNDO']}}],"
		"'what':'before the step that failed: free_port',"
		"'why':'it was taken'}");
}

static void
test_placements(void **state)
{
	(void) state;
	expect_steps(PARENT, RUNBOOK(LOOK "," FREE "," START "," CHECK, ""),
				 &start_failed, "before", "[" FREE "]");
	expect_steps(PARENT, RUNBOOK(LOOK "," START "," FREE "," CHECK, ""),
				 &start_failed, "after", "[" FREE "]");

	/* Blocks of one side are one. */
	expect_steps(PARENT,
				 RUNBOOK(CLEAN "," LOOK "," FREE "," START "," CHECK, ""),
				 &start_failed, "before", "[" CLEAN "," FREE "]");
	expect_steps(PARENT,
				 RUNBOOK(LOOK "," START "," FREE "," CHECK "," CLEAN, ""),
				 &start_failed, "after", "[" FREE "," CLEAN "]");

	/* On both sides they hold the step between them. */
	expect_steps(PARENT,
				 RUNBOOK(LOOK "," FREE "," START "," CLEAN "," CHECK, ""),
				 &start_failed, "instead", "[" FREE "," START "," CLEAN "]");

	/* changed */
	expect_steps(PARENT,
				 RUNBOOK(LOOK ",{'id':'start','action':'start','command':'s',"
							  "'because':{'text':'b'}}," CHECK,
						 ""),
				 &start_failed, "instead",
				 "[{'id':'start','action':'start','command':'s'}]");
	expect_steps(PARENT,
				 RUNBOOK(LOOK "," FREE ",{'id':'start','action':'start',"
							  "'command':'start','timeout':9}," CHECK,
						 ""),
				 &start_failed, "instead",
				 "[" FREE ",{'id':'start','action':'start','command':'start',"
				 "'timeout':9}]");

	/* replaced */
	expect_steps(PARENT, RUNBOOK(LOOK "," FREE "," CHECK, ""), &start_failed,
				 "instead", "[" FREE "]");
	expect_steps(PARENT, RUNBOOK(CLEAN "," LOOK "," FREE "," CHECK, ""),
				 &start_failed, "instead", "[" CLEAN "," FREE "]");
}

static void
test_no_remedy(void **state)
{
	(void) state;
	expect_nothing(PARENT, PARENT, &start_failed, "nothing was added");
	expect_nothing(PARENT,
				   RUNBOOK(LOOK "," START ",{'id':'check','action':'check',"
								"'command':'check','description':'d'}",
						   ",'severity':'low'"),
				   &start_failed, "nothing was added");
	expect_nothing(PARENT, RUNBOOK(START "," LOOK "," CHECK "," FREE, ""),
				   &start_failed, "steps were moved");
	expect_nothing(PARENT, RUNBOOK(LOOK "," CHECK, ""), &start_failed,
				   "the step that failed was removed");
	expect_nothing(PARENT, RUNBOOK(LOOK "," CHECK "," FREE, ""), &start_failed,
				   "the step that failed was removed");
	expect_nothing(PARENT, RUNBOOK(FREE "," START "," CHECK, ""),
				   &start_failed, "another step was removed");
	expect_nothing(PARENT,
				   RUNBOOK(LOOK "," FREE "," START ",{'id':'check','action':"
								"'check','command':'true'}",
						   ""),
				   &start_failed, "another step was changed");
	expect_nothing(
		RUNBOOK(START, ",'verification':{'method':'port','port':1}"),
		RUNBOOK(FREE "," START, ",'verification':{'method':'command',"
								"'command':'true'}"),
		&start_failed, "the verification was changed");
	expect_nothing(RUNBOOK(START, ",'parameters':{'A':{'default':1}}"),
				   RUNBOOK(FREE "," START,
						   ",'parameters':{'A':{'default':2}}"),
				   &start_failed, "a parameter was changed");
	expect_nothing(RUNBOOK(START, ",'parameters':{'A':{'default':1}}"),
				   RUNBOOK(FREE "," START, ""), &start_failed,
				   "a parameter was changed");
	expect_nothing(PARENT,
				   "{'platform':'windows','steps':[" LOOK "," FREE "," START
				   "," CHECK "]}",
				   &start_failed, "the platform is another");
	expect_nothing(
		RUNBOOK(START, ""),
		RUNBOOK(
			STEP("a") "," STEP("b") "," STEP("c") "," STEP("d") "," STEP("e") "," STEP(
				"f") "," STEP("g") "," STEP("h") "," STEP("i") "," STEP("j") "," STEP("k") "," START,
			""),
		&start_failed, "too many steps were added");
}

/* What is known of the step that failed, and what is not. */
static void
test_failed_step(void **state)
{
	static const char child[] = RUNBOOK(LOOK "," FREE "," START "," CHECK, "");
	static const struct
	{
		LearnMinedStep failed;
		const char *placement; /* NULL: it is not known which step failed */
	} cases[] = {
		{{"start", "look", 1}, "before"},
		{{"look", NULL, 0}, "after"},
		{{"nowhere", "start", 2}, NULL},
		{{NULL, "start", 2}, "before"},
		{{"", "", 2}, "before"},
		{{NULL, "start", 0}, "before"},
		{{NULL, "start", 9}, "before"},
		{{NULL, "look", 2}, "after"},
		{{NULL, "nowhere", 2}, NULL},
		{{NULL, NULL, 9}, NULL},
		{{NULL, NULL, -1}, "before"},
		{{NULL, NULL, 0}, "before"}, /* the last that starts something */
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		if (cases[i].placement == NULL)
			expect_nothing(PARENT, child, &cases[i].failed,
						   "the step that failed is not known");
		else
			expect_steps(PARENT, child, &cases[i].failed, cases[i].placement,
						 "[" FREE "]");
	}

	/* Two steps of one action are told apart by their position alone. */
	{
		LearnMinedStep failed = {NULL, "a", 3};

		expect_nothing(RUNBOOK("{'action':'a','command':'1'},"
							   "{'action':'a','command':'2'}",
							   ""),
					   RUNBOOK("{'action':'a','command':'1'}," FREE
							   ",{'action':'a','command':'2'}",
							   ""),
					   &failed, "the step that failed is not known");
	}
	expect_nothing(RUNBOOK(LOOK, ""), RUNBOOK(LOOK "," FREE, ""),
				   &cases[11].failed, "the step that failed is not known");
}

static void
test_unusable(void **state)
{
	static const char *const texts[] = {"[", "7", "{}", "{'steps':{}}",
										"null"};
	char *remedy;

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		LearnProblem problem;
		char *good = text_of(PARENT);

		assert_int_equal(learn_mined_remedy(texts[i], strlen(texts[i]), good,
											strlen(good), &start_failed,
											&remedy, &problem),
						 LEARN_INVALID);
		assert_null(remedy);
		assert_int_equal(learn_mined_remedy(good, strlen(good), texts[i],
											strlen(texts[i]), &start_failed,
											&remedy, &problem),
						 LEARN_INVALID);
		free(good);
	}

	/* Steps that are none do no harm. */
	expect_nothing("{'platform':'linux','steps':[7,null,[],{}]}",
				   "{'platform':'linux','steps':[null,7,[],{'a':1}]}",
				   &start_failed, "the step that failed is not known");
	assert_int_equal(mine("{'steps':[{'id':'start'},7,null]}",
						  "{'steps':[7,null,{'id':'start'},{},'x']}",
						  &start_failed, &remedy, NULL),
					 LEARN_NOTHING);
}

static void
expect_key(const char *remedy, const char *other, bool same)
{
	char *first;
	char *second;
	char *text = text_of(remedy);

	assert_int_equal(learn_mined_key(text, strlen(text), &first, NULL),
					 LEARN_OK);
	free(text);
	text = text_of(other);
	assert_int_equal(learn_mined_key(text, strlen(text), &second, NULL),
					 LEARN_OK);
	free(text);
	if ((strcmp(first, second) == 0) != same)
		fail_msg("%s, %s", first, second);
	free(first);
	free(second);
}

static void
test_key(void **state)
{
	static const char remedy[] =
		"{'platform':'linux','placement':'before','steps':[{'id':'a','action':"
		"'f','command':'c','timeout':5}],'what':'x','why':'y'}";
	char *key;
	LearnProblem problem;

	(void) state;
	expect_key(remedy,
			   "{'why':'z','parameters':{'A':{}},'rollback':[7],'placement':"
			   "'before','steps':[{'timeout':5,'command':'c','action':'f',"
			   "'id':'b','description':'d','optional':false}],'platform':"
			   "'linux'}",
			   true);
	expect_key(remedy,
			   "{'platform':'linux','placement':'after','steps':[{'id':'a',"
			   "'action':'f','command':'c','timeout':5}]}",
			   false);
	expect_key(remedy,
			   "{'platform':'darwin','placement':'before','steps':[{'id':'a',"
			   "'action':'f','command':'c','timeout':5}]}",
			   false);
	expect_key(remedy,
			   "{'platform':'linux','placement':'before','steps':[{'id':'a',"
			   "'action':'f','command':'d','timeout':5}]}",
			   false);
	expect_key("{}", "7", true);
	assert_int_equal(learn_mined_key("{", 1, &key, &problem), LEARN_INVALID);
	assert_null(key);
}

static void
test_check(void **state)
{
	static const char remedy[] =
		"{\"steps\": [{\"action\": \"a\", \"command\": \"ls /srv/acme\"}],"
		" \"why\": \"\"}";
	static const char names[] = "[\"acme\"]";
	static const char others[] = "[\"umbrella\"]";
	static const char address[] = "{\"why\": \"at 10.0.0.1\"}";
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_mined_check(remedy, strlen(remedy), names,
									   strlen(names), &problem),
					 LEARN_REFUSED);
	assert_string_equal(problem.message,
						"steps[0].command contains the name of a client or "
						"host \"acme\"");
	assert_int_equal(learn_mined_check(remedy, strlen(remedy), others,
									   strlen(others), &problem),
					 LEARN_OK);
	assert_int_equal(learn_mined_check(address, strlen(address), "[]", 2,
									   &problem),
					 LEARN_REFUSED);
	assert_int_equal(learn_mined_check(address, strlen(address), "[", 1,
									   &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_mined_check("{", 1, "[]", 2, &problem),
					 LEARN_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_remedy),
		cmocka_unit_test(test_placements),
		cmocka_unit_test(test_no_remedy),
		cmocka_unit_test(test_failed_step),
		cmocka_unit_test(test_unusable),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
