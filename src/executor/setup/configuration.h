/*-------------------------------------------------------------------------
 *
 * configuration.h
 *		The configuration of the executor on this machine.
 *
 * A file of lines "name = value"; # begins a comment.  It says under whom
 * commands run, and whether drafts may be tried here, so nobody but root and
 * the user who runs the executor may be able to write it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SETUP_CONFIGURATION_H
#define LEARN_EXECUTOR_SETUP_CONFIGURATION_H

#include <stdbool.h>

#include "core/problem.h"

/* Read when none is named, and it is there. */
#define LEARN_CONFIGURATION_FILE "/etc/learn/executor.conf"

/* What the file says; texts are malloc'ed, NULL where it says nothing. */
typedef struct LearnConfiguration
{
	char *client;
	char *hostname;
	char *executor_name; /* under which actions are announced */
	char *spool_directory;
	char *actions_directory;
	char *run_as; /* whom root becomes */
	char *host;   /* of the database, as the three below */
	char *port;
	char *user;
	char *dbname;
	long long spool_limit; /* bytes */
	bool staging;          /* drafts may be tried here */
} LearnConfiguration;

/*
 * Reads a file; path NULL: LEARN_CONFIGURATION_FILE if it is there, else what
 * holds without one.  LEARN_INVALID: *problem says where and what.  The
 * configuration is the caller's to free in any case.
 */
extern LearnStatus learn_configuration_read(const char *path,
											LearnConfiguration *configuration,
											LearnProblem *problem);

extern void learn_configuration_free(LearnConfiguration *configuration);

#endif /* LEARN_EXECUTOR_SETUP_CONFIGURATION_H */
