/*-------------------------------------------------------------------------
 *
 * test_executor_handout.c
 *		The runbook that the database hands out, checked.
 *
 *-------------------------------------------------------------------------
 */
#include "server_stub.h"

#include "core/runbook.h"
#include "executor/database/digest.h"
#include "executor/database/glob.h"
#include "executor/database/handout.h"

#define CONTENT(more)                                                         \
	"{\"id\": \"RB-X\", \"name\": \"x\", \"steps\": [{\"action\": \"a\", "    \
	"\"command\": \"true\"}], \"platform\": \"linux\", " more                 \
	"\"incident_types\": [\"service_crash\"]}"

static const LearnHandoutRequest any = {
	.incident_type = "service_crash",
	.incident_id = "inc-1",
	.platform = "linux",
	.client_id = "acme",
	.hostname = "web-1",
	.platform_version = "12",
};

/* What the next server answers. */
static char digest[LEARN_DIGEST_SIZE];
static StubReply reply[2];
static StubServer server;
static LearnProblem problem;
static LearnHandout handout;

/* Asks a server that answers like this. */
static LearnHandoutStatus
ask_reply(const LearnHandoutRequest *request)
{
	LearnDatabase database;
	LearnHandoutStatus status;

	reply[0].when = "content::";
	stub_start(&server, STUB_POLITE, reply);
	stub_open(&server, &database);
	problem = (LearnProblem){"", ""};
	status = learn_handout_ask(&database, request, &handout, &problem);
	if (status != LEARN_HANDOUT_OK)
	{
		assert_null(handout.content);
		assert_null(handout.runbook_id);
		assert_true(problem.message[0] != '\0');
	}
	learn_database_close(&database);
	return status;
}

/* Asks a server that hands out this content under this id. */
static LearnHandoutStatus
ask_for(const LearnHandoutRequest *request, const char *id,
		const char *content)
{
	LearnHandoutStatus status;

	assert_true(learn_digest(content, strlen(content), digest));
	reply[0] =
		(StubReply){.rows = 1, .row = {id, digest, content}, .columns = 3};
	status = ask_reply(request);
	learn_handout_free(&handout);
	stub_stop(&server);
	return status;
}

static void
test_next(void **state)
{
	(void) state;
	assert_true(learn_digest(CONTENT(""), strlen(CONTENT("")), digest));
	reply[0] = (StubReply){.rows = 1,
						   .row = {"RB-X", digest, CONTENT("")},
						   .columns = 3};
	assert_int_equal(ask_reply(&any), LEARN_HANDOUT_OK);
	assert_string_equal(handout.runbook_id, "RB-X");
	assert_string_equal(handout.digest, digest);
	assert_string_equal(learn_json_get_string(handout.content, "name", ""),
						"x");
	learn_handout_free(&handout);
	learn_handout_free(&handout);
	assert_string_equal(
		server.log->questions[0].statement,
		"SELECT runbook_id, digest, content::pg_catalog.text FROM "
		"\"the api\".learn_next_runbook($1, $2, $3, $4, $5, $6)");
	assert_string_equal(server.log->questions[0].parameters[0],
						"service_crash");
	assert_string_equal(server.log->questions[0].parameters[1], "linux");
	assert_string_equal(server.log->questions[0].parameters[2], "inc-1");
	assert_string_equal(server.log->questions[0].parameters[3], "acme");
	assert_string_equal(server.log->questions[0].parameters[4], "web-1");
	assert_string_equal(server.log->questions[0].parameters[5], "12");
	stub_stop(&server);
}

static void
test_named(void **state)
{
	LearnHandoutRequest request = any;

	(void) state;
	request.runbook_id = "RB-X";
	assert_int_equal(ask_for(&request, "RB-X", CONTENT("")), LEARN_HANDOUT_OK);
	/* Whoever is asked for one must not give another. */
	assert_int_equal(ask_for(&request, "RB-Y", CONTENT("")),
					 LEARN_HANDOUT_REFUSED);
	assert_non_null(strstr(problem.message, "\"RB-Y\" when asked for"));

	for (int draft = 0; draft <= 1; draft++)
	{
		request.draft = draft;
		reply[0] = (StubReply){.columns = 3};
		assert_int_equal(ask_reply(&request), LEARN_HANDOUT_NONE);
		assert_non_null(strstr(server.log->questions[0].statement,
							   draft
								   ? "\"the api\".learn_draft_to_test($1)"
								   : "\"the api\".learn_active_runbook($1)"));
		assert_string_equal(server.log->questions[0].parameters[0], "RB-X");
		stub_stop(&server);
	}
}

