/*-------------------------------------------------------------------------
 *
 * process_case.h
 *		Commands and what they leave behind, for the tests of the executor.
 *
 * A test has a directory of its own; commands know it as $DIRECTORY.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_PROCESS_CASE_H
#define LEARN_TEST_PROCESS_CASE_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "executor/process/interrupt.h"
#include "executor/process/process.h"

/* Seconds after which what should have happened never will. */
#define PATIENCE 30.0

/* Far more seconds than anything takes that does not hang. */
#define LONG 60.0

static char directory[64];

extern char **environ;

/* Makes the directory; the setup of a test. */
static inline int
make_directory(void **state)
{
	(void) state;
	strcpy(directory, "/tmp/learn-unit-XXXXXX");
	return mkdtemp(directory) == NULL ||
		   setenv("DIRECTORY", directory, 1) != 0;
}

/* Removes it; the teardown of a test. */
static inline int
remove_directory(void **state)
{
	char command[100];

	(void) state;
	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	return system(command);
}

/* Runs a command; the outcome is the caller's. */
static inline LearnOutcome
run_shell(const char *text, double timeout)
{
	LearnOutcome outcome;

	assert_true(
		learn_process_run_shell(text, environ, timeout, false, &outcome));
	return outcome;
}

/* The number in a file of the directory; -1: there is none (yet). */
static inline long
number_in(const char *name)
{
	char path[100];
	long number = -1;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "r");
	if (file == NULL)
		return -1;
	if (fscanf(file, "%ld", &number) != 1)
		number = -1;
	fclose(file);
	return number;
}

/* One turn of a wait for something; fails when it has taken too long. */
static inline void
wait_a_little(double since)
{
	static const struct timespec moment = {.tv_nsec = 5000000};

	if (learn_monotonic_seconds() - since > PATIENCE)
		fail_msg("nothing has happened in %g s", PATIENCE);
	nanosleep(&moment, NULL);
}

/* Waits until the number in a file is so large, and returns it. */
static inline long
await_number(const char *name, long least)
{
	double since = learn_monotonic_seconds();
	long number;

	while ((number = number_in(name)) < least)
		wait_a_little(since);
	return number;
}

/* Does a process run (and is not just waiting to be waited for)? */
static inline bool
is_running(long pid)
{
	char path[64];
	char state = 'Z';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(file);
	return state != 'Z' && state != 'X';
}

/*
 * Runs a case in a process of its own, since a process does not forget that it
 * was told to stop.
 */
static inline void
run_apart(void (*a_case)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
	{
		setenv("CMOCKA_TEST_ABORT", "1", 1); /* an assertion ends it */
		signal(SIGINT, SIG_DFL);             /* ignored in the background */
		learn_interrupt_install();
		a_case();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#endif /* LEARN_TEST_PROCESS_CASE_H */
