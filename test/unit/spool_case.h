/*-------------------------------------------------------------------------
 *
 * spool_case.h
 *		A spool of its own for each test, and processes that die in it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_SPOOL_CASE_H
#define LEARN_TEST_SPOOL_CASE_H

#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "executor/spool/execution_id.h"
#include "executor/spool/spool_file.h"

static char spool_path[100];
static LearnSpool spool;

/* Fails with the problem, unless the status is the one expected. */
#define assert_status(call, status, problem)                                  \
	do                                                                        \
	{                                                                         \
		LearnStatus is = (call);                                              \
		if (is != (status))                                                   \
			fail_msg("line %d: %d, %s", __LINE__, (int) is,                   \
					 (problem).message);                                      \
	} while (0)

static void
open_spool(long long limit)
{
	LearnProblem problem = {"", ""};

	assert_status(learn_spool_open(spool_path, limit, &spool, &problem),
				  LEARN_OK, problem);
}

static int
set_up(void **state)
{
	/* Where nothing has to be written to a disk, if there is such a place. */
	const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	char folder[64];

	(void) state;
	snprintf(folder, sizeof(folder), "%s/learn-spool.XXXXXX", place);
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(spool_path, sizeof(spool_path), "%s/spool", folder);
	spool = LEARN_SPOOL_CLOSED;
	return 0;
}

static int
tear_down(void **state)
{
	char command[200];

	(void) state;
	learn_spool_close(&spool);
	*strrchr(spool_path, '/') = '\0';
	snprintf(command, sizeof(command), "rm -rf %s", spool_path);
	return system(command);
}

/* A result; an output of so many bytes makes it as large as is wanted. */
static json_object *
a_result(const char *id, const char *completed_at, size_t output)
{
	char *text = malloc(output + 1);
	json_object *result;
	LearnBuffer document = {0};
	LearnProblem problem = {"", ""};

	assert_non_null(text);
	memset(text, 'x', output);
	text[output] = '\0';
	learn_buffer_append_format(
		&document,
		"{\"execution_id\": \"%s\", \"completed_at\": \"%s\", "
		"\"status\": \"success\", \"success\": true, "
		"\"state_before\": {\"a\": 1}, "
		"\"executed_steps\": [{\"step_number\": 1, \"output\": \"%s\", "
		"\"error\": \"why\"}]}",
		id, completed_at, text);
	assert_status(learn_json_parse(document.data, document.length, &result,
								   &problem),
				  LEARN_OK, problem);
	learn_buffer_free(&document);
	free(text);
	return result;
}

/* How many names a directory has that end like this. */
static int
count_names(int directory, const char *ending)
{
	LearnProblem problem = {"", ""};
	json_object *names =
		learn_spool_names(&spool, directory, ending, &problem);
	int count;

	if (names == NULL)
		fail_msg("%s", problem.message);
	count = (int) json_object_array_length(names);
	json_object_put(names);
	return count;
}

/* The result of this id in ready/, to be put; NULL: there is none. */
static inline json_object *
ready_result(const char *id)
{
	char name[LEARN_SPOOL_NAME_SIZE];
	LearnProblem problem = {"", ""};
	json_object *result = NULL;
	LearnStatus found =
		learn_spool_find(&spool, spool.ready, id, name, &problem);

	if (found == LEARN_NOTHING)
		return NULL;
	assert_status(found, LEARN_OK, problem);
	assert_status(learn_spool_read(&spool, name, &result, &problem), LEARN_OK,
				  problem);
	assert_string_equal(learn_json_get_string(result, "execution_id", ""), id);
	return result;
}

/* No file may be larger than this; negative: any size. */
static inline void
limit_files(long long bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t) bytes;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* From now on nothing that this process writes reaches the disk. */
static inline void
fail_syncs(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fsync, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(99);
}

/* Does something in a process of its own, which tells by its exit code. */
static inline int
tell_from_child(int (*work)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
		_exit(work());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/*
 * Starts to do something in a process of its own, up to the boundary of a
 * system call of this number: 0 is before the first call, 1 is after it, 2 is
 * before the second.  -1: it came to its end before that.
 */
static inline pid_t
pause_at(int boundary, void (*work)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
	{
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(99);
		raise(SIGSTOP);
		work();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
		fail_msg("this machine lets nobody trace a process");
	for (int i = 0; i <= boundary; i++)
	{
		ptrace(PTRACE_SYSCALL, child, NULL, NULL);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFSTOPPED(status))
			return -1;
	}
	return child;
}

/* Kills it there.  Returns false when it came to its end before that. */
static inline bool
die_at(int boundary, void (*work)(void))
{
	pid_t child = pause_at(boundary, work);

	if (child < 0)
		return false;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return true;
}

/* Lets it go on from there. */
static inline void
go_on(pid_t child)
{
	int status;

	ptrace(PTRACE_CONT, child, NULL, NULL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#endif /* LEARN_TEST_SPOOL_CASE_H */
