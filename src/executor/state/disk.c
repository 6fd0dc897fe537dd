/*-------------------------------------------------------------------------
 *
 * disk.c
 *		How full the file systems are, as df computes it.
 *
 * Those of the runbook's paths, the root, and others of this host.  Unless the
 * incident is about disks, the others are those that a service writes to: that
 * an archive is full is no reason why one fails.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "executor/state/part.h"
#include "executor/state/source.h"

/* File systems that are reported, besides those asked for by name. */
#define DISKS_MAX 16

/* Where file systems are on which no service depends. */
static const char *const aside[] = {"/boot",
									"/media",
									"/mnt",
									"/run/credentials",
									"/run/user",
									"/snap",
									"/var/lib/docker",
									"/var/lib/kubelet",
									NULL};

/* Those that are reported already. */
typedef struct Disks
{
	json_object *object;
	const LearnMount *mounts[DISKS_MAX];
	int count;
} Disks;

/*
 * The share that is used, in percent and rounded up: what is left may not be
 * for everybody.  Negative: there is no share of nothing.
 */
static double
used_percent(fsblkcnt_t total, fsblkcnt_t unused, fsblkcnt_t available)
{
	uint64_t used = total > unused ? total - unused : 0;
	uint64_t usable = used + available;

	if (total == 0 || usable == 0)
		return -1;
	if (used > UINT64_MAX / 100)
		return 100.0 * ((double) used / (double) usable);
	return (double) (used * 100 / usable + (used * 100 % usable != 0));
}

/*
 * Says how full the file system at a path is; one that tells no size is left
 * out.
 */
static bool
add_usage(json_object *disks, const char *name, const char *path,
		  bool read_only)
{
	char clean[LEARN_CLEAN_SIZE(LEARN_NAME_LENGTH)];
	struct statvfs status;
	json_object *disk;
	double megabytes;
	double percent;

	if (statvfs(path, &status) != 0 || status.f_blocks == 0)
		return true;
	learn_source_clean(name, strnlen(name, LEARN_NAME_LENGTH), clean);
	disk = learn_state_open(disks, clean);
	if (disk == NULL)
		return false;
	if (read_only || (status.f_flag & ST_RDONLY) != 0)
		return learn_json_add(disk, "read_only",
							  json_object_new_boolean(true));

	percent = used_percent(status.f_blocks, status.f_bfree, status.f_bavail);
	if (percent >= 0 &&
		!learn_state_add_number(disk, "used_percent", percent, 0))
		return false;
	megabytes = (double) status.f_bavail * (double) status.f_frsize / 1048576;
	if (!learn_state_add_number(disk, "free_mb", megabytes,
								megabytes < 10 ? 1 : 0))
		return false;
	percent = used_percent(status.f_files, status.f_ffree, status.f_favail);
	return percent < 0 ||
		   learn_state_add_number(disk, "inodes_used_percent", percent, 0);
}

/* Is this file system reported, perhaps as one that is mounted elsewhere? */
static bool
is_reported(const Disks *disks, const LearnMount *mount)
{
	for (int i = 0; i < disks->count; i++)
	{
		if (strcmp(disks->mounts[i]->device, mount->device) == 0)
			return true;
	}
	return false;
}

static bool
add_disk(Disks *disks, const LearnMount *mount)
{
	if (disks->count == DISKS_MAX || is_reported(disks, mount))
		return true;
	disks->mounts[disks->count++] = mount;
	return add_usage(disks->object, mount->point, mount->point,
					 mount->read_only);
}

/*
 * The file system of a path, of as much of it as is there.
 */
static bool
add_disk_of(Disks *disks, const LearnLook *look, const char *path)
{
	char resolved[PATH_MAX];
	const LearnMount *mount = NULL;

	/* What is still to be made will be where its directory is. */
	learn_mounts_resolve(&look->mounts, path, resolved, &mount);
	return mount == NULL || mount->kind < LEARN_MOUNT_LAYERS ||
		   add_disk(disks, mount);
}

/* Is the path, or does it lie below, this directory? */
static bool
is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	while (length > 0 && directory[length - 1] == '/')
		length--;
	return strncmp(path, directory, length) == 0 &&
		   (path[length] == '/' || path[length] == '\0');
}

/* Is it below one of the runbook's paths? */
static bool
is_runbooks(const LearnLook *look, const LearnMount *mount)
{
	for (int i = 0; i < look->wanted.paths.count; i++)
	{
		if (is_below(mount->point, look->wanted.paths.items[i]))
			return true;
	}
	return false;
}

static bool
is_aside(const LearnMount *mount)
{
	for (int i = 0; aside[i] != NULL; i++)
	{
		if (is_below(mount->point, aside[i]))
			return true;
	}
	return false;
}

/*
 * Can it be looked at?  A file system that several paths lead to is found
 * under the one to a directory.
 */
static bool
is_visible(const LearnLook *look, const LearnMount *mount)
{
	struct stat status;

	return strlen(mount->point) <= LEARN_NAME_LENGTH &&
		   learn_mounts_is_reached(&look->mounts, mount) &&
		   stat(mount->point, &status) == 0 && S_ISDIR(status.st_mode);
}

/*
 * Adds those of a kind, below the runbook's paths or elsewhere; false: no
 * memory.
 */
static bool
add_others(Disks *disks, const LearnLook *look, LearnMountKind kind,
		   bool runbooks)
{
	bool all = (look->wanted.about & LEARN_ABOUT_DISKS) != 0;

	for (int i = 0; i < look->mounts.count; i++)
	{
		const LearnMount *mount = &look->mounts.items[i];

		if (mount->kind == kind && is_runbooks(look, mount) == runbooks &&
			(all || runbooks || !is_aside(mount)) && is_visible(look, mount) &&
			!add_disk(disks, mount))
			return false;
	}
	return true;
}

/*
 * A path that was asked for is reported by its own name.
 */
static bool
add_asked(Disks *disks, const LearnLook *look)
{
	for (int i = 0; i < look->wanted.disks.count; i++)
	{
		const char *path = look->wanted.disks.items[i];
		char resolved[PATH_MAX];
		const LearnMount *mount = NULL;
		int error =
			learn_mounts_resolve(&look->mounts, path, resolved, &mount);

		if (error != 0 && !learn_state_add_error(disks->object, path,
												 learn_mounts_reason(error)))
			return false;
		if (error == 0 && !add_usage(disks->object, path, resolved,
									 mount != NULL && mount->read_only))
			return false;
	}
	return true;
}

bool
learn_state_add_disk(const LearnLook *look, json_object *state)
{
	Disks disks = {.object = learn_state_open(state, "disk")};
	const LearnMount *root = NULL;
	char resolved[PATH_MAX];

	if (disks.object == NULL)
		return false;
	learn_mounts_resolve(&look->mounts, "/", resolved, &root);
	if (root != NULL ? !add_disk(&disks, root)
					 : !add_usage(disks.object, "/", "/", false))
		return false;
	for (int i = 0; i < look->wanted.paths.count; i++)
	{
		if (!add_disk_of(&disks, look, look->wanted.paths.items[i]))
			return false;
	}
	/* There is room for some only. */
	return add_others(&disks, look, LEARN_MOUNT_DISK, true) &&
		   add_others(&disks, look, LEARN_MOUNT_MEMORY, true) &&
		   add_others(&disks, look, LEARN_MOUNT_DISK, false) &&
		   add_others(&disks, look, LEARN_MOUNT_MEMORY, false) &&
		   add_asked(&disks, look);
}
