/*-------------------------------------------------------------------------
 *
 * test_transport_reuse.c
 *		What one request of a transport may know of another: nothing; and
 *		what they share: time, connections and descriptors.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <fcntl.h>
#include <time.h>
#include <sys/resource.h>

#include "llm/transport.h"
#include "http_case.h"

#define OTHER_CALL "{\"model\": \"2nd\"}"

/*
 * The second request goes to the same URL with nothing but a shorter body.
 */
static void
test_nothing_is_left(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result;
	char *seen;

	(void) state;
	result = perform(&request);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);

	stub_order("{\"forget\": true}");
	request.headers = NULL;
	request.body = OTHER_CALL;
	request.body_length = strlen(OTHER_CALL);
	result = perform(&request);
	assert_int_equal(result.status, 401);
	learn_http_result_free(&result);
	seen = stub_requests();
	assert_non_null(strstr(seen, "\"authorized\": false"));
	assert_non_null(strstr(seen, "\"raw\": \"{\\\"model\\\": \\\"2nd\\\"}\""));
	assert_null(strstr(seen, "X-First"));
	assert_null(strstr(seen, STUB_KEY));
	free(seen);

	/* Without a body at all, it is not the last one's that is sent. */
	stub_order("{\"forget\": true}");
	request.body = NULL;
	request.body_length = 0;
	result = perform(&request);
	assert_int_equal(result.status, 400);
	learn_http_result_free(&result);
	seen = stub_requests();
	assert_string_equal(seen, "[]");
	free(seen);
}

static void
test_limits_are_each_request_s_own(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result;

	(void) state;
	request.reply_limit = 10;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_TOO_LARGE);
	learn_http_result_free(&result);

	request = request_to(stub.url);
	stub_order("{\"behaviours\": [\"hang\"]}");
	request.timeout_ms = 300;
	result = perform(&request);
	assert_string_equal(result.error, "timed out after 0.3 s");
	learn_http_result_free(&result);

	request = request_to(stub.url);
	stub_order("{\"behaviours\": [\"slow:0.6\"]}");
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	assert_int_equal(result.status, 200);
	assert_string_equal(result.error, "");
	assert_true(result.seconds >= 0.6);
	learn_http_result_free(&result);
}

/*
 * A file of certificate authorities is for the requests that name it.
 */
static void
test_ca_file(void **state)
{
	char url[64];
	LearnHttpRequest request;
	LearnHttpResult without;
	LearnHttpResult with;

	(void) state;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", stub.port);
	request = request_to(url);
	without = perform(&request);
	request.ca_file = "/nonexistent/ca.pem";
	with = perform(&request);
	assert_int_equal(without.outcome, LEARN_HTTP_UNTRUSTED);
	assert_int_equal(with.outcome, LEARN_HTTP_UNTRUSTED);
	assert_non_null(strstr(with.error, "/nonexistent/ca.pem"));
	assert_null(strstr(without.error, "/nonexistent/ca.pem"));

	request.ca_file = NULL;
	with = perform(&request);
	assert_string_equal(with.error, without.error);
	request.ca_file = "/nonexistent/other.pem";
	with = perform(&request);
	assert_non_null(strstr(with.error, "/nonexistent/other.pem"));
}

static void
test_other_url(void **state)
{
	char url[96];
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result = perform(&request);
	char *seen;

	(void) state;
	learn_http_result_free(&result);
	stub_order("{\"forget\": true}");
	snprintf(url, sizeof(url), "%s/elsewhere", stub.url);
	request = request_to(url);
	result = perform(&request);
	learn_http_result_free(&result);
	seen = stub_requests();
	assert_non_null(strstr(seen, "\"path\": \"/elsewhere\""));
	free(seen);
}

/*
 * Waits for a result; returns how many steps it took.
 */
static int
count_steps(LearnHttpResult *result)
{
	int steps = 0;

	while (!learn_transport_next(transport, result))
	{
		stub_wait_for(transport);
		steps++;
	}
	return steps;
}

/*
 * A timer that is set for one request is in time for another that ends sooner.
 */
