/*-------------------------------------------------------------------------
 *
 * test_unified_diff.c
 *		Unit tests of the difference between two texts.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <stdbool.h>

#include "core/buffer.h"
#include "core/unified_diff.h"
#include "random.h"

/* The difference from one text to another; the caller's. */
static char *
difference_of(const char *before, const char *after)
{
	LearnDiffText older = {before, strlen(before), "a"};
	LearnDiffText newer = {after, strlen(after), "b"};
	LearnProblem problem;
	char *difference;

	assert_int_equal(learn_unified_diff(&older, &newer, &difference, &problem),
					 LEARN_OK);
	return difference;
}

static void
check(const char *before, const char *after, const char *expected)
{
	char *difference = difference_of(before, after);

	assert_string_equal(difference, expected);
	free(difference);
}

static void
test_same(void **state)
{
	(void) state;
	check("", "", "");
	check("a", "a", "");
	check("a\nb\n", "a\nb\n", "");
}

static void
test_from_and_to_nothing(void **state)
{
	(void) state;
	check("", "a\nb\n", "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+a\n+b\n");
	check("a\n", "", "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n");
	check("\n", "\n\n", "--- a\n+++ b\n@@ -1 +1,2 @@\n \n+\n");
}

static void
test_last_line_without_end(void **state)
{
	(void) state;
	check("a\nb", "a\nb\n",
		  "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n"
		  "\\ No newline at end of file\n+b\n");
	check("a\nb", "c\nb",
		  "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-a\n+c\n b\n"
		  "\\ No newline at end of file\n");
}

