/*-------------------------------------------------------------------------
 *
 * test_executor_stop_process.c
 *		Unit tests of the action that stops processes, on real ones.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "action_case.h"

/* A name that no other process has, as those of the tests below begin. */
static char own_name[16];

/*
 * Starts a child that lives as it is told to, under that name, once it says
 * that it is ready.
 */
static pid_t
start_child(void (*live)(const char *name, int ready), const char *name)
{
	int ready[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
	{
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		live(name, ready[1]);
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void
sleep_as(const char *name, int ready)
{
	prctl(PR_SET_NAME, name);
	while (write(ready, "x", 1) == 1)
		pause();
}

static pid_t
start(const char *name)
{
	return start_child(sleep_as, name);
}

/* Does not care for being asked to end. */
static void
sleep_stubbornly_as(const char *name, int ready)
{
	signal(SIGTERM, SIG_IGN);
	sleep_as(name, ready);
}

/* Is a script of that name, which a program of another name runs. */
static void
be_script(const char *name, int ready)
{
	int never[2];

	if (pipe(never) == 0 && dup2(ready, 1) == 1 && dup2(never[0], 0) == 0)
		execl(path_of(name), path_of(name), (char *) NULL);
}

static pid_t
start_script(const char *name)
{
	write_file(name, "#!/bin/sh\necho\nexec >/dev/null\nread -r never\n",
			   0755);
	return start_child(be_script, name);
}

/* It still runs; it is ended. */
static void
assert_left_alone(pid_t child)
{
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* This signal ended it. */
static void
assert_ended_by(pid_t child, int expected)
{
	int status;

	assert_int_equal(waitpid(child, &status, WNOHANG), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), expected);
}

/* The name of processes of one test: of this run alone. */
static const char *
name_of(const char *test)
{
	static char name[16];

	snprintf(name, sizeof(name), "%.4s%d", test, (int) getpid());
	return name;
}

static json_object *
by_name(const char *name, int seconds)
{
	json_object *params = json_object_new_object();

	learn_json_add(params, "name", json_object_new_string(name));
	learn_json_add(params, "seconds", json_object_new_int(seconds));
	return params;
}

static json_object *
by_file(const char *pid_file, const char *name)
{
	json_object *params = json_object_new_object();

	learn_json_add(params, "pid_file", json_object_new_string(pid_file));
	if (name != NULL)
		learn_json_add(params, "name", json_object_new_string(name));
	return params;
}

/* Writes a pid file, as if so many seconds ago. */
static void
write_pid(pid_t pid, int age)
{
	struct timespec times[2] = {{time(NULL) - age, 0}, {time(NULL) - age, 0}};
	char text[32];

	snprintf(text, sizeof(text), "%d\n", (int) pid);
	write_file("pid", text, 0644);
	assert_int_equal(utimensat(AT_FDCWD, path_of("pid"), times, 0), 0);
}

static void
test_by_name(void **state)
{
	const char *name = name_of("name");
	pid_t first = start(name);
	pid_t second = start(name);
	pid_t other = start(name_of("othr"));
	char said[64];

	(void) state;
	snprintf(said, sizeof(said), "TERM to process %d", (int) first);
	check_action("stop_process", by_name(name_of("name"), 30), 0, said);
	assert_ended_by(first, SIGTERM);
	assert_ended_by(second, SIGTERM);
	assert_left_alone(other);
	check_action("stop_process", by_name(name_of("name"), 30), 0,
				 "there is no such process");
}

static void
test_stubborn(void **state)
{
	pid_t child = start_child(sleep_stubbornly_as, name_of("stub"));
	char said[64];

	(void) state;
	snprintf(said, sizeof(said), "KILL to process %d", (int) child);
	check_action("stop_process", by_name(name_of("stub"), 1), 0, said);
	assert_ended_by(child, SIGKILL);
	child = start_child(sleep_stubbornly_as, name_of("stub"));
	check_action("stop_process", by_name(name_of("stub"), 0), 0, "KILL");
	assert_ended_by(child, SIGKILL);
}

/* The kernel keeps 15 bytes of a name; what is cut off counts. */
static void
test_long_names(void **state)
{
	char cut[16];
	char this_one[32];
	char that_one[32];
	pid_t meant;
	pid_t other;

	(void) state;
	snprintf(cut, sizeof(cut), "learn-%09d", (int) getpid());
	snprintf(this_one, sizeof(this_one), "%s-of-this", cut);
	snprintf(that_one, sizeof(that_one), "%s-of-that", cut);
	meant = start_script(this_one);
	other = start_script(that_one);
	check_action("stop_process", by_name(this_one, 30), 0, "TERM");
	assert_ended_by(meant, SIGTERM);
	check_action("stop_process", by_name(this_one, 30), 0,
				 "there is no such process");
	assert_left_alone(other);

	/* As they are shown, they are all meant. */
	meant = start_script(this_one);
	other = start_script(that_one);
	check_action("stop_process", by_name(cut, 30), 0, "TERM");
	assert_ended_by(meant, SIGTERM);
	assert_ended_by(other, SIGTERM);
}

/* Names that do strange things to those who do not take them as they are. */
static void
test_odd_names(void **state)
{
	static const char *const names[] = {"a) R 1 (b",  "$(touch x)",
										"-9",         "*",
										"a b  c",     "'\"`;&|",
										"[a-z]*",     "\\",
										"caf\303\251"};

	(void) state;
	assert_int_equal(chdir(action_folder), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
	{
		pid_t child = start(names[i]);
		pid_t other = start(own_name);

		check_action("stop_process", by_name(names[i], 30), 0, "TERM");
		assert_ended_by(child, SIGTERM);
		assert_left_alone(other);
	}
	assert_false(file_exists("x"));
}

static void
test_by_file(void **state)
{
	pid_t child = start(name_of("file"));

	(void) state;
	write_pid(child, 0);
	check_action("stop_process", by_file(path_of("pid"), NULL), 0, "TERM");
	assert_ended_by(child, SIGTERM);
	check_action("stop_process", by_file(path_of("pid"), NULL), 0,
				 "there is no such process");

	child = start(name_of("file"));
	write_pid(child, 0);
	check_action("stop_process", by_file(path_of("pid"), name_of("file")), 0,
				 "TERM");
	assert_ended_by(child, SIGTERM);
	check_action("stop_process", by_file(path_of("absent"), NULL), 0,
				 "there is no such process");
}

/* The number in the file may have become that of another process. */
static void
test_stale_file(void **state)
{
	pid_t child = start(name_of("stal"));

	(void) state;
	write_pid(child, 0);
	check_action("stop_process", by_file(path_of("pid"), "nginx"), 1,
				 "is not named nginx: left alone");
	write_pid(child, 3600);
	check_action("stop_process", by_file(path_of("pid"), NULL), 1,
				 "another one, left alone");
	assert_left_alone(child);
}

static void
test_files_that_say_nothing(void **state)
{
	static const char *const contents[] = {"",        "\n",
										   "nginx\n", "-1\n",
										   "0\n",     "01\n",
										   "0x1f\n",  "1;id\n",
										   "$$\n",    "12345678901234567890\n",
										   "+5\n"};

	(void) state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
	{
		write_file("pid", contents[i], 0644);
		check_action("stop_process", by_file(path_of("pid"), NULL), 1,
					 "does not hold the number of a process");
	}
	make_directory("folder", 0755);
	check_action("stop_process", by_file(path_of("folder"), NULL), 1,
				 "cannot be read");
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	check_action("stop_process", by_file(path_of("pipe"), NULL), 1,
				 "cannot be read");
}

/* Neither the first process nor those that wait for this action. */
static void
test_not_to_be_stopped(void **state)
{
	(void) state;
	write_pid(1, 0);
	check_action("stop_process", by_file(path_of("pid"), NULL), 1,
				 "which is not to be stopped");
	write_pid(getpid(), 0);
	check_action("stop_process", by_file(path_of("pid"), NULL), 1,
				 "which is not to be stopped");
	check_action("stop_process", by_name(own_name, 0), 0,
				 "there is no such process");
}

/* Somebody else's process stays, and that is no success. */
static void
test_not_allowed(void **state)
{
	char name[16];
	pid_t child;
	pid_t nobody;
	int status;

	(void) state;
	if (geteuid() != 0)
		skip();
	snprintf(name, sizeof(name), "%s", name_of("root"));
	child = start(name);
	nobody = fork();
	assert_true(nobody >= 0);
	if (nobody == 0)
	{
		LearnOutcome outcome;
		char says[64];

		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(1);
		outcome = run_action(NULL, "stop_process", by_name(name, 0));
		snprintf(says, sizeof(says), "stop_process: still there: %d",
				 (int) child);
		_exit(outcome.exit_code == 1 && strstr(outcome.error, says) != NULL
				  ? 0
				  : 2);
	}
	assert_int_equal(waitpid(nobody, &status, 0), nobody);
	assert_int_equal(status, 0);
	assert_left_alone(child);
}

static void
test_refusals(void **state)
{
	(void) state;
	check_action("stop_process", json_of("{}"), 64,
				 "the param \"name\" or \"pid_file\" is missing");
	check_action("stop_process", json_of("{'name':'','seconds':1}"), 64,
				 "the param \"name\" or \"pid_file\" is missing");
	check_action("stop_process", json_of("{'name':'x','seconds':-1}"), 64,
				 "the param \"seconds\" must be");
	check_action("stop_process", json_of("{'name':'x','seconds':''}"), 64,
				 "the param \"seconds\" is missing");
	check_action("stop_process", json_of("{'name':'/bin/sh'}"), 64,
				 "is no name of a program");
	check_action("stop_process", json_of("{'name':'x\\nsh'}"), 64,
				 "is no name of a program");
	check_action("stop_process", json_of("{'pid_file':'run/x.pid'}"), 64,
				 "is no absolute path");
	check_action("stop_process", json_of("{'pid_file':'-x'}"), 64,
				 "is no absolute path");
}

int
main(void)
{
#define IN_FOLDER(test)                                                       \
	cmocka_unit_test_setup_teardown(test, make_action_folder,                 \
									remove_action_folder)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_stubborn),
		IN_FOLDER(test_long_names),
		IN_FOLDER(test_odd_names),
		IN_FOLDER(test_by_file),
		IN_FOLDER(test_stale_file),
		IN_FOLDER(test_files_that_say_nothing),
		IN_FOLDER(test_not_to_be_stopped),
		cmocka_unit_test(test_not_allowed),
		cmocka_unit_test(test_refusals),
	};

	snprintf(own_name, sizeof(own_name), "learn%d", (int) getpid());
	prctl(PR_SET_NAME, own_name);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
