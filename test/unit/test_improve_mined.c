/*-------------------------------------------------------------------------
 *
 * test_improve_mined.c
 *		Unit tests of the built-in improver with remedies mined from executions.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/mined_remedy.h"
#include "improve_case.h"

/* Expects these steps, and these other members where they are not NULL. */
static void
expect(const char *facts, const char *steps, const char *parameters,
	   const char *rollback)
{
	static const char *const names[] = {"steps", "parameters", "rollback"};
	const char *const texts[] = {steps, parameters, rollback};
	json_object *content = improve(facts, LEARN_OK, NULL, NULL);

	for (size_t i = 0; i < 3; i++)
	{
		json_object *expected;

		if (texts[i] == NULL)
		{
			assert_null(learn_json_get(content, names[i]));
			continue;
		}
		expected = json_of(texts[i]);
		if (!learn_json_equal(learn_json_get(content, names[i]), expected))
			fail_msg("expected %s, got %s", texts[i],
					 json_object_to_json_string(content));
		json_object_put(expected);
	}
	json_object_put(content);
}

static void
expect_nothing(const char *facts)
{
	assert_null(improve(facts, LEARN_NOTHING, NULL, NULL));
}

static void
test_placements(void **state)
{
	(void) state;
	expect(UNKNOWN(PLAIN, REMEDIES(MINED("before", WARM, ""))),
		   "[" LOOK "," WARM_ADDED "," SERVE "]", NULL, NULL);
	expect(UNKNOWN(PLAIN, REMEDIES(MINED("after", WARM, ""))),
		   "[" LOOK "," SERVE "," WARM_ADDED "]", NULL, NULL);
	expect(UNKNOWN(PLAIN, REMEDIES(MINED("instead",
										 WARM ",{'id':'serve','action':"
											  "'start','command':'appd -f'}",
										 ",'replaces':" SERVE))),
		   "[" LOOK "," WARM_ADDED ",{'id':'serve','action':'start',"
		   "'command':'appd -f'," BECAUSE "}]",
		   NULL, NULL);

	/* The step that failed may stay, between what is put around it. */
	expect(UNKNOWN(PLAIN,
				   REMEDIES(MINED("instead",
								  WARM ",{'id':'other','action':'start',"
									   "'command':' appd\\n','timeout':5}",
								  ",'replaces':" SERVE))),
		   "[" LOOK "," WARM_ADDED ",{'id':'other','action':'start',"
		   "'command':' appd\\n','timeout':5," BECAUSE "}]",
		   NULL, NULL);
	expect(UNKNOWN(PLAIN,
				   REMEDIES(MINED("instead",
								  WARM "," SERVE ",{'action':'cool it!',"
									   "'params':{'to':[4]}}",
								  ",'replaces':" SERVE))),
		   "[" LOOK "," WARM_ADDED "," SERVE ",{'id':'cool-it',"
		   "'action':'cool it!','params':{'to':[4]}," BECAUSE "}]",
		   NULL, NULL);
}

static void
test_changes(void **state)
{
	json_object *changes;
	json_object *expected = json_of(
		"[{'step':'warm','what':'added as step 2','why':'" REASON "'},"
		"{'step':'rollback','what':'changed from 0 to 1 steps','why':"
		"'what was added to the steps is undone when one fails for good'},"
		"{'step':'parameters','what':'added','why':"
		"'the steps that were added use them'}]");
	json_object *content = improve(
		UNKNOWN(PLAIN,
				REMEDIES(MINED("before",
							   "{'id':'warm','action':'warm','command':"
							   "'warm $COIL'}",
							   ",'parameters':{'COIL':{'required':true}},"
							   "'rollback':[{'id':'cool','action':'cool',"
							   "'command':'cool'}]"))),
		LEARN_OK, NULL, &changes);

	(void) state;
	if (!learn_json_equal(changes, expected))
		fail_msg("%s", json_object_to_json_string(changes));
	json_object_put(content);
	json_object_put(changes);
	json_object_put(expected);
}

/* An id that is taken gets a number; names of 64 bytes still fit. */
static void
test_ids(void **state)
{
#define LONG "a123456789b123456789c123456789d123456789e123456789f1234567890123"
	static const char cut[] =
		"a123456789b123456789c123456789d123456789e123456789f1-2";
	json_object *content;
	json_object *steps;

	(void) state;
	content = improve(
		UNKNOWN(RUNBOOK(LOOK "," SERVE ",{'id':'" LONG
							 "','action':'x','command':'x'}",
						VERIFIED ",'rollback':[{'id':'look-2','action':'u',"
								 "'command':'u'}]"),
				REMEDIES(MINED("before",
							   "{'id':'look','action':'a','command':'1'},"
							   "{'id':'" LONG "','action':'a','command':'2'}",
							   ""))),
		LEARN_OK, NULL, NULL);
	steps = learn_json_get(content, "steps");
	assert_string_equal(
		learn_json_get_string(json_object_array_get_idx(steps, 1), "id", ""),
		"look-3");
	assert_string_equal(
		learn_json_get_string(json_object_array_get_idx(steps, 2), "id", ""),
		cut);
	json_object_put(content);
}

