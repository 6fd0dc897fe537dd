/*-------------------------------------------------------------------------
 *
 * errand.c
 *		Has a child do what no deadline and no signal would end.
 *
 * getaddrinfo() with a name server that does not answer takes half a minute
 * and more; stat() on a file server that has gone, until it comes back.  Who
 * waits for a child can leave.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/errand.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "executor/process/child.h"
#include "executor/verify/method.h"
#include "executor/verify/wait.h"

/*
 * Milliseconds that a child has to die.  One that waits for a file server does
 * so later; until then it is left to itself.
 */
#define DYING 500

/* The child, which reports and ends; in the parent its id, or -1. */
static pid_t
start(LearnErrand *errand, const void *asked, void *result, size_t size,
	  int output)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	if (dup2(output, STDOUT_FILENO) < 0)
		_exit(1);
	learn_child_forget(STDERR_FILENO + 1);
	errand(asked, result);
	_exit(write(STDOUT_FILENO, result, size) == (ssize_t) size ? 0 : 1);
}

static void
end(pid_t child)
{
	static const struct timespec millisecond = {0, 1000000};

	kill(child, SIGKILL);
	for (int i = 0; i < DYING && !learn_child_has_ended(child); i++)
		nanosleep(&millisecond, NULL);
	learn_child_reap(child, false);
}

LearnVerdict
learn_verify_send(LearnErrand *errand, const void *asked, void *result,
				  size_t size, double deadline, LearnBuffer *seen)
{
	LearnVerdict verdict = LEARN_VERDICT_UNKNOWN;
	int ends[2];
	pid_t child;

	if (pipe(ends) != 0)
		return learn_verify_unknown(seen, "could not create a pipe: %s",
									strerror(errno));
	child = start(errand, asked, result, size, ends[1]);
	if (child < 0)
		learn_verify_unknown(seen, "could not start a process: %s",
							 strerror(errno));
	close(ends[1]);
	if (child > 0)
	{
		verdict = learn_verify_wait(ends[0], POLLIN, deadline, seen);
		if (verdict == LEARN_VERDICT_PASSED &&
			read(ends[0], result, size) != (ssize_t) size)
			verdict = learn_verify_unknown(seen, "looking was cut off");
		end(child);
	}
	close(ends[0]);
	return verdict;
}
