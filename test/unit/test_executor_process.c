/*-------------------------------------------------------------------------
 *
 * test_executor_process.c
 *		Unit tests of running a program.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "executor/process/drain.h"
#include "process_case.h"

/* Runs a command that is to end by itself, and checks all it did. */
static void
check_run(const char *text, int exit_code, const char *output,
		  const char *error)
{
	LearnOutcome outcome = run_shell(text, LONG);

	assert_int_equal(outcome.ending, LEARN_ENDED_NORMALLY);
	assert_string_equal(outcome.output, output);
	assert_string_equal(outcome.error, error);
	assert_int_equal(outcome.exit_code, exit_code);
	learn_outcome_free(&outcome);
	learn_outcome_free(&outcome);
}

static void
test_ends(void **state)
{
	(void) state;
	check_run("echo out; echo err >&2", 0, "out", "err");
	check_run("exit 3", 3, "", "");
	check_run("kill -KILL $$", 128 + SIGKILL, "", "");
	check_run("echo last words; kill -SEGV $$", 128 + SIGSEGV, "last words",
			  "");
	check_run("printf 'a\\000b\\377\\r\\n'", 0,
			  "a\xEF\xBF\xBD"
			  "b\xEF\xBF\xBD",
			  "");
	check_run("exec >&- 2>&-; exit 7", 7, "", "");
	check_run("no-such-command-anywhere 2>/dev/null", 127, "", "");
}

static void
test_never_starts(void **state)
{
	static const char *const arguments[] = {"nothing", NULL};
	LearnCommand command = {.path = "/nonexistent/nothing",
							.arguments = arguments,
							.environment = environ,
							.input = "unread",
							.input_length = 6,
							.timeout = LONG};
	LearnOutcome outcome;

	(void) state;
	assert_true(learn_process_run(&command, &outcome));
	assert_int_equal(outcome.ending, LEARN_NEVER_STARTED);
	assert_int_equal(outcome.exit_code, -1);
	assert_string_equal(outcome.problem.message,
						"could not start \"/nonexistent/nothing\": "
						"No such file or directory");
	assert_string_equal(outcome.output, "");
	assert_string_equal(outcome.error, "");
	learn_outcome_free(&outcome);
}

/* Runs a command with so many bytes to read. */
static LearnOutcome
run_with_input(const char *text, size_t length)
{
	const char *arguments[] = {"sh", "-c", text, NULL};
	char *input = malloc(length + 1);
	LearnCommand command = {.path = "/bin/sh",
							.arguments = arguments,
							.environment = environ,
							.input = input,
							.input_length = length,
							.timeout = LONG};
	LearnOutcome outcome;

	assert_non_null(input);
	memset(input, 'i', length);
	assert_true(learn_process_run(&command, &outcome));
	assert_int_equal(outcome.ending, LEARN_ENDED_NORMALLY);
	free(input);
	return outcome;
}

static void
test_input(void **state)
{
	static const struct
	{
		const char *text;
		size_t length;
		int exit_code;
		const char *output;
	} cases[] = {
		{"cat; echo .", 0, 0, "."},
		{"cat", 5, 0, "iiiii"},
		{"wc -c", 4000000, 0, "4000000"},
		{"exit 4", 4000000, 4, ""}, /* nothing is read */
		{"exec <&-; echo on", 4000000, 0, "on"},
		{"head -c 3", 4000000, 0, "iii"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		LearnOutcome outcome = run_with_input(cases[i].text, cases[i].length);

		assert_string_equal(outcome.output, cases[i].output);
		assert_string_equal(outcome.error, "");
		assert_int_equal(outcome.exit_code, cases[i].exit_code);
		learn_outcome_free(&outcome);
	}
}

/* Nobody waits for the other when both have much to say. */
static void
test_input_and_output(void **state)
{
	LearnOutcome outcome = run_with_input("cat; cat >&2", 4000000);

	(void) state;
	assert_non_null(
		strstr(outcome.output, "[... 3983616 bytes left out ...]"));
	learn_outcome_free(&outcome);
	check_run("cat; echo end", 0, "end", ""); /* without any input */
}

static void
test_much_output(void **state)
{
	static const char *const commands[] = {
		"head -c 104857600 /dev/zero | tr '\\0' x", /* one line */
		"yes 'a line' | head -c 104857600",
		"head -c 104857600 /dev/zero >&2",
	};
	struct rusage before;
	struct rusage after;

	(void) state;
	getrusage(RUSAGE_SELF, &before);
	for (size_t i = 0; i < 3; i++)
	{
		LearnOutcome outcome = run_shell(commands[i], LONG);
		char *text = i == 2 ? outcome.error : outcome.output;
		unsigned long left_out;

		assert_int_equal(outcome.exit_code, 0);
		assert_non_null(strstr(text, "[... "));
		assert_int_equal(sscanf(strstr(text, "[... "),
								"[... %lu bytes left out ...]", &left_out),
						 1);
		assert_in_range(left_out, 104857600 - LEARN_PROCESS_OUTPUT_MAX,
						104857600 - LEARN_PROCESS_OUTPUT_MAX / 4);
		assert_true(strlen(text) < LEARN_PROCESS_OUTPUT_MAX + 100);
		learn_outcome_free(&outcome);
	}
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 8192); /* kB */
}

