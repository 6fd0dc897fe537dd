/*-------------------------------------------------------------------------
 *
 * test_executor_verify_url.c
 *		Unit tests of the URL that a verification asks for.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "executor/verify/url.h"

typedef struct Parts
{
	const char *text;
	bool secure;
	const char *host;
	int port;
	const char *authority;
	const char *target;
	const char *shown;
} Parts;

static void
test_takes_apart(void **state)
{
	static const Parts cases[] = {
		{"http://localhost", false, "localhost", 80, "localhost", "/",
		 "http://localhost"},
		{"http://127.0.0.1:8080/health", false, "127.0.0.1", 8080,
		 "127.0.0.1:8080", "/health", "http://127.0.0.1:8080/health"},
		{"https://web.example/a/b?c", true, "web.example", 443, "web.example",
		 "/a/b?c", "https://web.example/a/b?..."},
		{"https://web_1.example:8443", true, "web_1.example", 8443,
		 "web_1.example:8443", "/", "https://web_1.example:8443"},
		{"http://[::1]/", false, "::1", 80, "[::1]", "/", "http://[::1]/"},
		{"http://[2001:db8::a]:65535?x=1", false, "2001:db8::a", 65535,
		 "[2001:db8::a]:65535", "/?x=1", "http://[2001:db8::a]:65535?x=..."},
		{"http://a:/b", false, "a", 80, "a", "/b", "http://a:/b"},
		{"http://a/b#c?d", false, "a", 80, "a", "/b", "http://a/b"},
		{"http://a#b", false, "a", 80, "a", "/", "http://a"},
		{"http://a/@b:c", false, "a", 80, "a", "/@b:c", "http://a/@b:c"},
		{"http://a/?t=s3cret&u=&v&&w=1=2", false, "a", 80, "a",
		 "/?t=s3cret&u=&v&&w=1=2", "http://a/?t=...&u=...&...&&w=..."},
		{"http://a/?", false, "a", 80, "a", "/?", "http://a/?"},
		{"http://a/?x=1?y=2", false, "a", 80, "a", "/?x=1?y=2",
		 "http://a/?x=..."},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		const Parts *expected = &cases[i];
		LearnProblem problem = {"", ""};
		LearnUrl url;

		if (learn_url_read(expected->text, &url, &problem) != LEARN_OK)
			fail_msg("%s: %s", expected->text, problem.message);
		assert_int_equal(url.secure, expected->secure);
		assert_string_equal(url.host, expected->host);
		assert_int_equal(url.port, expected->port);
		assert_string_equal(url.authority, expected->authority);
		assert_string_equal(url.target, expected->target);
		assert_string_equal(url.shown, expected->shown);
		learn_url_free(&url);
		learn_url_free(&url);
	}
}

static void
test_refuses(void **state)
{
	static const struct
	{
		const char *text;
		const char *reason;
	} cases[] = {
		{"ftp://a/", "the URL begins with neither http:// nor https://"},
		{"https:/a/", "the URL begins with neither http:// nor https://"},
		{"", "the URL begins with neither http:// nor https://"},
		{"http://", "the URL has no valid host"},
		{"http:///etc", "the URL has no valid host"},
		{"http://:80/", "the URL has no valid host"},
		{"http://a%41/", "the URL has no valid host"},
		{"http://a\\b/", "the URL has no valid host"},
		{"http://a,b/", "the URL has no valid host"},
		{"http://[::1]a/", "the URL has no valid host"},
		{"http://::1/", "the URL has no valid host"},
		{"http://[::1/", "the host of the URL lacks a bracket"},
		{"http://[127.0.0.1]/", "the URL has no valid IPv6 address"},
		{"http://[]/", "the URL has no valid IPv6 address"},
		{"http://[fe80::1%25eth0]/", "the URL has no valid IPv6 address"},
		{"http://a:0/", "the URL has no valid port"},
		{"http://a:65536/", "the URL has no valid port"},
		{"http://a:99999999999999999999/", "the URL has no valid port"},
		{"http://a:-1/", "the URL has no valid port"},
		{"http://a:8 0/", "the URL has a blank, a control character or one "
						  "beyond ASCII"},
		{"http://a/\r\nX-Evil:1", "the URL has a blank, a control character "
								  "or one beyond ASCII"},
		{"http://a/\x7f", "the URL has a blank, a control character or one "
						  "beyond ASCII"},
		{"http://a/caf\u00e9", "the URL has a blank, a control character or "
							   "one beyond ASCII"},
		{"http://user:secret@a/", "the URL has credentials"},
		{"http://a:80@b/", "the URL has credentials"},
		{"http://@b/", "the URL has credentials"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		LearnProblem problem = {"", ""};
		LearnUrl url;

		assert_int_equal(learn_url_read(cases[i].text, &url, &problem),
						 LEARN_INVALID);
		assert_string_equal(problem.message, cases[i].reason);
		learn_url_free(&url);
	}
}

static void
test_host_of_bounded_length(void **state)
{
	char text[300] = "http://";
	LearnProblem problem;
	LearnUrl url;

	(void) state;
	memset(text + 7, 'a', 255);
	assert_int_equal(learn_url_read(text, &url, &problem), LEARN_OK);
	learn_url_free(&url);
	text[7 + 255] = 'a';
	assert_int_equal(learn_url_read(text, &url, &problem), LEARN_INVALID);
	learn_url_free(&url);
}

static void
test_port(void **state)
{
	int port;

	(void) state;
	assert_true(learn_url_read_port("1", 1, &port));
	assert_int_equal(port, 1);
	assert_true(learn_url_read_port("65535", 5, &port));
	assert_int_equal(port, 65535);
	assert_true(learn_url_read_port("00080", 5, &port));
	assert_int_equal(port, 80);
	assert_true(learn_url_read_port("80/x", 2, &port));
	assert_false(learn_url_read_port("", 0, &port));
	assert_false(learn_url_read_port("0", 1, &port));
	assert_false(learn_url_read_port("65536", 5, &port));
	assert_false(learn_url_read_port("000080", 6, &port));
	assert_false(learn_url_read_port(" 80", 3, &port));
	assert_false(learn_url_read_port("8a", 2, &port));
	assert_false(learn_url_read_port("+80", 3, &port));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes_apart),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_host_of_bounded_length),
		cmocka_unit_test(test_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
