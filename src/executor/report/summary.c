/*-------------------------------------------------------------------------
 *
 * summary.c
 *		A run, for people to read.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/summary.h"

#include <stdio.h>
#include <string.h>

#include "executor/report/execution.h"
#include "executor/report/message.h"

/* The last line of what a step wrote. */
static void
write_last_line(const char *text, int indent)
{
	const char *newline = strrchr(text, '\n');

	learn_message_write_lines(newline == NULL ? text : newline + 1, indent);
}

void
learn_summary_begin(json_object *execution)
{
	learn_message_write_member("", execution, "runbook_id");
	learn_message_write_member(" on ", execution, "hostname");
	learn_message_write_member(" for ", execution, "incident_type");
	learn_message_write_member(", ", execution, "incident_id");
	if (learn_json_get(execution, "staging") != NULL)
		fputs(", a draft on staging", stdout);
	putchar('\n');
	fflush(stdout);
}

void
learn_summary_step(json_object *step)
{
	bool success = learn_json_get_boolean(step, "success", false);
	const char *error = learn_json_get_string(step, "error", "");
	int attempts = (int) learn_json_get_number(step, "attempts", 1);

	printf("  step %d ", (int) learn_json_get_number(step, "step_number", 0));
	learn_message_write_member("", step, "action");
	printf(": %s, %.1f s", success ? "ok" : "failed",
		   learn_json_get_number(step, "duration_seconds", 0));
	if (!success && learn_json_get(step, "exit_code") != NULL)
		printf(", exit code %d",
			   (int) learn_json_get_number(step, "exit_code", 0));
	if (attempts > 1)
		printf(", %d attempts", attempts);
	if (learn_json_get_boolean(step, "optional", false))
		fputs(", optional", stdout);
	learn_message_write_member(", ", step, "phase");
	putchar('\n');
	if (!success)
		write_last_line(*error != '\0'
							? error
							: learn_json_get_string(step, "output", ""),
						4);
	fflush(stdout);
}

void
learn_summary_end(json_object *execution, const char *fate)
{
	json_object *passed = learn_json_get(execution, "verification_passed");
	const char *outcome = learn_execution_outcome(execution);

	printf("  verification: %s", passed == NULL ? "not known"
								 : json_object_get_boolean(passed) ? "passed"
																   : "failed");
	learn_message_write_member(", ", execution, "verification_method");
	if (passed != NULL)
		printf(" (confidence %.2f)",
			   learn_json_get_number(execution, "confidence", 0));
	putchar('\n');
	printf("%s",
		   strcmp(outcome, "unverified") == 0 ? "not verified" : outcome);
	learn_message_write_member(": ", execution, "error_message");
	putchar('\n');
	learn_message_write_member("", execution, "execution_id");
	printf(" %s\n", fate);
	fflush(stdout);
}
