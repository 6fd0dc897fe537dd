/*-------------------------------------------------------------------------
 *
 * test_executor_verify_http.c
 *		Unit tests of verifying by HTTP, with servers of all kinds.
 *
 *-------------------------------------------------------------------------
 */
#include "verify_case.h"

#define URL "http://127.0.0.1:${PORT}/health"

/*
 * Checks what comes of asking on a port.  In both texts %d is the port.
 */
static void
check_port(int port, const char *verification, LearnVerdict verdict,
		   const char *format)
{
	char given[32];
	char method[512];
	const char *const all_given[] = {given, NULL};
	VerifyCase asked = {.verification = verification, .given = all_given};

	snprintf(given, sizeof(given), "PORT=%d", port);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(method, sizeof(method), format, port);
#pragma GCC diagnostic pop
	check_case(&asked, verdict, method,
			   verdict == LEARN_VERDICT_UNKNOWN ? 0 : LEARN_CONFIDENCE_HTTP);
}

/*
 * The same of a server that is started for it.
 */
static void
check_server(ServerTask *task, const char *verification, LearnVerdict verdict,
			 const char *format)
{
	Server server = start_server(task);

	check_port(server.port, verification, verdict, format);
	stop_server(&server);
}

static void
serve_ok(int connection)
{
	answer(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

static void
serve_unavailable(int connection)
{
	answer(connection, "HTTP/1.0 503 Service Unavailable\r\n\r\n");
}

static void
serve_moved(int connection)
{
	answer(connection, "HTTP/1.1 301 Moved Permanently\r\n"
					   "Location: /elsewhere\r\nContent-Length: 0\r\n\r\n");
}

static void
test_status(void **state)
{
	(void) state;
	check_server(serve_ok, "{\"method\": \"http\", \"url\": \"" URL "\"}",
				 LEARN_VERDICT_PASSED,
				 "http: GET http://127.0.0.1:%d/health: status 200");
	check_server(
		serve_unavailable, "{\"method\": \"http\", \"url\": \"" URL "\"}",
		LEARN_VERDICT_FAILED,
		"http: GET http://127.0.0.1:%d/health: status 503, expected 200");
	check_server(serve_unavailable,
				 "{\"method\": \"http\", \"url\": \"" URL
				 "\", \"status\": 503}",
				 LEARN_VERDICT_PASSED,
				 "http: GET http://127.0.0.1:%d/health: status 503");
}

static void
test_redirection_is_not_followed(void **state)
{
	(void) state;
	check_server(
		serve_moved, "{\"method\": \"http\", \"url\": \"" URL "\"}",
		LEARN_VERDICT_FAILED,
		"http: GET http://127.0.0.1:%d/health: status 301, expected 200");
	check_server(serve_moved,
				 "{\"method\": \"http\", \"url\": \"" URL
				 "\", \"status\": 301}",
				 LEARN_VERDICT_PASSED,
				 "http: GET http://127.0.0.1:%d/health: status 301");
}

/* Answers 200 to the very request that is to be sent, else 400. */
static void
serve_exact_request(int connection)
{
	struct sockaddr_in address;
	socklen_t length = sizeof(address);
	char request[4096];
	char expected[4096];

	getsockname(connection, (struct sockaddr *) &address, &length);
	snprintf(expected, sizeof(expected),
			 "GET /a/b?t=s3cret HTTP/1.1\r\nHost: localhost:%d\r\n"
			 "User-Agent: learn-executor\r\nAccept: */*\r\n"
			 "Connection: close\r\n\r\n",
			 ntohs(address.sin_port));
	read_request(connection, request, sizeof(request));
	write_text(connection, strcmp(request, expected) == 0
							   ? "HTTP/1.1 200 OK\r\n\r\n"
							   : "HTTP/1.1 400 Bad Request\r\n\r\n");
}

/* The name is looked up, the fragment is not sent, the token not shown. */
static void
test_request(void **state)
{
	(void) state;
	check_server(serve_exact_request,
				 "{\"method\": \"http\", \"url\": "
				 "\"http://localhost:${PORT}/a/b?t=s3cret#there\"}",
				 LEARN_VERDICT_PASSED,
				 "http: GET http://localhost:%d/a/b?t=...: status 200");
}

/* Answers 200 when it is called [::1]. */
static void
serve_sixth_version(int connection)
{
	char request[4096];

	read_request(connection, request, sizeof(request));
	write_text(connection, strstr(request, "\r\nHost: [::1]:") != NULL
							   ? "HTTP/1.1 200 OK\r\n\r\n"
							   : "HTTP/1.1 400 Bad Request\r\n\r\n");
}

static void
test_sixth_version(void **state)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6,
								   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int listener =
		bind_port((struct sockaddr *) &address, sizeof(address), true);
	Server server = {.port = ntohs(address.sin6_port)};

	(void) state;
	server.pid = serve(listener, serve_sixth_version);
	check_port(server.port,
			   "{\"method\": \"http\", \"url\": \"http://[::1]:${PORT}/\"}",
			   LEARN_VERDICT_PASSED, "http: GET http://[::1]:%d/: status 200");
	stop_server(&server);
}

static void
serve_meanwhile(int connection)
{
	answer(connection, "HTTP/1.1 100 Continue\r\n\r\n"
					   "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
					   "HTTP/1.1 200 OK\r\n\r\n");
}

static void
serve_endless_hints(int connection)
{
	char bytes[1];

	while (recv(connection, bytes, 1, MSG_DONTWAIT) != 0 &&
		   send(connection, "HTTP/1.1 103 Early Hints\r\n\r\n", 28, 0) > 0)
		continue;
}

static void
serve_garbage(int connection)
{
	answer(connection, "\x16\x03\x01\xff\xfe garbage");
}

static void
serve_page_only(int connection)
{
	answer(connection, "<html>all is well</html>\n");
}

static void
serve_nothing(int connection)
{
	answer(connection, "");
}

static void
serve_half_a_line(int connection)
{
	answer(connection, "HTTP/1.1 200 O");
}

/* Sends a reset, since it has not read what was sent to it. */
static void
serve_reset(int connection)
{
	struct pollfd request = {.fd = connection, .events = POLLIN};

	poll(&request, 1, -1);
}

static void
serve_endless_line(int connection)
{
	write_text(connection, "HTTP/1.1 200 ");
	while (send(connection, "aaaaaaaaaaaaaaaa", 16, 0) > 0)
		continue;
}

static void
serve_huge_head(int connection)
{
	answer(connection, "HTTP/1.1 200 OK\r\n");
	while (send(connection, "X-Long: aaaaaaaaaaaaaaaaaa\r\n", 28, 0) > 0)
		continue;
}

static void
test_odd_answers(void **state)
{
	static const struct
	{
		ServerTask *task;
		LearnVerdict verdict;
		const char *seen;
	} cases[] = {
		{serve_meanwhile, LEARN_VERDICT_PASSED, "status 200"},
		{serve_huge_head, LEARN_VERDICT_PASSED, "status 200"},
		{serve_garbage, LEARN_VERDICT_FAILED, "the answer is not HTTP"},
		{serve_page_only, LEARN_VERDICT_FAILED, "the answer is not HTTP"},
		{serve_endless_hints, LEARN_VERDICT_FAILED,
		 "no status in the first 16384 bytes of the answer"},
		{serve_endless_line, LEARN_VERDICT_FAILED,
		 "no status in the first 16384 bytes of the answer"},
		{serve_nothing, LEARN_VERDICT_FAILED,
		 "the server ended the connection without an answer"},
		{serve_half_a_line, LEARN_VERDICT_FAILED,
		 "the server ended the connection without an answer"},
		{serve_reset, LEARN_VERDICT_FAILED,
		 "could not read the answer: Connection reset by peer"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char format[256];

		snprintf(format, sizeof(format),
				 "http: GET http://127.0.0.1:%%d/health: %s", cases[i].seen);
		check_server(cases[i].task,
					 "{\"method\": \"http\", \"url\": \"" URL "\"}",
					 cases[i].verdict, format);
	}
}

/* Takes the request and never answers. */
static void
serve_silence(int connection)
{
	wait_for_end(connection);
}

/* Sends a line of which there is always more to come. */
static void
serve_slowly(int connection)
{
	struct pollfd request = {.fd = connection, .events = POLLIN};
	char line[4096] = "HTTP/1.1 200 ";

	read_request(connection, line + 13, sizeof(line) - 13);
	memset(line + 13, 'a', sizeof(line) - 13);
	for (size_t i = 0; i < sizeof(line) && poll(&request, 1, 5) == 0; i++)
	{
		if (send(connection, line + i, 1, 0) <= 0)
			break;
	}
}

static void
test_no_answer_in_time(void **state)
{
	double started = learn_monotonic_seconds();
	double took;

	(void) state;
	check_server(serve_silence,
				 "{\"method\": \"http\", \"url\": \"" URL
				 "\", \"timeout\": 0.3}",
				 LEARN_VERDICT_FAILED,
				 "http: GET http://127.0.0.1:%d/health: no answer in time");
	check_server(serve_slowly,
				 "{\"method\": \"http\", \"url\": \"" URL
				 "\", \"timeout\": 0.3}",
				 LEARN_VERDICT_FAILED,
				 "http: GET http://127.0.0.1:%d/health: no answer in time");
	took = learn_monotonic_seconds() - started;
	assert_true(took >= 0.6);
	assert_true(took < 10);
}

static void
test_nobody_listens(void **state)
{
	int port;
	int closed = open_port(false, &port);

	(void) state;
	check_port(port, "{\"method\": \"http\", \"url\": \"" URL "\"}",
			   LEARN_VERDICT_FAILED,
			   "http: GET http://127.0.0.1:%d/health: could not connect: "
			   "Connection refused");
	close(closed);
}

/* Answers 503 a few times before all is well. */
static void
serve_after_a_while(int connection)
{
	static int asked = 0; /* in the server */

	answer(connection, ++asked < 3 ? "HTTP/1.1 503 Wait\r\n\r\n"
								   : "HTTP/1.1 200 OK\r\n\r\n");
}

static void
test_patience(void **state)
{
	static const char *const verification =
		"{\"method\": \"http\", \"url\": \"" URL "\", \"timeout\": 60}";
	Server server = start_server(serve_after_a_while);
	char given[32];
	const char *const all_given[] = {given, NULL};
	VerifyCase asked = {.verification = verification, .given = all_given};
	LearnVerification seen;

	(void) state;
	snprintf(given, sizeof(given), "PORT=%d", server.port);
	seen = verify_case(&asked);
	assert_int_equal(seen.verdict, LEARN_VERDICT_FAILED);
	learn_verification_free(&seen);
	asked.patient = true;
	seen = verify_case(&asked);
	assert_int_equal(seen.verdict, LEARN_VERDICT_PASSED);
	learn_verification_free(&seen);
	stop_server(&server);
}

/* Nothing is asked of anybody. */
static void
test_refuses_urls(void **state)
{
	static const char *const given[] = {"INJECTED=a\r\nX-Evil: 1",
										"LOGIN=user:s3cret@127.0.0.1",
										"NONE=", NULL};
	static const struct
	{
		const char *url;
		const char *reason;
	} cases[] = {
		{"http://127.0.0.1:1/${INJECTED}", "the URL has a blank, a control "
										   "character or one beyond ASCII"},
		{"http://${LOGIN}:1/", "the URL has credentials"},
		{"http://${NONE}:1/", "the URL has no valid host"},
		{"http://127.0.0.1:${UNSET}/", "the parameter UNSET has no value"},
		{"http://127.0.0.1:1/a b", "the URL has a blank, a control character "
								   "or one beyond ASCII"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char verification[256];
		char method[256];
		VerifyCase asked = {.verification = verification, .given = given};

		snprintf(verification, sizeof(verification),
				 "{\"method\": \"http\", \"url\": \"%s\"}", cases[i].url);
		snprintf(method, sizeof(method), "http: not known: %s",
				 cases[i].reason);
		check_case(&asked, LEARN_VERDICT_UNKNOWN, method, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_redirection_is_not_followed),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_sixth_version),
		cmocka_unit_test(test_odd_answers),
		cmocka_unit_test(test_no_answer_in_time),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_refuses_urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
