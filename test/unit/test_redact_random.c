/*-------------------------------------------------------------------------
 *
 * test_redact_random.c
 *		What holds for redaction whatever the text is: the result is valid
 *		UTF-8, and redacting it again changes nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "redact_pieces.h"
#include "redacted.h"

#define ROUNDS 60000

static const char *const known_sets[][5] = {
	{NULL},
	{"hunter2", "hunter", "unterwegs", NULL},
	{"pass", "password", "word", NULL},
	{RANDOM_8,
	 "W"
	 "b1Nc",
	 "true", "null", NULL},
	{"redacted", "known]", "[redacted: ", "\xe2\x82\xac\xe2\x82\xac", NULL},
	{"aaaa", "://u", "\": \"", "host", NULL},
};

/* Is a text valid UTF-8? */
static bool
is_valid(const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *) text;

	for (size_t i = 0; i < length;)
	{
		size_t size = bytes[i] < 0x80    ? 1
					  : bytes[i] >= 0xF0 ? 4
					  : bytes[i] >= 0xE0 ? 3
					  : bytes[i] >= 0xC2 ? 2
										 : 0;

		if (size == 0 || size > length - i)
			return false;
		for (size_t j = 1; j < size; j++)
		{
			if ((bytes[i + j] & 0xC0) != 0x80)
				return false;
		}
		i += size;
	}
	return true;
}

/* Asserts what holds for all texts; returns how many secrets were in it. */
static size_t
check(const char *text, size_t length, const char *const *known)
{
	size_t count;
	size_t again;
	char *once = redacted(text, length, known, &count);
	char *twice = redacted(once, strlen(once), known, &again);

	if (strcmp(once, twice) != 0 || again != 0)
		fail_msg("%s\n  became   %s\n  and then %s", text, once, twice);
	if (!is_valid(once, strlen(once)))
		fail_msg("%s\n  became %s, which is not valid", text, once);
	if (count == 0)
		assert_string_equal(once, text);
	free(once);
	free(twice);
	return count;
}

static void
test_mixtures(void **state)
{
	uint64_t random = 20260102;
	size_t found = 0;

	(void) state;
	for (int round = 0; round < ROUNDS; round++)
	{
		const char *const *known =
			known_sets[random_below(&random, COUNT(known_sets))];
		LearnBuffer text;

		make_mixture(&text, &random);
		found += check(text.data, text.length, known);
		learn_buffer_free(&text);
	}
	assert_true(found > ROUNDS / 2);
}

/* The same for what a member of some name holds. */
static void
test_named(void **state)
{
	static const char *const names[] = {
		"password", "token", "key",    "secret", "cookie",
		"auth",     "ssn",   "mobile", "dob",    "patient id",
	};
	static const LearnRedactRules rules = {.personal = true};
	uint64_t random = 20260211;

	(void) state;
	for (int round = 0; round < ROUNDS / 4; round++)
	{
		const char *name = names[random_below(&random, COUNT(names))];
		LearnBuffer text;
		LearnBuffer once;
		LearnBuffer twice;
		size_t again = 0;

		make_mixture(&text, &random);
		learn_buffer_init(&once, 0);
		learn_buffer_init(&twice, 0);
		assert_true(learn_redact_append_named(&once, name, text.data,
											  text.length, &rules, NULL));
		assert_true(learn_redact_append_named(&twice, name, once.data,
											  once.length, &rules, &again));
		if (strcmp(once.data, twice.data) != 0 || again != 0)
			fail_msg("%s: %s\n  became   %s\n  and then %s", name, text.data,
					 once.data, twice.data);
		learn_buffer_free(&text);
		learn_buffer_free(&once);
		learn_buffer_free(&twice);
	}
}

/* Every text of the tables, cut off anywhere between two characters. */
static void
test_cut_off(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(secret_cases) + COUNT(person_cases); i++)
	{
		const char *text = i < COUNT(secret_cases)
							   ? secret_cases[i].text
							   : person_cases[i - COUNT(secret_cases)].text;
		char *cut = strdup(text);

		assert_non_null(cut);
		for (size_t length = strlen(text); length > 0; length--)
		{
			cut[length] = '\0';
			if (((unsigned char) text[length] & 0xC0) != 0x80)
				check(cut, length, NULL);
		}
		free(cut);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mixtures),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
