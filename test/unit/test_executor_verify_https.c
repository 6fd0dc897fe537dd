/*-------------------------------------------------------------------------
 *
 * test_executor_verify_https.c
 *		Unit tests of verifying by HTTPS, with curl and without.
 *
 *-------------------------------------------------------------------------
 */
#include "verify_case.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "verify_look.h"

#include "llm_stub.h"

/* Where the certificate is, and a program called curl that only does as if. */
static char folder[] = "/tmp/verify.XXXXXX";
static char certificate[64];

/*
 * Asks the stub for a path, by the name or address it is called; what is
 * expected begins with the URL.
 */
static void
check_stub(const char *host, const char *path, LearnVerdict verdict,
		   const char *expected)
{
	char verification[256];
	char method[512];
	VerifyCase asked = {.verification = verification};
	LearnVerification seen;

	if (system("command -v curl >/dev/null") != 0)
		skip();
	snprintf(verification, sizeof(verification),
			 "{\"method\": \"http\", \"url\": \"https://%s:%d%s\", "
			 "\"timeout\": 60}",
			 host, stub.port, path);
	snprintf(method, sizeof(method), "http: GET https://%s:%d%s: %s", host,
			 stub.port, path, expected);
	seen = verify_case(&asked);
	if (!look_is_like(seen.method, method))
		fail_msg("\"%s\" is not like \"%s\"", seen.method, method);
	assert_int_equal(seen.verdict, verdict);
	learn_verification_free(&seen);
}

static int
trust_stub(void **state)
{
	(void) state;
	setenv("CURL_CA_BUNDLE", certificate, 1);
	return 0;
}

static int
distrust_stub(void **state)
{
	(void) state;
	unsetenv("CURL_CA_BUNDLE");
	return 0;
}

/* Whatever proxy there is, it is not asked. */
static void
test_status(void **state)
{
	(void) state;
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	check_stub("127.0.0.1", "/control/requests", LEARN_VERDICT_PASSED,
			   "status 200");
	check_stub("127.0.0.1", "/elsewhere", LEARN_VERDICT_FAILED,
			   "status 404, expected 200");
	unsetenv("https_proxy");
}

/* The certificate is for the address, not for this name of it. */
static void
test_certificate_of_another(void **state)
{
	(void) state;
	check_stub("localhost", "/control/requests", LEARN_VERDICT_FAILED,
			   "curl: (60) *");
}

static void
test_certificate_of_nobody(void **state)
{
	(void) state;
	check_stub("127.0.0.1", "/control/requests", LEARN_VERDICT_FAILED,
			   "curl: (60) *");
}

static void
test_nobody_listens(void **state)
{
	int port = stub.port;
	int closed = open_port(false, &stub.port);

	(void) state;
	check_stub("127.0.0.1", "/", LEARN_VERDICT_FAILED, "curl: (7) *");
	close(closed);
	stub.port = port;
}

/* A server that does not encrypt is none that was asked for. */
static void
serve_plain(int connection)
{
	write_text(connection, "HTTP/1.1 200 OK\r\n\r\n");
	wait_for_end(connection);
}

static void
test_server_does_not_encrypt(void **state)
{
	int port = stub.port;
	Server server = start_server(serve_plain);

	(void) state;
	stub.port = server.port;
	check_stub("127.0.0.1", "/", LEARN_VERDICT_FAILED, "curl: (35) *");
	stop_server(&server);
	stub.port = port;
}

/*
 * Puts a program called curl before all others.
 */
static void
install_curl(const char *script)
{
	char path[64];
	int file;

	snprintf(path, sizeof(path), "%s/curl", folder);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
	assert_true(file >= 0);
	assert_int_equal(write(file, script, strlen(script)), strlen(script));
	close(file);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", folder);
	setenv("PATH", path, 1);
}

static void
test_no_curl(void **state)
{
	VerifyCase asked = {.verification = "{\"method\": \"http\", \"url\": "
										"\"https://web.example/\"}",
						.patient = true};
	char *path = strdup(getenv("PATH"));

	(void) state;
	setenv("PATH", "/dev/null", 1);
	check_case(&asked, LEARN_VERDICT_UNKNOWN,
			   "http: GET https://web.example/: not known: https takes the "
			   "program curl, which is not installed",
			   0);
	setenv("PATH", path, 1);
	free(path);
}

