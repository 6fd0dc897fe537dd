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
#include "core/facts.h"
#include "core/reply.h"
#include "pg/engine/analyze.h"
#include "pg/engine/ask.h"
#include "pg/engine/document.h"
#include "pg/engine/engine.h"
#include "pg/foreign.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

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

/* What was found out about an execution. */
typedef struct Finding
{
	LearnWork *work;
	const char *runbook_id;
	bool succeeded;
	const char *type; /* NULL: an abstention, or a success */
	const char *reasoning;
	double confidence;
	const char *source;
	const char *model;
	const char *follow_up;
} Finding;

/* Findings to be stored together. */
typedef struct Findings
{
	Finding *items;
	int count;
} Findings;

static Findings
create_findings(int capacity)
{
	Findings findings = {palloc0(sizeof(Finding) * capacity), 0};

	return findings;
}

static Finding *
add_finding(Findings *findings, LearnWork *work, const char *source)
{
	Finding *finding = &findings->items[findings->count++];

	finding->work = work;
	finding->source = source;
	finding->follow_up = "counted";
	return finding;
}

/*
 * Drops the findings whose lease was lost: somebody else has them.
 */
static void
settle_jobs(Findings *findings)
{
	const LearnJob **jobs = palloc(sizeof(LearnJob *) * findings->count);
	bool *settled = palloc(sizeof(bool) * findings->count);
	int kept = 0;

	for (int i = 0; i < findings->count; i++)
		jobs[i] = &findings->items[i].work->job;
	learn_jobs_settle(jobs, findings->count, settled);
	for (int i = 0; i < findings->count; i++)
	{
		if (settled[i])
			findings->items[kept++] = findings->items[i];
	}
	findings->count = kept;
}

/*
 * Can a better runbook mend this failure?  Says why not, where it cannot.
 */
static bool
is_improvable(Finding *finding)
{
	if (finding->succeeded)
		return false;
	if (finding->type == NULL)
		finding->follow_up =
			"no draft: nobody could tell why it failed, a human is asked";
	else if (!learn_failure_type_improvable(learn_failure_type_parse(
				 finding->type, strlen(finding->type))))
		finding->follow_up = "no draft: a better runbook cannot mend this";
	else
		return true;
	return false;
}

/*
 * Asks for a better version of the runbook that failed, unless there is a
 * reason not to.  Returns what to say of it.
 */
