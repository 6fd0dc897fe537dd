/*-------------------------------------------------------------------------
 *
 * follow_up.c
 *		What an analysis leads to: a better runbook, or a reason why not.
 *
 * One failure is not a lesson about the world.  What a better runbook cannot
 * mend leads to none; neither does what passes by itself, what only one host
 * had so far, or what a draft was refused for lately.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/failure_type.h"
#include "pg/engine/analyze.h"
#include "pg/engine/conclusions.h"
#include "pg/settings.h"
#include "pg/statement.h"

static LearnFailureType
failure_type_of(const LearnRun *run)
{
	return run->type == NULL
			   ? LEARN_FAILURE_UNKNOWN
			   : learn_failure_type_parse(run->type, strlen(run->type));
}

/*
 * Has the same version succeeded on the host since, with nothing changed?
 * Then whatever it was has passed.
 */
static bool
has_passed(const LearnRun *run)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.last_runs WHERE client_id = $1 AND hostname = $2"
		" AND incident_type = $3 AND succeeded_with = $4"
		" AND succeeded_at > $5",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[5];

	if (run->hostname[0] == '\0')
		return false;
	values[0] = CStringGetTextDatum(run->client_id);
	values[1] = CStringGetTextDatum(run->hostname);
	values[2] = CStringGetTextDatum(run->incident_type);
	values[3] = CStringGetTextDatum(run->runbook_id);
	values[4] = TimestampTzGetDatum(run->started_at);
	return learn_statement_run(&statement, values, NULL) > 0;
}

/*
 * Why a failure leads to no draft, as far as it can be told without looking
 * at its runbook; NULL when it may lead to one.
 */
static const char *
reason_against(const LearnConclusion *conclusion)
{
	const LearnRun *run = &conclusion->run;
	LearnFailureType type = failure_type_of(run);

	if (type == LEARN_FAILURE_UNKNOWN)
		return "no draft: nobody could tell why it failed, a human is asked";
	if (!learn_failure_type_improvable(type))
		return "no draft: a better runbook cannot mend this";
	if (conclusion->group.no_draft_reason != NULL &&
		strcmp(conclusion->group.no_draft_for, run->runbook_id) == 0)
		return psprintf("no draft: the last one for such failures was %s",
						conclusion->group.no_draft_reason);
	if (type == LEARN_FAILURE_ENVIRONMENT_DIFFERENCE &&
		conclusion->group.occurrences < learn_setting_min_occurrences)
		return psprintf("no draft yet: occurrences so far " INT64_FORMAT
						", learn.min_occurrences is %d",
						conclusion->group.occurrences,
						learn_setting_min_occurrences);
	if (has_passed(run))
		return "no draft: the same version has succeeded on this host since, "
			   "so the cause has passed";
	return NULL;
}

/*
 * Asks for a better version of the runbook that failed, unless there is a
 * reason not to.  Returns what to say of it.
 */
static const char *
request_improvement(const LearnRun *run)
{
	static LearnStatement statement = {
		"SELECT r.status::text,"
		" (SELECT d.id FROM learn.runbooks d WHERE d.status = 'pending'"
		" AND (d.line = r.line OR d.parent_runbook = r.id) LIMIT 1)"
		" FROM learn.runbooks r WHERE r.id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(run->runbook_id);
	char *status;
	char *draft;

	if (learn_statement_run(&statement, &value, NULL) == 0)
		return "no draft: the runbook is unknown here";
	status = learn_statement_text(0, 1);
	draft = learn_statement_text(0, 2);
	if (strcmp(status, "active") != 0)
		return psprintf("no draft: this version is %s", status);
	if (draft != NULL)
		return psprintf("no draft: \"%s\" is under review", draft);
	return learn_job_add("improve", run->runbook_id, run->execution_id)
			   ? LEARN_FOLLOW_UP_WRITING
			   : LEARN_FOLLOW_UP_WAITS;
}

const char *
learn_follow_up_of(const char *execution_id, const char *type)
{
	static LearnStatement statement = {
		"SELECT e.runbook_id, e.incident_type, coalesce(e.client_id, ''),"
		" coalesce(e.hostname, ''), least(e.started_at, now()), a.signature"
		" FROM learn.execution_results e"
		" JOIN learn.analyses a USING (execution_id)"
		" WHERE e.execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);
	LearnConclusion conclusion = {0};
	LearnRun *run = &conclusion.run;
	const LearnRun *runs[] = {run};
	const char *reason;
	bool isnull;

	if (learn_statement_run(&statement, &value, NULL) == 0)
		return "no draft: the execution was deleted";
	run->execution_id = execution_id;
	run->type = type;
	run->runbook_id = learn_statement_text(0, 1);
	run->incident_type = learn_statement_text(0, 2);
	run->client_id = learn_statement_text(0, 3);
	run->hostname = learn_statement_text(0, 4);
	run->started_at =
		DatumGetTimestampTz(learn_statement_datum(0, 5, &isnull));
	run->signature = learn_statement_text(0, 6);
	conclusion.group = *learn_groups_read(runs, 1);
	reason = reason_against(&conclusion);
	return reason != NULL ? reason : request_improvement(run);
}

/*
 * The first of the conclusions before one that asked for a better version of
 * the same runbook, or was told why not; NULL when there is none.
 */
static const LearnConclusion *
find_first(const LearnConclusions *conclusions, const bool *asked, int place)
{
	for (int i = 0; i < place; i++)
	{
		if (asked[i] && strcmp(conclusions->items[i].run.runbook_id,
							   conclusions->items[place].run.runbook_id) == 0)
			return &conclusions->items[i];
	}
	return NULL;
}

/*
 * Among failures of one runbook the first decides; the others wait for the
 * draft it leads to, or share the reason why it leads to none.
 */
void
learn_follow_up(LearnConclusions *conclusions)
{
	bool *asked = palloc0(sizeof(bool) * Max(conclusions->count, 1));

	for (int i = 0; i < conclusions->count; i++)
	{
		LearnConclusion *conclusion = &conclusions->items[i];
		const LearnConclusion *first;
		const char *reason;

		if (conclusion->run.succeeded)
			continue;
		reason = reason_against(conclusion);
		if (reason != NULL)
		{
			conclusion->follow_up = reason;
			continue;
		}
		first = find_first(conclusions, asked, i);
		asked[i] = true;
		if (first == NULL)
			conclusion->follow_up = request_improvement(&conclusion->run);
		else if (strcmp(first->follow_up, LEARN_FOLLOW_UP_WRITING) == 0)
			conclusion->follow_up = LEARN_FOLLOW_UP_WAITS;
		else
			conclusion->follow_up = first->follow_up;
	}
}
