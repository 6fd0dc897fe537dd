/*-------------------------------------------------------------------------
 *
 * mounts.c
 *		Where which file system is, and which of them may be looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/state/mounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "executor/state/source.h"

/* Bounds of the table: bytes, and mounts. */
#define TABLE_LIMIT (16 * 1024 * 1024)
#define MOUNTS_MAX 16384

/* As many symbolic links as Linux follows. */
#define LINKS_MAX 40

/*
 * File systems of this host.  What is not listed is taken for remote: those of
 * the network, those that a program provides (fuse), those that mount others
 * when they are looked at (autofs), and most of the kernel's own, of which
 * nobody needs to know how full they are.
 */
static const struct
{
	const char *type;
	LearnMountKind kind;
} local_types[] = {
	{"bcachefs", LEARN_MOUNT_DISK},  {"btrfs", LEARN_MOUNT_DISK},
	{"erofs", LEARN_MOUNT_DISK},     {"exfat", LEARN_MOUNT_DISK},
	{"ext2", LEARN_MOUNT_DISK},      {"ext3", LEARN_MOUNT_DISK},
	{"ext4", LEARN_MOUNT_DISK},      {"f2fs", LEARN_MOUNT_DISK},
	{"hfs", LEARN_MOUNT_DISK},       {"hfsplus", LEARN_MOUNT_DISK},
	{"iso9660", LEARN_MOUNT_DISK},   {"jffs2", LEARN_MOUNT_DISK},
	{"jfs", LEARN_MOUNT_DISK},       {"minix", LEARN_MOUNT_DISK},
	{"msdos", LEARN_MOUNT_DISK},     {"nilfs2", LEARN_MOUNT_DISK},
	{"ntfs3", LEARN_MOUNT_DISK},     {"reiserfs", LEARN_MOUNT_DISK},
	{"squashfs", LEARN_MOUNT_DISK},  {"ubifs", LEARN_MOUNT_DISK},
	{"udf", LEARN_MOUNT_DISK},       {"ufs", LEARN_MOUNT_DISK},
	{"vfat", LEARN_MOUNT_DISK},      {"xfs", LEARN_MOUNT_DISK},
	{"zfs", LEARN_MOUNT_DISK},       {"ramfs", LEARN_MOUNT_MEMORY},
	{"rootfs", LEARN_MOUNT_MEMORY},  {"tmpfs", LEARN_MOUNT_MEMORY},
	{"aufs", LEARN_MOUNT_LAYERS},    {"ecryptfs", LEARN_MOUNT_LAYERS},
	{"overlay", LEARN_MOUNT_LAYERS}, {"devtmpfs", LEARN_MOUNT_DEVICES},
};

static LearnMountKind
kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof(local_types) / sizeof(*local_types); i++)
	{
		if (strcmp(local_types[i].type, type) == 0)
			return local_types[i].kind;
	}
	return LEARN_MOUNT_REMOTE;
}

/*
 * Blanks, tabs, line ends and backslashes are written as three octal digits.
 */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; to++)
	{
		if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3)
		{
			*to = (char) ((from[1] - '0') << 6 | (from[2] - '0') << 3 |
						  (from[3] - '0'));
			from += 4;
		}
		else
			*to = *from++;
	}
	*to = '\0';
}

/* Is "ro" the first of some options? */
static bool
says_read_only(const char *options)
{
	return strcmp(options, "ro") == 0 || strncmp(options, "ro,", 3) == 0;
}

static bool
add_mount(LearnMounts *mounts, const LearnMount *mount)
{
	LearnMount *added;

	if (mounts->count == mounts->capacity)
	{
		int capacity = mounts->capacity > 0 ? 2 * mounts->capacity : 64;
		LearnMount *items =
			realloc(mounts->items, (size_t) capacity * sizeof(*items));

		if (items == NULL)
			return false;
		mounts->items = items;
		mounts->capacity = capacity;
	}
	added = &mounts->items[mounts->count];
	*added = *mount;
	added->point = strdup(mount->point);
	added->device = strdup(mount->device);
	mounts->count++;
	return added->point != NULL && added->device != NULL;
}

/*
 * Reads "36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw".
 * What is pointed to lies in the line.
 */