static const char *
request_improvement(const Finding *finding)
{
	static LearnStatement statement = {
		"SELECT r.status::text,"
		" (SELECT d.id FROM learn.runbooks d WHERE d.line = r.line"
		" AND d.status = 'pending')"
		" FROM learn.runbooks r WHERE r.id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(finding->runbook_id);
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
	return learn_job_add("improve", finding->runbook_id,
						 finding->work->job.subject)
			   ? LEARN_FOLLOW_UP_WRITING
			   : LEARN_FOLLOW_UP_WAITS;
}

/*
 * Starts what follows from the findings.  Among failures of one runbook the
 * first decides; the others wait for the draft it leads to, or share the
 * reason why it leads to none.
 */
static void
follow_up(Findings *findings)
{
	for (int i = 0; i < findings->count; i++)
	{
		Finding *finding = &findings->items[i];
		const Finding *first = NULL;

		if (!is_improvable(finding))
			continue;
		for (int j = 0; j < i && first == NULL; j++)
		{
			const Finding *earlier = &findings->items[j];

			if (!earlier->succeeded && earlier->type != NULL &&
				strcmp(earlier->runbook_id, finding->runbook_id) == 0 &&
				learn_failure_type_improvable(learn_failure_type_parse(
					earlier->type, strlen(earlier->type))))
				first = earlier;
		}
		if (first == NULL)
			finding->follow_up = request_improvement(finding);
		else if (strcmp(first->follow_up, LEARN_FOLLOW_UP_WRITING) == 0)
			finding->follow_up = LEARN_FOLLOW_UP_WAITS;
		else
			finding->follow_up = first->follow_up;
	}
}

/* The columns of learn.analyses, as store_findings() writes them. */
static const Oid finding_types[] = {TEXTOID, TEXTOID, BOOLOID,
									TEXTOID, TEXTOID, FLOAT8OID,
									TEXTOID, TEXTOID, TEXTOID};

/*
 * Stores what was found and starts what follows from it, once.
 */
static void
store_findings(Findings *findings)
{
	static LearnStatement statement = {
		"INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at,"
		" succeeded, failure_type, reasoning, confidence, source, model,"
		" follow_up) SELECT f.execution_id, f.runbook_id, $10, f.succeeded,"
		" f.type::learn.failure_type, f.reasoning, f.confidence,"
		" f.source::learn.answer_source, f.model, f.follow_up"
		" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)"
		" AS f (execution_id, runbook_id, succeeded, type, reasoning,"
		" confidence, source, model, follow_up)"
		" ON CONFLICT (execution_id) DO NOTHING",
		{TEXTARRAYOID, TEXTARRAYOID, BOOLARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 FLOAT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TIMESTAMPTZOID, InvalidOid}};
	Datum values[10];
	LearnRows *rows;

	if (findings->count == 0)
		return;
	settle_jobs(findings);
	follow_up(findings);
	rows = learn_rows_create(finding_types, lengthof(finding_types),
							 findings->count);
	for (int i = 0; i < findings->count; i++)
	{
		const Finding *finding = &findings->items[i];

		learn_rows_set_text(rows, i, 0, finding->work->job.subject);
		learn_rows_set_text(rows, i, 1, finding->runbook_id);
		learn_rows_set(rows, i, 2, BoolGetDatum(finding->succeeded));
		learn_rows_set_text(rows, i, 3, finding->type);
		learn_rows_set_text(rows, i, 4, finding->reasoning);
		if (!finding->succeeded)
			learn_rows_set(rows, i, 5, Float8GetDatum(finding->confidence));
		learn_rows_set_text(rows, i, 6, finding->source);
		learn_rows_set_text(rows, i, 7, finding->model);
		learn_rows_set_text(rows, i, 8, finding->follow_up);
	}
	learn_rows_arrays(rows, values);
	values[9] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}

/*
 * The rules, for as long as the process lives.
 */
static const LearnClassifier *
process_classifier(void)
{
	static LearnClassifier *classifier = NULL;

	if (classifier == NULL)
		classifier = learn_classifier_create();
	if (classifier == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	return classifier;
}

static bool
is_unsure(const LearnCategory *category)
{
	return learn_settings_have_endpoint() &&
		   (category->type == LEARN_FAILURE_UNKNOWN ||
			category->confidence < learn_setting_rules_confidence);
}

/*
 * Asks the rules, and renders the question to a model when they are not sure
 * enough.  Returns whether there is a finding.
 */
static bool
classify(LearnBatch *batch, LearnWork *work, const char *document,
		 Finding *finding)
{
	const LearnClassifier *classifier = process_classifier();
	LearnProblem problem;
	LearnStatus status;

	/* What an earlier try of this step has left. */
	learn_facts_free(&work->facts);
	learn_category_free(&work->category);
	learn_prompt_free(&work->prompt);
	status =
		learn_facts_read(document, strlen(document), &work->facts, &problem);
	if (status == LEARN_OK)
		status = learn_classify_facts(classifier, &work->facts,
									  &work->category, &problem);
	if (status == LEARN_INVALID)
	{
		/* Deeper or with larger numbers than we read: analysed all the same. */
		finding->reasoning =
			psprintf("The execution could not be read: %s.", problem.message);
		return true;
	}
	learn_foreign_check(status, &problem, "execution");
	if (is_unsure(&work->category))
	{
		if (learn_batch_may_send(batch, work))
			learn_foreign_check(
				learn_prompt_categorize_facts(&work->facts, learn_ask_nonce(),
											  &work->prompt, &problem),
				&problem, "execution");
		learn_facts_free(&work->facts);
		return false;
	}
	learn_facts_free(&work->facts);

	finding->type = learn_failure_type_name(work->category.type);
	finding->confidence = work->category.confidence;
	finding->reasoning = work->category.reasoning;
	return true;
}

/*
 * Drops the jobs that are not wanted any more: the execution is analysed, or
 * was deleted.
 */
static void
drop_unwanted(const LearnBatch *batch, const bool *wanted)
{
	const LearnJob **jobs = palloc(sizeof(LearnJob *) * batch->count);
	bool *settled = palloc(sizeof(bool) * batch->count);
	int count = 0;

	for (int i = 0; i < batch->count; i++)
	{
		if (!wanted[i])
			jobs[count++] = &batch->works[i]->job;
	}
	if (count > 0)
		learn_jobs_settle(jobs, count, settled);
}

static void
prepare(LearnBatch *batch)
{
	LearnExecution *executions = learn_executions_read(batch);
	Findings findings = create_findings(batch->count);
	bool *wanted = palloc0(sizeof(bool) * batch->count);

	for (int i = 0; i < batch->count; i++)
	{
		const LearnExecution *execution = &executions[i];
		LearnWork *work = batch->works[i];
		Finding *finding;

		if (!execution->found || execution->analysed)
			continue;
		wanted[i] = true;
		finding = add_finding(&findings, work, "rules");
		finding->runbook_id = execution->runbook_id;
		finding->succeeded = execution->succeeded;
		if (finding->succeeded)
			finding->source = NULL;
		else if (!classify(batch, work, execution->document, finding))
		{
			work->runbook_id =
				MemoryContextStrdup(work->context, finding->runbook_id);
			findings.count--;
		}
	}
	drop_unwanted(batch, wanted);
	store_findings(&findings);
}

/*
 * An answer that cannot be read falls back to an abstention, which says so: a
 * human is asked, and nothing is generated on a guess.
 */
static void
read_answer(LearnWork *work, Finding *finding)
{
	LearnProblem problem;
	LearnStatus status;

	learn_category_free(&work->category);
	status = learn_reply_category(work->reply.text, work->reply.text_length,
								  &work->category, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "answer");

	finding->runbook_id = work->runbook_id;
	finding->model =
		work->reply.model[0] != '\0' ? work->reply.model : work->model;
	if (status == LEARN_OK)
	{
		finding->type = learn_failure_type_name(work->category.type);
		finding->confidence = work->category.confidence;
		finding->reasoning = work->category.reasoning;
		return;
	}
	work->error = MemoryContextStrdup(work->context, problem.message);
	finding->source = "default";
	finding->reasoning = psprintf(
		"The model's answer could not be read (%s); no type is assumed.",
		problem.message);
}

static void
apply(LearnBatch *batch)
{
	Findings findings = create_findings(batch->count);

	for (int i = 0; i < batch->count; i++)
		read_answer(batch->works[i],
					add_finding(&findings, batch->works[i], "model"));
	store_findings(&findings);
}

const LearnKind learn_kind_analyze = {
	.name = "analyze",
	.purpose = "categorize",
	.temperature = 0.1,
	.remote = LEARN_REMOTE_MODEL,
	.batch = 64,
	.prepare = prepare,
	.send = learn_ask_send,
	.apply = apply,
};
