/*-------------------------------------------------------------------------
 *
 * fingerprint_path.c
 *		Which part of a path is the same on every machine.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint_path.h"

#include <string.h>

#include "core/fingerprint_words.h"

/* Longest name of a directory or file that is the same everywhere. */
#define COMPONENT_MAX 32

/* Where systems keep what comes with them and with their programs. */
static const char *const posix_roots[] = {
	"/etc", "/usr",  "/bin",     "/sbin",         "/lib",     "/lib64",
	"/opt", "/boot", "/dev",     "/proc",         "/sys",     "/var",
	"/run", "/srv",  "/library", "/applications", "/private", "/system"};
static const char *const drive_roots[] = {":\\windows", ":\\program files",
										  ":\\program files (x86)",
										  ":\\programdata", ":\\inetpub"};
static const char *const registry_roots[] = {"hklm", "hkcr",
											 "hkey_local_machine",
											 "hkey_classes_root"};

/*
 * Does the path start with one of the directories?
 */
static bool
is_under(const char *path, size_t length, const char *const *roots,
		 size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		size_t root = strlen(roots[i]);

		if (length >= root && memcmp(path, roots[i], root) == 0 &&
			(length == root || path[root] == '/' || path[root] == '\\'))
			return true;
	}
	return false;
}

/*
 * Where the first component starts when the path is under a root that is the
 * same everywhere; 0: it is under none.
 */
static size_t
first_component(const char *path, size_t length, char *separator)
{
	if (path[0] == '/')
	{
		*separator = '/';
		return is_under(path, length, posix_roots,
						sizeof(posix_roots) / sizeof(*posix_roots))
				   ? 1
				   : 0;
	}
	*separator = '\\';
	if (is_under(path, length, registry_roots,
				 sizeof(registry_roots) / sizeof(*registry_roots)))
		return strcspn(path, "\\") + 1;
	return is_under(path + 1, length - 1, drive_roots,
					sizeof(drive_roots) / sizeof(*drive_roots))
			   ? 3
			   : 0;
}

/*
 * Can a directory or file be the same everywhere?  What has a digit varies, as
 * do the files that programs write.
 */
static bool
is_fixed_component(const char *name, size_t length)
{
	size_t suffix = length;

	if (length == 0 || length > COMPONENT_MAX)
		return false;
	if ((learn_fingerprint_word(name, length) & LEARN_WORD_FIXED) != 0)
		return true;
	for (size_t i = 0; i < length; i++)
	{
		char c = name[i];

		if (!(c >= 'a' && c <= 'z') && ((unsigned char) c & 0x80) == 0 &&
			memchr(".-_ ", c, 4) == NULL)
			return length == strlen("program files (x86)") &&
				   memcmp(name, "program files (x86)", length) == 0;
	}
	while (suffix > 0 && name[suffix - 1] != '.')
		suffix--;
	return suffix == 0 ||
		   (learn_fingerprint_word(name + suffix, length - suffix) &
			LEARN_WORD_DATA) == 0;
}

/*
 * Does a directory have something in it for each user?
 */
static bool
has_one_for_each(const char *name, size_t length)
{
	static const char *const names[] = {"crontabs", "home", "mail", "users"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		if (strlen(names[i]) == length && memcmp(name, names[i], length) == 0)
			return true;
	}
	return false;
}

size_t
learn_fingerprint_fixed_path(const char *path, size_t length)
{
	char separator;
	size_t at = first_component(path, length, &separator);
	size_t fixed = 0;

	if (at == 0)
		return 0;
	while (at < length)
	{
		const char *found = memchr(path + at, separator, length - at);
		size_t stop = found != NULL ? (size_t) (found - path) : length;

		if (stop > at)
		{
			if (stop > LEARN_FINGERPRINT_PATH_MAX ||
				!is_fixed_component(path + at, stop - at))
				break;
			fixed = stop;
			if (has_one_for_each(path + at, stop - at))
				break;
		}
		at = stop + 1;
	}
	return fixed;
}

const char *
learn_fingerprint_path_space(const char *path, const char *at, const char *end)
{
	static const struct
	{
		const char *before;
		const char *after;
	} names[] = {{"\\program", " files (x86)"},
				 {"\\program", " files"},
				 {"\\common", " files"},
				 {"\\documents", " and settings"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		size_t before = strlen(names[i].before);
		size_t after = strlen(names[i].after);

		if ((size_t) (at - path) >= before && (size_t) (end - at) >= after &&
			memcmp(at - before, names[i].before, before) == 0 &&
			memcmp(at, names[i].after, after) == 0)
			return at + after;
	}
	return at;
}
