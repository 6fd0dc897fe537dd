/*-------------------------------------------------------------------------
 *
 * test_visible_text.c
 *		Unit tests of text in which nothing hides.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/visible_text.h"

static void
check(const char *text, const char *expected)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_visible_append(&buffer, "", 0));
	assert_true(learn_visible_append(&buffer, text, strlen(text)));
	assert_string_equal(buffer.data, expected);
	learn_buffer_free(&buffer);
}

static void
test_stays_as_it_is(void **state)
{
	static const char *const texts[] = {
		"systemctl restart web",
		"caf\u00e9 \U0001F600 \u4e2d",
		"a  \"b\" 'c'",
		"grep '\\.conf$'",
		"C:\\users\\u12",
		"\\",
		"\\\\",
		"\\n\\t\\x1b",
		"\\u",
		"\\u123",
		"\\u12g4",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check(texts[i], texts[i]);
}

static void
test_escapes_what_hides(void **state)
{
	(void) state;
	check("a\tb\r\n\x7f", "a\\u0009b\\u000d\\u000a\\u007f");
	check("rm \u202E/ \u2066\u200b", "rm \\u202e/ \\u2066\\u200b");
	check("\U000E0041", "\\u{e0041}");
	check("rm\u00a0-rf\u2003\u3000", "rm\\u00a0-rf\\u2003\\u3000");
}

/* What looks like an escape was not one. */
static void
test_escapes_escapes(void **state)
{
	(void) state;
	check("\\u202e", "\\u005cu202e");
	check("\\\\u202E", "\\\\u005cu202E");
	check("\\u{41}", "\\u005cu{41}");
	check("\\\u202e", "\\\\u202e");
}

static void
test_limit(void **state)
{
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 8);
	assert_true(learn_visible_append(&buffer, "ab", 2));
	assert_true(learn_visible_append(&buffer, "\t", 1));
	assert_false(learn_visible_append(&buffer, "\t", 1));
	assert_string_equal(buffer.data, "ab\\u0009");
	learn_buffer_free(&buffer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stays_as_it_is),
		cmocka_unit_test(test_escapes_what_hides),
		cmocka_unit_test(test_escapes_escapes),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
