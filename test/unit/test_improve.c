/*-------------------------------------------------------------------------
 *
 * test_improve.c
 *		Unit tests of the built-in improver, its remedies run for real.
 *
 * The commands of improved runbooks are run by /bin/sh against real faults: a
 * process that holds a port, a pid file whose owner is gone.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/improve.h"
#include "core/json.h"
#include "core/remedy.h"

static json_object *
parse(const char *text)
{
	json_object *value;
	LearnProblem problem;

	assert_int_equal(learn_json_parse(text, strlen(text), &value, &problem),
					 LEARN_OK);
	return value;
}

/*
 * A runbook of one step after a harmless one; more members may be given as
 * JSON text that starts with a comma.
 */
static json_object *
runbook(const char *platform, const char *command, const char *more)
{
	json_object *value;
	json_object *step;
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	learn_buffer_append_format(
		&text,
		"{\"id\": \"RB-X\", \"name\": \"x\", \"platform\": \"%s\","
		" \"incident_types\": [\"service_crash\"],"
		" \"steps\": [{\"id\": \"look\", \"action\": \"look\","
		"              \"command\": \"true\"},"
		"             {\"action\": \"start service\"}] %s}",
		platform, more);
	value = parse(text.data);
	learn_buffer_free(&text);
	step = json_object_array_get_idx(learn_json_get(value, "steps"), 1);
	learn_json_add(step, "command", json_object_new_string(command));
	return value;
}

/*
 * The facts of a run of a runbook whose last step failed with a message; NULL
 * as message: all steps went well, and the verification failed.
 */
static json_object *
facts_of(json_object *content, const char *message)
{
	json_object *facts =
		parse("{\"execution\": {\"execution_id\": \"exec-20260101-0001\","
			  " \"incident_type\": \"service_crash\","
			  " \"verification_passed\": false},"
			  " \"next_id\": \"RB-X-v2\"}");
	json_object *execution = learn_json_get(facts, "execution");
	json_object *steps = learn_json_copy(learn_json_get(content, "steps"));
	size_t count = json_object_array_length(steps);

	for (size_t i = 0; i < count; i++)
	{
		json_object *step = json_object_array_get_idx(steps, i);
		bool failed = i == count - 1 && message != NULL;

		learn_json_add(step, "success", json_object_new_boolean(!failed));
		if (failed)
			learn_json_add(step, "error", json_object_new_string(message));
	}
	learn_json_add(execution, "executed_steps", steps);
	learn_json_share(execution, "platform",
					 learn_json_get(content, "platform"));
	learn_json_add(facts, "runbook", content);
	return facts;
}

/* Improves; the next version, or NULL when there is nothing. */
static json_object *
improve(json_object *facts)
{
	const char *text = json_object_to_json_string(facts);
	json_object *content = NULL;
	LearnDraft draft;
	LearnProblem problem = {"", ""};
	LearnStatus status = learn_improve(text, strlen(text), &draft, &problem);

	if (status == LEARN_OK)
		content = parse(draft.content);
	else
	{
		assert_int_equal(status, LEARN_NOTHING);
		assert_string_not_equal(problem.message, "");
	}
	learn_draft_free(&draft);
	json_object_put(facts);
	return content;
}

static json_object *
improve_failure(const char *command, const char *message, const char *more)
{
	return improve(facts_of(runbook("linux", command, more), message));
}

static json_object *
step_at(json_object *content, size_t index)
{
	return json_object_array_get_idx(learn_json_get(content, "steps"), index);
}

static const char *
text_at(json_object *content, size_t index, const char *member)
{
	return learn_json_get_string(step_at(content, index), member, "");
}

static int
run(const char *command)
{
	LearnBuffer quiet;
	int status;

	learn_buffer_init(&quiet, 0);
	learn_buffer_append_format(&quiet, "{ %s\n} >/dev/null 2>&1", command);
	status = system(quiet.data);
	learn_buffer_free(&quiet);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A process that listens on a port of loopback; stubborn: TERM is ignored. */
static pid_t
hold_port(bool stubborn, int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	pid_t holder;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *) &address,
						  sizeof(address)),
					 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *) &address,
								 &length),
					 0);
	*port = ntohs(address.sin_port);

	/* Set before the fork, so that no signal can come too early. */
	if (stubborn)
		signal(SIGTERM, SIG_IGN);
	holder = fork();
	if (holder == 0)
	{
		alarm(60);
		for (;;)
			pause();
	}
	assert_true(holder > 0);
	signal(SIGTERM, SIG_DFL);
	close(listener);
	return holder;
}