static bool
read_mount(char *line, LearnMount *mount)
{
	enum
	{
		ID,
		PARENT,
		DEVICE,
		ROOT,
		POINT,
		OPTIONS,
		FIELDS
	};
	char *fields[FIELDS];
	const char *id;
	const char *parent;
	const char *field;
	const char *type;
	uint64_t numbers[2];

	for (int i = 0; i < FIELDS; i++)
		fields[i] = strsep(&line, " ");
	do
		field = strsep(&line, " ");
	while (field != NULL && strcmp(field, "-") != 0);
	type = strsep(&line, " ");
	strsep(&line, " ");
	/* Of a line that was cut, the beginning will do. */
	if (line == NULL)
		return false;
	id = fields[ID];
	parent = fields[PARENT];
	if (fields[POINT][0] != '/' ||
		!learn_source_number(&id, 10, &numbers[0]) || numbers[0] > INT_MAX ||
		!learn_source_number(&parent, 10, &numbers[1]) || numbers[1] > INT_MAX)
		return false;
	unescape(fields[POINT]);
	*mount = (LearnMount){.id = (int) numbers[0],
						  .parent = (int) numbers[1],
						  .point = fields[POINT],
						  .device = fields[DEVICE],
						  .kind = kind_of(type),
						  .read_only = says_read_only(fields[OPTIONS]) ||
									   says_read_only(line)};
	return true;
}

/* Which mount is at this place of another one; NULL: none. */
static const LearnMount *
mounted_on(const LearnMounts *mounts, int on, const char *point)
{
	for (int i = 0; i < mounts->count; i++)
	{
		const LearnMount *mount = &mounts->items[i];

		if (mount->parent == on && mount->id != on &&
			strcmp(mount->point, point) == 0)
			return mount;
	}
	return NULL;
}

static bool
has_mount(const LearnMounts *mounts, int id)
{
	for (int i = 0; i < mounts->count; i++)
	{
		if (mounts->items[i].id == id)
			return true;
	}
	return false;
}

/*
 * Finds the root: on it, or on what is on it, is all the rest.  Its own entry
 * is not in the table when the root of this process is a directory of it.
 */
static void
find_root(LearnMounts *mounts)
{
	for (int i = 0; i < mounts->count; i++)
	{
		const LearnMount *mount = &mounts->items[i];

		if (has_mount(mounts, mount->parent) && mount->parent != mount->id)
			continue;
		mounts->root =
			strcmp(mount->point, "/") == 0 ? mount->id : mount->parent;
		return;
	}
}

/*
 * Reads the lines; false: no memory.
 */
static bool
read_table(LearnMounts *mounts, LearnLines *lines)
{
	char *line;

	while ((line = learn_lines_next(lines)) != NULL)
	{
		LearnMount mount;

		if (mounts->count == MOUNTS_MAX || !read_mount(line, &mount))
			mounts->incomplete = true;
		else if (!add_mount(mounts, &mount))
			return false;
	}
	return true;
}

bool
learn_mounts_read(LearnMounts *mounts, const char *root)
{
	LearnLines lines;
	bool read;

	memset(mounts, 0, sizeof(*mounts));
	if (!learn_lines_open(&lines, root, "/proc/self/mountinfo", TABLE_LIMIT))
		return true;
	read = read_table(mounts, &lines);
	learn_lines_close(&lines);
	if (read)
		find_root(mounts);
	return read;
}

/* How far one has come on the way along a path. */
typedef struct Way
{
	const LearnMounts *mounts;
	int on;                  /* the id of the mount */
	const LearnMount *mount; /* the same; NULL: it is not in the table */
	bool is_mount;           /* the last name was the place of a mount */
} Way;

/*
 * Takes the way to a path, of which the directory is where it has led; false:
 * that is remote.  One mount may lie upon another; a table that goes in
 * circles is no reason to do so.
 */
static bool
go_on(Way *way, const char *path)
{
	way->is_mount = false;
	for (int i = 0; i < way->mounts->count; i++)
	{
		const LearnMount *next = mounted_on(way->mounts, way->on, path);

		if (next == NULL)
			break;
		way->on = next->id;
		way->mount = next;
		way->is_mount = true;
	}
	return !way->is_mount || way->mount->kind != LEARN_MOUNT_REMOTE;
}

/*
 * Takes the way from the root to a path without links; false: it leads past
 * something remote.
 */
static bool
go_there(Way *way, const LearnMounts *mounts, const char *path)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	*way = (Way){.mounts = mounts, .on = mounts->root};
	if (length >= sizeof(part))
		return false;
	for (int i = 0; i < mounts->count; i++)
	{
		if (mounts->items[i].id == mounts->root)
			way->mount = &mounts->items[i];
	}
	/* What lies upon the root comes into play at once, whatever it is. */
	go_on(way, "/");
	for (size_t i = 1; i <= length; i++)
	{
		if (i == 1 || (path[i] != '/' && path[i] != '\0'))
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (!go_on(way, part))
			return false;
	}
	return true;
}

