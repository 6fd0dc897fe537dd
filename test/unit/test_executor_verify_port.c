/*-------------------------------------------------------------------------
 *
 * test_executor_verify_port.c
 *		Unit tests of verifying that somebody takes connections.
 *
 *-------------------------------------------------------------------------
 */
#include "verify_case.h"

#define PORT_OF_PARAMETER "{\"method\": \"port\", \"port\": \"${PORT}\"}"

static char given_port[32];
static const char *const given[] = {given_port, "HOST=localhost",
									"BRACKETS=[127.0.0.1]", "NONE=", NULL};

static void
check(int port, const char *verification, LearnVerdict verdict,
	  const char *seen)
{
	char method[256];
	VerifyCase asked = {.verification = verification, .given = given};

	snprintf(given_port, sizeof(given_port), "PORT=%d", port);
	snprintf(method, sizeof(method), "port: %d at %s", port, seen);
	check_case(&asked, verdict, method,
			   verdict == LEARN_VERDICT_UNKNOWN ? 0 : LEARN_CONFIDENCE_PORT);
}

static void
test_open(void **state)
{
	int port;
	int listener = open_port(true, &port);
	char verification[128];

	(void) state;
	check(port, PORT_OF_PARAMETER, LEARN_VERDICT_PASSED, "127.0.0.1: open");
	check(port,
		  "{\"method\": \"port\", \"port\": \"${PORT}\", \"host\": "
		  "\"${HOST}\"}",
		  LEARN_VERDICT_PASSED, "localhost: open");
	check(port,
		  "{\"method\": \"port\", \"port\": \"${PORT}\", \"host\": "
		  "\"${BRACKETS}\"}",
		  LEARN_VERDICT_PASSED, "127.0.0.1: open");
	snprintf(verification, sizeof(verification),
			 "{\"method\": \"port\", \"port\": %d}", port);
	check(port, verification, LEARN_VERDICT_PASSED, "127.0.0.1: open");
	close(listener);
}

static void
test_closed(void **state)
{
	int port;
	int closed = open_port(false, &port);

	(void) state;
	check(port, PORT_OF_PARAMETER, LEARN_VERDICT_FAILED,
		  "127.0.0.1: could not connect: Connection refused");
	close(closed);
}

static void
test_name_that_does_not_resolve(void **state)
{
	(void) state;
	check(7, "{\"method\": \"port\", \"port\": 7, \"host\": \"a b.invalid\"}",
		  LEARN_VERDICT_FAILED,
		  "a b.invalid: could not look up \"a b.invalid\": Name or service "
		  "not known");
}

static void
test_not_known(void **state)
{
	static const struct
	{
		const char *verification;
		const char *port;
		const char *method;
	} cases[] = {
		{PORT_OF_PARAMETER, "PORT=0",
		 "port: not known: the value of ${PORT} is not a port: \"0\""},
		{PORT_OF_PARAMETER, "PORT=70000",
		 "port: not known: the value of ${PORT} is not a port: \"70000\""},
		{PORT_OF_PARAMETER, "PORT=80 \n",
		 "port: not known: the value of ${PORT} is not a port: \"80 \uFFFD\""},
		{PORT_OF_PARAMETER,
		 "PORT=", "port: not known: the value of ${PORT} is not a port: \"\""},
		{"{\"method\": \"port\", \"port\": \"${OTHER}\"}", "PORT=80",
		 "port: not known: the parameter OTHER has no value"},
		{"{\"method\": \"port\", \"port\": 80, \"host\": \"${NONE}\"}",
		 "PORT=80", "port: not known: the value of ${NONE} is empty"},
		{"{\"method\": \"port\", \"port\": 80, \"host\": \"${OTHER}\"}",
		 "PORT=80", "port: not known: the parameter OTHER has no value"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		VerifyCase asked = {.verification = cases[i].verification,
							.given = given};

		snprintf(given_port, sizeof(given_port), "%s", cases[i].port);
		check_case(&asked, LEARN_VERDICT_UNKNOWN, cases[i].method, 0);
	}
}

static void
test_no_answer_in_time(void **state)
{
	int port;
	int listener = open_port(true, &port);
	double started;

	(void) state;
	stop_answering(listener);
	started = learn_monotonic_seconds();
	check(port,
		  "{\"method\": \"port\", \"port\": \"${PORT}\", \"timeout\": 0.3}",
		  LEARN_VERDICT_FAILED, "127.0.0.1: no answer in time");
	assert_true(learn_monotonic_seconds() - started < 5);
	answer_again();
	close(listener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_name_that_does_not_resolve),
		cmocka_unit_test(test_not_known),
		cmocka_unit_test(test_no_answer_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
