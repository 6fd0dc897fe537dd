/*-------------------------------------------------------------------------
 *
 * feedback.c
 *		What humans say of executions, and what follows for all like them.
 *
 * The report of an execution stays as it is; what the engine concluded from it
 * is corrected.  A human's answer is the answer of the whole group of
 * failures, until another human contradicts it: then there is none, and it is
 * looked for again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/failure_type.h"
#include "pg/engine/analyze.h"
#include "pg/engine/groups.h"
#include "pg/engine/jobs.h"
#include "pg/engine/statistics.h"
#include "pg/engine/wake.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_feedback);

/* The arguments of learn_feedback(). */
enum
{
	ARGUMENT_EXECUTION_ID,
	ARGUMENT_CORRECT_RUNBOOK,
	ARGUMENT_CORRECT_DIAGNOSIS,
	ARGUMENT_FAILURE_TYPE,
	ARGUMENT_INTERVENTION,
	ARGUMENT_WORDS,
	ARGUMENTS
};

/* An execution that somebody speaks of. */
typedef struct Subject
{
	char *execution_id;
	char *signature;  /* NULL: it is in no group */
	const char *type; /* what the human says; NULL: nothing */
} Subject;

/*
 * Is the argument there, and is it this?
 */
static bool
argument_is(FunctionCallInfo fcinfo, int number, bool value)
{
	return !PG_ARGISNULL(number) && PG_GETARG_BOOL(number) == value;
}

/*
 * The failure type that was said, checked.
 */
static const char *
named_type(FunctionCallInfo fcinfo)
{
	char *name;
	LearnFailureType type;

	if (PG_ARGISNULL(ARGUMENT_FAILURE_TYPE))
		return NULL;
	name = text_to_cstring(PG_GETARG_TEXT_PP(ARGUMENT_FAILURE_TYPE));
	type = learn_failure_type_parse(name, strlen(name));
	if (type == LEARN_FAILURE_UNKNOWN)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"failure_type\" is not a failure type"),
			 errhint(
				 "Allowed are wrong_diagnosis, wrong_runbook, runbook_insufficient, environment_difference, external_dependency and permission_denied.")));
	return learn_failure_type_name(type);
}

/*
 * The failure type that is meant: the one named, or what follows from the
 * others.  Raises when they contradict each other.
 */
static const char *
meant_type(FunctionCallInfo fcinfo)
{
	static const struct
	{
		int argument;
		const char *name;
		const char *type;
	} meanings[] = {
		{ARGUMENT_CORRECT_DIAGNOSIS, "was_correct_diagnosis",
		 "wrong_diagnosis"},
		{ARGUMENT_CORRECT_RUNBOOK, "was_correct_runbook", "wrong_runbook"},
	};
	const char *type = named_type(fcinfo);

	for (size_t i = 0; i < lengthof(meanings); i++)
	{
		if (type != NULL && strcmp(type, meanings[i].type) == 0 &&
			argument_is(fcinfo, meanings[i].argument, true))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("\"failure_type\" contradicts \"%s\"",
							meanings[i].name),
					 errdetail("A failure of type %s is one where \"%s\" is "
							   "false.",
							   type, meanings[i].name)));
	}
	for (size_t i = 0; i < lengthof(meanings) && type == NULL; i++)
	{
		if (argument_is(fcinfo, meanings[i].argument, false))
			type = meanings[i].type;
	}
	return type;
}

static void
require_something_said(FunctionCallInfo fcinfo)
{
	for (int i = ARGUMENT_EXECUTION_ID + 1; i < ARGUMENTS; i++)
	{
		if (!PG_ARGISNULL(i))
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("feedback says nothing"),
			 errhint("Give at least one argument beside \"execution_id\".")));
}

/*
 * Reads the execution that is spoken of.  Its group is locked already, before
 * its analysis: in the order in which the engine writes them.  named: a type
 * was said, and does not only follow from what else was.
 */
