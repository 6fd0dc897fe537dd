/*-------------------------------------------------------------------------
 *
 * test_transport.c
 *		The HTTP client against a server that behaves as badly as it is told.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <time.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <curl/curl.h>

#include "llm/address.h"
#include "llm/reader.h"
#include "llm/transport.h"
#include "http_case.h"

/*
 * One request to the stub, which behaves as said.
 */
static LearnHttpResult
provoke(const char *behaviour)
{
	char order[128];
	LearnHttpRequest request = request_to(stub.url);

	snprintf(order, sizeof(order), "{\"behaviours\": [\"%s\"]}", behaviour);
	stub_order(order);
	return perform(&request);
}

static void
test_reply(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	static const LearnReader reader = {.read = NULL};
	LearnHttpResult result;

	(void) state;
	request.reader = &reader;
	result = perform(&request);
	assert_ptr_equal(result.owner, &transport);
	assert_ptr_equal(result.reader, &reader);
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	assert_int_equal(result.status, 200);
	assert_int_equal(result.retry_after, -1);
	assert_string_equal(result.error, "");
	assert_int_equal(strlen(result.body), result.body_length);
	assert_non_null(strstr(result.body, "\"choices\""));
	assert_true(result.seconds > 0 && result.seconds < 20);
	learn_http_result_free(&result);
	assert_int_equal(learn_transport_in_flight(transport), 0);
	assert_false(learn_transport_next(transport, &result));
}

static void
test_status_is_not_a_failure(void **state)
{
	LearnHttpResult result = provoke("503:7");

	(void) state;
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	assert_int_equal(result.status, 503);
	assert_int_equal(result.retry_after, 7);
	learn_http_result_free(&result);
	assert_null(result.body);
}

static void
test_retry_after(void **state)
{
	LearnHttpResult result = provoke("429:99999999999");
	time_t later = time(NULL) + 120;
	char behaviour[64];

	(void) state;
	/* Newer versions of libcurl have a limit of their own: six hours. */
	assert_true(result.retry_after == LEARN_HTTP_RETRY_AFTER_MAX ||
				result.retry_after == 6 * 3600);
	learn_http_result_free(&result);

	strftime(behaviour, sizeof(behaviour), "429:%a, %d %b %Y %H:%M:%S GMT",
			 gmtime(&later));
	result = provoke(behaviour);
	assert_in_range(result.retry_after, 100, 121);
	learn_http_result_free(&result);

	result = provoke("429:Sun, 06 Nov 1994 08:49:37 GMT");
	assert_int_equal(result.retry_after, -1);
	learn_http_result_free(&result);
	result = provoke("429:soon");
	assert_int_equal(result.retry_after, -1);
	learn_http_result_free(&result);
}

static void
test_timeout(void **state)
{
	static const char *const behaviours[] = {"hang", "slow_loris"};

	(void) state;
	for (size_t i = 0; i < 2; i++)
	{
		LearnHttpRequest request = request_to(stub.url);
		LearnHttpResult result;
		char order[64];
		double start;

		snprintf(order, sizeof(order), "{\"behaviours\": [\"%s\"]}",
				 behaviours[i]);
		stub_order(order);
		request.timeout_ms = 500;
		start = now();
		result = perform(&request);
		assert_int_equal(result.outcome, LEARN_HTTP_TIMED_OUT);
		assert_string_equal(result.error, "timed out after 0.5 s");
		assert_null(result.body);
		assert_true(now() - start > 0.4 && now() - start < 5);
	}
}

static void
test_too_large(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result = provoke("huge:1048577");

	(void) state;
	assert_int_equal(result.outcome, LEARN_HTTP_TOO_LARGE);
	assert_string_equal(result.error,
						"the answer is larger than 1048576 bytes");

	/* Without a Content-Length it is the bytes that count. */
	request.reply_limit = 10;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_TOO_LARGE);

	result = provoke("header_flood");
	assert_int_equal(result.outcome, LEARN_HTTP_TOO_LARGE);
	assert_string_equal(result.error,
						"the answer's headers are larger than 65536 bytes");
}

static void
test_limit_is_inclusive(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result = perform(&request);
	size_t length = result.body_length;

	(void) state;
	learn_http_result_free(&result);
	request.reply_limit = length;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	assert_int_equal(result.body_length, length);
	learn_http_result_free(&result);
	request.reply_limit = length - 1;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_TOO_LARGE);
}

static void
test_dropped(void **state)
{
	static const char *const behaviours[] = {"dropped", "bad_content_length",
											 "reset"};

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		LearnHttpResult result = provoke(behaviours[i]);

		assert_int_equal(result.outcome, LEARN_HTTP_UNREACHABLE);
		assert_null(result.body);
		assert_true(strlen(result.error) > 10);
		assert_null(strstr(result.error, "127.0.0.1"));
	}
}

