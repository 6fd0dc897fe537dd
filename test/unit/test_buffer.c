/*-------------------------------------------------------------------------
 *
 * test_buffer.c
 *		Unit tests of the growing string.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/buffer.h"

static void
test_grows(void **state)
{
	LearnBuffer buffer;
	size_t length;
	char *text;

	(void) state;
	learn_buffer_init(&buffer, 0);
	for (int i = 0; i < 10000; i++)
		assert_true(learn_buffer_append_format(&buffer, "%04d", i));
	assert_int_equal(buffer.length, 40000);
	assert_int_equal(strlen(buffer.data), 40000);
	assert_memory_equal(buffer.data + 39996, "9999", 4);
	text = learn_buffer_detach(&buffer, &length);
	assert_int_equal(length, 40000);
	assert_null(buffer.data);
	free(text);
}

static void
test_limit_is_exact(void **state)
{
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 5);
	assert_true(learn_buffer_append_string(&buffer, "12345"));
	assert_string_equal(buffer.data, "12345");
	assert_false(buffer.failed);
	assert_false(learn_buffer_append(&buffer, "6", 1));
	assert_true(buffer.failed);
	assert_string_equal(buffer.data, "12345");

	/* A failure sticks, even when there would be room. */
	learn_buffer_truncate(&buffer, 1);
	assert_false(learn_buffer_append(&buffer, "6", 1));
	assert_false(learn_buffer_append_format(&buffer, "%d", 6));
	assert_null(learn_buffer_detach(&buffer, NULL));
	assert_null(buffer.data);
}

static void
test_absurd_lengths_fail(void **state)
{
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 0);
	assert_true(learn_buffer_append(&buffer, "a", 1));
	assert_false(learn_buffer_append(&buffer, "b", SIZE_MAX));
	assert_true(buffer.failed);
	assert_string_equal(buffer.data, "a");
	learn_buffer_free(&buffer);

	learn_buffer_init(&buffer, 10);
	assert_false(learn_buffer_append(&buffer, "b", SIZE_MAX / 2));
	learn_buffer_free(&buffer);
}

static void
test_empty(void **state)
{
	LearnBuffer buffer;
	size_t length = 7;
	char *text;

	(void) state;
	learn_buffer_init(&buffer, 0);
	text = learn_buffer_detach(&buffer, &length);
	assert_string_equal(text, "");
	assert_int_equal(length, 0);
	free(text);

	assert_true(learn_buffer_append(&buffer, NULL, 0));
	assert_string_equal(buffer.data, "");
	learn_buffer_free(&buffer);
	learn_buffer_free(&buffer);

	memset(&buffer, 0, sizeof(buffer));
	learn_buffer_free(&buffer);
}

static void
test_holds_any_bytes(void **state)
{
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 0);
	assert_true(learn_buffer_append(&buffer, "a\0b", 3));
	assert_true(learn_buffer_append_format(&buffer, "%s", "%n%s"));
	assert_int_equal(buffer.length, 7);
	assert_memory_equal(buffer.data, "a\0b%n%s", 8);
	learn_buffer_truncate(&buffer, 100);
	assert_int_equal(buffer.length, 7);
	learn_buffer_truncate(&buffer, 2);
	assert_int_equal(buffer.length, 2);
	assert_memory_equal(buffer.data, "a\0", 3);
	learn_buffer_free(&buffer);
}

static void
test_detach_keeps_the_limit(void **state)
{
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 2);
	learn_buffer_append_string(&buffer, "ab");
	free(learn_buffer_detach(&buffer, NULL));
	assert_true(learn_buffer_append_string(&buffer, "cd"));
	assert_false(learn_buffer_append_string(&buffer, "e"));
	learn_buffer_free(&buffer);
}

/* Room is kept once made, and text that only just fits it is whole. */
static void
test_reserve(void **state)
{
	LearnBuffer buffer;
	const char *data;

	(void) state;
	learn_buffer_init(&buffer, 0);
	assert_true(learn_buffer_reserve(&buffer, 127));
	assert_int_equal(buffer.length, 0);
	assert_string_equal(buffer.data, "");
	data = buffer.data;
	assert_true(learn_buffer_append_format(&buffer, "%0126d", 7));
	assert_true(learn_buffer_append_format(&buffer, "%d", 8));
	assert_ptr_equal(buffer.data, data);
	assert_true(learn_buffer_append_format(&buffer, "%d", 9));
	assert_int_equal(buffer.length, 128);
	assert_string_equal(buffer.data + 125, "789");
	learn_buffer_free(&buffer);

	learn_buffer_init(&buffer, 10);
	assert_true(learn_buffer_reserve(&buffer, 10));
	assert_false(learn_buffer_append_format(&buffer, "%011d", 1));
	assert_string_equal(buffer.data, "");
	learn_buffer_free(&buffer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_limit_is_exact),
		cmocka_unit_test(test_absurd_lengths_fail),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_holds_any_bytes),
		cmocka_unit_test(test_detach_keeps_the_limit),
		cmocka_unit_test(test_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
