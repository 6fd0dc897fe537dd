/*-------------------------------------------------------------------------
 *
 * analyze.c
 *		Jobs of kind analyze: why did this execution fail?
 *
 * The unique key of learn.analyses decides that an execution is analysed once;
 * a job is only a hint.  What a human said of such failures counts most, then
 * the built-in rules, where they are sure, then what a model said of such
 * failures before.  A model is asked when one is configured and none of these
 * knows; of failures that are the same only one is asked about at a time.
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
#include "pg/engine/conclusions.h"
#include "pg/engine/document.h"
#include "pg/engine/engine.h"
#include "pg/engine/prompts.h"
#include "pg/fingerprints.h"
#include "pg/foreign.h"
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

/*
 * A failure of the batch that is to be explained.
 */
typedef struct Failure
{
	LearnWork *work;
	LearnRun run;
	const char *document; /* what the facts were read from, an object */
	bool unreadable;      /* its reasoning says why */
} Failure;

/*
 * Reads a failure, asks the rules, and finds out which group it is of.  The
 * facts stay with the work, in case a model must be asked, and so do the texts
 * that the run refers to.
 */
static void
examine(Failure *failure)
{
	const char *document = failure->document;
	LearnWork *work = failure->work;
	LearnRun *run = &failure->run;
	LearnProblem problem;
	LearnStatus status;

	/* What an earlier try of this step has left. */
	learn_facts_free(&work->facts);
	learn_signature_free(&work->signature);
	learn_category_free(&work->category);
	learn_prompt_free(&work->prompt);
	status =
		learn_facts_read(document, strlen(document), &work->facts, &problem);
	if (status == LEARN_OK)
		status =
			learn_classify_facts(process_classifier(), &work->facts,
								 &work->category, &work->signature, &problem);
	run->source = "rules";
	if (status == LEARN_INVALID)
	{
		/* Deeper or with larger numbers than we read: analysed all the same. */
		failure->unreadable = true;
		run->reasoning =
			psprintf("The execution could not be read: %s.", problem.message);
		return;
	}
	learn_foreign_check(status, &problem, "execution");
	run->action = work->signature.action;
	run->message = work->signature.message;
	run->signature = learn_fingerprint_name(work->signature.text,
											strlen(work->signature.text));
	run->type = learn_failure_type_name(work->category.type);
	run->confidence = work->category.confidence;
	run->reasoning = work->category.reasoning;
}

/*
 * The answer of the group is the answer to this failure.
 */
static void
take_group_answer(LearnRun *run, const LearnGroup *group)
{
	run->source = "group";
	run->type = group->type;
	run->confidence = group->type != NULL ? group->confidence : 0;
	run->reasoning =
		psprintf("as for failures like it before: %s",
				 group->reasoning != NULL ? group->reasoning
										  : "no reason was given");
}

/*
 * Tells a model what is known of the other failures of the group, and which
 * names it must not learn from them: the facts are read again, with these.
 */