static const char bind_error[] = "OSError: [Errno 98] Address already in use";
static const char port_parameter[] =
	", \"parameters\": {\"PORT\": {\"required\": true}}";

static void
check_port(bool stubborn, int signal_expected)
{
	json_object *content = improve_failure("serve --bind 127.0.0.1 \"$PORT\"",
										   bind_error, port_parameter);
	char text[16];
	int port;
	int status;
	pid_t holder = hold_port(stubborn, &port);

	assert_non_null(content);
	assert_string_equal(text_at(content, 0, "id"), "look");
	assert_string_equal(text_at(content, 1, "id"), "free-port");
	assert_string_equal(text_at(content, 2, "action"), "start service");
	assert_non_null(strstr(text_at(content, 1, "command"), "\"${PORT}\""));

	snprintf(text, sizeof(text), "%d", port);
	setenv("PORT", text, 1);
	assert_int_equal(run(text_at(content, 1, "command")), 0);
	assert_int_equal(waitpid(holder, &status, 0), holder);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), signal_expected);

	/* Nobody holds it now: nothing to do, and no error. */
	assert_int_equal(run(text_at(content, 1, "command")), 0);
	setenv("PORT", "8080; exit 0", 1);
	assert_int_equal(run(text_at(content, 1, "command")), 2);
	unsetenv("PORT");
	json_object_put(content);
}

static void
test_port_is_freed(void **state)
{
	(void) state;
	check_port(false, SIGTERM);
}

static void
test_stubborn_holder_is_killed(void **state)
{
	(void) state;
	check_port(true, SIGKILL);
}

/* Who runs the step is never its victim. */
static void
test_own_port_is_left_alone(void **state)
{
	json_object *content = improve_failure("serve", "port 9 is in use", "");
	const char *command = text_at(content, 1, "command");
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	LearnBuffer script;

	(void) state;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *) &address,
						  sizeof(address)),
					 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *) &address,
								 &length),
					 0);
	assert_non_null(strstr(command, "port='9'\n"));

	learn_buffer_init(&script, 0);
	learn_buffer_append_format(&script, "port='%d'\n%s",
							   ntohs(address.sin_port),
							   strchr(command, '\n') + 1);
	assert_int_equal(run(script.data), 1);
	learn_buffer_free(&script);
	close(listener);
	json_object_put(content);
}

/* The same failure again is not answered with the same step again. */
static void
test_second_failure(void **state)
{
	json_object *second =
		improve_failure("serve \"$PORT\"", bind_error, port_parameter);

	(void) state;
	assert_non_null(second);
	assert_non_null(learn_json_get(second, "verification"));
	assert_null(improve(facts_of(second, bind_error)));
}

static void
test_rejected_is_not_repeated(void **state)
{
	json_object *facts =
		facts_of(runbook("linux", "serve \"$PORT\"", port_parameter),
				 bind_error);

	(void) state;
	learn_json_add(facts, "rejected",
				   parse("[7, {\"runbook_id\": \"RB-X-v2\", \"changes\":"
						 " [{\"step\": \"free-port\"}]}]"));
	assert_null(improve(facts));
}

/* A draft is written again for its parent, but not as words ask. */
static void
test_words_of_a_reviewer(void **state)
{
	(void) state;
	for (int words = 0; words < 2; words++)
	{
		json_object *facts =
			facts_of(runbook("linux", "serve \"$PORT\"", port_parameter),
					 bind_error);
		json_object *content;

		learn_json_add(facts, "draft", runbook("linux", "serve", ""));
		if (words)
			learn_json_add(facts, "requested_changes",
						   json_object_new_string("wait longer"));
		content = improve(facts);
		assert_int_equal(content == NULL, words);
		json_object_put(content);
	}
}

