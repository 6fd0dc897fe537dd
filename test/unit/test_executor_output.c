/*-------------------------------------------------------------------------
 *
 * test_executor_output.c
 *		Unit tests of what is kept of what a program writes.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/buffer.h"
#include "executor/process/output.h"
#include "executor/process/process.h"

#define FFFD "\xEF\xBF\xBD"

/* The text of what is written in pieces of so many bytes; the caller's. */
static char *
text_in_pieces(const char *data, size_t length, size_t piece)
{
	LearnOutput output;
	char *text;

	assert_true(learn_output_init(&output));
	while (length > 0)
	{
		size_t added = length < piece ? length : piece;

		learn_output_add(&output, data, added);
		data += added;
		length -= added;
	}
	text = learn_output_text(&output);
	assert_non_null(text);
	learn_output_free(&output);
	learn_output_free(&output);
	return text;
}

static void
check_text(const char *data, size_t length, const char *expected)
{
	char *text = text_in_pieces(data, length, length > 0 ? length : 1);

	assert_string_equal(text, expected);
	free(text);
}

#define CHECK(data, expected) check_text(data, sizeof(data) - 1, expected)

static void
test_text_stays(void **state)
{
	(void) state;
	CHECK("", "");
	CHECK("one line\n", "one line");
	CHECK("\n  indented\n\ttabs\tstay\n\n \t\n", "\n  indented\n\ttabs\tstay");
	CHECK("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x90\x98",
		  "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x90\x98");
	/* The last of each length, and what borders on the surrogates. */
	CHECK("\xDF\xBF \xEF\xBF\xBF \xF4\x8F\xBF\xBF \xED\x9F\xBF \xEE\x80\x80",
		  "\xDF\xBF \xEF\xBF\xBF \xF4\x8F\xBF\xBF \xED\x9F\xBF \xEE\x80\x80");
	CHECK(" \n \r\n", "");
}

static void
test_invalid_becomes_valid(void **state)
{
	(void) state;
	CHECK("a\0b", "a" FFFD "b");
	CHECK("\xFF\xFEx", FFFD FFFD "x");
	CHECK("\xC3", FFFD);
	CHECK("\xC3(", FFFD "(");
	CHECK("\x80", FFFD);
	CHECK("\xC0\xAF", FFFD FFFD);                        /* overlong */
	CHECK("\xC1\xBF", FFFD FFFD);                        /* overlong */
	CHECK("\xE0\x9F\xBF", FFFD FFFD FFFD);               /* overlong */
	CHECK("\xF0\x8F\xBF\xBF.", FFFD FFFD FFFD FFFD "."); /* overlong */
	CHECK("\xED\xA0\x80", FFFD FFFD FFFD);               /* a surrogate */
	CHECK("\xF4\x90\x80\x80", FFFD FFFD FFFD FFFD);      /* beyond U+10FFFF */
	CHECK("\xF5\x80\x80\x80", FFFD FFFD FFFD FFFD);
	CHECK("\xE2\x82", FFFD FFFD);
	CHECK("\xF0\x9F\x90", FFFD FFFD FFFD);
}

static void
test_controls(void **state)
{
	(void) state;
	CHECK("a\r\nb\r\n", "a\nb");
	CHECK("10%\r20%", "10%" FFFD "20%");
	CHECK("\x1B[31mred\x1B[0m", FFFD "[31mred" FFFD "[0m");
	CHECK("\x7F\x01\x1F", FFFD FFFD FFFD);
	CHECK("\xC2\x80\xC2\x9F\xC2\xA0", FFFD FFFD "\xC2\xA0");
}

/* Numbered lines of ten bytes, line end included; the caller's. */
static char *
numbered_lines(size_t count)
{
	char *lines = malloc(count * 10 + 1);

	assert_non_null(lines);
	for (size_t i = 0; i < count; i++)
		snprintf(lines + i * 10, 11, "line %4u\n", (unsigned) i);
	return lines;
}

/* Splits a text at its note; how many bytes the note says are missing. */
static unsigned long long
split_at_note(char *text, char **tail)
{
	unsigned long long missing = 0;
	int length = 0;
	char *note = strstr(text, "[... ");

	assert_non_null(note);
	assert_int_equal(sscanf(note, "[... %llu bytes left out ...]\n%n",
							&missing, &length),
					 1);
	assert_true(length > 0);
	*note = '\0';
	*tail = note + length;
	assert_null(strstr(*tail, "[... "));
	return missing;
}

static void
test_what_fits_is_kept(void **state)
{
	char data[LEARN_PROCESS_OUTPUT_MAX + 1];
	char *text;
	char *tail;

	(void) state;
	memset(data, 'x', sizeof(data));
	text = text_in_pieces(data, LEARN_PROCESS_OUTPUT_MAX, 1000);
	assert_int_equal(strlen(text), LEARN_PROCESS_OUTPUT_MAX);
	assert_int_equal(strspn(text, "x"), LEARN_PROCESS_OUTPUT_MAX);
	free(text);

	text = text_in_pieces(data, LEARN_PROCESS_OUTPUT_MAX + 1, 1000);
	assert_int_equal(split_at_note(text, &tail), 1);
	assert_int_equal(strlen(text) + strlen(tail),
					 LEARN_PROCESS_OUTPUT_MAX + 1); /* with a line end */
	free(text);
}

