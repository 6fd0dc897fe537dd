/*-------------------------------------------------------------------------
 *
 * test_executor_execution_id.c
 *		Names for runs that no two runs share.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <time.h>

#include "executor/spool/execution_id.h"

static void
test_new_ids(void **state)
{
	char first[LEARN_EXECUTION_ID_SIZE];
	char second[LEARN_EXECUTION_ID_SIZE];
	char before[16];
	char after[16];
	time_t now = time(NULL);

	(void) state;
	strftime(before, sizeof(before), "%Y%m%d", gmtime(&now));
	assert_true(learn_execution_id(first));
	assert_true(learn_execution_id(second));
	now = time(NULL);
	strftime(after, sizeof(after), "%Y%m%d", gmtime(&now));
	assert_int_equal(strlen(first), LEARN_EXECUTION_ID_SIZE - 1);
	assert_memory_equal(first, "exec-", 5);
	assert_true(memcmp(first + 5, before, 8) == 0 ||
				memcmp(first + 5, after, 8) == 0);
	assert_int_equal(first[13], '-');
	assert_int_equal(strspn(first + 14, "0123456789abcdef"), 16);
	assert_string_not_equal(first + 14, second + 14);
	assert_true(learn_execution_id_is_plain(first));
}

static void
test_plain_ids(void **state)
{
	static const char *const good[] = {"exec-20261122-0001", "A.b_c-9", "0"};
	static const char *const bad[] = {"",    ".",   "..", "-x",       "a/b",
									  "a b", "a\n", "a*", "\xC3\xBC", "_a"};
	char id[LEARN_EXECUTION_ID_MAX + 2];

	(void) state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(learn_execution_id_is_plain(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(learn_execution_id_is_plain(bad[i]));
	assert_false(learn_execution_id_is_plain(NULL));
	memset(id, 'x', sizeof(id));
	id[LEARN_EXECUTION_ID_MAX + 1] = '\0';
	assert_false(learn_execution_id_is_plain(id));
	id[LEARN_EXECUTION_ID_MAX] = '\0';
	assert_true(learn_execution_id_is_plain(id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_ids),
		cmocka_unit_test(test_plain_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
