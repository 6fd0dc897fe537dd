/*-------------------------------------------------------------------------
 *
 * test_fingerprint.c
 *		Unit tests of templates: which messages are one, and which are two.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <time.h>

#include "core/fingerprint.h"
#include "core/fingerprint_chunk.h"
#include "core/fingerprint_clean.h"
#include "core/fingerprint_words.h"

#include "fingerprint_pairs.h"

/* Of what long texts are made, in bytes. */
#define LONG_TEXT 65536

/* Random texts tried, and the longest of them. */
#define RANDOM_TEXTS 4000
#define RANDOM_MAX 400

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/*
 * The template of a text; the caller frees it.
 */
static char *
template_of_bytes(const char *text, size_t length)
{
	LearnBuffer buffer;
	char *result;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_fingerprint_template(&buffer, text, length));
	result = learn_buffer_detach(&buffer, NULL);
	assert_non_null(result);
	return result;
}

static char *
template_of(const char *text)
{
	return template_of_bytes(text, strlen(text));
}

static void
assert_template(const char *text, const char *expected)
{
	char *result = template_of(text);

	assert_string_equal(result, expected);
	free(result);
}

static void
check_pairs(const Pair *pairs, size_t count, bool same)
{
	for (size_t i = 0; i < count; i++)
	{
		char *left = template_of(pairs[i].left);
		char *right = template_of(pairs[i].right);

		if ((strcmp(left, right) == 0) != same)
			fail_msg("\"%s\" and \"%s\" must %s one: \"%s\", \"%s\"",
					 pairs[i].left, pairs[i].right, same ? "be" : "not be",
					 left, right);
		free(left);
		free(right);
	}
}

static void
test_same(void **state)
{
	(void) state;
	check_pairs(one_problem, COUNT(one_problem), true);
}

static void
test_different(void **state)
{
	(void) state;
	check_pairs(two_problems, COUNT(two_problems), false);
}

static void
test_templates(void **state)
{
	(void) state;
	assert_template("", "");
	assert_template(" ... !", "");
	assert_template("12", "<*>");
	assert_template("12, 13 and 14", "<*>");
	assert_template("Disk full", "disk full");
	assert_template("disk /dev/sdb1 is full", "disk /dev <*> is full");
	assert_template("1 and 2 of 3 disks", "of <*> disk");
	assert_template("copied 5 files, 3 failed", "copied <*> file <*> failed");
	assert_template("took 5 ms in all", "took <*> in all");
	assert_template("role \"x\" does not exist", "role <*> does not exist");
	assert_template("10:02:11 ERROR sshd[812]: login of a@b failed after 3 s",
					"sshd <*> login of <*> failed after");
	assert_template("mode=fast, code=5", "mode <*> code 5");
	assert_template("HTTP/1.1 200 OK", "ok");
	assert_template("HTTP/1.1 503 Service Unavailable",
					"http 503 service unavailable");
	assert_template("'C:\\Program Files (x86)\\app\\app.exe' crashed",
					"c:\\program files (x86)\\app\\app.exe crashed");
	assert_template("'C:\\Users\\bob\\A Big Thing.exe' crashed", "crashed");
	assert_template("C:\\Program Files (x86)\\app\\v2\\app.exe crashed",
					"c:\\program files (x86)\\app <*> crashed");
}

/* A template is its own template; returns that of the text. */
static char *
check_template(const char *text, size_t length)
{
	char *first = template_of_bytes(text, length);
	char *second = template_of(first);

	if (strcmp(first, second) != 0)
		fail_msg("\"%.*s\" has the template \"%s\", but that \"%s\"",
				 (int) length, text, first, second);
	free(second);
	return first;
}

/* Nor do capitals and more white space make a difference. */
static void
check_variants(const char *text, size_t length)
{
	char *template = check_template(text, length);
	char *variant = malloc(3 * length + 1);
	char *of_variant;
	size_t written = 0;

	assert_non_null(variant);
	for (size_t i = 0; i < length; i++)
	{
		char c = text[i];

		variant[written++] =
			c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
		if (c == ' ')
		{
			variant[written++] = '\n';
			variant[written++] = '\t';
		}
	}
	of_variant = template_of_bytes(variant, written);
	if (strcmp(template, of_variant) != 0)
		fail_msg("\"%.*s\" has the template \"%s\", in capitals \"%s\"",
				 (int) length, text, template, of_variant);
	free(template);
	free(variant);
	free(of_variant);
}

