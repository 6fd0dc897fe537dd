/*-------------------------------------------------------------------------
 *
 * test_reply.c
 *		What models answer, hostile answers above all.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <time.h>

#include "core/json.h"
#include "core/reply.h"

#define CATEGORY                                                              \
	"{\"failure_type\": \"permission_denied\", \"reasoning\": \"It says "     \
	"so.\", \"confidence\": 0.75}"

/*
 * Reads a copy of exact size, so that reading beyond it is seen.
 */
static LearnStatus
read_category(const char *text, size_t length, LearnCategory *category,
			  LearnProblem *problem)
{
	char *exact = malloc(length > 0 ? length : 1);
	LearnStatus status;

	memcpy(exact, text, length);
	status = learn_reply_category(exact, length, NULL, category, problem);
	free(exact);
	return status;
}

static void
assert_category(const char *text)
{
	LearnCategory category;
	LearnProblem problem = {"", ""};

	if (read_category(text, strlen(text), &category, &problem) != LEARN_OK)
		fail_msg("%s: %s", text, problem.message);
	assert_int_equal(category.type, LEARN_FAILURE_PERMISSION_DENIED);
	assert_true(category.confidence == 0.75);
	assert_string_equal(category.reasoning, "It says so.");
	learn_category_free(&category);
}

static void
assert_no_category(const char *text, const char *reason)
{
	LearnCategory category;
	LearnProblem problem = {"", ""};

	if (read_category(text, strlen(text), &category, &problem) !=
		LEARN_INVALID)
		fail_msg("accepted: %s", text);
	assert_null(category.reasoning);
	if (strstr(problem.message, reason) == NULL)
		fail_msg("%s: %s", text, problem.message);
}

static void
test_where_the_object_is(void **state)
{
	(void) state;
	assert_category(CATEGORY);
	assert_category(" \r\n\t" CATEGORY "\n\n");
	assert_category("```json\n" CATEGORY "\n```");
	assert_category("```\n" CATEGORY "\n```\n");
	assert_category("```json\n" CATEGORY); /* fence never closed */
	assert_category("Sure! " CATEGORY " Anything else?");
	assert_category("Use {braces} so: " CATEGORY "}}}");
	assert_category("An open brace { and a \" quote. " CATEGORY);
	assert_category("[Note] " CATEGORY);
	assert_category(CATEGORY "\n{\"failure_type\": \"wrong_runbook\"}");
	assert_category("{\"confidence\": 0.75, \"reasoning\": \"It says so.\", "
					"\"extra\": {\"}\": \"{\"}, "
					"\"failure_type\": \"permission_denied\"}");
}

static void
test_no_object(void **state)
{
	static const char nul[] = "\0" CATEGORY;
	LearnCategory category;

	(void) state;
	assert_no_category("", "empty");
	assert_no_category(" \n", "empty");
	assert_no_category("I do not know.", "no complete JSON object");
	assert_no_category("{", "no complete JSON object");
	assert_no_category("}{", "no complete JSON object");
	assert_no_category("{\"failure_type\": \"permission_den",
					   "no complete JSON object");
	assert_no_category("{\"a\": \"\\", "no complete JSON object");
	assert_no_category("{nonsense}", "no valid JSON object");
	assert_no_category("null", "not an object");
	assert_no_category("7", "not an object");
	assert_no_category("[" CATEGORY "]", "not an object");
	assert_no_category("{\"reasoning\": \"\xff\xfe\"}",
					   "no valid JSON object");
	assert_no_category("{\"reasoning\": \"a\\u0000b\"}", "U+0000");
	assert_int_equal(read_category(nul, sizeof(nul) - 1, &category, NULL),
					 LEARN_OK); /* a NUL in the chatter is chatter */
	learn_category_free(&category);
	assert_no_category("\"failure_type\": \"unknown\"}",
					   "no complete JSON object");
}