/* What curl is told: the URL where nobody else can read it. */
static void
test_what_curl_is_told(void **state)
{
	static const char *const given[] = {"TOKEN=s3cret", NULL};
	VerifyCase asked = {
		.verification = "{\"method\": \"http\", \"timeout\": 60, \"status\": "
						"204, \"url\": \"https://[::1]:8443/"
						"\\\"{a,b}?t=${TOKEN}#there\"}",
		.given = given};
	char path[64];
	char told[1024];
	FILE *file;
	size_t length;
	char *seconds;

	(void) state;
	install_curl("#!/bin/sh\n"
				 "{ printf '%s ' \"$@\"; echo; cat; env | grep s3cret; } "
				 ">\"${0%/*}/told\"\n"
				 "printf 204\n");
	check_case(&asked, LEARN_VERDICT_PASSED,
			   "http: GET https://[::1]:8443/\"{a,b}?t=...: status 204",
			   LEARN_CONFIDENCE_HTTP);

	snprintf(path, sizeof(path), "%s/told", folder);
	file = fopen(path, "r");
	assert_non_null(file);
	length = fread(told, 1, sizeof(told) - 1, file);
	told[length] = '\0';
	fclose(file);
	unlink(path);

	seconds = strstr(told, "max-time = ");
	assert_non_null(seconds);
	assert_true(atof(seconds + 11) > 30 && atof(seconds + 11) <= 60);
	memset(seconds + 11, '9', strspn(seconds + 11, "0123456789."));
	assert_string_equal(
		told, "-q --config - \n"
			  "url = \"https://[::1]:8443/\\\"{a,b}?t=s3cret\"\ngloboff\n"
			  "proto = \"=https\"\nnoproxy = \"*\"\nmax-time = 999999\n"
			  "max-filesize = 1\noutput = \"/dev/null\"\n"
			  "write-out = \"%{http_code}\"\nsilent\nshow-error\n");
}

static void
test_how_curl_ends(void **state)
{
	static const struct
	{
		const char *script;
		LearnVerdict verdict;
		const char *seen;
	} cases[] = {
		{"printf 200", LEARN_VERDICT_PASSED, "status 200"},
		{"printf 200; exit 63", LEARN_VERDICT_PASSED, "status 200"},
		{"printf 503", LEARN_VERDICT_FAILED, "status 503, expected 200"},
		{"printf 000; exit 28", LEARN_VERDICT_FAILED,
		 "curl ended with exit code 28"},
		{"printf 000; echo 'curl: (6) no such host' >&2; exit 6",
		 LEARN_VERDICT_FAILED, "curl: (6) no such host"},
		{"printf 000; printf 'curl: (60) bad\\nand more\\n' >&2; exit 60",
		 LEARN_VERDICT_FAILED, "curl: (60) bad"},
		{"printf 000; echo 'curl: (1) no https here' >&2; exit 1",
		 LEARN_VERDICT_UNKNOWN,
		 "not known: curl ended with exit code 1: curl: (1) no https here"},
		{"echo oops; exit 0", LEARN_VERDICT_UNKNOWN,
		 "not known: curl ended with exit code 0"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char script[256];
		char method[256];
		VerifyCase asked = {.verification = "{\"method\": \"http\", \"url\": "
											"\"https://web.example/\"}"};

		snprintf(script, sizeof(script), "#!/bin/sh\n%s\n", cases[i].script);
		install_curl(script);
		snprintf(method, sizeof(method), "http: GET https://web.example/: %s",
				 cases[i].seen);
		check_case(&asked, cases[i].verdict, method,
				   cases[i].verdict == LEARN_VERDICT_UNKNOWN
					   ? 0
					   : LEARN_CONFIDENCE_HTTP);
	}
}

/* It has a second more than the server, to say that there was no answer. */
static void
test_curl_does_not_end(void **state)
{
	VerifyCase asked = {
		.verification = "{\"method\": \"http\", \"timeout\": 0.2, \"url\": "
						"\"https://web.example/\"}"};

	(void) state;
	install_curl("#!/bin/sh\nexec sleep 60\n");
	check_case(&asked, LEARN_VERDICT_FAILED,
			   "http: GET https://web.example/: no answer in time",
			   LEARN_CONFIDENCE_HTTP);
}

static int
start(void **state)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(certificate, sizeof(certificate), "%s/certificate", folder);
	stub_tls_file = certificate;
	return stub_start(state);
}

static int
stop(void **state)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/curl", folder);
	unlink(path);
	unlink(certificate);
	rmdir(folder);
	return stub_stop(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_status, trust_stub,
										distrust_stub),
		cmocka_unit_test_setup_teardown(test_certificate_of_another,
										trust_stub, distrust_stub),
		cmocka_unit_test(test_certificate_of_nobody),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_server_does_not_encrypt),
		cmocka_unit_test(test_no_curl),
		cmocka_unit_test(test_what_curl_is_told),
		cmocka_unit_test(test_how_curl_ends),
		cmocka_unit_test(test_curl_does_not_end),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
