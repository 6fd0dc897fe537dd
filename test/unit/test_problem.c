/*-------------------------------------------------------------------------
 *
 * test_problem.c
 *		Unit tests of problems and findings.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/findings.h"
#include "core/problem.h"

static void
test_set(void **state)
{
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_problem_set(&problem, LEARN_INVALID, "steps[2]",
									   "must be %d", 5),
					 LEARN_INVALID);
	assert_string_equal(problem.where, "steps[2]");
	assert_string_equal(problem.message, "must be 5");
	assert_int_equal(learn_problem_set(&problem, LEARN_NOTHING, NULL,
									   "nothing"),
					 LEARN_NOTHING);
	assert_string_equal(problem.where, "");
	assert_int_equal(learn_problem_set(NULL, LEARN_OUT_OF_MEMORY, "a", "b"),
					 LEARN_OUT_OF_MEMORY);
}

/*
 * Text is cut before a character, never within one.
 */
static void
test_cut_at_characters(void **state)
{
	static const char *const characters[] = {"\xc3\xa4", "\xe2\x82\xac",
											 "\xf0\x9f\x98\x80"};
	LearnProblem problem;
	char text[1024];

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		size_t width = strlen(characters[i]);

		for (size_t shift = 0; shift < width; shift++)
		{
			size_t kept;

			memset(text, 'x', shift);
			text[shift] = '\0';
			while (strlen(text) < 600)
				strcat(text, characters[i]);
			learn_problem_set(&problem, LEARN_INVALID, text, "%s", text);

			kept = (sizeof(problem.message) - 1 - shift) / width * width;
			assert_int_equal(strlen(problem.message), shift + kept);
			assert_memory_equal(problem.message, text, shift + kept);
			kept = (sizeof(problem.where) - 1 - shift) / width * width;
			assert_int_equal(strlen(problem.where), shift + kept);
		}
	}
}

static void
test_full_message_is_kept(void **state)
{
	LearnProblem problem;
	char text[sizeof(problem.message)];

	(void) state;
	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	learn_problem_set(&problem, LEARN_INVALID, NULL, "%s", text);
	assert_string_equal(problem.message, text);
}

static void
test_findings(void **state)
{
	LearnFindings findings = {0};

	(void) state;
	assert_false(learn_findings_has(&findings, LEARN_SEVERITY_ERROR));
	learn_findings_add(&findings, LEARN_SEVERITY_DANGER, "a", "first %s", "x");
	learn_findings_add(&findings, LEARN_SEVERITY_WARNING, NULL, "second");
	assert_int_equal(findings.count, 2);
	assert_string_equal(findings.items[0].problem.message, "first x");
	assert_string_equal(findings.items[1].problem.where, "");
	assert_true(learn_findings_has(&findings, LEARN_SEVERITY_DANGER));
	assert_false(learn_findings_has(&findings, LEARN_SEVERITY_ERROR));
	learn_findings_free(&findings);
	assert_int_equal(findings.count, 0);
	learn_findings_free(&findings);

	assert_string_equal(learn_severity_name(LEARN_SEVERITY_WARNING),
						"warning");
	assert_string_equal(learn_severity_name(LEARN_SEVERITY_DANGER), "danger");
	assert_string_equal(learn_severity_name(LEARN_SEVERITY_ERROR), "error");
}

/*
 * A flood of warnings must not push an error out of the list.
 */
static void
test_findings_are_bounded(void **state)
{
	LearnFindings findings = {0};

	(void) state;
	learn_findings_add(&findings, LEARN_SEVERITY_DANGER, "", "danger");
	for (int i = 0; i < 1000; i++)
		learn_findings_add(&findings, LEARN_SEVERITY_WARNING, "", "%d", i);
	assert_int_equal(findings.count, LEARN_FINDINGS_MAX);
	assert_string_equal(findings.items[LEARN_FINDINGS_MAX - 1].problem.message,
						"48");

	learn_findings_add(&findings, LEARN_SEVERITY_ERROR, "", "error");
	assert_int_equal(findings.count, LEARN_FINDINGS_MAX);
	assert_true(learn_findings_has(&findings, LEARN_SEVERITY_ERROR));
	assert_string_equal(findings.items[0].problem.message, "danger");
	assert_string_equal(findings.items[LEARN_FINDINGS_MAX - 2].problem.message,
						"47");

	for (int i = 0; i < 1000; i++)
		learn_findings_add(&findings, LEARN_SEVERITY_ERROR, "", "%d", i);
	assert_int_equal(findings.count, LEARN_FINDINGS_MAX);
	assert_false(learn_findings_has(&findings, LEARN_SEVERITY_WARNING));
	assert_false(learn_findings_has(&findings, LEARN_SEVERITY_DANGER));
	assert_string_equal(findings.items[0].problem.message, "error");
	assert_string_equal(findings.items[LEARN_FINDINGS_MAX - 1].problem.message,
						"48");
	learn_findings_free(&findings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_cut_at_characters),
		cmocka_unit_test(test_full_message_is_kept),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_findings_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
