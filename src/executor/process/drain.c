/*-------------------------------------------------------------------------
 *
 * drain.c
 *		Takes what nobody reads any more.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/process/drain.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "executor/process/child.h"

/* Bytes taken at once: what a pipe holds. */
#define CHUNK 65536

/*
 * Tells this process from the executor whose copy it is.  The copy still has
 * what the executor knew, secrets among it, in its memory: nobody may look
 * into it, or have it written to a core file.
 */
static void
change_identity(void)
{
#ifdef __linux__
	prctl(PR_SET_NAME, LEARN_DRAIN_NAME);
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

/* Reads until all have ended. */
static void
drain(int count)
{
	struct pollfd ends[LEARN_DRAIN_MAX];
	int open = count;
	char chunk[CHUNK];

	for (int i = 0; i < count; i++)
		ends[i] = (struct pollfd){.fd = i, .events = POLLIN};
	while (open > 0)
	{
		bool ready = poll(ends, (nfds_t) count, -1) > 0;

		for (int i = 0; ready && i < count; i++)
		{
			ssize_t taken = 1;

			if (ends[i].revents != 0)
				taken = read(i, chunk, sizeof(chunk));
			if (taken == 0 || (taken < 0 && errno != EAGAIN))
			{
				ends[i].fd = -1; /* poll() passes over it */
				open--;
			}
		}
	}
}

/*
 * The process between the executor and the one that stays: it makes the
 * session, and by its end the other one init's child.
 */
static void
detach(const int *descriptors, int count)
{
	pid_t child;

	setsid();
	child = fork();
	if (child != 0)
		_exit(child < 0);
	for (int i = 0; i < count; i++)
	{
		if (dup2(descriptors[i], i) < 0)
			_exit(1);
	}
	learn_child_forget(count);
	change_identity();
	drain(count);
	_exit(0);
}

bool
learn_drain_start(const int *descriptors, int count)
{
	pid_t child = fork();

	if (child < 0)
		return false;
	if (child == 0)
		detach(descriptors, count);
	return learn_child_reap(child, true) == 0;
}