static void
test_variants(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(one_problem); i++)
	{
		check_variants(one_problem[i].left, strlen(one_problem[i].left));
		check_variants(one_problem[i].right, strlen(one_problem[i].right));
	}
	for (size_t i = 0; i < COUNT(two_problems); i++)
	{
		check_variants(two_problems[i].left, strlen(two_problems[i].left));
		check_variants(two_problems[i].right, strlen(two_problems[i].right));
	}
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Values of all shapes, and marks. */
/* clang-format off */
static const char *const pieces[] = {
	"1", "22", "-1", "404", "0x80070005", "0x5", "web01", "db-7", "a.b.c",
	"foo.service", "php8.2-fpm.service", "getty@tty1.service", "x.log",
	"/etc/a/b.conf", "/home/a/b", "/var/log/x1/y", "c:\\windows\\a.dll",
	"c:\\users\\bob", "c:\\program files\\x", "\\\\srv\\share",
	"http://a.b/c?d=e", "a@b.de", "10.0.0.1:80", "fe80::1", "10:20:30",
	"2024-01-02t03:04:05z", "<*>", "http/1.1", "203/exec", "i/o", "5ms",
	"42p01", "ora-00942", "e404", "libssl1.1", "files", "...", "--", "->",
	"==", "=", ":", ";", ",", "(", ")", "[", "]", "{", "}", "<", ">", "\"",
	"'", "`", "\\", "|", "#", "$", "%", "&", "*", "+", "~", "@", "_",
	"\xc3\xa9", "\xe6\xbc\xa2\xe5\xad\x97", "\xd1\x8f", "\x1b[31m"
};
/* clang-format on */

/* Known words and these, in any order. */
static void
test_random_words(void **state)
{
	uint32_t seed = 20240229;
	size_t words = 0;

	(void) state;
	while (learn_fingerprint_word_at(words) != NULL)
		words++;
	for (int i = 0; i < RANDOM_TEXTS; i++)
	{
		LearnBuffer text;
		uint32_t count = 1 + next_random(&seed) % 12;

		learn_buffer_init(&text, 0);
		while (count-- > 0)
		{
			uint32_t which = next_random(&seed);

			learn_buffer_append_string(
				&text, which % 2 == 0
						   ? learn_fingerprint_word_at(which / 2 % words)
						   : pieces[which / 2 % COUNT(pieces)]);
			if (next_random(&seed) % 4 != 0)
				learn_buffer_append(&text, " ", 1);
		}
		check_variants(text.data, text.length);
		learn_buffer_free(&text);
	}
}

static bool
is_utf8(const char *text)
{
	LearnBuffer clean;
	bool same;

	learn_buffer_init(&clean, 0);
	assert_true(learn_fingerprint_clean(&clean, text, strlen(text)));
	same = strcmp(clean.data, text) == 0;
	learn_buffer_free(&clean);
	return same;
}

/* Any bytes will do, NULs among them. */
static void
test_random_bytes(void **state)
{
	char text[RANDOM_MAX];
	uint32_t seed = 4711;

	(void) state;
	for (int i = 0; i < RANDOM_TEXTS; i++)
	{
		size_t length = next_random(&seed) % RANDOM_MAX;
		unsigned mask = i % 2 == 0 ? 0xFF : 0x7F;
		char *copy = malloc(length + 1);
		char *result;

		assert_non_null(copy);
		for (size_t j = 0; j < length; j++)
			text[j] = (char) (next_random(&seed) & mask);
		memcpy(copy, text, length); /* so that reading beyond it shows */
		result = check_template(copy, length);
		if (!is_utf8(result))
			fail_msg("no clean text: \"%s\"", result);
		free(result);
		free(copy);
	}
}

/* What is cut off in the middle of a character, or of anything else. */
static void
test_prefixes(void **state)
{
	static const char text[] =
		"\x1b[31mcan\xe2\x80\x99t open 'C:\\Program Files\\x' (\xc3\xa9 "
		"\xe6\xbc\xa2): {\"code\": 0x80070005}, a, b, c @ http://x/?y=\"z\"";

	(void) state;
	for (size_t length = 0; length < sizeof(text); length++)
	{
		char *copy = malloc(length > 0 ? length : 1);
		char *first;

		assert_non_null(copy);
		memcpy(copy, text, length);
		first = template_of_bytes(copy, length);
		assert_true(is_utf8(first));
		free(first);
		free(copy);
	}
}

/* Long and hostile texts take no longer than their length explains. */
static void
test_linear_time(void **state)
{
	static const char *const patterns[] = {
		"a ",      "1 ",       "'a ",
		"\"",      "(a,",      "a,",
		"a, ",     "error ",   "error 5 ",
		"\\",      "/a",       "a:",
		":",       "a=",       "=",
		"<",       "<*>",      ".",
		"a.",      "-",        "c:\\program ",
		"jan ",    "from a ",  "\x1b",
		"\x1b[",   "\xe6\xbc", "user ",
		"{\"a\":", "code (",   "[",
		"http://", "@",        "1 and ",
		"for a ",  "g:",       "ab:",
		"1:",      "1.",       "g.g:",
		"g@",      "c:\\\\",   "g/",
		"_",       "'",        "status 1 - "};
	char *text = malloc(LONG_TEXT);

	(void) state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT(patterns); i++)
	{
		clock_t start = clock();
		char *result;

		for (size_t at = 0; at < LONG_TEXT; at++)
			text[at] = patterns[i][at % strlen(patterns[i])];
		text[LONG_TEXT - 1] = '(';
		result = check_template(text, LONG_TEXT);
		if (clock() - start > CLOCKS_PER_SEC)
			fail_msg("too slow: %s", patterns[i]);
		assert_true(strlen(result) <= 16384);
		free(result);
	}
	free(text);
}

