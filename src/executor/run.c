/*-------------------------------------------------------------------------
 *
 * run.c
 *		One run: from the incident to the report.
 *
 * No connection is held while steps run: they may take hours, and they may be
 * about the very database.  Whatever becomes of the database, the incident is
 * handled: what cannot be delivered waits in the spool, and what cannot be
 * kept there is said.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/run.h"

#include <stdio.h>
#include <string.h>

#include "executor/database/announce.h"
#include "executor/database/handout.h"
#include "executor/delivery/handover.h"
#include "executor/host.h"
#include "executor/incident.h"
#include "executor/platform_version.h"
#include "executor/process/interrupt.h"
#include "executor/report/dry_run.h"
#include "executor/report/execution.h"
#include "executor/report/message.h"
#include "executor/report/redaction.h"
#include "executor/report/summary.h"
#include "executor/spool/execution_id.h"
#include "executor/spool/journal.h"

/* Everything about a run; what is not borrowed is freed at its end. */
typedef struct Run
{
	const LearnOptions *options;
	const LearnConfiguration *configuration;
	char platform_version[LEARN_PLATFORM_VERSION_SIZE];
	LearnActions actions;
	LearnSpool spool;
	LearnHandout handout;
	LearnValues values;
	LearnStateRequest about;
	json_object *state_before;
	json_object *execution; /* not redacted: stays in this process */
	LearnJournal journal;
	bool begun; /* a step has begun */
	bool idle;  /* told to stop before the first step */
} Run;

/* Once a step has begun there is something to report, from the journal. */
static LearnExit
out_of_memory(const Run *run)
{
	LearnProblem problem;

	learn_problem_set(&problem, LEARN_OUT_OF_MEMORY, "", "out of memory");
	learn_message_error(&problem);
	return run->begun ? LEARN_EXIT_UNDELIVERED : LEARN_EXIT_FAILED;
}

/* Asks for the runbook, and says what can be run here. */
static LearnExit
ask(Run *run)
{
	const LearnOptions *options = run->options;
	LearnHandoutRequest request = {
		.runbook_id = options->runbook_id,
		.draft = options->staging,
		.incident_type = options->incident_type,
		.incident_id = options->incident_id,
		.platform = learn_host_platform(),
		.client_id = options->client,
		.hostname = options->hostname,
		.platform_version =
			run->platform_version[0] == '\0' ? NULL : run->platform_version,
	};
	LearnDatabase database = {0};
	LearnProblem problem;
	LearnHandoutStatus status = LEARN_HANDOUT_AWAY;

	if (learn_database_open(&options->connection, &database, &problem) ==
		LEARN_DATABASE_OK)
		status =
			learn_handout_ask(&database, &request, &run->handout, &problem);
	if (status != LEARN_HANDOUT_OK)
		learn_message_error(&problem);
	/* A draft is tried by whoever may do just that. */
	else if (!options->dry_run && !options->staging &&
			 learn_announce(&database, run->configuration->executor_name,
							&run->actions, &problem) != LEARN_DATABASE_OK)
		learn_message_warning(&problem);
	learn_database_close(&database);
	return status == LEARN_HANDOUT_OK ? LEARN_EXIT_VERIFIED
									  : LEARN_EXIT_FAILED;
}

/* Shows what would run. */
static LearnExit
show(Run *run)
{
	json_object *dry_run =
		learn_dry_run(run->handout.runbook_id, run->handout.digest,
					  run->handout.content, &run->values, &run->actions);
	json_object *shown =
		dry_run == NULL ? NULL : learn_redacted(dry_run, &run->values);
	LearnExit status = LEARN_EXIT_VERIFIED;

	json_object_put(dry_run);
	if (shown == NULL)
		return out_of_memory(run);
	if (!run->options->json)
		learn_dry_run_write(shown);
	else if (!learn_message_write_json(shown))
		status = out_of_memory(run);
	json_object_put(shown);
	return status;
}

/* Opens the spool; a run does not need it. */
static void
open_spool(Run *run)
{
	LearnProblem problem;

	if (learn_spool_open(run->options->spool, run->configuration->spool_limit,
						 &run->spool, &problem) != LEARN_OK)
	{
		learn_message_warning(&problem);
		learn_spool_close(&run->spool);
	}
}

/* A step, as it may leave this process, to whoever wants to know. */
static void
step_begins(void *data, json_object *step)
{
	Run *run = data;
	json_object *shown = learn_redacted(step, &run->values);

	run->begun = true;
	learn_journal_step_begins(&run->journal, shown);
	json_object_put(shown);
}

static void
step_ended(void *data, json_object *step)
{
	Run *run = data;
	json_object *shown = learn_redacted(step, &run->values);

	learn_journal_step_ended(&run->journal, shown);
	if (shown != NULL && !run->options->json)
		learn_summary_step(shown);
	json_object_put(shown);
}

/* Captures the state, and starts the report and the journal. */
static bool
begin(Run *run)
{
	char id[LEARN_EXECUTION_ID_SIZE];
	LearnExecutionStart start = {
		.execution_id = id,
		.runbook_id = run->handout.runbook_id,
		.digest = run->options->staging ? run->handout.digest : NULL,
		.incident_id = run->options->incident_id,
		.incident_type = run->options->incident_type,
		.client_id = run->options->client,
		.hostname = run->options->hostname,
		.platform = learn_host_platform(),
	};
	json_object *shown;

	run->about = (LearnStateRequest){run->options->incident_type,
									 run->handout.content, &run->values};
	run->state_before = learn_state_capture(&run->about);
	if (run->state_before == NULL || !learn_execution_id(id))
		return false;
	run->execution = learn_execution_begin(&start, run->state_before);
	shown = run->execution == NULL
				? NULL
				: learn_redacted(run->execution, &run->values);
	if (shown == NULL)
		return false;
	if (run->spool.path != NULL &&
		learn_journal_begin(&run->journal, &run->spool, shown) != LEARN_OK)
		learn_message_warning(&run->journal.problem);
	if (!run->options->json)
		learn_summary_begin(shown);
	json_object_put(shown);
	return true;
}

