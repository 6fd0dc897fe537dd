/*-------------------------------------------------------------------------
 *
 * test_executor_digest.c
 *		SHA-256, by OpenSSL.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/database/digest.h"

/* The examples of FIPS 180-2. */
static void
test_known_digests(void **state)
{
	char digest[LEARN_DIGEST_SIZE];
	char *many = malloc(1000000);

	(void) state;
	assert_true(learn_digest("", 0, digest));
	assert_string_equal(
		digest,
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_true(learn_digest("abc", 3, digest));
	assert_string_equal(
		digest,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_non_null(many);
	memset(many, 'a', 1000000);
	assert_true(learn_digest(many, 1000000, digest));
	assert_string_equal(
		digest,
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(many);
}

/* All bytes count, also those after a zero. */
static void
test_bytes(void **state)
{
	char first[LEARN_DIGEST_SIZE];
	char second[LEARN_DIGEST_SIZE];

	(void) state;
	assert_true(learn_digest("a\0b", 3, first));
	assert_true(learn_digest("a\0c", 3, second));
	assert_string_not_equal(first, second);
	assert_true(learn_digest("a", 1, second));
	assert_string_not_equal(first, second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_digests),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
