/*-------------------------------------------------------------------------
 *
 * spool_names.c
 *		What is in a directory of the spool.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/spool/spool_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
ends_with(const char *text, const char *ending)
{
	size_t length = strlen(text);
	size_t tail = strlen(ending);

	return length >= tail && strcmp(text + length - tail, ending) == 0;
}

static int
compare_names(const void *left, const void *right)
{
	json_object *const *left_name = left;
	json_object *const *right_name = right;

	return strcmp(json_object_get_string(*left_name),
				  json_object_get_string(*right_name));
}

/* Starts to read a directory, from its beginning; NULL: errno says why not. */
static DIR *
open_stream(int directory)
{
	int file = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = file < 0 ? NULL : fdopendir(file);

	if (stream == NULL && file >= 0)
		close(file);
	return stream;
}

json_object *
learn_spool_names(const LearnSpool *spool, int directory, const char *ending,
				  LearnProblem *problem)
{
	json_object *names = json_object_new_array();
	DIR *stream = open_stream(directory);
	const struct dirent *entry;
	bool complete = names != NULL && stream != NULL;

	while (complete && (errno = 0, entry = readdir(stream)) != NULL)
	{
		if (entry->d_name[0] != '.' && ends_with(entry->d_name, ending) &&
			strlen(entry->d_name) < LEARN_SPOOL_NAME_SIZE)
			complete =
				learn_json_append(names,
								  json_object_new_string(entry->d_name));
		if (!complete)
			errno = ENOMEM;
	}
	complete = complete && errno == 0;
	if (!complete)
		learn_spool_fail(spool, problem, "list", "the directory");
	if (stream != NULL)
		closedir(stream);
	if (complete)
	{
		json_object_array_sort(names, compare_names);
		return names;
	}
	json_object_put(names);
	return NULL;
}

LearnStatus
learn_spool_find(const LearnSpool *spool, int directory,
				 const char *execution_id, char name[LEARN_SPOOL_NAME_SIZE],
				 LearnProblem *problem)
{
	char ending[LEARN_SPOOL_NAME_SIZE];
	LearnStatus status = LEARN_NOTHING;
	json_object *names;

	snprintf(ending, sizeof(ending), "-%s" LEARN_SPOOL_RESULT, execution_id);
	names = learn_spool_names(spool, directory, ending, problem);
	if (names == NULL)
		return LEARN_INVALID;
	for (size_t i = 0; i < json_object_array_length(names); i++)
	{
		const char *found =
			json_object_get_string(json_object_array_get_idx(names, i));

		/* An id may end like another: the time before it has only digits. */
		if (strspn(found, "0123456789") == strlen(found) - strlen(ending))
		{
			snprintf(name, LEARN_SPOOL_NAME_SIZE, "%s", found);
			status = LEARN_OK;
		}
	}
	json_object_put(names);
	return status;
}

long long
learn_spool_bytes(const LearnSpool *spool, int directory,
				  LearnProblem *problem)
{
	json_object *names = learn_spool_names(spool, directory, "", problem);
	struct stat status;
	long long bytes = 0;

	if (names == NULL)
		return -1;
	for (size_t i = 0; i < json_object_array_length(names); i++)
	{
		const char *name =
			json_object_get_string(json_object_array_get_idx(names, i));

		if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
			bytes += status.st_size;
	}
	json_object_put(names);
	return bytes;
}
