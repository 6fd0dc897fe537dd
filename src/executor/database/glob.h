/*-------------------------------------------------------------------------
 *
 * glob.h
 *		The pattern of a runbook's hosts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_GLOB_H
#define LEARN_EXECUTOR_DATABASE_GLOB_H

#include <stdbool.h>

/*
 * Does the whole name match?  Only * (any characters, or none) and ? (one)
 * are special, as for learn.applies_to() in the database; fnmatch() knows
 * more.
 */
extern bool learn_glob_matches(const char *pattern, const char *name);

#endif /* LEARN_EXECUTOR_DATABASE_GLOB_H */
