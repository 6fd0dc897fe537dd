/*-------------------------------------------------------------------------
 *
 * test_clues.c
 *		Unit tests of clues.c: what a remedy takes from hostile telemetry.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/clues.h"
#include "core/json.h"

/* A failed step with this message, of this runbook (JSON text, or NULL). */
static LearnClues
find(const char *message, const char *runbook)
{
	json_object *document = json_object_new_object();
	json_object *execution = json_object_new_object();
	json_object *parsed = NULL;
	LearnPatternSet *words = learn_evidence_words();
	LearnFacts facts;
	LearnEvidence evidence;
	LearnClues clues;
	LearnProblem problem;
	const char *text;

	if (runbook != NULL)
		assert_int_equal(learn_json_parse(runbook, strlen(runbook), &parsed,
										  &problem),
						 LEARN_OK);
	learn_json_add(execution, "error_message",
				   json_object_new_string(message));
	if (parsed != NULL)
	{
		learn_json_share(execution, "executed_steps",
						 learn_json_get(parsed, "executed_steps") != NULL
							 ? learn_json_get(parsed, "executed_steps")
							 : learn_json_get(parsed, "steps"));
		learn_json_add(execution, "error_step", json_object_new_int(1));
		learn_json_add(document, "runbook", parsed);
	}
	learn_json_add(document, "execution", execution);
	text = json_object_to_json_string(document);
	assert_int_equal(learn_facts_read(text, strlen(text), &facts, &problem),
					 LEARN_OK);
	json_object_put(document);
	assert_non_null(words);
	assert_int_equal(learn_evidence_gather(words, &facts, &evidence, &problem),
					 LEARN_OK);
	learn_pattern_set_free(words);
	assert_int_equal(learn_clues_find(&facts, &evidence, &clues, &problem),
					 LEARN_OK);
	learn_evidence_free(&evidence);
	learn_facts_free(&facts);
	return clues;
}

static void
expect(LearnClueKind kind, const char *message, const char *value)
{
	LearnClues clues = find(message, NULL);

	assert_string_equal(clues.items[kind].value, value);
	assert_true(((clues.known & LEARN_CLUE_BIT(kind)) != 0) ==
				(value[0] != '\0'));
}

static void
test_found(void **state)
{
	(void) state;
	expect(LEARN_CLUE_PORT, "bind() to 0.0.0.0:80 failed", "80");
	expect(LEARN_CLUE_PORT, "Port 5000 is in use by PID 714", "5000");
	expect(LEARN_CLUE_PORT, "port too big, port 8080.", "8080");
	expect(LEARN_CLUE_PORT, "error on ('127.0.0.1', 65535): in use", "65535");
	expect(LEARN_CLUE_SERVICE, "Job for nginx.service failed", "nginx");
	expect(LEARN_CLUE_SERVICE,
		   "app@1.service: Start request repeated too quickly", "app@1");
	expect(LEARN_CLUE_TOOL, "bash: line 1: netstat: command not found",
		   "netstat");
	expect(LEARN_CLUE_TOOL, "/bin/sh: 1: ss: not found", "ss");
	expect(LEARN_CLUE_TOOL, "zsh: command not found: gsed", "gsed");
	expect(LEARN_CLUE_LOCK, "pid file '/run/app.pid' exists", "/run/app.pid");
	expect(LEARN_CLUE_LOCK, "/var/lib/a/x.lock already exists",
		   "/var/lib/a/x.lock");
	expect(LEARN_CLUE_SOCKET, "bind() to unix:/run/app.sock failed",
		   "/run/app.sock");
	expect(LEARN_CLUE_CONFIG, "[emerg] unexpected \"}\" in /etc/a/b.conf:12",
		   "/etc/a/b.conf");
	expect(LEARN_CLUE_DIRECTORY,
		   "cannot create /srv/x/y.log: Directory nonexistent", "/srv/x");
	expect(LEARN_CLUE_FULL, "/var/log/app/a.log: No space left on device",
		   "/var/log/app");
	expect(LEARN_CLUE_SERVICE, "Unit app.service is masked.", "app");
	expect(LEARN_CLUE_SERVICE, "Unit sshd.service not found.", "sshd");
	expect(LEARN_CLUE_SERVICE,
		   "Service 'Print Spooler (Spooler)' cannot be started", "Spooler");
	expect(LEARN_CLUE_INTERFACE, "interface eth0 is down", "eth0");
	expect(LEARN_CLUE_POOL, "Application pool 'Intranet' is disabled",
		   "Intranet");
	expect(LEARN_CLUE_FILE, "cat: /etc/x: Permission denied", "/etc/x");
	expect(LEARN_CLUE_FILE, "[Errno 13] Permission denied: '/srv/x'",
		   "/srv/x");
	expect(LEARN_CLUE_MOUNT, "ls: cannot access '/mnt/x': Stale file handle",
		   "/mnt/x");
	expect(LEARN_CLUE_MOUNT, "/mnt/x is not a mountpoint", "/mnt/x");
	expect(LEARN_CLUE_DATA, "running in data directory \"/var/lib/pg\"?",
		   "/var/lib/pg");
	expect(LEARN_CLUE_DEPENDENCY,
		   "Could not connect to Redis at 127.0.0.1:6379: Connection refused",
		   "redis-server redis");
}