static void
test_context(void **state)
{
	(void) state;
	check("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
		  "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
	/* Six lines between two changes join them, seven part them. */
	check("x\n2\n3\n4\n5\n6\n7\ny\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
		  "--- a\n+++ b\n@@ -1,9 +1,9 @@\n-x\n+1\n 2\n 3\n 4\n 5\n 6\n 7\n"
		  "-y\n+8\n 9\n");
	check("x\n2\n3\n4\n5\n6\n7\n8\ny\n", "2\n3\n4\n5\n6\n7\n8\n9\n10\n",
		  "--- a\n+++ b\n@@ -1,4 +1,3 @@\n-x\n 2\n 3\n 4\n"
		  "@@ -6,4 +5,5 @@ x\n 6\n 7\n 8\n-y\n+9\n+10\n");
}

/* A group of changes tells under which line it stands. */
static void
test_heading(void **state)
{
	static const char before[] = "Step 1\n  a\n  b\n  c\n  d\nStep 2\n"
								 " a\n b\n c\n d\n e\n f\n g\n h\n";
	static const char after[] = "Step 1\n  a\n  b\n  c\n  x\nStep 2\n"
								" a\n b\n c\n d\n e\n f\n g\n x\n";
	char long_before[512];
	char long_after[sizeof(long_before) + 8];
	char long_difference[512];

	(void) state;
	check(before, after,
		  "--- a\n+++ b\n"
		  "@@ -2,7 +2,7 @@ Step 1\n   a\n   b\n   c\n-  d\n+  x\n Step 2\n"
		  "  a\n  b\n"
		  "@@ -11,4 +11,4 @@ Step 2\n  e\n  f\n  g\n- h\n+ x\n");

	/* A long one is cut between two characters. */
	snprintf(long_before, sizeof(long_before), "%079d\u20ac\n1\n2\n3\n4\n", 0);
	long_before[0] = 'a';
	snprintf(long_after, sizeof(long_after), "%s5\n", long_before);
	snprintf(long_difference, sizeof(long_difference),
			 "--- a\n+++ b\n@@ -3,3 +3,4 @@ a%078d\n 2\n 3\n 4\n+5\n", 0);
	check(long_before, long_after, long_difference);
}

/* A name cannot break out of its line. */
static void
test_names(void **state)
{
	LearnDiffText before = {"", 0, "a\n@@ \u202e"};
	LearnDiffText after = {"x\n", 2, "b c"};
	LearnProblem problem;
	char *difference;

	(void) state;
	assert_int_equal(learn_unified_diff(&before, &after, &difference,
										&problem),
					 LEARN_OK);
	assert_string_equal(
		difference, "--- a\\u000a@@ \\u202e\n+++ b c\n@@ -0,0 +1 @@\n+x\n");
	free(difference);
}

static void
test_too_long(void **state)
{
	LearnDiffText before = {"", LEARN_UNIFIED_DIFF_SIZE_MAX + 1, "a"};
	LearnDiffText after = {"x\n", 2, "b"};
	LearnProblem problem;
	char *difference;

	(void) state;
	assert_int_equal(learn_unified_diff(&before, &after, &difference,
										&problem),
					 LEARN_INVALID);
	assert_null(difference);
	assert_int_equal(learn_unified_diff(&after, &before, &difference,
										&problem),
					 LEARN_INVALID);
}

/* What applying a difference has come to. */
typedef struct Patch
{
	const char *text; /* what it is applied to, as far as it is left */
	int line;         /* the number of its next line */
	LearnBuffer result;
	int changes; /* lines removed and added */
} Patch;

/* The length of the line at text, with its end if it has one. */
static size_t
line_length(const char *text)
{
	const char *end = strchr(text, '\n');

	return end != NULL ? (size_t) (end - text) + 1 : strlen(text);
}

/* Takes lines of the older text over until one is the next. */
static void
keep_until(Patch *patch, int line)
{
	while (patch->line < line && patch->text[0] != '\0')
	{
		size_t length = line_length(patch->text);

		learn_buffer_append(&patch->result, patch->text, length);
		patch->text += length;
		patch->line++;
	}
	assert_int_equal(patch->line, line);
}

/*
 * Applies the line of a hunk that begins with a sign; returns its length in
 * the difference.
 */
static size_t
apply_line(Patch *patch, const char *hunk)
{
	static const char note[] = "\\ No newline at end of file\n";
	size_t length = line_length(hunk);
	size_t content = length - 1;

	if (strncmp(hunk + length, note, strlen(note)) == 0)
	{
		length += strlen(note);
		content--;
	}
	assert_non_null(memchr(" -+", hunk[0], 3));
	if (hunk[0] != '+')
	{
		assert_int_equal(line_length(patch->text), content);
		assert_memory_equal(patch->text, hunk + 1, content);
		patch->text += content;
		patch->line++;
	}
	if (hunk[0] != '-')
		learn_buffer_append(&patch->result, hunk + 1, content);
	patch->changes += hunk[0] != ' ';
	return length;
}

/* Reads "12,3" or "12" behind a sign, which means that of 1 line. */
static const char *
read_range(const char *at, char sign, int *from, int *count)
{
	char *end;

	assert_int_equal(*at++, ' ');
	assert_int_equal(*at++, sign);
	*from = (int) strtol(at, &end, 10);
	*count = 1;
	if (*end == ',')
		*count = (int) strtol(end + 1, &end, 10);
	return end;
}

/*
 * Applies one hunk; returns what follows it.
 */
static const char *
apply_hunk(Patch *patch, const char *hunk)
{
	int older_from;
	int older_count;
	int newer_from;
	int newer_count;
	int kept_first = 0;
	int kept_last = 0;
	int changed = 0;

	assert_memory_equal(hunk, "@@", 2);
	hunk = read_range(hunk + 2, '-', &older_from, &older_count);
	hunk = read_range(hunk, '+', &newer_from, &newer_count);
	assert_memory_equal(hunk, " @@", 3);
	hunk += line_length(hunk);
	keep_until(patch, older_from + (older_count == 0));
	while (older_count > 0 || newer_count > 0)
	{
		older_count -= hunk[0] != '+';
		newer_count -= hunk[0] != '-';
		kept_first += hunk[0] == ' ' && changed == 0;
		kept_last = hunk[0] == ' ' ? kept_last + 1 : 0;
		changed += hunk[0] != ' ';
		hunk += apply_line(patch, hunk);
	}
	assert_int_equal(older_count, 0);
	assert_int_equal(newer_count, 0);
	assert_true(changed > 0);
	assert_true(kept_first <= 3 && kept_last <= 3);
	return hunk;
}

/*
 * Asserts that the difference of two texts, applied to the one, gives the
 * other; returns how many lines it changes.
 */
static int
check_patch(const char *before, const char *after)
{
	char *difference = difference_of(before, after);
	const char *at = difference;
	Patch patch = {.text = before, .line = 1};

	learn_buffer_init(&patch.result, 0);
	learn_buffer_append(&patch.result, "", 0);
	if (*at != '\0')
	{
		assert_memory_equal(at, "--- a\n+++ b\n", 12);
		at += 12;
		assert_true(*at != '\0');
	}
	while (*at != '\0')
		at = apply_hunk(&patch, at);
	learn_buffer_append_string(&patch.result, patch.text);
	if (strcmp(patch.result.data, after) != 0)
		fail_msg("from %s to %s: %s", before, after, difference);
	learn_buffer_free(&patch.result);
	free(difference);
	return patch.changes;
}

/* The fewest lines that lead from one text of one-letter lines to another. */
static int
fewest_changes(const char *before, const char *after)
{
	int common[64] = {0};
	int columns = (int) strlen(after) / 2;

	for (const char *line = before; *line != '\0'; line += 2)
	{
		int diagonal = 0;

		for (int i = 1; i <= columns; i++)
		{
			int above = common[i];

			if (after[(i - 1) * 2] == line[0])
				common[i] = diagonal + 1;
			else if (common[i - 1] > above)
				common[i] = common[i - 1];
			diagonal = above;
		}
	}
	return (int) strlen(before) / 2 + columns - 2 * common[columns];
}

/* Random short texts of few different lines: the difference is a smallest. */
static void
test_smallest(void **state)
{
	uint64_t random = 42;

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char texts[2][64];
		int letters = 1 + random_below(&random, 5);

		for (int side = 0; side < 2; side++)
		{
			int lines = random_below(&random, 31);

			for (int i = 0; i < lines; i++)
			{
				texts[side][2 * i] =
					(char) ('a' + random_below(&random, letters));
				texts[side][2 * i + 1] = '\n';
			}
			texts[side][2 * lines] = '\0';
		}
		assert_int_equal(check_patch(texts[0], texts[1]),
						 fewest_changes(texts[0], texts[1]));
	}
}