/* What is behind the first 64 kB makes no difference, and no template is
 * longer than 16 kB, though its end is that of a word. */
static void
test_bounds(void **state)
{
	char *text = malloc(2 * LONG_TEXT);
	char *whole;
	char *head;

	(void) state;
	assert_non_null(text);
	for (size_t i = 0; i < 2 * LONG_TEXT; i++)
		text[i] = "seven words are here to be read "[i % 32];
	whole = template_of_bytes(text, 2 * LONG_TEXT);
	head = template_of_bytes(text, LONG_TEXT);
	assert_string_equal(whole, head);
	assert_in_range(strlen(whole), 16384 - 8, 16384);
	assert_int_not_equal(whole[strlen(whole) - 1], ' ');
	free(whole);
	free(head);

	/* A word that is too long for one is none. */
	memset(text, 'x', LONG_TEXT);
	head = template_of_bytes(text, LONG_TEXT);
	assert_string_equal(head, "<*>");
	free(head);
	free(text);
}

static void
test_failing_buffer(void **state)
{
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 4);
	assert_false(learn_fingerprint_template(&buffer, "disk full", 9));
	assert_true(buffer.failed);
	learn_buffer_free(&buffer);

	/* A template comes behind what is there. */
	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(&buffer, "5 ");
	assert_true(learn_fingerprint_template(&buffer, "7 disks full", 12));
	assert_string_equal(buffer.data, "5 disk full");
	learn_buffer_free(&buffer);
}

static void
test_clean(void **state)
{
	static const Pair cases[] = {
		{"  A\r\n\tB  ", "a b "},
		{"\x1b[1;31mred\x1b[0m \x1b(Bx \x1b", "red x "},
		{"\xc3\x84\xc3\x96 \xc4\x8c\xc5\xbd \xce\xa9 \xd0\x96\xd0\x81",
		 "\xc3\xa4\xc3\xb6 \xc4\x8d\xc5\xbe \xcf\x89 \xd0\xb6\xd1\x91"},
		{"\xe2\x80\x9cx\xe2\x80\x9d \xc2\xabx\xc2\xbb `x`", "\"x\" \"x\" 'x'"},
		{"a\xe2\x80\x94"
		 "b\xc2\xa0"
		 "c\xef\xbc\x9a",
		 "a-b c:"},
		{"\xff\xfex\xc3", "x "},
		{"\xed\xa0\x80\xf4\x90\x80\x80\xc0\x80", ""},
		{"\xe6\xbc\xa2"
		 "a1\xe5\xad\x97",
		 "\xe6\xbc\xa2 a1 \xe5\xad\x97"},
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++)
	{
		LearnBuffer buffer;

		learn_buffer_init(&buffer, 0);
		assert_true(learn_fingerprint_clean(&buffer, cases[i].left,
											strlen(cases[i].left)));
		assert_string_equal(buffer.data, cases[i].right);
		learn_buffer_free(&buffer);
	}
}

static void
test_plain_names(void **state)
{
	static const Pair cases[] = {
		{"nginx.service", "nginx.service"},
		{"php8.2-fpm.service", "php-fpm.service"},
		{"getty@tty1.service", "getty.service"},
		{"session-42.scope", "session.scope"},
		{"libssl1.1", "libssl"},
		{"openjdk-17-jre", "openjdk-jre"},
		{"a1b2c3d4", ""},
		{"123", ""},
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++)
	{
		char name[LEARN_CHUNK_NAME_MAX + 1];
		LearnSpan text = {cases[i].left, strlen(cases[i].left)};

		name[learn_chunk_plain_name(text, name)] = '\0';
		assert_string_equal(name, cases[i].right);
	}
}

/* Words are found by bisection: they must be in order, and be found. */
static void
test_words(void **state)
{
	const char *before = "";

	(void) state;
	for (size_t i = 0; learn_fingerprint_word_at(i) != NULL; i++)
	{
		const char *word = learn_fingerprint_word_at(i);

		if (strcmp(before, word) >= 0)
			fail_msg("\"%s\" must not stand before \"%s\"", before, word);
		assert_int_not_equal(learn_fingerprint_word(word, strlen(word)), 0);
		before = word;
	}
	assert_int_equal(learn_fingerprint_word("erro", 4), 0);
	assert_int_equal(learn_fingerprint_word("errorx", 6), 0);
	assert_int_equal(learn_fingerprint_word("error\0x", 7), 0);
	assert_int_equal(learn_fingerprint_word("", 0), 0);
	assert_true((learn_fingerprint_word("errno", 5) & LEARN_WORD_CODE) != 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_different),
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_random_words),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_linear_time),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_failing_buffer),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_plain_names),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
