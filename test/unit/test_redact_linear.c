/*-------------------------------------------------------------------------
 *
 * test_redact_linear.c
 *		Redaction takes as long for one text as for any other.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <time.h>

#include "redact_secrets.h"
#include "redacted.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The sizes that are compared; what is quadratic would take 256 times. */
#define SMALL ((size_t) 8 * 1024)
#define LARGE (SMALL * 16)

/* How much longer the larger one may take, the smaller one being noisy. */
#define TIMES_MAX 64

/* The shortest time that is told from none, in clock ticks. */
#define TICKS_MIN (CLOCKS_PER_SEC / 1000)

/* clang-format off */

/* Beginnings of secrets, of values and of words. */
static const char *const beginnings[] = {
	"password=", "password: ", "password=$(", "password='", "password is ",
	"password for ", "password | ", "\npassword | ", "password: |\n x",
	"token=((", "token=[[", "token=%%%", "token=,,", "token ", "--token ",
	"token=a,b,", "value: ", "cookie: a=", "Authorization: a ", "by ",
	"identified by ", "login password ", "-----BEGIN ", PEM(RSA),
	PEM(RSA) "\n", "ey" "J", "ey" "J-", "ey" "J.", "s" "k-",
	"S" "G.aaaaaaaaaaaaaaaaaaaa.", "M-", "1:AA", "$6" "$", "AK" "IA", "://",
	"a://b", "a://b:c", "=", "\"", "'", "\\", "\\\"", "[redacted: ", PASSWORD,
	"<", "<<<", "a <<< ", "(", "a=a;", "*:*:a:a:", "mysql -p", "-p ",
	"curl -u a", "sqlplus a/", "echo x|", "echo x | ", "net user a b ",
	"a b ", "a.b.", "a", " ", "\n", "\xe2\x82\xac", "[redacted: token 1",
	"key ", "key-", "a/key/", "secret-0123456789abcdef-", "token a1b2c3d4e5 ",
	"-----BEGIN CERTIFICATE-----", "aB3", "T4rQ9zLm2XcV8bNw6KpJ3hYd7 ",
	"q7w3e9r5t1y8u4i0o6p2a7s3d9f5g1h8_", "%40", "a%40b.co", "@", "a@",
	"a@b.", "a@b.co ", "+1", "+1 555 ", "(", "(555) 234-", "4024 ",
	"4024007193827465", "4024007193827465 ", "1 ", "1-", "0171 234 ",
	"123-45-", "123-45-6789 ", "ssn ", "ssn: ", "mrn: ", "patient id ",
	"dob 1", "phone:\n", "00:11:", "AB1", "DE57 3704 ", "password to x:\n",
};

/* clang-format on */

/*
 * Redacts so many bytes of a text that repeats a beginning, and what is left
 * once more; returns the processor's time.
 */
static clock_t
measure(const char *beginning, char *text, size_t size)
{
	size_t length = strlen(beginning);
	clock_t start;
	clock_t ticks;
	size_t count;
	size_t again;
	char *left;
	char *twice;

	size -= size % length;
	for (size_t i = 0; i < size; i++)
		text[i] = beginning[i % length];
	start = clock();
	left = redacted(text, size, NULL, &count);
	ticks = clock() - start;
	twice = redacted(left, strlen(left), NULL, &again);
	if (strcmp(left, twice) != 0)
		fail_msg("\"%s\" was not redacted as a whole", beginning);
	free(left);
	free(twice);
	return ticks > TICKS_MIN ? ticks : TICKS_MIN;
}

/* A text that is all beginnings of secrets takes as long as any other. */
static void
test_beginnings(void **state)
{
	char *text = malloc(LARGE);

	(void) state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT(beginnings); i++)
	{
		clock_t small = measure(beginnings[i], text, SMALL);
		clock_t large = measure(beginnings[i], text, LARGE);

		if (large > small * TIMES_MAX)
			fail_msg("\"%s\" takes %ld times as long", beginnings[i],
					 (long) (large / small));
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_beginnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