static void
test_category_members(void **state)
{
#define WITH(type, reasoning, confidence)                                     \
	"{\"failure_type\": " type ", \"reasoning\": " reasoning                  \
	", \"confidence\": " confidence "}"
#define GOOD_TYPE "\"wrong_runbook\""

	(void) state;
	assert_no_category("{}", "names no failure type");
	assert_no_category(WITH("3", "\"x\"", "0.5"), "names no failure type");
	assert_no_category(WITH("null", "\"x\"", "0.5"), "names no failure type");
	assert_no_category(WITH("\"gremlins\"", "\"x\"", "0.5"), "not exist");
	assert_no_category(WITH("\"\"", "\"x\"", "0.5"), "not exist");
	assert_no_category(WITH("\"Wrong_Runbook\"", "\"x\"", "0.5"), "not exist");
	assert_no_category(WITH(GOOD_TYPE, "\"\"", "0.5"), "no reasoning");
	assert_no_category(WITH(GOOD_TYPE, "\" \\n\"", "0.5"), "no reasoning");
	assert_no_category(WITH(GOOD_TYPE, "{}", "0.5"), "no reasoning");
	assert_no_category(WITH(GOOD_TYPE, "\"x\"", "17"), "from 0 to 1");
	assert_no_category(WITH(GOOD_TYPE, "\"x\"", "-0.1"), "from 0 to 1");
	assert_no_category(WITH(GOOD_TYPE, "\"x\"", "1.0000001"), "from 0 to 1");
	assert_no_category(WITH(GOOD_TYPE, "\"x\"", "\"0.5\""), "from 0 to 1");
	assert_no_category(WITH(GOOD_TYPE, "\"x\"", "null"), "from 0 to 1");
	assert_no_category(WITH(GOOD_TYPE, "\"x\"", "NaN"), "");
	assert_no_category(
		"{\"failure_type\": \"wrong_runbook\", \"reasoning\": \"x\"}",
		"from 0 to 1");
}

static void
test_bounds_of_confidence_and_unknown(void **state)
{
	static const char lowest[] = WITH(GOOD_TYPE, "\"x\"", "0");
	static const char highest[] = WITH(GOOD_TYPE, "\"x\"", "1");
	static const char unknown[] = WITH("\"unknown\"", "\"x\"", "0.9");
	LearnCategory category;

	(void) state;
	assert_int_equal(read_category(lowest, strlen(lowest), &category, NULL),
					 LEARN_OK);
	assert_true(category.confidence == 0);
	learn_category_free(&category);
	assert_int_equal(read_category(highest, strlen(highest), &category, NULL),
					 LEARN_OK);
	assert_true(category.confidence == 1);
	learn_category_free(&category);
	assert_int_equal(read_category(unknown, strlen(unknown), &category, NULL),
					 LEARN_OK);
	assert_int_equal(category.type, LEARN_FAILURE_UNKNOWN);
	assert_true(category.confidence == 0);
	learn_category_free(&category);
}

static void
test_reasoning_is_cleaned(void **state)
{
	static const char text[] =
		WITH(GOOD_TYPE, "\"a\\nb\\u001b[2Jc\\u0085d\\u007fe\xC3\xA4\"", "1");
	LearnBuffer long_text;
	LearnCategory category;

	(void) state;
	assert_int_equal(read_category(text, strlen(text), &category, NULL),
					 LEARN_OK);
	assert_string_equal(category.reasoning, "a b [2Jc  d e\xC3\xA4");
	learn_category_free(&category);

	/* Cut where a character begins: 1 + 3 * 666 = 1999. */
	learn_buffer_init(&long_text, 0);
	learn_buffer_append_string(&long_text,
							   "{\"failure_type\": \"wrong_runbook\", "
							   "\"confidence\": 1, \"reasoning\": \"x");
	for (int i = 0; i < 5000; i++)
		learn_buffer_append_string(&long_text, "\xE2\x82\xAC");
	learn_buffer_append_string(&long_text, "\"}");
	assert_int_equal(read_category(long_text.data, long_text.length, &category,
								   NULL),
					 LEARN_OK);
	assert_int_equal(strlen(category.reasoning), 1999);
	learn_category_free(&category);
	learn_buffer_free(&long_text);
}

