/*-------------------------------------------------------------------------
 *
 * test_tls.c
 *		Requests over TLS: whom they trust.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "llm/transport.h"
#include "http_case.h"

#define CERTIFICATE "build/stub_certificate.pem"

static void
test_trusted(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result = perform(&request);

	(void) state;
	if (result.outcome != LEARN_HTTP_REPLIED)
		fail_msg("%s", result.error);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);
}

/*
 * The certificate is the stub's own: the system does not know it.
 */
static void
test_unknown_authority(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	LearnHttpResult result;

	(void) state;
	request.ca_file = NULL;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_UNTRUSTED);
	assert_int_equal(result.status, 0);
	assert_true(strlen(result.error) > 10);

	/* Nor does it help that the same server was trusted for another. */
	request = request_to(stub.url);
	result = perform(&request);
	assert_int_equal(result.status, 200);
	learn_http_result_free(&result);
	request.ca_file = NULL;
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_UNTRUSTED);
}

/*
 * The certificate is for the address, not for this name of it.
 */
static void
test_other_name(void **state)
{
	char url[64];
	LearnHttpRequest request;
	LearnHttpResult result;

	(void) state;
	snprintf(url, sizeof(url), "https://localhost:%d", stub.port);
	request = request_to(url);
	result = perform(&request);
	assert_int_equal(result.outcome, LEARN_HTTP_UNTRUSTED);
	assert_string_equal(result.error, "its certificate is for another host");
}

static void
test_many_at_once(void **state)
{
	LearnHttpRequest request = request_to(stub.url);

	(void) state;
	for (int i = 0; i < 40; i++)
		assert_int_equal(learn_transport_start(transport, &request, NULL,
											   NULL),
						 LEARN_OK);
	for (int i = 0; i < 40; i++)
	{
		LearnHttpResult result = stub_take_result(transport);

		assert_int_equal(result.status, 200);
		learn_http_result_free(&result);
	}
}

/*
 * One connection, and one handshake, for requests one after the other.
 */
static void
test_connection_is_kept(void **state)
{
	LearnHttpRequest request = request_to(stub.url);
	const char *found;
	char *seen;
	int count = 0;
	int port = 0;

	(void) state;
	stub_order("{\"forget\": true}");
	for (int i = 0; i < 20; i++)
	{
		LearnHttpResult result = perform(&request);

		assert_int_equal(result.status, 200);
		learn_http_result_free(&result);
	}
	seen = stub_requests();
	for (found = seen; (found = strstr(found, "\"client\": ")) != NULL;
		 found++)
	{
		int other = atoi(found + strlen("\"client\": "));

		assert_true(count == 0 || other == port);
		port = other;
		count++;
	}
	assert_int_equal(count, 20);
	free(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_trusted, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_unknown_authority,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_other_name, stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_many_at_once,
										stub_create_transport,
										stub_destroy_transport),
		cmocka_unit_test_setup_teardown(test_connection_is_kept,
										stub_create_transport,
										stub_destroy_transport),
	};

	stub_tls_file = CERTIFICATE;
	return cmocka_run_group_tests(tests, stub_start, stub_stop);
}
