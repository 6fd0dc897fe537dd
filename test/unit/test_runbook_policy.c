/*-------------------------------------------------------------------------
 *
 * test_runbook_policy.c
 *		Unit tests of a policy's look at runbooks given as text.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/policy.h"
#include "core/runbook_policy.h"

static const char rules[] =
	"[{\"name\": \"detonates\", \"severity\": \"error\","
	" \"message\": \"blows up\", \"rule\": {\"program\": \"detonate\"}}]";

/* Looks at a text; the caller frees the findings. */
static LearnStatus
look(const char *text, size_t length, LearnFindings *findings,
	 LearnProblem *problem)
{
	LearnPolicy *policy = NULL;
	LearnStatus status =
		learn_policy_compile(rules, strlen(rules), &policy, problem);

	assert_int_equal(status, LEARN_OK);
	status =
		learn_runbook_check_policy(policy, text, length, findings, problem);
	learn_policy_free(policy);
	return status;
}

static void
test_finds(void **state)
{
	static const char text[] =
		"{\"platform\": \"linux\", \"steps\": [{\"action\": \"a\","
		" \"command\": \"true\"}, {\"action\": \"a\","
		" \"command\": \"true && detonate\"}]}";
	LearnFindings findings = {0};
	LearnProblem problem;

	(void) state;
	assert_int_equal(look(text, strlen(text), &findings, &problem), LEARN_OK);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].severity, LEARN_SEVERITY_ERROR);
	assert_string_equal(findings.items[0].name, "detonates");
	assert_string_equal(findings.items[0].problem.where, "steps[1].command");
	learn_findings_free(&findings);
}

/* What is no runbook has nothing in it that could run. */
static void
test_no_runbook(void **state)
{
	static const char *const texts[] = {
		"null",
		"7",
		"\"detonate\"",
		"[\"detonate\"]",
		"{}",
		"{\"steps\": \"detonate\"}",
		"{\"steps\": [null, 7, {}]}",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		LearnFindings findings = {0};
		LearnProblem problem;

		assert_int_equal(look(texts[i], strlen(texts[i]), &findings, &problem),
						 LEARN_OK);
		assert_int_equal(findings.count, 0);
		learn_findings_free(&findings);
	}
}

/* What cannot be read is not taken for harmless. */
static void
test_unreadable(void **state)
{
	static const char cut[] = "{\"steps\": [{\"command\": \"true\"}";
	static const char nul[] = "{\"steps\": [{\"command\": \"\\u0000\"}]}";
	char deep[2 * LEARN_JSON_DEPTH + 16];
	LearnFindings findings = {0};
	LearnProblem problem = {0};

	(void) state;
	memset(deep, '[', sizeof(deep) / 2);
	memset(deep + sizeof(deep) / 2, ']', sizeof(deep) / 2);
	assert_int_equal(look(cut, strlen(cut), &findings, &problem),
					 LEARN_INVALID);
	assert_string_not_equal(problem.message, "");
	assert_int_equal(look(nul, strlen(nul), &findings, &problem),
					 LEARN_INVALID);
	assert_int_equal(look(deep, sizeof(deep), &findings, &problem),
					 LEARN_INVALID);
	assert_int_equal(look("", 0, &findings, &problem), LEARN_INVALID);
	assert_int_equal(findings.count, 0);
	learn_findings_free(&findings);
}

/* A list that is incomplete already stays so. */
static void
test_incomplete(void **state)
{
	LearnFindings findings = {.failed = true};
	LearnProblem problem;

	(void) state;
	assert_int_equal(look("{}", 2, &findings, &problem), LEARN_OUT_OF_MEMORY);
	learn_findings_free(&findings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_no_runbook),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_incomplete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
