/*-------------------------------------------------------------------------
 *
 * test_executor_condition.c
 *		Unit tests of what was asked for of a command.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <sys/resource.h>

#include "executor/steps/condition.h"
#include "executor/steps/match.h"
#include "json_text.h"

/* Checks a condition (NULL: none) against what a command did. */
static void
check(const char *condition, int exit_code, const char *output,
	  LearnStatus expected, const char *reason)
{
	json_object *asked = condition == NULL ? NULL : json_of(condition);
	char *written = strdup(output);
	LearnOutcome outcome = {.exit_code = exit_code, .output = written};
	char *why;

	assert_int_equal(learn_condition_check(asked, &outcome, &why), expected);
	if (reason == NULL)
		assert_null(why);
	else
		assert_string_equal(why, reason);
	free(why);
	free(written);
	json_object_put(asked);
}

static void
test_exit_codes(void **state)
{
	(void) state;
	check(NULL, 0, "", LEARN_OK, NULL);
	check("{}", 0, "", LEARN_OK, NULL);
	check(NULL, 1, "", LEARN_NOTHING, "the exit code is 1, not 0");
	check("{'exit_code': 3}", 3, "", LEARN_OK, NULL);
	check("{'exit_code': 3}", 0, "", LEARN_NOTHING,
		  "the exit code is 0, not 3");
	check("{'exit_code': 4294967295}", -1, "", LEARN_NOTHING,
		  "the exit code is -1, not 4294967295");
	/* All of a condition must hold. */
	check("{'output_equals': 'x'}", 1, "x", LEARN_NOTHING,
		  "the exit code is 1, not 0");
}

static void
test_output_equals(void **state)
{
	char long_text[302];

	(void) state;
	check("{'output_equals': 'active'}", 0, "active", LEARN_OK, NULL);
	check("{'output_equals': ' active\\n'}", 0, "\n\tactive ", LEARN_OK, NULL);
	check("{'output_equals': ''}", 0, " \n", LEARN_OK, NULL);
	check("{'output_equals': 'active'}", 0, "inactive", LEARN_NOTHING,
		  "the output is \"inactive\", not \"active\"");
	check("{'output_equals': 'active'}", 0, "activ", LEARN_NOTHING,
		  "the output is \"activ\", not \"active\"");
	check("{'output_equals': 'a\\nb'}", 0, "a", LEARN_NOTHING,
		  "the output is \"a\", not what was expected");
	memset(long_text, 'x', sizeof(long_text));
	long_text[300] = '\0';
	check("{'output_equals': 'a'}", 0, long_text, LEARN_NOTHING,
		  "the output is not \"a\"");
	check("{'output_equals': 'a', 'output_matches': 'b'}", 0, "a",
		  LEARN_NOTHING, "the output \"a\" does not match \"b\"");
}

static void
test_output_matches(void **state)
{
	(void) state;
	check("{'output_matches': 'run+ing$'}", 0, "it is runnning\nnow", LEARN_OK,
		  NULL);
	check("{'output_matches': '^now'}", 0, "it is\nnow", LEARN_OK, NULL);
	check("{'output_matches': '^$'}", 0, "  ", LEARN_OK, NULL);
	check("{'output_matches': 'a.b'}", 0, "a\nb", LEARN_NOTHING,
		  "the output does not match \"a.b\"");
	check("{'output_matches': '^(up|ok)$'}", 0, "down", LEARN_NOTHING,
		  "the output \"down\" does not match \"^(up|ok)$\"");
	check("{'output_matches': '^caf.$'}", 0, "caf\xC3\xA9", LEARN_OK, NULL);
}

