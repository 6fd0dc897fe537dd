/*-------------------------------------------------------------------------
 *
 * test_classify.c
 *		Unit tests of the built-in classifier, its patterns and its rules.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE /* memmem() */
#include "unit.h"

#include "core/classify.h"
#include "core/json.h"
#include "core/rules.h"

static bool
found(const char *pattern, const char *text, const char *expected)
{
	LearnSpan span;
	bool matched = learn_pattern_find(pattern, text, strlen(text), &span);

	if (matched && expected != NULL)
	{
		assert_int_equal(span.length, strlen(expected));
		assert_memory_equal(span.start, expected, span.length);
	}
	return matched;
}

static void
test_patterns(void **state)
{
	(void) state;
	assert_true(found("a|bc", "xbcx", "bc"));
	assert_false(found("a|bd", "xbcx", NULL));
	assert_true(found("two&one", "one two", "two"));
	assert_false(found("two&three", "one two", NULL));
	assert_true(
		found("port*in use", "port 80 is in use", "port 80 is in use"));
	assert_true(found("a*b", "a\na b", "a b"));
	assert_false(found("a*b", "a\nb", NULL));
	assert_true(found("~oom~", "an oom.", "oom"));
	assert_false(found("~oom~", "zoom", NULL));
	assert_false(found("~oom~", "ooms", NULL));
	assert_false(found("~oom~", "\xc3\xbcoom", NULL));
	assert_true(found("~oom~", "oom", "oom"));
	assert_false(found("", "text", NULL));
	assert_false(found("a", "", NULL));
	assert_false(found("|&*~", "text", NULL));
}

/* The second piece must be near the first, but any first one will do. */
static void
test_pattern_gap(void **state)
{
	char text[400];

	(void) state;
	memset(text, '.', sizeof(text));
	text[0] = 'a';
	text[200] = 'b';
	text[sizeof(text) - 1] = '\0';
	assert_false(found("a*b", text, NULL));
	text[150] = 'a';
	assert_true(found("a*b", text, NULL));
}

static void
test_normalized(void **state)
{
	LearnBuffer buffer;
	char hostile[5000];

	(void) state;
	learn_buffer_init(&buffer, 0);
	learn_pattern_normalize(
		&buffer, "  Can\xe2\x80\x99t\r\n\tOPEN \xc3\x89T\xc3\x89 `x`", 100);
	assert_string_equal(buffer.data, "can't open \xc3\xa9t\xc3\xa9 'x'\n");
	learn_buffer_free(&buffer);

	/* Cut in the middle of characters, it stays valid UTF-8. */
	for (size_t i = 0; i + 3 < sizeof(hostile); i += 3)
		memcpy(hostile + i, "\xe2\x82\xac", 4);
	learn_buffer_init(&buffer, 0);
	learn_pattern_normalize(&buffer, hostile, 1000);
	assert_true(buffer.length <= 1002);
	for (size_t i = 0; i < buffer.length; i += 3)
	{
		if (buffer.data[i] == '\n')
			i++;
		if (i < buffer.length)
			assert_memory_equal(buffer.data + i, "\xe2\x82\xac", 3);
	}
	learn_buffer_free(&buffer);
}

/* Classifies an execution written as JSON. */
static LearnFailureType
classify(const char *text, double least)
{
	LearnCategory category;
	LearnProblem problem;
	LearnFailureType type;

	assert_int_equal(learn_classify(text, strlen(text), &category, &problem),
					 LEARN_OK);
	assert_non_null(category.reasoning);
	assert_true(category.confidence >= least && category.confidence <= 1);
	assert_true((category.type == LEARN_FAILURE_UNKNOWN) ==
				(category.confidence == 0));
	type = category.type;
	learn_category_free(&category);
	return type;
}