/*
 * Runs the steps, looks whether that helped, and completes the report, of
 * which nobody wants to know when nothing was done.
 */
static bool
execute(Run *run)
{
	LearnStepsObserver observer = {step_begins, step_ended, run};
	LearnStepsSetting setting = {run->handout.content, &run->values,
								 &run->actions, &observer};
	LearnVerifyRequest request = {.about = &run->about,
								  .state_before = run->state_before};
	LearnStepsResult steps = {0};
	LearnVerification verification = {0};
	json_object *state_after = NULL;
	double began = learn_monotonic_seconds();
	bool done = learn_steps_run(&setting, &steps) == LEARN_OK;

	run->idle = done && steps.interrupted &&
				json_object_array_length(steps.trace) == 0;
	request.since_before = learn_monotonic_seconds() - began;
	request.patient = steps.failed_number == 0 && !steps.interrupted;
	done = done && learn_verify(&request, &verification) == LEARN_OK;
	if (done)
		state_after = learn_state_capture(&run->about);
	if (state_after != NULL)
	{
		LearnExecutionEnd end = {&steps, &verification, state_after,
								 learn_interrupt_signal()};

		done = learn_execution_end(run->execution, &end);
	}
	json_object_put(state_after);
	learn_verification_free(&verification);
	learn_steps_result_free(&steps);
	return done && state_after != NULL;
}

/* Prints what became of it. */
static void
print(const Run *run, json_object *shown, const LearnFate *fate)
{
	json_object *line;

	if (!run->options->json)
	{
		learn_summary_end(shown, fate->words);
		return;
	}
	line = json_object_new_object();
	if (line == NULL ||
		!learn_json_add(line, "outcome",
						json_object_new_string(
							learn_execution_outcome(shown))) ||
		!learn_json_add(line, "delivered",
						json_object_new_boolean(fate->delivered)) ||
		!learn_json_add(line, "digest",
						json_object_new_string(run->handout.digest)) ||
		!learn_json_share(line, "execution", shown) ||
		!learn_message_write_json(line))
		out_of_memory(run);
	json_object_put(line);
}

/* Hands the report over, and says what became of everything. */
static LearnExit
report(Run *run)
{
	json_object *shown = learn_redacted(run->execution, &run->values);
	bool verified;
	LearnFate fate;

	if (shown == NULL)
		return out_of_memory(run);
	learn_hand_over(&run->options->connection, &run->spool, &run->journal,
					shown, &fate);
	if (!fate.delivered)
		learn_message_warning(&fate.problem);
	print(run, shown, &fate);
	verified = strcmp(learn_execution_outcome(shown), "verified") == 0;
	json_object_put(shown);
	if (!fate.delivered)
		return LEARN_EXIT_UNDELIVERED;
	return verified ? LEARN_EXIT_VERIFIED : LEARN_EXIT_FAILED;
}

/* A run that has done nothing is not reported: it says nothing of anything. */
static LearnExit
tell_idle(void)
{
	LearnProblem problem;

	learn_problem_set(&problem, LEARN_REFUSED, "",
					  "told to stop before the first step");
	learn_message_error(&problem);
	return LEARN_EXIT_FAILED;
}

/* With a runbook and values for its parameters. */
static LearnExit
perform(Run *run)
{
	LearnProblem problem;

	if (learn_values_take(run->handout.content, &run->options->given,
						  &run->values, &problem) != LEARN_OK)
	{
		learn_message_error(&problem);
		return LEARN_EXIT_USAGE;
	}
	if (run->options->dry_run)
		return show(run);
	open_spool(run);
	if (learn_interrupt_count() > 0)
		return tell_idle();
	if (!begin(run) || !execute(run))
		return out_of_memory(run);
	if (!run->idle)
		return report(run);
	learn_journal_discard(&run->journal);
	return tell_idle();
}

/* Is this a host on which the run may be, and can it be reported? */
static LearnStatus
check_host(Run *run, LearnProblem *problem)
{
	if (learn_host_platform() == NULL)
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"runbooks are for linux, darwin and windows, not for this system");
	if (run->options->staging && !run->configuration->staging)
		return learn_problem_set(
			problem, LEARN_REFUSED, "--staging",
			"drafts are tried only where the configuration says staging = yes");
	learn_platform_version("", run->platform_version);
	return learn_incident_check(run->options, problem);
}

LearnExit
learn_run(const LearnOptions *options, const LearnConfiguration *configuration)
{
	Run run = {.options = options,
			   .configuration = configuration,
			   .actions = {options->actions},
			   .spool = LEARN_SPOOL_CLOSED};
	LearnExit status = LEARN_EXIT_USAGE;
	LearnProblem problem;

	learn_interrupt_install();
	if (check_host(&run, &problem) != LEARN_OK)
		learn_message_error(&problem);
	else
		status = ask(&run);
	if (run.handout.content != NULL)
		status = perform(&run);
	learn_journal_close(&run.journal);
	json_object_put(run.execution);
	json_object_put(run.state_before);
	learn_values_free(&run.values);
	learn_handout_free(&run.handout);
	learn_spool_close(&run.spool);
	return status;
}