bool
learn_mounts_is_reached(const LearnMounts *mounts, const LearnMount *mount)
{
	Way way;

	return !mounts->incomplete && go_there(&way, mounts, mount->point) &&
		   way.mount == mount;
}

/* A path that is being followed. */
typedef struct Walk
{
	Way way;
	char *done;          /* "" stands for "/" */
	char rest[PATH_MAX]; /* what is still to be followed */
	int links;
} Walk;

/*
 * Puts the text that a link holds before the rest.
 */
static int
follow_link(Walk *walk, char *slash)
{
	char target[PATH_MAX];
	size_t kept = strlen(walk->rest) + 1;
	ssize_t length = readlink(walk->done, target, sizeof(target));

	if (length < 0)
		return errno;
	if (++walk->links > LINKS_MAX)
		return ELOOP;
	if ((size_t) length + 1 + kept > sizeof(walk->rest))
		return ENAMETOOLONG;
	memmove(walk->rest + length + 1, walk->rest, kept);
	memcpy(walk->rest, target, (size_t) length);
	walk->rest[length] = '/';
	if (target[0] == '/')
		walk->done[0] = '\0';
	else
		*slash = '\0';
	return go_there(&walk->way, walk->way.mounts, walk->done) ? 0 : EREMOTE;
}

/*
 * Follows one name.
 */
static int
follow_name(Walk *walk, const char *name, size_t length)
{
	size_t done = strlen(walk->done);
	char *slash = walk->done + done;
	struct stat status;

	if (length == 1 && name[0] == '.')
		return 0;
	if (length == 2 && name[0] == '.' && name[1] == '.')
	{
		slash = strrchr(walk->done, '/');
		if (slash != NULL)
			*slash = '\0';
		return go_there(&walk->way, walk->way.mounts, walk->done) ? 0
																  : EREMOTE;
	}
	if (done + 1 + length >= PATH_MAX)
		return ENAMETOOLONG;
	slash[0] = '/';
	memcpy(slash + 1, name, length);
	slash[1 + length] = '\0';
	if (!go_on(&walk->way, walk->done))
		return EREMOTE;
	if (walk->way.is_mount)
		return 0;
	if (lstat(walk->done, &status) != 0)
		return errno;
	return S_ISLNK(status.st_mode) ? follow_link(walk, slash) : 0;
}

int
learn_mounts_resolve(const LearnMounts *mounts, const char *path,
					 char resolved[PATH_MAX], const LearnMount **mount)
{
	Walk walk = {.done = resolved};
	int error = 0;

	if (path[0] != '/')
		return EINVAL;
	if (strlen(path) >= PATH_MAX)
		return ENAMETOOLONG;
	if (mounts->incomplete)
		return EREMOTE;
	strcpy(walk.rest, path);
	resolved[0] = '\0';
	go_there(&walk.way, mounts, "");
	while (error == 0 && walk.rest[strspn(walk.rest, "/")] != '\0')
	{
		char name[NAME_MAX + 1];
		const char *start = walk.rest + strspn(walk.rest, "/");
		size_t length = strcspn(start, "/");

		if (length > NAME_MAX)
			return ENAMETOOLONG;
		memcpy(name, start, length);
		memmove(walk.rest, start + length, strlen(start + length) + 1);
		error = follow_name(&walk, name, length);
	}
	if (resolved[0] == '\0')
		strcpy(resolved, "/");
	*mount = walk.way.mount;
	return error;
}

bool
learn_mounts_is_point(const LearnMounts *mounts, const char *resolved)
{
	for (int i = 0; i < mounts->count; i++)
	{
		if (strcmp(mounts->items[i].point, resolved) == 0)
			return true;
	}
	return false;
}

const char *
learn_mounts_reason(int error)
{
	switch (error)
	{
		case EREMOTE:
			return "not on a local file system";
		case EINVAL:
			return "not a regular file";
		default:
			return strerror(error);
	}
}

void
learn_mounts_free(LearnMounts *mounts)
{
	for (int i = 0; i < mounts->count; i++)
	{
		free(mounts->items[i].point);
		free(mounts->items[i].device);
	}
	free(mounts->items);
	memset(mounts, 0, sizeof(*mounts));
}
