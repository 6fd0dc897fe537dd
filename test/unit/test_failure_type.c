/*-------------------------------------------------------------------------
 *
 * test_failure_type.c
 *		Unit tests of the six failure types.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/failure_type.h"

static const char *const names[] = {
	"wrong_diagnosis",        "wrong_runbook",       "runbook_insufficient",
	"environment_difference", "external_dependency", "permission_denied",
};

static void
test_names(void **state)
{
	(void) state;
	assert_int_equal(LEARN_FAILURE_TYPES, 7);
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		const char *name = learn_failure_type_name((LearnFailureType) type);

		assert_string_equal(name, names[type - 1]);
		assert_int_equal(learn_failure_type_parse(name, strlen(name)), type);
		assert_true(
			strlen(learn_failure_type_meaning((LearnFailureType) type)) > 10);
	}
	assert_null(learn_failure_type_name(LEARN_FAILURE_UNKNOWN));
	assert_null(learn_failure_type_meaning(LEARN_FAILURE_UNKNOWN));
}

static void
test_parse_is_exact(void **state)
{
	static const char *const others[] = {
		"",
		"unknown",
		"Wrong_Runbook",
		"wrong_",
		"wrong_runbookk",
		" wrong_runbook",
		"wrong_runbook ",
		"wrong runbook",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(learn_failure_type_parse(others[i],
												  strlen(others[i])),
						 LEARN_FAILURE_UNKNOWN);

	/* The length counts, not the terminator. */
	assert_int_equal(learn_failure_type_parse("wrong_runbook_x", 13),
					 LEARN_FAILURE_WRONG_RUNBOOK);
	assert_int_equal(learn_failure_type_parse("wrong_runbook\0x", 15),
					 LEARN_FAILURE_UNKNOWN);
}

static void
test_two_are_improvable(void **state)
{
	int improvable = 0;

	(void) state;
	for (int type = 0; type < LEARN_FAILURE_TYPES; type++)
		improvable += learn_failure_type_improvable((LearnFailureType) type);
	assert_int_equal(improvable, 2);
	assert_true(
		learn_failure_type_improvable(LEARN_FAILURE_RUNBOOK_INSUFFICIENT));
	assert_true(
		learn_failure_type_improvable(LEARN_FAILURE_ENVIRONMENT_DIFFERENCE));
}

static void
test_category_free(void **state)
{
	LearnCategory category = {LEARN_FAILURE_WRONG_RUNBOOK, 0.5,
							  strdup("evidence")};

	(void) state;
	learn_category_free(&category);
	assert_null(category.reasoning);
	assert_int_equal(category.type, LEARN_FAILURE_UNKNOWN);
	learn_category_free(&category);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_parse_is_exact),
		cmocka_unit_test(test_two_are_improvable),
		cmocka_unit_test(test_category_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
