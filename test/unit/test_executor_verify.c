/*-------------------------------------------------------------------------
 *
 * test_executor_verify.c
 *		Unit tests of verifying: by commands, state and files, and when to
 *		look again.
 *
 *-------------------------------------------------------------------------
 */
#include "verify_case.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "verify_look.h"

#include "executor/state/source.h"

static void
check_command(const char *verification, const char *const *given,
			  LearnVerdict verdict, const char *method)
{
	VerifyCase asked = {.verification = verification, .given = given};

	check_case(&asked, verdict, method,
			   verdict == LEARN_VERDICT_UNKNOWN ? 0
												: LEARN_CONFIDENCE_COMMAND);
}

static void
test_command(void **state)
{
	static const struct
	{
		const char *rest;
		LearnVerdict verdict;
		const char *method;
	} cases[] = {
		{"\"command\": \"true\"", LEARN_VERDICT_PASSED,
		 "command: exit code 0"},
		{"\"command\": \"echo all; echo is well; echo\"", LEARN_VERDICT_PASSED,
		 "command: exit code 0: is well"},
		{"\"command\": \"echo one; echo no such thing >&2; exit 3\"",
		 LEARN_VERDICT_FAILED,
		 "command: the exit code is 3, not 0: no such thing"},
		{"\"command\": \"echo it is down; exit 3\"", LEARN_VERDICT_FAILED,
		 "command: the exit code is 3, not 0: it is down"},
		{"\"command\": \"exit 3\", \"success_condition\": {\"exit_code\": 3}",
		 LEARN_VERDICT_PASSED, "command: exit code 3"},
		{"\"command\": \"echo down\", \"success_condition\": "
		 "{\"output_equals\": \"up\"}",
		 LEARN_VERDICT_FAILED, "command: the output is \"down\", not \"up\""},
		{"\"command\": \"echo up 3\", \"success_condition\": "
		 "{\"output_matches\": \"^up [0-9]$\"}",
		 LEARN_VERDICT_PASSED, "command: exit code 0: up 3"},
		{"\"command\": \"kill -9 $$\"", LEARN_VERDICT_FAILED,
		 "command: the exit code is 137, not 0"},
		{"\"command\": \"dir\", \"shell\": \"cmd\"", LEARN_VERDICT_UNKNOWN,
		 "command: not known: there is no cmd on this host"},
		{"\"command\": \"dir\", \"shell\": \"powershell\"",
		 LEARN_VERDICT_UNKNOWN,
		 "command: not known: there is no powershell on this host"},
		{"\"command\": \"cat\", \"timeout\": 5", LEARN_VERDICT_PASSED,
		 "command: exit code 0"},
		{"\"command\": \"while :; do sleep 60; done\", \"timeout\": 0.2",
		 LEARN_VERDICT_FAILED, "command: the command did not end in time"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char verification[512];

		snprintf(verification, sizeof(verification),
				 "{\"method\": \"command\", %s}", cases[i].rest);
		check_command(verification, NULL, cases[i].verdict, cases[i].method);
	}
}

/* Values reach the command as variables, never as text of it. */
static void
test_command_sees_values(void **state)
{
	static const char *const given[] = {"GREETING=$(echo no); rm", NULL};

	(void) state;
	check_command("{\"method\": \"command\", \"command\": \"echo "
				  "\\\"$GREETING\\\"\"}",
				  given, LEARN_VERDICT_PASSED,
				  "command: exit code 0: $(echo no); rm");
}

/* One line, valid, and short, whatever the command writes. */
static void
test_command_writes_anything(void **state)
{
	char method[512] = "command: exit code 0: ";

	(void) state;
	check_command(
		"{\"method\": \"command\", \"command\": \"printf "
		"'a\\\\n\\\\033[31mred\\\\tx\\\\377\\\\342\\\\200\\\\256\\\\n\\\\n'\"}",
		NULL, LEARN_VERDICT_PASSED,
		"command: exit code 0: "
		"\uFFFD[31mred\uFFFDx\uFFFD\\u202e");
	memset(method + strlen(method), 'x', 200);
	strcat(method, "...");
	check_command("{\"method\": \"command\", \"command\": \"head -c 100000 "
				  "/dev/zero | tr '\\\\000' x\"}",
				  NULL, LEARN_VERDICT_PASSED, method);
}

/* Half a secret would not be known for one. */
static void
test_command_writes_secrets(void **state)
{
	static const char *const given[] = {"DB_PASSWORD=abcdefghijklmnop", NULL};
	VerifyCase asked = {
		.verification =
			"{\"method\": \"command\", \"command\": \"printf '%0190d ' 0; echo "
			"$DB_PASSWORD\"}",
		.given = given};
	LearnVerification seen = verify_case(&asked);

	(void) state;
	assert_int_equal(seen.verdict, LEARN_VERDICT_PASSED);
	assert_null(strstr(seen.method, "abcd"));
	assert_non_null(strstr(seen.method, "[reda"));
	learn_verification_free(&seen);
	learn_verification_free(&seen);
}

typedef struct StateCase
{
	const char *rest;
	LearnVerdict verdict;
	const char *seen;
} StateCase;

static const StateCase state_cases[] = {
	{"\"path\": \"services.nginx\"", LEARN_VERDICT_PASSED,
	 "services.nginx is \"active\""},
	{"\"path\": \"services.${NAME}\", \"equals\": \"active\"",
	 LEARN_VERDICT_PASSED, "services.nginx is \"active\""},
	{"\"path\": \"services.nginx\", \"equals\": \"failed\"",
	 LEARN_VERDICT_FAILED,
	 "services.nginx is \"active\", expected \"failed\""},
	{"\"path\": \"services.nginx\", \"equals\": null", LEARN_VERDICT_FAILED,
	 "services.nginx is \"active\", expected null"},
	{"\"path\": \"disk./.used_percent\", \"equals\": 41.0",
	 LEARN_VERDICT_PASSED, "disk./.used_percent is 41"},
	{"\"path\": \"disk./.used_percent\", \"equals\": \"41\"",
	 LEARN_VERDICT_FAILED, "disk./.used_percent is 41, expected \"41\""},
	{"\"path\": \"disk./.used_percent\", \"at_least\": 41, \"at_most\": 41",
	 LEARN_VERDICT_PASSED, "disk./.used_percent is 41"},
	{"\"path\": \"disk./.used_percent\", \"at_least\": 41.5",
	 LEARN_VERDICT_FAILED,
	 "disk./.used_percent is 41, expected at least 41.5"},
	{"\"path\": \"disk./.used_percent\", \"at_most\": 40",
	 LEARN_VERDICT_FAILED, "disk./.used_percent is 41, expected at most 40"},
	{"\"path\": \"services.nginx\", \"at_most\": 40", LEARN_VERDICT_FAILED,
	 "services.nginx is \"active\", expected at most 40"},
	{"\"path\": \"files./a.b.exists\", \"equals\": true", LEARN_VERDICT_PASSED,
	 "files./a.b.exists is true"},
	{"\"path\": \"disk./\"", LEARN_VERDICT_PASSED,
	 "disk./ is {\"used_percent\":41}"},
	{"\"path\": \"services.apache\"", LEARN_VERDICT_FAILED,
	 "there is no services.apache"},
	{"\"path\": \"services.apache\", \"equals\": null", LEARN_VERDICT_FAILED,
	 "there is no services.apache"},
	{"\"path\": \"certificates./a.pem.days_left\"", LEARN_VERDICT_UNKNOWN,
	 "not known: there is no certificates./a.pem.days_left: cannot be "
	 "read"},
	{"\"path\": \"certificates./b.pem.days_left\"", LEARN_VERDICT_FAILED,
	 "there is no certificates./b.pem.days_left"},
	{"\"path\": \"ports.80\"", LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host has no part of ports.80"},
	{"\"path\": \"ports\"", LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host has no part of ports"},
	{"\"path\": \"services.${OTHER}\"", LEARN_VERDICT_UNKNOWN,
	 "not known: the parameter OTHER has no value"},
};

static void
test_state(void **state)
{
	static const char *const host =
		"{\"services\": {\"nginx\": \"active\"}, \"disk\": {\"/\": "
		"{\"used_percent\": 41}}, \"files\": {\"/a.b\": {\"exists\": true}}, "
		"\"certificates\": {\"/a.pem\": {\"error\": \"cannot be read\"}}}";

	(void) state;
	for (size_t i = 0; i < sizeof(state_cases) / sizeof(state_cases[0]); i++)
	{
		char verification[256];
		Look given = {.look = learn_verify_state,
					  .verification = verification,
					  .given = {"NAME=nginx"},
					  .states = {host}};

		snprintf(verification, sizeof(verification), "{%s}",
				 state_cases[i].rest);
		check_look(&given, state_cases[i].verdict, state_cases[i].seen);
	}
}

/* The state is that of this host. */
static void
test_state_of_this_host(void **state)
{
	static const char *const given[] = {"PORT=1", NULL};
	VerifyCase asked = {.verification =
							"{\"method\": \"state\", \"path\": "
							"\"disk./.used_percent\", \"at_most\": 100}",
						.given = given};
	LearnVerification seen = verify_case(&asked);

	(void) state;
	assert_int_equal(seen.verdict, LEARN_VERDICT_PASSED);
	assert_float_equal(seen.confidence, LEARN_CONFIDENCE_STATE, 0.0001);
	assert_true(look_is_like(seen.method, "state: disk./.used_percent is #"));
	learn_verification_free(&seen);
}

/*
 * Sets when a file was written, in seconds after now, and looks how old it is.
 * What is expected has @ for the path.
 */
static void
check_age(const char *path, time_t after, const char *max_age,
		  LearnVerdict verdict, const char *expected)
{
	struct timespec times[2] = {{.tv_sec = time(NULL) + after},
								{.tv_sec = time(NULL) + after}};
	char verification[128];
	char given_path[64];
	char seen[256];
	Look given = {.look = learn_verify_file_age,
				  .verification = verification,
				  .given = {given_path},
				  .states = {"{}"}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	snprintf(given_path, sizeof(given_path), "FILE=%s", path);
	snprintf(verification, sizeof(verification),
			 "{\"path\": \"${FILE}\", \"max_age\": %s}", max_age);
	snprintf(seen, sizeof(seen), "%.*s%s%s", (int) strcspn(expected, "@"),
			 expected, path, strchr(expected, '@') + 1);
	check_look(&given, verdict, seen);
}

static void
test_file_age(void **state)
{
	char path[] = "/tmp/verify.XXXXXX";
	int file = mkstemp(path);

	(void) state;
	assert_true(file >= 0);
	close(file);
	check_age(path, -100, "200", LEARN_VERDICT_PASSED, "@ is # s old");
	check_age(path, -100, "99.5", LEARN_VERDICT_FAILED,
			  "@ is # s old, expected 99.5 at most");
	check_age(path, -10000000, "1234567", LEARN_VERDICT_FAILED,
			  "@ is # s old, expected 1234567 at most");
	check_age(path, 50, "0", LEARN_VERDICT_PASSED, "@ is 0 s old");
	check_age(path, 100, "200", LEARN_VERDICT_UNKNOWN,
			  "not known: @ was written # s in the future");
	unlink(path);

	/* Nobody writes to it: whoever opened it would wait. */
	assert_int_equal(mkfifo(path, 0600), 0);
	check_age(path, -100, "200", LEARN_VERDICT_PASSED, "@ is # s old");
	unlink(path);
}

static void
test_file_that_is_not_there(void **state)
{
	Look given = {.look = learn_verify_file_age,
				  .verification =
					  "{\"path\": \"/no/such/file\", \"max_age\": 9}",
				  .states = {"{}"}};
	Look below = {.look = learn_verify_file_age,
				  .verification =
					  "{\"path\": \"/dev/null/file\", \"max_age\": 9}",
				  .states = {"{}"}};
	char name[300];
	char verification[400];
	char seen[400];
	Look too_long = {.look = learn_verify_file_age,
					 .verification = verification,
					 .states = {"{}"}};

	(void) state;
	check_look(&given, LEARN_VERDICT_FAILED, "/no/such/file does not exist");
	check_look(&below, LEARN_VERDICT_FAILED, "/dev/null/file does not exist");
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(verification, sizeof(verification),
			 "{\"path\": \"/%s\", \"max_age\": 9}", name);
	snprintf(seen, sizeof(seen),
			 "not known: could not look at /%s: File name too long", name);
	check_look(&too_long, LEARN_VERDICT_UNKNOWN, seen);
}

/*
 * Both ends of what is long are told: at the end stands what came of it.  No
 * character is cut, wherever the cuts fall.
 */
static void
test_method_is_bounded(void **state)
{
	static const char end[] = " does not exist";

	(void) state;
	for (int shift = 0; shift < 3; shift++)
	{
		char given_path[1024] = "FILE=/";
		char clean[LEARN_CLEAN_SIZE(LEARN_VERIFY_METHOD_MAX)];
		const char *const given[] = {given_path, NULL};
		VerifyCase asked = {.verification =
								"{\"method\": \"file_age\", \"path\": "
								"\"${FILE}\", \"max_age\": 9}",
							.given = given};
		LearnVerification seen;
		size_t length;

		strncat(given_path, "xx", (size_t) shift);
		for (int i = 0; i < 300; i++)
			strcat(given_path, "\u00e9/");
		strncat(given_path, "xx", (size_t) shift);
		seen = verify_case(&asked);
		assert_int_equal(seen.verdict, LEARN_VERDICT_FAILED);
		length = strlen(seen.method);
		assert_true(length <= LEARN_VERIFY_METHOD_MAX);
		assert_true(length > LEARN_VERIFY_METHOD_MAX - 10);
		assert_memory_equal(seen.method, "file_age: /", strlen("file_age: /"));
		assert_non_null(strstr(seen.method, "..."));
		assert_string_equal(seen.method + length - strlen(end), end);
		learn_source_clean(seen.method, length, clean);
		assert_string_equal(seen.method, clean);
		learn_verification_free(&seen);
	}
}

/* The value of a parameter is any bytes. */
static void
test_value_is_no_text(void **state)
{
	static const char *const given[] = {"FILE=/no\n\u202E", NULL};
	VerifyCase asked = {
		.verification = "{\"method\": \"file_age\", \"path\": \"${FILE}\", "
						"\"max_age\": 9}",
		.given = given};

	(void) state;
	check_case(&asked, LEARN_VERDICT_FAILED,
			   "file_age: /no\uFFFD\\u202e does not exist",
			   LEARN_CONFIDENCE_FILE_AGE);
}

static void
test_not_known(void **state)
{
	static const VerifyCase cases[] = {{.type = "other"},
									   {.type = "disk_full2"}};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(&cases[i], LEARN_VERDICT_UNKNOWN, NULL, 0);
}

static void
test_by_incident_type(void **state)
{
	static const char *const given[] = {"PROCESS=no-such-one", NULL};
	VerifyCase asked = {.type = "service_crash", .given = given};
	VerifyCase nothing = {.type = "service_crash"};

	(void) state;
	check_case(&asked, LEARN_VERDICT_FAILED,
			   "service_crash: no-such-one is not running",
			   LEARN_CONFIDENCE_INCIDENT_TYPE);
	check_case(&nothing, LEARN_VERDICT_UNKNOWN,
			   "service_crash: not known: no SERVICE or PROCESS parameter "
			   "says what to look at",
			   0);
}

/* The runbook's own verification is the one that counts. */
static void
test_own_verification_first(void **state)
{
	VerifyCase asked = {
		.type = "service_crash",
		.verification = "{\"method\": \"command\", \"command\": \"true\"}"};

	(void) state;
	check_case(&asked, LEARN_VERDICT_PASSED, "command: exit code 0",
			   LEARN_CONFIDENCE_COMMAND);
}

/*
 * Counts looks in a file; the third one succeeds.
 */
static LearnVerification
look_thrice(bool patient, const char *timeout, int *looks)
{
	char path[] = "/tmp/verify.XXXXXX";
	char given_path[64];
	char verification[256];
	const char *const given[] = {given_path, NULL};
	VerifyCase asked = {.verification = verification,
						.given = given,
						.patient = patient};
	LearnVerification seen;
	struct stat status;
	int file = mkstemp(path);

	assert_true(file >= 0);
	snprintf(given_path, sizeof(given_path), "COUNT=%s", path);
	snprintf(
		verification, sizeof(verification),
		"{\"method\": \"command\", \"command\": \"printf . >>$COUNT; test "
		"$(wc -c <$COUNT) = 3\", \"timeout\": %s}",
		timeout);
	seen = verify_case(&asked);
	assert_int_equal(fstat(file, &status), 0);
	*looks = (int) status.st_size;
	close(file);
	unlink(path);
	return seen;
}

static void
test_patience(void **state)
{
	LearnVerification seen;
	int looks;

	(void) state;
	seen = look_thrice(false, "60", &looks);
	assert_int_equal(seen.verdict, LEARN_VERDICT_FAILED);
	assert_int_equal(looks, 1);
	learn_verification_free(&seen);
	seen = look_thrice(true, "60", &looks);
	assert_int_equal(seen.verdict, LEARN_VERDICT_PASSED);
	assert_int_equal(looks, 3);
	assert_string_equal(seen.method, "command: exit code 0");
	learn_verification_free(&seen);

	/* There is no time for a second look: this one is over at once. */
	seen = look_thrice(true, "0.25", &looks);
	assert_int_equal(seen.verdict, LEARN_VERDICT_FAILED);
	assert_int_equal(looks, 1);
	learn_verification_free(&seen);
}

/* To look again does not help those who cannot look. */
static void
test_patience_knows_when_not_to(void **state)
{
	VerifyCase asked = {.verification = "{\"method\": \"state\", \"path\": "
										"\"no.such\", \"timeout\": 60}",
						.patient = true};
	double started = learn_monotonic_seconds();

	(void) state;
	check_case(
		&asked, LEARN_VERDICT_UNKNOWN,
		"state: not known: the state of this host has no part of no.such", 0);
	assert_true(learn_monotonic_seconds() - started < 30);
}

/*
 * In a child: what a verification comes to that is told to stop by its own
 * command in one of its looks, and one that was told so before.
 */
static int
verify_and_stop(void)
{
	char path[] = "/tmp/verify.XXXXXX";
	char given_path[64];
	char given_pid[32];
	const char *const given[] = {given_path, given_pid, NULL};
	VerifyCase asked = {
		.verification =
			"{\"method\": \"command\", \"timeout\": 300, \"command\": \"printf . "
			">>$COUNT; test $(wc -c <$COUNT) = 1 || { kill $TESTER; sleep 60; "
			"}; echo first; exit 1\"}",
		.given = given,
		.patient = true};
	LearnVerification seen;

	learn_interrupt_install();
	close(mkstemp(path));
	snprintf(given_path, sizeof(given_path), "COUNT=%s", path);
	snprintf(given_pid, sizeof(given_pid), "TESTER=%d", (int) getpid());
	seen = verify_case(&asked);
	unlink(path);
	/* There was time for it to be over yet. */
	if (seen.verdict != LEARN_VERDICT_UNKNOWN || seen.confidence > 0 ||
		strcmp(seen.method, "command: the exit code is 1, not 0: first") != 0)
		return 1;
	learn_verification_free(&seen);
	asked.verification = "{\"method\": \"state\", \"path\": \"disk\"}";
	seen = verify_case(&asked);
	if (seen.verdict != LEARN_VERDICT_UNKNOWN)
		return 2;
	learn_verification_free(&seen);
	asked.verification = "{\"method\": \"command\", \"command\": \"printf . "
						 ">>$COUNT\"}";
	seen = verify_case(&asked);
	return seen.verdict != LEARN_VERDICT_UNKNOWN ||
		   strcmp(seen.method, "command: not known: the executor was told to "
							   "stop") != 0 ||
		   access(path, F_OK) == 0;
}

static void
test_told_to_stop(void **state)
{
	pid_t child = fork();
	int status;

	(void) state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(verify_and_stop());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_command_sees_values),
		cmocka_unit_test(test_command_writes_anything),
		cmocka_unit_test(test_command_writes_secrets),
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_state_of_this_host),
		cmocka_unit_test(test_file_age),
		cmocka_unit_test(test_file_that_is_not_there),
		cmocka_unit_test(test_method_is_bounded),
		cmocka_unit_test(test_value_is_no_text),
		cmocka_unit_test(test_not_known),
		cmocka_unit_test(test_by_incident_type),
		cmocka_unit_test(test_own_verification_first),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_patience_knows_when_not_to),
		cmocka_unit_test(test_told_to_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
