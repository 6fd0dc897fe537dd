/*-------------------------------------------------------------------------
 *
 * fingerprint_path.h
 *		Which part of a path is the same on every machine.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_PATH_H
#define LEARN_CORE_FINGERPRINT_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* Longest path that stays as it is, in bytes. */
#define LEARN_FINGERPRINT_PATH_MAX 128

/*
 * How many bytes at the beginning of a path, in lower case, are the same
 * everywhere: "/var/log/app" of "/var/log/app/2024-01.log", nothing of
 * "/home/alice/notes".  Paths of POSIX, Windows and its registry.
 */
extern size_t learn_fingerprint_fixed_path(const char *path, size_t length);

/*
 * The byte behind the next space of a path that may hold one, because it is
 * that of a well-known directory ("c:\program files"); at, when the space
 * there is none of these.  path is where it starts; end is where text ends.
 */
extern const char *learn_fingerprint_path_space(const char *path,
												const char *at,
												const char *end);

#endif /* LEARN_CORE_FINGERPRINT_PATH_H */
