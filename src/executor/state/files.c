/*-------------------------------------------------------------------------
 *
 * files.c
 *		Whether files are there, how old they are, and how large.
 *
 * Of a directory, such as one with backups, the newest file directly in it
 * counts.
 *
 *-------------------------------------------------------------------------
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "executor/state/part.h"

/* Entries of a directory that are looked at. */
#define ENTRIES_MAX 20000

/* Could this entry of a directory be a file, and one of this host's? */
static bool
is_candidate(const LearnLook *look, const char *path,
			 const struct dirent *entry)
{
	char whole[PATH_MAX];
	int length = snprintf(whole, sizeof(whole), "%s/%s", path, entry->d_name);

	return (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN) &&
		   length > 0 && (size_t) length < sizeof(whole) &&
		   !learn_mounts_is_point(&look->mounts, whole);
}

/*
 * Finds the newest file in a directory, which has no links in its path.
 * Returns 0, ENOENT when there is none, or as in errno.
 */
static int
find_newest(const LearnLook *look, const char *path, struct stat *newest)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	int found = ENOENT;

	if (directory == NULL)
		return errno;
	for (int i = 0; i < ENTRIES_MAX && (entry = readdir(directory)) != NULL;
		 i++)
	{
		struct stat status;

		if (!is_candidate(look, path, entry) ||
			fstatat(dirfd(directory), entry->d_name, &status,
					AT_SYMLINK_NOFOLLOW) != 0 ||
			!S_ISREG(status.st_mode))
			continue;
		if (found != 0 || status.st_mtime > newest->st_mtime)
			*newest = status;
		found = 0;
	}
	closedir(directory);
	return found;
}

/*
 * How old and large a file is; one from the future has a negative age.
 */
static bool
add_file_facts(json_object *object, const struct stat *status)
{
	return learn_state_add_number(object, "age_seconds",
								  difftime(time(NULL), status->st_mtime), 0) &&
		   learn_state_add_number(object, "size", (double) status->st_size, 0);
}

/*
 * What is known of what is there.
 */
static bool
add_facts(const LearnLook *look, json_object *object, const char *path,
		  const struct stat *status)
{
	struct stat newest;
	int error;

	if (!learn_json_add(object, "exists", json_object_new_boolean(true)))
		return false;
	if (!S_ISDIR(status->st_mode))
		return add_file_facts(object, status);
	if (!learn_json_add(object, "directory", json_object_new_boolean(true)))
		return false;
	error = find_newest(look, path, &newest);
	if (error == 0)
		return add_file_facts(object, &newest);
	return error == ENOENT ||
		   learn_state_add_text(object, "error", learn_mounts_reason(error));
}

static bool
add_file(const LearnLook *look, json_object *files, const char *path)
{
	char resolved[PATH_MAX];
	const LearnMount *mount;
	struct stat status;
	int error = learn_mounts_resolve(&look->mounts, path, resolved, &mount);
	json_object *object;

	if (error == 0 && lstat(resolved, &status) != 0)
		error = errno;
	if (error != 0 && error != ENOENT && error != ENOTDIR)
		return learn_state_add_error(files, path, learn_mounts_reason(error));
	object = learn_state_open(files, path);
	if (object == NULL)
		return false;
	if (error != 0)
		return learn_json_add(object, "exists",
							  json_object_new_boolean(false));
	return add_facts(look, object, resolved, &status);
}

bool
learn_state_add_files(const LearnLook *look, json_object *state)
{
	return learn_state_add_each(look, state, "files", &look->wanted.files,
								add_file);
}
