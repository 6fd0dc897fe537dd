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
#include "utils/uuid.h"

#include "core/improve.h"
#include "core/reply.h"
#include "pg/digest.h"
#include "pg/engine/analyze.h"
#include "pg/engine/ask.h"
#include "pg/engine/engine.h"
#include "pg/engine/groups.h"
#include "pg/engine/prompts.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/drafts.h"
#include "pg/review/policies.h"
#include "pg/review/regeneration.h"
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
		" WHERE d.status = 'pending'"
		" AND (d.line = r.line OR d.parent_runbook = r.id))",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(runbook_id);

	return learn_statement_run(&statement, &value, NULL) == 1;
}

/*
 * The failure and the parent of a draft to be rewritten, if it is still
 * wanted: not of one that a human has written meanwhile.
 */
static bool
revision_is_wanted(const char *draft_id, char **execution_id, char **parent)
{
	static LearnStatement statement = {
		"SELECT r.generated_from_failure, r.parent_runbook"
		" FROM learn.runbooks r JOIN learn.review_queue q ON q.runbook_id = r.id"
		" WHERE r.id = $1 AND r.status = 'pending' AND r.origin = 'generated'"
		" AND q.status = 'needs_changes'",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(draft_id);

	if (learn_statement_run(&statement, &value, NULL) != 1)
		return false;
	*execution_id = learn_statement_text(0, 1);
	*parent = learn_statement_text(0, 2);
	return true;
}

/*
 * Answers the failures of a runbook that wait for the draft that was being
 * written.  With execution_id only those of its group.
 */
static void
answer_waiting(const char *runbook_id, const char *execution_id,
			   const char *follow_up)
{
	static LearnStatement statement = {
		"UPDATE learn.analyses w SET follow_up = $3"
		" WHERE w.runbook_id = $1 AND w.follow_up = '" LEARN_FOLLOW_UP_WAITS
		"' AND ($2 IS NULL OR EXISTS (SELECT FROM learn.analyses a"
		" WHERE a.execution_id = $2"
		" AND a.signature IS NOT DISTINCT FROM w.signature))",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[3];
	bool nulls[3] = {false};

	values[0] = CStringGetTextDatum(runbook_id);
	values[1] = learn_text_datum(execution_id, &nulls[1]);
	values[2] = CStringGetTextDatum(follow_up);
	learn_statement_run(&statement, values, nulls);
}

/*
 * This failure led to no draft, so others like it do not either; the next one
 * that waits for another reason may.
 */
static void
give_up(const char *runbook_id, const char *execution_id, const char *reason)
{
	static LearnStatement statement = {
		"SELECT a.execution_id FROM learn.analyses a WHERE a.runbook_id = $1"
		" AND a.follow_up = '" LEARN_FOLLOW_UP_WAITS "'"
		" ORDER BY a.analysed_at, a.execution_id LIMIT 1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(runbook_id);
	const char *follow_up = psprintf("no draft: %s", reason);
	char *next;

	learn_analysis_follow_up(execution_id, follow_up);
	answer_waiting(runbook_id, execution_id, follow_up);
	if (learn_statement_run(&statement, &value, NULL) == 0)
		return;
	next = learn_statement_text(0, 1);
	learn_job_add("improve", runbook_id, next);
	learn_analysis_follow_up(next, LEARN_FOLLOW_UP_WRITING);
}

/*
 * Why no draft is wanted from this failure after all; NULL when one is.  A
 * human may have said why it really failed, and there may be a version for
 * such hosts already.
 */
static char *
reason_against(const char *parent, const char *execution_id, const char *facts)
{
	static LearnStatement statement = {
		"SELECT CASE WHEN a.failure_type NOT IN ('runbook_insufficient',"
		" 'environment_difference')"
		" THEN 'a better runbook cannot mend ' || a.failure_type"
		" ELSE (SELECT format('there is \"%s\" for such hosts', b.id)"
		" FROM learn.runbooks b WHERE b.parent_runbook = $1"
		" AND b.status = 'active' AND b.line <> learn.runbook_line($1)"
		" AND b.content -> 'applies_to' = $3::jsonb -> 'scope' LIMIT 1) END"
		" FROM learn.analyses a WHERE a.execution_id = $2",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[3];

	values[0] = CStringGetTextDatum(parent);
	values[1] = CStringGetTextDatum(execution_id);
	values[2] = CStringGetTextDatum(facts);
	return learn_statement_run(&statement, values, NULL) == 0
			   ? NULL
			   : learn_statement_text(0, 1);
}

/*
 * Whose failure it is, for the record of what is asked about it.
 */
static void
note_subject(LearnWork *work, const char *parent, const char *execution_id)
{
	static LearnStatement statement = {
		"SELECT client_id FROM learn.execution_results"
		" WHERE execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);
	char *client_id = NULL;

	if (learn_statement_run(&statement, &value, NULL) > 0)
		client_id = learn_statement_text(0, 1);
	work->runbook_id = MemoryContextStrdup(work->context, parent);
	work->client_id = client_id == NULL
						  ? NULL
						  : MemoryContextStrdup(work->context, client_id);
}

/*
 * The draft stays as it is, and its reviewer is told why, if the work is still
 * ours.
 */
static void
give_up_revision(const LearnWork *work, const char *reason)
{
	learn_audit_lock();
	if (learn_job_settle(&work->job))
		learn_regeneration_failed(work->job.subject, reason);
}

/*
 * The draft is not fit to be shown to a reviewer; the reason is recorded.
 */
static void
refuse(LearnWork *work, const char *parent, const char *execution_id,
	   const LearnProblem *problem)
{
	LearnAuditEntry entry = {.action = "refuse", .object_id = parent};
	LearnIdentity engine;
	StringInfoData details;
	char *reason = psprintf("refused: %s", problem->message);

	if (work->reply.owner != NULL)
		work->error = MemoryContextStrdup(work->context, reason);
	if (work->kind == &learn_kind_revise)
	{
		give_up_revision(work, problem->message);
		return;
	}
	learn_group_lock(execution_id);
	learn_audit_lock();
	if (!learn_job_settle(&work->job))
		return;
	learn_group_refuse_draft(execution_id, reason);
	give_up(parent, execution_id, reason);
	learn_json_begin(&details);
	learn_json_add_string(&details, "generated_from_failure", execution_id);
	learn_json_add_string(&details, "reason", problem->message);
	entry.details = learn_json_end(&details);
	learn_identity_engine(&engine);
	learn_audit_write(&engine, &entry);
}

/*
 * Nobody wants this work any more: another version came in the meantime.
 */
static void
drop(LearnWork *work)
{
	const char *follow_up =
		"no draft: another version was queued or activated meanwhile";

	if (!learn_job_settle(&work->job) || work->kind != &learn_kind_improve)
		return;
	learn_analysis_follow_up(work->job.execution_id, follow_up);
	answer_waiting(work->job.subject, NULL, follow_up);
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

	if (work->reply.owner != NULL)
		generated.answered = (LearnAnswered){
			.id = DatumGetCString(
				DirectFunctionCall1(uuid_out, UUIDPGetDatum(&work->exchange))),
			.prompt_digest = work->prompt_digest,
			.reply_digest = learn_digest(work->reply.text,
										 work->reply.text_length, NULL, 0)};

	learn_audit_lock();
	if (!learn_job_settle(&work->job))
		return;
	if (work->kind == &learn_kind_revise)
		learn_draft_revise(work->job.subject, &generated);
	else
	{
		learn_draft_store(&generated);
		learn_analysis_follow_up(execution_id,
								 "a draft was queued for review");
		answer_waiting(
			parent, NULL,
			psprintf("no draft of its own: one was written from \"%s\"",
					 execution_id));
	}
}

/*
 * What policy forbids is not queued either: LEARN_REFUSED.  learn.policy_facts()
 * knows such a reason by how it begins, and tells the model that writes the
 * next draft what this one was refused for.  The reason quotes nothing of the
 * draft: it may be shown to a model among a reviewer's words.
 */
static LearnStatus
check_policy(const LearnDraft *draft, LearnProblem *problem)
{
	char *refusal = learn_policy_refusal(draft->content);

	return refusal == NULL
			   ? LEARN_OK
			   : learn_problem_set(problem, LEARN_REFUSED, NULL,
								   "forbidden by policy: %s", refusal);
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
	LearnStatus status;

	/* What an earlier try of this step has left. */
	learn_draft_free(&work->draft);
	status = learn_improve(facts, strlen(facts), &work->draft, &problem);
	learn_foreign_check(status, &problem, "failure");
	if (status == LEARN_OK)
		status = check_policy(&work->draft, &problem);
	if (status == LEARN_OK)
		store(work, parent, execution_id, "learn (builtin)",
			  LEARN_IMPROVE_ENGINE);
	else if (status == LEARN_REFUSED)
		refuse(work, parent, execution_id, &problem);
	else if (work->kind == &learn_kind_revise)
		give_up_revision(work, problem.message);
	else if (learn_job_settle(&work->job))
		give_up(parent, execution_id, problem.message);
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

/*
 * Finds out what the work is about; NULL, with the job settled, when there is
 * nothing to do any more.
 */
static char *
gather(LearnWork *work, char **execution_id, char **parent)
{
	const char *reason;
	char *facts;

	if (!find_subject(work, execution_id, parent))
	{
		drop(work);
		return NULL;
	}
	facts = facts_of(work, *execution_id);
	if (work->kind == &learn_kind_revise)
	{
		if (facts == NULL)
			give_up_revision(work, "the execution was deleted");
		return facts;
	}
	reason = facts == NULL ? "the execution was deleted"
						   : reason_against(*parent, *execution_id, facts);
	if (reason == NULL)
		return facts;
	if (learn_job_settle(&work->job))
		give_up(*parent, *execution_id, reason);
	return NULL;
}

/*
 * Writes the question to the model.
 */
static void
ask_model(LearnBatch *batch, LearnWork *work, const char *facts)
{
	LearnProblem problem;

	/* What an earlier try of this step has left. */
	learn_facts_free(&work->facts);
	learn_foreign_check(learn_facts_read(facts, strlen(facts), &work->facts,
										 &problem),
						&problem, "failure");
	learn_prompts_render(batch, work, &work->facts);
	learn_facts_free(&work->facts);
}

static void
prepare(LearnBatch *batch)
{
	LearnWork *work = batch->works[0];
	char *execution_id;
	char *parent;
	char *facts = gather(work, &execution_id, &parent);

	if (facts == NULL)
		return;
	note_subject(work, parent, execution_id);
	if (!learn_settings_have_endpoint())
		improve_builtin(work, facts, parent, execution_id);
	else if (learn_batch_may_send(batch, work))
		ask_model(batch, work, facts);
}

static void
apply(LearnBatch *batch)
{
	LearnWork *work = batch->works[0];
	LearnProblem problem;
	LearnStatus status;
	char *execution_id;
	char *parent;
	char *facts = gather(work, &execution_id, &parent);

	if (facts == NULL)
		return;
	learn_draft_free(&work->draft);
	status = learn_reply_draft(work->reply.text, work->reply.text_length,
							   work->disguise, facts, strlen(facts),
							   &work->draft, &problem);
	if (status == LEARN_OK)
		status = check_policy(&work->draft, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "answer");
	if (status == LEARN_REFUSED)
		refuse(work, parent, execution_id, &problem);
	else if (status != LEARN_OK)
		learn_work_fail(work, problem.where[0] == '\0'
								  ? problem.message
								  : psprintf("%s: %s", problem.where,
											 problem.message));
	else
		store(work, parent, execution_id, "learn (model)",
			  work->reply.model[0] != '\0' ? work->reply.model : work->model);
}

const LearnKind learn_kind_improve = {
	.name = "improve",
	.purpose = "improve",
	.temperature = 0.2,
	.remote = LEARN_REMOTE_MODEL,
	.batch = 1,
	.prepare = prepare,
	.send = learn_ask_send,
	.apply = apply,
};

const LearnKind learn_kind_revise = {
	.name = "revise",
	.purpose = "revise",
	.temperature = 0.2,
	.remote = LEARN_REMOTE_MODEL,
	.batch = 1,
	.prepare = prepare,
	.send = learn_ask_send,
	.apply = apply,
};
