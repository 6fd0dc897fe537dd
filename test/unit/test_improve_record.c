/*-------------------------------------------------------------------------
 *
 * test_improve_record.c
 *		Unit tests of the built-in improver with what is known of its own
 *		remedies, and of the verifications that it adds.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/improve_record.h"
#include "improve_case.h"

#define CURATED(id, strength, counts)                                         \
	"{'id':'" id "','origin':'curated','strength':" strength counts "}"

/* The id of the step that was added first, or "" for no draft; the caller's. */
static char *
first_added(const char *facts)
{
	json_object *object = json_of(facts);
	char *text = learn_json_text(object, NULL);
	LearnDraft draft;
	LearnProblem problem;
	char *id = strdup("");

	if (learn_improve(text, strlen(text), &draft, &problem) == LEARN_OK)
	{
		json_object *changes = parse(draft.changes);

		free(id);
		id =
			strdup(learn_json_get_string(json_object_array_get_idx(changes, 0),
										 "step", ""));
		json_object_put(changes);
	}
	learn_draft_free(&draft);
	free(text);
	json_object_put(object);
	return id;
}

static void
expect_first(const char *facts, const char *id)
{
	char *found = first_added(facts);

	assert_string_equal(found, id);
	free(found);
}

static void
test_curated_records(void **state)
{
	json_object *content;
	json_object *because;

	(void) state;
	expect_first(FACTS(PLAIN, BIND, ""), "free-port");
	expect_first(FACTS(PLAIN, BIND,
					   REMEDIES(CURATED("free-port", "0.29", ""))),
				 "");
	expect_first(FACTS(PLAIN, BIND, REMEDIES(CURATED("free-port", "0.3", ""))),
				 "free-port");

	content = improve(
		FACTS(PLAIN, BIND,
			  REMEDIES(CURATED("free-port", "0.9",
							   ",'successes':1,'failures':0,"
							   "'executions':['exec-4','exec-5',7,'']"))),
		LEARN_OK, NULL, NULL);
	because = learn_json_get(
		json_object_array_get_idx(learn_json_get(content, "steps"), 1),
		"because");
	assert_non_null(strstr(learn_json_get_string(because, "text", ""),
						   "only after ten seconds (worked in 1 of 1 "
						   "attempt)"));
	assert_json_text(learn_json_text(learn_json_get(because, "executions"),
									 NULL),
					 "['exec-9','exec-4','exec-5']");
	json_object_put(content);
}

/* What has worked goes before what has not been tried, and that before what
 * has rather not. */
static void
test_curated_order(void **state)
{
#define TWO                                                                   \
	"bind: Address already in use, port 8080; unit file changed on "          \
	"disk, run systemctl daemon-reload"
#define SYSTEM                                                                \
	RUNBOOK(LOOK ",{'id':'serve','action':'start','command':"                 \
				 "'systemctl start app'}",                                    \
			VERIFIED)

	(void) state;
	expect_first(FACTS(SYSTEM, TWO, ""), "free-port");
	expect_first(FACTS(SYSTEM, TWO,
					   REMEDIES(CURATED("daemon-reload", "0.8", ""))),
				 "daemon-reload");
	expect_first(FACTS(SYSTEM, TWO, REMEDIES(CURATED("free-port", "0.4", ""))),
				 "daemon-reload");
	expect_first(FACTS(SYSTEM, TWO,
					   REMEDIES(CURATED("free-port", "0.8", "") "," CURATED(
						   "daemon-reload", "0.8", ""))),
				 "free-port");
}

static void
expect_reason(const char *record, const char *why, const char *expected)
{
	LearnArena arena;
	char *reason;

	learn_arena_init(&arena);
	reason =
		learn_record_reason(record != NULL ? value_of(&arena, record) : NULL,
							why);
	assert_string_equal(reason, expected);
	free(reason);
	learn_arena_free(&arena);
}

static void
test_reasons(void **state)
{
	char *why = malloc(5001);
	char *reason;

	(void) state;
	expect_reason(NULL, "x", "x");
	expect_reason("7", "x", "x");
	expect_reason("{'successes':0,'failures':0,'since':'2026-01-02'}", "x",
				  "x");
	expect_reason("{'successes':2,'since':'2026-01-02 10:00'}", "x",
				  "x (worked in 2 of 2 attempts since 2026-01-02)");
	expect_reason("{'successes':2,'failures':3,'since':'yesterday'}", "x",
				  "x (worked in 2 of 5 attempts)");
	expect_reason("{'successes':2,'failures':3,'since':'2026-01'}", "x",
				  "x (worked in 2 of 5 attempts)");
	expect_reason("{'successes':-2,'failures':9}", "x", "x");
	expect_reason("{'successes':1e300}", "x", "x");
	expect_reason("{'successes':'1'}", "x", "x");

	memset(why, 'y', 5000);
	why[5000] = '\0';
	reason = learn_record_reason(NULL, why);
	assert_int_equal(strlen(reason), 1800);
	free(reason);
	free(why);
}

static void
expect_verification(const char *facts, const char *expected)
{
	json_object *content = improve(facts, LEARN_OK, NULL, NULL);
	json_object *verification = learn_json_get(content, "verification");

	if (expected == NULL)
		assert_null(verification);
	else
		assert_json_text(learn_json_text(verification, NULL), expected);
	json_object_put(content);
}

/* A verification follows from what the runbook does, or there is none. */
static void
test_verification(void **state)
{
#define STARTS(command, more)                                                 \
	RUNBOOK(LOOK ",{'id':'serve','action':'start','command':'" command        \
				 "'" more "}",                                                \
			"")

	(void) state;
	expect_verification(
		UNKNOWN(STARTS("systemctl restart app", ""),
				REMEDIES(MINED("before", WARM, ""))),
		"{'method':'command','command':'systemctl is-active --quiet "
		"\\u0027app\\u0027\\n'}");
	expect_verification(
		UNKNOWN(STARTS("systemctl restart app",
					   ",'wait_for':{'command':'up','timeout':5}"),
				REMEDIES(MINED("before", WARM, ""))),
		"{'method':'command','command':'up'}");
	expect_verification(FACTS(STARTS("appd", ""), BIND, ""),
						"{'method':'port','port':8080}");
	expect_verification(UNKNOWN(STARTS("appd", ""),
								REMEDIES(MINED("before", WARM, ""))),
						NULL);
	expect_verification(
		UNKNOWN(RUNBOOK(LOOK ",{'id':'serve','action':'halt','command':'appd',"
							 "'wait_for':{'command':'up','timeout':5}}",
						""),
				REMEDIES(MINED("before", WARM, ""))),
		NULL);
	expect_verification(UNKNOWN(PLAIN, REMEDIES(MINED("before", WARM, ""))),
						"{'method':'command','command':'v'}");

	/* A service that only the failure names, and what is told of it. */
	expect_verification(
		FACTS(STARTS("appd", ""), "Job for acme-api.service failed",
			  REMEDIES(MINED("before", WARM, ""))),
		"{'method':'command','command':'systemctl is-active --quiet "
		"\\u0027acme-api\\u0027\\n'}");
	expect_verification(
		FACTS(STARTS("appd", ""), "Job for acme-api.service failed",
			  ",'private_names':['acme']" REMEDIES(MINED("before", WARM, ""))),
		NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_curated_records),
		cmocka_unit_test(test_curated_order),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_verification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
