/*-------------------------------------------------------------------------
 *
 * process.c
 *		Runs one program to its end, or until its time is up.
 *
 * The program's leader is waited for last: as long as it was not, its number
 * is its own, and a signal to its group reaches nobody else.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE 1 /* pipe2() */
#include "executor/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "executor/process/child.h"
#include "executor/process/drain.h"
#include "executor/process/interrupt.h"
#include "executor/process/output.h"
#include "executor/process/signals.h"

/* Bytes exchanged at once. */
#define CHUNK 65536

/* Seconds between two looks at a group whose leader has ended. */
#define GROUP_LOOK 0.02

enum
{
	INPUT,
	OUTPUT,
	ERROR,
	STREAMS
};

/* A program that runs. */
typedef struct Run
{
	const LearnCommand *command;
	LearnSignals signals;
	pid_t pid;
	int ours[STREAMS];   /* ends of pipes; -1: none, or closed */
	int theirs[STREAMS]; /* likewise, until it has started */
	LearnOutput kept[STREAMS];
	size_t written; /* bytes of its input */
} Run;

static void
close_end(int *end)
{
	if (*end >= 0)
		close(*end);
	*end = -1;
}

/* Makes the pipe of a stream; false leaves the reason in errno. */
static bool
make_pipe(Run *run, int stream)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	run->ours[stream] = ends[stream == INPUT];
	run->theirs[stream] = ends[stream != INPUT];
	return fcntl(run->ours[stream], F_SETFL, O_NONBLOCK) == 0;
}

/*
 * What the program finds when it starts; an error number, or 0.  An executor
 * without standard streams of its own may have ends of pipes in their places;
 * since pipes get ascending numbers, none is taken before it was used.
 */
static int
arrange_streams(posix_spawn_file_actions_t *actions, const Run *run)
{
	int failure = 0;

	if (run->theirs[INPUT] < 0)
		failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
												   "/dev/null", O_RDONLY, 0);
	for (int i = 0; i < STREAMS && failure == 0; i++)
	{
		if (run->theirs[i] >= 0)
			failure =
				posix_spawn_file_actions_adddup2(actions, run->theirs[i], i);
	}
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
	/* All of ours are closed in it anyway; these we were started with. */
	if (failure == 0)
		failure = posix_spawn_file_actions_addclosefrom_np(actions, STREAMS);
#endif
	return failure;
}

/* A session of its own, and signals as they are by default. */
static int
arrange_session(posix_spawnattr_t *attributes)
{
	sigset_t all;
	sigset_t none;
	int failure;

	sigfillset(&all);
	sigemptyset(&none);
	failure =
		posix_spawnattr_setflags(attributes, (short) (POSIX_SPAWN_SETSID |
													  POSIX_SPAWN_SETSIGDEF |
													  POSIX_SPAWN_SETSIGMASK));
	if (failure == 0)
		failure = posix_spawnattr_setsigdefault(attributes, &all);
	if (failure == 0)
		failure = posix_spawnattr_setsigmask(attributes, &none);
	return failure;
}

