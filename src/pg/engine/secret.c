/*-------------------------------------------------------------------------
 *
 * secret.c
 *		Keys, and other short secrets: from files, or the environment.
 *
 * Read anew for every request, so that a key can be changed without a
 * restart, and held no longer than it takes to make the request's headers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pg/engine/secret.h"
#include "pg/settings.h"

/*
 * Raises about the file, with errno's text when there is one.
 */
static void
refuse(LearnSecret *secret, const char *setting, int file, int error,
	   const char *reason)
{
	learn_secret_wipe(secret);
	if (file >= 0)
		close(file);
	errno = error;
	if (error != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read the file in \"%s\": %m", setting)));
	ereport(
		ERROR,
		(errcode(ERRCODE_CONFIG_FILE_ERROR),
		 errmsg("the file in \"%s\" cannot be used", setting),
		 errdetail("%s", reason),
		 errhint(
			 "Give it to the server's operating system user with mode 0600, with this one line in it.")));
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
	if (status->st_size > LEARN_SECRET_MAX)
		return "It is too long.";
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
read_environment(LearnSecret *secret)
{
	const char *value = getenv("LEARN_API_KEY");

	secret->text[0] = '\0';
	if (value == NULL || *value == '\0')
		return;
	if (strlen(value) <= LEARN_SECRET_MAX)
	{
		strcpy(secret->text, value);
		if (check_text(secret->text) == NULL)
			return;
	}
	learn_secret_wipe(secret);
	ereport(ERROR,
			(errcode(ERRCODE_CONFIG_FILE_ERROR),
			 errmsg("the environment variable \"%s\" does not hold a key",
					"LEARN_API_KEY")));
}

/*
 * Reads the key from the file that a setting names.
 */
static void
read_file(LearnSecret *secret, const char *setting, const char *path)
{
	struct stat status;
	const char *reason;
	size_t filled = 0;
	ssize_t got;
	int file;

	file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0 || fstat(file, &status) != 0)
		refuse(secret, setting, file, errno, NULL);
	reason = check_permissions(&status);
	if (reason != NULL)
		refuse(secret, setting, file, 0, reason);

	while (filled < LEARN_SECRET_MAX &&
		   (got = read(file, secret->text + filled,
					   LEARN_SECRET_MAX - filled)) != 0)
	{
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			refuse(secret, setting, file, errno, NULL);
		filled += (size_t) got;
	}
	secret->text[filled] = '\0';
	reason = strlen(secret->text) == filled ? check_text(secret->text)
											: "It is not text.";
	if (reason != NULL)
		refuse(secret, setting, file, 0, reason);
	close(file);
}

static bool
is_set(const char *path)
{
	return path != NULL && *path != '\0';
}

void
learn_secret_read_api_key(LearnSecret *secret)
{
	if (is_set(learn_setting_api_key_file))
		read_file(secret, "learn.api_key_file", learn_setting_api_key_file);
	else
		read_environment(secret);
}

void
learn_secret_read_webhook_key(LearnSecret *secret)
{
	secret->text[0] = '\0';
	if (is_set(learn_setting_webhook_key_file))
		read_file(secret, "learn.webhook_key_file",
				  learn_setting_webhook_key_file);
}

void
learn_secret_read_webhook_url(LearnSecret *secret)
{
	if (*learn_setting_webhook_url == '/')
		read_file(secret, "learn.webhook_url", learn_setting_webhook_url);
	else
		strlcpy(secret->text, learn_setting_webhook_url, sizeof(secret->text));
}

void
learn_secret_wipe(LearnSecret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}