static void
add_group(const Failure *failure, LearnFacts *facts)
{
	static LearnStatement statement = {
		"SELECT learn.group_facts($1, $2)::text,"
		" learn.private_names($2, $1, $3)::text",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	const LearnRun *run = &failure->run;
	LearnProblem problem;
	Datum values[3];
	char *group;
	char *document;

	values[0] = CStringGetTextDatum(run->signature);
	values[1] = CStringGetTextDatum(run->execution_id);
	values[2] = CStringGetTextDatum(run->runbook_id);
	learn_statement_run(&statement, values, NULL);
	group = learn_statement_text(0, 1);
	document = psprintf("{\"group\":%s,\"private_names\":%s,%s",
						group != NULL ? group : "null",
						learn_statement_text(0, 2), failure->document + 1);
	learn_facts_free(facts);
	learn_foreign_check(learn_facts_read(document, strlen(document), facts,
										 &problem),
						&problem, "execution");
}

/*
 * Prepares the question to a model, or has the work wait for the answer to
 * the same question.
 */
static void
ask_model(LearnBatch *batch, Failure *failure, const LearnGroup *group)
{
	LearnWork *work = failure->work;
	MemoryContext previous;

	previous = MemoryContextSwitchTo(work->context);
	failure->run.type = failure->run.reasoning = failure->run.source = NULL;
	work->run = learn_run_copy(&failure->run);
	work->runbook_id = work->run->runbook_id;
	work->client_id = work->run->client_id;
	MemoryContextSwitchTo(previous);
	if (learn_engine_is_asking(batch->engine, work))
		work->next = LEARN_NEXT_WAIT;
	else if (learn_batch_may_send(batch, work))
	{
		if (group->occurrences > 0)
			add_group(failure, &work->facts);
		learn_prompts_render(batch, work, &work->facts);
	}
}

/*
 * Whose answer is it?  Returns whether there is one.
 */
static bool
decide(LearnBatch *batch, Failure *failure, const LearnGroup *group)
{
	LearnRun *run = &failure->run;
	bool sure =
		run->type != NULL && run->confidence >= learn_setting_rules_confidence;

	if (failure->unreadable)
		return true;
	if (group->answered && (group->by_human || !sure))
		take_group_answer(run, group);
	else if (!sure && learn_settings_have_endpoint())
	{
		ask_model(batch, failure, group);
		return false;
	}
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

/*
 * Explains the failures, or asks a model to.
 */
static void
explain(LearnBatch *batch, Failure *failures, int count,
		LearnConclusions *conclusions)
{
	const LearnRun **runs = palloc(sizeof(LearnRun *) * Max(count, 1));
	LearnGroup *groups;

	if (count == 0)
		return;
	for (int i = 0; i < count; i++)
		runs[i] = &failures[i].run;
	groups = learn_groups_read(runs, count);
	for (int i = 0; i < count; i++)
	{
		if (decide(batch, &failures[i], &groups[i]))
			learn_conclusions_add(conclusions, failures[i].work,
								  &failures[i].run);
		learn_facts_free(&failures[i].work->facts);
	}
}

static void
prepare(LearnBatch *batch)
{
	LearnExecution *executions = learn_executions_read(batch);
	LearnConclusions conclusions =
		learn_conclusions_create(batch->engine, batch->count);
	Failure *failures = palloc0(sizeof(Failure) * batch->count);
	bool *wanted = palloc0(sizeof(bool) * batch->count);
	int count = 0;

	for (int i = 0; i < batch->count; i++)
	{
		const LearnExecution *execution = &executions[i];
		LearnWork *work = batch->works[i];

		work->run = NULL;
		if (!execution->found || execution->analysed)
			continue;
		wanted[i] = true;
		if (execution->run.succeeded)
		{
			learn_conclusions_add(&conclusions, work, &execution->run);
			continue;
		}
		failures[count].work = work;
		failures[count].run = execution->run;
		failures[count].document = execution->document;
		examine(&failures[count++]);
	}
	drop_unwanted(batch, wanted);
	explain(batch, failures, count, &conclusions);
	learn_conclusions_store(&conclusions);
}

/*
 * An answer that cannot be read falls back to an abstention, which says so: a
 * human is asked, and nothing is generated on a guess.
 */
static void
read_answer(LearnWork *work, LearnRun *run)
{
	LearnProblem problem;
	LearnStatus status;

	learn_category_free(&work->category);
	status = learn_reply_category(work->reply.text, work->reply.text_length,
								  work->disguise, &work->category, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "answer");

	run->model =
		work->reply.model[0] != '\0' ? work->reply.model : work->model;
	if (status == LEARN_OK)
	{
		run->source = "model";
		run->type = learn_failure_type_name(work->category.type);
		run->confidence = work->category.confidence;
		run->reasoning = work->category.reasoning;
		return;
	}
	work->error = MemoryContextStrdup(work->context, problem.message);
	run->source = "default";
	run->confidence = 0;
	run->reasoning = psprintf(
		"The model's answer could not be read (%s); no type is assumed.",
		problem.message);
}

static void
apply(LearnBatch *batch)
{
	LearnConclusions conclusions =
		learn_conclusions_create(batch->engine, batch->count);

	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];

		read_answer(
			work, &learn_conclusions_add(&conclusions, work, work->run)->run);
	}
	learn_conclusions_store(&conclusions);
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
