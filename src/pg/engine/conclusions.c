/*-------------------------------------------------------------------------
 *
 * conclusions.c
 *		What was found out about executions, stored together and remembered.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/engine/conclusions.h"
#include "pg/engine/lessons.h"
#include "pg/engine/patterns.h"
#include "pg/engine/runs.h"
#include "pg/engine/statistics.h"
#include "pg/rows.h"
#include "pg/statement.h"

LearnConclusions
learn_conclusions_create(LearnEngine *engine, int capacity)
{
	LearnConclusions conclusions = {
		engine, palloc0(sizeof(LearnConclusion) * Max(capacity, 1)), 0};

	return conclusions;
}

LearnConclusion *
learn_conclusions_add(LearnConclusions *conclusions, LearnWork *work,
					  const LearnRun *run)
{
	LearnConclusion *conclusion = &conclusions->items[conclusions->count++];

	conclusion->work = work;
	conclusion->run = *run;
	conclusion->follow_up = "counted";
	return conclusion;
}

/*
 * Drops the conclusions whose lease was lost: somebody else has them.
 */
static void
settle_jobs(LearnConclusions *conclusions)
{
	const LearnJob **jobs = palloc(sizeof(LearnJob *) * conclusions->count);
	bool *settled = palloc(sizeof(bool) * conclusions->count);
	int kept = 0;

	for (int i = 0; i < conclusions->count; i++)
		jobs[i] = &conclusions->items[i].work->job;
	learn_jobs_settle(jobs, conclusions->count, settled);
	for (int i = 0; i < conclusions->count; i++)
	{
		if (settled[i])
			conclusions->items[kept++] = conclusions->items[i];
	}
	conclusions->count = kept;
}

/*
 * Counts the failures into their groups.
 */
static void
count_failures(LearnConclusions *conclusions)
{
	const LearnRun **runs = palloc(sizeof(LearnRun *) * conclusions->count);
	int *places = palloc(sizeof(int) * conclusions->count);
	LearnGroup *groups;
	int failures = 0;

	for (int i = 0; i < conclusions->count; i++)
	{
		if (conclusions->items[i].run.signature == NULL)
			continue;
		places[failures] = i;
		runs[failures++] = &conclusions->items[i].run;
	}
	if (failures == 0)
		return;
	groups = learn_groups_count(runs, failures);
	for (int i = 0; i < failures; i++)
		conclusions->items[places[i]].group = groups[i];
}

/* The columns of learn.analyses, as set_analysis() writes them. */
static const Oid analysis_types[] = {TEXTOID, TEXTOID,  BOOLOID, TEXTOID,
									 TEXTOID, TEXTOID,  TEXTOID, TEXTOID,
									 TEXTOID, FLOAT8OID};

static void
set_analysis(LearnRows *rows, int row, const LearnConclusion *conclusion)
{
	const LearnRun *run = &conclusion->run;

	learn_rows_set_text(rows, row, 0, run->execution_id);
	learn_rows_set_text(rows, row, 1, run->runbook_id);
	learn_rows_set(rows, row, 2, BoolGetDatum(run->succeeded));
	learn_rows_set_text(rows, row, 3, run->type);
	learn_rows_set_text(rows, row, 4, run->reasoning);
	learn_rows_set_text(rows, row, 5, run->source);
	learn_rows_set_text(rows, row, 6, run->model);
	learn_rows_set_text(rows, row, 7, conclusion->follow_up);
	learn_rows_set_text(rows, row, 8, run->signature);
	if (!run->succeeded)
		learn_rows_set(rows, row, 9, Float8GetDatum(run->confidence));
}

static void
store_analyses(const LearnConclusions *conclusions)
{
	static LearnStatement statement = {
		"INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at,"
		" succeeded, failure_type, reasoning, confidence, source, model,"
		" follow_up, signature) SELECT a.execution_id, a.runbook_id, $11,"
		" a.succeeded, a.type::learn.failure_type, a.reasoning, a.confidence,"
		" a.source::learn.answer_source, a.model, a.follow_up, a.signature"
		" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
		" AS a (execution_id, runbook_id, succeeded, type, reasoning,"
		" source, model, follow_up, signature, confidence)"
		" ON CONFLICT (execution_id) DO NOTHING",
		{TEXTARRAYOID, TEXTARRAYOID, BOOLARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 FLOAT8ARRAYOID, TIMESTAMPTZOID, InvalidOid}};
	LearnRows *rows =
		learn_rows_create(analysis_types, lengthof(analysis_types),
						  conclusions->count);
	Datum values[lengthof(analysis_types) + 1];

	for (int i = 0; i < conclusions->count; i++)
		set_analysis(rows, i, &conclusions->items[i]);
	learn_rows_arrays(rows, values);
	values[lengthof(analysis_types)] =
		TimestampTzGetDatum(GetCurrentTimestamp());

	/*
	 * Who holds the lease is the only one to store; were there an analysis all
	 * the same, counting its execution again would be wrong.
	 */
	if (learn_statement_run(&statement, values, NULL) !=
		(uint64) conclusions->count)
		ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION),
						errmsg("an execution was analysed meanwhile")));
}

/*
 * What this teaches about versions, remedies and answers.
 */
static void
remember(const LearnConclusions *conclusions)
{
	const LearnRun **runs = palloc(sizeof(LearnRun *) * conclusions->count);
	const char **signatures = palloc(sizeof(char *) * conclusions->count);
	int answers = 0;

	for (int i = 0; i < conclusions->count; i++)
	{
		const LearnConclusion *conclusion = &conclusions->items[i];

		runs[i] = &conclusion->run;

		/* A model was asked about it: others may wait for the answer. */
		if (conclusion->work->run != NULL && conclusion->run.signature != NULL)
			signatures[answers++] = conclusion->run.signature;
	}
	learn_statistics_count(runs, conclusions->count);
	learn_lessons_take(runs, conclusions->count);
	learn_runs_remember(runs, conclusions->count);
	learn_patterns_touch(conclusions->engine, runs, conclusions->count);
	if (answers > 0)
		learn_jobs_wake(signatures, answers);
}

void
learn_conclusions_store(LearnConclusions *conclusions)
{
	if (conclusions->count == 0)
		return;
	settle_jobs(conclusions);
	if (conclusions->count == 0)
		return;
	count_failures(conclusions);
	learn_follow_up(conclusions);
	store_analyses(conclusions);
	remember(conclusions);
}
