/*-------------------------------------------------------------------------
 *
 * platform_version.h
 *		Which version of its system this host has.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PLATFORM_VERSION_H
#define LEARN_EXECUTOR_PLATFORM_VERSION_H

/* Longest version, and the terminator; a longer one is cut. */
#define LEARN_PLATFORM_VERSION_SIZE 201

/*
 * Writes the version as valid UTF-8: VERSION_ID of os-release, such as "12",
 * or the release of the kernel where there is no such file; "" when the system
 * does not say, as one that rolls.  root stands before /etc; "" but in tests.
 */
extern void learn_platform_version(const char *root,
								   char version[LEARN_PLATFORM_VERSION_SIZE]);

#endif /* LEARN_EXECUTOR_PLATFORM_VERSION_H */
