/*-------------------------------------------------------------------------
 *
 * platform_version.c
 *		Which version of its system this host has.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/platform_version.h"

#include <stdbool.h>
#include <string.h>
#include <sys/utsname.h>

#include "executor/state/source.h"

/* Bytes of os-release that are read. */
#define RELEASE_LIMIT 65536

/* Bytes of a version that are taken, each of which may become three. */
#define VERSION_MAX ((LEARN_PLATFORM_VERSION_SIZE - 1) / 3)

/*
 * The value in VERSION_ID="12", as a shell would read it; NULL: the line is
 * another one.
 */
static char *
read_version(char *line)
{
	static const char name[] = "VERSION_ID=";
	char *value = line + strlen(name);
	char quote;

	if (strncmp(line, name, strlen(name)) != 0)
		return NULL;
	quote = value[0];
	if (quote == '"' || quote == '\'')
		value++;
	else
		quote = ' ';
	value[strcspn(value, (char[]){quote, '\0'})] = '\0';
	return value;
}

/*
 * The file is there or not, and names a version or not: what rolls has none.
 */
static bool
read_release(const char *root, const char *path, char *version)
{
	LearnLines lines;
	char *line;

	if (!learn_lines_open(&lines, root, path, RELEASE_LIMIT))
		return false;
	while ((line = learn_lines_next(&lines)) != NULL)
	{
		const char *value = read_version(line);

		if (value != NULL)
			learn_source_clean(value, strnlen(value, VERSION_MAX), version);
	}
	learn_lines_close(&lines);
	return true;
}

void
learn_platform_version(const char *root,
					   char version[LEARN_PLATFORM_VERSION_SIZE])
{
	version[0] = '\0';
	if (!read_release(root, "/etc/os-release", version) &&
		!read_release(root, "/usr/lib/os-release", version))
	{
#ifndef __linux__
		struct utsname name;

		/* Its length depends on the system, and is not always the longer. */
		size_t longest = VERSION_MAX < sizeof(name.release)
							 ? VERSION_MAX
							 : sizeof(name.release);

		if (uname(&name) >= 0)
			learn_source_clean(name.release, strnlen(name.release, longest),
							   version);
#endif
	}
}
