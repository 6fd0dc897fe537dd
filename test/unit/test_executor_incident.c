/*-------------------------------------------------------------------------
 *
 * test_executor_incident.c
 *		Unit tests of what a run may be about.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/incident.h"

#define SIXTEEN "exec-incident-16"
#define LONGEST SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN

static void
expect(const LearnOptions *options, const char *where, const char *message)
{
	LearnProblem problem = {.message = ""};
	LearnStatus status = learn_incident_check(options, &problem);

	assert_int_equal(status, message == NULL ? LEARN_OK : LEARN_INVALID);
	if (message == NULL)
		return;
	assert_string_equal(problem.where, where);
	assert_non_null(strstr(problem.message, message));
}

static void
test_names(void **state)
{
	static const char *const good[] = {"disk_full", "INC-42", "2026:1.a_b",
									   "x", LONGEST};
	static const char *const bad[] = {"",      "INC 42",   "INC-42\n",
									  "-x",    "${x}",     "caf\303\251",
									  "a\377", LONGEST "x"};

	(void) state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
	{
		LearnOptions options = {.incident_type = good[i],
								.incident_id = good[i]};

		expect(&options, NULL, NULL);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		LearnOptions type = {.incident_type = bad[i]};
		LearnOptions id = {.incident_type = "x", .incident_id = bad[i]};

		expect(&type, "--incident-type", "1 to 128 letters, digits or ._:-");
		expect(&id, "--incident-id", "1 to 128 letters, digits or ._:-");
	}
}

static void
test_texts(void **state)
{
	LearnOptions options = {.incident_type = "x",
							.client = "Caf\303\251 & Co",
							.hostname = "web1"};

	(void) state;
	expect(&options, NULL, NULL);
	options.hostname = "web\377";
	expect(&options, "--hostname", "not UTF-8");
	options.client = "Caf\351";
	expect(&options, "--client", "not UTF-8");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