/* Whatever is not plainly a value of its kind is no clue. */
static void
test_hostile(void **state)
{
	char path[LEARN_CLUE_MAX + 100];

	(void) state;
	expect(LEARN_CLUE_PORT, "port 0 in use", "");
	expect(LEARN_CLUE_PORT, "port 65536 in use", "");
	expect(LEARN_CLUE_PORT, "port 080 in use", "");
	expect(LEARN_CLUE_PORT, "port 80$(id) in use", "");
	expect(LEARN_CLUE_PORT, "port 99999999999999999999 in use", "");
	expect(LEARN_CLUE_PORT, "port -80 in use", "");
	expect(LEARN_CLUE_SERVICE, "Job for -H=evil failed", "");
	expect(LEARN_CLUE_SERVICE, "Job for a$(id).service failed", "");
	expect(LEARN_CLUE_SERVICE, "Job for ../../x failed", "");
	expect(LEARN_CLUE_LOCK, "pid file /etc/passwd exists", "");
	expect(LEARN_CLUE_LOCK, "pid file /run/../etc/x.pid exists", "");
	expect(LEARN_CLUE_LOCK, "pid file run/x.pid exists", "");
	expect(LEARN_CLUE_LOCK, "pid file /run/$(id).pid exists", "");
	expect(LEARN_CLUE_LOCK, "pid file /run/a\\.pid exists", "");
	expect(LEARN_CLUE_LOCK, "pid file /run/`id`.pid exists", "");
	expect(LEARN_CLUE_LOCK, "pid file /-rf.pid exists", "");
	expect(LEARN_CLUE_SOCKET, "unix:/etc/shadow in use", "");
	expect(LEARN_CLUE_TOOL, "sh: -x: not found", "");
	expect(LEARN_CLUE_TOOL, "sh: a/b: not found", "");
	expect(LEARN_CLUE_TOOL, ": not found", "");
	expect(LEARN_CLUE_DIRECTORY, "cannot create /x", "");
	expect(LEARN_CLUE_LOCK, "pid file ", "");
	expect(LEARN_CLUE_LOCK, "pid file /run/\xc3\xa9.pid exists", "");
	expect(LEARN_CLUE_DIRECTORY, "cannot create C:\\x\\y", "");
	expect(LEARN_CLUE_INTERFACE, "interface -a is down", "");
	expect(LEARN_CLUE_INTERFACE, "interface eth0;id is down", "eth0");
	expect(LEARN_CLUE_POOL, "application pool 'a b' is down", "");
	expect(LEARN_CLUE_FILE, "cat: x/y: Permission denied", "");
	expect(LEARN_CLUE_MOUNT, "/mnt/$x is not a mountpoint", "");
	expect(LEARN_CLUE_DATA, "data directory \"/a b\"", "");
	expect(LEARN_CLUE_SERVICE, "Unit 'a b.service' is masked", "");
	expect(LEARN_CLUE_MOUNT, "'/mnt/a b': Stale file handle", "");

	memset(path, 'a', sizeof(path));
	memcpy(path, "pid file /", 10);
	strcpy(path + sizeof(path) - 5, ".pid");
	expect(LEARN_CLUE_LOCK, path, "");
}