/* Runs a command that takes too long; the outcome is the caller's. */
static LearnOutcome
run_late(const char *text, double timeout, double grace)
{
	const char *arguments[] = {"sh", "-c", text, NULL};
	LearnCommand command = {.path = "/bin/sh",
							.arguments = arguments,
							.environment = environ,
							.timeout = timeout,
							.grace = grace};
	LearnOutcome outcome;

	assert_true(learn_process_run(&command, &outcome));
	assert_int_equal(outcome.ending, LEARN_ENDED_LATE);
	assert_int_equal(outcome.exit_code, -1);
	return outcome;
}

/* Who obeys TERM does not use up the grace, nor do children who do. */
static void
test_time_out_with_term(void **state)
{
	static const struct
	{
		const char *text;
		const char *output;
	} cases[] = {
		{"echo before; sleep 100; echo after", "before"},
		{"sleep 100 & sleep 100 & echo two; wait", "two"},
		{"trap 'echo bye; exit' TERM; sleep 100 & wait", "bye"},
		{"trap 'exit' TERM; sleep 100 >/dev/null 2>&1 & wait", ""},
		{"kill -STOP $$", ""},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		double started = learn_monotonic_seconds();
		LearnOutcome outcome = run_late(cases[i].text, 0.3, LONG);

		assert_true(learn_monotonic_seconds() - started < LONG / 2);
		assert_string_equal(outcome.output, cases[i].output);
		learn_outcome_free(&outcome);
	}
}

/* Who ignores TERM is killed, be it a grandchild whose parent has gone. */
static void
test_time_out_with_kill(void **state)
{
	static const char *const commands[] = {
		"trap '' TERM; echo $$ >$DIRECTORY/pid; while [ -d $DIRECTORY ]; do sleep 1; done",
		"(trap '' TERM; sh -c 'echo $PPID' >$DIRECTORY/pid;"
		" while [ -d $DIRECTORY ]; do sleep 1; done) & wait",
		"(trap '' TERM; sh -c 'echo $PPID' >$DIRECTORY/pid;"
		" while [ -d $DIRECTORY ]; do echo noise; done) & wait",
		"(trap '' TERM; sh -c 'echo $PPID' >$DIRECTORY/pid;"
		" while [ -d $DIRECTORY ]; do sleep 1; done) >/dev/null 2>&1 & wait",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
	{
		double started = learn_monotonic_seconds();
		LearnOutcome outcome = run_late(commands[i], 0.5, 0.3);
		long pid = await_number("pid", 1);

		assert_true(learn_monotonic_seconds() - started >= 0.8);
		assert_false(is_running(pid));
		learn_outcome_free(&outcome);
	}
}

/*
 * Output that somebody else may still write is not waited for; what is there
 * is taken.  No child is left.
 */
static void
test_leaves_services_running(void **state)
{
	double started = learn_monotonic_seconds();
	long pid;

	(void) state;
	check_run("sleep 300 & echo $! >$DIRECTORY/pid; echo started", 0,
			  "started", "");
	assert_true(learn_monotonic_seconds() - started < LONG / 2);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	pid = number_in("pid");
	assert_true(is_running(pid));
	kill((pid_t) pid, SIGKILL);
}

/* Nor is one waited for that never stops writing. */
static void
test_leaves_noisy_services(void **state)
{
	LearnOutcome outcome =
		run_shell("yes & echo $! >$DIRECTORY/pid; exit 5", LONG);
	long pid = number_in("pid");
	bool runs = is_running(pid);

	(void) state;
	assert_true(pid > 0);
	kill((pid_t) pid, SIGKILL);
	assert_true(runs);
	assert_int_equal(outcome.ending, LEARN_ENDED_NORMALLY);
	assert_int_equal(outcome.exit_code, 5);
	learn_outcome_free(&outcome);
}

/* What /proc says about a child of this process with this name. */
typedef struct Child
{
	pid_t pid; /* 0: there is none */
	int terminal;
} Child;

static Child
find_child(const char *wanted)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	Child found = {0, 0};

	assert_non_null(processes);
	while (found.pid == 0 && (entry = readdir(processes)) != NULL)
	{
		char path[300];
		char name[64] = "";
		long parent = 0;
		Child child;
		FILE *file;

		snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		file = fopen(path, "r");
		if (file == NULL)
			continue;
		if (fscanf(file, "%d (%63[^)]) %*c %ld %*d %*d %d", &child.pid, name,
				   &parent, &child.terminal) == 4 &&
			parent == getpid() && strcmp(name, wanted) == 0)
			found = child;
		fclose(file);
	}
	closedir(processes);
	return found;
}