/*
 * Megabytes of braces and quotes must not cost more than a few passes.
 */
static void
test_time_is_linear(void **state)
{
	enum
	{
		LENGTH = 4 * 1024 * 1024
	};
	static const char *const patterns[] = {
		"{", "{\"", "{}", "{a}", "\"{\\", "[", "{[", "{\"a\":", "`{", "}"};
	char *text = malloc(LENGTH);
	LearnCategory category;
	LearnProblem problem;

	(void) state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
	{
		clock_t start = clock();

		for (size_t at = 0; at < LENGTH; at++)
			text[at] = patterns[i][at % strlen(patterns[i])];
		assert_int_equal(learn_reply_category(text, LENGTH, NULL, &category,
											  &problem),
						 LEARN_INVALID);
		if (clock() - start > 5 * CLOCKS_PER_SEC)
			fail_msg("too slow: %s", patterns[i]);
	}
	assert_int_equal(learn_reply_category(text, LENGTH + 1, NULL, &category,
										  &problem),
					 LEARN_INVALID);
	assert_non_null(strstr(problem.message, "longer than"));
	free(text);
}

#define STEP                                                                  \
	"{\"id\": \"restart\", \"action\": \"restart_service\", "                 \
	"\"command\": \"systemctl restart nginx\"}"
#define NEW_STEP                                                              \
	"{\"id\": \"reload\", \"action\": \"reload_units\", "                     \
	"\"command\": \"systemctl daemon-reload\"}"
#define RUNBOOK_OF(platform, steps, more)                                     \
	"{\"id\": \"RB-X\", \"name\": \"n\", \"platform\": \"" platform "\", "    \
	"\"incident_types\": [\"service_crash\"], \"steps\": [" steps "]" more    \
	"}"
#define CHANGES                                                               \
	"[{\"step\": \"reload\", \"what\": \"added\", \"why\": \"units were "     \
	"stale\"}]"
#define PROPOSAL_OF(runbook)                                                  \
	"{\"runbook\": " runbook ", \"changes\": " CHANGES "}"
#define GOOD_PROPOSAL PROPOSAL_OF(RUNBOOK_OF("linux", NEW_STEP ", " STEP, ""))

static const char facts[] =
	"{\"execution\": {\"execution_id\": \"exec-20260101-0001\"}, "
	"\"runbook\": " RUNBOOK_OF("linux", STEP, "") ", "
												  "\"next_id\": \"RB-X-v2\"}";

static LearnStatus
read_draft(const char *text, LearnDraft *draft, LearnProblem *problem)
{
	return learn_reply_draft(text, strlen(text), NULL, facts, strlen(facts),
							 draft, problem);
}