/* A failed step with this message. */
static LearnFailureType
classify_message(const char *platform, const char *message)
{
	json_object *execution = json_object_new_object();
	json_object *steps = json_object_new_array();
	json_object *step = json_object_new_object();
	LearnFailureType type;

	learn_json_add(step, "action", json_object_new_string("run"));
	learn_json_add(step, "success", json_object_new_boolean(false));
	learn_json_add(step, "error", json_object_new_string(message));
	learn_json_append(steps, step);
	learn_json_add(execution, "executed_steps", steps);
	learn_json_add(execution, "platform", json_object_new_string(platform));
	learn_json_add(execution, "incident_type",
				   json_object_new_string("service_crash"));
	type = classify(json_object_to_json_string(execution), 0);
	json_object_put(execution);
	return type;
}

static void
test_messages(void **state)
{
	static const struct
	{
		const char *platform;
		const char *message;
		LearnFailureType type;
	} cases[] = {
		{"linux", "mkdir: cannot create directory '/x': Permission denied",
		 LEARN_FAILURE_PERMISSION_DENIED},
		{"linux", "Keine Berechtigung", LEARN_FAILURE_PERMISSION_DENIED},
		{"linux", "sudo: a password is required",
		 LEARN_FAILURE_PERMISSION_DENIED},
		{"windows", "Zugriff verweigert", LEARN_FAILURE_PERMISSION_DENIED},
		{"windows", "Acceso denegado.", LEARN_FAILURE_PERMISSION_DENIED},
		{"windows", "ACC\xc3\x88S REFUS\xc3\x89",
		 LEARN_FAILURE_PERMISSION_DENIED},
		{"linux", "bash: jq: command not found",
		 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE},
		{"linux", "bash: jq: Kommando nicht gefunden.",
		 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE},
		{"linux", "/bin/sh: 1: jq: not found",
		 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE},
		{"windows", "The term 'foo' is not recognized as the name of a cmdlet",
		 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE},
		{"darwin", "date: illegal option -- d",
		 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE},
		{"linux", "ModuleNotFoundError: No module named 'yaml'",
		 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE},
		{"linux", "curl: (6) Could not resolve host: example.org",
		 LEARN_FAILURE_EXTERNAL_DEPENDENCY},
		{"linux", "HTTP 429 Too Many Requests",
		 LEARN_FAILURE_EXTERNAL_DEPENDENCY},
		{"linux", "OSError: [Errno 98] Address already in use",
		 LEARN_FAILURE_RUNBOOK_INSUFFICIENT},
		{"linux", "E: dpkg was interrupted, you must manually run",
		 LEARN_FAILURE_RUNBOOK_INSUFFICIENT},
		{"linux", "write error: No space left on device",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"linux", "the frobnicator is sad", LEARN_FAILURE_UNKNOWN},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(classify_message(cases[i].platform, cases[i].message),
						 cases[i].type);
}

/* The word of another rule inside a longer word must not count. */
static void
test_no_words_inside_words(void **state)
{
	(void) state;
	assert_int_equal(classify_message("linux", "the zoom level is wrong"),
					 LEARN_FAILURE_UNKNOWN);
	assert_int_equal(classify_message("linux", "blocked by a rule of mine"),
					 LEARN_FAILURE_UNKNOWN);
}

/* What no message says, the state says. */
static void
test_state(void **state)
{
	static const char green[] =
		"\"platform\": \"linux\", \"verification_passed\": false,"
		" \"executed_steps\": [{\"action\": \"restart\","
		" \"command\": \"systemctl restart x\", \"success\": true}]";
	static const struct
	{
		const char *rest;
		LearnFailureType type;
	} cases[] = {
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"disk\": {\"used_percent\": 100}}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"service_crash\", \"state_after\":"
		 " {\"files\": {\"/backup/full.tar\": {\"age_seconds\": 97,"
		 " \"size\": 99}},"
		 " \"certificates\": {\"/srv/full/x.pem\": {\"days_left\": 96}}}",
		 LEARN_FAILURE_WRONG_RUNBOOK},
		{"\"incident_type\": \"auth_failure\","
		 " \"state_after\": {\"clock_offset_s\": -362}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"log\": \"app invoked oom-killer\"}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"memory_leak\","
		 " \"state_after\": {\"memory_percent\": 97}",
		 LEARN_FAILURE_WRONG_RUNBOOK},
		{"\"incident_type\": \"disk_full\","
		 " \"state_before\": {\"disk_percent\": 97},"
		 " \"state_after\": {\"disk_percent\": 97}",
		 LEARN_FAILURE_WRONG_RUNBOOK},
		{"\"incident_type\": \"disk_full\","
		 " \"state_before\": {\"disk_percent\": 97},"
		 " \"state_after\": {\"disk_percent\": 40, \"node\": \"offline\"}",
		 LEARN_FAILURE_RUNBOOK_INSUFFICIENT},
		{"\"incident_type\": \"auth_failure\","
		 " \"state_after\": {\"clock_offset_ms\": 3, \"disk_free_gb\": 3}",
		 LEARN_FAILURE_WRONG_RUNBOOK},
		{"\"incident_type\": \"auth_failure\","
		 " \"state_after\": {\"clock_offset_ms\": 3, \"disk_free_gb\": 0}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"auth_failure\","
		 " \"state_after\": {\"memory_free_gb\": 0, \"oom_killed\": false}",
		 LEARN_FAILURE_WRONG_RUNBOOK},
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"oom_killed\": true}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"/var\": \"100%\"}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"gateway\": \"unreachable\"}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"database\": {\"reachable\": false}}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS},
		{"\"incident_type\": \"service_crash\","
		 " \"state_after\": {\"proxy\": \"up\", \"proxy_timeout\": 3}",
		 LEARN_FAILURE_WRONG_RUNBOOK},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		LearnBuffer text;

		learn_buffer_init(&text, 0);
		learn_buffer_append_format(&text, "{%s, %s}", green, cases[i].rest);
		assert_int_equal(classify(text.data, 0), cases[i].type);
		learn_buffer_free(&text);
	}
}

