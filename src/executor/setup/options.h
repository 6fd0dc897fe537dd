/*-------------------------------------------------------------------------
 *
 * options.h
 *		What the executor is asked to do: the command line, completed by the
 *		configuration.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SETUP_OPTIONS_H
#define LEARN_EXECUTOR_SETUP_OPTIONS_H

#include <stdbool.h>

#include "core/problem.h"
#include "executor/database/database.h"
#include "executor/setup/configuration.h"
#include "executor/steps/values.h"

typedef enum LearnTask
{
	LEARN_TASK_RUN,      /* a runbook, for an incident */
	LEARN_TASK_FLUSH,    /* delivers what waits */
	LEARN_TASK_REGISTER, /* announces the actions that are known here */
	LEARN_TASK_ACTIONS,  /* lists them */
	LEARN_TASK_HELP,
	LEARN_TASK_VERSION
} LearnTask;

/* Texts are borrowed from the command line or the configuration. */
typedef struct LearnOptions
{
	LearnTask task;
	const char *incident_type;
	const char *incident_id;
	const char *client;
	const char *hostname;
	const char *runbook_id; /* NULL: the next one */
	const char *configuration;
	const char *spool;
	const char *actions;
	bool staging;
	bool dry_run;
	bool json;
	LearnValues given; /* owned */
	LearnConnection connection;
} LearnOptions;

/* What --help prints. */
extern const char *const learn_options_help;

/*
 * Reads the command line.  LEARN_INVALID: *problem says what is wrong with it.
 * The options are the caller's to free in any case.
 */
extern LearnStatus learn_options_read(int count, char *const *arguments,
									  LearnOptions *options,
									  LearnProblem *problem);

/*
 * Takes from the configuration, which must live on, what the command line
 * leaves open.
 */
extern void learn_options_complete(LearnOptions *options,
								   const LearnConfiguration *configuration);

extern void learn_options_free(LearnOptions *options);

#endif /* LEARN_EXECUTOR_SETUP_OPTIONS_H */
