/*-------------------------------------------------------------------------
 *
 * spool.c
 *		Results that wait for the database.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/spool/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "executor/spool/spool_file.h"

/* Has the name of a new directory written to disk. */
static void
sync_above(int directory)
{
	int above = openat(directory, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (above < 0)
		return;
	learn_spool_sync(above);
	close(above);
}

/*
 * Opens a directory, made where it is not there, and checks on what was opened
 * that it is ours alone.  -1: it cannot be used.
 */
static int
open_directory(const LearnSpool *spool, int parent, const char *name,
			   LearnProblem *problem)
{
	struct stat status;
	int directory;
	bool made = mkdirat(parent, name, S_IRWXU) == 0;

	if (!made && errno != EEXIST)
	{
		learn_spool_fail(spool, problem, "create the directory", name);
		return -1;
	}
	directory =
		openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory < 0)
	{
		learn_spool_fail(spool, problem, "open the directory", name);
		return -1;
	}
	if (made)
		sync_above(directory);
	if (fstat(directory, &status) != 0)
		learn_spool_fail(spool, problem, "examine the directory", name);
	else if (status.st_uid != geteuid())
		learn_problem_set(problem, LEARN_INVALID, spool->path,
						  "the directory \"%s\" belongs to somebody else",
						  name);
	else if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		learn_problem_set(problem, LEARN_INVALID, spool->path,
						  "the directory \"%s\" is open to others: its mode "
						  "must be 0700, not %04o",
						  name, (unsigned int) (status.st_mode & 07777));
	else
		return directory;
	close(directory);
	return -1;
}

/*
 * Makes those above the directory that are not there.  What goes wrong shows
 * when the directory itself is made.
 */
static void
make_parents(const char *path)
{
	char *parent = strdup(path);

	for (char *slash = parent == NULL ? NULL : strchr(parent + 1, '/');
		 slash != NULL; slash = strchr(slash + 1, '/'))
	{
		*slash = '\0';
		mkdir(parent, S_IRWXU);
		*slash = '/';
	}
	free(parent);
}

/* The path without slashes at its end, behind which a link would hide. */
static char *
copy_path(const char *path)
{
	char *copy = strdup(path);
	size_t length = copy == NULL ? 0 : strlen(copy);

	while (length > 1 && copy[length - 1] == '/')
		copy[--length] = '\0';
	return copy;
}

LearnStatus
learn_spool_open(const char *path, long long limit, LearnSpool *spool,
				 LearnProblem *problem)
{
	*spool = LEARN_SPOOL_CLOSED;
	spool->limit = limit;
	if (path == NULL || path[0] == '\0')
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "there is no directory for results that "
								 "cannot be delivered");
	spool->path = copy_path(path);
	if (spool->path == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	make_parents(spool->path);
	spool->directory = open_directory(spool, AT_FDCWD, spool->path, problem);
	if (spool->directory >= 0)
		spool->running =
			open_directory(spool, spool->directory, "running", problem);
	if (spool->running >= 0)
		spool->ready =
			open_directory(spool, spool->directory, "ready", problem);
	if (spool->ready >= 0)
		spool->refused =
			open_directory(spool, spool->directory, "refused", problem);
	if (spool->refused < 0)
		return LEARN_INVALID;
	learn_spool_file_clean(spool);
	return LEARN_OK;
}

void
learn_spool_close(LearnSpool *spool)
{
	const int files[] = {spool->directory, spool->running, spool->ready,
						 spool->refused};

	/* One that is only zeroed has no path. */
	for (size_t i = 0;
		 spool->path != NULL && i < sizeof(files) / sizeof(files[0]); i++)
	{
		if (files[i] >= 0)
			close(files[i]);
	}
	free(spool->path);
	*spool = LEARN_SPOOL_CLOSED;
}

json_object *
learn_spool_list(const LearnSpool *spool, LearnProblem *problem)
{
	return learn_spool_names(spool, spool->ready, LEARN_SPOOL_RESULT, problem);
}

int
learn_spool_count(const LearnSpool *spool)
{
	json_object *names = learn_spool_list(spool, NULL);
	int count = names == NULL ? 0 : (int) json_object_array_length(names);

	json_object_put(names);
	return count;
}

/*
 * What it means that a file cannot be read: the file may be none that ever
 * can be, or it is the system that does not give it now.
 */
static LearnStatus
fail_to_read(const LearnSpool *spool, LearnProblem *problem, const char *doing,
			 const char *name)
{
	bool hopeless =
		errno == ELOOP || errno == ENXIO || errno == EFBIG || errno == EINVAL;

	learn_spool_fail(spool, problem, doing, name);
	return hopeless ? LEARN_INVALID : LEARN_REFUSED;
}

LearnStatus
learn_spool_read(const LearnSpool *spool, const char *name,
				 json_object **execution, LearnProblem *problem)
{
	int file = openat(spool->ready, name,
					  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	LearnStatus status;
	LearnProblem reason;
	LearnBuffer text;

	*execution = NULL;
	if (file < 0 && errno == ENOENT)
		return LEARN_NOTHING;
	if (file < 0)
		return fail_to_read(spool, problem, "open", name);
	learn_buffer_init(&text, 0);
	if (!learn_spool_file_read(file, &text))
		status = fail_to_read(spool, problem, "read", name);
	else
	{
		status = learn_json_parse(text.data, text.length, execution, &reason);
		if (status == LEARN_OK &&
			!json_object_is_type(*execution, json_type_object))
			status = learn_problem_set(&reason, LEARN_INVALID, NULL,
									   "it is not an object");
		if (status != LEARN_OK)
			learn_problem_set(problem, status, spool->path,
							  "\"%s\" is no result: %s", name, reason.message);
	}
	if (status != LEARN_OK)
	{
		json_object_put(*execution);
		*execution = NULL;
	}
	learn_buffer_free(&text);
	close(file);
	return status;
}

LearnStatus
learn_spool_remove(LearnSpool *spool, const char *name, LearnProblem *problem)
{
	return learn_spool_unlink(spool, spool->ready, name, problem);
}

long
learn_spool_take_dropped(LearnSpool *spool)
{
	int file = openat(spool->directory, "dropped",
					  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	LearnBuffer lines;
	long count = 0;

	if (file < 0)
		return 0;
	learn_buffer_init(&lines, 0);
	if (learn_spool_file_read(file, &lines))
		unlinkat(spool->directory, "dropped", 0);
	for (size_t i = 0; i < lines.length; i++)
	{
		if (lines.data[i] == '\n')
			count++;
	}
	learn_buffer_free(&lines);
	close(file);
	return count;
}