/* Without a message the exit code is what there is. */
static void
test_exit_codes(void **state)
{
	(void) state;
	assert_int_equal(classify("{\"steps\": [{\"success\": false,"
							  " \"exit_code\": 127}]}",
							  0.8),
					 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE);
	assert_int_equal(classify("{\"platform\": \"windows\", \"steps\":"
							  " [{\"success\": false, \"exit_code\": 5}]}",
							  0.5),
					 LEARN_FAILURE_PERMISSION_DENIED);
	assert_int_equal(
		classify("{\"steps\": [{\"success\": false, \"exit_code\": 5}]}", 0),
		LEARN_FAILURE_UNKNOWN);
	assert_int_equal(
		classify("{\"steps\": [{\"success\": true, \"exit_code\": 127}]}", 0),
		LEARN_FAILURE_UNKNOWN);
}

/* What humans said, how long it took, and to whom it spoke. */
static void
test_circumstances(void **state)
{
	static const struct
	{
		const char *execution;
		LearnFailureType type;
		double least;
	} cases[] = {
		{"{\"was_correct_diagnosis\": false, \"error_message\": \"denied\"}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS, 0.9},
		{"{\"was_correct_runbook\": false, \"steps\": [{\"success\": true}],"
		 " \"verification_passed\": false}",
		 LEARN_FAILURE_WRONG_RUNBOOK, 0.9},
		{"{\"was_correct_diagnosis\": false, \"was_correct_runbook\": false}",
		 LEARN_FAILURE_WRONG_DIAGNOSIS, 0.9},
		{"{\"was_correct_diagnosis\": true, \"was_correct_runbook\": null}",
		 LEARN_FAILURE_UNKNOWN, 0},
		{"{\"steps\": [{\"success\": false, \"timeout\": 30,"
		 " \"duration_seconds\": 30.02}]}",
		 LEARN_FAILURE_RUNBOOK_INSUFFICIENT, 0.7},
		{"{\"steps\": [{\"success\": false, \"timeout\": 30,"
		 " \"duration_seconds\": 29}]}",
		 LEARN_FAILURE_UNKNOWN, 0},
		{"{\"execution\": {\"steps\": [{\"step_number\": 2,"
		 " \"success\": false, \"duration_seconds\": 61}]},"
		 " \"runbook\": {\"steps\": [{\"timeout\": 5}, {\"timeout\": 60}]}}",
		 LEARN_FAILURE_RUNBOOK_INSUFFICIENT, 0.7},
		{"{\"execution\": {\"steps\": [{\"step_number\": 7,"
		 " \"success\": false, \"duration_seconds\": 61}]},"
		 " \"runbook\": {\"steps\": [{\"timeout\": 5}, {\"timeout\": 60}]}}",
		 LEARN_FAILURE_UNKNOWN, 0},
		{"{\"steps\": [{\"success\": false, \"error\":"
		 " \"connect to 127.0.0.1:80 failed: connection refused\"}]}",
		 LEARN_FAILURE_RUNBOOK_INSUFFICIENT, 0.8},
		{"{\"steps\": [{\"success\": false, \"error\":"
		 " \"connect to 192.0.2.1:80 failed: connection refused\"}]}",
		 LEARN_FAILURE_EXTERNAL_DEPENDENCY, 0.6},
		{"{\"incident_type\": \"memory_leak\", \"steps\": [{\"success\": true,"
		 " \"command\": \"sysctl vm.drop_caches=3\"}],"
		 " \"verification_passed\": false,"
		 " \"state_before\": {\"memory_percent\": 91},"
		 " \"state_after\": {\"memory_percent\": 90}}",
		 LEARN_FAILURE_WRONG_RUNBOOK, 0.8},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(classify(cases[i].execution, cases[i].least),
						 cases[i].type);
}

/* What only hints speak for is answered, and never with much confidence. */
static void
test_hints(void **state)
{
	static const char *const weak[] = {
		"the frobnicator has no library for this platform",
		"no upstream frobnicator in this network",
		"frobnicator: another token is still pending",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++)
	{
		LearnCategory category;
		LearnProblem problem;
		LearnBuffer text;

		learn_buffer_init(&text, 0);
		learn_buffer_append_format(
			&text, "{\"steps\": [{\"success\": false, \"error\": \"%s\"}]}",
			weak[i]);
		assert_int_equal(learn_classify(text.data, text.length, &category,
										&problem),
						 LEARN_OK);
		assert_int_not_equal(category.type, LEARN_FAILURE_UNKNOWN);
		assert_true(category.confidence >= 0.4);
		assert_true(category.confidence <= 0.65);
		learn_category_free(&category);
		learn_buffer_free(&text);
	}
}

static void
test_abstains(void **state)
{
	(void) state;
	assert_int_equal(classify("{}", 0), LEARN_FAILURE_UNKNOWN);
	assert_int_equal(classify("{\"executed_steps\": []}", 0),
					 LEARN_FAILURE_UNKNOWN);

	/* A success has no reason to fail, whatever it printed. */
	assert_int_equal(
		classify("{\"verification_passed\": true, \"error_message\":"
				 " \"warning: permission denied\", \"executed_steps\":"
				 " [{\"success\": true}]}",
				 0),
		LEARN_FAILURE_UNKNOWN);
}

/* The reasoning quotes a bounded piece, in one line and valid UTF-8. */
static void
test_reasoning(void **state)
{
	LearnCategory category;
	LearnProblem problem;
	char action[2001];
	LearnBuffer text;
	json_object *value = NULL;

	(void) state;
	for (size_t i = 0; i + 3 < sizeof(action); i += 3)
		memcpy(action + i, "\xe2\x82\xac", 4);
	learn_buffer_init(&text, 0);
	learn_buffer_append_format(
		&text,
		"{\"executed_steps\": [{\"success\": false, \"action\": \"a\\n\\\"%s\","
		" \"error\": \"Access is denied.\\n%s\"}]}",
		action, action);
	assert_int_equal(learn_classify(text.data, text.length, &category,
									&problem),
					 LEARN_OK);
	assert_int_equal(category.type, LEARN_FAILURE_PERMISSION_DENIED);
	assert_true(strlen(category.reasoning) < 400);
	assert_null(strchr(category.reasoning, '\n'));
	assert_non_null(strstr(category.reasoning, "step 1"));
	assert_non_null(strstr(category.reasoning, "\"access is denied\""));

	learn_buffer_truncate(&text, 0);
	learn_buffer_append_string(&text, "\"");
	for (const char *c = category.reasoning; *c != '\0'; c++)
		learn_buffer_append(&text, *c == '"' ? "'" : c, 1);
	learn_buffer_append_string(&text, "\"");
	assert_int_equal(learn_json_parse(text.data, text.length, &value,
									  &problem),
					 LEARN_OK);
	json_object_put(value);
	learn_category_free(&category);
	learn_buffer_free(&text);
}

/* A message of megabytes is read at both ends only. */
static void
test_long_text(void **state)
{
	size_t length = 4 * 1024 * 1024;
	char *message = malloc(length + 1);

	(void) state;
	assert_non_null(message);
	memset(message, 'a', length);
	strcpy(message + length - 20, ": command not found");
	assert_int_equal(classify_message("linux", message),
					 LEARN_FAILURE_ENVIRONMENT_DIFFERENCE);
	memset(message, 'a', length);
	message[length] = '\0';
	memcpy(message + length / 2, "command not found", 17);
	assert_int_equal(classify_message("linux", message),
					 LEARN_FAILURE_UNKNOWN);
	free(message);
}

static void
test_invalid(void **state)
{
	LearnCategory category;
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_classify("{", 1, &category, &problem),
					 LEARN_INVALID);
	assert_null(category.reasoning);
}

/*
 * Does the alternative hold another one of its pattern?  Then it says nothing
 * that the shorter one does not say.
 */
static bool
is_redundant(LearnSpan alternative, const char *pattern)
{
	LearnSpan rest = {pattern, strlen(pattern)};

	while (rest.length > 0)
	{
		LearnSpan other = learn_pattern_next(&rest);

		if (other.start != alternative.start &&
			strcspn(other.start, "&*~|") >= other.length &&
			strcspn(alternative.start, "&*~|") >= alternative.length &&
			memmem(alternative.start, alternative.length, other.start,
				   other.length) != NULL)
			return true;
	}
	return false;
}

/* No pattern of the table has an empty alternative or an upper-case letter. */
static void
check_pattern(const char *pattern)
{
	LearnSpan rest = {pattern, pattern != NULL ? strlen(pattern) : 0};

	if (pattern == NULL)
		return;
	while (rest.length > 0)
		assert_false(is_redundant(learn_pattern_next(&rest), pattern));
	assert_true(pattern[0] != '\0' && pattern[0] != '|');
	assert_null(strstr(pattern, "||"));
	assert_true(pattern[strlen(pattern) - 1] != '|');
	for (const char *c = pattern; *c != '\0'; c++)
		assert_false((*c >= 'A' && *c <= 'Z') || *c == '`');
}

static void
test_table(void **state)
{
	(void) state;
	for (int i = 0; i < learn_rule_table.rule_count; i++)
	{
		const LearnRule *rule = &learn_rule_table.rules[i];
		bool conditions = rule->when != 0;

		for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
		{
			check_pattern(rule->has[text]);
			check_pattern(rule->lacks[text]);
			conditions |= rule->has[text] != NULL;
		}
		assert_true(conditions);
		assert_true(rule->confidence > 0 && rule->confidence < 100);
		assert_int_not_equal(rule->type, LEARN_FAILURE_UNKNOWN);
		assert_true(strlen(rule->reason) > 10);
	}
}

static void
test_hint_table(void **state)
{
	(void) state;
	for (int i = 0; i < learn_rule_table.hint_count; i++)
	{
		const LearnHint *hint = &learn_rule_table.hints[i];
		bool weighs = false;

		check_pattern(hint->pattern);
		assert_true(hint->pattern != NULL || hint->when != 0);
		assert_int_equal(hint->weights[LEARN_FAILURE_UNKNOWN], 0);
		for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
		{
			weighs |= hint->weights[type] != 0;
			assert_true(abs(hint->weights[type]) <= 3);
		}
		assert_true(weighs);
		assert_true(strlen(hint->reason) > 10);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_pattern_gap),
		cmocka_unit_test(test_normalized),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_no_words_inside_words),
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_circumstances),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_abstains),
		cmocka_unit_test(test_reasoning),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_hint_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