static void
test_draft(void **state)
{
	static const char *const answers[] = {
		GOOD_PROPOSAL,
		"```json\n" GOOD_PROPOSAL "\n```",
		"Here {it} is: " GOOD_PROPOSAL " Good luck.",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
	{
		LearnDraft draft;
		LearnProblem problem = {"", ""};

		if (read_draft(answers[i], &draft, &problem) != LEARN_OK)
			fail_msg("%s: %s", problem.where, problem.message);
		assert_non_null(strstr(draft.content, "\"RB-X-v2\""));
		assert_non_null(strstr(draft.content, "daemon-reload"));
		assert_non_null(strstr(draft.content, "exec-20260101-0001"));
		assert_non_null(strstr(draft.changes, "units were stale"));
		learn_draft_free(&draft);
	}
}

static void
test_hostile_drafts(void **state)
{
	static const char *const answers[] = {
		"",
		"[]",
		"{}",
		"no",
		"[" GOOD_PROPOSAL "]",
		"{\"runbook\": [\"no\"], \"changes\": 7}",
		"{\"runbook\": null, \"changes\": null}",
		"{\"runbook\": {\"id\": \"RB-X\"}}",
		PROPOSAL_OF(RUNBOOK_OF("linux", "", "")),
		PROPOSAL_OF(RUNBOOK_OF("windows", NEW_STEP ", " STEP, "")),
		PROPOSAL_OF(
			RUNBOOK_OF("linux", NEW_STEP ", " STEP, ", \"run_as\": \"root\"")),
		PROPOSAL_OF(RUNBOOK_OF("linux", NEW_STEP ", " STEP,
							   ", \"status\": \"active\"")),
		PROPOSAL_OF(RUNBOOK_OF("linux", NEW_STEP ", " NEW_STEP, "")),
		PROPOSAL_OF(RUNBOOK_OF("linux", "{\"action\": \"a\"}", "")),
	};
	LearnDraft draft;
	LearnProblem problem;
	char *deep = malloc(200001);

	(void) state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
	{
		if (read_draft(answers[i], &draft, &problem) != LEARN_INVALID)
			fail_msg("accepted: %s", answers[i]);
		assert_true(problem.message[0] != '\0');
		assert_null(draft.content);
	}

	memset(deep, '[', 100000);
	memset(deep + 100000, ']', 100000);
	deep[200000] = '\0';
	memcpy(deep, "{\"runbook\":", 11);
	deep[199999] = '}';
	assert_int_equal(read_draft(deep, &draft, &problem), LEARN_INVALID);
	free(deep);
}

/*
 * What can be read and must not be queued is told apart from what cannot be
 * read: there is no point in asking again.
 */
static void
test_refused_draft(void **state)
{
	LearnDraft draft;
	LearnProblem problem;

	(void) state;
	assert_int_equal(read_draft(PROPOSAL_OF(RUNBOOK_OF("linux", STEP, "")),
								&draft, &problem),
					 LEARN_REFUSED);
	assert_non_null(strstr(problem.message, "the same as its parent"));
	assert_null(draft.content);
	assert_null(draft.changes);
}

/*
 * An answer cannot approve itself: what is outside the runbook is dropped.
 */
static void
test_claims_are_dropped(void **state)
{
	LearnDraft draft;
	LearnProblem problem = {"", ""};

	(void) state;
	assert_int_equal(read_draft("{\"status\": \"active\", \"approved\": true, "
								"\"runbook\": " RUNBOOK_OF(
									"linux", NEW_STEP ", " STEP,
									"") ", \"changes\": " CHANGES "}",
								&draft, &problem),
					 LEARN_OK);
	assert_null(strstr(draft.content, "active"));
	assert_null(strstr(draft.content, "approved"));
	assert_null(strstr(draft.changes, "approved"));
	learn_draft_free(&draft);
}

static void
test_bad_facts(void **state)
{
	LearnDraft draft;
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_reply_draft(GOOD_PROPOSAL, strlen(GOOD_PROPOSAL),
									   NULL, "[", 1, &draft, &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_reply_draft(GOOD_PROPOSAL, strlen(GOOD_PROPOSAL),
									   NULL, "{}", 2, &draft, &problem),
					 LEARN_INVALID);
	assert_null(draft.content);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where_the_object_is),
		cmocka_unit_test(test_no_object),
		cmocka_unit_test(test_category_members),
		cmocka_unit_test(test_bounds_of_confidence_and_unknown),
		cmocka_unit_test(test_reasoning_is_cleaned),
		cmocka_unit_test(test_time_is_linear),
		cmocka_unit_test(test_draft),
		cmocka_unit_test(test_hostile_drafts),
		cmocka_unit_test(test_refused_draft),
		cmocka_unit_test(test_claims_are_dropped),
		cmocka_unit_test(test_bad_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