/* What others have that POSIX has not, as far as it is clear what it means. */
static void
test_escapes(void **state)
{
	static const struct
	{
		const char *expression;
		const char *text;
		LearnStatus expected;
	} cases[] = {
		{"^\\d+$", "0123456789", LEARN_OK},
		{"\\d", "d", LEARN_NOTHING},
		{"^\\D+$", "abc d", LEARN_OK},
		{"\\D", "12", LEARN_NOTHING},
		{"^\\w+\\s\\S$", "a_1 x", LEARN_OK},
		{"\\bword\\b", "a word here", LEARN_OK},
		{"\\bword\\b", "swords", LEARN_NOTHING},
		{"\\Bword", "sword", LEARN_OK},
		{"\\W", "a_1", LEARN_NOTHING},
		{"a\\nb", "a\nb", LEARN_OK},
		{"a\\tb", "a\tb", LEARN_OK},
		{"^[\\w.-]+@[\\d.]+$", "a-b.c_d@1.2", LEARN_OK},
		{"^[\\d\\s]+$", "1 2", LEARN_OK},
		{"[\\d]", "\\d", LEARN_NOTHING},
		{"^[^\\d]+$", "a1", LEARN_NOTHING},
		{"^[\\t\\n]$", "\t", LEARN_OK},
		{"1\\.2\\+\\(\\[\\$\\\\", "1.2+([$\\", LEARN_OK},
		{"1\\.2", "1x2", LEARN_NOTHING},
		{"^[\\.]$", ".", LEARN_OK},
		{"^[\\\\d]$", "\\", LEARN_OK},
		{"^[\\\\d]$", "1", LEARN_NOTHING},
		{"^[]a]+[^]]$", "]a]b", LEARN_OK},
		{"^[[:alpha:]\\d]+$", "ab12", LEARN_OK},
		{"^(a)\\1$", "aa", LEARN_OK},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		LearnProblem problem = {"", ""};

		if (learn_match(cases[i].expression, cases[i].text, &problem) !=
			cases[i].expected)
			fail_msg("%s in \"%s\" %s", cases[i].expression, cases[i].text,
					 problem.message);
	}
}

/* What cannot be read is never taken for something else. */
static void
test_unreadable(void **state)
{
	static const char *const unknown[] = {
		"\\x41", "\\A", "\\p{L}", "\\u0041", "[\\b]", "[\\D]", "[^\\]]", "\\0",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
	{
		LearnProblem problem;
		char expected[100];

		snprintf(expected, sizeof(expected),
				 "the regular expression \"%s\" has an escape that POSIX does "
				 "not know",
				 unknown[i]);
		assert_int_equal(learn_match(unknown[i], "A", &problem),
						 LEARN_INVALID);
		assert_string_equal(problem.message, expected);
	}
	check("{'output_matches': '('}", 0, "", LEARN_INVALID,
		  "the regular expression \"(\" cannot be used: Unmatched ( or \\(");
	check("{'output_matches': '(?:a)'}", 0, "a", LEARN_INVALID,
		  "the regular expression \"(?:a)\" cannot be used: "
		  "Invalid preceding regular expression");
	check("{'output_matches': 'a\\\\'}", 0, "a", LEARN_INVALID,
		  "the regular expression \"a\\\" cannot be used: "
		  "Trailing backslash");
}

/*
 * What takes the C library years, or crashes it, hurts nobody.  (The limit of
 * memory is not tried here: the sanitizers' allocator goes around it.)
 */
static void
test_hostile(void **state)
{
	const char *expression = "(.*)(.*)(.*)(.*)(.*)(.*)\\6\\5\\4\\3\\2\\1z";
	char *text = malloc(LEARN_PROCESS_OUTPUT_MAX + 1);
	struct rusage usage;
	char nested[1001];
	LearnProblem problem;

	(void) state;
	assert_non_null(text);
	memset(text, 'a', LEARN_PROCESS_OUTPUT_MAX);
	text[LEARN_PROCESS_OUTPUT_MAX] = '\0';
	assert_int_equal(learn_match(expression, text, &problem), LEARN_INVALID);
	assert_non_null(strstr(problem.message, "\" takes too long"));
	getrusage(RUSAGE_CHILDREN, &usage);
	assert_in_range(usage.ru_utime.tv_sec, 0, LEARN_MATCH_CPU + 1);
	free(text);

	memset(nested, '(', 1000);
	nested[1000] = '\0';
	assert_int_equal(learn_match(nested, "(", &problem), LEARN_INVALID);
	assert_int_equal(learn_match("[[:", "[", &problem), LEARN_INVALID);
}

static void
test_other_endings(void **state)
{
	static const struct
	{
		LearnEnding ending;
		const char *why;
	} cases[] = {
		{LEARN_ENDED_LATE, "the command took too long"},
		{LEARN_ENDED_INTERRUPTED, "the executor was told to stop"},
		{LEARN_NEVER_STARTED, "could not start"},
	};

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		LearnOutcome outcome = {.ending = cases[i].ending, .exit_code = -1};
		char *why;

		strcpy(outcome.problem.message, "could not start");
		assert_int_equal(learn_condition_check(NULL, &outcome, &why),
						 LEARN_INVALID);
		assert_string_equal(why, cases[i].why);
		free(why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_output_equals),
		cmocka_unit_test(test_output_matches),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_other_endings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
