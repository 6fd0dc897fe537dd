/*-------------------------------------------------------------------------
 *
 * main.c
 *		learn-executor: runs the approved runbook of an incident, and reports.
 *
 *-------------------------------------------------------------------------
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "executor/database/announce.h"
#include "executor/delivery/sweep.h"
#include "executor/report/message.h"
#include "executor/run.h"
#include "executor/setup/configuration.h"
#include "executor/setup/defaults.h"
#include "executor/setup/options.h"
#include "executor/setup/privileges.h"
#include "executor/steps/actions.h"

/* Delivers what waits, and what dead runs have left. */
static LearnExit
flush(const LearnOptions *options, const LearnConfiguration *configuration)
{
	LearnDatabase database = {0};
	LearnSpool spool;
	LearnProblem problem;
	LearnSweep sweep;
	const LearnDelivery *delivery = &sweep.delivery;
	long dropped;
	bool open;

	if (learn_spool_open(options->spool, configuration->spool_limit, &spool,
						 &problem) != LEARN_OK)
	{
		learn_message_error(&problem);
		learn_spool_close(&spool);
		return LEARN_EXIT_USAGE;
	}
	open = learn_database_open(&options->connection, &database, &problem) ==
		   LEARN_DATABASE_OK;
	learn_sweep(open ? &database : NULL, &spool, &sweep);
	dropped = learn_spool_take_dropped(&spool);
	if (!open)
		learn_message_warning(&problem);
	/* Also that one which was delivered could not be removed. */
	else if (delivery->problem.message[0] != '\0')
		learn_message_warning(&delivery->problem);
	printf(options->json
			   ? "{\"delivered\": %d, \"waiting\": %d, \"refused\": %d, "
				 "\"recovered\": %d, \"dropped\": %ld}\n"
			   : "%d delivered, %d waiting, %d refused, %d of runs that died, "
				 "%ld dropped because the spool was full\n",
		   delivery->delivered, delivery->waiting, delivery->refused,
		   sweep.recovered, dropped);
	learn_database_close(&database);
	learn_spool_close(&spool);
	return delivery->waiting > 0 || !sweep.complete ? LEARN_EXIT_UNDELIVERED
													: LEARN_EXIT_VERIFIED;
}

/* Announces the actions that are known here. */
static LearnExit
announce(const LearnOptions *options, const LearnConfiguration *configuration)
{
	LearnActions actions = {options->actions};
	LearnDatabase database = {0};
	LearnProblem problem;
	LearnDatabaseStatus status =
		learn_database_open(&options->connection, &database, &problem);

	if (status == LEARN_DATABASE_OK)
		status = learn_announce(&database, configuration->executor_name,
								&actions, &problem);
	learn_database_close(&database);
	if (status == LEARN_DATABASE_OK)
		return LEARN_EXIT_VERIFIED;
	learn_message_error(&problem);
	return LEARN_EXIT_FAILED;
}

/* Lists them. */
static LearnExit
list(const LearnOptions *options)
{
	LearnActions actions = {options->actions};
	LearnExit status = LEARN_EXIT_VERIFIED;
	json_object *names = NULL;
	LearnProblem problem;

	if (learn_actions_list(&actions, &names, &problem) != LEARN_OK)
	{
		learn_message_error(&problem);
		status = LEARN_EXIT_FAILED;
	}
	if (options->json && names != NULL && !learn_message_write_json(names))
	{
		learn_problem_set(&problem, LEARN_OUT_OF_MEMORY, "", "out of memory");
		learn_message_error(&problem);
		status = LEARN_EXIT_FAILED;
	}
	for (size_t i = 0; !options->json && names != NULL &&
					   i < json_object_array_length(names);
		 i++)
		puts(json_object_get_string(json_object_array_get_idx(names, i)));
	json_object_put(names);
	return status;
}

/* With a configuration, as the user who is to do it. */
static LearnExit
perform(LearnOptions *options, LearnConfiguration *configuration)
{
	LearnProblem problem;
	LearnDefaults defaults = {0};
	LearnExit status = LEARN_EXIT_USAGE;
	bool touches =
		options->task == LEARN_TASK_RUN || options->task == LEARN_TASK_FLUSH;

	learn_options_complete(options, configuration);
	/*
	 * The others touch nothing, and root may do that as root.  But where a
	 * user is named, what they tell must be what holds for its runs.
	 */
	if (((touches || configuration->run_as != NULL) &&
		 learn_privileges_settle(configuration->run_as, &problem) !=
			 LEARN_OK) ||
		learn_defaults_fill(options, configuration, &defaults, &problem) !=
			LEARN_OK)
		learn_message_error(&problem);
	else
	{
		switch (options->task)
		{
			case LEARN_TASK_RUN:
				status = learn_run(options, configuration);
				break;
			case LEARN_TASK_FLUSH:
				status = flush(options, configuration);
				break;
			case LEARN_TASK_REGISTER:
				status = announce(options, configuration);
				break;
			default:
				status = list(options);
		}
	}
	learn_defaults_free(&defaults);
	return status;
}

/*
 * Without a standard stream its number would be that of the next file or
 * connection, and what is said would get into that.
 */
static void
hold_streams(void)
{
	int file;

	do
		file = open("/dev/null", O_RDWR);
	while (file >= 0 && file <= STDERR_FILENO);
	if (file >= 0)
		close(file);
}

int
main(int count, char **arguments)
{
	LearnConfiguration configuration = {0};
	LearnExit status = LEARN_EXIT_USAGE;
	LearnOptions options;
	LearnProblem problem;
	LearnStatus read;

	hold_streams();
	read = learn_options_read(count, arguments, &options, &problem);
	if (read == LEARN_OK && options.task == LEARN_TASK_HELP)
	{
		fputs(learn_options_help, stdout);
		status = LEARN_EXIT_VERIFIED;
	}
	else if (read == LEARN_OK && options.task == LEARN_TASK_VERSION)
	{
		puts("learn-executor (learn) " LEARN_VERSION);
		status = LEARN_EXIT_VERIFIED;
	}
	else
	{
		if (read == LEARN_OK)
			read = learn_configuration_read(options.configuration,
											&configuration, &problem);
		if (read == LEARN_OK)
			status = perform(&options, &configuration);
		else
			learn_message_error(&problem);
	}
	learn_options_free(&options);
	learn_configuration_free(&configuration);
	/* That it could not be said is no news when it went wrong anyway. */
	if ((fflush(stdout) != 0 || ferror(stdout) != 0) &&
		status == LEARN_EXIT_VERIFIED)
		status = LEARN_EXIT_FAILED;
	return status;
}