static void
test_none(void **state)
{
	(void) state;
	reply[0] = (StubReply){.columns = 3, .warning = "RB-Z was forged"};
	assert_int_equal(ask_reply(&any), LEARN_HANDOUT_NONE);
	assert_string_equal(problem.message,
						"there is no approved runbook for \"service_crash\" "
						"on linux: RB-Z was forged");
	stub_stop(&server);
}

static void
test_what_the_database_refuses(void **state)
{
	static const struct
	{
		const char *state;
		LearnHandoutStatus status;
	} cases[] = {
		{"PT404", LEARN_HANDOUT_NONE}, {"PT409", LEARN_HANDOUT_REFUSED},
		{"42501", LEARN_HANDOUT_AWAY}, {"42883", LEARN_HANDOUT_AWAY},
		{"57P01", LEARN_HANDOUT_AWAY}, {"22023", LEARN_HANDOUT_AWAY},
	};
	LearnHandoutRequest request = any;

	(void) state;
	request.runbook_id = "RB-X";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		reply[0] =
			(StubReply){.state = cases[i].state, .message = "not this one"};
		assert_int_equal(ask_reply(&request), cases[i].status);
		assert_string_equal(problem.message, "not this one");
		stub_stop(&server);
	}
}

/* One row, with everything. */
static void
test_other_shapes(void **state)
{
	static const StubReply shapes[] = {
		{.rows = 2, .row = {"RB-X", digest, CONTENT("")}, .columns = 3},
		{.rows = 1, .row = {NULL, digest, CONTENT("")}, .columns = 3},
		{.rows = 1, .row = {"RB-X", NULL, CONTENT("")}, .columns = 3},
		{.rows = 1, .row = {"RB-X", digest, NULL}, .columns = 3},
		{.rows = 1, .row = {"RB-X", digest}, .columns = 2},
	};

	(void) state;
	assert_true(learn_digest(CONTENT(""), strlen(CONTENT("")), digest));
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
	{
		reply[0] = shapes[i];
		assert_int_equal(ask_reply(&any), LEARN_HANDOUT_REFUSED);
		stub_stop(&server);
	}
}

/* Any change of the text or the digest is noticed. */
static void
test_digest(void **state)
{
	static const char *const contents[] = {
		CONTENT(" "),
		CONTENT("") " ",
		CONTENT("\"severity\": \"low\", "),
	};
	char other[LEARN_DIGEST_SIZE];

	(void) state;
	assert_true(learn_digest(CONTENT(""), strlen(CONTENT("")), digest));
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
	{
		reply[0] = (StubReply){.rows = 1,
							   .row = {"RB-X", digest, contents[i]},
							   .columns = 3};
		assert_int_equal(ask_reply(&any), LEARN_HANDOUT_REFUSED);
		assert_non_null(strstr(problem.message, "is not what its digest"));
		stub_stop(&server);
	}
	strcpy(other, digest);
	other[63] = other[63] == '0' ? '1' : '0';
	reply[0] = (StubReply){.rows = 1,
						   .row = {"RB-X", other, CONTENT("")},
						   .columns = 3};
	assert_int_equal(ask_reply(&any), LEARN_HANDOUT_REFUSED);
	stub_stop(&server);
	reply[0].row[1] = "";
	assert_int_equal(ask_reply(&any), LEARN_HANDOUT_REFUSED);
	stub_stop(&server);
}

