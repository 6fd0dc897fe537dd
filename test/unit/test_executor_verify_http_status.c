/*-------------------------------------------------------------------------
 *
 * test_executor_verify_http_status.c
 *		Unit tests of reading the status that a server answers with.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/verify/http_status.h"

/*
 * Reads an answer of which ever more has come; until all is there, it may only
 * be unfinished.  A copy of exactly so many bytes has none behind them to read.
 */
static LearnStatusReading
read_all(const char *answer, int *status)
{
	LearnStatusReading reading = LEARN_STATUS_UNFINISHED;

	*status = 0;
	for (size_t length = 0; length <= strlen(answer); length++)
	{
		char *part = malloc(length > 0 ? length : 1);

		assert_non_null(part);
		assert_int_equal(reading, LEARN_STATUS_UNFINISHED);
		memcpy(part, answer, length);
		reading = learn_http_read_status(part, length, status);
		free(part);
	}
	return reading;
}

static void
test_reads(void **state)
{
	static const struct
	{
		const char *answer;
		int status;
	} cases[] = {
		{"HTTP/1.1 200 OK\r\n", 200},
		{"HTTP/1.0 404 Not Found\n", 404},
		{"HTTP/1.1 503\r\n", 503},
		{"HTTP/1.1 204 \r\n", 204},
		{"HTTP/2 301 \r\n", 301},
		{"HTTP/1.1 999 No\r\n", 999},
		{"HTTP/1.1 101 Switching Protocols\r\n", 101},
		{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", 200},
		{"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX: HTTP/1.1 500\r\n\r\n"
		 "HTTP/1.1 100 Continue\n\nHTTP/1.1 302 Found\r\n",
		 302},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		int status;

		assert_int_equal(read_all(cases[i].answer, &status),
						 LEARN_STATUS_READ);
		assert_int_equal(status, cases[i].status);
	}
}

static void
test_unfinished(void **state)
{
	static const char *const cases[] = {
		"",
		"HTT",
		"HTTP/1.1 200",
		"HTTP/1.1 200 OK\r",
		"HTTP/1.1 100 Continue\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n",
		"HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK",
	};
	int status;

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(read_all(cases[i], &status), LEARN_STATUS_UNFINISHED);
}

static void
test_is_not_http(void **state)
{
	static const char *const cases[] = {
		"h",
		"<",
		"\n",
		"HTTX",
		"\x16\x03\x01",
		"SSH-2.0-OpenSSH\r\n",
		"http/1.1 200 OK\r\n",
		"HTTP/\n",
		"HTTP/ 200 OK\r\n",
		"HTTP/1.1\r\n",
		"HTTP/1.1 \r\n",
		"HTTP/1.1 OK\r\n",
		"HTTP/1.1 20\r\n",
		"HTTP/1.1 020 OK\r\n",
		"HTTP/1.1 2000 OK\r\n",
		"HTTP/1.1 99999999999999999999999\r\n",
		"HTTP/1.1 200OK\r\n",
		"HTTP/1.1  200 OK\r\n",
		"HTTP/1.1 -20 OK\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n<",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 20x\r\n",
	};
	int status;

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		size_t length = strlen(cases[i]);

		assert_int_equal(learn_http_read_status(cases[i], length, &status),
						 LEARN_STATUS_NOT_HTTP);
	}
	assert_int_equal(learn_http_read_status("HTTP/1.1 200\0 OK\n", 17,
											&status),
					 LEARN_STATUS_NOT_HTTP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_is_not_http),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
