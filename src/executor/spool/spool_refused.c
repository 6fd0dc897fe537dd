/*-------------------------------------------------------------------------
 *
 * spool_refused.c
 *		Results that the database will never take.
 *
 *-------------------------------------------------------------------------
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "executor/spool/spool_file.h"

/* The name of the file with the reason. */
static void
reason_name(const char *name, char reason[LEARN_SPOOL_NAME_SIZE + 8])
{
	snprintf(reason, LEARN_SPOOL_NAME_SIZE + 8, "%s.reason", name);
}

/*
 * Is there room for it with the others?  LEARN_NOTHING: it is not there.
 * LEARN_REFUSED: there is none.  LEARN_INVALID: that cannot be told.
 */
static LearnStatus
find_room(const LearnSpool *spool, const char *name, LearnProblem *problem)
{
	long long used = learn_spool_bytes(spool, spool->refused, problem);
	struct stat status;

	if (used < 0)
		return LEARN_INVALID;
	if (fstatat(spool->ready, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT
				   ? LEARN_NOTHING
				   : learn_spool_fail(spool, problem, "examine", name);
	return used + status.st_size <= spool->limit ? LEARN_OK : LEARN_REFUSED;
}

/*
 * Writes why, for a human; when that fails, the result is kept all the same.
 */
static void
write_reason(const LearnSpool *spool, const char *name, const char *reason)
{
	char file_name[LEARN_SPOOL_NAME_SIZE + 8];
	int file;

	reason_name(name, file_name);
	file = openat(spool->refused, file_name,
				  O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
				  S_IRUSR | S_IWUSR);
	if (file < 0)
		return;
	learn_spool_file_append(file, reason, strlen(reason));
	close(file);
}

LearnStatus
learn_spool_refuse(LearnSpool *spool, const char *name, const char *reason,
				   LearnProblem *problem)
{
	LearnStatus room = find_room(spool, name, problem);

	if (room == LEARN_REFUSED)
	{
		learn_spool_count_dropped(spool, name);
		if (learn_spool_remove(spool, name, problem) != LEARN_OK)
			return LEARN_INVALID;
	}
	if (room != LEARN_OK)
		return room;
	write_reason(spool, name, reason);
	return learn_spool_move(spool, spool->ready, name, spool->refused, name,
							problem);
}

bool
learn_spool_was_refused(const LearnSpool *spool, const char *execution_id,
						LearnProblem *problem)
{
	char name[LEARN_SPOOL_NAME_SIZE];
	char file_name[LEARN_SPOOL_NAME_SIZE + 8];
	LearnBuffer reason = {0};
	int file;

	if (learn_spool_find(spool, spool->refused, execution_id, name, problem) !=
		LEARN_OK)
		return false;
	reason_name(name, file_name);
	file = openat(spool->refused, file_name,
				  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file >= 0 && learn_spool_file_read(file, &reason) && reason.length > 0)
		learn_problem_set(problem, LEARN_REFUSED, spool->path, "%s",
						  reason.data);
	else
		learn_problem_set(problem, LEARN_REFUSED, spool->path,
						  "it was refused, and the reason is not known");
	learn_buffer_free(&reason);
	if (file >= 0)
		close(file);
	return true;
}