static void
test_content(void **state)
{
	char *large = malloc(LEARN_RUNBOOK_SIZE_MAX + 200);

	(void) state;
	assert_int_equal(ask_for(&any, "RB-X", "no JSON"), LEARN_HANDOUT_REFUSED);
	assert_non_null(strstr(problem.message, "\"RB-X\" is not valid"));
	assert_int_equal(ask_for(&any, "RB-X", "null"), LEARN_HANDOUT_REFUSED);
	assert_int_equal(ask_for(&any, "RB-X", CONTENT("\"evil\": 1, ")),
					 LEARN_HANDOUT_REFUSED);
	assert_non_null(strstr(problem.message, "evil"));
	assert_int_equal(ask_for(&any, "RB-Y", CONTENT("")),
					 LEARN_HANDOUT_REFUSED);
	assert_non_null(strstr(problem.message, "another id"));

	assert_non_null(large);
	memset(large, ' ', LEARN_RUNBOOK_SIZE_MAX + 1);
	strcpy(large + LEARN_RUNBOOK_SIZE_MAX + 1 - strlen(CONTENT("")),
		   CONTENT(""));
	assert_int_equal(ask_for(&any, "RB-X", large), LEARN_HANDOUT_REFUSED);
	assert_non_null(strstr(problem.message, "has 1048577 bytes"));
	assert_int_equal(ask_for(&any, "RB-X", large + 1), LEARN_HANDOUT_OK);
	free(large);
}

static void
test_places(void **state)
{
	static const struct
	{
		const char *content;
		const char *reason; /* NULL: it may be run */
	} cases[] = {
		{CONTENT("\"applies_to\": {\"clients\": []}, "), NULL},
		{CONTENT("\"applies_to\": {\"clients\": [\"b\", \"acme\"]}, "), NULL},
		{CONTENT("\"applies_to\": {\"clients\": [\"b\"]}, "), "other clients"},
		{CONTENT("\"applies_to\": {\"hosts\": \"web-?\"}, "), NULL},
		{CONTENT("\"applies_to\": {\"hosts\": \"web\"}, "), "other hosts"},
		{CONTENT("\"applies_to\": {\"platform_version\": \"12\"}, "), NULL},
		{CONTENT("\"applies_to\": {\"platform_version\": \"1\"}, "),
		 "another version"},
		{CONTENT("\"applies_to\": {\"hosts\": \"*\", \"clients\": [\"b\"]}, "),
		 "other clients"},
	};
	LearnHandoutRequest unknown = {.platform = "linux"};
	LearnHandoutRequest darwin = any;

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		assert_int_equal(ask_for(&any, "RB-X", cases[i].content),
						 cases[i].reason == NULL ? LEARN_HANDOUT_OK
												 : LEARN_HANDOUT_REFUSED);
		if (cases[i].reason != NULL)
			assert_non_null(strstr(problem.message, cases[i].reason));
		/* What is not known does not match. */
		assert_int_equal(ask_for(&unknown, "RB-X", cases[i].content),
						 i == 0 ? LEARN_HANDOUT_OK : LEARN_HANDOUT_REFUSED);
	}
	darwin.platform = "darwin";
	assert_int_equal(ask_for(&darwin, "RB-X", CONTENT("")),
					 LEARN_HANDOUT_REFUSED);
	assert_non_null(strstr(problem.message, "another platform"));
}

static void
test_globs(void **state)
{
	static const struct
	{
		const char *pattern;
		const char *name;
		bool matches;
	} cases[] = {
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "anything", true},
		{"web-*", "web-", true},
		{"web-*", "web-1.example", true},
		{"web-*", "db-web-1", false},
		{"*.example", "a.b.example", true},
		{"*.example", "a.example.com", false},
		{"?", "", false},
		{"?", "a", true},
		{"?", "\xC3\xBC", true},
		{"??", "\xC3\xBC", false},
		{"*\xC3\xBC*",
		 "a\xC3\xBC"
		 "b",
		 true},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-b-b-d", false},
		{"*a*b", "ab-ab-b", true},
		{"*?", "a", true},
		{"a*", "A", false},
		/* Special elsewhere. */
		{"[ab]", "a", false},
		{"[ab]", "[ab]", true},
		{"\\*", "*", false},
		{"\\*", "\\x", true},
		{"%", "a", false},
		{"_", "a", false},
		{"{a,b}", "a", false},
		{"web/*", "web/a/b", true},
	};
	char many[2001];

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		if (learn_glob_matches(cases[i].pattern, cases[i].name) !=
			cases[i].matches)
			fail_msg("\"%s\" and \"%s\"", cases[i].pattern, cases[i].name);
	}
	/* In reasonable time. */
	memset(many, 'a', 2000);
	many[2000] = '\0';
	assert_false(learn_glob_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*ab", many));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_what_the_database_refuses),
		cmocka_unit_test(test_other_shapes),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_globs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
