/*-------------------------------------------------------------------------
 *
 * child.c
 *		Processes that the executor has started.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/process/child.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

/* Closes the descriptors from this one on. */
static void
close_from(int first)
{
	long end;

#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned int) first, ~0U, 0U) == 0)
		return;
#endif
	end = sysconf(_SC_OPEN_MAX);
	for (int i = first; i < end; i++)
		close(i);
}

void
learn_child_forget(int first)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close_from(first);
}

bool
learn_child_has_ended(pid_t child)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	return waitid(P_PID, (id_t) child, &info, WEXITED | WNOHANG | WNOWAIT) !=
			   0 ||
		   info.si_pid == child;
}

int
learn_child_reap(pid_t child, bool patient)
{
	siginfo_t info;
	int done;

	do
	{
		memset(&info, 0, sizeof(info));
		done = waitid(P_PID, (id_t) child, &info,
					  patient ? WEXITED : WEXITED | WNOHANG);
	} while (done != 0 && errno == EINTR);
	if (done != 0 || info.si_pid != child)
		return -1;
	return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

#ifdef __linux__

/*
 * Is this process, a folder of /proc, of the group, and alive?  One that has
 * ended and was not waited for, as the leader may be, is not.
 */
static bool
is_living_member(const char *folder, pid_t group)
{
	char path[sizeof("/proc/0123456789/stat")];
	char line[512];
	char state;
	const char *rest;
	int member;
	size_t length = 0;
	FILE *file;

	if (folder[0] < '1' || folder[0] > '9' || strlen(folder) > 10)
		return false;
	snprintf(path, sizeof(path), "/proc/%.10s/stat", folder);
	file = fopen(path, "re");
	if (file != NULL)
	{
		length = fread(line, 1, sizeof(line) - 1, file);
		fclose(file);
	}
	line[length] = '\0';

	/* Its name stands in parentheses, and may hold some itself. */
	rest = strrchr(line, ')');
	return rest != NULL && sscanf(rest, ") %c %*d %d", &state, &member) == 2 &&
		   member == group && state != 'Z' && state != 'X';
}

bool
learn_child_group_runs(pid_t group)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	bool runs = false;

	if (processes == NULL)
		return true;
	while (!runs && (entry = readdir(processes)) != NULL)
		runs = is_living_member(entry->d_name, group);
	closedir(processes);
	return runs;
}

#else

bool
learn_child_group_runs(pid_t group)
{
	/* To ask by kill() would not tell those that run from those that do not
	 * any more. */
	(void) group;
	return true;
}

#endif
