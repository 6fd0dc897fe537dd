/*-------------------------------------------------------------------------
 *
 * test_disguise_memory.c
 *		Unit tests of a disguise that knows again what it has seen.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/disguise_memory.h"

/* More texts than are remembered, so that some push out others. */
#define TEXTS (LEARN_DISGUISE_MEMORY * 4)

static const LearnRedactRules rules = {.personal = true};

/*
 * Makes a text and its name by a number; some are secrets by what they are
 * called, and the same text has several names.
 */
static const char *
make_text(int number, char *text, size_t size)
{
	static const char *const names[] = {NULL, "", "password", "note"};

	if (number % 3 == 0)
		snprintf(text, size, "token=Kranich-%d-Feder", number / 5);
	else
		snprintf(text, size, number % 7 == 0 ? "" : "value %d", number / 5);
	return names[number % 4];
}

/* With a memory and without, the same comes out, any number of times. */
static void
test_same_results(void **state)
{
	LearnDisguise *plain = learn_disguise_create(false);
	LearnDisguise *remembering = learn_disguise_create(false);
	LearnDisguiseMemory memory;

	(void) state;
	learn_disguise_memory_init(&memory, remembering);
	for (int round = 0; round < 3; round++)
	{
		for (int i = 0; i < TEXTS; i++)
		{
			char text[64];
			const char *name = make_text(i, text, sizeof(text));
			LearnBuffer expected;
			LearnBuffer buffer;
			size_t expected_count = 1;
			size_t count = 1;

			learn_buffer_init(&expected, 0);
			learn_buffer_init(&buffer, 0);
			learn_buffer_append_string(&expected, "before ");
			learn_buffer_append_string(&buffer, "before ");
			assert_true(learn_disguise_append(plain, &expected, name, text,
											  strlen(text), &rules,
											  &expected_count));
			assert_true(learn_disguise_memory_append(&memory, &buffer, name,
													 text, strlen(text),
													 &rules, &count));
			assert_string_equal(buffer.data, expected.data);
			assert_int_equal(count, expected_count);
			learn_buffer_free(&expected);
			learn_buffer_free(&buffer);
		}
	}
	learn_disguise_memory_free(&memory);
	learn_disguise_free(plain);
	learn_disguise_free(remembering);
}

/* What is known again is not looked at again. */
static void
test_remembers(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(true);
	LearnDisguiseMemory memory;
	LearnBuffer buffer;

	(void) state;
	learn_disguise_memory_init(&memory, disguise);
	learn_buffer_init(&buffer, 0);
	assert_true(learn_disguise_memory_append(&memory, &buffer, NULL, "gandalf",
											 7, &rules, NULL));
	assert_true(learn_disguise_add_host(disguise, "gandalf"));
	assert_true(learn_disguise_memory_append(&memory, &buffer, NULL, "gandalf",
											 7, &rules, NULL));
	assert_true(learn_disguise_memory_append(&memory, &buffer, "x", "gandalf",
											 7, &rules, NULL));
	assert_string_equal(buffer.data, "gandalfgandalfhost-1.invalid");
	learn_buffer_free(&buffer);
	learn_disguise_memory_free(&memory);
	learn_disguise_free(disguise);
}

/* A buffer that is full is nobody's memory. */
static void
test_failed_buffer(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(false);
	LearnDisguiseMemory memory;
	LearnBuffer small;
	LearnBuffer buffer;

	(void) state;
	learn_disguise_memory_init(&memory, disguise);
	learn_buffer_init(&small, 3);
	learn_buffer_init(&buffer, 0);
	assert_false(learn_disguise_memory_append(&memory, &small, NULL, "abcdef",
											  6, &rules, NULL));
	assert_true(learn_disguise_memory_append(&memory, &buffer, NULL, "abcdef",
											 6, &rules, NULL));
	assert_string_equal(buffer.data, "abcdef");
	learn_buffer_free(&small);
	learn_buffer_free(&buffer);
	learn_disguise_memory_free(&memory);
	learn_disguise_free(disguise);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_results),
		cmocka_unit_test(test_remembers),
		cmocka_unit_test(test_failed_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