/* Starts the program with its pipes; an error number, or 0. */
static int
spawn(Run *run)
{
	const LearnCommand *command = run->command;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failure = posix_spawn_file_actions_init(&actions);

	if (failure != 0)
		return failure;
	failure = posix_spawnattr_init(&attributes);
	if (failure == 0)
	{
		failure = arrange_streams(&actions, run);
		if (failure == 0)
			failure = arrange_session(&attributes);
		if (failure == 0)
			failure =
				posix_spawn(&run->pid, command->path, &actions, &attributes,
							(char *const *) command->arguments,
							command->environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

static bool
start(Run *run, LearnProblem *problem)
{
	int failure = 0;

	if ((run->command->input != NULL && !make_pipe(run, INPUT)) ||
		!make_pipe(run, OUTPUT) || !make_pipe(run, ERROR))
		failure = errno;
	else
		failure = spawn(run);
	for (int i = 0; i < STREAMS; i++)
		close_end(&run->theirs[i]);
	if (failure != 0)
		learn_problem_set(problem, LEARN_INVALID, "",
						  "could not start \"%s\": %s", run->command->path,
						  strerror(failure));
	return failure == 0;
}

/* Takes some of what the program has written; how much, 0 when no more comes
 * now. */
static size_t
take(Run *run, int stream)
{
	char chunk[CHUNK];
	ssize_t taken = read(run->ours[stream], chunk, sizeof(chunk));

	if (taken > 0)
	{
		learn_output_add(&run->kept[stream], chunk, (size_t) taken);
		return (size_t) taken;
	}
	if (taken == 0 || (errno != EAGAIN && errno != EINTR))
		close_end(&run->ours[stream]);
	return 0;
}

/* Gives the program some of its input; the rest is nobody's when it does not
 * read it. */
static void
give(Run *run)
{
	size_t left = run->command->input_length - run->written;
	ssize_t given = write(run->ours[INPUT], run->command->input + run->written,
						  left < CHUNK ? left : CHUNK);

	if (given >= 0)
		run->written += (size_t) given;
	else if (errno != EAGAIN && errno != EINTR)
		close_end(&run->ours[INPUT]);
	if (run->written == run->command->input_length)
		close_end(&run->ours[INPUT]);
}

/*
 * Exchanges what can be, for so many seconds at most, or until a child ends or
 * the executor is told to stop.
 */
static void
exchange(Run *run, double seconds)
{
	struct pollfd ends[STREAMS];

	for (int i = 0; i < STREAMS; i++)
		ends[i] = (struct pollfd){.fd = run->ours[i],
								  .events = i == INPUT ? POLLOUT : POLLIN};
	learn_signals_poll(&run->signals, ends, STREAMS, seconds);
	for (int i = 0; i < STREAMS; i++)
	{
		if (ends[i].revents == 0)
			continue;
		if (i == INPUT)
			give(run);
		else
			take(run, i);
	}
}

static LearnEnding
supervise(Run *run)
{
	double deadline = learn_monotonic_seconds() + run->command->timeout;

	while (!learn_child_has_ended(run->pid))
	{
		double left = deadline - learn_monotonic_seconds();

		if (learn_interrupt_applies(run->command->insistent))
			return LEARN_ENDED_INTERRUPTED;
		if (left <= 0)
			return LEARN_ENDED_LATE;
		exchange(run, left);
	}
	return LEARN_ENDED_NORMALLY;
}

/*
 * Waits until all of the group has ended, but no longer than the grace, or
 * until the executor is told to stop more than so many times.
 */
static void
await_group(Run *run, int stops)
{
	double grace =
		run->command->grace > 0 ? run->command->grace : LEARN_PROCESS_GRACE;
	double now = learn_monotonic_seconds();
	double deadline = now + grace;
	double look = now;

	while (now < deadline && learn_interrupt_count() <= stops)
	{
		bool ended = learn_child_has_ended(run->pid);

		if (ended && now >= look)
		{
			if (!learn_child_group_runs(run->pid))
				return;
			look = now + GROUP_LOOK;
		}
		exchange(run, (ended && look < deadline ? look : deadline) - now);
		now = learn_monotonic_seconds();
	}
}

/*
 * Ends the group.  One that cannot be ended, as it waits for a disk that does
 * not answer, is left alone after a while.
 */
static void
end_group(Run *run)
{
	int stops = learn_interrupt_count();

	kill(-run->pid, SIGTERM);
	kill(-run->pid, SIGCONT); /* what is stopped does not end */
	await_group(run, stops);
	kill(-run->pid, SIGKILL);
	await_group(run, INT_MAX);
}

/*
 * Takes what was written until now.  Somebody who writes faster than it is
 * read has no end: what comes meanwhile is not waited for.
 */
static void
take_rest(Run *run, int stream)
{
	int waiting = 0;
	size_t taken = 0;
	size_t more = 1;

	if (run->ours[stream] < 0 ||
		ioctl(run->ours[stream], FIONREAD, &waiting) != 0)
		return;
	while (more > 0 && taken <= (size_t) waiting)
	{
		more = take(run, stream);
		taken += more;
	}
}

/* Lets go of what runs on. */
static void
leave(Run *run)
{
	int ends[LEARN_DRAIN_MAX];
	int count = 0;

	for (int i = OUTPUT; i <= ERROR; i++)
	{
		take_rest(run, i);
		if (run->ours[i] >= 0)
			ends[count++] = run->ours[i];
	}
	if (count > 0)
		(void) learn_drain_start(ends, count);
}

static bool
finish(Run *run, LearnOutcome *outcome)
{
	for (int i = 0; i < STREAMS; i++)
		close_end(&run->ours[i]);
	if (run->kept[ERROR].kept != NULL)
	{
		outcome->output = learn_output_text(&run->kept[OUTPUT]);
		outcome->error = learn_output_text(&run->kept[ERROR]);
	}
	learn_output_free(&run->kept[OUTPUT]);
	learn_output_free(&run->kept[ERROR]);
	return outcome->output != NULL && outcome->error != NULL;
}

bool
learn_process_run(const LearnCommand *command, LearnOutcome *outcome)
{
	Run run = {.command = command,
			   .ours = {-1, -1, -1},
			   .theirs = {-1, -1, -1}};

	memset(outcome, 0, sizeof(*outcome));
	outcome->ending = LEARN_NEVER_STARTED;
	outcome->exit_code = -1;
	if (!learn_output_init(&run.kept[OUTPUT]) ||
		!learn_output_init(&run.kept[ERROR]))
		return finish(&run, outcome);

	learn_signals_hold(&run.signals);
	if (learn_interrupt_applies(command->insistent))
		outcome->ending = LEARN_ENDED_INTERRUPTED;
	else if (start(&run, &outcome->problem))
	{
		outcome->ending = supervise(&run);
		if (outcome->ending != LEARN_ENDED_NORMALLY)
			end_group(&run);
		leave(&run);
		outcome->exit_code = learn_child_reap(run.pid, false);
		if (outcome->ending != LEARN_ENDED_NORMALLY)
			outcome->exit_code = -1;
	}
	learn_signals_release(&run.signals);
	return finish(&run, outcome);
}

bool
learn_process_run_shell(const char *text, char *const *environment,
						double timeout, bool insistent, LearnOutcome *outcome)
{
	const char *const arguments[] = {"sh", "-c", text, NULL};
	LearnCommand command = {.path = "/bin/sh",
							.arguments = arguments,
							.environment = environment,
							.timeout = timeout,
							.insistent = insistent};

	return learn_process_run(&command, outcome);
}

void
learn_outcome_free(LearnOutcome *outcome)
{
	free(outcome->output);
	free(outcome->error);
	outcome->output = NULL;
	outcome->error = NULL;
}
