/*-------------------------------------------------------------------------
 *
 * test_pattern_set.c
 *		Many patterns at once: the same answers as one after the other.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/pattern_set.h"
#include "core/rules.h"

/* Asserts that set and pattern agree about a text, and about the place. */
static void
assert_agrees(const LearnPatternScan *scan, size_t index, const char *pattern)
{
	LearnSpan expected = {NULL, 0};
	LearnSpan found = {NULL, 0};
	bool shown =
		pattern != NULL &&
		learn_pattern_find(pattern, scan->text, scan->length, &expected);

	if (learn_pattern_scan_shows(scan, index, &found) != shown)
		fail_msg("\"%s\" in \"%.*s\"", pattern, (int) scan->length,
				 scan->text);
	assert_ptr_equal(found.start, expected.start);
	assert_int_equal(found.length, expected.length);
}

static void
test_small_set(void **state)
{
	static const char *const patterns[] = {
		"alpha|beta",
		NULL,
		"",
		"a",
		"~ab~|zz",
		"one&two",
		"cat*hat",
		"~gamma~",
		"delta",
		"elta|delt",
		"alpha|gamma",
		"|||",
		"~",
		"a&",
		"*a|a*",
		"longer than the text is, by far",
	};
	static const char *const texts[] = {
		"",
		"a",
		"alph",
		"xalphax",
		"two and one",
		"cat in hat",
		"gammas gamma",
		"the delta",
		"ab",
		"betaalpha",
		"beta",
		"delta",
		"x ab\nzz",
		"cat\nhat",
	};
	size_t count = sizeof(patterns) / sizeof(*patterns);
	LearnPatternSet *set = learn_pattern_set_create(patterns, count);
	LearnPatternScan scan;

	(void) state;
	assert_non_null(set);
	assert_true(learn_pattern_scan_init(&scan, set));
	assert_false(learn_pattern_scan_shows(&scan, 0, NULL));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		/* Without a terminator, so that reading beyond the end shows. */
		char *exact = malloc(strlen(texts[i]) + 1);

		exact = realloc(memcpy(exact, texts[i], strlen(texts[i]) + 1),
						strlen(texts[i]) > 0 ? strlen(texts[i]) : 1);
		learn_pattern_scan(&scan, exact, strlen(texts[i]));
		for (size_t j = 0; j < count; j++)
			assert_agrees(&scan, j, patterns[j]);
		free(exact);
	}
	learn_pattern_scan_free(&scan);
	learn_pattern_set_free(set);
	learn_pattern_set_free(NULL);
}

/*
 * Every alternative of every rule, in text that holds it, almost holds it, or
 * holds it in pieces, against all patterns of its rule.
 */
static void
try_alternative(LearnPatternScan *scan, int rule, const char *pattern,
				LearnSpan alternative)
{
	const LearnRule *asked = &learn_rule_table.rules[rule];
	char text[300];

	for (int variant = 0; variant < 4; variant++)
	{
		size_t length = 0;

		text[length++] = ' ';
		for (size_t i = 0; i < alternative.length; i++)
		{
			char c = alternative.start[i];

			if (variant == 3 && i == alternative.length / 2)
				continue;
			if (c == '~')
				c = variant == 1 ? 'x' : ' ';
			else if (c == '*' || c == '&')
				c = variant == 2 ? '\n' : ' ';
			text[length++] = c;
		}
		learn_pattern_scan(scan, text, length);
		for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		{
			size_t first = (size_t) rule * 2 * LEARN_EVIDENCE_TEXTS;

			assert_agrees(scan, first + (size_t) i, asked->has[i]);
			assert_agrees(scan, first + LEARN_EVIDENCE_TEXTS + (size_t) i,
						  asked->lacks[i]);
		}
		if (variant == 0 && strchr(pattern, '~') == NULL)
			assert_true(
				learn_pattern_find(pattern, scan->text, scan->length, NULL));
	}
}

static void
test_rules(void **state)
{
	LearnPatternSet *set = learn_rules_patterns(&learn_rule_table);
	LearnPatternScan scan;

	(void) state;
	assert_non_null(set);
	assert_true(learn_pattern_scan_init(&scan, set));
	for (int rule = 0; rule < learn_rule_table.rule_count; rule++)
	{
		for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
		{
			const char *pattern = learn_rule_table.rules[rule].has[text];
			LearnSpan rest = {pattern, pattern != NULL ? strlen(pattern) : 0};

			while (rest.length > 0)
				try_alternative(&scan, rule, pattern,
								learn_pattern_next(&rest));
		}
	}
	learn_pattern_scan_free(&scan);
	learn_pattern_set_free(set);
}

/* Text of a megabyte that is forever about to match does not take forever. */
static void
test_near_matches(void **state)
{
	static const char *const nearly[] = {
		"connection refuse ", "run not first", "unable to resolve host ",
		"port is in us",      "401 40",        "aaaa",
		"sh: : not foun",     "cat hat",       "[clock-of]",
	};
	size_t length = 1024 * 1024;
	LearnPatternSet *set = learn_rules_patterns(&learn_rule_table);
	char *text = malloc(length);
	LearnPatternScan scan;

	(void) state;
	assert_non_null(set);
	assert_non_null(text);
	assert_true(learn_pattern_scan_init(&scan, set));
	for (size_t i = 0; i < sizeof(nearly) / sizeof(*nearly); i++)
	{
		size_t piece = strlen(nearly[i]);
		size_t patterns =
			(size_t) learn_rule_table.rule_count * 2 * LEARN_EVIDENCE_TEXTS;

		for (size_t at = 0; at < length; at++)
			text[at] = nearly[i][at % piece];
		learn_pattern_scan(&scan, text, length);
		for (size_t pattern = 0; pattern < patterns; pattern++)
			learn_pattern_scan_shows(&scan, pattern, NULL);
	}
	free(text);
	learn_pattern_scan_free(&scan);
	learn_pattern_set_free(set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_set),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_near_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
