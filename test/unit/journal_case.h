/*-------------------------------------------------------------------------
 *
 * journal_case.h
 *		Runs that write a journal, and die.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_JOURNAL_CASE_H
#define LEARN_TEST_JOURNAL_CASE_H

#include "spool_case.h"

#include "executor/spool/journal.h"

#define LIMIT (1024 * 1024)
#define STARTED "2026-11-22T20:41:07.123456+00:00"

static inline json_object *
parse(const char *text)
{
	LearnProblem problem = {"", ""};
	json_object *value;

	assert_status(learn_json_parse(text, strlen(text), &value, &problem),
				  LEARN_OK, problem);
	return value;
}

/* What is known of a run at its start. */
static inline json_object *
a_start(const char *id)
{
	char text[300];

	snprintf(text, sizeof(text),
			 "{\"execution_id\": \"%s\", \"runbook_id\": \"RB-X\", "
			 "\"started_at\": \"" STARTED "\", \"state_before\": {\"a\": 1}}",
			 id);
	return parse(text);
}

static inline LearnStatus
begin(LearnJournal *journal, const char *id)
{
	json_object *start = a_start(id);
	LearnStatus status = learn_journal_begin(journal, &spool, start);

	json_object_put(start);
	return status;
}

static inline void
step_begins(LearnJournal *journal, int number)
{
	char text[100];
	json_object *step;

	snprintf(text, sizeof(text),
			 "{\"step_number\": %d, \"action\": \"act_%d\"}", number, number);
	step = parse(text);
	learn_journal_step_begins(journal, step);
	json_object_put(step);
}

static inline void
step_ended(LearnJournal *journal, int number, bool success)
{
	char text[200];
	json_object *step;

	snprintf(text, sizeof(text),
			 "{\"step_number\": %d, \"action\": \"act_%d\", \"attempts\": 2, "
			 "\"success\": %s, \"output\": \"line\\nline\", "
			 "\"completed_at\": \"" STARTED "\"}",
			 number, number, success ? "true" : "false");
	step = parse(text);
	learn_journal_step_ended(journal, step);
	json_object_put(step);
}

static inline LearnStatus
finish(LearnJournal *journal, const char *id, LearnProblem *problem)
{
	json_object *result = a_result(id, STARTED, 10);
	LearnStatus status =
		learn_journal_finish(journal, &spool, result, problem);

	json_object_put(result);
	return status;
}

static inline int
recover(void)
{
	LearnProblem problem = {"", ""};
	int count;

	assert_status(learn_journal_recover(&spool, LEARN_NO_ROOM_DROP, &count,
										&problem),
				  LEARN_OK, problem);
	return count;
}

/* Does something in a process that is killed at its end. */
static inline void
die_after(void (*work)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
	{
		work();
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static inline void
work_third_step(void)
{
	LearnJournal journal;

	begin(&journal, "exec-1");
	step_begins(&journal, 1);
	step_ended(&journal, 1, true);
	step_begins(&journal, 2);
	step_ended(&journal, 2, true);
	step_begins(&journal, 3);
}

#endif /* LEARN_TEST_JOURNAL_CASE_H */