static void
test_refused(void **state)
{
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	char url[64];
	LearnHttpRequest request;
	LearnHttpResult result;

	(void) state;
	/* A port that is bound but does not listen refuses. */
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *) &address, length), 0);
	getsockname(listener, (struct sockaddr *) &address, &length);
	snprintf(url, sizeof(url), "http://localhost:%d/x",
			 ntohs(address.sin_port));
	request = request_to(url);
	result = perform(&request);
	close(listener);
	assert_int_equal(result.outcome, LEARN_HTTP_UNREACHABLE);
	/* Versions of libcurl word it differently; none names the host. */
	assert_string_equal(result.error,
						curl_easy_strerror(CURLE_COULDNT_CONNECT));
	assert_int_equal(result.status, 0);
}

static void
test_redirect_is_not_followed(void **state)
{
	LearnHttpResult result = provoke("redirect");

	(void) state;
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	assert_int_equal(result.status, 302);
	assert_int_equal(result.body_length, 0);
	assert_string_equal(result.body, "");
	learn_http_result_free(&result);
}

static void
test_bytes_are_as_sent(void **state)
{
	LearnHttpResult result = provoke("gzip");

	(void) state;
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	assert_memory_equal(result.body, "\x1f\x8b", 2);
	learn_http_result_free(&result);

	result = provoke("raw_nul");
	assert_true(strlen(result.body) < result.body_length);
	learn_http_result_free(&result);
}

static void
test_proxy_environment_is_ignored(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result;

	(void) state;
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
	result = perform(&request);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
	learn_http_result_free(&result);
}

static void
test_key_log_is_switched_off(void **state)
{
	LearnTransport *other;

	(void) state;
	setenv("SSLKEYLOGFILE", "/dev/null", 1);
	other = learn_transport_create(NULL);
	assert_null(getenv("SSLKEYLOGFILE"));
	learn_transport_destroy(other);
}

static void
test_not_tls(void **state)
{
	char url[64];
	LearnHttpRequest request;
	LearnHttpResult result;

	(void) state;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/secret-path", stub.port);
	request = request_to(url);
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_UNTRUSTED);
	assert_true(strlen(result.error) > 10);
	assert_null(strstr(result.error, "secret-path"));

	request.ca_file = "/nonexistent/ca.pem";
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_UNTRUSTED);
}

static void
test_link_local_is_refused(void **state)
{
	LearnHttpRequest request =
		request_to("https://169.254.169.254/latest/meta-data");
	LearnHttpResult result;

	(void) state;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_UNREACHABLE);
	assert_string_equal(
		result.error, "the host name leads to an address that is not allowed");
}

/*
 * One transfer is slow, the others finish meanwhile.
 */
static void
test_many_at_once(void **state)
{
	enum
	{
		COUNT = 200
	};
	LearnHttpRequest request = request_to(stub.url);
	int owners[COUNT];
	int seen[COUNT] = {0};
	LearnHttpResult result;

	(void) state;
	stub_order("{\"default\": \"slow:0.5\"}");
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(learn_transport_start(transport, &request, &owners[i],
											   NULL),
						 LEARN_OK);
	assert_int_equal(learn_transport_in_flight(transport), COUNT);
	for (int i = 0; i < COUNT; i++)
	{
		result = stub_take_result(transport);
		assert_int_equal(result.outcome, LEARN_HTTP_REPLIED);
		seen[(int *) result.owner - owners]++;
		learn_http_result_free(&result);
		assert_int_equal(learn_transport_in_flight(transport), COUNT - i - 1);
	}
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(seen[i], 1);
	stub_order("{\"default\": \"good\"}");
}

/*
 * Neither waiting requests nor a result that nobody took are leaked, and a
 * hanging server delays nothing.
 */
static void
test_destroy_in_flight(void **state)
{
	LearnTransport *other = learn_transport_create(NULL);
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpRequest refused = request_to("https://169.254.169.254/");
	LearnHttpResult result;
	double start;

	(void) state;
	stub_order("{\"behaviours\": [\"good\"], \"default\": \"hang\"}");
	for (int i = 0; i < 50; i++)
		assert_int_equal(learn_transport_start(other, &request, NULL, NULL),
						 LEARN_OK);
	result = stub_take_result(other);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);

	assert_int_equal(learn_transport_start(other, &refused, NULL, NULL),
					 LEARN_OK);
	stub_wait_for(other);
	assert_int_equal(learn_transport_start(other, &request, NULL, NULL),
					 LEARN_OK);
	assert_int_equal(learn_transport_in_flight(other), 51);
	start = now();
	learn_transport_destroy(other);
	assert_true(now() - start < 1);
	stub_order("{\"default\": \"good\"}");
	learn_transport_destroy(NULL);
}