static void
test_parameters(void **state)
{
#define USES(command, more)                                                   \
	MINED("before", "{'id':'w','action':'w','command':'" command "'}", more)
#define USED(command)                                                         \
	"[" LOOK ",{'id':'w','action':'w','command':'" command "'," BECAUSE       \
	"}," SERVE "]"

	(void) state;
	expect(UNKNOWN(RUNBOOK(LOOK "," SERVE,
						   VERIFIED ",'parameters':{'COIL':{'default':'c'}}"),
				   REMEDIES(USES("warm ${COIL} $HEAT",
								 ",'parameters':{'COIL':{'default':'d'},"
								 "'HEAT':{'default':9},'UNUSED':{}}"))),
		   USED("warm ${COIL} $HEAT"),
		   "{'COIL':{'default':'c'},'HEAT':{'default':9}}", NULL);

	/* What nobody declares is what the command sets, or its surroundings. */
	expect(UNKNOWN(PLAIN, REMEDIES(USES("for F in a; do X=1; w $F $X ${HOME} "
										"| awk {print$NF}; done",
										""))),
		   USED("for F in a; do X=1; w $F $X ${HOME} | awk {print$NF}; done"),
		   NULL, NULL);
	expect_nothing(UNKNOWN(PLAIN, REMEDIES(USES("warm ${COIL}", ""))));
	expect_nothing(UNKNOWN(PLAIN, REMEDIES(USES("warm $COIL", ""))));
	expect_nothing(
		UNKNOWN(PLAIN,
				REMEDIES(USES("w", ",'rollback':[{'action':'u','command':"
								   "'u ${COIL}'}]"))));
	expect_nothing(
		UNKNOWN(PLAIN, REMEDIES(USES("w $env:COIL", ",'parameters':7"))));
}

static void
test_rollback(void **state)
{
	(void) state;
	expect(UNKNOWN(RUNBOOK(LOOK "," SERVE,
						   VERIFIED ",'rollback':[{'id':'warm','action':'u',"
									"'command':'u'}]"),
				   REMEDIES(MINED(
					   "before", "{'id':'hot','action':'h','command':'h'}",
					   ",'rollback':[{'id':'warm','action':'c',"
					   "'command':'c'},{'action':'x','command':'u '},"
					   "{'id':'d','action':'d','command':'d'}]"))),
		   "[" LOOK ",{'id':'hot','action':'h','command':'h'," BECAUSE
		   "}," SERVE "]",
		   NULL,
		   "[{'id':'warm-2','action':'c','command':'c'," BECAUSE
		   "},{'id':'d','action':'d','command':'d'," BECAUSE "},{'id':'warm',"
		   "'action':'u','command':'u'}]");
}

/* What does not fit this runbook, or is none. */
static void
test_not_proposed(void **state)
{
	static const char *const remedies[] = {
		"null",
		"7",
		"{}",
		MINED("before", "", ""),
		MINED("before", WARM, ",'platform':'windows'"),
		MINED("around", WARM, ""),
		MINED("before", WARM, ",'strength':0.29"),
		MINED("before", WARM, ",'steps':{}"),
		MINED("before", "7", ""),
		MINED("before", "null", ""),
		MINED("before", "{'id':'x','action':'x'}", ""),
		MINED("before", "{'id':'x','action':'x','command':'x','bad':1}", ""),
		MINED("before", "{'id':'../x','action':'x','command':'x'}", ""),
		MINED("before", WARM, ",'rollback':[{'action':7}]"),
		MINED("before", WARM, ",'rollback':[7]"),

		/* present already, under whatever name */
		MINED("before", "{'id':'x','action':'x','command':'true\\n'}", ""),
		MINED("before", WARM "," LOOK, ""),
		MINED("after", SERVE, ""),

		/* in the place of a step that did something else */
		MINED("instead", WARM, ""),
		MINED("instead", WARM, ",'replaces':7"),
		MINED("instead", WARM, ",'replaces':" LOOK),
		MINED("instead", WARM,
			  ",'replaces':{'action':'start','command':'other'}"),
		MINED("instead", SERVE, ",'replaces':" SERVE),
		MINED("instead", LOOK, ",'replaces':" SERVE),
	};

	(void) state;
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
	{
		char facts[4000];
		static const char start[] = UNKNOWN(PLAIN, ",'remedies':[");

		/* The list goes before the brace that ends the facts. */
		snprintf(facts, sizeof(facts), "%.*s%s]}", (int) sizeof(start) - 2,
				 start, remedies[i]);
		expect_nothing(facts);
	}
	expect_nothing(UNKNOWN(PLAIN, ",'remedies':{}"));
}