static void
open_subject(Subject *subject, bool named)
{
	static LearnStatement analysis = {
		"SELECT a.succeeded, g.signature"
		" FROM learn.execution_results e"
		" JOIN learn.analyses a USING (execution_id)"
		" LEFT JOIN learn.failure_groups g USING (signature)"
		" WHERE e.execution_id = $1 FOR UPDATE OF a",
		{TEXTOID, InvalidOid}};
	static LearnStatement execution = {
		"SELECT 1 FROM learn.execution_results WHERE execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(subject->execution_id);
	bool isnull;

	if (learn_statement_run(&analysis, &value, NULL) > 0)
	{
		subject->signature = learn_statement_text(0, 2);
		if (!DatumGetBool(learn_statement_datum(0, 1, &isnull)))
			return;
		if (named)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("a success has no failure type"),
							errdetail("Execution \"%s\" succeeded, and its "
									  "verification passed.",
									  subject->execution_id)));

		/* It may have been the wrong runbook all the same. */
		subject->type = NULL;
		return;
	}
	if (learn_statement_run(&execution, &value, NULL) == 0)
		ereport(ERROR, (errcode(LEARN_ERRCODE_NOT_FOUND),
						errmsg("execution not found"),
						errdetail("There is no execution \"%s\".",
								  subject->execution_id)));
	ereport(ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("execution is not analysed yet"),
			 errdetail("\"%s\" is still waiting.", subject->execution_id),
			 errhint("learn_worker_status tells what keeps it.")));
}

/*
 * Was a human needed?  Counted where that is news.
 */
static void
count_intervention(FunctionCallInfo fcinfo, const Subject *subject)
{
	bool needed = argument_is(fcinfo, ARGUMENT_INTERVENTION, true);

	learn_statistics_intervention(subject->execution_id,
								  PG_ARGISNULL(ARGUMENT_INTERVENTION)
									  ? NULL
									  : &needed);
}

static void
store_feedback(FunctionCallInfo fcinfo, const Subject *subject,
			   const char *actor)
{
	static LearnStatement statement = {
		"INSERT INTO learn.feedback AS f (execution_id, given_by, given_at,"
		" was_correct_runbook, was_correct_diagnosis, failure_type,"
		" manual_intervention_needed, human_feedback, engine_failure_type,"
		" engine_source) SELECT $1, $2, $3, $4, $5, $6::learn.failure_type,"
		" $7, $8, a.failure_type, a.source FROM learn.analyses a"
		" WHERE a.execution_id = $1 ON CONFLICT (execution_id) DO UPDATE SET"
		" given_by = excluded.given_by, given_at = excluded.given_at,"
		" was_correct_runbook = excluded.was_correct_runbook,"
		" was_correct_diagnosis = excluded.was_correct_diagnosis,"
		" failure_type = excluded.failure_type,"
		" manual_intervention_needed = excluded.manual_intervention_needed,"
		" human_feedback = excluded.human_feedback",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, BOOLOID, BOOLOID, TEXTOID, BOOLOID,
		 TEXTOID, InvalidOid}};
	static const int arguments[] = {ARGUMENT_CORRECT_RUNBOOK,
									ARGUMENT_CORRECT_DIAGNOSIS, -1,
									ARGUMENT_INTERVENTION, ARGUMENT_WORDS};
	Datum values[8];
	bool nulls[8] = {false};

	values[0] = CStringGetTextDatum(subject->execution_id);
	values[1] = CStringGetTextDatum(actor);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	for (size_t i = 0; i < lengthof(arguments); i++)
	{
		if (arguments[i] < 0)
			continue;
		values[3 + i] = PG_GETARG_DATUM(arguments[i]);
		nulls[3 + i] = PG_ARGISNULL(arguments[i]);
	}
	values[5] = learn_text_datum(subject->type, &nulls[5]);
	learn_statement_run(&statement, values, nulls);
}

/*
 * The human's answer is that of the group, and drafts are written for it again.
 * Where another human's answer, given for another execution, stands, the two
 * contradict each other: then none does.
 */
