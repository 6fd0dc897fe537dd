/*-------------------------------------------------------------------------
 *
 * spool_file.c
 *		Files of the spool, as they come about and are read.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/spool/spool_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* How names end of what is not complete yet. */
#define NEW_FILE ".new"

/* Somebody who cleans up may be faster than we lock; that often, he is not. */
#define ATTEMPTS_MAX 20

/* Bytes that are read at once. */
#define READ_SIZE 65536

LearnStatus
learn_spool_fail(const LearnSpool *spool, LearnProblem *problem,
				 const char *doing, const char *name)
{
	return learn_problem_set(problem, LEARN_INVALID, spool->path,
							 "could not %s \"%s\": %s", doing, name,
							 strerror(errno));
}

void
learn_spool_journal_name(const char *execution_id,
						 char name[LEARN_SPOOL_NAME_SIZE])
{
	snprintf(name, LEARN_SPOOL_NAME_SIZE, "%s" LEARN_SPOOL_JOURNAL,
			 execution_id);
}

bool
learn_spool_sync(int directory)
{
	/* Some file systems cannot sync a directory, and need not. */
	return fsync(directory) == 0 || errno == EINVAL;
}

static bool
lock(int file)
{
	return flock(file, LOCK_EX | LOCK_NB) == 0;
}

/* Is the open file still what a name in running/ stands for? */
static bool
has_name(const LearnSpool *spool, int file, const char *name)
{
	struct stat opened;
	struct stat named;

	return fstat(file, &opened) == 0 &&
		   fstatat(spool->running, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
		   opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/*
 * Creates and locks a file under a name that nobody knows.  Before it is
 * locked it looks like one that a dead writer has left, so somebody may remove
 * it; then there is another one.
 */
static int
create(const LearnSpool *spool, char name[LEARN_SPOOL_NAME_SIZE])
{
	char digits[LEARN_RANDOM_SIZE];

	for (int i = 0; i < ATTEMPTS_MAX; i++)
	{
		int file;

		if (!learn_random_digits(digits))
			return -1;
		snprintf(name, LEARN_SPOOL_NAME_SIZE, "%s" NEW_FILE, digits);
		file = openat(spool->running, name,
					  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
					  S_IRUSR | S_IWUSR);
		if (file < 0 && errno != EEXIST)
			return -1;
		if (file < 0)
			continue;
		if (lock(file) && has_name(spool, file, name))
			return file;
		close(file);
	}
	/* Of these names nobody knows, so it is the system that does not lock. */
	unlinkat(spool->running, name, 0);
	errno = ENOLCK;
	return -1;
}

bool
learn_spool_file_append(int file, const char *text, size_t length)
{
	while (length > 0)
	{
		ssize_t written = write(file, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		length -= (size_t) written;
	}
	return fsync(file) == 0;
}

LearnStatus
learn_spool_file_write(const LearnSpool *spool, const char *name,
					   const LearnBuffer *text, int *file,
					   LearnProblem *problem)
{
	char new_name[LEARN_SPOOL_NAME_SIZE];
	LearnStatus status;

	*file = create(spool, new_name);
	if (*file < 0)
		return learn_spool_fail(spool, problem, "create", name);
	if (learn_spool_file_append(*file, text->data, text->length) &&
		renameat(spool->running, new_name, spool->running, name) == 0)
	{
		if (learn_spool_sync(spool->running))
			return LEARN_OK;
		return learn_spool_fail(spool, problem, "sync the directory of", name);
	}
	status = learn_spool_fail(spool, problem, "write", name);
	unlinkat(spool->running, new_name, 0);
	close(*file);
	*file = -1;
	return status;
}

LearnStatus
learn_spool_file_lock(const LearnSpool *spool, const char *name, int *file,
					  LearnProblem *problem)
{
	/* What is no regular file must not be waited for. */
	*file = openat(spool->running, name,
				   O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*file < 0)
		return errno == ENOENT
				   ? LEARN_NOTHING
				   : learn_spool_fail(spool, problem, "open", name);
	if (lock(*file) && has_name(spool, *file, name))
		return LEARN_OK;
	close(*file);
	*file = -1;
	return LEARN_NOTHING;
}

bool
learn_spool_file_read(int file, LearnBuffer *text)
{
	struct stat status;
	char piece[READ_SIZE];
	ssize_t bytes;

	if (fstat(file, &status) != 0)
		return false;
	errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
	if (!S_ISREG(status.st_mode) || status.st_size > LEARN_SPOOL_FILE_MAX)
		return false;
	while ((bytes = read(file, piece, sizeof(piece))) != 0)
	{
		if (bytes < 0 && errno == EINTR)
			continue;
		if (bytes < 0)
			return false;
		errno = ENOMEM;
		if (!learn_buffer_append(text, piece, (size_t) bytes))
			return false;
	}
	errno = ENOMEM;
	return learn_buffer_reserve(text, 0);
}

void
learn_spool_file_clean(const LearnSpool *spool)
{
	json_object *names =
		learn_spool_names(spool, spool->running, NEW_FILE, NULL);
	size_t count = names != NULL ? json_object_array_length(names) : 0;

	for (size_t i = 0; i < count; i++)
	{
		const char *name =
			json_object_get_string(json_object_array_get_idx(names, i));
		int file;

		if (learn_spool_file_lock(spool, name, &file, NULL) == LEARN_OK)
		{
			unlinkat(spool->running, name, 0);
			close(file);
		}
	}
	json_object_put(names);
}

LearnStatus
learn_spool_unlink(const LearnSpool *spool, int directory, const char *name,
				   LearnProblem *problem)
{
	if (unlinkat(directory, name, 0) != 0 && errno != ENOENT)
		return learn_spool_fail(spool, problem, "remove", name);
	if (!learn_spool_sync(directory))
		return learn_spool_fail(spool, problem, "sync the directory of", name);
	return LEARN_OK;
}

LearnStatus
learn_spool_move(const LearnSpool *spool, int from, const char *old_name,
				 int to, const char *new_name, LearnProblem *problem)
{
	if (renameat(from, old_name, to, new_name) != 0)
		return learn_spool_fail(spool, problem, "move", old_name);
	if (!learn_spool_sync(to) || !learn_spool_sync(from))
		return learn_spool_fail(spool, problem, "sync the directory of",
								new_name);
	return LEARN_OK;
}

void
learn_spool_count_dropped(const LearnSpool *spool, const char *name)
{
	int file = openat(spool->directory, "dropped",
					  O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
					  S_IRUSR | S_IWUSR);
	char line[LEARN_SPOOL_NAME_SIZE + 1];

	if (file < 0)
		return;
	snprintf(line, sizeof(line), "%s\n", name);
	learn_spool_file_append(file, line, strlen(line));
	close(file);
}
