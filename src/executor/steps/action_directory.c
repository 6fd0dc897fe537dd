/*-------------------------------------------------------------------------
 *
 * action_directory.c
 *		The directory into which users put their actions.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/action_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does it belong to root or this user? */
static bool
has_owner(const struct stat *status)
{
	return status->st_uid == 0 || status->st_uid == geteuid();
}

/* Can nobody but root and this user change a file, or a directory? */
static bool
is_ours(const struct stat *status)
{
	return has_owner(status) && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/*
 * Can nobody else put another directory in the place of the next one on the
 * way?  Where the sticky bit is, as in /tmp, only its owner can, and that
 * one's, who is looked at next.
 */
static bool
is_way(const struct stat *status)
{
	return is_ours(status) ||
		   (has_owner(status) && (status->st_mode & S_ISVTX) != 0);
}

/*
 * Checks the directories above, from the root down: each name is looked up in
 * one that nobody else can change.
 */
static LearnStatus
check_way(const char *path, LearnProblem *problem)
{
	char *above = strdup(path);
	LearnStatus result = LEARN_OK;

	if (above == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
								 "out of memory");
	for (size_t i = 0; above[i] != '\0' && result == LEARN_OK; i++)
	{
		struct stat status;
		char after = above[i + 1];

		if (above[i] != '/')
			continue;
		/* With the slash: the first one is all there is of the root. */
		above[i + 1] = '\0';
		if (stat(above, &status) != 0)
			result = learn_problem_set(problem, LEARN_INVALID, "",
									   "could not look at \"%s\": %s", above,
									   strerror(errno));
		else if (!is_way(&status))
			result = learn_problem_set(
				problem, LEARN_INVALID, "",
				"the directory of actions \"%s\" is below \"%s\", which others "
				"than root and this user can change",
				path, above);
		above[i + 1] = after;
	}
	free(above);
	return result;
}

/* Refuses what leads to a directory by way of links, or of somewhere else. */
static LearnStatus
check_path(const char *path, LearnProblem *problem)
{
	char *real = realpath(path, NULL);
	LearnStatus result = LEARN_OK;

	if (real == NULL)
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"could not find the directory of actions \"%s\": %s", path,
			strerror(errno));
	if (strcmp(real, path) != 0)
		result = learn_problem_set(
			problem, LEARN_INVALID, "",
			"the directory of actions \"%s\" must be written as \"%s\"", path,
			real);
	free(real);
	return result;
}

LearnStatus
learn_action_directory_open(const char *path, LearnActionDirectory *directory,
							LearnProblem *problem)
{
	LearnStatus result;
	struct stat status;

	*directory = (LearnActionDirectory){path, -1};
	result = check_path(path, problem);
	if (result == LEARN_OK)
		result = check_way(path, problem);
	if (result != LEARN_OK)
		return result;
	directory->file =
		open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory->file < 0 || fstat(directory->file, &status) != 0)
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"could not open the directory of actions \"%s\": %s", path,
			strerror(errno));
	if (!is_ours(&status))
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"the directory of actions \"%s\" can be written by others than "
			"root and this user",
			path);
	return LEARN_OK;
}

/* Why a program must not be run, or NULL. */
static const char *
find_objection(int directory, const char *name, const struct stat *status)
{
	if (S_ISLNK(status->st_mode))
		return "it is a symbolic link";
	if (!S_ISREG(status->st_mode))
		return "it is not a regular file";
	if (!is_ours(status))
		return "it can be written by others than root and this user";
	if (faccessat(directory, name, X_OK, AT_EACCESS) != 0)
		return "this user may not run it";
	return NULL;
}

LearnStatus
learn_action_directory_check(const LearnActionDirectory *directory,
							 const char *name, LearnProblem *problem)
{
	const char *objection;
	struct stat status;

	if (fstatat(directory->file, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
	{
		if (errno == ENOENT)
			return LEARN_NOTHING;
		objection = strerror(errno);
	}
	else
		objection = find_objection(directory->file, name, &status);
	if (objection == NULL)
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, "",
							 "the action \"%s\" in \"%s\" is not run: %s",
							 name, directory->path, objection);
}

static LearnStatus
could_not_read(const LearnActionDirectory *directory, LearnProblem *problem)
{
	return learn_problem_set(
		problem, LEARN_INVALID, "",
		"could not read the directory of actions \"%s\": %s", directory->path,
		strerror(errno));
}

LearnStatus
learn_action_directory_list(const LearnActionDirectory *directory,
							bool (*is_name)(const char *name),
							json_object *names, LearnProblem *problem)
{
	int file =
		openat(directory->file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = file < 0 ? NULL : fdopendir(file);
	LearnStatus result = LEARN_OK;
	struct dirent *entry;

	if (stream == NULL)
	{
		if (file >= 0)
			close(file);
		return could_not_read(directory, problem);
	}
	while (result == LEARN_OK && (errno = 0, entry = readdir(stream)) != NULL)
	{
		if (is_name(entry->d_name) &&
			learn_action_directory_check(directory, entry->d_name, NULL) ==
				LEARN_OK &&
			!learn_json_append(names, json_object_new_string(entry->d_name)))
			result = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
									   "out of memory");
	}
	if (result == LEARN_OK && errno != 0)
		result =
			learn_problem_set(problem, LEARN_INVALID, directory->path,
							  "could not read the directory of actions: %s",
							  strerror(errno));
	closedir(stream);
	return result;
}

void
learn_action_directory_close(LearnActionDirectory *directory)
{
	if (directory->file >= 0)
		close(directory->file);
	directory->file = -1;
}
