/*-------------------------------------------------------------------------
 *
 * api_key.c
 *		The endpoint's API key: from a file or the environment.
 *
 * Read anew for every request, so that a key can be changed without a
 * restart, and held no longer than it takes to hand it to libcurl.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pg/engine/api_key.h"
#include "pg/settings.h"

/*
 * Raises about the file, with errno's text when there is one.
 */
static void
refuse(LearnApiKey *key, int file, int error, const char *reason)
{
	learn_api_key_wipe(key);
	if (file >= 0)
		close(file);
	errno = error;
	if (error != 0)
		ereport(ERROR, (errcode_for_file_access(),
						errmsg("could not read the file in \"%s\": %m",
							   "learn.api_key_file")));
	ereport(
		ERROR,
		(errcode(ERRCODE_CONFIG_FILE_ERROR),
		 errmsg("the file in \"%s\" cannot be used", "learn.api_key_file"),
		 errdetail("%s", reason),
		 errhint(
			 "Give it to the server's operating system user with mode 0600, holding the key alone.")));
}

/*
 * As libpq demands of a private key: ours alone, or root's and our group's.
 */
static const char *
check_permissions(const struct stat *status)
{
	if (!S_ISREG(status->st_mode))
		return "It is not a regular file.";
	if (status->st_uid != geteuid() && status->st_uid != 0)
		return "It belongs to another user.";
	if ((status->st_uid == geteuid() &&
		 (status->st_mode & (S_IRWXG | S_IRWXO))) ||
		(status->st_uid != geteuid() &&
		 (status->st_mode & (S_IWGRP | S_IXGRP | S_IRWXO))))
		return "Its permissions let others read it.";
	if (status->st_size > LEARN_API_KEY_MAX)
		return "It is too long to be a key.";
	return NULL;
}

/*
 * Cuts the line end, and accepts nothing that could end a header.
 */
static const char *
check_text(char *text)
{
	size_t length = strlen(text);

	while (length > 0 &&
		   (text[length - 1] == '\n' || text[length - 1] == '\r'))
		text[--length] = '\0';
	if (length == 0)
		return "It is empty.";
	for (size_t i = 0; i < length; i++)
	{
		if (text[i] <= ' ' || text[i] > '~')
			return "It is not one line of printable ASCII without spaces.";
	}
	return NULL;
}

static void
read_environment(LearnApiKey *key)
{
	const char *value = getenv("LEARN_API_KEY");

	key->text[0] = '\0';
	if (value == NULL || *value == '\0')
		return;
	if (strlen(value) <= LEARN_API_KEY_MAX)
	{
		strcpy(key->text, value);
		if (check_text(key->text) == NULL)
			return;
	}
	learn_api_key_wipe(key);
	ereport(ERROR,
			(errcode(ERRCODE_CONFIG_FILE_ERROR),
			 errmsg("the environment variable \"%s\" does not hold a key",
					"LEARN_API_KEY")));
}

void
learn_api_key_read(LearnApiKey *key)
{
	const char *path = learn_setting_api_key_file;
	struct stat status;
	const char *reason;
	size_t filled = 0;
	ssize_t got;
	int file;

	if (path == NULL || *path == '\0')
	{
		read_environment(key);
		return;
	}

	file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0 || fstat(file, &status) != 0)
		refuse(key, file, errno, NULL);
	reason = check_permissions(&status);
	if (reason != NULL)
		refuse(key, file, 0, reason);

	while (filled < LEARN_API_KEY_MAX &&
		   (got = read(file, key->text + filled,
					   LEARN_API_KEY_MAX - filled)) != 0)
	{
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			refuse(key, file, errno, NULL);
		filled += (size_t) got;
	}
	key->text[filled] = '\0';
	reason = strlen(key->text) == filled ? check_text(key->text)
										 : "It is not text.";
	if (reason != NULL)
		refuse(key, file, 0, reason);
	close(file);
}

void
learn_api_key_wipe(LearnApiKey *key)
{
	explicit_bzero(key, sizeof(*key));
}