static void
answer_group(const Subject *subject)
{
	static LearnStatement statement = {
		"UPDATE learn.failure_groups g SET no_draft_until = NULL,"
		" (failure_type, confidence, source, reasoning, model, answered_at,"
		" answered_occurrences, contradicted_at) = (SELECT"
		" CASE WHEN NOT x.undone THEN $2::learn.failure_type END,"
		" CASE WHEN NOT x.undone THEN 1 END,"
		" CASE WHEN NOT x.undone THEN 'human'::learn.answer_source END,"
		" CASE WHEN NOT x.undone THEN 'a human said so of \"' || $3 || '\"' END,"
		" NULL, CASE WHEN NOT x.undone THEN $4 END,"
		" CASE WHEN NOT x.undone THEN g.occurrences END,"
		" CASE WHEN g.failure_type <> $2::learn.failure_type THEN $4"
		" ELSE g.contradicted_at END"
		" FROM (SELECT coalesce(g.source = 'human'"
		" AND g.failure_type <> $2::learn.failure_type"
		" AND EXISTS (SELECT FROM learn.feedback f"
		" JOIN learn.analyses a USING (execution_id)"
		" WHERE a.signature = g.signature AND f.execution_id <> $3"
		" AND f.failure_type = g.failure_type), false) AS undone) x)"
		" WHERE g.signature = $1",
		{TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	const char *signature = subject->signature;
	Datum values[4];

	values[0] = CStringGetTextDatum(subject->signature);
	values[1] = CStringGetTextDatum(subject->type);
	values[2] = CStringGetTextDatum(subject->execution_id);
	values[3] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
	learn_jobs_wake(&signature, 1);
}

/*
 * The analysis says from now on what the human says.  Where a better runbook
 * can mend it after all, one is asked for, as for any other failure.
 */
static void
correct_analysis(const Subject *subject)
{
	static LearnStatement statement = {
		"UPDATE learn.analyses SET failure_type = $2::learn.failure_type,"
		" confidence = 1, source = 'human', reasoning = 'a human said so',"
		" follow_up = $3 WHERE execution_id = $1",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	const char *follow_up =
		learn_follow_up_of(subject->execution_id, subject->type);
	Datum values[3];

	values[0] = CStringGetTextDatum(subject->execution_id);
	values[1] = CStringGetTextDatum(subject->type);
	values[2] = CStringGetTextDatum(follow_up);
	learn_statement_run(&statement, values, NULL);
	learn_wake_at_commit();
}

/*
 * What was said, for the log and the caller.
 */
static char *
describe(FunctionCallInfo fcinfo, const Subject *subject)
{
	StringInfoData receipt;

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "execution_id", subject->execution_id);
	learn_json_add_string(&receipt, "failure_type", subject->type);
	learn_json_add_string(&receipt, "group", subject->signature);
	if (!PG_ARGISNULL(ARGUMENT_CORRECT_RUNBOOK))
		learn_json_add_boolean(&receipt, "was_correct_runbook",
							   PG_GETARG_BOOL(ARGUMENT_CORRECT_RUNBOOK));
	if (!PG_ARGISNULL(ARGUMENT_CORRECT_DIAGNOSIS))
		learn_json_add_boolean(&receipt, "was_correct_diagnosis",
							   PG_GETARG_BOOL(ARGUMENT_CORRECT_DIAGNOSIS));
	if (!PG_ARGISNULL(ARGUMENT_INTERVENTION))
		learn_json_add_boolean(&receipt, "manual_intervention_needed",
							   PG_GETARG_BOOL(ARGUMENT_INTERVENTION));
	if (!PG_ARGISNULL(ARGUMENT_WORDS))
		learn_json_add_string(&receipt, "human_feedback",
							  text_to_cstring(
								  PG_GETARG_TEXT_PP(ARGUMENT_WORDS)));
	return learn_json_end(&receipt);
}

Datum
learn_sql_feedback(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	LearnAuditEntry entry = {.action = "feedback"};
	LearnIdentity identity;
	Subject subject = {0};

	if (PG_ARGISNULL(ARGUMENT_EXECUTION_ID))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"execution_id\" must not be null")));
	require_something_said(fcinfo);
	subject.type = meant_type(fcinfo);
	subject.execution_id =
		text_to_cstring(PG_GETARG_TEXT_PP(ARGUMENT_EXECUTION_ID));

	SPI_connect();
	learn_identity_require_human();
	learn_group_lock(subject.execution_id);
	learn_audit_lock();
	learn_identity_caller(&identity);
	open_subject(&subject, !PG_ARGISNULL(ARGUMENT_FAILURE_TYPE));
	count_intervention(fcinfo, &subject);
	store_feedback(fcinfo, &subject, identity.actor);
	if (subject.type != NULL)
	{
		if (subject.signature != NULL)
			answer_group(&subject);
		correct_analysis(&subject);
	}
	entry.object_id = subject.execution_id;
	entry.details = describe(fcinfo, &subject);
	learn_audit_write(&identity, &entry);
	return learn_json_return(caller, entry.details);
}