/* A text of so many lines, each one of so many different ones; the caller's. */
static char *
random_text(uint64_t *random, int lines, int different)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	for (int i = 0; i < lines; i++)
		learn_buffer_append_format(&buffer, "%*d\n", random_below(random, 3),
								   random_below(random, different));
	return learn_buffer_detach(&buffer, NULL);
}

/* A copy with so many random edits of lines, its last one perhaps cut off. */
static char *
edited_text(uint64_t *random, const char *text, int edits)
{
	size_t length = strlen(text);
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	learn_buffer_append(&buffer, "", 0);
	for (const char *at = text; *at != '\0'; at += line_length(at))
	{
		int choice = random_below(random, (int) (length / 4) + 1) < edits
						 ? random_below(random, 3)
						 : 3;

		if (choice == 0)
			continue;
		if (choice == 1)
			learn_buffer_append_string(&buffer, "new\n");
		if (choice == 2)
			learn_buffer_append_format(&buffer, "%d", edits);
		learn_buffer_append(&buffer, at, line_length(at));
	}
	if (random_below(random, 4) == 0)
		learn_buffer_truncate(&buffer, buffer.length - (buffer.length > 0));
	return learn_buffer_detach(&buffer, NULL);
}

static void
test_random_edits(void **state)
{
	uint64_t random = 7;

	(void) state;
	for (int round = 0; round < 500; round++)
	{
		char *before = random_text(&random, random_below(&random, 300),
								   1 + random_below(&random, 300));
		char *after = edited_text(&random, before, random_below(&random, 40));

		check_patch(before, after);
		check_patch(after, before);
		free(before);
		free(after);
	}
}

/* Beyond the bound the difference is coarser, but right. */
static void
test_beyond_the_bound(void **state)
{
	uint64_t random = 99;
	char *before = random_text(&random, 60000, 1000000);
	char *after = random_text(&random, 50000, 1000000);
	LearnBuffer edited;
	int changes;

	(void) state;
	changes = check_patch(before, after);
	assert_true(changes <= 110000);

	/* What is the same at both ends is kept even so. */
	learn_buffer_init(&edited, 0);
	learn_buffer_append_string(&edited, "first\n");
	learn_buffer_append_string(&edited, before);
	learn_buffer_append_string(&edited, after);
	learn_buffer_append_string(&edited, before);
	assert_int_equal(check_patch(before, edited.data), 110001);
	learn_buffer_free(&edited);
	free(before);
	free(after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_from_and_to_nothing),
		cmocka_unit_test(test_last_line_without_end),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_heading),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_smallest),
		cmocka_unit_test(test_random_edits),
		cmocka_unit_test(test_beyond_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
