/*-------------------------------------------------------------------------
 *
 * improve.c
 *		Jobs of kind improve and revise: write a better runbook.
 *
 * With a model configured the model writes; without one the built-in engine
 * composes from known remedies.  Either way the draft passes core/draft.h.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "core/improve.h"
#include "core/reply.h"
#include "pg/analyze.h"
#include "pg/ask.h"
#include "pg/drafts.h"
#include "pg/engine.h"
#include "pg/foreign.h"
#include "pg/settings.h"
#include "pg/statement.h"

/*
 * The parent of a draft still to be written, if it is still wanted.
 */
static bool
improvement_is_wanted(const char *runbook_id)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.runbooks r WHERE r.id = $1"
		" AND r.status = 'active' AND NOT EXISTS (SELECT FROM learn.runbooks d"
		" WHERE d.line = r.line AND d.status = 'pending')",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(runbook_id);

	return learn_statement_run(&statement, &value, NULL) == 1;
}

/*
 * The failure and the parent of a draft to be rewritten, if it is still
 * wanted.
 */
static bool
revision_is_wanted(const char *draft_id, char **execution_id, char **parent)
{
	static LearnStatement statement = {
		"SELECT r.generated_from_failure, r.parent_runbook"
		" FROM learn.runbooks r JOIN learn.review_queue q ON q.runbook_id = r.id"
		" WHERE r.id = $1 AND r.status = 'pending' AND q.status = 'needs_changes'",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(draft_id);

	if (learn_statement_run(&statement, &value, NULL) != 1)
		return false;
	*execution_id = learn_statement_text(0, 1);
	*parent = learn_statement_text(0, 2);
	return true;
}

/*
 * Other failures of the runbook came while this draft was being written: they
 * have their answer in it.
 */
static void
answer_waiting(const char *runbook_id, const char *execution_id)
{
	static LearnStatement statement = {
		"UPDATE learn.analyses a SET follow_up = format("
		"'no draft of its own: one was written from \"%s\"', $2)"
		" FROM learn.execution_results e WHERE e.runbook_id = $1"
		" AND e.execution_id = a.execution_id AND a.follow_up = $3",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[3];

	values[0] = CStringGetTextDatum(runbook_id);
	values[1] = CStringGetTextDatum(execution_id);
	values[2] = CStringGetTextDatum(LEARN_FOLLOW_UP_WAITS);
	learn_statement_run(&statement, values, NULL);
}

/*
 * This failure led to no draft: the next one that waits may.
 */
static void
try_waiting(const char *runbook_id)
{
	static LearnStatement statement = {
		"SELECT a.execution_id FROM learn.execution_results e"
		" JOIN learn.analyses a USING (execution_id)"
		" WHERE e.runbook_id = $1 AND a.follow_up = $2"
		" ORDER BY a.analysed_at, a.execution_id LIMIT 1",
		{TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];
	char *execution_id;

	values[0] = CStringGetTextDatum(runbook_id);
	values[1] = CStringGetTextDatum(LEARN_FOLLOW_UP_WAITS);
	if (learn_statement_run(&statement, values, NULL) == 0)
		return;
	execution_id = learn_statement_text(0, 1);
	learn_job_add("improve", runbook_id, execution_id);
	learn_analysis_follow_up(execution_id, "a draft is being written");
}

/*
 * Settles the job with the finished draft in work->draft.
 */
static void
store(LearnWork *work, const char *parent, const char *execution_id,
	  const char *engine, const char *model)
{
	LearnGenerated generated = {
		.content = work->draft.content,
		.changes = work->draft.changes,
		.parent = parent,
		.execution_id = execution_id,
		.engine = engine,
		.model = model,
	};

	if (!learn_job_settle(&work->job))
		return;
	if (work->kind == &learn_kind_revise)
		learn_draft_revise(work->job.subject, &generated);
	else
	{
		learn_draft_store(&generated);
		learn_analysis_follow_up(execution_id,
								 "a draft was queued for review");
		answer_waiting(parent, execution_id);
	}
}

/*
 * Lets the built-in engine write; with nothing to offer it says so where
 * people look.
 */
static void
improve_builtin(LearnWork *work, const char *facts, const char *parent,
				const char *execution_id)
{
	LearnProblem problem;
	LearnStatus status =
		learn_improve(facts, strlen(facts), &work->draft, &problem);

	learn_foreign_check(status, &problem, "failure");
	if (status == LEARN_OK)
		store(work, parent, execution_id, "learn (builtin)",
			  LEARN_IMPROVE_ENGINE);
	else if (work->kind == &learn_kind_revise)
		learn_job_bury(&work->job, problem.message);
	else if (learn_job_settle(&work->job))
	{
		learn_analysis_follow_up(execution_id,
								 psprintf("no draft: %s", problem.message));
		try_waiting(parent);
	}
}

/*
 * What the work is about; false when it is not wanted any more.
 */
static bool
find_subject(LearnWork *work, char **execution_id, char **parent)
{
	if (work->kind == &learn_kind_revise)
		return revision_is_wanted(work->job.subject, execution_id, parent);
	*execution_id = work->job.execution_id;
	*parent = work->job.subject;
	return improvement_is_wanted(work->job.subject);
}

static char *
facts_of(const LearnWork *work, const char *execution_id)
{
	return execution_id == NULL
			   ? NULL
			   : learn_facts(execution_id, work->kind == &learn_kind_revise
											   ? work->job.subject
											   : NULL);
}

static LearnPrepared
prepare(LearnWork *work)
{
	LearnProblem problem;
	char *execution_id;
	char *parent;
	char *facts = NULL;

	if (find_subject(work, &execution_id, &parent))
		facts = facts_of(work, execution_id);
	if (facts == NULL)
	{
		learn_job_settle(&work->job);
		return LEARN_PREPARED_DONE;
	}
	if (!learn_settings_have_endpoint())
	{
		improve_builtin(work, facts, parent, execution_id);
		return LEARN_PREPARED_DONE;
	}
	learn_foreign_check(learn_prompt_improve(facts, strlen(facts),
											 learn_ask_nonce(), &work->prompt,
											 &problem),
						&problem, "failure");
	return LEARN_PREPARED_ASK;
}

static const char *
apply(LearnWork *work, bool *settled)
{
	LearnProblem problem;
	LearnStatus status;
	char *execution_id;
	char *parent;
	char *facts = NULL;

	*settled = true;
	if (find_subject(work, &execution_id, &parent))
		facts = facts_of(work, execution_id);
	if (facts == NULL)
	{
		learn_job_settle(&work->job);
		return NULL;
	}

	status = learn_reply_draft(work->reply.text, work->reply.text_length,
							   facts, strlen(facts), &work->draft, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "answer");
	if (status != LEARN_OK)
	{
		*settled = false;
		return problem.where[0] == '\0'
				   ? pstrdup(problem.message)
				   : psprintf("%s: %s", problem.where, problem.message);
	}
	store(work, parent, execution_id, "learn (model)",
		  work->reply.model[0] != '\0' ? work->reply.model : work->model);
	return NULL;
}

const LearnKind learn_kind_improve = {
	.name = "improve",
	.purpose = "improve",
	.temperature = 0.2,
	.prepare = prepare,
	.apply = apply,
};

const LearnKind learn_kind_revise = {
	.name = "revise",
	.purpose = "revise",
	.temperature = 0.2,
	.prepare = prepare,
	.apply = apply,
};