/* Steps without a command are compared by what they ask for. */
static void
test_steps_without_command(void **state)
{
#define ASKS(id, to) "{'id':'" id "','action':'ask','params':{'to':" to "}}"

	(void) state;
	expect_nothing(UNKNOWN(RUNBOOK(ASKS("a", "1") "," SERVE, VERIFIED),
						   REMEDIES(MINED("before", ASKS("b", "1.0"), ""))));
	expect(UNKNOWN(RUNBOOK(ASKS("a", "1") "," SERVE, VERIFIED),
				   REMEDIES(MINED("before", ASKS("b", "2"), ""))),
		   "[" ASKS("a",
					"1") ",{'id':'b','action':'ask','params':{'to':2}," BECAUSE
						 "}," SERVE "]",
		   NULL, NULL);
}

static void
test_rejected(void **state)
{
#define REJECTED(draft) ",'rejected':[null," draft "]"

	(void) state;
	expect_nothing(
		UNKNOWN(PLAIN,
				REMEDIES(MINED("before", WARM, "")) REJECTED(
					"{'content':{'steps':[" LOOK ",{'id':'x','action':'y',"
					"'command':'warm coil ','timeout':9}]}}")));
	expect_nothing(UNKNOWN(PLAIN, REMEDIES(MINED("before", WARM, "")) REJECTED(
									  "{'changes':[{'step':'warm'}]}")));
	expect(UNKNOWN(PLAIN,
				   REMEDIES(MINED("before", WARM, "")) REJECTED(
					   "{'changes':[{'step':'warm'}],'content':{'steps':[" LOOK
					   "]}}")),
		   "[" LOOK "," WARM_ADDED "," SERVE "]", NULL, NULL);
}

/* The order of the facts among mined ones, these before the engine's own. */
static void
test_order_and_limit(void **state)
{
#define NAMED(name)                                                           \
	MINED("before",                                                           \
		  "{'id':'" name "','action':'" name "','command':'" name "'}", "")
#define NAMED_ADDED(name)                                                     \
	"{'id':'" name "','action':'" name "','command':'" name "'," BECAUSE "}"
	json_object *content;
	json_object *steps;

	(void) state;
	expect(UNKNOWN(PLAIN, REMEDIES(NAMED("a") "," NAMED("b") "," NAMED(
							  "c") "," NAMED("d"))),
		   "[" LOOK "," NAMED_ADDED("a") "," NAMED_ADDED("b") "," NAMED_ADDED(
			   "c") "," SERVE "]",
		   NULL, NULL);

	content = improve(FACTS(PLAIN, BIND, REMEDIES(NAMED("a"))), LEARN_OK, NULL,
					  NULL);
	steps = learn_json_get(content, "steps");
	assert_int_equal(json_object_array_length(steps), 4);
	assert_string_equal(
		learn_json_get_string(json_object_array_get_idx(steps, 1), "id", ""),
		"a");
	assert_string_equal(
		learn_json_get_string(json_object_array_get_idx(steps, 2), "id", ""),
		"free-port");
	json_object_put(content);
}

/* What comes with something private is left out, and others are tried. */
static void
test_private(void **state)
{
	LearnProblem problem = {"", ""};

	(void) state;
	expect(UNKNOWN(PLAIN,
				   ",'private_names':['acme']" REMEDIES(
					   MINED("before",
							 "{'id':'a','action':'a','command':'ls /acme'}",
							 ",'parameters':{},'rollback':[" WARM
							 "]") "," MINED("after", WARM, ""))),
		   "[" LOOK "," SERVE "," WARM_ADDED "]", NULL, NULL);
	assert_null(improve(
		UNKNOWN(PLAIN,
				",'private_names':['acme']" REMEDIES(MINED(
					"before", "{'id':'a','action':'a','command':'ls /acme'}",
					""))),
		LEARN_REFUSED, &problem, NULL));
	assert_string_equal(
		problem.message,
		"steps[1].command contains the name of a client or host \"acme\"");

	/* What the failure tells of the place where it happened. */
	assert_null(improve(FACTS(PLAIN,
							  "cannot create /srv/acme/x.log: Directory "
							  "nonexistent",
							  ",'private_names':['acme']"),
						LEARN_REFUSED, &problem, NULL));
}

/* What was learned can be learned again without growing. */
static void
test_mined_again(void **state)
{
	json_object *content =
		improve(UNKNOWN(PLAIN, REMEDIES(MINED("before", WARM, ""))), LEARN_OK,
				NULL, NULL);
	json_object *parent = json_of(PLAIN);
	char *before = learn_json_text(parent, NULL);
	char *after = learn_json_text(content, NULL);
	LearnMinedStep failed = {"serve", NULL, 0};
	char *remedy;

	(void) state;
	assert_int_equal(learn_mined_remedy(before, strlen(before), after,
										strlen(after), &failed, &remedy, NULL),
					 LEARN_OK);
	assert_json_text(remedy,
					 "{'platform':'linux','placement':'before','steps':[" WARM
					 "],'parameters':{},'rollback':[],'what':"
					 "'before the step that failed: warm','why':"
					 "'the coil was cold'}");
	free(before);
	free(after);
	json_object_put(parent);
	json_object_put(content);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_placements),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_rollback),
		cmocka_unit_test(test_not_proposed),
		cmocka_unit_test(test_steps_without_command),
		cmocka_unit_test(test_rejected),
		cmocka_unit_test(test_order_and_limit),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_mined_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