/*
 * Head and tail are whole lines, and with what is missing they are all there
 * was, in whatever pieces it came.
 */
static void
test_cut_at_line_ends(void **state)
{
	static const size_t pieces[] = {1, 7, 4096, 8191, 8192, 8193, 65536};
	size_t count = 5000;
	char *lines = numbered_lines(count);

	(void) state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
	{
		char *text = text_in_pieces(lines, count * 10, pieces[i]);
		char *tail;
		unsigned long long missing = split_at_note(text, &tail);
		size_t head_length = strlen(text);
		size_t tail_length = strlen(tail) + 1; /* its last line end */

		assert_int_equal(head_length % 10, 0);
		assert_int_equal(tail_length % 10, 0);
		assert_int_equal(head_length + tail_length + missing, count * 10);
		assert_in_range(head_length, LEARN_PROCESS_OUTPUT_MAX / 2 - 10,
						LEARN_PROCESS_OUTPUT_MAX / 2);
		assert_in_range(tail_length, LEARN_PROCESS_OUTPUT_MAX / 2 - 10,
						LEARN_PROCESS_OUTPUT_MAX / 2);
		assert_memory_equal(text, lines, head_length);
		assert_memory_equal(tail, lines + count * 10 - tail_length,
							tail_length - 1);
		free(text);
	}
	free(lines);
}

/* One line that does not end is cut between words, if it has any. */
static void
test_cut_at_blanks(void **state)
{
	size_t length = 100000;
	char *line = malloc(length);
	char *text;
	char *tail;

	(void) state;
	assert_non_null(line);
	for (size_t i = 0; i < length; i++)
		line[i] = i % 100 == 99 ? ' ' : 'w';
	text = text_in_pieces(line, length, length);
	assert_true(split_at_note(text, &tail) > 80000);
	assert_int_equal(strlen(text) % 100, 1); /* a line end follows */
	assert_int_equal(strlen(tail) % 100, 99);

	free(text);
	memset(line, 'x', length);
	text = text_in_pieces(line, length, length);
	assert_int_equal(split_at_note(text, &tail),
					 length - LEARN_PROCESS_OUTPUT_MAX);
	assert_int_equal(strlen(tail), LEARN_PROCESS_OUTPUT_MAX / 2);
	free(text);
	free(line);
}

/* The last line of a long output stays, even when the one before is longer. */
static void
test_last_line_stays(void **state)
{
	size_t length = 100000;
	char *data = malloc(length);
	char *text;
	char *tail;

	(void) state;
	assert_non_null(data);
	memset(data, 'x', length);
	memcpy(data + length - 20, "\nerror: broken pipe\n", 20);
	text = text_in_pieces(data, length, 4096);
	split_at_note(text, &tail);
	assert_string_equal(strrchr(tail, '\n'), "\nerror: broken pipe");
	free(text);
	free(data);
}

/* Wherever it is cut, no character is. */
static void
test_characters_stay_whole(void **state)
{
	static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC",
											 "\xF0\x9F\x90\x98"};

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		for (size_t shift = 0; shift < 4; shift++)
		{
			LearnBuffer buffer;
			char *text;
			char *tail;

			learn_buffer_init(&buffer, 0);
			learn_buffer_append(&buffer, "abcd", shift);
			while (buffer.length < 50000)
				learn_buffer_append_string(&buffer, characters[i]);
			text = text_in_pieces(buffer.data, buffer.length, 977);
			split_at_note(text, &tail);
			assert_null(strstr(text, FFFD));
			assert_null(strstr(tail, FFFD));
			assert_int_equal(strlen(tail) % strlen(characters[i]), 0);
			assert_in_range(strlen(tail), LEARN_PROCESS_OUTPUT_MAX / 2 - 4,
							LEARN_PROCESS_OUTPUT_MAX / 2);
			free(text);
			learn_buffer_free(&buffer);
		}
	}
}

/* Replaced bytes take more room than the bytes did: the bound still holds. */
static void
test_binary_is_bounded(void **state)
{
	static const size_t lengths[] = {5461, 5462, 8192, 9000, 16384, 300000};

	(void) state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
	{
		char *zeros = calloc(lengths[i], 1);
		char *text = text_in_pieces(zeros, lengths[i], 4096);
		char *tail = text + strlen(text);
		unsigned long long missing = 0;

		if (lengths[i] * 3 > LEARN_PROCESS_OUTPUT_MAX)
			missing = split_at_note(text, &tail);
		assert_true(strlen(text) + strlen(tail) <=
					LEARN_PROCESS_OUTPUT_MAX + 1);
		/* One line end comes with the note. */
		assert_int_equal((strlen(text) + strlen(tail)) / 3 + missing,
						 lengths[i]);
		free(text);
		free(zeros);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_stays),
		cmocka_unit_test(test_invalid_becomes_valid),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_what_fits_is_kept),
		cmocka_unit_test(test_cut_at_line_ends),
		cmocka_unit_test(test_cut_at_blanks),
		cmocka_unit_test(test_last_line_stays),
		cmocka_unit_test(test_characters_stay_whole),
		cmocka_unit_test(test_binary_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
