/*-------------------------------------------------------------------------
 *
 * test_redact_personal.c
 *		Unit tests of what takes personal data out of text.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "redact_people.h"
#include "redacted.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How many of these cases do not turn out as expected. */
static int
expect(const char *text, const char *expected)
{
	size_t count;
	char *left = redacted(text, strlen(text), NULL, &count);
	bool right = strcmp(left, expected) == 0 &&
				 (count > 0) == (strcmp(text, expected) != 0);

	if (!right)
		print_error("%s\n  became   %s\n  expected %s\n", text, left,
					expected);
	free(left);
	return !right;
}

static void
test_people(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(person_cases); i++)
		wrong += expect(person_cases[i].text, person_cases[i].left);
	assert_int_equal(wrong, 0);
}

static void
test_nobody(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(no_people); i++)
		wrong += expect(no_people[i], no_people[i]);
	assert_int_equal(wrong, 0);
}

/* Nothing of it is taken out unless that is asked for. */
static void
test_not_asked(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(person_cases); i++)
	{
		const char *text = person_cases[i].text;
		LearnBuffer buffer;
		size_t count = 0;

		learn_buffer_init(&buffer, 0);
		assert_true(
			learn_redact_append(&buffer, text, strlen(text), NULL, &count));
		assert_string_equal(buffer.data, text);
		assert_int_equal(count, 0);
		learn_buffer_free(&buffer);
	}
}

/* A number with another check digit is another number, or none. */
static void
test_check_digits(void **state)
{
	static const char *const checked[] = {
		"4024007193827465",   "48219376Z",        "X1234567L",
		"RSSMRA85T10A562S",   "318.402.957-32",   "185057800608491",
		"85.07.30-033.28",    "756.9217.6938.47", "130575-314W",
		"11010519850314281X", "850314-1234562",   "S8214365C",
		"RUGM850314MDFZRL05", "4981 1723 0656",   "15070649C103",
		"291-304-723",
	};

	(void) state;
	for (size_t i = 0; i < COUNT(checked); i++)
	{
		size_t last = strlen(checked[i]) - 1;
		char *text = strdup(checked[i]);
		int found = 0;

		assert_non_null(text);
		for (const char *other = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
			 *other != '\0'; other++)
		{
			size_t count;
			char *left;

			text[last] = *other;
			left = redacted(text, last + 1, NULL, &count);
			found += count > 0;
			if (*other == checked[i][last])
				assert_int_equal(count, 1);
			free(left);
		}
		if (found != 1)
			fail_msg("%s is as good with %d other last characters", checked[i],
					 found - 1);
		free(text);
	}
}

static void
expect_named(const char *name, const char *text, const char *expected)
{
	static const LearnRedactRules rules = {.personal = true};
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_redact_append_named(&buffer, name, text, strlen(text),
										  &rules, NULL));
	assert_string_equal(buffer.data, expected);
	learn_buffer_free(&buffer);
}

static void
test_named(void **state)
{
	(void) state;
	expect_named("ssn", "123456789", IDENTITY);
	expect_named("patientSSN", "123 45 6789", IDENTITY);
	expect_named("ssn", "none", "none");
	expect_named("ssn", IDENTITY, IDENTITY);
	expect_named("ssn", "12", "12");
	expect_named("mobile_phone", "0171 2345678", TELEPHONE);
	expect_named("Patient ID", "PT-004521", MEDICAL);
	expect_named("date_of_birth", "1985-03-14", BIRTH);
	expect_named("date_of_birth", "1985-03-14 or so", "1985-03-14 or so");
	expect_named("output", "123456789", "123456789");
	expect_named("", "123456789", "123456789");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),    cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_not_asked), cmocka_unit_test(test_check_digits),
		cmocka_unit_test(test_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
