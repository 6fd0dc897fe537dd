/*-------------------------------------------------------------------------
 *
 * test_redact.c
 *		Unit tests of what takes secrets out of text.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "redact_ordinary.h"
#include "redact_secrets.h"
#include "redact_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How many of these cases do not turn out as expected. */
static int
expect(const char *text, const char *expected)
{
	size_t count;
	size_t again;
	char *left = redacted(text, strlen(text), NULL, &count);
	char *twice = redacted(left, strlen(left), NULL, &again);
	bool right = strcmp(left, expected) == 0 &&
				 (count > 0) == (strcmp(text, expected) != 0);
	bool same = strcmp(left, twice) == 0 && again == 0;

	if (!right)
		print_error("%s\n  became   %s\n  expected %s\n", text, left,
					expected);
	if (!same)
		print_error("%s\n  became   %s\n  and then %s\n", text, left, twice);
	free(left);
	free(twice);
	return !right || !same;
}

static void
test_secrets(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(secret_cases); i++)
		wrong += expect(secret_cases[i].text, secret_cases[i].left);
	assert_int_equal(wrong, 0);
}

static void
test_ordinary(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(ordinary_lines); i++)
		wrong += expect(ordinary_lines[i], ordinary_lines[i]);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_ordinary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