/* All steps went well, and only the message tells. */
static void
test_port_in_background(void **state)
{
	json_object *facts =
		facts_of(runbook("linux", "serve \"$PORT\" &", port_parameter), NULL);
	json_object *content;

	(void) state;
	learn_json_add(learn_json_get(facts, "execution"), "error_message",
				   json_object_new_string(bind_error));
	content = improve(facts);
	assert_string_equal(text_at(content, 1, "id"), "free-port");
	json_object_put(content);
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
test_stale_lock(void **state)
{
	char directory[] = "/tmp/learn-improve-XXXXXX";
	char path[64];
	char text[128];
	json_object *content;
	const char *command;
	pid_t owner = fork();

	(void) state;
	if (owner == 0)
	{
		alarm(60);
		for (;;)
			pause();
	}
	assert_true(owner > 0);
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/app.pid", directory);
	snprintf(text, sizeof(text), "pid file %s already exists", path);
	content = improve_failure("app start", text, "");
	assert_string_equal(text_at(content, 1, "id"), "remove-stale-lock");
	command = text_at(content, 1, "command");

	assert_int_equal(run(command), 0); /* there is none */
	write_file(path, "nobody\n");
	assert_int_equal(run(command), 1);
	snprintf(text, sizeof(text), "%d\n", (int) owner);
	write_file(path, text);
	assert_int_equal(run(command), 1);
	assert_int_equal(access(path, F_OK), 0);
	kill(owner, SIGKILL);
	waitpid(owner, NULL, 0);
	assert_int_equal(run(command), 0);
	assert_int_equal(access(path, F_OK), -1);
	rmdir(directory);
	json_object_put(content);
}

static void
test_directory(void **state)
{
	char directory[] = "/tmp/learn-improve-XXXXXX";
	char path[64];
	char text[128];
	struct stat status;
	json_object *content;

	(void) state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/a/b", directory);
	snprintf(text, sizeof(text),
			 "cannot create %s/x.log: Directory nonexistent", path);
	content = improve_failure("app start", text, "");
	assert_non_null(content);
	assert_string_equal(text_at(content, 1, "id"), "make-directory");
	assert_int_equal(run(text_at(content, 1, "command")), 0);
	assert_int_equal(run(text_at(content, 1, "command")), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	rmdir(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	rmdir(directory);
	json_object_put(content);
}

/* Every template for sh is a script that dash accepts. */
static void
test_templates_are_scripts(void **state)
{
	LearnClues clues = {.known = ~0u};

	(void) state;
	for (int kind = 0; kind < LEARN_CLUE_KINDS; kind++)
		strcpy(clues.items[kind].value, "x");
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		const char *templates[] = {remedy->linux_sh, remedy->darwin_sh,
								   remedy->wait_for, remedy->rollback};

		for (size_t j = 0; j < sizeof(templates) / sizeof(*templates); j++)
		{
			char *command;
			LearnBuffer check;

			if (templates[j] == NULL || templates[j][0] == '\0')
				continue;
			command =
				learn_remedy_render(templates[j], LEARN_SHELL_SH, &clues);
			assert_non_null(command);
			assert_null(strchr(command, '@'));
			learn_buffer_init(&check, 0);
			learn_buffer_append_format(
				&check,
				"/bin/sh -n <<'END-OF-TEMPLATE'\n%s\nEND-OF-TEMPLATE\n",
				command);
			assert_int_equal(run(check.data), 0);
			learn_buffer_free(&check);
			free(command);
		}
	}
}

static void
expect_tool(const char *command, const char *tool, const char *expected)
{
	char *replaced = learn_remedy_replace_tool(command, tool);

	if (expected == NULL)
		assert_null(replaced);
	else
	{
		assert_non_null(replaced);
		assert_string_equal(replaced, expected);
	}
	free(replaced);
}

static void
test_tools(void **state)
{
	(void) state;
	expect_tool("netstat -tln | grep x", "netstat", "ss -tln | grep x");
	expect_tool("netstat -rn", "netstat", NULL);
	expect_tool("echo netstat", "netstat", NULL);
	expect_tool("echo 'a; netstat -t'", "netstat", NULL);
	expect_tool("echo \"a\\\"; netstat -t\"", "netstat", NULL);
	expect_tool("sudo service \"$S\" restart; true", "service",
				"sudo systemctl restart \"$S\"; true");
	expect_tool("service a b c", "service", NULL);
	expect_tool("if X=1 python a >b 2>&1; then python c; fi", "python",
				"if X=1 python3 a >b 2>&1; then python3 c; fi");
	expect_tool("ifconfig eth0 2>/dev/null", "ifconfig",
				"ip addr show dev eth0 2>/dev/null");
	expect_tool("python", "python", "python3");
	expect_tool("", "python", NULL);
	expect_tool("'unclosed python", "python", NULL);
	expect_tool("python \\", "python", "python3 \\");
	expect_tool("<<< python", "nosuch", NULL);
}

static void
test_options(void **state)
{
	char *command = learn_remedy_add_option(
		"apt-get update && apt-get -y install x; echo apt-get", "apt apt-get",
		"-y");

	(void) state;
	assert_string_equal(
		command, "apt-get -y update && apt-get -y install x; echo apt-get");
	free(command);
	assert_null(
		learn_remedy_add_option("apt-get -y install x", "apt-get", "-y"));
}

static void
test_more_time(void **state)
{
	json_object *content =
		improve_failure("migrate", "step timed out after 60 s", "");
	json_object *step = step_at(content, 1);

	(void) state;
	assert_string_equal(learn_json_get_string(step, "id", ""),
						"start-service");
	assert_true(learn_json_get_number(step, "timeout", 0) == 240);
	assert_null(improve(facts_of(content, "step timed out after 240 s")));
}

static void
test_wait(void **state)
{
	json_object *content =
		improve(facts_of(runbook("linux", "systemctl restart app",
								 ", \"verification\": {\"method\": \"http\","
								 "  \"url\": \"http://127.0.0.1/$(id)\"}"),
						 NULL));
	json_object *wait = learn_json_get(step_at(content, 1), "wait_for");

	/* The URL is not one to put into a command; the service is. */
	(void) state;
	assert_string_equal(learn_json_get_string(wait, "command", ""),
						"systemctl is-active --quiet 'app'\n");
	assert_null(improve(facts_of(content, NULL)));
}

/* What the remedies know nothing about stays as it was. */
static void
test_nothing_known(void **state)
{
	(void) state;
	assert_null(improve_failure("x", "the frobnicator is sad", ""));
	assert_null(improve_failure("x", bind_error, ""));
	assert_null(improve(parse("{}")));
	assert_null(improve(parse("{\"execution\": {}}")));
}

static void
test_because(void **state)
{
	json_object *content =
		improve_failure("serve \"$PORT\"", bind_error, port_parameter);
	json_object *because = learn_json_get(step_at(content, 1), "because");
	json_object *executions = learn_json_get(because, "executions");

	(void) state;
	assert_non_null(learn_json_get(because, "text"));
	assert_string_equal(json_object_get_string(
							json_object_array_get_idx(executions, 0)),
						"exec-20260101-0001");
	assert_null(learn_json_get(step_at(content, 0), "because"));
	assert_null(learn_json_get(step_at(content, 2), "because"));
	assert_string_equal(learn_json_get_string(content, "id", ""), "RB-X-v2");
	json_object_put(content);
}

static void
test_unusable_facts(void **state)
{
	LearnDraft draft;
	LearnProblem problem;
	static const char no_steps[] = "{\"execution\": {}, \"runbook\": {}}";

	(void) state;
	assert_int_equal(learn_improve("[", 1, &draft, &problem), LEARN_INVALID);
	assert_int_equal(learn_improve(no_steps, strlen(no_steps), &draft,
								   &problem),
					 LEARN_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_port_is_freed),
		cmocka_unit_test(test_stubborn_holder_is_killed),
		cmocka_unit_test(test_own_port_is_left_alone),
		cmocka_unit_test(test_second_failure),
		cmocka_unit_test(test_rejected_is_not_repeated),
		cmocka_unit_test(test_words_of_a_reviewer),
		cmocka_unit_test(test_port_in_background),
		cmocka_unit_test(test_stale_lock),
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_templates_are_scripts),
		cmocka_unit_test(test_tools),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_more_time),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_because),
		cmocka_unit_test(test_unusable_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
