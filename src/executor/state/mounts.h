/*-------------------------------------------------------------------------
 *
 * mounts.h
 *		Where which file system is, and which of them may be looked at.
 *
 * Whoever looks at a file on a server that has gone waits, perhaps for ever.
 * So a path is followed here, a name at a time, and nothing on a file system
 * is touched before the table of mounts says that it is a local one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_MOUNTS_H
#define LEARN_EXECUTOR_STATE_MOUNTS_H

#include <limits.h>
#include <stdbool.h>

typedef enum LearnMountKind
{
	LEARN_MOUNT_REMOTE,  /* or unknown: whoever looks at it may wait */
	LEARN_MOUNT_DEVICES, /* has devices only; nobody keeps files on it */
	LEARN_MOUNT_LAYERS,  /* shows what is on other file systems */
	LEARN_MOUNT_MEMORY,
	LEARN_MOUNT_DISK
} LearnMountKind;

typedef struct LearnMount
{
	int id;
	int parent;   /* id of the mount on which it is */
	char *point;  /* malloc'ed: where; any bytes */
	char *device; /* malloc'ed: "8:1", the same for all mounts of one */
	LearnMountKind kind;
	bool read_only; /* nothing can be written, so it cannot fill up */
} LearnMount;

/* The mounts of this process. */
typedef struct LearnMounts
{
	LearnMount *items; /* owned */
	int count;
	int capacity;
	int root;        /* id of the one at "/", which a changed root may hide */
	bool incomplete; /* there are more */
} LearnMounts;

/*
 * Reads the table below root ("" but in tests).  Without one everything is
 * taken for local, and nothing is with one that cannot be read whole.  What is
 * on the file system at "/" is always looked at: this program came from there.
 * False: no memory.  The table is the caller's to free in any case.
 */
extern bool learn_mounts_read(LearnMounts *mounts, const char *root);

/*
 * Follows a path that begins with "/", and its symbolic links.  Returns 0 with
 * the path without links in resolved, and the mount that it is on in *mount
 * (NULL: not known), or else a number as in errno; EREMOTE: it leads to what
 * is not on a local file system, and was not looked at.
 */
extern int learn_mounts_resolve(const LearnMounts *mounts, const char *path,
								char resolved[PATH_MAX],
								const LearnMount **mount);

/*
 * Is the mount what one finds at its place, and does the way there lead past
 * nothing remote?  Nothing is touched.
 */
extern bool learn_mounts_is_reached(const LearnMounts *mounts,
									const LearnMount *mount);

/* Is something mounted right there? */
extern bool learn_mounts_is_point(const LearnMounts *mounts,
								  const char *resolved);

/* Why a path could not be followed, or what it leads to not be read; error is
 * that of learn_mounts_resolve() or learn_source_open(). */
extern const char *learn_mounts_reason(int error);

extern void learn_mounts_free(LearnMounts *mounts);

#endif /* LEARN_EXECUTOR_STATE_MOUNTS_H */