/*
 * A service that goes on writing to what was its step's output neither is
 * killed nor has to wait; who takes it has nothing else of the executor's, and
 * ends with the service.  Orphans become this process's children here.
 */
static void
test_output_of_services_is_taken(void **state)
{
	LearnOutcome outcome;
	char lock_path[100];
	int lock;
	int other;
	Child drain;
	long pid;

	(void) state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	snprintf(lock_path, sizeof(lock_path), "%s/lock", directory);
	lock = open(lock_path, O_RDWR | O_CREAT, 0600);
	other = open(lock_path, O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);

	/* Each turn is a kilobyte: a pipe would be full after 64. */
	outcome = run_shell("(i=0; while [ -d $DIRECTORY ] && i=$((i + 1)); do"
						" printf '%01024d' 1 || exit;"
						" printf '%01024d' 1 >&2 || exit;"
						" echo $i >$DIRECTORY/turns; done) &"
						" echo $! >$DIRECTORY/pid; exit 9",
						LONG);
	assert_int_equal(outcome.ending, LEARN_ENDED_NORMALLY);
	assert_int_equal(outcome.exit_code, 9);
	learn_outcome_free(&outcome);
	pid = number_in("pid");
	await_number("turns", 1000);
	assert_true(is_running(pid));

	/* That was inherited on purpose, and is nobody's now. */
	close(lock);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	close(other);

	drain = find_child(LEARN_DRAIN_NAME);
	assert_true(drain.pid > 0);
	assert_int_equal(drain.terminal, 0);
	assert_int_not_equal(getsid(drain.pid), getsid(0));
	assert_int_not_equal(getpgid(drain.pid), getpgid(0));

	kill((pid_t) pid, SIGKILL);
	assert_int_equal(waitpid((pid_t) pid, NULL, 0), pid);
	assert_int_equal(waitpid(drain.pid, NULL, 0), drain.pid);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

/* Nor does a program that has gone to a session of its own. */
static void
test_time_out_with_escape(void **state)
{
	LearnOutcome outcome =
		run_late("setsid sh -c 'echo $$ >$DIRECTORY/escaped; exec sleep 300' &"
				 " wait; sleep 300",
				 1, 0.2);
	long pid = await_number("escaped", 1);

	(void) state;
	assert_true(is_running(pid));
	kill((pid_t) pid, SIGKILL);
	learn_outcome_free(&outcome);
}

/* A program starts as if nobody had been there before. */
static void
test_nothing_is_inherited(void **state)
{
	char text[100];
	sigset_t set;
	int open_file = open("/dev/null", O_RDONLY);

	(void) state;
	assert_true(open_file > STDERR_FILENO);
	snprintf(text, sizeof(text),
			 "[ -e /proc/self/fd/2 ] && [ ! -e /proc/self/fd/%d ]", open_file);
	check_run(text, 0, "", "");
	close(open_file);

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	assert_int_equal(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	signal(SIGUSR2, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	check_run("kill -TERM $$; echo alive", 128 + SIGTERM, "", "");
	check_run("kill -USR1 $$; echo alive", 128 + SIGUSR1, "", "");
	check_run("kill -USR2 $$; echo alive", 128 + SIGUSR2, "", "");
	check_run("(yes; echo $? >&2) | head -n 1", 0, "y", "141");
	signal(SIGPIPE, SIG_DFL);
	signal(SIGUSR2, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);

	/* It leads a session and a group, and has no terminal. */
	check_run("read -r pid name state parent group session terminal rest"
			  " </proc/self/stat; [ $pid = $$ ] && [ $group = $$ ] &&"
			  " [ $session = $$ ] && [ $terminal = 0 ]",
			  0, "", "");
}

static void
ignore(int number)
{
	(void) number;
}

/* Nor is anything changed here. */
static void
test_nothing_is_changed(void **state)
{
	static const int watched[] = {SIGCHLD, SIGPIPE, SIGINT, SIGTERM};
	struct sigaction action;
	sigset_t before;
	sigset_t after;

	(void) state;
	for (size_t i = 0; i < 4; i++)
		signal(watched[i], ignore);
	sigprocmask(SIG_BLOCK, NULL, &before);
	check_run("exec <&-; echo on", 0, "on", "");
	sigprocmask(SIG_BLOCK, NULL, &after);
	for (size_t i = 0; i < 4; i++)
	{
		sigaction(watched[i], NULL, &action);
		assert_true(action.sa_handler == ignore);
		assert_int_equal(sigismember(&before, watched[i]),
						 sigismember(&after, watched[i]));
		signal(watched[i], SIG_DFL);
	}
}

/* How the executor was started does not keep it from seeing a child end. */
static void
test_children_are_seen(void **state)
{
	double started = learn_monotonic_seconds();
	sigset_t set;

	(void) state;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	signal(SIGCHLD, SIG_IGN);
	assert_int_equal(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	check_run("exec >&- 2>&-; sleep 0.3; exit 6", 6, "", "");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGCHLD, SIG_DFL);
	assert_true(learn_monotonic_seconds() - started < LONG / 2);
}

static double
processor_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		   (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Who waits for a program that neither reads nor writes has nothing to do. */
static void
test_waiting_is_idle(void **state)
{
	double before = processor_seconds();
	LearnOutcome outcome =
		run_with_input("exec <&- >&- 2>&-; sleep 1", 4000000);

	(void) state;
	assert_true(processor_seconds() - before < 0.5);
	learn_outcome_free(&outcome);
}

/*
 * Runs a program in a process without some of the standard streams (a bit for
 * each); its exit code is 0 when all went well.
 */
static void
run_without(int missing, const char *input)
{
	const char *arguments[] = {"sh", "-c", "cat; echo err >&2", NULL};
	LearnCommand command = {.path = "/bin/sh",
							.arguments = arguments,
							.environment = environ,
							.input = input,
							.input_length = input == NULL ? 0 : strlen(input),
							.timeout = LONG};
	LearnOutcome outcome;

	for (int i = 0; i < 3; i++)
	{
		if ((missing & 1 << i) != 0)
			close(i);
	}
	_exit(!learn_process_run(&command, &outcome) || outcome.exit_code != 0 ||
		  strcmp(outcome.output, input == NULL ? "" : input) != 0 ||
		  strcmp(outcome.error, "err") != 0);
}

static void
test_without_streams(void **state)
{
	(void) state;
	for (int missing = 1; missing < 16; missing++)
	{
		pid_t child = fork();
		int status;

		if (child == 0)
			run_without(missing & 7, missing < 8 ? NULL : "through");
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_never_starts),
		cmocka_unit_test(test_input),
		cmocka_unit_test(test_input_and_output),
		cmocka_unit_test(test_much_output),
		cmocka_unit_test(test_time_out_with_term),
		cmocka_unit_test(test_time_out_with_kill),
		cmocka_unit_test(test_leaves_services_running),
		cmocka_unit_test(test_leaves_noisy_services),
		cmocka_unit_test(test_output_of_services_is_taken),
		cmocka_unit_test(test_time_out_with_escape),
		cmocka_unit_test(test_nothing_is_inherited),
		cmocka_unit_test(test_nothing_is_changed),
		cmocka_unit_test(test_children_are_seen),
		cmocka_unit_test(test_waiting_is_idle),
		cmocka_unit_test(test_without_streams),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