static void
test_safe(void **state)
{
	(void) state;
	assert_true(learn_clue_safe(LEARN_CLUE_SERVICE, "a-b_c@1.2", 9));
	assert_false(learn_clue_safe(LEARN_CLUE_SERVICE, "", 0));
	assert_false(learn_clue_safe(LEARN_CLUE_SERVICE, "a b", 3));
	assert_false(learn_clue_safe(LEARN_CLUE_SERVICE, "a\0b", 3));
	assert_false(learn_clue_safe(LEARN_CLUE_SERVICE, "a\nb", 3));
	assert_false(learn_clue_safe(LEARN_CLUE_DIRECTORY, "/", 1));
	assert_true(learn_clue_safe(LEARN_CLUE_DIRECTORY, "/a", 2));
	assert_true(learn_clue_safe(LEARN_CLUE_DIRECTORY, "C:\\a", 4));
	assert_false(learn_clue_safe(LEARN_CLUE_DIRECTORY, "C:\\", 3));
	assert_false(learn_clue_safe(LEARN_CLUE_DIRECTORY, "C:\\a:b", 6));
	assert_false(learn_clue_safe(LEARN_CLUE_DIRECTORY, "C:\\a\\..\\b", 9));
	assert_false(learn_clue_safe(LEARN_CLUE_SERVICE, "C:\\a", 4));
}

/* The step's own parameter is preferred to its value of today. */
static void
test_parameters(void **state)
{
	static const char used[] =
		"{\"parameters\": {\"OTHER_PORT\": {}, \"PORT\": {}},"
		" \"steps\": [{\"action\": \"start\","
		"             \"command\": \"serve --bind \\\"${PORT}\\\"\"}]}";
	static const char other[] =
		"{\"parameters\": {\"PORT\": {\"default\": \"80\"}},"
		" \"steps\": [{\"action\": \"start\","
		"             \"command\": \"serve $PORT\"}]}";
	static const char longer[] =
		"{\"parameters\": {\"PORT\": {}},"
		" \"steps\": [{\"action\": \"start\","
		"             \"command\": \"serve $PORTS\"}]}";
	LearnClues clues;

	(void) state;
	clues = find("Address already in use", used);
	assert_string_equal(clues.items[LEARN_CLUE_PORT].parameter, "PORT");
	assert_int_equal(clues.step, 0);

	clues = find("port 80 in use", other);
	assert_string_equal(clues.items[LEARN_CLUE_PORT].parameter, "PORT");

	/* A port that the parameter does not hold is another port. */
	clues = find("port 81 in use", other);
	assert_string_equal(clues.items[LEARN_CLUE_PORT].parameter, "");
	assert_string_equal(clues.items[LEARN_CLUE_PORT].value, "81");

	clues = find("Address already in use", longer);
	assert_false(clues.known & LEARN_CLUE_BIT(LEARN_CLUE_PORT));
}

/* A step that cannot be told from another is not guessed at. */
static void
test_step(void **state)
{
	LearnClues clues;

	(void) state;
	clues =
		find("x", "{\"executed_steps\": [{\"action\": \"b\"}],"
				  " \"steps\": [{\"action\": \"a\"}, {\"action\": \"b\"}]}");
	assert_int_equal(clues.step, 1);
	clues = find("x", "{\"executed_steps\": [{\"action\": \"b\"}],"
					  " \"steps\": [{\"action\": \"a\"}, {\"action\": \"b\"},"
					  " {\"action\": \"b\"}]}");
	assert_int_equal(clues.step, -1);
	clues = find("x", "{\"executed_steps\": [{\"action\": \"b\"}],"
					  " \"steps\": [7, null]}");
	assert_int_equal(clues.step, -1);
	clues = find("x", "{\"executed_steps\": [], \"steps\": []}");
	assert_int_equal(clues.step, -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_safe),  cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
