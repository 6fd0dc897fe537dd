/*-------------------------------------------------------------------------
 *
 * analyze.c
 *		Jobs of kind analyze: why did this execution fail?
 *
 * The unique key of learn.analyses decides that an execution is analysed once;
 * a job is only a hint.  The built-in rules come first; a model is asked when
 * one is configured and the rules are not sure.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/classify.h"
#include "core/reply.h"
#include "pg/engine/analyze.h"
#include "pg/engine/ask.h"
#include "pg/engine/engine.h"
#include "pg/foreign.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* An analysis to be stored.  type is NULL for an abstention or a success. */
typedef struct Finding
{
	bool succeeded;
	const char *type;
	const char *reasoning;
	double confidence;
	const char *source;
	const char *model;
} Finding;

char *
learn_facts(const char *execution_id, const char *draft_id)
{
	static LearnStatement statement = {"SELECT learn.facts($1, $2)::text",
									   {TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];
	bool nulls[2] = {false};

	values[0] = CStringGetTextDatum(execution_id);
	values[1] = learn_text_datum(draft_id, &nulls[1]);
	if (learn_statement_run(&statement, values, nulls) == 0)
		return NULL;
	return learn_statement_text(0, 1);
}

void
learn_analysis_follow_up(const char *execution_id, const char *follow_up)
{
	static LearnStatement statement = {
		"UPDATE learn.analyses SET follow_up = $2 WHERE execution_id = $1",
		{TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];

	values[0] = CStringGetTextDatum(execution_id);
	values[1] = CStringGetTextDatum(follow_up);
	learn_statement_run(&statement, values, NULL);
}

/*
 * Stores an analysis.  False: there is one already.
 */
static bool
insert_analysis(const char *execution_id, const Finding *finding)
{
	static LearnStatement statement = {
		"INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at,"
		" succeeded, failure_type, reasoning, confidence, source, model,"
		" follow_up) SELECT e.execution_id, e.runbook_id, $2, $3,"
		" $4::learn.failure_type, $5, $6, $7::learn.answer_source, $8, $9"
		" FROM learn.execution_results e WHERE e.execution_id = $1"
		" ON CONFLICT (execution_id) DO NOTHING",
		{TEXTOID, TIMESTAMPTZOID, BOOLOID, TEXTOID, TEXTOID, FLOAT8OID,
		 TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[9];
	bool nulls[9] = {false};

	values[0] = CStringGetTextDatum(execution_id);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[2] = BoolGetDatum(finding->succeeded);
	values[3] = learn_text_datum(finding->type, &nulls[3]);
	values[4] = learn_text_datum(finding->reasoning, &nulls[4]);
	values[5] = Float8GetDatum(finding->confidence);
	nulls[5] = finding->succeeded;
	values[6] = learn_text_datum(finding->source, &nulls[6]);
	values[7] = learn_text_datum(finding->model, &nulls[7]);
	values[8] = CStringGetTextDatum("counted");
	return learn_statement_run(&statement, values, nulls) == 1;
}

/*
 * What follows from a failure of a type that a better runbook can mend.
 */
static const char *
request_improvement(const char *execution_id)
{
	static LearnStatement statement = {
		"SELECT e.runbook_id, r.status::text,"
		" (SELECT d.id FROM learn.runbooks d WHERE d.line = r.line"
		" AND d.status = 'pending')"
		" FROM learn.execution_results e"
		" LEFT JOIN learn.runbooks r ON r.id = e.runbook_id"
		" WHERE e.execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);
	char *runbook_id;
	char *status;
	char *draft;

	if (learn_statement_run(&statement, &value, NULL) == 0)
		return "no draft: the execution was deleted";
	runbook_id = learn_statement_text(0, 1);
	status = learn_statement_text(0, 2);
	draft = learn_statement_text(0, 3);
	if (status == NULL)
		return "no draft: the runbook is unknown here";
	if (strcmp(status, "active") != 0)
		return psprintf("no draft: this version is %s", status);
	if (draft != NULL)
		return psprintf("no draft: \"%s\" is under review", draft);
	return learn_job_add("improve", runbook_id, execution_id)
			   ? LEARN_FOLLOW_UP_WRITING
			   : LEARN_FOLLOW_UP_WAITS;
}

/*
 * Stores what was found and starts what follows from it, once; the caller
 * holds the lease.
 */
static void
settle(LearnWork *work, const Finding *finding)
{
	const char *execution_id = work->job.subject;
	const char *follow_up;

	if (!learn_job_settle(&work->job) ||
		!insert_analysis(execution_id, finding))
		return;

	if (finding->succeeded)
		return;
	if (finding->type == NULL)
		follow_up =
			"no draft: nobody could tell why it failed, a human is asked";
	else if (!learn_failure_type_improvable(learn_failure_type_parse(
				 finding->type, strlen(finding->type))))
		follow_up = "no draft: a better runbook cannot mend this";
	else
		follow_up = request_improvement(execution_id);
	learn_analysis_follow_up(execution_id, follow_up);
}

/*
 * Does the execution exist, is it analysed, did it succeed?
 */
static bool
read_execution(const char *execution_id, bool *analysed, bool *succeeded)
{
	static LearnStatement statement = {
		"SELECT EXISTS (SELECT FROM learn.analyses a"
		" WHERE a.execution_id = e.execution_id),"
		" learn.succeeded(e.success, e.verification_passed)"
		" FROM learn.execution_results e WHERE e.execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);
	bool isnull;

	if (learn_statement_run(&statement, &value, NULL) == 0)
		return false;
	*analysed = DatumGetBool(learn_statement_datum(0, 1, &isnull));
	*succeeded = DatumGetBool(learn_statement_datum(0, 2, &isnull));
	return true;
}

static LearnPrepared
prepare(LearnWork *work)
{
	Finding finding = {.source = "rules"};
	LearnProblem problem;
	LearnStatus status;
	bool analysed;
	char *facts;

	if (!read_execution(work->job.subject, &analysed, &finding.succeeded) ||
		analysed)
	{
		learn_job_settle(&work->job);
		return LEARN_PREPARED_DONE;
	}
	if (finding.succeeded)
	{
		finding.source = NULL;
		settle(work, &finding);
		return LEARN_PREPARED_DONE;
	}

	/* Deleted since we looked: nothing is left to analyse. */
	facts = learn_facts(work->job.subject, NULL);
	if (facts == NULL)
	{
		learn_job_settle(&work->job);
		return LEARN_PREPARED_DONE;
	}

	learn_category_free(&work->category);
	status = learn_classify(facts, strlen(facts), &work->category, &problem);
	if (status == LEARN_INVALID)
	{
		/* Deeper or with larger numbers than we read: analysed all the same. */
		finding.reasoning =
			psprintf("The execution could not be read: %s.", problem.message);
		settle(work, &finding);
		return LEARN_PREPARED_DONE;
	}
	learn_foreign_check(status, &problem, "execution");
	if (learn_settings_have_endpoint() &&
		(work->category.type == LEARN_FAILURE_UNKNOWN ||
		 work->category.confidence < learn_setting_rules_confidence))
	{
		if (!work->may_ask)
			return LEARN_PREPARED_ASK;
		learn_foreign_check(learn_prompt_categorize(facts, strlen(facts),
													learn_ask_nonce(),
													&work->prompt, &problem),
							&problem, "execution");
		return LEARN_PREPARED_ASK;
	}

	finding.type = learn_failure_type_name(work->category.type);
	finding.confidence = work->category.confidence;
	finding.reasoning = work->category.reasoning;
	settle(work, &finding);
	return LEARN_PREPARED_DONE;
}

/*
 * An answer that cannot be read falls back to an abstention, which says so: a
 * human is asked, and nothing is generated on a guess.
 */
static const char *
apply(LearnWork *work, bool *settled)
{
	Finding finding = {.source = "model"};
	LearnProblem problem;
	LearnStatus status;
	const char *unusable = NULL;

	learn_category_free(&work->category);
	status = learn_reply_category(work->reply.text, work->reply.text_length,
								  &work->category, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "answer");

	finding.model =
		work->reply.model[0] != '\0' ? work->reply.model : work->model;
	if (status == LEARN_OK)
	{
		finding.type = learn_failure_type_name(work->category.type);
		finding.confidence = work->category.confidence;
		finding.reasoning = work->category.reasoning;
	}
	else
	{
		unusable = pstrdup(problem.message);
		finding.source = "default";
		finding.reasoning = psprintf(
			"The model's answer could not be read (%s); no type is assumed.",
			problem.message);
	}
	settle(work, &finding);
	*settled = true;
	return unusable;
}

const LearnKind learn_kind_analyze = {
	.name = "analyze",
	.purpose = "categorize",
	.temperature = 0.1,
	.prepare = prepare,
	.apply = apply,
};