static void
test_start_refuses(void **state)
{
	static const char *const injected[] = {"X: a\r\nY: b", NULL};
	LearnHttpRequest request = request_to(stub.url);
	LearnProblem problem;

	(void) state;
	request.headers = injected;
	assert_int_equal(learn_transport_start(transport, &request, NULL,
										   &problem),
					 LEARN_INVALID);
	assert_non_null(strstr(problem.message, "header"));
	request = request_to("http://192.0.2.1/");
	assert_int_equal(learn_transport_start(transport, &request, NULL,
										   &problem),
					 LEARN_INVALID);
	request = request_to(stub.url);
	request.timeout_ms = 0;
	assert_int_equal(learn_transport_start(transport, &request, NULL,
										   &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_transport_in_flight(transport), 0);
}

static void
test_check_url(void **state)
{
	static const char *const good[] = {
		"https://api.openai.com/v1",
		"https://10.0.0.7:8443/v1?api-version=2024-06-01",
		"http://localhost:11434/v1",
		"http://LOCALHOST/",
		"http://127.0.0.1",
		"http://127.9.9.9:1/",
		"http://[::1]:8080/v1",
		"HTTPS://example.org",
	};
	static const char *const bad[] = {
		"",
		"api.openai.com/v1",
		"ftp://example.org/",
		"file:///etc/passwd",
		"gopher://127.0.0.1/",
		"http://example.org/",
		"http://10.0.0.7/",
		"http://169.254.169.254/",
		"http://[::2]/",
		"http://127.0.0.1.example.org/",
		"http://localhost.example.org/",
		"http://localhost@example.org/",
		"https://user@example.org/",
		"https://user:secret@example.org/",
		"https://example.org/#fragment",
		"https://exam ple.org/",
		"https://example.org/\r\nX: y",
		"https://example.org\\@evil.example/",
		"https://exämple.org/",
		"https://",
		"https:///path",
		"https://example.org:99999/",
		"http://[::1",
		"http://127.0.0.1:80@example.org/",
	};
	char endless[5000];

	(void) state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
	{
		if (learn_transport_check_url(good[i], NULL) != LEARN_OK)
			fail_msg("refused: %s", good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
	{
		LearnProblem problem = {"", ""};

		if (learn_transport_check_url(bad[i], &problem) != LEARN_INVALID)
			fail_msg("accepted: %s", bad[i]);
		assert_null(strstr(problem.message, "secret"));
	}
	memset(endless, 'a', 4999);
	endless[4999] = '\0';
	memcpy(endless, "https://x/", 10);
	assert_int_equal(learn_transport_check_url(endless, NULL), LEARN_INVALID);
}

static bool
allowed(const char *text, bool loopback_only)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return learn_address_allowed((struct sockaddr *) &in, loopback_only);
	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return learn_address_allowed((struct sockaddr *) &in6, loopback_only);
}

static void
test_addresses(void **state)
{
	static const char *const loopback[] = {"127.0.0.1", "127.255.255.255",
										   "::1", "::ffff:127.0.0.1"};
	static const char *const open[] = {
		"8.8.8.8",     "10.1.2.3",         "192.168.0.1", "172.16.0.1",
		"169.253.0.1", "::ffff:10.0.0.1",  "fd00::1",     "2001:db8::1",
		"223.1.1.1",   "64:ff9b::8.8.8.8",
	};
	static const char *const closed[] = {
		"0.0.0.0",
		"0.1.2.3",
		"169.254.169.254",
		"169.254.0.1",
		"224.0.0.1",
		"239.1.1.1",
		"240.0.0.1",
		"255.255.255.255",
		"::",
		"fe80::1",
		"febf::1",
		"ff02::1",
		"::ffff:169.254.169.254",
		"::ffff:0.0.0.0",
		"::169.254.169.254",
		"64:ff9b::169.254.169.254",
	};
	struct sockaddr local = {.sa_family = AF_UNIX};

	(void) state;
	for (size_t i = 0; i < sizeof(loopback) / sizeof(*loopback); i++)
		assert_true(allowed(loopback[i], true) && allowed(loopback[i], false));
	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
		assert_true(!allowed(open[i], true) && allowed(open[i], false));
	for (size_t i = 0; i < sizeof(closed) / sizeof(*closed); i++)
		assert_true(!allowed(closed[i], true) && !allowed(closed[i], false));
	assert_false(learn_address_allowed(&local, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_url),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test_setup_teardown(test_reply, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_status_is_not_a_failure,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_retry_after,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_timeout, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_too_large, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_limit_is_inclusive,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_dropped, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_refused, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_redirect_is_not_followed,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_bytes_are_as_sent,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_proxy_environment_is_ignored,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test(test_key_log_is_switched_off),
		cmocka_unit_test_setup_teardown(test_not_tls, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_link_local_is_refused,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_many_at_once,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test(test_destroy_in_flight),
		cmocka_unit_test_setup_teardown(test_start_refuses,
										stub_create_transport,
										stub_destroy_transport),
	};

	return cmocka_run_group_tests(tests, stub_start, stub_stop);
}