static void
test_sooner_timeout(void **state)
{
	struct pollfd descriptor = {.events = POLLIN};
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result;
	double began;
	int late;
	int soon;

	(void) state;
	stub_order("{\"default\": \"hang\"}");
	request.connect_timeout_ms = request.timeout_ms;
	start(&request, &late);

	/* Until only the end of its patience is left to wait for. */
	descriptor.fd = learn_transport_descriptor(transport);
	while (poll(&descriptor, 1, 600) == 1)
		assert_int_equal(learn_transport_step(transport, NULL), LEARN_OK);

	began = now();
	request.timeout_ms = 400;
	start(&request, &soon);
	assert_true(count_steps(&result) < 50);
	assert_ptr_equal(result.owner, &soon);
	assert_int_equal(result.outcome, LEARN_HTTP_TIMED_OUT);
	assert_true(now() - began > 0.3 && now() - began < 5);
	stub_order("{\"default\": \"good\"}");
}

/*
 * A timer that was set for a request which has ended is too early for others:
 * they neither end then nor make the caller turn round and round.
 */
static void
test_later_timeout(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result;
	double began = now();

	(void) state;
	request.timeout_ms = 500;
	result = perform(&request);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);

	stub_order("{\"behaviours\": [\"hang\"]}");
	request.timeout_ms = 1500;
	start(&request, NULL);
	assert_true(count_steps(&result) < 50);
	assert_int_equal(result.outcome, LEARN_HTTP_TIMED_OUT);
	assert_true(now() - began > 1.4 && now() - began < 10);
}

/*
 * With nothing to do there is nothing to be woken for.
 */
static void
test_idle_is_quiet(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result = perform(&request);
	struct pollfd descriptor = {.events = POLLIN};

	(void) state;
	learn_http_result_free(&result);
	descriptor.fd = learn_transport_descriptor(transport);
	assert_int_equal(poll(&descriptor, 1, 0), 0);
	assert_int_equal(learn_transport_step(transport, NULL), LEARN_OK);
	assert_int_equal(poll(&descriptor, 1, 0), 0);
}

/*
 * More at once than are kept for another use, again and again.
 */
static void
test_more_than_are_kept(void **state)
{
	LearnHttpRequest request = request_to(stub.url);

	(void) state;
	for (int round = 0; round < 3; round++)
	{
		for (int i = 0; i < 100; i++)
			start(&request, NULL);
		for (int i = 0; i < 100; i++)
		{
			LearnHttpResult result = stub_take_result(transport);

			assert_int_equal(result.status, 200);
			learn_http_result_free(&result);
		}
		assert_int_equal(learn_transport_in_flight(transport), 0);
	}
}

static void
test_refused_request_is_forgotten(void **state)
{
	static const char *const injected[] = {"X: a\r\nY: b", NULL};
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result = perform(&request);

	(void) state;
	learn_http_result_free(&result);
	request.headers = injected;
	assert_int_equal(learn_transport_start(transport, &request, NULL, NULL),
					 LEARN_INVALID);
	assert_int_equal(learn_transport_in_flight(transport), 0);
	request = request_to(stub.url);
	result = perform(&request);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);
}

static void
test_descriptor_limit(void **state)
{
	struct rlimit before;
	struct rlimit low;
	struct rlimit raised;
	LearnTransport *other;

	(void) state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	low = before;
	low.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	other = learn_transport_create(NULL);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &raised), 0);
	assert_true(raised.rlim_cur >= 2048 || raised.rlim_cur == before.rlim_max);
	learn_transport_destroy(other);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/*
 * No descriptor is left for a connection.
 */
static void
test_no_descriptor(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	struct rlimit before;
	struct rlimit none;
	LearnHttpResult result;
	int lowest = open("/dev/null", O_RDONLY);

	(void) state;
	close(lowest);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = (rlim_t) lowest;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	result = perform(&request);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(result.outcome, LEARN_HTTP_UNREACHABLE);
	assert_string_equal(result.error, "Too many open files");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_is_left,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_limits_are_each_request_s_own,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_ca_file, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_other_url, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_sooner_timeout,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_later_timeout,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_idle_is_quiet,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_more_than_are_kept,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_refused_request_is_forgotten,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test(test_descriptor_limit),
		cmocka_unit_test_setup_teardown(test_no_descriptor,
										stub_create_transport,
										stub_destroy_transport),
	};

	return cmocka_run_group_tests(tests, stub_start, stub_stop);
}
